#!/usr/bin/env python3
"""Write a long synthetic walk as five CSV files: pelvis, thighs and shanks at 100 Hz.

The data are for measuring time and memory, not accuracy: a two-dimensional chain of pelvis, thigh and shank with
harmonic joint angles, walked out and back with standing pauses and half turns, plus sensor noise and bias. Same
arguments, same bytes.

    make_hour.py OUT [--minutes 60] [--rate 100]
"""

import argparse
import pathlib

import numpy as np

G = 9.80665
STRIDE_S = 1.08
SPEED = 1.25
THIGH, SHANK = 0.43, 0.43
STAND_S, LAP_S, LAPS, TURN_S = 12.0, 16.0, 12, 1.8
# Hip and knee flexion of healthy adults every 5 % of the gait cycle, degrees, rounded (mean curves after Fukuchi,
# Fukuchi & Duarte 2018, PeerJ 6:e4640, CC BY 4.0); the pelvis is tilted by about 10 degrees throughout.
HIP = [30, 28, 26, 21, 15, 10, 5, 0, -3, -7, -9, -9, -4, 5, 15, 23, 28, 31, 31, 29]
KNEE = [2, 8, 13, 12, 10, 7, 4, 2, 2, 3, 8, 17, 34, 51, 60, 59, 49, 32, 12, -2]
PELVIC_TILT = 10
# Inclination of the segments, positive with the distal end forward.
THIGH_INCLINATION = [hip - PELVIC_TILT for hip in HIP]
SHANK_INCLINATION = [thigh - knee for thigh, knee in zip(THIGH_INCLINATION, KNEE)]


def harmonics(curve, phase):
    """A periodic curve at any phase (0 = initial contact), by its first seven harmonics; degrees in, radians out."""
    spectrum = np.fft.rfft(curve) / len(curve)
    angle = np.full_like(phase, spectrum[0].real)
    for k in range(1, 8):
        angle += 2.0 * (spectrum[k] * np.exp(1j * k * phase)).real
    return np.radians(angle)


def smooth_step(x):
    x = np.clip(x, 0.0, 1.0)
    return x * x * x * (x * (6.0 * x - 15.0) + 10.0)


def walk(seconds, rate):
    """Amplitude of walking (0..1), phase, heading and path length over time."""
    time = np.arange(int(round(seconds * rate))) / rate
    block = STAND_S + LAPS * LAP_S
    within = np.mod(time, block)
    walking = smooth_step((within - STAND_S) / 1.5) * smooth_step((block - within) / 1.5)
    lap = np.maximum(within - STAND_S, 0.0) / LAP_S
    turns = np.floor(time / block) * LAPS + np.floor(lap)
    turning = smooth_step((np.mod(lap, 1.0) - 1.0 + TURN_S / LAP_S) * LAP_S / TURN_S) * (within >= STAND_S)
    heading = np.pi * (turns + turning)
    rng = np.random.default_rng(20180424)
    knots = np.arange(0.0, seconds + 20.0, 10.0)
    wander = np.interp(time, knots, rng.normal(0.0, 0.02, len(knots)))
    phase = np.cumsum(2 * np.pi / STRIDE_S * (1.0 + wander) * np.where(walking > 0, 0.3 + 0.7 * walking, 0.0)) / rate
    forward = np.cumsum(SPEED * walking) / rate
    return time, walking, phase, heading, forward


def sensors(seconds, rate):
    time, walking, phase, heading, forward = walk(seconds, rate)
    height = 0.95 + 0.02 * walking * np.cos(2 * phase - 0.9)
    yaw_rate = np.gradient(heading, 1 / rate)
    pitch = np.radians(2.0) * walking * np.cos(2 * phase)
    roll = np.radians(4.0) * walking * np.sin(phase)
    out = {}

    def inertial(x, y, angle):
        """Specific force (anterior, proximal) and rate about the right axis of a point in the sagittal plane."""
        ax = np.gradient(np.gradient(x, 1 / rate), 1 / rate)
        ay = np.gradient(np.gradient(y, 1 / rate), 1 / rate) + G
        # A segment inclined by `angle` has its distal end forward: proximal axis (-sin, cos), anterior (cos, sin).
        return ax * np.cos(angle) + ay * np.sin(angle), -ax * np.sin(angle) + ay * np.cos(angle), np.gradient(angle, 1 / rate)

    fx, fy, rate_z = inertial(forward, height, -pitch)
    sway = 0.02 * walking * np.sin(phase)
    sideways = np.gradient(np.gradient(sway, 1 / rate), 1 / rate) + G * np.sin(roll)
    out["pelvis"] = (fx, fy, sideways, np.gradient(roll, 1 / rate), yaw_rate, rate_z)
    for side, shift in (("left", 0.0), ("right", np.pi)):
        thigh = walking * harmonics(THIGH_INCLINATION, phase + shift)
        shank = walking * harmonics(SHANK_INCLINATION, phase + shift)
        knee_x, knee_y = forward + THIGH * np.sin(thigh), height - THIGH * np.cos(thigh)
        mid_x, mid_y = forward + 0.25 * np.sin(thigh), height - 0.25 * np.cos(thigh)
        low_x, low_y = knee_x + 0.12 * np.sin(shank), knee_y - 0.12 * np.cos(shank)
        for name, x, y, angle in ((f"thigh_{side}", mid_x, mid_y, thigh), (f"shank_{side}", low_x, low_y, shank)):
            fx, fy, rate_z = inertial(x, y, angle)
            zero = np.zeros_like(time)
            out[name] = (fx, fy, zero, yaw_rate * np.sin(angle), yaw_rate * np.cos(angle), rate_z)
    return time, out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=100.0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    time, out = sensors(60.0 * arguments.minutes, arguments.rate)
    for number, (site, columns) in enumerate(sorted(out.items())):
        rng = np.random.default_rng(number + 1)
        table = np.column_stack([time, *columns])
        table[:, 1:4] += rng.normal(0.0, 0.04, (len(time), 3))
        table[:, 4:7] += rng.normal(0.0, 0.004, (len(time), 3)) + rng.normal(0.0, 0.005, 3)
        header = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps"
        np.savetxt(arguments.out / f"{site}.csv", table, "%.3f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f", header=header, comments="")


if __name__ == "__main__":
    main()
