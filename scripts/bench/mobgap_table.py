#!/usr/bin/env python3
"""gaitscope and mobgap's pipeline on the same pelvis recordings: strides found and seconds, one Markdown table.

    mobgap_table.py PROGRAM RECORDING ...

Each RECORDING is a folder with `pelvis.csv` (x anterior, y up, z to the person's right, 100 Hz), as make_hour.py writes
it, or a CSV file of a lower-back sensor with mobgap's axes (x up, y to the right, z forward). Both get the same file. mobgap is timed when it has run before in the same process (its compiled parts are warm);
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


def alone(recording, folder):
    """A folder with the pelvis sensor's file only, in this program's axes."""
    if recording.is_dir():
        shutil.copy(recording / "pelvis.csv", folder)
        return
    import pandas

    table = pandas.read_csv(recording)
    turned = {"time_s": table.time_s}
    for kind, unit in (("acc", "mps2"), ("gyr", "radps")):
        up, right, forward = (table[f"{kind}_{axis}_{unit}"] for axis in "xyz")
        turned |= {f"{kind}_x_{unit}": forward, f"{kind}_y_{unit}": up, f"{kind}_z_{unit}": right}
    pandas.DataFrame(turned).to_csv(folder / "pelvis.csv", index=False)


def ours(program, folder, runs=5):
    """Strides, and the fastest of five analyses in seconds."""
    with tempfile.TemporaryDirectory() as out:
        command = [program, "analyze", str(folder), "--out", out, "--json", "--timings"]
        best = float("inf")
        for _ in range(runs):
            result = subprocess.run(command, check=True, capture_output=True, text=True)
            best = min(best, float(re.search(r"analysed in ([\d.]+) s", result.stderr)[1]))
        return json.loads(result.stdout)["strides"], best


def theirs(folder, runs=3):
    """Strides, and the seconds of the faster of the runs after the first one."""
    import time

    best = float("inf")
    for run in range(runs):
        times, last = {}, [time.perf_counter()]

        def clock(name):
            now = time.perf_counter()
            times[name] = now - last[0]
            last[0] = now

        found = compare_tools.mobgap(folder, clock)
        best = min(best, times["compute_s"]) if run else best
    return int(found.split()[0]), best


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
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            alone(recording, folder)
            strides, seconds = ours(arguments.program, folder)
            their_strides, their_seconds = theirs(folder)
        print(
            f"| {recording.stem} | {strides} | {their_strides} | {seconds:.3f} | {their_seconds:.2f} "
            f"| {their_seconds / seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
