"""The package against the command line: the same recording gives the same numbers."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import tomllib
from pathlib import Path

import gaitscope
import numpy as np
import pandas
import polars
import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
COLUMNS = ["time_s", "acc_x_mps2", "acc_y_mps2", "acc_z_mps2", "gyr_x_radps", "gyr_y_radps", "gyr_z_radps"]


@pytest.fixture(scope="module", params=["limp", "stiff_knee"])
def both(request, tmp_path_factory):
    """One sample: the analysis in Python, and the folder that the program wrote."""
    sample = SAMPLES / request.param
    out = tmp_path_factory.mktemp(request.param)
    subprocess.run(
        [os.environ["GAITSCOPE"], "analyze", sample, "--out", out], check=True, stdout=subprocess.DEVNULL
    )
    return gaitscope.analyze(sample), out, sample


def written(path: Path) -> dict[str, list[str]]:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(cells: list[str]) -> np.ndarray:
    return np.array([float(cell) if cell else np.nan for cell in cells])


def arrays(sample: Path) -> dict[str, dict[str, np.ndarray]]:
    sensors = {}
    for file in (sample / f"{site}.csv" for site in gaitscope.SITES):
        if not file.exists():
            continue
        values = np.loadtxt(file, delimiter=",", skiprows=1)
        assert file.open().readline().strip().split(",") == COLUMNS
        sensors[file.stem] = {"time_s": values[:, 0], "acc_mps2": values[:, 1:4], "gyr_radps": values[:, 4:7]}
    return sensors


def test_the_summary_is_that_of_the_program(both):
    analysis, out, _ = both
    assert analysis.summary == json.loads((out / "summary.json").read_text())
    assert analysis.summary["strides"]["left"]["found"] > 20


def test_strides_are_those_of_the_program(both):
    analysis, out, _ = both
    of_program = written(out / "strides.csv")
    assert analysis.strides.rows == len(of_program["side"]) > 40
    compared = 0
    for name, cells in of_program.items():
        ours = analysis.strides[name]
        if name == "included":
            assert [str(value).lower() for value in ours] == cells
        elif ours.dtype == object:
            assert [value or "" for value in ours] == cells
        else:
            # The file rounds: times of contacts to 1e-4, measures to 1e-6.
            places = 0.51e-4 if name in ("start_s", "end_s") else 0.51e-6
            np.testing.assert_allclose(ours, numbers(cells), rtol=0, atol=places)
            compared += 1
    assert compared > 10


def test_contacts_angles_and_curves_are_those_of_the_program(both):
    analysis, out, _ = both
    events = written(out / "events.csv")
    ours = sorted(zip(analysis.events["time_s"], analysis.events["side"], analysis.events["event"]))
    assert [(side, event) for _, side, event in ours] == list(zip(events["side"], events["event"]))
    np.testing.assert_allclose([time for time, _, _ in ours], numbers(events["time_s"]), rtol=0, atol=0.51e-4)
    for name, table, places in [("angles", analysis.angles, 0.51e-2), ("cycles", analysis.cycles, 0.51e-4)]:
        of_program = written(out / f"{name}.csv")
        assert list(of_program) == table.columns
        for column, cells in of_program.items():
            if table[column].dtype == object:
                assert list(table[column]) == cells
            else:
                np.testing.assert_allclose(table[column], numbers(cells), rtol=0, atol=places)


def test_arrays_give_what_files_give(both):
    analysis, _, sample = both
    session = tomllib.loads((sample / "session.toml").read_text())
    again = gaitscope.analyze(arrays(sample), session=session, name=analysis.name)
    # Only where the numbers came from differs (the hash is of the files' bytes, or of the numbers): the folder also holds
    # files of the truth, which are passed over.
    for key, value in analysis.summary.items():
        if key == "notices":
            value = [notice for notice in value if notice["code"] != "files-ignored"]
        if key != "input":
            assert again.summary[key] == value, key
    assert "sha256" in analysis.strides.columns
    for name in set(analysis.strides) - {"sha256"}:
        np.testing.assert_array_equal(again.strides[name], analysis.strides[name])


def test_frames_hold_the_same_as_the_arrays(both):
    analysis, _, _ = both
    strides = analysis.strides
    frame = strides.to_pandas()
    assert isinstance(frame, pandas.DataFrame) and frame.shape == (strides.rows, len(strides.columns))
    pandas.testing.assert_series_equal(
        frame["stride_time_s"], pandas.Series(strides["stride_time_s"], name="stride_time_s")
    )
    frame = strides.to_polars()
    assert isinstance(frame, polars.DataFrame) and frame.shape == (strides.rows, len(strides.columns))
    assert frame["stride_time_s"].null_count() == int(np.isnan(strides["stride_time_s"]).sum())
    assert frame["side"].dtype == polars.String and frame["included"].dtype == polars.Boolean
    assert frame["bout"].dtype == polars.Int64


def test_arrays_by_columns_give_what_arrays_by_rows_give():
    sensors = arrays(SAMPLES / "limp")
    twisted = {
        site: {"time_s": values["time_s"], **{k: np.asfortranarray(values[k]) for k in ("acc_mps2", "gyr_radps")}}
        for site, values in sensors.items()
    }
    plain, turned = gaitscope.analyze(sensors), gaitscope.analyze(twisted)
    np.testing.assert_array_equal(plain.strides["start_s"], turned.strides["start_s"])


def test_refusals_say_where_and_what_to_do():
    with pytest.raises(gaitscope.RecordingError, match="no-such-folder"):
        gaitscope.analyze("no-such-folder")
    shank = arrays(SAMPLES / "limp")["shank_left"]
    with pytest.raises(gaitscope.RecordingError, match="knee.*is no site.*thigh_left"):
        gaitscope.analyze({"knee": shank})
    with pytest.raises(gaitscope.RecordingError, match="shank_left: needs the arrays"):
        gaitscope.analyze({"shank_left": {"time_s": shank["time_s"]}})
    with pytest.raises(gaitscope.RecordingError, match=r"shank_left: time_s has 10 values.*\(10, 3\)"):
        gaitscope.analyze({"shank_left": {**shank, "time_s": shank["time_s"][:10]}})
    holed = {**shank, "acc_mps2": shank["acc_mps2"].copy()}
    holed["acc_mps2"][7, 1] = np.nan
    with pytest.raises(gaitscope.RecordingError, match="shank_left: row 7"):
        gaitscope.analyze({"shank_left": holed})
    with pytest.raises(gaitscope.RecordingError):
        gaitscope.analyze({"shank_left": {**shank, "time_s": shank["time_s"][::-1]}})
    with pytest.raises(gaitscope.RecordingError, match="hight_m"):
        gaitscope.analyze({"shank_left": shank}, session={"subject": {"hight_m": 1.7}})
    with pytest.raises(TypeError, match="rate_hz"):
        gaitscope.analyze({"shank_left": shank}, rate_hz=100.0)
    assert issubclass(gaitscope.RecordingError, ValueError)


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    analysis = gaitscope.analyze(SAMPLES / "limp")
    with pytest.raises(KeyError, match="stride_tim.*stride_time_s"):
        analysis.strides["stride_tim"]
    assert repr(analysis).startswith("Analysis('limp', ")


def test_everything_public_is_documented():
    for name in gaitscope.__all__:
        if name not in ("SITES", "__version__"):
            assert (getattr(gaitscope, name).__doc__ or "").strip(), name
    assert gaitscope.__version__ == gaitscope.analyze(SAMPLES / "limp").summary["program"]["version"]
