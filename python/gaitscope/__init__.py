"""Gait analysis of motion sensors worn on hips and knees.

>>> import gaitscope
>>> analysis = gaitscope.analyze("samples/limp")
>>> analysis.strides["stride_time_s"].mean()        # NumPy
>>> analysis.strides.to_pandas()                     # or .to_polars()
>>> analysis.summary["side_differences"]             # as in summary.json

The numbers are those of the command line, ``gaitscope analyze``, to the last bit. What was not measured is NaN or None,
never zero. Times are in seconds, angles in degrees; every column carries its unit in its name. Flexion is positive when
the joint bends, and a side difference is right minus left.
"""

from __future__ import annotations

from ._analysis import Analysis, Table, analyze
from ._native import SITES, AnalysisError, RecordingError, __version__

__all__ = ["SITES", "Analysis", "AnalysisError", "RecordingError", "Table", "__version__", "analyze"]
