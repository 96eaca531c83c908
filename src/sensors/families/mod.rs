//! The families of sensors that are known, a file each.

use super::family::Family;
use super::family::{Recognised, text_of};
use super::radio::Sighting;
use std::sync::Arc;

/// All families, in the order in which an advertisement is tried.
pub fn all() -> Vec<Arc<dyn Family>> {
    vec![
        Arc::new(gaitscope::Gaitscope),
        Arc::new(movella_dot::MovellaDot),
        Arc::new(witmotion::WitMotion),
        Arc::new(polar_verity::PolarVerity),
    ]
}

/// The first family that knows the advertisement, and what it reads in it.
pub fn recognise(families: &[Arc<dyn Family>], sighting: &Sighting) -> Option<(Arc<dyn Family>, Recognised)> {
    families
        .iter()
        .find_map(|family| family.recognise(sighting).map(|found| (Arc::clone(family), found)))
        .map(|(family, found)| {
            // Whoever is near can advertise any name: it goes to screens and files as plain text.
            let found = Recognised {
                label: text_of(&found.label),
                serial: found.serial.as_deref().map(text_of),
                ..found
            };
            (family, found)
        })
}

pub mod gaitscope;
pub mod movella_dot;
pub mod polar_verity;
#[cfg(test)]
pub(crate) mod virtual_vendors;
pub mod witmotion;
