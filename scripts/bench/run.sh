#!/usr/bin/env bash
# Time the whole program beside the usual Python tools and print one Markdown table.
#
#   scripts/bench/run.sh PROGRAM [MINUTES ...]
#
# PROGRAM is the release build of gaitscope; MINUTES are recording lengths, by default 10 30 60; the tools are run on
# the longest of them. Environment: GAITSCOPE_BENCH_CACHE (folder for virtual environments and recordings, by default
# below the user's cache), PYTHON (by default python3; the tools want 3.10 to 3.12), RUNS (repetitions of the program,
# by default 3; the fastest counts), TOOL_TIMEOUT (seconds for each tool, by default 1800).
set -euo pipefail

program=${1:?usage: run.sh PROGRAM [MINUTES ...]}
shift
minutes=("$@")
[ ${#minutes[@]} -gt 0 ] || minutes=(10 30 60)
here=$(cd "$(dirname "$0")" && pwd)
cache=${GAITSCOPE_BENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gaitscope-bench}
python=${PYTHON:-python3}
mkdir -p "$cache/results"
rm -f "$cache/results/"*.json

# An environment per tool, since their pinned dependencies exclude one another. A tool that does not install is a
# line of the table, not the end of the run.
environment() {
    local name=$1 folder="$cache/venv-$1"
    [ -f "$folder/complete" ] && return 0
    rm -rf "$folder"
    "$python" -m venv "$folder"
    if "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements-$name.txt" \
        >"$cache/results/$name-install.log" 2>&1; then
        touch "$folder/complete"
    else
        echo "the environment for $name could not be installed, see $cache/results/$name-install.log" >&2
        return 1
    fi
}

environment vqf
for length in "${minutes[@]}"; do
    recording="$cache/walk-$length-min"
    [ -f "$recording/complete" ] || {
        echo "writing $length min" >&2
        "$cache/venv-vqf/bin/python" "$here/make_hour.py" "$recording" --minutes "$length"
        touch "$recording/complete"
    }
    echo "gaitscope on $length min" >&2
    rm -rf "$cache/out"
    "$python" "$here/measure.py" --runs "${RUNS:-3}" -- "$program" analyze "$recording" --out "$cache/out" --timings \
        >"$cache/results/gaitscope-$length.json"
    "$python" "$here/measure.py" -- "$cache/venv-vqf/bin/python" "$here/vqf_baseline.py" "$recording" \
        >"$cache/results/vqf-$length.json"
    if environment polars; then
        "$python" "$here/measure.py" -- "$cache/venv-polars/bin/python" "$here/polars_baseline.py" "$recording" \
            >"$cache/results/polars-$length.json"
    fi
done

longest=$(printf '%s\n' "${minutes[@]}" | sort -n | tail -1)
for tool in mobgap gaitmap skdh; do
    echo "$tool on $longest min" >&2
    if environment "$tool"; then
        "$python" "$here/measure.py" -- timeout "${TOOL_TIMEOUT:-1800}" \
            "$cache/venv-$tool/bin/python" "$here/compare_tools.py" "$tool" "$cache/walk-$longest-min" \
            >"$cache/results/$tool-$longest.json"
    else
        echo '{"exit": -1, "errors": "could not be installed"}' >"$cache/results/$tool-$longest.json"
    fi
done
"$python" "$here/table.py" "$cache/results"
