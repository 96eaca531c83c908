"""What the native half offers; use the package `gaitscope` instead."""

from os import PathLike
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

__version__: str

SITES: list[str]
"""Where a sensor can be worn: ``pelvis``, ``thigh_left``, …"""

class RecordingError(ValueError):
    """The recording cannot be read; the message says where and what to do."""

class AnalysisError(ValueError):
    """The recording can be read but not analysed; the message says why."""

class Result(TypedDict):
    summary: str
    tables: dict[str, dict[str, NDArray[Any] | list[Any]]]

def analyze_files(
    paths: list[str | PathLike[str]],
    only: str | None,
    sites: dict[str, str],
    rate_hz: float | None,
    seed: int | None,
) -> Result: ...
def analyze_arrays(
    name: str,
    sensors: list[tuple[str, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]],
    session: str | None,
    seed: int | None,
) -> Result: ...
