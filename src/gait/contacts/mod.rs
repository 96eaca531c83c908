//! Initial and final contacts from the sensors that are there, the best source first.

pub mod pelvis;
pub mod rate;

use super::types::{Contact, ContactKind, ContactSource};
use body::{Body, BodyAngles, Motion};
use recording::{Side, Site};

/// All contacts of a recording, in order of time, and where they came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contacts {
    /// The kind of sensor; `None` where nothing was found.
    pub source: Option<ContactSource>,
    /// In order of time.
    pub list: Vec<Contact>,
}

/// Finds contacts with the shanks; else the thighs; else the pelvis. Both legs use the same kind of sensor where both
/// have it, so that a method's own delay does not look like a difference between the legs.
pub fn find(motion: &Motion, body: &Body, angles: &BodyAngles) -> Contacts {
    let shanks = legs(
        motion,
        angles,
        Site::shank,
        |side| angles.leg(side).shank_rate.as_deref(),
        &rate::SHANK,
    );
    let thighs = legs(
        motion,
        angles,
        Site::thigh,
        |side| angles.leg(side).thigh_rate.as_deref(),
        &rate::THIGH,
    );
    let (source, mut list) = match (shanks, thighs) {
        (Some((2, list)), _) => (ContactSource::Shank, list),
        (_, Some((2, list))) => (ContactSource::Thigh, list),
        (Some((_, list)), _) => (ContactSource::Shank, list),
        (_, Some((_, list))) => (ContactSource::Thigh, list),
        _ => match pelvis::contacts(motion, body) {
            Some(list) => (ContactSource::Pelvis, list),
            None => return Contacts::default(),
        },
    };
    list.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    Contacts {
        source: (!list.is_empty()).then_some(source),
        list,
    }
}

/// Contacts of the legs that have an aligned sensor of one kind, and the number of such legs.
fn legs<'a>(
    motion: &Motion,
    angles: &BodyAngles,
    site: impl Fn(Side) -> Site,
    rate_of: impl Fn(Side) -> Option<&'a [f64]>,
    method: &rate::Method,
) -> Option<(usize, Vec<Contact>)> {
    let mut sides = Vec::new();
    let mut swings = Vec::new();
    for side in Side::BOTH {
        if let (Some(rate), Some(sensor)) = (rate_of(side), motion.sensor(site(side))) {
            sides.push(side);
            swings.push(rate::swings(rate, &sensor.valid, method));
        }
    }
    rate::allow_for_slow_push_off(&mut swings, method);
    let mut list = Vec::new();
    for (&side, swings) in sides.iter().zip(swings) {
        for swing in swings {
            let mut push = |index: Option<f64>, kind: ContactKind| {
                if let Some(index) = index {
                    list.push(Contact {
                        side,
                        kind,
                        time_s: angles.grid.time(index),
                        source: method.source,
                    });
                }
            };
            push(swing.final_contact, ContactKind::FinalContact);
            push(swing.initial_contact, ContactKind::InitialContact);
        }
    }
    (!sides.is_empty()).then_some((sides.len(), list))
}
