#!/bin/bash
# Runs a program against a simulated BlueZ on a private D-Bus (no VM, seconds).
#   run-fake-bluez.sh [--log FILE] [--no-bluez] [options of fake_bluez.py] -- PROGRAM [ARGS...]
# Ends with the program's exit code, or 3 if the laboratory itself broke. PYTHON names an interpreter that has dbus-fast
# (../setup.sh fast makes one). --no-bluez: a bus without bluetoothd.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
opt=()
log=/dev/null bluez=1
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case $1 in
        --log) log=$2; shift 2;;
        --no-bluez) bluez=; shift;;
        *) opt+=("$1"); shift;;
    esac
done
shift
w=$(mktemp -d)
fake= bus=
trap 'kill $fake $bus 2>/dev/null || true; wait 2>/dev/null; rm -rf "$w"' EXIT
cat >"$w/bus.conf" <<C
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=$w/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
C
dbus-daemon --config-file="$w/bus.conf" --nofork --nopidfile &
bus=$!
for _ in $(seq 200); do [ -S "$w/bus" ] && break; sleep 0.02; done
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$w/bus
if [ -n "$bluez" ]; then
    "${PYTHON:-python3}" "$here/fake_bluez.py" ${opt[@]+"${opt[@]}"} >"$w/ready" 2>"$log" &
    fake=$!
    for _ in $(seq 1500); do grep -q ready "$w/ready" 2>/dev/null || { kill -0 $fake 2>/dev/null && sleep 0.02 && continue; }; break; done
    grep -q ready "$w/ready" || { echo "the laboratory did not start:" >&2; cat "$log" >&2; exit 3; }
fi
rc=0
"$@" || rc=$?
if [ -n "$fake" ]; then
    kill "$fake" 2>/dev/null || { echo "the laboratory broke:" >&2; tail -20 "$log" >&2; rc=3; }
    wait "$fake" || rc=3
    fake=
fi
exit "$rc"
