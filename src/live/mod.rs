//! The causal chain: samples in, contacts and angles out as they happen, by the same building blocks as the analysis.
//!
//! Knows no Bluetooth and no screens.
