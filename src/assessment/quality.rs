//! How far a measure can be trusted.

use schemars::JsonSchema;
use serde::Serialize;

/// A: as good as this kit gives. B: usable with care. C: shown, but nothing may be concluded from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum Grade {
    A,
    B,
    C,
}
