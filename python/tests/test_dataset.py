"""The data set of `gaitscope batch`, read as other programs would."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import gaitscope
import polars

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def test_a_data_set_is_one_table_with_the_strides_of_every_recording(tmp_path):
    for clinic, sample in [("north", "limp"), ("south", "healthy")]:
        shutil.copytree(SAMPLES / sample, tmp_path / "recordings" / clinic / sample)
    dataset = tmp_path / "dataset"
    subprocess.run(
        [os.environ["GAITSCOPE"], "batch", tmp_path / "recordings", "--out", dataset],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    strides = polars.scan_parquet(dataset / "strides/**/*.parquet", hive_partitioning=True).collect()
    assert set(strides["clinic"]) == {"north", "south"}
    for clinic, sample in [("north", "limp"), ("south", "healthy")]:
        ours = gaitscope.analyze(SAMPLES / sample).strides.to_polars()
        theirs = strides.filter(polars.col("clinic") == clinic).drop("clinic", "date")
        assert theirs.equals(ours), f"the strides of {sample}, to the last bit"
