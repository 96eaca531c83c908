#!/usr/bin/env bash
# The app beside a recording for a long time, with floods, hostile files, readers that are killed, twenty tabs and a disk that
# fills and empties: soak.sh [SECONDS], an hour by default. As root, for a small disk of its own (a tmpfs of 400 MB).
# CARGO_FLAGS chooses the build (--release by default).
set -euo pipefail
cd "$(dirname "$0")/.."
export GAITSCOPE_SOAK_SECONDS=${1:-3600}
# shellcheck disable=SC2206
flags=(${CARGO_FLAGS---release})
cargo test "${flags[@]}" --workspace --test app_hardship --no-run

disk=$(mktemp -d)
trap 'umount "$disk"; rmdir "$disk"' EXIT
mount -t tmpfs -o size=400m,mode=0700 gaitscope-soak "$disk"
GAITSCOPE_SOAK_DISK=$disk cargo test "${flags[@]}" --workspace --test app_hardship -- --ignored --exact soak --nocapture
