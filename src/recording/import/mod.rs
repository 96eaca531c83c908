//! Exports of other makers' programs, found by content, one file per format.
