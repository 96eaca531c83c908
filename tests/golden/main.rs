//! Golden tests: this crate's mathematics against SciPy and the authors' VQF. `generate.py` in this folder writes the
//! vectors; the signals are made here again, bit for bit.

mod filters;
mod orientation;
mod shapes;
mod signals;
