"""Between-leg differences of healthy people who wear straps -> data/norms/straps_side_differences.csv.

Usage: python3 scripts/limits/straps.py PROGRAM DATA [--out FILE]

PROGRAM is the built `gaitscope`, DATA the folder that holds `noraxon_walks` (its README names source and terms). Only
statistics over at least five people are written; no sample and no single person's value leaves this script.

A person's difference is the mean over the person's recordings of the median over pairs of strides (right minus left, or
100 ln(right / left) in per cent), from recordings with at least 20 included strides a leg. Sides are exchangeable in
healthy people, so the spread is taken about zero: rms = sqrt(mean d²). The column p95 is 1.96 rms. The columns mean and
sd are of the people's own values, the mean of both legs and of their recordings. Beside it the script prints, leaving each
person out in turn, how many people lie beyond the limit that the others give, and how many of the people's own values lie
beyond two standard deviations of the others' (the pattern rules hold the pelvis and the outward swing against these).

Standard library only.
"""
import argparse
import csv
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

FEWEST_PEOPLE, FEWEST_STRIDES, Z = 5, 20, 1.96


def differences(program, folder):
    """Difference and mean of both legs by measure of one recording, empty where a leg has too few strides."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([program, "analyze", str(folder), "--out", out, "--json"], check=True, capture_output=True)
        summary = json.loads((pathlib.Path(out) / "summary.json").read_text())
        strides = list(csv.DictReader((pathlib.Path(out) / "strides.csv").open()))
    legs = [sum(row["side"] == side and row["included"] == "true" for row in strides) for side in ("left", "right")]
    if min(legs) < FEWEST_STRIDES:
        return {}
    return {
        row["measure"]: (row["difference"], (row["left"] + row["right"]) / 2) for row in summary["side_differences"]
    }


def rms(values):
    return math.sqrt(sum(value * value for value in values) / len(values))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("data/norms/straps_side_differences.csv"))
    options = parser.parse_args()
    folder = options.data / "noraxon_walks"
    people = {}
    for trial in csv.DictReader((folder / "trials.csv").open()):
        if trial["group"] != "HC":
            continue
        for measure, value in differences(options.program, folder / trial["recording"]).items():
            people.setdefault(measure, {}).setdefault(trial["person"], []).append(value)
    rows = []
    for measure in sorted(people):
        values = [statistics.fmean(difference for difference, _ in found) for found in people[measure].values()]
        levels = [statistics.fmean(level for _, level in found) for found in people[measure].values()]
        if len(values) < FEWEST_PEOPLE:
            continue
        beyond = sum(abs(v) > Z * rms(values[:k] + values[k + 1 :]) for k, v in enumerate(values))
        rows.append([measure, len(values), f"{rms(values):.3g}", f"{Z * rms(values):.3g}",
                     f"{statistics.fmean(levels):.3g}", f"{statistics.stdev(levels):.3g}"])
        unusual = 0
        for k, level in enumerate(levels):
            others = levels[:k] + levels[k + 1 :]
            unusual += abs(level - statistics.fmean(others)) > 2 * statistics.stdev(others)
        print(f"{measure:36s} {len(values):2d} people, rms {rms(values):.3g}, limit {Z * rms(values):.3g}, "
              f"{beyond} beyond the limit of the others, {unusual} with a value beyond two SD of the others")
    with options.out.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["measure", "people", "rms", "p95", "mean", "sd"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
