#!/usr/bin/env python3
"""Holds a fresh run of `gaitscope validate` against the committed VALIDATION.md.

    scripts/validation/compare.py VALIDATION.md FRESH.md

Every section of the fresh run must stand in the committed page with the same words: the same rows, bars and results.
Between machines figures may differ in their last digit: such differences are printed. Beyond two units of the last
printed digit and two per cent (counts: beyond one and two per cent) they are an error. A fresh run of a part of the
sections is held against that part.
"""

import difflib
import re
import sys

NUMBER = re.compile(r"[-−+]?\d+(?:\.\d+)?")


def sections(path: str) -> dict[str, list[str]]:
    """Lines by heading (`## …`, or `## …` and `### …`); what stands before the first is the page's own count of bars."""
    found: dict[str, list[str]] = {}
    chapter, lines = "", None
    with open(path, encoding="utf-8") as page:
        for line in page:
            line = line.rstrip()
            if line.startswith("## "):
                chapter = line
                lines = found.setdefault(chapter, [])
            elif line.startswith("### "):
                lines = found.setdefault(f"{chapter} / {line}", [])
            elif line and lines is not None:
                lines.append(line)
    return found


def value(text: str) -> float:
    return float(text.replace("−", "-"))


def near(old: str, new: str) -> bool:
    decimals = len(old.partition(".")[2])
    units = 2 if decimals else 1
    return abs(value(old) - value(new)) <= max(units * 10.0**-decimals, 0.02 * abs(value(old))) * (1 + 1e-9)


def main(committed_path: str, fresh_path: str) -> int:
    committed, fresh = sections(committed_path), sections(fresh_path)
    wrong = differing = figures = 0
    for heading, new_lines in fresh.items():
        old_lines = committed.get(heading)
        if old_lines is None:
            print(f"{heading}: not in {committed_path}")
            wrong += 1
            continue
        old_words = [NUMBER.sub("#", line) for line in old_lines]
        new_words = [NUMBER.sub("#", line) for line in new_lines]
        if old_words != new_words:
            print(f"{heading}: other words")
            for line in difflib.unified_diff(old_lines, new_lines, "committed", "fresh", n=0, lineterm=""):
                print(f"  {line}")
            wrong += 1
            continue
        for old_line, new_line in zip(old_lines, new_lines):
            pairs = list(zip(NUMBER.findall(old_line), NUMBER.findall(new_line)))
            figures += len(pairs)
            if old_line == new_line:
                continue
            far = [pair for pair in pairs if not near(*pair)]
            print(f"{heading}: {'BEYOND TOLERANCE' if far else 'within tolerance'}\n  - {old_line}\n  + {new_line}")
            wrong += bool(far)
            differing += not far
    print(f"{len(fresh)} sections, {figures} numbers: {differing} lines differ within tolerance, {wrong} faults")
    return 1 if wrong or not figures else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
