//! The families of sensors that are known, a file each.

use super::family::Family;
use super::family::Recognised;
use super::radio::Sighting;
use std::sync::Arc;

/// All families, in the order in which an advertisement is tried.
pub fn all() -> Vec<Arc<dyn Family>> {
    vec![
        Arc::new(gaitscope::Gaitscope),
        Arc::new(movella_dot::MovellaDot),
        Arc::new(witmotion::WitMotion),
    ]
}

/// The first family that knows the advertisement, and what it reads in it.
pub fn recognise(families: &[Arc<dyn Family>], sighting: &Sighting) -> Option<(Arc<dyn Family>, Recognised)> {
    families
        .iter()
        .find_map(|family| family.recognise(sighting).map(|found| (Arc::clone(family), found)))
}

pub mod gaitscope;
pub mod movella_dot;
#[cfg(test)]
pub(in crate::sensors) mod virtual_vendors;
pub mod witmotion;
