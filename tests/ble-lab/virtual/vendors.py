"""Sensors that can be bought: Movella (Xsens) DOT, WitMotion WT901BLE, Polar Verity Sense, from their makers' GATT documents.

Movella DOT: "BLE Services Specifications" (15171000, 15172000, 15173000); payload mode 21, "rate quantities".
WT901BLE: "Bluetooth 5.0 communication protocol"; frames 55 61 (data) and 55 71 (registers).
Polar Verity Sense: "Polar Measurement Data Specification"; acceleration and angular rate, each in frames of its own.
None numbers its samples or sends anything again.
"""
import asyncio
import math
import struct

from . import motion, protocol
from .clock import Clock
from .motion_sensor import DEFAULT_SITES
from .peripheral import Characteristic, Peripheral


class Streamer(Peripheral):
    """A sensor that sends each sample once, in its own notification."""

    def __init__(self, index, options):
        super().__init__(index, options)
        self.clock = Clock(self.now(), float(options.get("ppm", 0)), 10.0 * index)
        self.percent = float(options.get("battery", 87))
        site = options.get("site", DEFAULT_SITES[(index - 1) % 5])
        self.motion = motion.of(site, index, options.get("play"))
        self.streaming, self.ever = False, False
        self.samples = []  # (number, device µs, true s, six SI values, sent)

    def started(self):
        return self.ever

    def begin(self):
        if not self.streaming:
            self.streaming, self.ever, self.number = True, True, 0
            self.first = self.clock.quartz_us(self.now())
            self.mark("streams")

    def end(self):
        if self.streaming:
            self.streaming = False
            self.mark("stopped")

    async def run_forever(self):
        while True:
            link = self.link
            await asyncio.sleep(link.until_event() if link else 0.02)
            while link and link is self.link and self.streaming and not self.dead:
                quartz = self.first + self.number * 1e6 / self.rate
                true = self.clock.true_s(quartz)
                if true > self.now():
                    break
                values = self.motion.at(true - self.clock.true_s(self.first))
                frame, kept = self.frame(values, self.clock.report(quartz))
                out, intact = self.wire.pass_on(frame) if self.data in self.subscribed else ([], False)
                self.samples.append([self.number, self.clock.report(quartz), round(true, 6), kept, int(intact)])
                self.number += 1
                for each in out:
                    await link.notify(self.data, each)

    def truth(self):
        return super().truth() | {"family": self.family, "rate_hz": self.rate, "samples": self.samples}


class Dot(Streamer):
    family = "movella_dot"
    uuid = staticmethod(lambda short: f"1517{short:04x}-4947-11e9-8646-d663bd873d93")

    def __init__(self, index, options):
        super().__init__(index, options)
        self.name, self.tag = "Movella DOT", b"Movella DOT"
        self.data, self.rate, self.mode = self.uuid(0x2003), 60, 0
        self.identified = 0
        self.services = [
            (self.uuid(0x1000), [
                Characteristic(self.uuid(0x1001), ["read"], self.device_info),
                Characteristic(self.uuid(0x1002), ["read", "write"], self.settings, self.on_settings),
                Characteristic(self.uuid(0x1004), ["notify"])]),
            (self.uuid(0x2000), [
                Characteristic(self.uuid(0x2001), ["read", "write"],
                               lambda: bytes([1, self.streaming, self.mode]), self.on_measure),
                Characteristic(self.uuid(0x2002), ["notify"]),
                Characteristic(self.uuid(0x2003), ["notify"]),
                Characteristic(self.uuid(0x2004), ["notify"])]),
            (self.uuid(0x3000), [
                Characteristic(self.uuid(0x3001), ["read", "notify"], lambda: bytes([round(self.percent), 0]))])]

    def disconnected(self):
        self.end()
        super().disconnected()

    def advertisement(self):
        return {"name": self.name, "uuids": [], "service_data": {}, "manufacturer": {0x0886: b"\0" * 4},
                "packet": bytes.fromhex("020106") + bytes([len(self.tag) + 1, 9]) + self.tag + bytes.fromhex("07ff860800000000"),
                "response": b""}

    def device_info(self):
        address = bytes.fromhex(self.address.replace(":", ""))
        return (address[::-1] + bytes([3, 0, 0]) + struct.pack("<H", 2023) + bytes([6, 1, 12, 0, 0])
                + struct.pack("<IQ", 0, 0xD422CD000000 + self.index) + b"XS-T01")

    def settings(self):
        body = bytes([0, 0, 0, 10, 0, 30, 0, len(self.tag)]) + self.tag.ljust(16, b"\0")
        return body + struct.pack("<H", self.rate) + bytes(6)

    def on_settings(self, value):
        if len(value) != 32 or self.streaming:
            return
        visit = value[0]
        if visit & 1:
            self.identified += 1
            self.mark("blinks")
        if visit & 8 and value[7] <= 16:
            self.tag = value[8:8 + value[7]]
        rate = int.from_bytes(value[24:26], "little")
        if visit & 16 and rate in (1, 4, 10, 12, 15, 20, 30, 60):
            self.rate = rate

    def on_measure(self, value):
        if len(value) != 3 or value[0] != 1:
            return
        if value[1]:
            self.mode = value[2]
            if self.mode == 21:
                self.begin()
        else:
            self.end()

    def frame(self, values, device_us):
        body = struct.pack("<6f", *values[:3], *map(math.degrees, values[3:]))
        sent = struct.unpack("<6f", body)
        return struct.pack("<I", device_us % 2**32) + body, [*sent[:3], *map(math.radians, sent[3:])]


class Wit(Streamer):
    family = "witmotion_wt901ble"
    RATES = {6: 10, 7: 20, 8: 50, 9: 100, 11: 200}
    VOLTS = [(90, 393), (75, 387), (60, 382), (50, 379), (40, 377), (30, 373), (20, 370), (15, 368), (10, 350), (5, 340)]

    def __init__(self, index, options):
        super().__init__(index, options)
        self.name = f"WT901BLE{index:02d}"
        uuid = "0000ff{}-0000-1000-8000-00805f9a34fb".format
        self.data, self.rate = uuid("e4"), 10
        self.registers = []
        self.services = [(uuid("e5"), [
            Characteristic(self.data, ["notify"]),
            Characteristic(uuid("e9"), ["write-without-response", "write"], write=self.on_command)])]

    def subscribe(self, uuid, on):
        super().subscribe(uuid, on)
        if uuid == self.data:  # it streams whenever somebody listens
            self.begin() if on else self.end()

    def disconnected(self):
        self.end()
        super().disconnected()

    def advertisement(self):
        name = self.name.encode()
        return {"name": self.name, "uuids": [], "service_data": {}, "manufacturer": {},
                "packet": bytes.fromhex("020106") + bytes([len(name) + 1, 9]) + name, "response": b""}

    def on_command(self, value):
        if len(value) != 5 or value[:2] != b"\xff\xaa":
            return
        if value[2] == 3 and value[3] in self.RATES:
            self.rate = self.RATES[value[3]]
            if self.streaming:
                self.number, self.first = 0, self.clock.quartz_us(self.now())
            self.mark(f"rate {self.rate} Hz")
        elif value[2] == 0x27:
            volts = next((v for p, v in self.VOLTS if self.percent >= p), 335) if self.percent < 95 else 400
            register = int.from_bytes(value[3:5], "little")
            words = [volts if register + k == 0x64 else 0 for k in range(8)]
            self.registers.append(b"\x55\x71" + struct.pack("<9H", register, *words)[:18])

    def frame(self, values, _device_us):
        g, dps = 16 * motion.G / 32768, math.radians(2000) / 32768
        counts = [max(-32768, min(32767, round(v / (g if k < 3 else dps)))) for k, v in enumerate(values)]
        frame = b"\x55\x61" + struct.pack("<9h", *counts, 0, 0, 0)
        if self.registers:
            frame = self.registers.pop(0) + frame
        return frame, [c * (g if k < 3 else dps) for k, c in enumerate(counts)]


class Polar(Peripheral):
    """Two signals at 52 Hz, each taken at moments of its own and sent in frames of differences; a frame's time is its last
    sample's."""
    family = "polar_verity_sense"
    uuid = staticmethod(lambda short: f"fb00{short:04x}-02e7-f387-1cad-8acd2d8df0c8")
    RATE, FRAMES = 52, {2: 71, 5: 50}
    STEP = {2: motion.G / 1000, 5: math.radians(0.07)}  # what a count is worth

    def __init__(self, index, options):
        super().__init__(index, options)
        self.clock = Clock(self.now(), float(options.get("ppm", 0)), 537_048_300.0 + 10.0 * index)
        self.name = f"Polar Sense B5C1D2{index:02X}"
        self.percent = float(options.get("battery", 87))
        self.motion = motion.of(options.get("site", DEFAULT_SITES[(index - 1) % 5]), index, options.get("play"))
        self.data, self.control = self.uuid(0x5c82), self.uuid(0x5c81)
        self.signals, self.answers, self.ever = {}, [], False
        self.samples = []  # of the angular rate: (number, device us, true s, six SI values, sent)
        self.services = [
            (self.uuid(0x5c80), [
                Characteristic(self.control, ["read", "write", "indicate"], lambda: bytes([0x0F, 0x24]), self.on_control),
                Characteristic(self.data, ["notify"])]),
            (protocol.BATTERY_SERVICE, [
                Characteristic(protocol.BATTERY_LEVEL, ["read", "notify"], lambda: bytes([round(self.percent)]))])]

    def started(self):
        return self.ever

    def disconnected(self):
        self.signals, self.answers = {}, []
        super().disconnected()

    def advertisement(self):
        name = self.name.encode()
        return {"name": self.name, "uuids": [], "service_data": {}, "manufacturer": {0x006B: b"\x72\x08\x97"},
                "packet": bytes.fromhex("020106") + bytes([len(name) + 1, 9]) + name, "response": b""}

    def on_control(self, value):
        command, about = value[0], value[1]
        status, more = 0, b""
        if command == 1:
            ranges = (8, 16) if about == 2 else (250, 500, 1000, 2000)
            more = (bytes([0, 1, self.RATE, 0, 1, 1, 16, 0, 2, len(ranges)]) + struct.pack(f"<{len(ranges)}H", *ranges)
                    + bytes([4, 1, 3]))
        elif command == 2 and about in self.FRAMES:
            if about in self.signals:
                status = 6
            else:
                # Acceleration is taken 7 ms after the angular rate.
                first = self.clock.quartz_us(self.now()) + (7_000 if about == 2 else 0)
                self.signals[about] = {"first": first, "number": 0, "frame": []}
                self.ever = True
                self.mark(f"streams {about}")
                if about == 5:
                    more = bytes([5, 1]) + struct.pack("<f", 0.07)
        elif command == 3:
            status = 0 if self.signals.pop(about, None) else 6
        self.answers.append(bytes([0xF0, command, about, status, 0]) + more)

    async def run_forever(self):
        while True:
            link = self.link
            await asyncio.sleep(link.until_event() if link else 0.02)
            while self.answers and link and link is self.link:
                await link.notify(self.control, self.answers.pop(0))
            for about, signal in list(self.signals.items()):
                while link and link is self.link and self.signals.get(about) is signal and not self.dead:
                    quartz = signal["first"] + signal["number"] * 1e6 / self.RATE
                    true = self.clock.true_s(quartz)
                    if true > self.now():
                        break
                    values = self.motion.at(true)
                    half = values[:3] if about == 2 else values[3:]
                    counts = [max(-32768, min(32767, round(v / self.STEP[about]))) for v in half]
                    if about == 5:
                        kept = [*values[:3], *(c * self.STEP[5] for c in counts)]
                        self.samples.append([signal["number"], self.clock.report(quartz), round(true, 6), kept, 1])
                    signal["number"] += 1
                    signal["frame"].append(counts)
                    if len(signal["frame"]) == self.FRAMES[about]:
                        frame = self.frame(about, round(self.clock.report(quartz) * 1000), signal["frame"])
                        signal["frame"] = []
                        for each in self.wire.pass_on(frame)[0]:
                            await link.notify(self.data, each)

    @staticmethod
    def frame(about, last_ns, samples):
        differences = [b - a for before, after in zip(samples, samples[1:]) for a, b in zip(before, after)]
        bits = max(1, *(d.bit_length() + 1 for d in differences))
        packed = sum((d & (1 << bits) - 1) << k * bits for k, d in enumerate(differences))
        length = -(-bits * len(differences) // 8)
        return (bytes([about]) + struct.pack("<QB3h", last_ns, 0x81 if about == 2 else 0x80, *samples[0])
                + bytes([bits, len(samples) - 1]) + packed.to_bytes(length, "little"))

    def truth(self):
        return super().truth() | {"family": self.family, "rate_hz": self.RATE, "samples": self.samples}
