"""Writes the golden vectors of this folder: results of SciPy and of the authors' VQF on made-up signals.

    pip install -r requirements.txt && python generate.py

The signals come from plain additions and multiplications (a rotating pointer and a linear congruential generator), so
that the Rust tests make the same bits themselves and the files hold results alone.
"""

import json
from pathlib import Path

import numpy as np
import scipy.signal
import scipy.stats
import vqf

HERE = Path(__file__).parent


class Noise:
    """Numbers in [-1, 1) from a 64-bit linear congruential generator (Knuth's MMIX constants)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**52 - 1.0


class Pointer:
    """A pointer that turns by the angle with sine s and cosine c; its height is the wave."""

    def __init__(self, s, c):
        self.s, self.c, self.x, self.y = s, c, 1.0, 0.0

    def next(self):
        self.x, self.y = self.x * self.c - self.y * self.s, self.x * self.s + self.y * self.c
        return self.y


def turn(t):
    """Sine and cosine of an angle from the tangent of its half: no library function."""
    return 2.0 * t / (1.0 + t * t), (1.0 - t * t) / (1.0 + t * t)


def motion(n, rate_hz, seed, rest_from, rest_to, flip):
    """Angular rate and acceleration of a limb: two waves, bias, noise; still between two sample numbers."""
    noise, slow, fast = Noise(seed), Pointer(*turn(3.0 / rate_hz)), Pointer(*turn(6.0 / rate_hz))
    gyr, acc = [], []
    for k in range(n):
        a, b = slow.next(), fast.next()
        e = [noise.next() for _ in range(6)]
        size = 0.0 if rest_from <= k < rest_to else 1.0
        gyr.append([
            0.012 + size * (1.5 * a + 0.4 * b) + 0.004 * e[0],
            -0.008 + size * (0.5 * b - 0.3 * a) + 0.004 * e[1],
            0.005 + size * (3.0 * a * b + 1.0 * a) + 0.004 * e[2],
        ])
        acc.append([
            1.2 + size * (2.0 * b) + 0.05 * e[3],
            flip * 9.6 + size * (3.0 * b * a) + 0.05 * e[4],
            -1.5 + size * (1.5 * a) + 0.05 * e[5],
        ])
    return np.array(gyr), np.array(acc)


# name, samples, rate, seed, rest from, rest to, sign of gravity, index of a sample without acceleration, settings
VQF_CASES = [
    ("walk_100_hz", 6000, 100.0, 1, 2000, 3000, 1.0, None, {}),
    ("odd_length", 777, 100.0, 2, 0, 300, 1.0, None, {}),
    ("one_second", 100, 100.0, 3, 0, 0, 1.0, None, {}),
    ("one_sample", 1, 100.0, 4, 0, 0, 1.0, None, {}),
    ("two_samples", 2, 100.0, 4, 0, 0, 1.0, None, {}),
    ("slow_50_hz", 3000, 50.0, 5, 1000, 1500, -1.0, None, {}),
    ("fast_1000_hz", 8000, 1000.0, 6, 0, 3000, 1.0, None, {}),
    ("missing_acceleration", 1500, 100.0, 7, 400, 800, 1.0, 700, {}),
    ("no_motion_bias", 1500, 100.0, 8, 400, 800, 1.0, None, {"motionBiasEstEnabled": False}),
    ("no_rest_bias", 1500, 100.0, 9, 400, 800, 1.0, None, {"restBiasEstEnabled": False}),
    ("fast_inclination", 1500, 100.0, 10, 0, 0, 1.0, None, {"tauAcc": 1.0}),
]


def vqf_golden():
    out = []
    for name, n, rate, seed, rest_from, rest_to, flip, missing, settings in VQF_CASES:
        gyr, acc = motion(n, rate, seed, rest_from, rest_to, flip)
        if missing is not None:
            acc[missing] = 0.0
        both = {
            "offline": vqf.offlineVQF(gyr, acc, None, 1.0 / rate, settings or None),
            "online": vqf.VQF(1.0 / rate, **settings).updateBatch(gyr, acc),
        }
        step = max(1, n // 60)
        index = sorted(set(range(0, n, step)) | {n - 1})
        case = {"name": name, "n": n, "rate_hz": rate, "seed": seed, "rest_from": rest_from, "rest_to": rest_to,
                "flip": flip, "missing": missing, "settings": settings, "index": index}
        for kind, result in both.items():
            case[kind] = {
                "quaternion": result["quat6D"][index].tolist(),
                "bias": result["bias"][index].tolist(),
                "sigma": result["biasSigma"][index].tolist(),
                "rest": result["restDetected"][index].tolist(),
                "rest_count": int(result["restDetected"].sum()),
            }
        out.append(case)
    return out


def wave(n, seed):
    noise, slow, fast = Noise(seed), Pointer(*turn(0.05)), Pointer(*turn(0.4))
    return np.array([2.0 * slow.next() + 0.5 * fast.next() + 0.3 * noise.next() + 0.7 for _ in range(n)])


def filter_golden():
    out = []
    for kind, order, edges, rate in [
        ("lowpass", 1, [10.0], 100.0), ("lowpass", 2, [6.0], 100.0), ("lowpass", 4, [15.0], 100.0),
        ("lowpass", 5, [40.0], 1000.0), ("lowpass", 2, [0.075], 100.0), ("highpass", 1, [0.5], 100.0),
        ("highpass", 2, [0.3], 100.0), ("highpass", 3, [20.0], 100.0), ("bandpass", 1, [0.6, 3.0], 100.0),
        ("bandpass", 2, [0.54, 1.44], 100.0), ("bandpass", 3, [5.0, 45.0], 100.0), ("bandpass", 4, [0.8, 4.0], 100.0),
    ]:
        sos = scipy.signal.butter(order, edges if len(edges) > 1 else edges[0], kind, fs=rate, output="sos")
        ntaps = 2 * len(sos) + 1 - min((sos[:, 2] == 0).sum(), (sos[:, 5] == 0).sum())
        for n in (2, 9, 200):
            x = wave(n, 11)
            y = scipy.signal.sosfiltfilt(sos, x, padlen=min(3 * ntaps, n - 1))
            causal, _ = scipy.signal.sosfilt(sos, x, zi=scipy.signal.sosfilt_zi(sos) * x[0])
            index = list(range(0, n, max(1, n // 25)))
            out.append({"kind": kind, "order": order, "edges": edges, "rate_hz": rate, "n": n, "index": index,
                        "zero_phase": y[index].tolist(), "causal": causal[index].tolist()})
    return out


def shape_golden():
    """Peaks, statistics, spectra of one signal."""
    x = np.round(wave(400, 21) * 8) / 8  # rounded, so that it has plateaus and equal peaks
    y = wave(400, 22)
    # With a distance on the signal without equal peaks: which of two equals stays hangs on SciPy's unstable sort.
    peaks = {f"{height}:{distance}":
             scipy.signal.find_peaks(x if distance == 1 else y, height=height, distance=distance)[0].tolist()
             for height, distance in [(-100.0, 1), (0.5, 1), (-100.0, 7), (1.0, 25), (-100.0, 60)]}
    every = scipy.signal.find_peaks(x)[0]
    line = scipy.stats.linregress(y, x)
    segments = [y[10:70], y[100:175], y[200:280]]
    density = np.mean([scipy.signal.welch(s, 100.0, "hann", nperseg=len(s), nfft=256, detrend="constant")[1]
                       for s in segments], axis=0)
    return {
        "n": 400,
        "peaks": peaks,
        "prominences": scipy.signal.peak_prominences(x, every)[0].tolist(),
        "percentiles": {str(p): float(np.percentile(y, p)) for p in (0, 2.5, 25, 50, 75, 90, 97.5, 100)},
        "skewness": float(scipy.stats.skew(y)),
        "mad": float(scipy.stats.median_abs_deviation(y)),
        "sd": float(np.std(y, ddof=1)),
        "correlation": float(np.corrcoef(x, y)[0, 1]),
        "line": [line.intercept, line.slope, line.stderr],
        "analytic": [[v.real, v.imag] for v in scipy.signal.hilbert(y)[::20]],
        "analytic_odd": [[v.real, v.imag] for v in scipy.signal.hilbert(y[:399])[::20]],
        "welch": density[::4].tolist(),
    }


def trend_golden():
    out = []
    for n, seed, drift in [(8, 31, 0.0), (60, 32, 0.02), (301, 33, -0.001)]:
        y = wave(n, seed) + drift * np.arange(n)
        t = np.cumsum(1.0 + 0.2 * (np.arange(n) % 3))
        slope, intercept, low, high = scipy.stats.theilslopes(y, t, method="joint")
        tau = scipy.stats.kendalltau(t, y)
        out.append({"n": n, "seed": seed, "drift": drift, "theil_sen": [slope, intercept, low, high],
                    "tau": float(tau.statistic)})
    return out


def main():
    for name, make in [("vqf", vqf_golden), ("filter", filter_golden), ("shape", shape_golden), ("trend", trend_golden)]:
        text = json.dumps(make(), separators=(",", ":"), allow_nan=False)
        (HERE / f"{name}.json").write_text(text + "\n")
        print(f"{name}.json: {len(text)} bytes")


if __name__ == "__main__":
    main()
