#!/usr/bin/env bash
# Exports a sample in every format and lets other people's programs read it: the BIDS validator (npm), the FHIR models
# of `fhir.resources`, `pyarrow` and `mcap` (PyPI). Needs python3 with venv and node with npm; installs the rest below target/.
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
if [ ! -x "$tools/node_modules/.bin/bids-validator" ]; then
    npm install --silent --no-fund --no-audit --prefix "$tools" bids-validator@1.15.0
fi

"$program" export "$recording" --out "$out" --made-at 2026-03-01T09:30:00Z \
    --format csv --format parquet --format bids --format opensim --format fhir --format mcap >"$out/files.txt"

echo "BIDS: validator"
"$tools/node_modules/.bin/bids-validator" "$out/bids" --ignoreNiftiHeaders
echo "FHIR, Parquet, MCAP, OpenSim: models and readers"
"$tools/venv/bin/python" scripts/exports/read.py "$out"
