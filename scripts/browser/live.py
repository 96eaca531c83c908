#!/usr/bin/env python3
"""The live view of the app in a real browser: its picture for the README, and its measurements.

Usage: live.py BINARY [--picture FILE] [--seconds N] [--tabs N] [--all FOLDER]

Starts `BINARY app --demo`, walks to a recording with five virtual sensors, and prints what it measured as JSON: from a
sample's moment to the drawn point in the first tab, with and without further tabs; memory of program and browser. Needs
chromium and chromedriver (install.sh) and nothing beyond Python's own library.
"""

import argparse
import base64
import json
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{port}"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en",
                     "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--enable-precise-memory-info", "--window-size=1280,1000"]
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}}
        for attempt in range(100):
            try:
                answer = self.call("POST", "/session", wanted)
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        self.base += f"/session/{answer['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def go(self, address):
        self.call("POST", "/url", {"url": address})

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def until(self, condition, patience=90):
        begun = time.monotonic()
        while not self.run(f"return Boolean({condition})"):
            if time.monotonic() - begun > patience:
                raise SystemExit(f"never: {condition}\n{self.run('return document.body.innerText')}")
            time.sleep(0.1)

    def element(self, css):
        return self.call("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def click(self, css):
        self.until(f"document.querySelector({json.dumps(css)})")
        self.run(f"document.querySelector({json.dumps(css)}).scrollIntoView({{block: 'center'}})")
        self.call("POST", f"/element/{self.element(css)}/click", {})

    def fill(self, css, text):
        self.call("POST", f"/element/{self.element(css)}/value", {"text": text})

    def size(self, width, height):
        self.call("POST", "/window/rect", {"width": width, "height": height})

    def picture(self, path):
        Path(path).write_bytes(base64.b64decode(self.call("GET", "/screenshot")))

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()


def resident_mb(pid):
    """Own memory of a process and all its descendants, MB. Mapped files are left out: their share of a process falls and
    rises with every other browser on the machine."""
    total, todo = 0, [pid]
    while todo:
        at = todo.pop()
        try:
            total += int(re.search(r"Pss_Anon:\s+(\d+)", Path(f"/proc/{at}/smaps_rollup").read_text()).group(1))
            for task in Path(f"/proc/{at}/task").iterdir():
                todo += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, AttributeError):
            pass
    return round(total / 1024)


def delays(browser, seconds):
    browser.run("window.gaitscopeDelays.length = 0")
    time.sleep(seconds)
    found = sorted(browser.run("return window.gaitscopeDelays"))
    if not found:
        return None
    return {"frames": len(found), "median_ms": round(found[len(found) // 2], 1), "p95_ms": round(found[len(found) * 95 // 100], 1)}


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("binary")
    options.add_argument("--picture")
    options.add_argument("--seconds", type=int, default=15)
    options.add_argument("--tabs", type=int, default=0)
    options.add_argument("--all", help="photograph each step at both widths into this folder")
    # The walk of this one goes on until somebody ends it.
    options.add_argument("--protocol", default="walk_free")
    given = options.parse_args()
    data = tempfile.TemporaryDirectory()
    program = subprocess.Popen([given.binary, "app", "--demo", "--no-browser", "--data-dir", data.name],
                               stdout=subprocess.PIPE, text=True)
    browser = None
    try:
        entrance = re.search(r"http://\S+", program.stdout.readline()).group(0)
        base = entrance.split("/enter")[0]
        browser = Browser()
        browser.go(entrance)

        def look(name):
            if given.all:
                for width, kind in [(1280, "desktop"), (820, "tablet")]:
                    browser.size(width, 1180)
                    time.sleep(0.5)
                    browser.picture(Path(given.all) / f"{name}-{kind}.png")
                browser.size(1280, 1000)

        browser.until("document.querySelector('main')")
        begun = time.monotonic()
        while "D-003" not in browser.run("return document.body.innerText"):
            browser.go(f"{base}/patients")
            if time.monotonic() - begun > 180:
                raise SystemExit("the demonstration stays empty")
            time.sleep(1)
        browser.go(f"{base}/session")
        look("session-who")
        browser.fill("#pseudonym", "P-300")
        browser.click("form[action='/session/who'] button.primary")
        browser.until("document.querySelector('[data-blink]')")
        look("session-sensors")
        browser.click("form[action='/session/sensors'] button.primary")
        browser.until("document.querySelector('#check-status.good')")
        look("session-check")
        browser.click("form[action='/session/checked'] button.primary")
        browser.until("document.querySelector('input[name=protocol]')")
        look("session-protocol")
        browser.click(f"label[for='{given.protocol}']")
        browser.click("form[action='/session/protocol'] button.primary")
        browser.until("document.querySelector('#start:not([disabled])')", 180)
        look("session-ready")
        browser.click("#start")
        browser.until("document.querySelector('#plot canvas')")
        browser.until("Number(document.getElementById('steps').textContent) >= 24")
        look("session-live")
        if given.picture:
            browser.run("window.scrollTo(0, 0)")
            browser.size(1280, 1240)
            time.sleep(1.0)
            browser.picture(given.picture)
            browser.call("POST", "/refresh", {})
            browser.until("document.querySelector('#plot canvas')")
        measured = {"program_mb": [], "browser_mb": [], "script_heap_mb": []}
        # A window a minute, at least three: memory that grows shows as a row that grows.
        measured["one_tab"] = []
        windows = max(3, given.seconds // 60)
        for _ in range(windows):
            measured["one_tab"].append(delays(browser, given.seconds / windows))
            measured["program_mb"].append(resident_mb(program.pid))
            measured["browser_mb"].append(resident_mb(browser.driver.pid))
            measured["script_heap_mb"].append(round(browser.run("return performance.memory.usedJSHeapSize") / 1e6, 1))
        if given.tabs:
            first = browser.call("GET", "/window")
            for _ in range(given.tabs - 1):
                tab = browser.call("POST", "/window/new", {"type": "tab"})
                browser.call("POST", "/window", {"handle": tab["handle"]})
                browser.go(f"{base}/session")
            browser.call("POST", "/window", {"handle": first})
            time.sleep(2)
            measured[f"{given.tabs}_tabs"] = delays(browser, min(given.seconds, 120))
            measured["program_mb"].append(resident_mb(program.pid))
        measured["lost_at_the_end"] = browser.run("return document.getElementById('lost-samples').textContent")
        begun = time.monotonic()
        browser.click("#stop")
        browser.until("document.getElementById('report') && document.getElementById('report').contentDocument.querySelector('h1')", 120)
        measured["report_after_stop_s"] = round(time.monotonic() - begun, 2)
        look("session-report")
        print(json.dumps(measured, indent=2))
    finally:
        if browser:
            browser.close()
        program.terminate()
        program.wait(timeout=20)


if __name__ == "__main__":
    main()
