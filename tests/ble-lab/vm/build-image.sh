#!/bin/bash
# Builds (once) what the Bluetooth VM boots: Debian's kernel and a small
# initramfs with busybox, dbus-daemon, bluetoothd and btattach.
# Called by ../setup.sh, which has installed the programs. Finished parts are kept.
#   build-image.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$1
mkdir -p "$cache"
# The finished image carries a hash of everything that decides its content.
stamp=$(cat "$here/build-image.sh" "$here/guest-init" | sha256sum | cut -c1-16)
if [ "$(cat "$cache/stamp" 2>/dev/null)" = "$stamp" ]; then exit 0; fi

# 1. Kernel: downloaded and unpacked, never installed on this machine.
if [ ! -e "$cache/kernel/ok" ]; then
  rm -rf "$cache/kernel"; mkdir -p "$cache/kernel"
  pkg=${BLE_VM_KERNEL:-$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/{print $2; exit}')}
  (cd "$cache/kernel" && apt-get download -q "$pkg" >/dev/null 2>&1 && dpkg-deb -x "$pkg"_*.deb . && rm "$pkg"_*.deb)
  depmod -b "$cache/kernel" "$(ls "$cache/kernel/lib/modules")"
  touch "$cache/kernel/ok"
fi
kv=$(ls "$cache/kernel/lib/modules")
# The bare ELF kernel boots faster than the compressed image: in an emulated
# CPU, unpacking takes 6 s.
python3 - "$cache/kernel/boot/vmlinuz-$kv" "$cache/vmlinux" <<'P'
import lzma, sys
b = open(sys.argv[1], "rb").read()
open(sys.argv[2], "wb").write(lzma.LZMADecompressor().decompress(b[b.index(b"\xfd7zXZ\0"):]))
P

# 2. Root file system.
r=$cache/root; rm -rf "$r"
mkdir -p "$r"/{bin,sbin,etc/bluetooth,etc/dbus-1/system.d,dev,proc,sys,run/dbus,tmp,root,out,usr/bin,usr/sbin,usr/share/dbus-1,usr/libexec/bluetooth,var/lib/bluetooth,var/lib/dbus,lib64}
ln -s ../run "$r/var/run"
cp /bin/busybox "$r/bin/busybox"
for a in $("$r/bin/busybox" --list); do [ -e "$r/bin/$a" ] || ln -s busybox "$r/bin/$a"; done
for a in modprobe insmod; do ln -s ../bin/busybox "$r/sbin/$a"; done
add() { # a program and the shared libraries it needs
  for f in "$@"; do
    mkdir -p "$r$(dirname "$f")"; cp -L "$f" "$r$f"
    ldd "$f" 2>/dev/null | grep -o '/[^ ]*' | while read -r l; do
      [ -e "$r$l" ] || { mkdir -p "$r$(dirname "$l")"; cp -L "$l" "$r$l"; }
    done
  done
}
add /usr/bin/dbus-daemon /usr/libexec/bluetooth/bluetoothd /usr/bin/btattach /usr/bin/bluetoothctl /usr/bin/btmgmt
add /lib/x86_64-linux-gnu/libgcc_s.so.1 /lib/x86_64-linux-gnu/libm.so.6 /lib/x86_64-linux-gnu/libdbus-1.so.3
cp /usr/share/dbus-1/system.conf "$r/usr/share/dbus-1/"
cp /etc/dbus-1/system.d/bluetooth.conf "$r/etc/dbus-1/system.d/"
echo 00000000000000000000000000000b1e >"$r/etc/machine-id"
printf 'root:x:0:0::/root:/bin/sh\nmessagebus:x:100:100::/:/bin/false\n' >"$r/etc/passwd"
printf 'root:x:0:\nmessagebus:x:100:\nbluetooth:x:101:\n' >"$r/etc/group"
printf 'passwd: files\ngroup: files\n' >"$r/etc/nsswitch.conf"
printf '[General]\nName = ble-vm\n[Policy]\nAutoEnable=true\n' >"$r/etc/bluetooth/main.conf"
# only the modules that are loaded, with what they depend on
for m in virtio_pci virtio_console bluetooth hci_uart hci_vhci algif_hash algif_skcipher cmac ecb ecdh_generic aes_generic sha256_generic; do
  modprobe -d "$cache/kernel" -S "$kv" --show-depends "$m" 2>/dev/null | awk '$1=="insmod"{print $2}'
done | sort -u | while read -r f; do
  rel=${f#"$cache/kernel"}
  mkdir -p "$r$(dirname "$rel")"; cp "$f" "$r$rel"
done
cp "$cache/kernel/lib/modules/$kv"/modules.{builtin,builtin.modinfo,order} "$r/lib/modules/$kv/" 2>/dev/null || true
depmod -b "$r" "$kv"
install -m 755 "$here/guest-init" "$r/init"
# fixed times and order: the same input gives the same archive
find "$r" -exec touch -h -d @0 {} +
(cd "$r" && find . -print0 | LC_ALL=C sort -z | cpio -0 -o -H newc --quiet --reproducible) | gzip -n -1 >"$cache/base.cpio.gz"
echo "$stamp" >"$cache/stamp"
echo "ble-vm image: kernel $kv, $(du -h "$cache/base.cpio.gz" | cut -f1)" >&2
