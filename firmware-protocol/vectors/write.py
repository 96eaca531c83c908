"""The content of the vectors; `check.py --write` stores them."""
import json
import struct

import check as c


def hexed(encode, vector):
    return {**vector, "bytes": encode(vector).hex()}


def counts(number):
    """A sample that tells its number."""
    return [*number.to_bytes(4, "little"), 7, -7]


def packet(boot, run, sequence, time_us, samples, clipped=False, button=False, low_battery=False):
    return {"boot": boot, "run": run, "sequence": sequence, "time_us": time_us, "clipped": clipped, "button": button,
            "low_battery": low_battery, "samples": samples}


def data():
    valid = [
        ("zero", packet(0, 0, 0, 0, [[0] * 6])),
        ("one sample, MTU 23", packet(0x1234, 5, 1000, 123_456_789, [[1, -2, 2048, 300, -400, 500]])),
        ("all flags", packet(1, 1, 7, 70_000, [[1, 2, 3, 4, 5, 6]], True, True, True)),
        ("clipped by its counts", packet(1, 2, 8, 80_000, [[32767, 0, -32768, 0, 0, 0]], True)),
        ("button", packet(1, 2, 9, 90_000, [[32766, 0, -32767, 0, 0, 0]], button=True)),
        ("number and time beyond their bits", packet(0xFFFF, 255, 2**32 - 1, 2**48 - 1, [[-1] * 6])),
        ("number at the wrap", packet(3, 4, 2**20 - 1, 2**24, [counts(2**20 - 1), counts(2**20)])),
        ("ten samples", packet(77, 1, 500, 5_000_000, [counts(n) for n in range(500, 510)])),
        ("nineteen samples, MTU 247", packet(77, 1, 510, 5_100_000, [counts(n) for n in range(510, 529)])),
        ("42 samples, the longest", packet(77, 1, 0, 0, [counts(n) for n in range(42)])),
    ]
    valid = [{"name": name, **hexed(c.encode_data, v)} for name, v in valid]
    good = bytes.fromhex(valid[1]["bytes"])
    bad = [("nothing", b"", "length"), ("no sample", good[:8], "length"), ("a byte short", good[:-1], "length"),
           ("a byte long", good + b"\0", "length"),
           ("43 samples", b"\0" * (8 + 12 * 43), "length"),
           ("first bit of a count turned", good[:6] + bytes([good[6] ^ 1]) + good[7:], "crc"),
           ("a flag turned", bytes([good[0] ^ 8]) + good[1:], "crc"),
           ("bytes of the CRC swapped", good[:-2] + good[:-3:-1], "crc")]
    bad = [{"name": n, "boot": 0x1234, "run": 5, "bytes": b.hex(), "error": e} for n, b, e in bad]
    bad.append({"name": "another run", "boot": 0x1234, "run": 6, "bytes": good.hex(), "error": "crc"})
    bad.append({"name": "another boot", "boot": 0x1235, "run": 5, "bytes": good.hex(), "error": "crc"})
    return {"valid": valid, "invalid": bad}


def header(boot=0x1234, run=5, sequence=0, time_us=1_000_000, rate_hz=100, acc_g=16, gyr_dps=2000, site="shank_left"):
    return {"boot": boot, "run": run, "sequence": sequence, "time_us": time_us, "rate_hz": rate_hz, "acc_g": acc_g,
            "gyr_dps": gyr_dps, "site": site}


def sealed(body):
    return body + struct.pack("<H", c.crc16(body))


def headers():
    valid = [("usual", header()), ("no site", header(site=None)), ("extremes", header(
        0xFFFF, 255, 2**32 - 1, 2**48 - 1, 1000, 32, 4000, "foot_right")), ("least", header(0, 0, 0, 0, 1, 2, 125, "pelvis"))]
    valid = [{"name": name, **hexed(c.encode_header, v)} for name, v in valid]
    good = c.encode_header(header())
    change = lambda at, value: sealed(good[:at] + value + good[at + len(value):18])
    bad = [("19 bytes", good[:-1], "length"), ("21 bytes", good + b"\0", "length"), ("one byte", b"\1", "length"),
           ("number damaged", good[:4] + b"\xff" + good[5:], "crc"), ("rate 0", change(14, b"\0\0"), "field"),
           ("rate 1001", change(14, struct.pack("<H", 1001)), "field"), ("no such acc range", change(16, b"\x05"), "field"),
           ("no such gyr range", change(16, b"\x60"), "field"), ("no such site", change(17, b"\x09"), "field"),
           ("no such kind", change(0, b"\x03"), "field")]
    return {"valid": valid, "invalid": [{"name": n, "bytes": b.hex(), "error": e} for n, b, e in bad]}


def control():
    run = {"boot": 0x1234, "run": 5}
    commands = [{"command": "hello", "version_min": 1, "version_max": 3}, {"command": "status"},
                {"command": "configure", "rate_hz": 200, "ranges": [8, 1000]}, {"command": "start"}, {"command": "stop"},
                {"command": "time"}, {"command": "resend", **run, "first": 70_000, "count": 65_535},
                {"command": "identify", "seconds": 10}, {"command": "assign_site", "site": "thigh_right"},
                {"command": "assign_site", "site": None}, {"command": "sleep"}]
    status = {"state": "sampling", "flags": 6, "site": "trunk", "battery_percent": 55, "rate_hz": 400, "ranges": [16, 2000],
              "run": 5, "oldest": 100, "next": 24_100}
    ok = [{"command": "hello", "version": 1, "boot": 0x1234}, {"command": "status", **status},
          {"command": "status", **status, "state": "fault", "flags": 1, "site": None, "battery_percent": None},
          {"command": "configure", "rate_hz": 200, "ranges": [8, 1000]},
          {"command": "start", **run, "resumed": 0, "next": 0}, {"command": "start", **run, "resumed": 1, "next": 9000},
          {"command": "stop", **run, "end": 2**32 - 1},
          {"command": "time", "received_us": 2**48 - 2, "sent_us": 2**48 - 1},
          {"command": "resend", "first": 70_000, "count": 300}, {"command": "identify", "seconds": 10},
          {"command": "assign_site", "site": "thigh_right"}, {"command": "sleep"}]
    answers = [{**a, "status": "ok"} for a in ok] + [
        {"command": "hello", "status": "unsupported_version", "version_min": 2, "version_max": 4},
        {"command": "resend", "status": "pending", "first": 70_000, "count": 300},
        {"command": "resend", "status": "not_available", **run, "oldest": 80_000, "next": 86_000}]
    answers += [{"command": "start", "status": s} for s in c.STATUSES
                if s not in ("ok", "pending", "unsupported_version", "not_available")]
    number = lambda items, encode: [{"name": f"{v['command']} {v.get('status', '')} {k}".replace("  ", " "),
                                     **hexed(encode, {"tag": 17 * k % 256, **v})} for k, v in enumerate(items)]
    bad = [("empty", "", "no_tag"), ("no tag", "02", "no_tag"), ("opcode 0", "0001", "unknown_command"),
           ("opcode 0x0b", "0b01", "unknown_command"), ("opcode of an answer", "8201", "unknown_command"),
           ("status with an argument", "020100", "bad_length"), ("hello without newest", "010101", "bad_length"),
           ("resend cut short", "0701341205701101000a", "bad_length"), ("resend of nothing", "07013412057011010000" + "00", "bad_argument"), ("site 9", "090109", "bad_argument"),
           ("acc range 5", "0301640005", "bad_argument"), ("gyr range 6", "0301640060", "bad_argument")]
    bad_answers = [("two bytes", "8201", "length"), ("a command", "010101", "opcode"), ("status 16", "840110", "status"),
                   ("start with a byte too many", "84010034120500000000" + "0000", "length"),
                   ("assigned site 9", "89010009", "field"), ("configured acc range 5", "830100640005", "field")]
    listed = lambda items: [{"name": n, "bytes": b, "error": e} for n, b, e in items]
    return {"commands": number(commands, c.encode_command), "invalid_commands": listed(bad),
            "answers": number(answers, c.encode_answer), "invalid_answers": listed(bad_answers)}


def advertising():
    base = {"version": 1, "state": "idle", "charging": False, "low_battery": False, "site": None, "battery_percent": 87,
            "unit": 0x00C0FFEE}
    valid = [("new sensor", base), ("sampling", {**base, "state": "sampling", "site": "shank_right"}),
             ("empty", {**base, "low_battery": True, "battery_percent": 0, "site": "pelvis"}),
             ("charging, level unknown", {**base, "charging": True, "battery_percent": None, "unit": 2**32 - 1}),
             ("fault of a later version", {**base, "version": 255, "state": "fault", "battery_percent": 100})]
    out = []
    for name, v in valid:
        v = {"name": name, **hexed(c.encode_advertising, v)}
        v["advertising_packet"] = c.advertising_packet(bytes.fromhex(v["bytes"])).hex()
        v["scan_response"] = c.scan_response(v["unit"]).hex()
        out.append(v)
    bad = [("nine bytes", "010000005700000000", "length"), ("state 3", "01030000570000000000", "field"),
           ("site 9", "01000009570000000000", "field"), ("battery 101", "01000000650000000000", "field")]
    return {"valid": out, "invalid": [{"name": n, "bytes": b, "error": e} for n, b, e in bad]}


def info():
    base = {"version_min": 1, "version_max": 1, "has_button": True, "wakes_by_motion": True, "can_blink": True,
            "acc_g": [2, 4, 8, 16], "gyr_dps": [125, 250, 500, 1000, 2000], "buffer_samples": 12_000, "unit": 0x00C0FFEE,
            "rates_hz": [50, 100, 200]}
    full = {"version_min": 0, "version_max": 255, "has_button": False, "wakes_by_motion": False, "can_blink": False,
            "acc_g": [32], "gyr_dps": [4000], "buffer_samples": 2**32 - 1, "unit": 2**32 - 1,
            "rates_hz": [1, 25, 50, 100, 104, 208, 400, 1000]}
    valid = [{"name": n, **hexed(c.encode_info, v)} for n, v in (("usual", base), ("extremes", full))]
    good = c.encode_info(base)
    bad = [("layout 2", b"\2" + good[1:], "layout"), ("31 bytes", good[:-1], "length"), ("empty", b"", "length"),
           ("no rate", good[:14] + b"\0" + good[15:], "rates"), ("nine rates", good[:14] + b"\x09" + good[15:], "rates"),
           ("rates not ascending", good[:16] + b"\xff\xff" + good[18:], "rates")]
    return {"valid": valid, "invalid": [{"name": n, "bytes": b.hex(), "error": e} for n, b, e in bad]}


def units():
    out = []
    for acc_g, gyr_dps in zip([2, 4, 8, 16, 32, 16], [125, 250, 500, 1000, 2000, 4000]):
        v = {"acc_g": acc_g, "gyr_dps": gyr_dps, "counts": [32767, -32768, 1, 16384, -1, 12345]}
        out.append({**v, "si": c.to_si(v)})
    return out


def streams():
    def send(sequence, count, time_us=None, boot=0x1234, run=5, start=1_000_000, period=10_000):
        time_us = start + sequence * period if time_us is None else time_us
        v = packet(boot, run, sequence, round(time_us), [counts(n) for n in range(sequence, sequence + count)])
        return {"notify": c.encode_data(v).hex()}

    def head(sequence=0, time_us=None, **more):
        time_us = 1_000_000 + sequence * 10_000 if time_us is None else time_us
        return {"notify": c.encode_header(header(sequence=sequence, time_us=time_us, **more)).hex()}

    damaged = bytearray.fromhex(send(20, 10)["notify"])
    damaged[9] ^= 0x40
    slow = lambda n: 3_000_000 + n * 10_277.5  # 97.3 Hz that call themselves 100
    listing = {
        "nothing lost": [head(), send(0, 10), send(10, 10), send(20, 10), head(30)],
        "a gap, recovered in other packets": [head(), send(0, 10), send(30, 10), send(10, 8), send(18, 4), send(22, 8)],
        "a resend that overlaps": [head(), send(0, 10), send(30, 10), send(5, 20), send(20, 25)],
        "duplicates and a late packet": [head(), send(0, 5), send(0, 5), send(10, 5), send(5, 5), send(15, 5)],
        "damaged, too short, empty": [head(), send(0, 10), {"notify": damaged.hex()}, {"notify": "00"}, {"notify": ""},
                                      send(30, 10)],
        "samples before the header": [send(0, 3), head(3), send(3, 3), {"expect_from": 0}, send(0, 3)],
        "the end is missing": [head(), send(0, 10), head(40), {"give_up": [15, 25]}, {"expect_end": 45}, send(40, 5)],
        "a stale header": [head(), send(0, 10), head(5), head(10)],
        "restart of the firmware": [head(), send(0, 10), send(15, 5), send(0, 3, boot=9, run=1),
                                    head(0, 500, boot=9, run=1), send(0, 3, 500, boot=9, run=1)],
        "a new run": [head(), send(0, 10), send(15, 5), head(0, 9_000_000, run=6, rate_hz=200),
                      send(0, 10, 9_000_000, run=6), send(10, 10, 9_050_000, run=6)],
        "the clock jumps": [head(), send(0, 1), send(1, 1, 1_018_000), send(2, 1, 2_020_000), head(3, 2_030_000 + 2**24)],
        "number and time wrap": [head(2**20 - 5, 2**24 - 50_000), send(2**20 - 5, 10, 2**24 - 50_000),
                                 send(2**20 + 25, 10, 2**24 + 250_000), send(2**20 + 5, 20, 2**24 + 50_000)],
        "the measured rate": [head(0, 3_000_000)] + [send(n, 10, slow(n)) for n in range(0, 200, 10)]
                             + [send(6200, 10, slow(6200)), send(200, 42, slow(200)), send(5000, 10, slow(5000))],
        "a restart that keeps its boot number": [head(), send(0, 10), send(15, 5), head(0, 500), send(0, 3, 500)],
        "a restart that keeps its boot number, times alike": [
            head(), send(0, 10), head(3), send(10, 5), head(0, 1_200_000), send(0, 3, 1_200_000)],
        "a native rate": [head(rate_hz=104), send(0, 10, period=1e6 / 104), send(10, 10, period=1e6 / 104)],
        "before the run's first number": [head(2), send(2**20 - 1, 1), send(2, 1)],
    }
    out = []
    for name, steps in listing.items():
        reader = c.Reader()
        steps = [{**step, "events": reader.step(step)} for step in steps]
        out.append({"name": name, "steps": steps, "account": reader.account()})
    return out


def sensor():
    """Every rule of sections 5.2, 5.3 and 6 that an implementer stumbled over, as a conversation."""
    def write(command, at_us=1_000, **fields):
        return {"do": "write", "bytes": c.encode_command({"command": command, "tag": 9, **fields}).hex(), "at_us": at_us}

    def raw(text, at_us=1_000):
        return {"do": "write", "bytes": text, "at_us": at_us}

    def samples(count, from_us, period_us=10_000):
        return {"do": "samples", "count": count, "from_us": from_us, "period_us": period_us}

    do = lambda what, **fields: {"do": what, **fields}
    send, on, off = do("send"), do("subscribe", on=True), do("subscribe", on=False)
    hello = write("hello", version_min=1, version_max=2)
    opened = lambda mtu=247: [do("connect", mtu=mtu), hello, on]
    resend = lambda first, count, run=1, boot=0x51A7: write("resend", boot=boot, run=run, first=first, count=count)
    start, stop, status = write("start", 90_000), write("stop"), write("status")
    listing = {
        "versions: down to 1.0, and a later hello replaces the former": [
            do("connect", mtu=23), write("hello", version_min=1, version_max=1), write("hello", version_min=1, version_max=9),
            status, write("hello", version_min=3, version_max=9), status, write("hello", version_min=2, version_max=1),
            hello, write("time", 5_000)],
        "the order of errors": [
            do("connect", mtu=23), raw("02"), raw("5509"), raw("8209"), raw("ff09"), raw("020901"), raw("0701a75101000000000000"),
            raw("090163"), status, hello, write("configure", rate_hz=123, ranges=[32, 4000]),
            write("configure", rate_hz=100, ranges=[32, 2000]), write("configure", rate_hz=208, ranges=[16, 2000]), start,
            resend(0, 5), on, start, do("battery", percent=0), start, do("fault", on=True), start],
        "before the first run": [*opened(), status, stop, resend(0, 5, run=0), resend(0, 5, run=1)],
        "MTU 23: the end header after everything was sent": [
            *opened(23), start, samples(3, 100_000), send, stop, send, status],
        "the end header after what was not sent yet": [*opened(), start, samples(25, 100_000), send, stop, send],
        "a stop before the first sample": [*opened(), start, stop, send],
        "the end header after a fault": [*opened(), start, samples(12, 100_000), send, do("fault", on=True), send, status, start],
        "the end header after the battery": [
            *opened(), start, samples(12, 100_000), do("battery", percent=0), send, status, start, resend(0, 12), send],
        "periodic headers count numbers": [
            *opened(), start, samples(10, 100_000), send, do("lost", count=189), samples(10, 2_090_000), send,
            samples(10, 2_190_000), send, samples(190, 2_290_000), send],
        "a short packet before numbers that were passed over": [
            *opened(), start, samples(13, 100_000), do("lost", count=2), samples(13, 250_000), send],
        "passed over: oldest, and a resend": [
            *opened(), start, samples(60, 100_000), do("lost", count=8), samples(60, 780_000), send, status,
            resend(60, 9), send, resend(60, 8), resend(0, 20)],
        "more passed over than the buffer holds": [*opened(), start, samples(5, 100_000), do("lost", count=70), status],
        "start at once followed by resend": [
            *opened(), start, samples(30, 100_000), send, do("disconnect"), samples(30, 400_000), *opened(), start,
            resend(20, 40), send, samples(1, 700_000), send, samples(9, 710_000), send],
        "a second start repeats the header": [*opened(), start, samples(10, 100_000), send, start, samples(10, 200_000), send],
        "resend of what was not yet sent": [
            *opened(), start, samples(10, 100_000), send, samples(30, 200_000), resend(5, 20), resend(12, 5), send, send,
            resend(10, 30), send, resend(40, 5)],
        "unsubscribed in a run": [
            *opened(), start, samples(10, 100_000), send, off, samples(10, 200_000), send, resend(0, 5), on, send],
        "nobody takes the samples for 120 s": [
            *opened(), write("configure", rate_hz=50, ranges=[16, 2000]), start, samples(10, 100_000, 20_000), send, off,
            samples(6_005, 300_000, 20_000), status],
        "another collector stops the run": [
            *opened(), start, samples(20, 100_000), send, do("disconnect"), samples(20, 300_000),
            do("connect", mtu=23), hello, stop, do("disconnect"), *opened(), status, resend(20, 20), send],
        "a native rate": [
            *opened(), write("configure", rate_hz=104, ranges=[16, 2000]), start, samples(25, 100_000, 9_615), send, stop, send],
    }
    out = []
    for name, steps in listing.items():
        model = c.Sensor(64)
        out.append({"name": name, "capacity": 64, "steps": [{**step, **model.step(step)} for step in steps]})
    return out


def write():
    texts = [b"", b"123456789", b"\0", b"\xff" * 20, bytes(range(256))]
    everything = {"crc": [{"bytes": b.hex(), "crc": c.crc16(b)} for b in texts], "data": data(), "headers": headers(),
                  "control": control(), "advertising": advertising(), "info": info(), "units": units(), "streams": streams(),
                  "sensor": sensor()}
    for name, content in everything.items():
        lines = json.dumps(content, indent=1, ensure_ascii=False)
        (c.HERE / f"{name}.json").write_text(compact(lines) + "\n")


def compact(text):
    """Puts lists of numbers on one line."""
    out, inner = [], None
    for line in text.split("\n"):
        stripped = line.strip()
        if inner is None and stripped.endswith("["):
            inner = [line]
        elif inner is not None and stripped.endswith(("[", "{")):
            out += inner
            inner = [line] if stripped.endswith("[") else None
            if inner is None:
                out.append(line)
        elif inner is not None:
            inner.append(line)
            if stripped.startswith("]"):
                out.append(inner[0] + " ".join(i.strip() for i in inner[1:-1]) + stripped)
                inner = None
        else:
            out.append(line)
    return "\n".join(out)
