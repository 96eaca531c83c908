#!/usr/bin/env bash
# Builds the wheel, installs it into an environment of its own and runs its tests against the program.
# Usage: python/check.sh [PROGRAM]   (target/release/gaitscope, if it is not given)
set -euo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath -m "${1:-$here/../target/release/gaitscope}")
cd "$here"
[ -x "$program" ] || { echo "no program at $program; build it with: cargo build --release" >&2; exit 1; }

work=../target/python
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
bin=$(realpath "$work/venv/bin")
"$bin/pip" install --quiet --disable-pip-version-check \
    "maturin>=1.9,<2" "numpy>=1.24" "pandas>=2" "polars>=1" "matplotlib>=3.8" "ipykernel>=6" \
    "mypy>=1.10" "pandas-stubs>=2" "nbclient>=0.10" "nbformat>=5.10" "pytest>=8"

rm -rf "$work/wheel"
"$bin/maturin" build --release --locked --quiet --interpreter "$bin/python" --out "$work/wheel"
"$bin/pip" install --quiet --disable-pip-version-check --no-deps --force-reinstall "$work"/wheel/*.whl

"$bin/mypy" gaitscope
GAITSCOPE="$program" "$bin/pytest" -q -p no:cacheprovider tests
