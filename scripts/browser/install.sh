#!/usr/bin/env bash
# What the browser test needs beyond Rust: Chromium with its driver (Debian's packages) and axe-core (npm).
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v chromedriver >/dev/null || ! command -v chromium >/dev/null; then
    apt-get update -q
    apt-get install -y -q chromium chromium-driver
fi
mkdir -p target/browser
if [ ! -s target/browser/axe.min.js ]; then
    command -v npm >/dev/null || { apt-get update -q; apt-get install -y -q --no-install-recommends npm; }
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    (cd "$work" && npm pack --silent axe-core@4.14.1 >/dev/null && tar xzf axe-core-*.tgz)
    cp "$work/package/axe.min.js" target/browser/axe.min.js
fi
chromium --version
chromedriver --version
