#!/usr/bin/env python3
"""A second implementation of the sensor protocol, written from PROTOCOL.md and not from the Rust source.

    check.py            reads every vector in this folder with it, and says whether they agree
    check.py --write    writes the vectors anew from it (the Rust tests then have to agree)

Python 3.9 or later, standard library only.
"""
import json
import math
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
MOTION = bytes.fromhex("43a500014f9649f8a77611a65d2493f2")[::-1]
SITES = [None, "pelvis", "thigh_left", "thigh_right", "shank_left", "shank_right", "trunk", "foot_left", "foot_right"]
ACC_G = [2, 4, 8, 16, 32]
GYR_DPS = [125, 250, 500, 1000, 2000, 4000]
STATES = ["idle", "sampling", "fault"]
STATUSES = ["ok", "pending", "unknown_command", "bad_length", "bad_argument", "unsupported_version", "not_negotiated",
            "unsupported_rate", "unsupported_range", "busy", "not_available", "not_subscribed", "mtu_too_small", "fault",
            "battery_empty", "storage_failed"]


class Bad(Exception):
    """Bytes that mean nothing, with the name of the reason."""


def need(condition, reason):
    if not condition:
        raise Bad(reason)


# Section 5: DATA ------------------------------------------------------------------------------------------------------

def crc16(data, crc=0xFFFF):
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


def data_crc(boot, run, body):
    return crc16(struct.pack("<HB", boot, run) + body)


def encode_data(p):
    clipped = p["clipped"] or any(c in (32767, -32768) for s in p["samples"] for c in s)
    first = (p["sequence"] % 2**20) << 4 | clipped << 1 | p["button"] << 2 | p["low_battery"] << 3
    body = first.to_bytes(3, "little") + (p["time_us"] % 2**24).to_bytes(3, "little")
    body += b"".join(struct.pack("<6h", *s) for s in p["samples"])
    return body + struct.pack("<H", data_crc(p["boot"], p["run"], body))


def decode_data(b, boot, run):
    need(len(b) >= 20 and (len(b) - 8) % 12 == 0 and (len(b) - 8) // 12 <= 42, "length")
    need(struct.unpack("<H", b[-2:])[0] == data_crc(boot, run, b[:-2]), "crc")
    first = int.from_bytes(b[:3], "little")
    return {"sequence_low": first >> 4, "time_low": int.from_bytes(b[3:6], "little"), "clipped": bool(first & 2),
            "button": bool(first & 4), "low_battery": bool(first & 8),
            "samples": [list(s) for s in struct.iter_unpack("<6h", b[6:-2])]}


def ranges_byte(acc_g, gyr_dps):
    return ACC_G.index(acc_g) | GYR_DPS.index(gyr_dps) << 4


def read_ranges(byte, reason):
    need(byte & 15 < len(ACC_G) and byte >> 4 < len(GYR_DPS), reason)
    return ACC_G[byte & 15], GYR_DPS[byte >> 4]


def read_site(byte, reason):
    need(byte < len(SITES), reason)
    return SITES[byte]


def encode_header(h):
    body = struct.pack("<BBHI", 1, h["run"], h["boot"], h["sequence"]) + h["time_us"].to_bytes(6, "little")
    body += struct.pack("<HBB", h["rate_hz"], ranges_byte(h["acc_g"], h["gyr_dps"]), SITES.index(h["site"]))
    return body + struct.pack("<H", crc16(body))


def decode_header(b):
    need(len(b) == 20, "length")
    need(crc16(b[:18]) == struct.unpack("<H", b[18:])[0], "crc")
    kind, run, boot, sequence = struct.unpack("<BBHI", b[:8])
    rate, ranges, site = struct.unpack("<HBB", b[14:18])
    need(kind == 1 and 1 <= rate <= 1000, "field")
    acc_g, gyr_dps = read_ranges(ranges, "field")
    return {"boot": boot, "run": run, "sequence": sequence, "time_us": int.from_bytes(b[8:14], "little"),
            "rate_hz": rate, "acc_g": acc_g, "gyr_dps": gyr_dps, "site": read_site(site, "field")}


# Section 5.4: reading a stream ----------------------------------------------------------------------------------------

def spans(numbers):
    """Sorted half-open spans of a set of numbers."""
    out = []
    for n in sorted(numbers):
        if out and out[-1][1] == n:
            out[-1][1] = n + 1
        else:
            out.append([n, n + 1])
    return out


class Reader:
    """Keeps every number in a set: slow, unbounded, and obviously right."""

    def __init__(self):
        self.header = None
        self.missing = set()
        self.delivered = self.recovered = self.lost = self.duplicate = self.unanchored = self.corrupt = 0

    def lose(self, numbers, reason):
        self.lost += len(numbers)
        self.missing -= numbers
        return [["lost", a, b, reason] for a, b in spans(numbers)]

    def miss(self, a, b):
        self.missing |= set(range(a, b))
        return [["gap", a, b]] if a < b else []

    def period(self):
        """Microseconds."""
        (n0, t0), (n1, t1) = self.base, self.mark
        rate = self.header["rate_hz"]
        return (t1 - t0) / (n1 - n0) if n1 - n0 >= rate else 1e6 / rate

    def predict(self, number):
        return self.mark[1] + (number - self.mark[0]) * self.period()

    def contradicts(self, number, time):
        nominal = 1e6 / self.header["rate_hz"]
        return abs(time - self.predict(number)) > nominal + abs(number - self.mark[0]) * nominal / 10

    def advance(self, number, time):
        """Step 6."""
        expected, jumped = self.predict(number), self.contradicts(number, time)
        self.mark = (number, time)
        if jumped:
            self.base = self.mark
        return [["clock_jump", number, round(expected), time]] if jumped else []

    def notify(self, b):
        try:
            need(len(b) > 0, "length")
            return self.take_header(decode_header(b)) if b[0] & 1 else self.take_data(b)
        except Bad as bad:
            self.corrupt += 1
            return [["corrupt", str(bad)]]

    def take_header(self, h):
        number, time = h["sequence"], h["time_us"]
        old = self.header
        same = old is not None and (old["boot"], old["run"]) == (h["boot"], h["run"])
        if not same or number < self.head and self.contradicts(number, time):
            events = self.lose(set(self.missing), "run_ended")
            if old is not None and (same or old["boot"] != h["boot"]):
                events.append(["restarted", old["boot"], old["run"]])
            self.header, self.head, self.base, self.mark = h, number, (number, time), (number, time)
            self.start = number
            return events + [["run_started", h["boot"], h["run"], number]]
        if number < self.head:
            return [["stale", number]]
        events = [["header", number]] + self.advance(number, time) + self.miss(self.head, number)
        self.head = number
        return events

    def take_data(self, b):
        need(len(b) >= 20 and (len(b) - 8) % 12 == 0 and len(b) <= 8 + 12 * 42, "length")
        count = (len(b) - 8) // 12
        if self.header is None:
            self.unanchored += count
            return [["unanchored", count]]
        p = decode_data(b, self.header["boot"], self.header["run"])
        first = self.head - 2**19 + (p["sequence_low"] - self.head + 2**19) % 2**20
        need(0 <= first and first + count <= 2**32 - 1, "sequence")
        near = self.predict(first)
        time = p["time_low"] + 2**24 * max(0, math.floor((near - p["time_low"]) / 2**24 + 0.5))
        events = self.advance(first, time) if first >= self.head else []
        period, head, end = self.period(), self.head, first + count
        self.head = max(head, end)

        def samples(a, b, recovered):
            return ["samples", a, b, recovered, [round(time + (n - first) * period) for n in range(a, b)]]

        n = first
        while n < min(end, head):
            known = n not in self.missing
            stop = n
            while stop < min(end, head) and (stop not in self.missing) == known:
                stop += 1
            if known:
                self.duplicate += stop - n
                events.append(["duplicate", n, stop])
            else:
                self.recovered += stop - n
                self.missing -= set(range(n, stop))
                events.append(samples(n, stop, True))
            n = stop
        new = max(first, head)
        if new < end:
            events += self.miss(head, new)
            self.delivered += end - new
            events.append(samples(new, end, False))
        return events

    def step(self, step):
        if "notify" in step:
            return self.notify(bytes.fromhex(step["notify"]))
        if "expect_from" in step:
            start, self.start = self.start, min(self.start, step["expect_from"])
            return self.miss(self.start, start)
        if "expect_end" in step:
            head, self.head = self.head, max(self.head, step["expect_end"])
            return self.miss(head, self.head)
        if "give_up" in step:
            a, b = step["give_up"]
            return self.lose({n for n in self.missing if a <= n < b}, "given_up")
        raise Bad(f"unknown step {step}")

    def account(self):
        made = self.delivered + self.recovered + self.lost + len(self.missing)
        return {"expected": made, "delivered": self.delivered, "recovered": self.recovered, "lost": self.lost,
                "outstanding": len(self.missing), "duplicate": self.duplicate, "unanchored": self.unanchored,
                "corrupt_packets": self.corrupt}


# Section 6: CONTROL ---------------------------------------------------------------------------------------------------
# name: opcode, arguments, fields of an ok answer; a field is (name, kind).

ID = [("boot", "u16"), ("run", "u8")]
SPAN = [("first", "u32"), ("count", "count")]
COMMANDS = {
    "hello": (1, [("version_min", "u8"), ("version_max", "u8")], [("version", "u8"), ("boot", "u16")]),
    "status": (2, [], [("state", "state"), ("flags", "u8"), ("site", "site"), ("battery_percent", "percent"),
                       ("rate_hz", "u16"), ("ranges", "ranges"), ("run", "u8"), ("oldest", "u32"), ("next", "u32")]),
    "configure": (3, [("rate_hz", "u16"), ("ranges", "ranges")], [("rate_hz", "u16"), ("ranges", "ranges")]),
    "start": (4, [], ID + [("resumed", "u8"), ("next", "u32")]),
    "stop": (5, [], ID + [("end", "u32")]),
    "time": (6, [], [("received_us", "u48"), ("sent_us", "u48")]),
    "resend": (7, ID + SPAN, SPAN),
    "identify": (8, [("seconds", "u8")], [("seconds", "u8")]),
    "assign_site": (9, [("site", "site")], [("site", "site")]),
    "sleep": (10, [], []),
}
REFUSALS = {("hello", "unsupported_version"): [("version_min", "u8"), ("version_max", "u8")],
            ("resend", "not_available"): ID + [("oldest", "u32"), ("next", "u32")],
            ("resend", "pending"): SPAN}
WIDTH = {"u8": 1, "u16": 2, "u32": 4, "u48": 6, "count": 2, "site": 1, "state": 1, "percent": 1, "ranges": 1}


def put(fields, values):
    out = b""
    for name, kind in fields:
        v = values[name]
        v = {"site": lambda: SITES.index(v), "state": lambda: STATES.index(v), "percent": lambda: 255 if v is None else v,
             "ranges": lambda: ranges_byte(*v)}.get(kind, lambda: v)()
        out += v.to_bytes(WIDTH[kind], "little")
    return out


def read_count(v, reason):
    need(v > 0, reason)
    return v


def take(fields, b, length, reason):
    need(len(b) == sum(WIDTH[kind] for _, kind in fields), length)
    values, at = {}, 0
    for name, kind in fields:
        v = int.from_bytes(b[at:at + WIDTH[kind]], "little")
        at += WIDTH[kind]
        if kind == "site":
            v = read_site(v, reason)
        elif kind == "state":
            need(v < len(STATES), reason)
            v = STATES[v]
        elif kind == "percent":
            need(v <= 100 or v == 255, reason)
            v = None if v == 255 else v
        elif kind == "ranges":
            v = list(read_ranges(v, reason))
        elif kind == "count":
            v = read_count(v, reason)
        values[name] = v
    return values


def encode_command(c):
    opcode, fields, _ = COMMANDS[c["command"]]
    return bytes([opcode, c["tag"]]) + put(fields, c)


def decode_command(b):
    need(len(b) >= 2, "no_tag")
    for name, (opcode, fields, _) in COMMANDS.items():
        if b[0] == opcode:
            return {"command": name, "tag": b[1], **take(fields, b[2:], "bad_length", "bad_argument")}
    raise Bad("unknown_command")


def answer_fields(name, status):
    return COMMANDS[name][2] if status == "ok" else REFUSALS.get((name, status), [])


def encode_answer(a):
    opcode = COMMANDS[a["command"]][0]
    return bytes([opcode | 0x80, a["tag"], STATUSES.index(a["status"])]) + put(answer_fields(a["command"], a["status"]), a)


def decode_answer(b):
    need(len(b) >= 3, "length")
    need(b[0] & 0x80, "opcode")
    need(b[2] < len(STATUSES), "status")
    name = next((n for n, (opcode, _, _) in COMMANDS.items() if opcode == b[0] & 0x7F), None)
    need(name, "opcode")
    status = STATUSES[b[2]]
    return {"command": name, "tag": b[1], "status": status, **take(answer_fields(name, status), b[3:], "length", "field")}


# Sections 5.2, 5.3, 6: the sensor -------------------------------------------------------------------------------------

def samples_per_packet(mtu, rate_hz):
    return max(1, min((mtu - 3 - 8) // 12, rate_hz // 10, 42))


class Sensor:
    """What a sensor must do, as a table of numbers: no clock, no chip, no radio."""

    def __init__(self, capacity):
        self.capacity, self.boot, self.versions = capacity, 0x51A7, (1, 2)
        self.rates, self.rate, self.ranges, self.site = [50, 100, 104, 208], 100, (16, 2000), None
        self.run = self.next = self.oldest = self.due = 0
        self.taken = {}  # number: (time, counts)
        self.sampling = self.fault = False
        self.percent, self.alone = 90, 0
        self.disconnect()

    def disconnect(self):
        self.negotiated = self.subscribed = self.sending = self.header_due = self.connected = False
        self.mtu, self.cursor, self.header_at = 23, 0, 0
        self.job = self.finished = None

    def connect(self, mtu):
        self.disconnect()
        self.connected, self.mtu, self.alone = True, mtu, 0

    def period(self):
        return 1_000_000 // self.rate

    def sample(self, time, counts):
        if not self.sampling:
            return
        self.taken[self.next] = (time, counts)
        self.next += 1
        self.due = time + self.period()
        self.forget(self.next - self.capacity)
        self.alone = 0 if self.connected and self.subscribed and self.sending else self.alone + 1
        self.sampling = self.alone < 120 * self.rate

    def lost(self, count):
        if self.sampling:
            self.next += count
            self.due += count * self.period()
            self.forget(self.next if count >= self.capacity else self.next - self.capacity)

    def forget(self, below):
        self.oldest = max(self.oldest, below)
        self.taken = {n: v for n, v in self.taken.items() if n >= self.oldest}

    def set_fault(self, fault):
        self.fault, self.sampling = fault, self.sampling and not fault

    def set_percent(self, percent):
        self.percent, self.sampling = percent, self.sampling and percent != 0

    def state(self):
        return "fault" if self.fault else "sampling" if self.sampling else "idle"

    # CONTROL

    def write(self, b, now):
        if len(b) < 2:
            return None
        try:
            c = decode_command(b)
            need(c["command"] == "hello" or self.negotiated, "not_negotiated")
            return encode_answer({"command": c["command"], "tag": b[1], "status": "ok",
                                  **getattr(self, "do_" + c["command"])(c, now)})
        except Bad as bad:
            return bytes([b[0] | 0x80, b[1], STATUSES.index(str(bad))])

    def do_hello(self, c, _):
        version = min(c["version_max"], self.versions[1])
        self.negotiated = version >= max(c["version_min"], self.versions[0])
        if not self.negotiated:
            return {"status": "unsupported_version", "version_min": self.versions[0], "version_max": self.versions[1]}
        return {"version": version, "boot": self.boot}

    def do_status(self, *_):
        return {"state": self.state(), "flags": self.sending << 2, "site": self.site, "battery_percent": self.percent,
                "rate_hz": self.rate, "ranges": self.ranges, "run": self.run, "oldest": self.oldest, "next": self.next}

    def do_configure(self, c, _):
        need(not self.sampling, "busy")
        need(c["rate_hz"] in self.rates, "unsupported_rate")
        need(c["ranges"][0] <= 16 and c["ranges"][1] <= 2000, "unsupported_range")
        self.rate, self.ranges = c["rate_hz"], c["ranges"]
        return c

    def do_start(self, _, now):
        need(not self.fault, "fault")
        need(self.percent != 0, "battery_empty")
        need(self.subscribed, "not_subscribed")
        need(self.rate <= 100 * samples_per_packet(self.mtu, self.rate), "mtu_too_small")
        resumed = self.sampling
        if not resumed:
            self.run = (self.run + 1) % 256
            self.next = self.oldest = self.cursor = 0
            self.taken, self.due, self.sampling, self.job, self.finished = {}, now, True, None, None
        elif not self.sending:
            self.cursor = self.next
        self.sending, self.header_due, self.alone = True, True, 0
        return {"boot": self.boot, "run": self.run, "resumed": resumed, "next": self.cursor}

    def do_stop(self, *_):
        self.sampling = False
        return {"boot": self.boot, "run": self.run, "end": self.next}

    def do_time(self, _, now):
        return {"received_us": now, "sent_us": now + 100}

    def do_resend(self, c, _):
        need(self.subscribed, "not_subscribed")
        need(self.job is None and self.finished is None, "busy")
        ours = (c["boot"], c["run"]) == (self.boot, self.run)
        sent = self.cursor if self.sending else self.next
        asked = range(c["first"], c["first"] + c["count"])
        end = min(asked.stop, sent)
        first = min((n for n in self.taken if asked.start <= n < end), default=None)
        if first is None or not ours:
            need(not ours or not any(max(sent, self.oldest) <= n < self.next for n in asked), "busy")
            return {"status": "not_available", "boot": self.boot, "run": self.run, "oldest": self.oldest, "next": self.next}
        if not self.sending:
            self.cursor = self.next
        span = {"first": first, "count": end - first}
        self.job = {"at": first, "end": end, "header": not self.sending,
                    "answer": {"command": "resend", "tag": c["tag"], "status": "ok", **span}}
        return {"status": "pending", **span}

    def do_identify(self, c, _):
        return c

    def do_assign_site(self, c, _):
        self.site = c["site"]
        return c

    def do_sleep(self, *_):
        self.sampling = False
        return {}

    # DATA

    def header(self):
        time = self.taken[self.cursor][0] if self.cursor in self.taken else self.due - (self.next - self.cursor) * self.period()
        return encode_header({"boot": self.boot, "run": self.run, "sequence": self.cursor, "time_us": time, "rate_hz": self.rate,
                              "acc_g": self.ranges[0], "gyr_dps": self.ranges[1], "site": self.site})

    def packet(self, first, end):
        last = first
        while last < min(end, first + samples_per_packet(self.mtu, self.rate)) and last in self.taken:
            last += 1
        return last, encode_data({
            "boot": self.boot, "run": self.run, "sequence": first, "time_us": self.taken[first][0], "clipped": False,
            "button": False, "low_battery": False, "samples": [self.taken[n][1] for n in range(first, last)]})

    def notification(self):
        return (self.live() or self.again()) if self.subscribed else None

    def live(self):
        if not self.sending:
            return None
        self.cursor = min((n for n in self.taken if n >= self.cursor), default=self.next)
        ended = not self.sampling and self.cursor == self.next
        waiting = self.next - self.cursor
        if ended or waiting and (self.header_due or self.cursor >= self.header_at):
            self.header_at, self.header_due, self.sending = self.cursor + 2 * self.rate, False, not ended
            return self.header()
        if not waiting or self.sampling and waiting < samples_per_packet(self.mtu, self.rate):
            return None
        self.cursor, packet = self.packet(self.cursor, self.next)
        return packet

    def again(self):
        job = self.job
        if job is None or self.header_due:
            return None
        if job["header"]:
            job["header"] = False
            return self.header()
        first = min((n for n in self.taken if job["at"] <= n < job["end"]), default=None)
        if first is None:
            self.finished, self.job = encode_answer(job["answer"]), None
            return None
        job["at"], packet = self.packet(first, job["end"])
        return packet

    def step(self, step):
        """What a step of a vector gives: an answer, or what is sent."""
        what = step["do"]
        if what == "connect":
            self.connect(step["mtu"])
        elif what == "disconnect":
            self.disconnect()
        elif what == "subscribe":
            self.subscribed = step["on"]
        elif what == "fault":
            self.set_fault(step["on"])
        elif what == "battery":
            self.set_percent(step["percent"])
        elif what == "lost":
            self.lost(step["count"])
        elif what == "samples":
            for k in range(step["count"]):
                number = self.next
                self.sample(step["from_us"] + k * step["period_us"], [*number.to_bytes(4, "little"), 7, -7])
        elif what == "write":
            answer = self.write(bytes.fromhex(step["bytes"]), step["at_us"])
            return {"answer": answer and answer.hex()}
        elif what == "send":
            data = []
            while (notification := self.notification()) is not None:
                data.append(notification.hex())
            indication, self.finished = self.finished, None
            return {"data": data, "indication": indication and indication.hex()}
        else:
            raise Bad(f"unknown step {what}")
        return {}


# Sections 3, 4, 7: advertising, INFO, units ---------------------------------------------------------------------------

def encode_advertising(a):
    battery = 255 if a["battery_percent"] is None else a["battery_percent"]
    return struct.pack("<5BIB", a["version"], STATES.index(a["state"]), a["charging"] | a["low_battery"] << 1,
                       SITES.index(a["site"]), battery, a["unit"], 0)


def decode_advertising(b):
    need(len(b) >= 10, "length")
    version, state, flags, site, battery, unit, _ = struct.unpack("<5BIB", b[:10])
    need(state < len(STATES) and (battery <= 100 or battery == 255), "field")
    return {"version": version, "state": STATES[state], "charging": bool(flags & 1), "low_battery": bool(flags & 2),
            "site": read_site(site, "field"), "battery_percent": None if battery == 255 else battery, "unit": unit}


def advertising_packet(service_data):
    return bytes.fromhex("0201061b21") + MOTION + service_data


def scan_response(unit):
    return bytes.fromhex("1107") + MOTION + bytes.fromhex("0c09") + b"GS-%08X" % unit


def encode_info(i):
    bits = lambda codes: sum(1 << c for c in codes)
    flags = i["has_button"] | i["wakes_by_motion"] << 1 | i["can_blink"] << 2
    acc, gyr = bits(map(ACC_G.index, i["acc_g"])), bits(map(GYR_DPS.index, i["gyr_dps"]))
    rates = i["rates_hz"] + [0] * (8 - len(i["rates_hz"]))
    return struct.pack("<6BIIBB8H", 1, i["version_min"], i["version_max"], flags, acc, gyr, i["buffer_samples"], i["unit"],
                       len(i["rates_hz"]), 0, *rates)


def decode_info(b):
    need(len(b) < 3 or b[0] == 1, "layout")
    need(len(b) >= 32, "length")
    f = struct.unpack("<6BIIBB8H", b[:32])
    rates = list(f[10:10 + f[8]])
    need(1 <= f[8] <= 8 and rates[0] > 0 and all(a < b for a, b in zip(rates, rates[1:])), "rates")
    which = lambda mask, values: [v for k, v in enumerate(values) if mask >> k & 1]
    return {"version_min": f[1], "version_max": f[2], "has_button": bool(f[3] & 1), "wakes_by_motion": bool(f[3] & 2),
            "can_blink": bool(f[3] & 4), "acc_g": which(f[4], ACC_G), "gyr_dps": which(f[5], GYR_DPS),
            "buffer_samples": f[6], "unit": f[7], "rates_hz": rates}


def to_si(u):
    acc = [c * u["acc_g"] * 9.80665 / 32768 for c in u["counts"][:3]]
    return acc + [c * math.radians(u["gyr_dps"]) / 32768 for c in u["counts"][3:]]


# Checking -------------------------------------------------------------------------------------------------------------

def reason_of(function, *arguments):
    try:
        function(*arguments)
    except Bad as bad:
        return str(bad)
    return "accepted"


def alike(a, b):
    """Equal, but for numbers: those may differ by one in the last place that was rounded."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, bool) or isinstance(b, bool) or not isinstance(a, (int, float)):
        return a == b
    return isinstance(b, (int, float)) and abs(a - b) <= (1 if isinstance(a, int) else 1e-9)


def check():
    load = lambda name: json.loads((HERE / name).read_text())
    same = lambda what, got, wanted: None if got == wanted else failures.append(f"{what}: {got!r}, not {wanted!r}")
    failures, done = [], 0
    hexed = lambda v: bytes.fromhex(v["bytes"])

    for v in load("crc.json"):
        same("crc", crc16(hexed(v)), v["crc"])
        done += 1
    data = load("data.json")
    for v in data["valid"]:
        same(v["name"], encode_data(v).hex(), v["bytes"])
        got = decode_data(hexed(v), v["boot"], v["run"])
        same(v["name"], (got.pop("sequence_low"), got.pop("time_low")), (v["sequence"] % 2**20, v["time_us"] % 2**24))
        same(v["name"], got, {k: v[k] for k in got})
    for v in data["invalid"]:
        same(v["name"], reason_of(decode_data, hexed(v), v["boot"], v["run"]), v["error"])
    headers = load("headers.json")
    adverts, info = load("advertising.json"), load("info.json")
    control = load("control.json")
    pairs = [(headers, encode_header, decode_header, "valid", "invalid"),
             (adverts, encode_advertising, decode_advertising, "valid", "invalid"),
             (info, encode_info, decode_info, "valid", "invalid"),
             (control, encode_command, decode_command, "commands", "invalid_commands"),
             (control, encode_answer, decode_answer, "answers", "invalid_answers")]
    done += sum(map(len, data.values()))
    for vectors, encode, decode, valid, invalid in pairs:
        for v in vectors[valid]:
            same(v["name"], encode(v).hex(), v["bytes"])
            got = decode(hexed(v))
            same(v["name"], got, {k: v.get(k) for k in got})
        for v in vectors[invalid]:
            same(v["name"], reason_of(decode, hexed(v)), v["error"])
        done += len(vectors[valid]) + len(vectors[invalid])
    for v in adverts["valid"]:
        same(v["name"], advertising_packet(hexed(v)).hex(), v["advertising_packet"])
        same(v["name"], scan_response(v["unit"]).hex(), v["scan_response"])
    for v in load("units.json"):
        if not alike(to_si(v), v["si"]):
            failures.append(f"units: {v}")
        done += 1
    for v in load("streams.json"):
        reader = Reader()
        for step in v["steps"]:
            got = reader.step(step)
            if not alike(got, step["events"]):
                failures.append(f"{v['name']}: {got}, not {step['events']}")
            done += 1
        same(v["name"], reader.account(), v["account"])
    for v in load("sensor.json"):
        sensor = Sensor(v["capacity"])
        for k, step in enumerate(v["steps"]):
            got = sensor.step(step)
            same(f"{v['name']}, step {k}", got, {key: step[key] for key in got})
            done += bool(got)
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{done} vectors, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        import write
        write.write()
    sys.exit(check())
