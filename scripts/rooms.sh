#!/usr/bin/env bash
# The graph of rooms as ARCHITECTURE.md's table, from the packages' own Cargo.toml files (`cargo metadata`).
#
#   scripts/rooms.sh            prints the table
#   scripts/rooms.sh --write    puts it into ARCHITECTURE.md
#   scripts/rooms.sh --check    fails where ARCHITECTURE.md says something else
set -euo pipefail
cd "$(dirname "$0")/.."
cargo metadata --no-deps --locked --format-version 1 | python3 -c '
import json, os, sys

root = os.getcwd()
packages = {}
for package in json.load(sys.stdin)["packages"]:
    packages[package["name"]] = package
folder = {name: os.path.relpath(os.path.dirname(package["manifest_path"]), root) for name, package in packages.items()}


def arrows(name, kinds):
    found = {d["name"] for d in packages[name]["dependencies"] if d["kind"] in kinds and d["name"] in packages}
    return found - {name}


stands_on = {name: arrows(name, (None, "build")) for name in packages}
for_tests = {name: arrows(name, ("dev",)) - stands_on[name] for name in packages}


def below(name):
    seen, rest = set(), [name]
    while rest:
        for other in stands_on[rest.pop()] - seen:
            seen.add(other)
            rest.append(other)
    return seen


# Cargo refuses circles of ordinary dependencies; those that only tests close would still couple two rooms.
circles = [f"{a} <-> {b}" for a in packages for b in for_tests[a] if a in below(b)]
if circles:
    sys.exit("circles between rooms: " + ", ".join(sorted(circles)))

height = {}
while len(height) < len(packages):
    for name in packages:
        if name not in height and stands_on[name] <= height.keys():
            height[name] = 1 + max((height[other] for other in stands_on[name]), default=-1)
order = sorted(packages, key=lambda name: (height[name], name))
rows = ["| room | knows | never knows | stands on | its tests also use |", "|---|---|---|---|---|"]
for name in order:
    package = packages[name]
    room = (package["metadata"] or {}).get("room", {})
    where = "`Cargo.toml`, `src/cli/`" if folder[name] == "." else f"`{folder[name]}/`"
    listed = lambda names: ", ".join(other for other in order if other in names) or "–"
    knows = room.get("knows", package["description"]).rstrip(".")
    if "never-knows" not in room:
        sys.exit(f"{folder[name]}/Cargo.toml: metadata.room.never-knows is missing")
    rows.append(f"| {where} | {knows} | {room['"'never-knows'"']} | {listed(stands_on[name])} | {listed(for_tests[name])} |")
table = "\n".join(rows) + "\n"

mode = sys.argv[1] if len(sys.argv) > 1 else ""
begin, end = "<!-- rooms: written by scripts/rooms.sh -->\n", "<!-- /rooms -->\n"
if not mode:
    print(table, end="")
    sys.exit()
page = open("ARCHITECTURE.md", encoding="utf-8").read()
before, rest = page.split(begin)
written, after = rest.split(end)
if mode == "--write":
    open("ARCHITECTURE.md", "w", encoding="utf-8").write(before + begin + table + end + after)
elif written != table:
    sys.exit("ARCHITECTURE.md does not show the rooms as they are: scripts/rooms.sh --write")
' "$@"
