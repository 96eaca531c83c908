#!/usr/bin/env python3
"""gaitscope and mobgap's pipeline on the same pelvis recordings: strides found and seconds, one Markdown table.

    mobgap_table.py PROGRAM RECORDING ...

Each RECORDING is a folder with `pelvis.csv` (x anterior, y up, z to the person's right, 100 Hz), as make_hour.py writes
it. Both get the pelvis alone. mobgap is timed when it has run before in the same process (its compiled parts are warm);
gaitscope starts anew each time and says itself how long its analysis took, the reading of the file left out for both.
Run it in the environment of requirements-mobgap.txt.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import warnings

import compare_tools

warnings.simplefilter("ignore")


def ours(program, recording, runs=3):
    """Strides, and the fastest of three analyses in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        alone = pathlib.Path(folder) / "recording"
        alone.mkdir()
        shutil.copy(recording / "pelvis.csv", alone)
        command = [program, "analyze", str(alone), "--out", f"{folder}/out", "--json", "--timings"]
        best = float("inf")
        for _ in range(runs):
            result = subprocess.run(command, check=True, capture_output=True, text=True)
            best = min(best, float(re.search(r"analysed in ([\d.]+) s", result.stderr)[1]))
        return json.loads(result.stdout)["strides"], best


def theirs(recording):
    """Strides, and the seconds of the second of two runs."""
    import time

    for _ in range(2):
        times, last = {}, [time.perf_counter()]

        def clock(name):
            now = time.perf_counter()
            times[name] = now - last[0]
            last[0] = now

        found = compare_tools.mobgap(recording, clock)
    return int(found.split()[0]), times["compute_s"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("recordings", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    version = importlib.metadata.version("mobgap")
    print(f"{os.cpu_count()} logical cores; mobgap {version}; other load (1 min): {os.getloadavg()[0]:.1f}\n")
    print("| pelvis recording | strides, gaitscope | strides, mobgap | s, gaitscope | s, mobgap | times as fast |")
    print("|---|---:|---:|---:|---:|---:|")
    for recording in arguments.recordings:
        strides, seconds = ours(arguments.program, recording)
        their_strides, their_seconds = theirs(recording)
        print(
            f"| {recording.name} | {strides} | {their_strides} | {seconds:.3f} | {their_seconds:.2f} "
            f"| {their_seconds / seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
