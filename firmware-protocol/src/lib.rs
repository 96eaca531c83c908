//! The packets and GATT layout that a gaitscope sensor and the collector share.
#![no_std]
#![forbid(unsafe_code)]
