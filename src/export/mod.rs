//! An analysis in the formats of other programs.
