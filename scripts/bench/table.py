#!/usr/bin/env python3
"""Print the results that run.sh left in a folder as one Markdown table.

    table.py RESULTS
"""

import json
import os
import pathlib
import platform
import re
import sys

TOOLS = {
    "mobgap": "mobgap: pelvis, pipeline for healthy walkers",
    "gaitmap": "gaitmap: both shanks, stride segmentation, events, trajectories",
    "skdh": "scikit-digital-health: pelvis, gait",
}


def lengths(folder, name):
    found = ((float(path.stem.rsplit("-", 1)[1]), path) for path in folder.glob(f"{name}-*.json"))
    return [(minutes, json.loads(path.read_text())) for minutes, path in sorted(found)]


def last_json(text):
    lines = [line for line in text.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if lines else {}


def row(what, minutes, wall, peak="", note=""):
    seconds = wall if isinstance(wall, str) else f"{wall:.2f} s"
    memory = f"{peak:.0f} MiB" if peak != "" else ""
    print(f"| {what} | {minutes:g} | {seconds} | {memory} | {note} |")


def failure(result):
    lines = [line for line in result.get("errors", "").splitlines() if line.strip()]
    # Python says it in its last line, a command-line program in its first.
    said = lines[0] if lines and not lines[0].startswith("Traceback") else (lines[-1] if lines else "no message")
    reason = "took too long" if result.get("exit") == 124 else said
    return f"failed: {reason[:160]}".replace("|", "/")


def main():
    folder = pathlib.Path(sys.argv[1])
    print(f"{os.cpu_count()} logical cores, {platform.machine()}, {platform.system()}; Python {platform.python_version()}.\n")
    print("| program | minutes recorded | wall time | peak memory | note |")
    print("|---|---:|---:|---:|---|")
    ours = lengths(folder, "gaitscope")
    for minutes, result in ours:
        if result["exit"] == 0:
            note = f"whole analysis, files to report; processor time {result['cpu_s']:.2f} s"
            row("gaitscope analyze, five sensors", minutes, result["wall_s"], result["peak_mib"], note)
        else:
            row("gaitscope analyze, five sensors", minutes, "—", note=failure(result))
        said = re.search(r"read in ([\d.]+) s", result.get("errors", ""))
        if said:
            row("of it: reading the CSV files, with units, checks and hash", minutes, float(said[1]))
    for minutes, result in lengths(folder, "polars"):
        parts = last_json(result.get("output", ""))
        if result["exit"] != 0 or not parts:
            row("polars.read_csv, five files", minutes, "—", note=failure(result))
            continue
        note = f"{parts['version']}, {parts['threads']} threads, fastest of five in one process"
        row("polars.read_csv, five files", minutes, parts["read_s"], note=note)
    for minutes, result in lengths(folder, "vqf"):
        parts = last_json(result.get("output", ""))
        if result["exit"] != 0 or not parts:
            row("vqf offline, five sensors", minutes, "—", note=failure(result))
            continue
        peak = result["peak_mib"]
        note = f"orientation filter alone, files already read (reading takes {parts['read_s']:.2f} s)"
        row("vqf offline, five sensors, one process", minutes, parts["filter_one_process_s"], peak, note)
        row("vqf offline, five sensors, two processes", minutes, parts["filter_two_processes_s"], peak, "the same, shared")
    for name, label in TOOLS.items():
        for minutes, result in lengths(folder, name):
            parts = last_json(result.get("output", ""))
            if result["exit"] != 0 or "compute_s" not in parts:
                row(label, minutes, "—", note=failure(result))
                continue
            note = f"{parts['version']}; computation {parts['compute_s']:.2f} s, found {parts['found']}"
            row(label, minutes, result["wall_s"], result["peak_mib"], note)
    good = [(minutes, result["wall_s"]) for minutes, result in ours if result["exit"] == 0]
    if len(good) > 1:
        (m0, t0), (m1, t1) = good[0], good[-1]
        print(f"\nFrom {m0:g} to {m1:g} min the recording grows {m1 / m0:.1f} times and the time {t1 / t0:.1f} times.")


if __name__ == "__main__":
    main()
