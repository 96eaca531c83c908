//! Bluetooth LE: finding sensors, connecting, streaming, clocks, gaps, and the recorder. A file per sensor family.
