#!/usr/bin/env python3
"""From an ELF file to what a board takes: image.py ELF OUT writes OUT.uf2 and OUT.hex, and prints what they need.

UF2 is the format of the drive that the boards' bootloader shows (github.com/microsoft/uf2): blocks of 512 bytes with 256 bytes of
flash each. Python's standard library only.
"""
import pathlib
import struct
import sys

FAMILY_NRF52840 = 0xADA52840
BLOCK = 256
RAM, RAM_SIZE = 0x2000_0000, 256 * 1024


def load(elf):
    """The bytes in flash by address, and the end of the statically used RAM."""
    assert elf[:6] == b"\x7fELF\x01\x01", "not a little-endian ELF of 32 bits"
    offset, = struct.unpack_from("<I", elf, 28)
    size, count = struct.unpack_from("<HH", elf, 42)
    flash, ram_end = {}, RAM
    for k in range(count):
        kind, at, virtual, physical, in_file, in_memory = struct.unpack_from("<6I", elf, offset + k * size)
        if kind != 1 or in_memory == 0:  # PT_LOAD
            continue
        if in_file:
            flash[physical] = elf[at:at + in_file]
        if virtual >= RAM:
            ram_end = max(ram_end, virtual + in_memory)
    return flash, ram_end


def pages(flash):
    """Blocks of 256 bytes, filled up with erased bytes."""
    out = {}
    for start, data in flash.items():
        for k, byte in enumerate(data):
            page = (start + k) // BLOCK * BLOCK
            out.setdefault(page, bytearray(b"\xff" * BLOCK))[(start + k) % BLOCK] = byte
    return dict(sorted(out.items()))


def uf2(blocks):
    out = b""
    for k, (address, data) in enumerate(blocks.items()):
        head = struct.pack("<8I", 0x0A324655, 0x9E5D5157, 0x2000, address, BLOCK, k, len(blocks), FAMILY_NRF52840)
        out += head + data.ljust(476, b"\0") + struct.pack("<I", 0x0AB16F30)
    return out


def ihex(blocks):
    def record(kind, address, data):
        body = struct.pack(">BHB", len(data), address & 0xFFFF, kind) + data
        return f":{body.hex().upper()}{-sum(body) & 0xFF:02X}\n"
    out, high = "", None
    for address, data in blocks.items():
        if address >> 16 != high:
            high = address >> 16
            out += record(4, 0, struct.pack(">H", high))
        for k in range(0, BLOCK, 16):
            out += record(0, address + k, bytes(data[k:k + 16]))
    return out + record(1, 0, b"")


def main():
    elf, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    flash, ram_end = load(elf.read_bytes())
    blocks = pages(flash)
    out.with_suffix(".uf2").write_bytes(uf2(blocks))
    out.with_suffix(".hex").write_text(ihex(blocks))
    used, ram = sum(map(len, flash.values())), ram_end - RAM
    first = min(blocks)
    print(f"{out.name}: flash {used / 1024:.0f} kB from 0x{first:05X}, RAM {ram / 1024:.0f} of {RAM_SIZE // 1024} kB "
          f"({(RAM_SIZE - ram) / 1024:.0f} kB for the stack); {out}.uf2, {out}.hex")
    if RAM_SIZE - ram < 16 * 1024:
        sys.exit(f"{out.name}: less than 16 kB of RAM are left for the stack")


if __name__ == "__main__":
    main()
