#!/usr/bin/env bash
# What a change costs and how far the rooms are apart: the table of CONTRIBUTING.md.
#
#   scripts/bench/build.sh            prints it
#   scripts/bench/build.sh --write    puts it into CONTRIBUTING.md
#
# The first build of each kind is not counted. Then a line is put before the others in src/gait/temporal.rs, three times,
# and taken away again: everything in that file stands elsewhere, so that the compiler cannot reuse it.
set -euo pipefail
cd "$(dirname "$0")/../.."
file=src/gait/temporal.rs
kept=$(mktemp)
cp "$file" "$kept"
trap 'cp "$kept" "$file"; rm -f "$kept"' EXIT

TIMEFORMAT='%R %U %S'
clocked() { # COMMAND...: seconds on the clock and of processor time
    local line
    line=$({ time "$@" >&2; } 2>&1 >/dev/null | tail -1) || return 1
    awk '{ printf "%.0f s (%.0f s of processor time)", $1, $2 + $3 }' <<<"$line"
}
after_a_change() {
    "$@" >/dev/null 2>&1
    echo "// One line more." | cat - "$kept" >"$file"
    clocked "$@"
    cp "$kept" "$file"
}

tests=$(after_a_change cargo test -q -p gait)
lints=$(after_a_change cargo clippy -q --workspace --all-targets)
program=$(after_a_change cargo build -q --release)
load=$(cut -d' ' -f1 /proc/loadavg)

rooms=$(ls src/*/Cargo.toml | wc -l)
if scripts/rooms.sh --check; then arrows="0; 0"; else arrows="see scripts/rooms.sh"; fi
locked=$(grep -c '^name = ' Cargo.lock)
unused=$(scripts/bench/unused_public.py | wc -l)
table="| | bar | measured |
|---|---|---|
| one line changed in gait: its tests have run | ≤ 10 s | $tests |
| the same: all lints | ≤ 60 s | $lints |
| the same: the release program | – | $program |
| room packages | ≥ 12 | $rooms |
| arrows against ARCHITECTURE.md's table; circles between rooms | 0; 0 | $arrows |
| locked packages of the product | ≤ 480 | $locked |
| public functions and constants that nobody outside their room names | 0 | $unused |

$(nproc) processors, load of the machine at the end $load, $(rustc --version | cut -d' ' -f1,2)."
if [ "${1:-}" = --write ]; then
    TABLE=$table python3 - <<'PYTHON'
import os, re
page = open("CONTRIBUTING.md", encoding="utf-8").read()
begin, end = "<!-- written by scripts/bench/build.sh -->\n", "\n<!-- /build.sh -->"
page = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: begin + os.environ["TABLE"] + end, page, flags=re.S)
open("CONTRIBUTING.md", "w", encoding="utf-8").write(page)
PYTHON
else
    printf '%s\n' "$table"
fi
