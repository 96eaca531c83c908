#!/bin/sh
# Fuzzes the protocol on a stable toolchain: fuzz.sh [SECONDS] [libFuzzer options], 60 s by default.
set -eu
crate=$(cd "$(dirname "$0")/.." && pwd)
seconds=${1:-60}
[ $# -gt 0 ] && shift
target=x86_64-unknown-linux-gnu
cd "$crate/fuzz"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$crate/fuzz/target}"

# libFuzzer's coverage by compiler options that stable rustc accepts with RUSTC_BOOTSTRAP.
RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Zsanitizer=address --cfg fuzzing -Cdebug-assertions -Coverflow-checks \
-Ccodegen-units=1" cargo build --release --target "$target"

mkdir -p corpus
exec "$CARGO_TARGET_DIR/$target/release/protocol" -max_total_time="$seconds" -max_len=4096 "$@" corpus
