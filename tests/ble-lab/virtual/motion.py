"""What a virtual sensor feels: a recorded or simulated walk, or a synthetic one."""
import bisect
import csv
import math
import pathlib

G = 9.80665


class Synthetic:
    """Standing still, then walking: not a person, but a signal with the size, the rhythm and the gravity of one."""

    def __init__(self, index, still_s=2.0):
        self.index, self.still = index, still_s

    def at(self, t):
        """Specific force in m/s² and turning rate in rad/s at `t` seconds."""
        if t < self.still:
            return (0.02 * math.sin(9 * t), G, 0.01 * math.cos(7 * t), 0.001, -0.002, 0.001)
        w = 2 * math.pi * 0.95 * (t - self.still) + 0.6 * self.index
        return (2.4 * math.sin(w), G + 2.0 * math.sin(2 * w), 0.8 * math.cos(w),
                0.3 * math.cos(3 * w), 0.2 * math.sin(w), 2.8 * math.sin(w + 0.4))


class Played:
    """One CSV file of a session folder, played from its beginning and again from there."""

    def __init__(self, path):
        with open(path, newline="") as file:
            rows = csv.reader(line for line in file if not line.startswith("#"))
            names = next(rows)
            order = [names.index(n) for n in ("time_s", "acc_x_mps2", "acc_y_mps2", "acc_z_mps2", "gyr_x_radps",
                                              "gyr_y_radps", "gyr_z_radps")]
            self.rows = [tuple(float(row[k]) for k in order) for row in rows if row]
        self.times = [row[0] for row in self.rows]

    def at(self, t):
        t = self.times[0] + t % (self.times[-1] - self.times[0])
        k = max(1, bisect.bisect_left(self.times, t))
        a, b = self.rows[k - 1], self.rows[k]
        part = (t - a[0]) / (b[0] - a[0])
        return tuple(p + (q - p) * part for p, q in zip(a[1:], b[1:]))


def of(site, index, folder=None, still_s=2.0):
    """The motion of a sensor worn at a site: from `folder` if it has that site's file, else synthetic."""
    path = pathlib.Path(folder) / f"{site}.csv" if folder and site else None
    return Played(path) if path and path.exists() else Synthetic(index, still_s)


def counts(values, number, index, acc_g, gyr_dps):
    """Six i16 in the protocol's units. The lowest bits are a fingerprint of sensor and number: no two samples of a
    recording can be exchanged without being noticed."""
    scale = [32768 / (acc_g * G)] * 3 + [32768 / math.radians(gyr_dps)] * 3
    out = []
    for k, (v, s) in enumerate(zip(values, scale)):
        fingerprint = ((number + 1) * 2654435761 * (index + 1) >> (8 + k)) & 3
        out.append(max(-32768, min(32767, (round(v * s) & ~3) | fingerprint)))
    return out
