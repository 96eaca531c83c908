#!/usr/bin/env bash
# Draws the README's pictures anew: page one of a sample's report, where the sensors go, and the live view of the app.
# Needs poppler-utils, Chromium with its driver (scripts/browser/install.sh) and a built program.
#
#   scripts/pictures/run.sh target/release/gaitscope
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-target/release/gaitscope}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" analyze samples/limp --out "$work/limp" >/dev/null
pdftoppm -r 92 -f 1 -l 1 -singlefile -png "$work/limp/report.pdf" docs/report-limp
"$program" placement --out "$work/placement" --width 1000 >/dev/null
cp "$work/placement/kit.png" docs/placement.png
scripts/browser/live.py "$program" --picture docs/app-live.png --seconds 3 >/dev/null
