#!/usr/bin/env python3
"""Run one other tool on a recording of pelvis and shanks; print one JSON line with its version, time and finds.

    compare_tools.py mobgap|gaitmap|skdh FOLDER

`compute_s` is the tool's own work; reading the CSV files is `read_s` and importing the package `import_s`. Each tool
is used as its documentation shows, on the sensors that it is made for where the recording has them: mobgap and
scikit-digital-health on the pelvis; gaitmap, made for feet, on the shanks (its templates then fit less well, its
work is the same). Run it in the environment of requirements-<tool>.txt.
"""

import importlib.metadata
import json
import pathlib
import sys
import time
import warnings

warnings.simplefilter("ignore")
COLUMNS = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]


def read(path):
    """Time in seconds, acceleration in m/s2 and angular rate in rad/s; x anterior, y up, z to the person's right."""
    import pandas

    table = pandas.read_csv(path)
    table.columns = ["time", *COLUMNS]
    return table


def mobgap(folder, clock):
    import pandas
    from mobgap.data import GaitDatasetFromData
    from mobgap.pipeline import MobilisedPipelineHealthy

    clock("import_s")
    table = read(folder / "pelvis.csv")
    # mobgap's sensor frame, right-handed: x up, y to the right, z forward; angular rate in deg/s.
    degrees = 57.29577951308232
    back = pandas.DataFrame(
        {
            "acc_x": table.acc_y,
            "acc_y": table.acc_z,
            "acc_z": table.acc_x,
            "gyr_x": degrees * table.gyr_y,
            "gyr_y": degrees * table.gyr_z,
            "gyr_z": degrees * table.gyr_x,
        }
    )
    clock("read_s")
    data = GaitDatasetFromData(
        {("walk",): {"LowerBack": back}},
        100.0,
        {("walk",): {"height_m": 1.75, "sensor_height_m": 0.95, "cohort": "HA"}},
        {("walk",): {"measurement_condition": "free_living"}},
        index_cols=["recording"],
    )
    result = MobilisedPipelineHealthy().safe_run(data[0])
    clock("compute_s")
    return f"{len(result.raw_per_stride_parameters_)} strides"


def gaitmap(folder, clock):
    from gaitmap.event_detection import RamppEventDetection
    from gaitmap.parameters import SpatialParameterCalculation, TemporalParameterCalculation
    from gaitmap.stride_segmentation import BarthDtw
    from gaitmap.trajectory_reconstruction import StrideLevelTrajectory
    from gaitmap.utils.coordinate_conversion import convert_to_fbf

    clock("import_s")
    degrees = 57.29577951308232
    sensors = {}
    for side in ("left", "right"):
        table = read(folder / f"shank_{side}.csv")
        # gaitmap's sensor frame: x forward, y to the left, z up; angular rate in deg/s.
        sensor = table[COLUMNS].copy()
        sensor["acc_y"], sensor["acc_z"] = -table.acc_z, table.acc_y
        sensor["gyr_x"] = degrees * table.gyr_x
        sensor["gyr_y"], sensor["gyr_z"] = -degrees * table.gyr_z, degrees * table.gyr_y
        sensors[f"{side}_sensor"] = sensor
    clock("read_s")
    body = convert_to_fbf(sensors, left_like="left_", right_like="right_")
    strides = BarthDtw().segment(body, sampling_rate_hz=100.0).stride_list_
    events = RamppEventDetection().detect(body, strides, sampling_rate_hz=100.0)
    trajectory = StrideLevelTrajectory().estimate(sensors, events.min_vel_event_list_, sampling_rate_hz=100.0)
    TemporalParameterCalculation().calculate(events.min_vel_event_list_, sampling_rate_hz=100.0)
    SpatialParameterCalculation().calculate(
        events.min_vel_event_list_, trajectory.position_, trajectory.orientation_, sampling_rate_hz=100.0
    )
    clock("compute_s")
    return f"{sum(len(side) for side in events.min_vel_event_list_.values())} strides"


def skdh(folder, clock):
    import numpy
    from skdh.gait import GaitLumbar

    clock("import_s")
    table = read(folder / "pelvis.csv")
    accel = table[["acc_x", "acc_y", "acc_z"]].to_numpy() / 9.80665
    gyro = table[["gyr_x", "gyr_y", "gyr_z"]].to_numpy()
    clock("read_s")
    # A clock of seconds since 1970; any day will do.
    stamps = numpy.ascontiguousarray(table.time.to_numpy() + 1.5e9)
    result = GaitLumbar().predict(time=stamps, accel=accel, gyro=gyro, fs=100.0, height=1.75)
    clock("compute_s")
    result = result[0] if isinstance(result, tuple) else result
    steps = next(len(values) for values in result.values() if hasattr(values, "__len__") and not isinstance(values, str))
    return f"{steps} gait cycles"


PACKAGES = {"mobgap": "mobgap", "gaitmap": "gaitmap", "skdh": "scikit-digital-health"}


def main():
    tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    package = PACKAGES[tool]
    times, last = {}, [time.perf_counter()]

    def clock(name):
        now = time.perf_counter()
        times[name] = round(now - last[0], 3)
        last[0] = now

    found = {"mobgap": mobgap, "gaitmap": gaitmap, "skdh": skdh}[tool](folder, clock)
    version = f"{package} {importlib.metadata.version(package)}"
    print(json.dumps({"version": version, "found": found, **times}))


if __name__ == "__main__":
    main()
