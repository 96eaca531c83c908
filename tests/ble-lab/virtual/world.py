"""A room full of virtual sensors: the options that both laboratories share, their script of faults, and the truth."""
import asyncio
import json
import os

from .motion_sensor import MotionSensor
from .peripheral import Peripheral
from .vendors import Dot, Polar, Wit

KINDS = {"gaitscope": MotionSensor, "dot": Dot, "wit": Wit, "polar": Polar}


def add_options(parser):
    parser.add_argument("--sensors", type=int, default=5)
    parser.add_argument("--set", action="append", default=[], metavar="SENSOR:KEY=VALUE", help=(
        "for one sensor (1, 2, …) or * for all; keys: kind (gaitscope, dot, wit, polar), site, ppm, battery, drain (percent a "
        "second), oldest and newest (protocol versions), rates, buffer_s, play (folder of CSVs), still (seconds before it walks), absent, busy, slow, fault, "
        "serial, address, seed, boot (the same at every start), gyr (ranges offered), chip (Hz that it really samples at), wrong "
        "(crc, header, ranges, site, rate: a maker's mistake in every packet)"))
    parser.add_argument("--event", action="append", default=[], metavar="SECONDS:SENSOR:WHAT[:ARGUMENT]", help=(
        "seconds after the sensors started; sensor 1, 2, … or *; what: lose:S (out of range), hangup, die, reset:S (firmware "
        "restarts after S), busy:N, slow:S, battery:PERCENT, clock:US, fifo:N (the chip loses N samples), ahead:N (N numbers pass without time), late:S (answers leave S later), button:S, fault:0|1, "
        "and for the next N data notifications corrupt:N, truncate:N, repeat:N, reorder:N, drop:N"))
    parser.add_argument("--mtu", type=int, default=247)
    parser.add_argument("--interval-ms", type=float, default=30, help="connection interval")
    parser.add_argument("--per-event", type=int, default=6, help="notifications per connection event")
    parser.add_argument("--truth", help="JSON file with what was sampled and sent, written at the end")


def make_sensors(a):
    options = {i: {} for i in range(1, a.sensors + 1)}
    for text in a.set:
        who, setting = text.split(":", 1)
        key, value = setting.split("=", 1)
        for i in options if who == "*" else [int(who)]:
            options[i][key] = value
    return [KINDS[o.get("kind", "gaitscope")](i, o) for i, o in options.items()]


class Link:
    """What a transport gives a sensor while a central is connected. `send` is a coroutine (uuid, bytes)."""

    def __init__(self, a, index, send, hang_up, mtu=None):
        self.mtu = mtu or a.mtu
        self.interval, self.per_event = a.interval_ms / 1000, a.per_event
        self.anchor = Peripheral.now() + 0.0013 * index  # connections have events at times of their own
        self.notify, self.hang_up = send, hang_up

    def until_event(self):
        """Seconds to the next connection event."""
        gone = (Peripheral.now() - self.anchor) % self.interval
        return self.interval - gone


async def script(a, sensors, transport):
    """Plays the events. Time zero is when every sensor that is present streams, or 10 s after the first that does."""
    first = None
    while not all(s.started() for s in sensors if s.present):
        if first is None and any(s.started() for s in sensors):
            first = Peripheral.now()
        if first is not None and Peripheral.now() - first > 10:
            break
        await asyncio.sleep(0.05)
    base = Peripheral.now()

    async def one(text):
        at, who, what, *arguments = text.split(":")
        await asyncio.sleep(max(0, base + float(at) - Peripheral.now()))
        if await transport.room_event(what, arguments):
            return
        for s in sensors if who == "*" else [sensors[int(who) - 1]]:
            if what == "lose":
                s.mark(f"out of range for {arguments[0]} s")
                asyncio.ensure_future(transport.lose(s, float(arguments[0])))
            elif what == "hangup":
                s.mark("hangs up")
                transport.hang_up(s)
            elif what in ("die", "reset"):
                s.die()
                await transport.vanish(s)
                if what == "reset":
                    asyncio.get_running_loop().call_later(float(arguments[0]), transport.back, s)
            else:
                s.event(what, arguments)
    try:
        await asyncio.gather(*(one(e) for e in a.event))
    except SystemExit:
        raise
    except Exception:  # a broken script must not look like a quiet one
        import traceback
        traceback.print_exc()
        os._exit(3)


def write_truth(a, sensors):
    if a.truth:
        with open(a.truth + ".part", "w") as file:
            json.dump([s.truth() for s in sensors], file)
        os.replace(a.truth + ".part", a.truth)
