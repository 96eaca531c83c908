#!/usr/bin/env python3
"""Run a command; print wall time, processor time and peak memory of it and its children as one JSON line.

    measure.py [--runs N] -- COMMAND [ARGUMENT ...]

The fastest of N runs is reported. Standard output of the command is kept as `output` of the last run. Unix only.
"""

import argparse
import json
import os
import subprocess
import sys
import time


def once(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = process.communicate()
    return time.perf_counter() - start, process.returncode, output, errors


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    best = None
    for _ in range(arguments.runs):
        # A child of its own for every run: the peak memory of children is a maximum over all that ever ran.
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            import resource

            os.close(reader)
            wall, code, output, errors = once(command)
            usage = resource.getrusage(resource.RUSAGE_CHILDREN)
            unit = 1 if sys.platform == "darwin" else 1024
            result = {
                "wall_s": round(wall, 3),
                "cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
                "peak_mib": round(usage.ru_maxrss * unit / 2**20, 1),
                "exit": code,
                "output": output[-4000:],
                "errors": errors[-600:],
            }
            with os.fdopen(writer, "w") as pipe:
                json.dump(result, pipe)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            result = json.load(pipe)
        os.waitpid(child, 0)
        if best is None or (result["exit"], result["wall_s"]) < (best["exit"], best["wall_s"]):
            best = result
    print(json.dumps(best))


if __name__ == "__main__":
    main()
