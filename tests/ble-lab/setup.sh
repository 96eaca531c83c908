#!/bin/bash
# Installs what the laboratory needs and nothing else: setup.sh fast|vm [FOLDER]
#   fast   dbus-daemon (apt, if it is missing) and dbus-fast in a Python environment of its own
#   vm     also qemu, bluetoothd and busybox (apt), bumble, and the kernel of the machine that is booted
# FOLDER, by default target/ble-lab beside Cargo.toml, keeps it all; what is there already is kept. Several may run at
# once: the first does the work and the others wait for it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
what=${1:-fast}
lab=${2:-${BLE_LAB:-$here/../../target/ble-lab}}
mkdir -p "$lab"
lab=$(cd "$lab" && pwd)
exec 8>"$lab/lock"
flock 8

# Names of programs or files, each with the package that brings it.
packages() {
    while read -r file package; do
        command -v "$file" >/dev/null 2>&1 || [ -e "$file" ] || echo "$package"
    done
}
install() {
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        echo "ble-lab: needs these packages: $*" >&2
        exit 1
    fi
    echo "ble-lab: installing $*" >&2
    apt() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@"; }
    apt install -y --no-install-recommends "$@" >"$lab/apt.log" 2>&1 ||
        { apt update >>"$lab/apt.log" 2>&1 && apt install -y --no-install-recommends "$@" >>"$lab/apt.log" 2>&1; } ||
        { tail -20 "$lab/apt.log" >&2; exit 1; }
}

missing=$(packages <<'P'
python3 python3
dbus-daemon dbus-daemon
flock util-linux
P
)
# shellcheck disable=SC2086
install $missing
if [ "$what" = vm ]; then
    missing=$(packages <<'P'
qemu-system-x86_64 qemu-system-x86
/usr/libexec/bluetooth/bluetoothd bluez
/bin/busybox busybox-static
cpio cpio
modprobe kmod
P
)
    # shellcheck disable=SC2086
    install $missing
fi

# Versions are pinned: requirements.txt.
stamp=$(sha256sum <"$here/requirements-$what.txt" | cut -c1-16)
venv=$lab/venv-$what
if [ "$(cat "$venv/stamp" 2>/dev/null)" != "$stamp" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv" 2>/dev/null || { install python3-venv; python3 -m venv "$venv"; }
    "$venv/bin/pip" install -q --disable-pip-version-check -r "$here/requirements-$what.txt"
    echo "$stamp" >"$venv/stamp"
fi
[ "$what" != vm ] || "$here/vm/build-image.sh" "$lab/vm"
