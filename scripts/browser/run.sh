#!/usr/bin/env bash
# Walks every path of the local web app in a real browser; screenshots go to target/browser/.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/browser/install.sh
# Builds the program as the tests do.
cargo test --no-run --test program
(cd tests/browser && cargo test -- --nocapture)
