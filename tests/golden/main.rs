//! Golden tests: this crate's mathematics against SciPy and the authors' VQF. `generate.py` in this folder writes the
//! vectors; the signals are made here again, bit for bit.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod filters;
mod orientation;
mod shapes;
mod signals;
