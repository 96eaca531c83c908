"""One run of sampling: everything a sensor took, kept for the truth, and the window of it that its buffer holds."""
import struct

from . import protocol


class Run:
    def __init__(self, boot, run, rate_hz, acc_g, gyr_dps, site, capacity, quartz_us, chip_hz=None):
        self.boot, self.run, self.rate, self.acc_g, self.gyr_dps, self.site = boot, run, rate_hz, acc_g, gyr_dps, site
        self.capacity, self.quartz_us = capacity, quartz_us  # time of number 0
        self.chip_hz = chip_hz or rate_hz  # what the chip really does
        self.next = 0
        self.index = {}  # number -> place in the lists
        self.device_us, self.true_s, self.flags, self.counts = [], [], [], bytearray()
        self.sent = set()
        self.ended = None
        self.forgotten = False  # the power went: the buffer is gone

    def quartz_of(self, number):
        return self.quartz_us + number * 1e6 / self.chip_hz

    def take(self, device_us, true_s, counts, button, low):
        self.index[self.next] = len(self.device_us)
        self.device_us.append(device_us)
        self.true_s.append(true_s)
        self.flags.append((button, low))
        self.counts += struct.pack("<6h", *counts)
        self.next += 1

    def skip(self, count):
        """The chip lost samples: their numbers pass."""
        self.next += count

    @property
    def oldest(self):
        return self.next if self.forgotten else max(0, self.next - self.capacity)

    def first_present(self, number):
        """The first sample at or after `number` that the buffer has, or None."""
        for n in range(max(number, self.oldest), self.next):
            if n in self.index:
                return n
        return None

    def packet(self, first, end, most):
        """A data packet from `first`, which must be present, and the number after it."""
        last = first
        while last < min(end, self.next, first + most) and last in self.index:
            last += 1
        places = [self.index[n] for n in range(first, last)]
        samples = [struct.unpack_from("<6h", self.counts, 12 * p) for p in places]
        packet = protocol.encode_data({
            "boot": self.boot, "run": self.run, "sequence": first, "time_us": self.device_us[places[0]], "clipped": False,
            "button": any(self.flags[p][0] for p in places), "low_battery": any(self.flags[p][1] for p in places),
            "samples": samples})
        return packet, last

    def header(self, number, time_us):
        return protocol.encode_header({
            "boot": self.boot, "run": self.run, "sequence": number, "time_us": time_us, "rate_hz": self.rate,
            "acc_g": self.acc_g, "gyr_dps": self.gyr_dps, "site": self.site})

    def truth(self):
        spans = protocol.check.spans
        return {"boot": self.boot, "run": self.run, "rate_hz": self.rate, "acc_g": self.acc_g, "gyr_dps": self.gyr_dps,
                "site": self.site, "end": self.next, "ended": self.ended, "held": [self.oldest, self.next],
                "taken": spans(self.index), "device_us": self.device_us, "true_s": [round(t, 6) for t in self.true_s],
                "counts": self.counts.hex(), "sent": spans(self.sent)}
