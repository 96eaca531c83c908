#!/usr/bin/env python3
"""Time `gaitscope batch` on simulated people of two minutes with five sensors; print one Markdown table.

    batch.py PROGRAM [--count 1000] [--cache FOLDER]

Every person is another one, made by `gaitscope simulate healthy_person --seed N` (6 s of standing, 110 s of walking with
turns, 4 s of standing, 100 Hz), and kept in the cache for the next run. A tenth of them is analysed by one worker and by
two, then all by two: speed-up, time a recording, and peak memory. Every run writes a new data set. Needs about 5 MB of
disk a person.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys

WALK_S, RECORDED_S = 110, 120
HERE = pathlib.Path(__file__).parent


def people(program, cache, count):
    """Two folders: the first tenth, and the rest."""
    tenth = max(count // 10, 1)
    folders = [cache / f"first-of-{count}", cache / f"rest-of-{count}"]

    def one(seed):
        folder = folders[0 if seed < tenth else 1] / f"{seed:04d}"
        if not (folder / "session.toml").exists():
            command = [program, "simulate", "healthy_person", "--seed", str(seed), "--walk", str(WALK_S), "--out", str(folder)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(count)))
    return folders


def measured(program, folders, workers, dataset):
    shutil.rmtree(dataset, ignore_errors=True)
    command = [sys.executable, str(HERE / "measure.py"), "--", program, "batch", *map(str, folders)]
    command += ["--out", str(dataset), "-j", str(workers), "--clinic", "bench"]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if result["exit"] != 0:
        sys.exit(f"batch failed: {result['errors'] or result['output']}")
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=1000)
    default = pathlib.Path(os.environ.get("GAITSCOPE_BENCH_CACHE", pathlib.Path.home() / ".cache/gaitscope-bench"))
    parser.add_argument("--cache", type=pathlib.Path, default=default / "people")
    arguments = parser.parse_args()
    folders = people(arguments.program, arguments.cache, arguments.count)
    few, dataset = max(arguments.count // 10, 1), arguments.cache / "dataset"
    # The first run brings the files into the system's cache; it does not count.
    measured(arguments.program, folders[:1], 2, dataset)
    runs = [
        (few, 1, measured(arguments.program, folders[:1], 1, dataset)),
        (few, 2, measured(arguments.program, folders[:1], 2, dataset)),
        (arguments.count, 2, measured(arguments.program, folders, 2, dataset)),
    ]
    print(f"{os.cpu_count()} logical cores, {platform.machine()}; other load (1 min): {os.getloadavg()[0]:.1f}\n")
    print("| recordings of 2 min | workers | wall time | processor time a recording | times real time, a core | peak memory |")
    print("|---:|---:|---:|---:|---:|---:|")
    for count, workers, result in runs:
        each = result["cpu_s"] / count
        print(
            f"| {count} | {workers} | {result['wall_s']:.2f} s | {1e3 * each:.0f} ms | {RECORDED_S / each:.0f} "
            f"| {result['peak_mib']:.0f} MiB |"
        )
    one, two, all_ = (result for _, _, result in runs)
    print(f"\nTwo workers against one: {one['wall_s'] / two['wall_s']:.2f} times as fast.")
    growth = all_["wall_s"] / arguments.count / (two["wall_s"] / few)
    print(f"Time a recording, {arguments.count} against {few}: {growth:.2f} times.")


if __name__ == "__main__":
    main()
