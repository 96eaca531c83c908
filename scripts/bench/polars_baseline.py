#!/usr/bin/env python3
"""Time PyPI `polars.read_csv` on every sensor file of a folder, one after another, as an analysis would need them.

    polars_baseline.py FOLDER [--runs 5]

Prints one JSON line: the fastest of N runs in one process (the files are in the system's cache by then) with all of
polars' threads, and the rows read.
"""

import argparse
import importlib.metadata
import json
import pathlib
import time

import polars


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.csv"))
    best, rows = float("inf"), 0
    for _ in range(arguments.runs):
        start = time.perf_counter()
        tables = [polars.read_csv(path) for path in paths]
        best = min(best, time.perf_counter() - start)
        rows = sum(table.height for table in tables)
    print(
        json.dumps(
            {
                "version": f"polars {importlib.metadata.version('polars')}",
                "threads": polars.thread_pool_size(),
                "rows": rows,
                "read_s": round(best, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
