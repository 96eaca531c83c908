//! Whether the sensors are where they were said to be, asked of the walk while it is recorded: by the same doubts as the
//! report, so that it is heard as long as it can be mended.

use assessment::setup::{self, Fault};
use assessment::{AnalysisError, GradeReason, Refusal, Settings};
use recording::{Recording, Session, Side, Site, Track};
use sensors::status::SampleBlock;
use serde::Serialize;
use std::collections::BTreeMap;

/// Of the latest samples of each sensor, as many as say enough and cost little: a minute and a half at 100 Hz.
const KEPT: usize = 9000;
/// First look, and from one to the next, seconds of the recording. Ours: a dozen strides, and soon enough to begin anew.
pub(super) const FIRST_S: f64 = 20.0;
pub(super) const AGAIN_S: f64 = 10.0;

/// Sensors that seem to be on each other's places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceDoubt {
    /// All sensors of the legs are on the other leg.
    Legs,
    Thighs,
    Shanks,
    /// Thighs and shanks are of different legs; which pair is exchanged is not known.
    ThighsOrShanks,
    LeftLeg,
    RightLeg,
}

impl PlaceDoubt {
    const ALL: [PlaceDoubt; 6] = [
        PlaceDoubt::Legs,
        PlaceDoubt::Thighs,
        PlaceDoubt::Shanks,
        PlaceDoubt::ThighsOrShanks,
        PlaceDoubt::LeftLeg,
        PlaceDoubt::RightLeg,
    ];

    /// In forms; its words are `app-places-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            PlaceDoubt::Legs => "legs",
            PlaceDoubt::Thighs => "thighs",
            PlaceDoubt::Shanks => "shanks",
            PlaceDoubt::ThighsOrShanks => "thighs-or-shanks",
            PlaceDoubt::LeftLeg => "left-leg",
            PlaceDoubt::RightLeg => "right-leg",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<PlaceDoubt> {
        PlaceDoubt::ALL.into_iter().find(|doubt| doubt.name() == name)
    }

    /// What would mend it: one way, or two of which a person must choose.
    pub(crate) fn remedies(self) -> Vec<PlaceDoubt> {
        match self {
            PlaceDoubt::ThighsOrShanks => vec![PlaceDoubt::Thighs, PlaceDoubt::Shanks],
            one => vec![one],
        }
    }

    /// The places to exchange; empty where a person must choose first.
    pub fn pairs(self) -> Vec<[Site; 2]> {
        let across = |of: fn(Side) -> Site| [of(Side::Left), of(Side::Right)];
        let along = |side| [Site::thigh(side), Site::shank(side)];
        match self {
            PlaceDoubt::Legs => vec![across(Site::thigh), across(Site::shank)],
            PlaceDoubt::Thighs => vec![across(Site::thigh)],
            PlaceDoubt::Shanks => vec![across(Site::shank)],
            PlaceDoubt::ThighsOrShanks => Vec::new(),
            PlaceDoubt::LeftLeg => vec![along(Side::Left)],
            PlaceDoubt::RightLeg => vec![along(Side::Right)],
        }
    }

    /// What a recording's own walk says of its sensors' places; `None` also where there is no walk yet.
    pub fn of(recording: &Recording) -> Option<PlaceDoubt> {
        match assessment::analyze(recording, &Settings::default()) {
            Ok(analysis) => {
                let told = |code: GradeReason| analysis.doubts.iter().any(|doubt| doubt.code == code);
                if told(GradeReason::LegsCrossed) {
                    return Some(crossed(recording));
                }
                told(GradeReason::LegsExchanged).then_some(PlaceDoubt::Legs)
            }
            Err(AnalysisError::Refused(Refusal::ThighForShank { side })) => Some(match side {
                Side::Left => PlaceDoubt::LeftLeg,
                Side::Right => PlaceDoubt::RightLeg,
            }),
            // Too short, standing, or refused for what no exchange would mend: the report says it.
            Err(_) => None,
        }
    }
}

/// Which of the two pairs is on the other leg, where the pelvis tells it.
fn crossed(recording: &Recording) -> PlaceDoubt {
    let found = setup::inspect(recording).findings;
    let of = |site: Site| {
        found
            .iter()
            .any(|finding| finding.fault == Fault::LegsCrossed && finding.site == Some(site))
    };
    match (of(Site::ThighLeft), of(Site::ShankLeft)) {
        (true, false) => PlaceDoubt::Thighs,
        (false, true) => PlaceDoubt::Shanks,
        _ => PlaceDoubt::ThighsOrShanks,
    }
}

/// Exchanges what is at two places.
pub(super) fn exchange<T>(at: &mut BTreeMap<Site, T>, a: Site, b: Site) {
    let (first, second) = (at.remove(&a), at.remove(&b));
    at.extend(second.map(|what| (a, what)));
    at.extend(first.map(|what| (b, what)));
}

/// Adds an exchange to those made before; the same one again takes it back.
pub(super) fn toggle(exchanged: &mut Vec<[Site; 2]>, pair: [Site; 2]) {
    match exchanged.iter().position(|known| *known == pair) {
        Some(at) => drop(exchanged.remove(at)),
        None => exchanged.push(pair),
    }
}

/// Where a sensor is that was connected for a place, after these exchanges.
pub(super) fn place(site: Site, exchanged: &[[Site; 2]]) -> Site {
    exchanged.iter().fold(site, |site, [a, b]| match site {
        site if site == *a => *b,
        site if site == *b => *a,
        site => site,
    })
}

/// The latest samples of every sensor.
#[derive(Debug, Default)]
pub(super) struct Latest(BTreeMap<Site, Track>);

impl Latest {
    /// Keeps a block of the sensor at a place; what comes late is left out.
    pub(super) fn take(&mut self, site: Site, block: &SampleBlock) {
        let track = self.0.entry(site).or_insert_with(|| Track {
            site,
            time_s: Vec::new(),
            acc_mps2: Vec::new(),
            gyr_radps: Vec::new(),
            rate_hz: block.rate_hz,
            clock: recording::Clock::SHARED,
            info: Default::default(),
        });
        for sample in &block.samples {
            if track.time_s.last().is_none_or(|last| *last < sample.time_s) {
                track.time_s.push(sample.time_s);
                track.acc_mps2.push(sample.acc_mps2.into());
                track.gyr_radps.push(sample.gyr_radps.into());
            }
        }
        // Cut at a twice, so that not every block moves all samples.
        if track.len() > 2 * KEPT {
            let old = track.len() - KEPT;
            track.time_s.drain(..old);
            track.acc_mps2.drain(..old);
            track.gyr_radps.drain(..old);
        }
    }

    /// As a recording of its own.
    pub(super) fn recording(&self) -> Recording {
        Recording {
            session: Session::default(),
            tracks: self.0.clone(),
            ..Recording::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulation::{presets, simulate};

    #[test]
    fn exchanged_sensors_are_seen_and_mended() {
        let walk = simulate(&presets::limp(3)).recording;
        assert_eq!(PlaceDoubt::of(&walk), None);
        for doubt in [PlaceDoubt::Legs, PlaceDoubt::Shanks, PlaceDoubt::LeftLeg] {
            let mut wrong = walk.clone();
            for [a, b] in doubt.pairs() {
                wrong.exchange(a, b);
            }
            let found = PlaceDoubt::of(&wrong).unwrap_or_else(|| panic!("{doubt:?} is not seen"));
            assert!(found.remedies().contains(&doubt), "{doubt:?}: {found:?}");
            for [a, b] in doubt.pairs() {
                wrong.exchange(a, b);
            }
            assert_eq!(PlaceDoubt::of(&wrong), None, "{doubt:?}");
        }
    }

    #[test]
    fn an_exchange_can_be_taken_back() {
        let mut exchanged = Vec::new();
        for pair in PlaceDoubt::Legs.pairs() {
            toggle(&mut exchanged, pair);
        }
        assert_eq!(place(Site::ShankLeft, &exchanged), Site::ShankRight);
        assert_eq!(place(Site::Pelvis, &exchanged), Site::Pelvis);
        for pair in PlaceDoubt::Legs.pairs() {
            toggle(&mut exchanged, pair);
        }
        assert_eq!(exchanged, Vec::<[Site; 2]>::new());
        let mut worn = BTreeMap::from([(Site::ThighLeft, "a"), (Site::Pelvis, "p")]);
        exchange(&mut worn, Site::ThighLeft, Site::ThighRight);
        assert_eq!(worn, BTreeMap::from([(Site::ThighRight, "a"), (Site::Pelvis, "p")]));
    }
}
