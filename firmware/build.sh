#!/usr/bin/env bash
# Builds the firmware:
#   build.sh BOARD...   images for boards (xiao_sense, feather_sense; without a name: all), with their size
#   build.sh linux      the program that the Bluetooth laboratory runs; prints its path
# Images are BOARD.uf2 (dragged onto the board's drive) and BOARD.hex (for a programmer), in target/firmware/images beside the main
# program's, or in FIRMWARE_OUT. They need rustup, a C compiler's headers and Python 3; libclang, which reads the headers of Nordic's
# libraries, comes from PyPI into target/firmware/venv.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${FIRMWARE_TARGET_DIR:-$here/../target/firmware}
mkdir -p "$target"
target=$(cd "$target" && pwd)
export CARGO_TARGET_DIR=$target
cd "$here"

if [ "${1:-}" = linux ]; then
    cargo build --locked --quiet -p firmware-linux >&2
    echo "$target/debug/firmware-linux"
    exit
fi

boards=("$@")
[ $# -gt 0 ] || boards=(xiao_sense feather_sense)
out=${FIRMWARE_OUT:-$target/images}
mkdir -p "$out"

rustup target add thumbv7em-none-eabihf >/dev/null 2>&1
if ! ls "$target"/venv/lib/python3*/site-packages/clang/native/libclang.so >/dev/null 2>&1; then
    python3 -m venv "$target/venv"
    "$target/venv/bin/pip" install -q --disable-pip-version-check libclang==18.1.1
fi
LIBCLANG_PATH=$(echo "$target"/venv/lib/python3*/site-packages/clang/native)
export LIBCLANG_PATH
# libclang from PyPI has no headers of its own: those of the C compiler.
BINDGEN_EXTRA_CLANG_ARGS="-ffreestanding -isystem $(cc -print-file-name=include)"
export BINDGEN_EXTRA_CLANG_ARGS

for board in "${boards[@]}"; do
    cargo build --locked --quiet --release -p firmware-nrf52840 --target thumbv7em-none-eabihf --features "$board"
    elf=$target/thumbv7em-none-eabihf/release/firmware-nrf52840
    python3 "$here/image.py" "$elf" "$out/$board"
done
# Nordic's text goes with the images.
cargo metadata --locked --format-version 1 --filter-platform thumbv7em-none-eabihf | python3 -c '
import json, pathlib, shutil, sys
for package in json.load(sys.stdin)["packages"]:
    if package["name"] == "nrf-sdc-sys":
        text = pathlib.Path(package["manifest_path"]).parent / "third_party/nordic/nrfxlib/LICENSE"
        shutil.copy(text, pathlib.Path(sys.argv[1]) / "LICENSE-nordic.txt")
' "$out"
echo "The images contain Nordic Semiconductor's SoftDevice Controller and MPSL (Nordic 5-clause licence: for Nordic chips only):" \
    "see firmware/README.md and $out/LICENSE-nordic.txt"
