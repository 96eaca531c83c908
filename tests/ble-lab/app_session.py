#!/usr/bin/env python3
"""A session in the local web app against the laboratory's sensors, by HTTP as a browser does it.

    app_session.py PROGRAM DATA_FOLDER OUT --seconds N

Starts `PROGRAM app` on DATA_FOLDER, goes from the question who it is to a recording of N seconds, stops it, ends the
app, and takes the recording out of the store again: OUT is its session folder. Says what it does, and ends with 1 if
a page is not what a person would expect.
"""

import argparse
import html
import http.cookiejar
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

SITES = {"pelvis", "thigh_left", "thigh_right", "shank_left", "shank_right"}


class Browser:
    def __init__(self, entrance):
        self.base = entrance.split("/enter")[0]
        jar = http.cookiejar.CookieJar()
        # No proxy: the app is on this machine.
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
        )
        self.secret = re.search(r'data-csrf="([^"]+)"', self.opener.open(entrance, timeout=60).read().decode())
        self.secret = (self.secret or re.search(r'data-csrf="([^"]+)"', self.get("/files")))[1]

    def get(self, path):
        return self.opener.open(self.base + path, timeout=60).read().decode()

    def submit(self, path, *fields):
        body = urllib.parse.urlencode([("csrf", self.secret), *fields]).encode()
        request = urllib.request.Request(self.base + path, data=body, headers={"Origin": self.base})
        try:
            answer = self.opener.open(request, timeout=120)
        except urllib.error.HTTPError as error:
            words = re.sub(r"<[^>]+>|\s+", " ", error.read().decode())
            sys.exit(f"{path}: {error.code}: {words[:500]}")
        return answer.geturl().removeprefix(self.base), answer.read().decode()

    def until(self, what, holds, patience=60):
        begun = time.monotonic()
        while True:
            page = self.get("/session")
            if holds(page):
                print(f"{what} after {time.monotonic() - begun:.1f} s", flush=True)
                return page
            if time.monotonic() - begun > patience:
                words = re.sub(r"<(script|style).*?</\1>|<[^>]+>|\s+", " ", page, flags=re.S)
                sys.exit(f"never: {what}; the page says: {html.unescape(words)[:800]}")
            time.sleep(0.3)


def worn(page):
    """Every sensor of the page, at the site that it says itself."""
    fields = []
    for part in page.split('name="sensor" value="')[1:]:
        site = re.search(r'value="([a-z_]*)" selected', part.split("</select>")[0])
        fields += [("sensor", html.unescape(part.split('"')[0])), ("site", site[1] if site else "")]
    return fields


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("program")
    options.add_argument("data")
    options.add_argument("out", type=Path)
    options.add_argument("--seconds", type=float, default=12)
    given = options.parse_args()
    command = [given.program, "app", "--no-browser", "--data-dir", given.data]
    app = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        browser = Browser(re.search(r"http://\S+", app.stdout.readline())[0])
        browser.submit("/session/who", ("patient", ""), ("pseudonym", "P-1"), ("title", ""))
        page = browser.until("all sensors are found", lambda page: page.count("data-blink") == 5)
        fields = worn(page)
        sites = {value for name, value in fields if name == "site"}
        if sites != SITES:
            sys.exit(f"the sensors do not say where they are: {fields}")
        browser.submit("/session/blink", fields[0])
        browser.submit("/session/sensors", *fields)
        browser.submit("/session/checked")
        browser.submit("/session/protocol", ("protocol", "walk_10_m"))
        browser.until("all sensors send", lambda page: re.search(r'id="start"(?![^>]*disabled)', page))
        browser.submit("/session/begin")
        browser.until("the recording runs", lambda page: 'data-recording="yes"' in page)
        # A person at the screen looks at it now and then.
        for second in range(int(given.seconds)):
            time.sleep(1)
            browser.get("/session")
            print(f"{second + 1} s", flush=True)
        begun = time.monotonic()
        address, page = browser.submit("/session/stop")
        if not address.startswith("/recordings/"):
            sys.exit(f"the stop led to {address}")
        print(f"stored {time.monotonic() - begun:.1f} s after the stop: {address}", flush=True)
    finally:
        app.send_signal(signal.SIGINT)
        app.wait(timeout=50)
    exported = given.out.with_name("exported")
    subprocess.run(
        [given.program, "store", "--data-dir", given.data, "export", "P-1", "--out", str(exported)], check=True
    )
    folders = [file.parent for file in exported.rglob("pelvis.csv")]
    if len(folders) != 1:
        sys.exit(f"{len(folders)} recordings in the store: {folders}")
    shutil.copytree(folders[0], given.out)


if __name__ == "__main__":
    main()
