"""What every virtual sensor is to a transport: a name, an advertisement, a GATT table, and notifications."""
import dataclasses
import random
import sys
import time

STARTED = time.monotonic()


def log(text):
    print(f"[{time.monotonic() - STARTED:8.3f}] {text}", file=sys.stderr, flush=True)


@dataclasses.dataclass
class Characteristic:
    """`read()` returns bytes; `write(bytes)` takes them; flags as BlueZ spells them."""
    uuid: str
    flags: list
    read: object = None
    write: object = None


class Wire:
    """The way of the notifications of one sensor. Each fault holds for the next N data notifications."""

    KINDS = ("corrupt", "truncate", "repeat", "reorder", "drop")

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.faults = []
        self.held = None
        self.done = dict.fromkeys(self.KINDS, 0)

    def ask(self, kind, count):
        self.faults += [kind] * count

    def pass_on(self, value):
        """The notifications that arrive for this one, and whether it arrives intact."""
        kind = self.faults.pop(0) if self.faults else None
        out, intact = [value], True
        if kind:
            self.done[kind] += 1
        if kind == "corrupt":
            at = self.random.randrange(len(value) * 8)
            bad = bytearray(value)
            bad[at // 8] ^= 1 << at % 8
            out, intact = [bytes(bad)], False
        elif kind == "truncate":
            out, intact = [value[:self.random.randrange(len(value))]], False
        elif kind == "repeat":
            out = [value, value]
        elif kind == "drop":
            out, intact = [], False
        elif kind == "reorder" and self.held is None:
            self.held = value  # arrives after the next one
            return [], True
        if self.held is not None:
            out, self.held = out + [self.held], None
        return out, intact

    def broken(self):
        """The connection ended: what was held back never arrives."""
        lost, self.held = self.held, None
        return lost


class Peripheral:
    """Base of the sensor families. A transport sets `link` while a central is connected; it has `mtu`, a coroutine
    `notify(uuid, bytes)`, and `interval` with `per_event` if data leave at connection events only."""

    def __init__(self, index, options):
        self.index, self.options = index, options
        self.address = options.get("address", f"C0:DE:00:00:00:{index:02X}")
        self.link = None
        self.present = not options.get("absent", 0)  # false: switched off or out of range
        self.dead = False
        self.connections = 0
        self.busy = int(options.get("busy", 0))
        self.slow = float(options.get("slow", 0.1))
        self.subscribed = set()
        self.wire = Wire(index)
        self.services = []  # (uuid, [Characteristic])
        self.marks = []     # (seconds, what happened)

    @staticmethod
    def now():
        """True time in seconds."""
        return time.monotonic() - STARTED

    def mark(self, what):
        self.marks.append([round(self.now(), 3), what])
        log(f"{self.name} {what}")

    def characteristic(self, uuid):
        return next(c for _, chars in self.services for c in chars if c.uuid == uuid)

    def connected(self, link):
        self.link, self.subscribed = link, set()
        self.connections += 1
        self.mark("connected")

    def disconnected(self):
        if self.link:
            self.link, self.subscribed = None, set()
            self.mark("disconnected")

    def subscribe(self, uuid, on):
        (self.subscribed.add if on else self.subscribed.discard)(uuid)

    def started(self):
        """True once a central has started a stream."""
        raise NotImplementedError

    def die(self):
        self.dead, self.present = True, False
        self.mark("died")

    def event(self, kind, arguments):
        """Faults that are the sensor's own; the transport knows the others."""
        if kind in Wire.KINDS:
            self.wire.ask(kind, int(arguments[0]) if arguments else 1)
        elif kind == "busy":
            self.busy = int(arguments[0])
        elif kind == "slow":
            self.slow = float(arguments[0])
        else:
            raise SystemExit(f"unknown event {kind}")
        self.mark(":".join([kind, *arguments]))

    def truth(self):
        return {"name": self.name, "address": self.address, "connections": self.connections, "wire": self.wire.done,
                "marks": self.marks, "dead": self.dead}
