"""`analyze` and what it returns."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _native

if TYPE_CHECKING:
    import pandas
    import polars

Path = Union[str, "os.PathLike[str]"]
Sensors = Mapping[str, Mapping[str, ArrayLike]]

_COLUMNS = ("time_s", "acc_mps2", "gyr_radps")


class Table(Mapping[str, NDArray[Any]]):
    """Named columns of one length, as NumPy arrays.

    ``table["stride_time_s"]`` is a column: float64 with NaN where nothing was measured, int64, bool, or objects (text or
    None). ``len(table.columns)`` counts columns, ``table.rows`` rows. The arrays are the table's own: copy before changing.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any] | list[Any]]) -> None:
        self._columns: dict[str, NDArray[Any]] = {
            name: values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
            for name, values in columns.items()
        }

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self._columns)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return next((len(values) for values in self._columns.values()), 0)

    def __getitem__(self, name: str) -> NDArray[Any]:
        try:
            return self._columns[name]
        except KeyError:
            raise KeyError(f"no column {name!r}; there are {', '.join(self._columns)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"Table({self.rows} rows: {', '.join(self._columns)})"

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a pandas data frame (needs pandas)."""
        import pandas

        return pandas.DataFrame(dict(self._columns))

    def to_polars(self) -> polars.DataFrame:
        """The table as a polars data frame (needs polars); what was not measured is null there."""
        import polars

        return polars.DataFrame(
            {
                name: polars.Series(name, values.tolist(), dtype=polars.String)
                if values.dtype == object
                else polars.Series(name, values, nan_to_null=True)
                for name, values in self._columns.items()
            }
        )


@dataclass(frozen=True, repr=False)
class Analysis:
    """What is known of one recording after its analysis."""

    summary: dict[str, Any]
    """The content of ``summary.json``: session, measures with intervals and grades, side differences, findings, notices."""
    strides: Table
    """One row a stride: side, times, every measure, whether it counts (``included``) and why not."""
    events: Table
    """One row a contact: ``side``, ``event``, ``time_s``."""
    measures: Table
    """One row a measure and side: value, interval, spread, grade, method."""
    findings: Table
    """Compensation patterns and side differences, each with its verdict."""
    recording: Table
    """One row: what was recorded, by whom, with which settings and version it was analysed, how good it is."""
    angles: Table
    """``time_s`` (100 Hz) and joint and segment angles in degrees."""
    cycles: Table
    """Mean curves: ``measure``, ``side``, ``percent`` (0 to 100), ``mean``, ``sd``, ``n`` strides."""

    @property
    def name(self) -> str:
        """The recording's name."""
        return str(self.summary["input"]["name"])

    @property
    def grade(self) -> str:
        """Quality of the whole recording: ``A``, ``B`` or ``C``; ``summary["quality"]`` has the reasons."""
        return str(self.summary["quality"]["grade"])

    @property
    def duration_s(self) -> float:
        """From the first to the last sample of any sensor, seconds."""
        return float(self.summary["duration_s"])

    def __repr__(self) -> str:
        return f"Analysis({self.name!r}, {self.duration_s:.0f} s, {self.strides.rows} strides, quality {self.grade})"


def analyze(
    source: Path | Sequence[Path] | Sensors,
    *,
    only: str | None = None,
    sites: Mapping[str, str] | None = None,
    rate_hz: float | None = None,
    session: Mapping[str, Any] | None = None,
    name: str = "arrays",
    seed: int | None = None,
) -> Analysis:
    """Analyses one recording; the numbers are those of ``gaitscope analyze``.

    ``source`` is

    * a path: a session folder, a folder of CSV files named by site, one wide CSV file, another maker's export; or
    * several paths, the files of one recording; or
    * arrays by site: ``{"shank_left": {"time_s": t, "acc_mps2": a, "gyr_radps": w}, …}`` with ``t`` of shape (n,) in seconds,
      strictly increasing, ``a`` of shape (n, 3) in m/s² (a resting sensor reads +9.81 upwards), ``w`` of shape (n, 3) in
      rad/s. Each sensor has its own rows; leave lost samples out, do not fill them. ``gaitscope.SITES`` lists the sites.

    For paths: ``only`` names one recording of a folder that holds several, ``sites`` says where a file's sensor was worn
    (``{"a.csv": "thigh_left"}``), ``rate_hz`` gives the samples per second where a file does not.
    For arrays: ``session`` is the content of a ``session.toml`` as a dict (``{"subject": {"height_m": 1.7}}``), ``name`` is
    how the recording is called. ``seed`` is that of the bootstrap.

    Other threads of Python go on while it computes.

    Raises ``RecordingError`` (the recording cannot be read: where and what to do) or ``AnalysisError`` (it holds nothing
    that gait can be measured from); both are ``ValueError``.
    """
    if isinstance(source, Mapping):
        for argument, given in {"only": only, "sites": sites, "rate_hz": rate_hz}.items():
            if given is not None:
                raise TypeError(f"{argument} is for recordings in files; arrays are named by site and carry their times")
        result = _native.analyze_arrays(
            name,
            [_sensor(site, columns) for site, columns in source.items()],
            None if session is None else json.dumps(session),
            seed,
        )
    else:
        if session is not None:
            raise TypeError("session is for arrays; a recording in files has its own session.toml")
        paths: list[Path] = [source] if isinstance(source, (str, os.PathLike)) else list(source)
        result = _native.analyze_files(paths, only, dict(sites or {}), rate_hz, seed)
    tables = {table: Table(columns) for table, columns in result["tables"].items()}
    return Analysis(
        summary=json.loads(result["summary"]),
        strides=tables["strides"],
        events=tables["events"],
        measures=tables["measures"],
        findings=tables["findings"],
        recording=tables["recordings"],
        angles=tables["angles"],
        cycles=tables["cycles"],
    )


def _sensor(
    site: str, columns: Mapping[str, ArrayLike]
) -> tuple[str, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    if set(columns) != set(_COLUMNS):
        raise _native.RecordingError(
            f"{site}: needs the arrays {', '.join(_COLUMNS)} and no others; has {', '.join(columns) or 'none'}"
        )
    time_s, acc_mps2, gyr_radps = (np.asarray(columns[column], dtype=np.float64) for column in _COLUMNS)
    for column, values, dimensions in (("time_s", time_s, 1), ("acc_mps2", acc_mps2, 2), ("gyr_radps", gyr_radps, 2)):
        if values.ndim != dimensions:
            wanted = "(n,)" if dimensions == 1 else "(n, 3)"
            raise _native.RecordingError(f"{site}: {column} must have the shape {wanted}, not {values.shape}")
    return site, time_s, acc_mps2, gyr_radps
