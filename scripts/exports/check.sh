#!/usr/bin/env bash
# Exports a sample in every format and lets other people's programs read it: the BIDS validator, the FHIR models of
# `fhir.resources`, `pyarrow` and `mcap`, all from PyPI. Needs python3 with venv; installs the rest below target/.
#   scripts/exports/check.sh target/release/gaitscope [RECORDING]
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$1
recording=${2:-samples/limp}
tools=target/check-exports
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

mkdir -p "$tools"
if [ ! -x "$tools/venv/bin/python" ]; then python3 -m venv "$tools/venv"; fi
"$tools/venv/bin/pip" install --quiet --disable-pip-version-check -r scripts/exports/requirements.txt

"$program" export "$recording" --out "$out" --made-at 2026-03-01T09:30:00Z \
    --format csv --format parquet --format bids --format opensim --format fhir --format mcap >"$out/files.txt"

echo "BIDS: validator"
"$tools/venv/bin/bids-validator-deno" "$out/bids"
echo "FHIR, Parquet, MCAP, OpenSim: models and readers"
"$tools/venv/bin/python" scripts/exports/read.py "$out"
