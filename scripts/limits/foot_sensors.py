"""Differences of the legs' times against foot sensors -> the error limits of `src/assessment/limits.rs`.

Usage: python3 scripts/limits/foot_sensors.py PROGRAM DATA

PROGRAM is the built `gaitscope`, DATA the folder that holds `stroke_treadmill_all` (its README names source and terms).
Of every walk the median of each time is taken for each leg, from the program's strides and from the contacts of the
foot sensors, and the legs are compared as 100 ln(right / left). Printed: 1.96 times the root mean square by which the
two differ, over people and their walks. Only statistics over at least five people are printed. Standard library only.
"""
import csv
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

FEWEST_PEOPLE, FEWEST_PAIRS, FEWEST_CONTACTS, Z = 5, 20, 6, 1.96
NAMES = {"stance": "stance_time_s", "single": "single_support_time_s", "step": "step_time_s",
         "unloading": "unloading_double_support_time_s"}


def program_differences(program, folder):
    """Differences by measure, of the measures with enough pairs of strides."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([program, "analyze", str(folder), "--out", out, "--json"], check=True, capture_output=True)
        rows = json.loads((pathlib.Path(out) / "summary.json").read_text())["side_differences"]
    return {row["measure"]: row["difference"] for row in rows if row["pairs"] >= FEWEST_PAIRS}


def first_between(times, low, high):
    return next((time for time in times if low < time < high), None)


def times_of(contacts, side):
    """Lists of this leg's times by the foot sensors, seconds."""
    other = "left" if side == "right" else "right"
    initial, final = contacts[side, "initial_contact"], contacts[side, "final_contact"]
    other_initial, other_final = contacts[other, "initial_contact"], contacts[other, "final_contact"]
    found = {name: [] for name in NAMES}
    for start in initial:
        end = first_between(final, start + 0.3, start + 2.0)
        following = first_between(initial, start + 0.5, start + 2.5)
        between = first_between(other_initial, start + 0.1, start + 1.5)
        lifted = first_between(other_final, start - 0.02, start + 0.6)
        before = first_between(reversed(other_initial), start - 1.5, start - 0.1)
        if end and following and end < following:
            found["stance"].append(end - start)
        if between and lifted and between > lifted:
            found["single"].append(between - lifted)
        if before:
            found["step"].append(start - before)
        if between and end and end > between:
            found["unloading"].append(end - between)
    return found


def foot_differences(path):
    contacts = {(side, kind): [] for side in ("left", "right") for kind in ("initial_contact", "final_contact")}
    for row in csv.DictReader(path.open()):
        if row["source"] == "foot_imu":
            contacts[row["side"], row["event"]].append(float(row["time_s"]))
    for times in contacts.values():
        times.sort()
    legs = {side: times_of(contacts, side) for side in ("left", "right")}
    enough = [name for name in NAMES if min(len(legs[side][name]) for side in legs) >= FEWEST_CONTACTS]
    middle = {(side, name): statistics.median(legs[side][name]) for side in legs for name in enough}
    return {NAMES[name]: 100 * math.log(middle["right", name] / middle["left", name]) for name in enough}


def main():
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    folder = data / "stroke_treadmill_all"
    squares = {}
    for trial in csv.DictReader((folder / "trials.csv").open()):
        found = program_differences(program, folder / trial["recording"])
        for measure, true in foot_differences(folder / trial["recording"] / "truth_events.csv").items():
            if measure in found:
                people = squares.setdefault(measure, {})
                people.setdefault(trial["person"], []).append((found[measure] - true) ** 2)
    for measure, people in squares.items():
        if len(people) < FEWEST_PEOPLE:
            continue
        walks = [square for of_person in people.values() for square in of_person]
        limit = Z * math.sqrt(statistics.fmean(walks))
        print(f"{measure:34s} {len(people)} people, {len(walks)} walks, limit {limit:.1f} %")


if __name__ == "__main__":
    main()
