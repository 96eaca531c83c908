#!/usr/bin/env python3
"""Writes the corpus: one small recording in the clothes of every format that is read, beside this file.

Each folder is one case; its name is the target's, a dash, and what it is. `@KEY=SITE` in `options` says where a sensor was
worn. Binary exports of APDM are those of `tests/fixtures/apdm.py`, MATLAB, HDF5 and Excel files those of `containers.py` beside it.
"""

import gzip
import io
import math
import shutil
import zipfile
from pathlib import Path

HERE = Path(__file__).parent / "corpus"
FIXTURES = Path(__file__).parent.parent / "fixtures"
ROWS = 30
G = 9.80665
AXES = "XYZ"


def acc(k):
    return [round(0.5 * math.sin(k / 100), 4), 9.8, 0.3]


def gyr(k):
    return [0.1, round(0.2 * math.cos(k / 100), 4), -0.4]


def dps(k):
    return [round(math.degrees(value), 3) for value in gyr(k)]


def in_g(k):
    return [round(value / G, 5) for value in acc(k)]


def row(sign, *cells):
    return sign.join(str(cell) for cell in cells) + "\n"


def table(head, cells, sign=","):
    return head + "".join(row(sign, *cells(k)) for k in range(ROWS))


def time(k):
    return f"{k / 100:.2f}"


PLAIN = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n"


def plain():
    return table(PLAIN, lambda k: [time(k), *acc(k), *gyr(k)])


def dot(columns, cells):
    head = "sep=,\nDeviceTag:,zdt\nSyncStatus:,Synced\nOutputRate:,100Hz\nMeasurement Mode:,Test\n\n"
    head += f"PacketCounter,SampleTimeFine,{columns}\n"
    return table(head, lambda k: [k, (4294900000 + 10000 * k) % 4294967296, *cells(k)])


def metamotion(unit, values):
    head = f"epoc (ms),timestamp (+0200),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})\n"
    return table(head, lambda k: [1714557600000 + 10 * k, "2024-05-01T10:00:00.000", time(k), *values(k)])


def logger(values):
    def cells(k):
        x, y, z = values(k)
        return [1714557600000000000 + 10000000 * k, time(k), z, y, x]

    return table("time,seconds_elapsed,z,y,x\n", cells)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def movesense():
    def vectors(packet, of):
        one = lambda k: '{"x":%s,"y":%s,"z":%s}' % tuple(of(4 * packet + k))
        return ",".join(one(k) for k in range(4))

    items = [
        '{"Imu6":{"Timestamp":%d,"ArrayAcc":[%s],"ArrayGyro":[%s]}}'
        % (500 + 40 * packet, vectors(packet, acc), vectors(packet, dps))
        for packet in range(ROWS // 4)
    ]
    return '{"Samples":[%s]}' % ",".join(items)


def noraxon():
    names = ["time", "Activity"]
    for sensor in ["Pelvis", "Shank LT"]:
        for signal, unit in [("Acceleration", "mG"), ("Gyroscope", "deg/s")]:
            names += [f'"Noraxon MyoMotion-Segments-{sensor}-{signal}-{axis} ({unit})"' for axis in "xyz"]

    def cells(k):
        own = [round(1e3 * value, 2) for value in in_g(k)] + dps(k)
        return [str(cell).replace(".", ",") for cell in [time(k), "Walk", *own, *own]]

    return table("Type: CSV\nName;Test\n\n" + ";".join(names) + "\n", cells, ";")


def mtmanager():
    head = "// Start Time: 0\n// Update Rate: 100.0Hz\n// Firmware Version: 4.0.2\n"
    head += "PacketCounter\tSampleTimeFine\tAcc_X\tAcc_Y\tAcc_Z\tGyr_X\tGyr_Y\tGyr_Z\n"
    return table(head, lambda k: [65520 + k if k < 16 else k - 16, "", *acc(k), *gyr(k)], "\t")


def shimmer():
    device = "Shimmer_B64C"
    signals = ["Timestamp_Unix"] + [f"{kind}_{axis}" for kind in ["Accel_WR", "Gyro"] for axis in AXES]
    head = '"sep=,"\n' + ",".join(f"{device}_{signal}_CAL" for signal in signals) + "\n"
    head += ",".join(["ms"] + ["m/(s^2)"] * 3 + ["deg/s"] * 3) + "\n"
    return table(head, lambda k: [1714557600000 + 10 * k, *acc(k), *dps(k)])


def apdm():
    names, units = ["Time"], ["s"]
    for place in ["Lumbar", "Right Lower Leg"]:
        for signal, unit in [("Acceleration", "m/s^2"), ("Angular Velocity", "rad/s")]:
            names += [f"{place}/{signal}/{axis}" for axis in AXES]
            units += [unit] * 3
    head = "Test Name,Walk\nSample Rate,100\n" + ",".join(names) + "\n" + ",".join(units) + "\n"
    return table(head, lambda k: [time(k), *acc(k), *gyr(k), *acc(k), *gyr(k)])


def witmotion_old():
    head = "StartTime: 2024-05-01 10:00:00.000\nTime(s)\tChipTime\tax(g)\tay(g)\taz(g)\twx(deg/s)\twy(deg/s)\twz(deg/s)\n"
    return table(head, lambda k: [k, f"2024-05-01 10:00:{k / 100:06.3f}", *in_g(k), *dps(k)], "\t")


def witmotion_new():
    head = "Time,Device name,Chip Time(),Acceleration X(g),Acceleration Y(g),Acceleration Z(g),"
    head += "Angular velocity X(°/s),Angular velocity Y(°/s),Angular velocity Z(°/s)\n"
    rows = ""
    for k in range(ROWS):
        for device in ["WTshank(aa)", "WTthigh(bb)"]:
            rows += row(",", "10:00:00.1", device, f"2024-05-01 10:00:{k / 100:06.3f}", *in_g(k), *dps(k))
    return head + rows


def bids():
    channels = "name\tcomponent\ttype\ttracked_point\tunits\nlatency\tn/a\tLATENCY\tn/a\ts\n"
    for kind, unit in [("ACCEL", "m/s^2"), ("GYRO", "deg/s")]:
        for axis in "xyz":
            channels += f"{kind}{axis}\t{axis}\t{kind}\tthigh_right\t{unit}\n"
    stem = "sub-01_task-walk_tracksys-imu"
    return {
        f"{stem}_channels.tsv": channels,
        f"{stem}_motion.tsv": table("", lambda k: [time(k), *acc(k), *dps(k)], "\t"),
        f"{stem}_motion.json": '{"SamplingFrequency": 100}',
    }


MAPPING = """skip_lines = 1
[time]
column = "t"
unit = "ms"
[[sensor]]
site = "shank_left"
acc = ["a1", "a2", "a3"]
acc_unit = "g"
gyr = ["w1", "w2", "-w3"]
gyr_unit = "deg/s"
"""

SESSION = """schema_version = 1
[subject]
pseudonym = "P-1"
height_m = 1.72
age_years = 40
[protocol]
name = "walk_10_m"
marks_s = [0.1]
[[protocol.phase]]
kind = "walk"
start_s = 0.0
end_s = 0.2
[intake]
pain_score = 6
[[sensor]]
site = "pelvis"
clock_offset_s = 0.0
clock_uncertainty_s = 0.001
rate_hz = 100.0
acc_range_mps2 = 156.9
gyr_range_radps = 34.9
mounting = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
"""

JOURNAL = """schema_version = 1
began_unix_ms = 1714557600000
elapsed_s = 0.3
marks_s = [0.1]
[[sensor]]
site = "pelvis"
family = "gaitscope"
label = "GS-1"
rate_hz = 100.0
[[sensor.run]]
clock = 1
run = 1
base = 0
from = 0
at_device_us = 0
at_time_s = 0.0
drift = 0.0
[[sensor.run]]
clock = 2
run = 1
base = 20
from = 20
at_device_us = 0
at_time_s = 0.2
drift = 0.0
[[phase]]
kind = "stand"
start_s = 0.0
end_s = 0.2
[[pause]]
kind = "rest"
start_s = 0.1
end_s = 0.15
"""


def recorded(numbers):
    return "".join(row(",", time(k), *acc(k), *gyr(k), k, 10000 * (k if k < 20 else k - 20)) for k in numbers)


def cases():
    head = PLAIN.strip() + ",sequence,device_us\n"
    six = "Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z"
    yield "table-plain", {"pelvis.csv": plain()}
    yield "table-semicolons", {"thigh_left.csv": plain().replace(",", ";").replace(".", ",")}
    wide = ["time_ms"] + [f"{site}_{s}" for site in ["pelvis", "shank_left"] for s in PLAIN.strip().split(",")[1:]]
    yield "table-wide", {"walk.csv": table(",".join(wide) + "\n", lambda k: [10 * k, *acc(k), *gyr(k), *acc(k), *gyr(k)])}
    yield "packed-gzip", {"pelvis.csv.gz": gzip.compress(plain().encode(), mtime=0)}
    yield "session-page", {"pelvis.csv": plain(), "session.toml": SESSION}
    yield "journal-broken", {"recording.toml": JOURNAL, "pelvis.csv": head + recorded([*range(12), *range(15, 30)]),
                             "pelvis.csv.late": recorded(range(12, 15))}
    yield "mapping-table", {"map.toml": MAPPING, "x.csv": "made by hand\n" + table(
        "t;a1;a2;a3;w1;w2;w3\n", lambda k: [10 * k, *in_g(k), *dps(k)], ";")}
    yield "dot-rates", {"pelvis.csv": dot("Quat_W,Quat_X,Quat_Y,Quat_Z," + six, lambda k: [1, 0, 0, 0, *acc(k), *dps(k)])}
    yield "dot-increments", {"pelvis.csv": dot(
        "dq_W,dq_X,dq_Y,dq_Z,dv[1],dv[2],dv[3]",
        lambda k: [0.99999, *[round(v * 0.005, 6) for v in gyr(k)], *[round(v * 0.01, 6) for v in acc(k)]])}
    yield "mtmanager-rates", {"pelvis_00B474BA.txt": mtmanager()}
    yield "shimmer-one", {"pelvis.csv": shimmer()}
    yield "apdm-titled", {"walk.csv": apdm()}
    for version in ["v3", "v5"]:
        yield f"hdf5-{version}", {"walk.h5": (FIXTURES / f"apdm_{version}.h5").read_bytes(),
                                  "options": "@SI-000001=pelvis\n@SI-000002=shank_right\n"}
    yield "metamotion-pair", {
        "LeftThigh_2024_AABB_Accelerometer_100.000Hz_1.4.csv": metamotion("g", in_g),
        "LeftThigh_2024_AABB_Gyroscope_100.000Hz_1.4.csv": metamotion("deg/s", dps)}
    phyphox = {
        "Accelerometer.csv": table('"Time (s)","X (m/s^2)","Y (m/s^2)","Z (m/s^2)"\n', lambda k: [f"{k / 100:e}", *acc(k)]),
        "Gyroscope.csv": table('"Time (s)","X (rad/s)","Y (rad/s)","Z (rad/s)"\n', lambda k: [f"{k / 100:e}", *gyr(k)])}
    yield "archive-phyphox", {"walk.zip": zipped(phyphox), "options": "@walk.zip=pelvis\n"}
    yield "phone-phyphox", {**phyphox, "options": "@Accelerometer.csv=pelvis\n@Gyroscope.csv=pelvis\n"}
    yield "phone-logger", {
        "Accelerometer.csv": logger(lambda k: [acc(k)[0], 0.0, acc(k)[2]]),
        "Gravity.csv": logger(lambda k: [0, 9.8, 0]), "Gyroscope.csv": logger(gyr),
        "options": "@Accelerometer.csv=pelvis\n"}
    yield "json-packets", {"shank_right.json": movesense()}
    yield "movesense-pair", {
        "pelvis_Acc.csv": table("timestamp,x,y,z\n", lambda k: [10 * k, *acc(k)]),
        "pelvis_Gyro.csv": table("timestamp,x,y,z\n", lambda k: [10 * k, *dps(k)]),
        "options": "@pelvis_Acc.csv=pelvis\n"}
    yield "noraxon-wide", {"session.csv": noraxon()}
    yield "witmotion-old", {"pelvis.txt": witmotion_old()}
    yield "witmotion-new", {"data.txt": witmotion_new(), "options": "@WTshank(aa)=shank_left\n@WTthigh(bb)=thigh_left\n"}
    yield "bids-three", bids()
    yield "dot-sdk", {"pelvis.csv": dot(
        "Euler_X,Euler_Y,Euler_Z," + six + ",Mag_X,Mag_Y,Mag_Z", lambda k: [1, 2, 3, *acc(k), *dps(k), 0.1, 0.2, 0.3]).replace(
        "Measurement Mode:,Test", "FirmwareVersion:,2.0.0\nAppVersion:,v2021.0\nStartTime:,2021-05-01_10-00-00_000")}
    named = "acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps"
    yield "plain-untimed", {"pelvis.csv": table(named + "\n", lambda k: [*in_g(k), *dps(k)]), "options": "rate=100\n"}
    yield "plain-counted", {"pelvis.csv": table("samples," + named + "\n", lambda k: [k if k < 20 else k + 3, *in_g(k), *dps(k)]),
                            "options": "rate=100\n"}
    ximu = ",".join(["Packet number"] + [f"Gyroscope {axis} (deg/s)" for axis in AXES] + [f"Accelerometer {axis} (g)" for axis in AXES])
    yield "plain-ximu", {"pelvis.csv": table(ximu + "\n", lambda k: [3 * k, *dps(k), *in_g(k)]), "options": "rate=256\n"}
    physilog = "Maker - data export\n\nTime [128 hz],Gyro [128 hz],,,Accel [128 hz],,\n"
    physilog += "Time,Gyro X,Gyro Y,Gyro Z,Accel X,Accel Y,Accel Z,\n[s],[deg/s],[deg/s],[deg/s],[g],[g],[g],\n"
    yield "plain-physilog", {"pelvis.csv": table(physilog, lambda k: [time(k), *dps(k), *in_g(k), ""])}
    signals = [f"L: {kind}.{axis} 1" for kind in ["ACC", "GYRO"] for axis in AXES]
    yield "delsys-works", {"pelvis.csv": table(
        ",".join(f"X[s],{signal}" for signal in signals) + "\n",
        lambda k: [cell for value in [*in_g(k), *dps(k)] for cell in (time(k), value)])}
    axes = "acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
    yield "table-units", {"pelvis.csv": table(
        f"Gait Up\n\nTime,{axes}\n[s],[g],[g],[g],[deg/s],[deg/s],[deg/s]\n", lambda k: [time(k), *in_g(k), *dps(k)])}
    yield "table-groups", {"walk.csv": table(
        f",{','.join(['left'] * 6 + ['right'] * 6)}\ntime_ms,{axes},{axes}\n,{','.join(['g'] * 3 + ['deg/s'] * 3)},"
        f"{','.join(['g'] * 3 + ['deg/s'] * 3)}\n", lambda k: [10 * k, *in_g(k), *dps(k), *in_g(k), *dps(k)]),
        "options": "@walk.csv:left=shank_left\n@walk.csv:right=shank_right\n"}
    yield "table-counter", {"pelvis.csv": table(
        "# sampling rate: 100\nsamples,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps\n", lambda k: [k, *in_g(k), *dps(k)])}
    yield "table-bunches", {"pelvis.csv": table(
        "timestamp_ms,sequence,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps\n",
        lambda k: [100 * (k // 10) + k % 10, k, *in_g(k), *dps(k)])}
    yield "table-dates", {"pelvis.csv": table(
        "timestamp,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps\n",
        lambda k: [f"06.05.2024 23:59:{59 + k / 100:06.3f}", *in_g(k), *dps(k)])}
    yield "hdf5-anybody", {"walk.h5": (FIXTURES / "walk.h5").read_bytes(), "options": "@walk.h5=pelvis\n"}
    yield "hdf5-matlab", {"walk.mat": (FIXTURES / "walk_v73.mat").read_bytes()}
    yield "archive-matlab", {"walk.mat": (FIXTURES / "walk_v5.mat").read_bytes()}
    yield "archive-workbook", {"walk.xlsx": (FIXTURES / "walk.xlsx").read_bytes(),
                               "options": "@walk.xlsx=pelvis\n@walk.xlsx/Left shank.csv=pelvis\n"}


shutil.rmtree(HERE, ignore_errors=True)
for name, files in cases():
    folder = HERE / name
    folder.mkdir(parents=True)
    for file, content in files.items():
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
