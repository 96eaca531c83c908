#!/usr/bin/env python3
"""Time the authors' own orientation filter (PyPI `vqf`, offlineVQF, C++ inside) on every sensor of a folder.

    vqf_baseline.py FOLDER

Prints one JSON line: reading the CSV files, the filter alone for all sensors one after another in one process, and
the same by two processes that share the samples already read (what two cores can do at best). The filter is
only one part of what an analysis does; it is here because it is the usual bottleneck and a fair yardstick.
"""

import json
import multiprocessing
import pathlib
import sys
import time

import numpy as np
from vqf import offlineVQF


def read(path):
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    interval = float(np.mean(np.diff(table[:, 0])))
    return np.ascontiguousarray(table[:, 4:7]), np.ascontiguousarray(table[:, 1:4]), interval


def filter_one(samples):
    gyr, acc, interval = samples
    return offlineVQF(gyr, acc, None, interval)["quat6D"].shape[0]


def filter_loaded(index):
    return filter_one(LOADED[index])


def main():
    global LOADED
    paths = sorted(pathlib.Path(sys.argv[1]).glob("*.csv"))
    start = time.perf_counter()
    LOADED = [read(path) for path in paths]
    reading = time.perf_counter() - start
    start = time.perf_counter()
    samples = sum(filter_one(loaded) for loaded in LOADED)
    alone = time.perf_counter() - start
    # Forked, so that the samples need not be sent: the most favourable way for the baseline.
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(abs, range(4))
        start = time.perf_counter()
        pool.map(filter_loaded, range(len(LOADED)), chunksize=1)
        two = time.perf_counter() - start
    print(
        json.dumps(
            {
                "sensors": len(paths),
                "samples": samples,
                "read_s": round(reading, 3),
                "filter_one_process_s": round(alone, 3),
                "filter_two_processes_s": round(two, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
