#!/bin/sh
# Builds the crate for a Cortex-M4F (thumbv7em-none-eabihf) on Debian or Ubuntu, `core` from source included.
# Installs what it needs (as root, by apt-get): Debian's rustc, cargo and the library source, which rustup does not need
# to know of. The second rustc lands in /usr/bin; an own toolchain that comes first in PATH stays in charge of the rest.
set -eu
crate=$(cd "$(dirname "$0")/.." && pwd)
target=${1:-thumbv7em-none-eabihf}
out=${FIRMWARE_TARGET_DIR:-$crate/target/firmware}

if [ ! -x /usr/bin/rustc ] || [ ! -x /usr/bin/cargo ] || ! ls -d /usr/src/rustc-*/library >/dev/null 2>&1; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "needs the packages rustc-web, cargo-web and rust-web-src: run as root once, or install them" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src
fi
/usr/bin/rustc --version

# A copy outside the workspace: the workspace's lock file and dependencies (desktop crates) are no business of a
# firmware build, and an older cargo may not read them.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/src"
cp -R "$crate/src/." "$copy/src/"
# Without the dev-dependencies, which only the tests on a desktop need.
sed '/^\[dev-dependencies\]/,$d' "$crate/Cargo.toml" > "$copy/Cargo.toml"
printf '\n[workspace]\n' >> "$copy/Cargo.toml"

cd "$copy"
RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$out" RUSTFLAGS="-Dwarnings" \
    /usr/bin/cargo build --release -Zbuild-std=core --target "$target"
ls -l "$out/$target/release/"*.rlib
