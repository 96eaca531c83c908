"""The product's own sensor: PROTOCOL.md sections 3 to 7, in Python."""
import asyncio
import random

from . import motion, protocol
from .clock import Clock
from .peripheral import Characteristic, Peripheral
from .run import Run

LINGER_S, HEADER_EVERY_S = 120, 2
DEFAULT_SITES = ["pelvis", "thigh_left", "thigh_right", "shank_left", "shank_right"]


class Refusal(Exception):
    def __init__(self, status, **fields):
        self.status, self.fields = status, fields


class MotionSensor(Peripheral):
    def __init__(self, index, options):
        super().__init__(index, options)
        number = lambda key, default: float(options.get(key, default))
        self.unit = 0x1AB00000 + index
        self.name = f"GS-{self.unit:08X}"
        self.serial = options.get("serial", f"LAB-{index:04d}")
        site = options.get("site", DEFAULT_SITES[index - 1] if index <= len(DEFAULT_SITES) else "none")
        self.site = None if site == "none" else site
        self.versions = (int(number("oldest", 1)), int(number("newest", 1)))
        self.rates = [int(r) for r in options.get("rates", "50,100,200,400").split(",")]
        # The protocol demands 60 s at the highest rate; less shortens a test of what happens when a buffer overflows.
        self.capacity = int(number("buffer_s", 60) * (100 if "buffer_s" in options else self.rates[-1]))
        self.gyr_dps = [int(r) for r in options.get("gyr", "250,500,1000,2000").split(",")]
        self.percent, self.drain, self.charging = number("battery", 87), number("drain", 0), False
        self.fault = bool(number("fault", 0))
        self.motion = motion.of(self.site, index, options.get("play"), number("still", 2))
        self.random = random.Random(f"boot {index} {options.get('seed', 0)}")
        self.button_until = 0.0
        self.runs, self.identified = [], 0
        self.boot_up()

        chars = lambda *texts: [Characteristic(u, ["read"], lambda t=t: t.encode()) for u, t in texts]
        self.services = [
            (protocol.MOTION, [
                Characteristic(protocol.DATA, ["notify"]),
                Characteristic(protocol.CONTROL, ["write", "indicate"], write=self.on_control),
                Characteristic(protocol.INFO, ["read"], self.info)]),
            (protocol.BATTERY_SERVICE, [
                Characteristic(protocol.BATTERY_LEVEL, ["read", "notify"], lambda: bytes([self.battery() or 0]))]),
            (protocol.DEVICE_INFORMATION, chars(
                (protocol.MANUFACTURER, "gaitscope laboratory"), (protocol.MODEL, "virtual"),
                (protocol.SERIAL, self.serial), (protocol.HARDWARE, "1"), (protocol.FIRMWARE, "1.2.3")))]

    # Life ----------------------------------------------------------------------------------------------------------

    def boot_up(self):
        """The firmware starts: a new boot number, a clock from zero, an empty buffer."""
        self.clock = Clock(self.now(), float(self.options.get("ppm", 0)), self.random.uniform(1, 3000))
        self.boot, self.run_number = int(self.options.get("boot", self.random.randrange(65536))), 0
        self.late = 0.0
        self.rate, self.ranges = (100, (16, 2000))
        self.run, self.sampling = None, False
        self.negotiated = self.sending = False
        self.job = self.finished = None
        self.cursor = self.header_at = 0
        self.answers = []
        self.drained_at, self.alone_since = self.now(), self.now()
        self.level_told = None

    def die(self):
        if self.run:
            self.run.forgotten = True
            self.end_run("died")
        super().die()

    def restart(self):
        """The firmware starts anew, as after a crash or a change of the battery."""
        if self.run:
            self.run.forgotten = True
            self.end_run("restarted")
        self.dead, self.present = False, True
        self.boot_up()
        self.mark("restarted")

    def end_run(self, why):
        if self.sampling:
            self.take()
            self.sampling = False
            self.run.ended = why

    def battery(self):
        return None if self.percent < 0 else max(0, min(100, round(self.percent)))

    def low(self):
        return 0 <= self.percent < 10

    def state(self):
        return "fault" if self.fault else "sampling" if self.sampling else "idle"

    def started(self):
        return bool(self.runs)

    # What a scan and a read see --------------------------------------------------------------------------------------

    def service_data(self):
        return protocol.encode_advertising({
            "version": self.versions[1], "state": self.state(), "charging": self.charging, "low_battery": self.low(),
            "site": self.site, "battery_percent": self.battery(), "unit": self.unit})

    def advertisement(self):
        return {"name": self.name, "uuids": [protocol.MOTION], "service_data": {protocol.MOTION: self.service_data()},
                "manufacturer": {}, "packet": protocol.advertising_packet(self.service_data()),
                "response": protocol.scan_response(self.unit)}

    def info(self):
        return protocol.encode_info({
            "version_min": self.versions[0], "version_max": self.versions[1], "has_button": True, "wakes_by_motion": False,
            "can_blink": True, "acc_g": [2, 4, 8, 16], "gyr_dps": self.gyr_dps, "buffer_samples": self.capacity,
            "unit": self.unit, "rates_hz": self.rates})

    # Connection ------------------------------------------------------------------------------------------------------

    def connected(self, link):
        self.disconnected()
        super().connected(link)

    def disconnected(self):
        if self.link:
            self.alone_since = self.now()
        self.negotiated = self.sending = False
        self.job = self.finished = None
        self.answers = []
        self.wire.broken()
        super().disconnected()

    # Sampling --------------------------------------------------------------------------------------------------------

    def take(self):
        """Every sample that is due by now."""
        now = self.now()
        while self.sampling:
            quartz = self.run.quartz_of(self.run.next)
            true = self.clock.true_s(quartz)
            if true > now:
                return
            number = self.run.next
            counts = motion.counts(self.motion.at(true - self.clock.true_s(self.run.quartz_us)), number, self.index,
                                   self.run.acc_g, self.run.gyr_dps)
            self.run.take(self.clock.report(quartz), true, counts, true < self.button_until, self.low())

    def event(self, kind, arguments):
        value = float(arguments[0]) if arguments else 0.0
        if kind == "battery":
            self.percent = value
        elif kind == "clock":
            self.take()
            self.clock.jump(int(value))
        elif kind == "fifo":
            self.take()
            if self.run:
                self.run.skip(int(value))
        elif kind == "ahead":
            self.take()
            if self.run:
                self.run.skip(int(value))
                self.run.quartz_us -= int(value) * 1e6 / self.run.chip_hz
        elif kind == "late":
            self.late = value
        elif kind == "button":
            self.button_until = self.now() + value
        elif kind == "fault":
            self.fault = bool(value)
        else:
            return super().event(kind, arguments)
        self.mark(":".join([kind, *arguments]))

    # Sending ---------------------------------------------------------------------------------------------------------

    async def run_forever(self):
        while True:
            link = self.link
            await asyncio.sleep(link.until_event() if link else 0.02)
            if self.dead:
                continue
            now = self.now()
            self.percent -= self.drain * (now - self.drained_at)
            self.drained_at = now
            if self.drain and self.percent <= 0:
                self.die()
                continue
            self.take()
            if not self.link and self.sampling and now - self.alone_since > LINGER_S:
                self.end_run("alone")
                self.mark("ended its run: alone for too long")
            if self.link:
                await self.connection_event()

    async def connection_event(self):
        link = self.link
        while self.answers and self.answers[0][0] <= self.now() and self.link is link:
            await link.notify(protocol.CONTROL, self.answers.pop(0)[1])
        for _ in range(link.per_event):
            if self.link is not link:
                return
            notification = self.next_notification(link.mtu)
            if notification is None:
                break
            value, numbers = notification
            value = self.mistaken(value)
            out, intact = self.wire.pass_on(value)
            if intact:
                self.run.sent.update(numbers)
            for each in out:
                await link.notify(protocol.DATA, each)
        if self.finished and self.link is link:
            answer, self.finished = self.finished, None
            self.reply(answer)
        level = self.battery()
        if protocol.BATTERY_LEVEL in self.subscribed and level != self.level_told and self.link is link:
            self.level_told = level
            await link.notify(protocol.BATTERY_LEVEL, bytes([level or 0]))

    def next_notification(self, mtu):
        """(bytes, the numbers in them) or None; new samples before those that are sent again."""
        if protocol.DATA not in self.subscribed or self.run is None:
            return None
        return self.live(mtu) or self.again(mtu)

    def mistaken(self, value):
        """What a sensor sends whose maker made this mistake."""
        wrong, header = self.options.get("wrong"), value[0] & 1
        if wrong == "crc" and not header or wrong == "header" and header:
            return value[:-1] + bytes([value[-1] ^ 0xFF])
        field = {"ranges": (16, 0x32), "site": (17, 9), "rate": (14, 50)}.get(wrong)
        if field and header:
            body = bytearray(value[:18])
            body[field[0]] = field[1]
            return bytes(body) + protocol.check.crc16(bytes(body)).to_bytes(2, "little")
        return value

    def live(self, mtu):
        if not self.sending:
            return None
        run = self.run
        present = run.first_present(self.cursor)
        self.cursor = run.next if present is None else present
        if self.cursor >= self.header_at and (self.cursor < run.next or not self.sampling):
            self.header_at = self.cursor + HEADER_EVERY_S * run.rate
            if not self.sampling and self.cursor == run.next:
                self.sending = False
            return run.header(self.cursor, self.time_of(self.cursor)), []
        most = protocol.samples_per_packet(mtu, run.rate) or 1
        waiting = run.next - self.cursor
        if waiting == 0 or self.sampling and waiting < most:
            return None
        first = self.cursor
        packet, self.cursor = run.packet(first, run.next, most)
        if not self.sampling and self.cursor == run.next:
            self.header_at = self.cursor
        return packet, range(first, self.cursor)

    def again(self, mtu):
        if not self.job:
            return None
        run, job = self.run, self.job
        if job["header"]:
            job["header"] = False
            return run.header(run.next, self.time_of(run.next)), []
        first = run.first_present(job["cursor"])
        if first is None or first >= job["end"]:
            self.finished = protocol.encode_answer({"command": "resend", "tag": job["tag"], "status": "ok",
                                                    "first": job["first"], "count": job["end"] - job["first"]})
            self.job = None
            return None
        packet, job["cursor"] = run.packet(first, job["end"], protocol.samples_per_packet(mtu, run.rate) or 1)
        return packet, range(first, job["cursor"])

    def time_of(self, number):
        place = self.run.index.get(number)
        return self.run.device_us[place] if place is not None else self.clock.report(self.run.quartz_of(number))

    # CONTROL ---------------------------------------------------------------------------------------------------------

    def on_control(self, value):
        """A command arrives; its answer leaves at the next connection event."""
        self.take()
        received = self.clock.device_us(self.now())
        if len(value) < 2:
            return
        opcode, tag = value[0] & 0x7F, value[1]
        try:
            command = protocol.decode_command(value)
            name = command["command"]
            if name != "hello" and not self.negotiated:
                raise Refusal("not_negotiated")
            if name == "time":
                fields = {"received_us": received, "sent_us": self.clock.device_us(self.now())}
            else:
                fields = getattr(self, "do_" + name)(command)
            self.answer(name, tag, fields.pop("status", "ok"), fields)
        except protocol.Bad as bad:
            self.reply(bytes([opcode | 0x80, tag, protocol.STATUSES.index(str(bad))]))
        except Refusal as no:
            self.answer(name, tag, no.status, no.fields)

    def answer(self, name, tag, status, fields):
        self.reply(protocol.encode_answer({"command": name, "tag": tag, "status": status, **fields}))

    def reply(self, answer):
        self.answers.append((self.now() + self.late, answer))

    def do_hello(self, c):
        low, high = max(c["version_min"], self.versions[0]), min(c["version_max"], self.versions[1])
        self.negotiated = high >= low
        if not self.negotiated:
            self.mark(f"refused versions {c['version_min']} to {c['version_max']}")
            raise Refusal("unsupported_version", version_min=self.versions[0], version_max=self.versions[1])
        return {"version": high, "boot": self.boot}

    def do_status(self, _):
        run = self.run
        return {"state": self.state(), "flags": self.charging | self.low() << 1 | self.sending << 2, "site": self.site,
                "battery_percent": self.battery(), "rate_hz": self.rate, "ranges": self.ranges, "run": self.run_number,
                "oldest": run.oldest if run else 0, "next": run.next if run else 0}

    def do_configure(self, c):
        if self.sampling:
            raise Refusal("busy")
        if c["rate_hz"] not in self.rates:
            raise Refusal("unsupported_rate")
        if c["ranges"][0] not in (2, 4, 8, 16) or c["ranges"][1] not in self.gyr_dps:
            raise Refusal("unsupported_range")
        self.rate, self.ranges = c["rate_hz"], tuple(c["ranges"])
        return {"rate_hz": self.rate, "ranges": self.ranges}

    def do_start(self, _):
        if self.fault:
            raise Refusal("fault")
        if self.battery() == 0:
            raise Refusal("battery_empty")
        if protocol.DATA not in self.subscribed:
            raise Refusal("not_subscribed")
        if protocol.samples_per_packet(self.link.mtu, self.rate) is None:
            raise Refusal("mtu_too_small")
        resumed = self.sampling
        if not resumed:
            self.run_number = (self.run_number + 1) % 256
            first = self.clock.quartz_us(self.now()) + 1000
            self.run = Run(self.boot, self.run_number, self.rate, *self.ranges, self.site, self.capacity, first,
                           float(self.options.get("chip", self.rate)))
            self.runs.append(self.run)
            self.job = self.finished = None
            self.cursor, self.sampling = 0, True
            self.mark(f"started run {self.run_number}")
        elif not self.sending:
            self.cursor = self.run.next
            self.mark(f"went on with run {self.run_number} at {self.cursor}")
        self.sending, self.header_at = True, self.cursor
        return {"boot": self.boot, "run": self.run_number, "resumed": int(resumed), "next": self.cursor}

    def do_stop(self, _):
        self.end_run("stopped")
        self.mark("stopped")
        return {"boot": self.boot, "run": self.run_number, "end": self.run.next if self.run else 0}

    def do_resend(self, c):
        if protocol.DATA not in self.subscribed:
            raise Refusal("not_subscribed")
        if c["count"] == 0:
            raise Refusal("bad_argument")
        if self.job or self.finished:
            raise Refusal("busy")
        run = self.run
        first = end = None
        if run and (c["boot"], c["run"]) == (run.boot, run.run):
            end = min(c["first"] + c["count"], run.next)
            first = run.first_present(c["first"])
        if first is None or first >= end:
            raise Refusal("not_available", boot=self.boot, run=self.run_number, oldest=run.oldest if run else 0,
                          next=run.next if run else 0)
        if not self.sending:
            self.cursor = run.next
        self.job = {"tag": c["tag"], "first": first, "end": end, "cursor": first, "header": not self.sending}
        self.mark(f"sends {first} to {end} again")
        return {"status": "pending", "first": first, "count": end - first}

    def do_identify(self, c):
        self.identified += 1
        self.mark(f"blinks {c['seconds']} s")
        return {"seconds": c["seconds"]}

    def do_assign_site(self, c):
        self.site = c["site"]
        self.mark(f"is worn at {self.site}")
        return {"site": self.site}

    def do_sleep(self, _):
        self.end_run("sleep")
        self.mark("sleeps")
        asyncio.get_running_loop().call_later(0.1, self.fall_asleep)
        return {}

    def fall_asleep(self):
        self.present = False
        if self.link:
            self.link.hang_up()

    def truth(self):
        if self.sampling:
            self.take()
        return super().truth() | {
            "family": "gaitscope", "unit": self.unit, "serial": self.serial, "site": self.site, "ppm": self.clock.rate * 1e6 - 1e6,
            "identified": self.identified, "runs": [run.truth() for run in self.runs]}
