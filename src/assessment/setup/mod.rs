//! The setup detective: what went wrong before anybody walked, told from the recording alone.
//!
//! What it knows is physics and anatomy. Gravity, carried along by the gyroscope, stays where it was (`physics`), and both
//! sensors see the limb swing in the same plane (`swing`); all sensors on a body turn when it turns (`heading`); a shank
//! swings faster than its thigh, a foot's blow goes up its own leg, the pelvis sways with the leg that stands (`places`);
//! sensors on one body keep step with each other (`pace`). What these laws prove is repaired, what they leave open is
//! asked, what cannot be used is refused.
//!
//! A law that cannot help: turning every acceleration round (gravity upside down) is the same walk seen in a mirror. In a
//! walk without a turn, nothing changes for a single leg's sensor but inwards and outwards, and for the pelvis left and
//! right change: an upside-down pelvis sensor and exchanged leg labels are then asked about together. A turn tells them
//! apart, because it is mirrored too.

mod heading;
mod pace;
mod physics;
mod places;
mod swing;
#[cfg(test)]
mod tests;
mod whole_turns;

use crate::doubt;
use crate::shifts::MovedSensor;
use body::{Body, BodyAngles, Motion};
use gait::{Contact, contacts, segment};
use nalgebra::Vector3;
use rayon::prelude::*;
use recording::{Notice, NoticeCode, Recording, Severity, Side, Site, check};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// What the detective does about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Proved, and mended in [`Inspection::repaired`].
    Repaired,
    /// Only the person who strapped the sensors on knows; the analysis of it as it stands may be wrong.
    Asked,
    /// The sensor's data cannot be used as they are.
    Refused,
    /// Nothing to mend; results are weaker.
    Told,
}

impl Remedy {
    /// The key of its words, `setup-remedy-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Remedy::Repaired => "repaired",
            Remedy::Asked => "asked",
            Remedy::Refused => "refused",
            Remedy::Told => "told",
        }
    }
}

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Acceleration in g (or mg) where m/s² was said.
    AccelerationUnit,
    /// Rates in deg/s where rad/s was said, or the other way round.
    RateUnit,
    /// The accelerometer's columns hold the gyroscope and the other way round.
    Exchanged,
    /// The gyroscope's axes are not the accelerometer's.
    AxesPermuted,
    /// The gyroscope is too large or too small by a factor.
    RateScale,
    /// The gyroscope shows a constant rate that is none.
    GyroscopeBias,
    /// Accelerometer and gyroscope contradict each other in no way that is known.
    Contradiction,
    /// Accelerometer and gyroscope agree, but the sensor does not move like a thigh or shank.
    UnlikeLimb,
    /// Thigh and shank of one leg exchanged.
    ThighForShank,
    /// One thigh (or shank) is labelled with the other leg.
    LegsCrossed,
    /// All leg sensors on the other leg, or the pelvis sensor's acceleration turned round.
    LeftForRight,
    /// The acceleration is turned round against the other sensor of the leg.
    UpsideDown,
    /// Signals end at the range.
    Clipped,
    /// The sensor turned on its segment on the way.
    Slipped,
    /// A sensor falls behind the others step by step: rows were lost and the time counts rows.
    LostRows,
}

impl Fault {
    /// In the order of their declaration.
    pub const ALL: [Fault; 15] = [
        Fault::AccelerationUnit,
        Fault::RateUnit,
        Fault::Exchanged,
        Fault::AxesPermuted,
        Fault::RateScale,
        Fault::GyroscopeBias,
        Fault::Contradiction,
        Fault::UnlikeLimb,
        Fault::ThighForShank,
        Fault::LegsCrossed,
        Fault::LeftForRight,
        Fault::UpsideDown,
        Fault::Clipped,
        Fault::Slipped,
        Fault::LostRows,
    ];

    /// The notice that tells of it.
    pub fn notice_code(self) -> NoticeCode {
        match self {
            Fault::AccelerationUnit => NoticeCode::SetupAccelerationUnit,
            Fault::RateUnit => NoticeCode::SetupRateUnit,
            Fault::Exchanged => NoticeCode::SetupExchanged,
            Fault::AxesPermuted => NoticeCode::SetupAxesPermuted,
            Fault::RateScale => NoticeCode::SetupRateScale,
            Fault::GyroscopeBias => NoticeCode::SetupGyroscopeBias,
            Fault::Contradiction => NoticeCode::SetupContradiction,
            Fault::UnlikeLimb => NoticeCode::SetupUnlikeLimb,
            Fault::ThighForShank => NoticeCode::SetupThighForShank,
            Fault::LegsCrossed => NoticeCode::SetupLegsCrossed,
            Fault::LeftForRight => NoticeCode::SetupLeftForRight,
            Fault::UpsideDown => NoticeCode::SetupUpsideDown,
            Fault::Clipped => NoticeCode::SetupClipped,
            Fault::Slipped => NoticeCode::SetupSlipped,
            Fault::LostRows => NoticeCode::SetupLostRows,
        }
    }

    /// As in files.
    pub fn name(self) -> &'static str {
        match self {
            Fault::AccelerationUnit => "acceleration_unit",
            Fault::RateUnit => "rate_unit",
            Fault::Exchanged => "exchanged",
            Fault::AxesPermuted => "axes_permuted",
            Fault::RateScale => "rate_scale",
            Fault::GyroscopeBias => "gyroscope_bias",
            Fault::Contradiction => "contradiction",
            Fault::UnlikeLimb => "unlike_limb",
            Fault::ThighForShank => "thigh_for_shank",
            Fault::LegsCrossed => "legs_crossed",
            Fault::LeftForRight => "left_for_right",
            Fault::UpsideDown => "upside_down",
            Fault::Clipped => "clipped",
            Fault::Slipped => "slipped",
            Fault::LostRows => "lost_rows",
        }
    }
}

/// One fault at one sensor or leg.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SetupFinding {
    /// What is wrong.
    pub fault: Fault,
    /// What can be done.
    pub remedy: Remedy,
    /// The sensor, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// The leg, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The factor, angle (degrees), share (percent) or delay (milliseconds) that was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<f64>,
}

impl SetupFinding {
    fn new(fault: Fault, remedy: Remedy) -> SetupFinding {
        SetupFinding {
            fault,
            remedy,
            site: None,
            side: None,
            size: None,
        }
    }

    fn at(mut self, site: Site) -> SetupFinding {
        self.site = Some(site);
        self
    }

    fn of(mut self, side: Side) -> SetupFinding {
        self.side = Some(side);
        self
    }

    fn sized(mut self, size: f64) -> SetupFinding {
        self.size = Some(size);
        self
    }

    /// As a notice, whose words (`notice-setup-<fault>`) tell a physiotherapist what it is and what to do.
    pub fn notice(&self) -> Notice {
        let severity = match self.remedy {
            Remedy::Repaired | Remedy::Told => Severity::Warning,
            Remedy::Asked | Remedy::Refused => Severity::Problem,
        };
        let mut notice = Notice::new(self.fault.notice_code(), severity)
            .with("side", self.side.map_or("", Side::name))
            .with("size", self.size.unwrap_or(0.0));
        if let Some(site) = self.site {
            notice = notice.at(site);
        }
        notice
    }
}

/// What [`inspect`] found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inspection {
    /// In the order of [`Fault`], then of sites.
    pub findings: Vec<SetupFinding>,
    /// The recording with everything mended that was proved; `None` where nothing was.
    pub repaired: Option<Recording>,
}

impl Inspection {
    /// Adds the sensors that the analysis saw slip.
    pub fn add_moved(&mut self, moved: &[MovedSensor]) {
        for sensor in moved {
            let finding = SetupFinding::new(Fault::Slipped, Remedy::Asked)
                .at(sensor.site)
                .sized(sensor.turn_deg);
            self.findings.push(finding);
        }
        self.findings
            .sort_by_key(|finding| (finding.fault, finding.site, finding.side));
    }
}

/// By how much better thighs and shanks of different legs fit than those of one; 0.2 and more is no chance.
pub(crate) fn fits_other_leg(motion: &Motion) -> Option<f64> {
    places::fits_other_leg(motion)
}

/// Whether all leg sensors are named for the other leg; `None` where the pelvis does not tell.
pub(crate) fn on_the_other_legs(
    motion: &Motion,
    body: &Body,
    angles: &BodyAngles,
    contacts: &[Contact],
) -> Option<bool> {
    places::on_the_other_legs(motion, body, angles, contacts)
}

/// What the detective sees of every sensor by itself, in a recording that is analysed as it is.
pub(crate) struct SensorFaults {
    pub findings: Vec<SetupFinding>,
    /// Proved, so that they can be taken off.
    pub biases: Vec<Bias>,
}

/// What a gyroscope shows where its sensor does not turn.
pub(crate) struct Bias {
    pub site: Site,
    pub radps: Vector3<f64>,
    /// Seen while the sensor lay or stood still; otherwise found by what keeps gravity in its place, which is less exact.
    pub at_rest: bool,
}

pub(crate) fn of_sensors(recording: &Recording) -> SensorFaults {
    let of_tracks: Vec<(Vec<SetupFinding>, Bias)> = recording
        .tracks
        .par_iter()
        .map(|(site, track)| {
            let mut mended = track.clone();
            let mut findings = physics::settle(&mut mended);
            let only_bias = findings.iter().all(|finding| finding.fault == Fault::GyroscopeBias);
            let radps = match (track.gyr_radps.first(), mended.gyr_radps.first()) {
                (Some(as_is), Some(mended)) if only_bias => as_is - mended,
                _ => Vector3::zeros(),
            };
            // What is not taken off is not told as if it were.
            findings.retain(|finding| only_bias || finding.fault != Fault::GyroscopeBias);
            let bias = Bias {
                site: *site,
                radps,
                at_rest: radps != Vector3::zeros() && physics::bias_at_rest(track).is_some(),
            };
            (findings, bias)
        })
        .collect();
    let (findings, biases): (Vec<_>, Vec<_>) = of_tracks.into_iter().unzip();
    SensorFaults {
        findings: findings.into_iter().flatten().collect(),
        biases: biases
            .into_iter()
            .filter(|bias| bias.radps != Vector3::zeros())
            .collect(),
    }
}

/// What sensors on one body tell of each other in a recording that is analysed as it is; `faulty` sensors are left out.
pub(crate) fn of_the_body(recording: &Recording, motion: &Motion, faulty: &[Site]) -> Vec<SetupFinding> {
    let (mut found, (of_legs, of_pace)) = rayon::join(
        || heading::find(recording, motion, faulty),
        || {
            rayon::join(
                || places::of_legs(motion, faulty),
                || pace::compare(recording, motion, faulty),
            )
        },
    );
    found.extend(of_legs);
    found.extend(of_pace);
    found
}

/// Strides that must be left of a hundred for a mended recording to be kept; some come and go with any change.
const LEAST_LEFT_PERCENT: usize = 90;

/// Strides that are whole and plausible; those in turns as well, which only a right gyroscope sees.
fn whole_strides(recording: &Recording) -> usize {
    let Some(motion) = Motion::from_recording(recording) else {
        return 0;
    };
    let body = Body::calibrate(recording, &motion);
    let angles = BodyAngles::compute(&motion, &body);
    let found = contacts::find(&motion, &body, &angles);
    let strides = segment::strides(
        &motion,
        &angles,
        &found,
        &segment::bouts(&found),
        &segment::turns(&motion),
    );
    strides.iter().filter(|stride| !stride.is_broken()).count()
}

/// Share of samples at the range's end from which peaks are said to be cut off.
const CLIPPED_SHARE: f64 = 0.001;

/// Looks for everything that can be told from the samples; slipped sensors come from the analysis
/// ([`Inspection::add_moved`]), which knows the strides.
///
/// # Cost
/// A few seconds of the liveliest motion of each sensor are integrated about a hundred times, and the recording is aligned
/// as in the analysis: a tenth of a second for two minutes of five sensors.
pub fn inspect(recording: &Recording) -> Inspection {
    let mut findings = Vec::new();
    let mut mended = recording.clone();
    let mut changed = false;
    for track in mended.tracks.values_mut() {
        let found = physics::settle(track);
        changed |= found.iter().any(|finding| finding.remedy == Remedy::Repaired);
        findings.extend(found);
        let seen = check::inspect(track);
        if seen.clipped_share > CLIPPED_SHARE {
            findings.push(
                SetupFinding::new(Fault::Clipped, Remedy::Told)
                    .at(track.site)
                    .sized(100.0 * seen.clipped_share),
            );
        }
    }
    // What is open about a sensor would only show again in what follows.
    let open = |findings: &[SetupFinding]| -> Vec<Site> {
        let open = findings
            .iter()
            .filter(|finding| matches!(finding.remedy, Remedy::Refused | Remedy::Asked));
        open.filter_map(|finding| finding.site).collect()
    };
    if let Some(mut motion) = Motion::from_recording(&mended) {
        // Sensors are compared on one clock; the mended recording keeps the times that it has.
        let mut aligned = Cow::Borrowed(&mended);
        let clocks = doubt::to_one_clock(&mut aligned, &mut motion).groups;
        let mut aligned = aligned.into_owned();
        findings.extend(pace::compare(&aligned, &motion, &open(&findings)));
        // A scale that gravity alone leaves open, the turns may prove.
        let scale = |finding: &SetupFinding| finding.fault == Fault::RateScale && finding.remedy == Remedy::Asked;
        let others: Vec<SetupFinding> = findings.iter().filter(|finding| !scale(finding)).cloned().collect();
        let found = heading::settle(&mut aligned, &motion, &open(&others));
        findings.retain(|finding| !scale(finding) || found.iter().all(|proved| proved.site != finding.site));
        if found.iter().any(|finding| finding.remedy == Remedy::Repaired) {
            changed = true;
            motion = Motion::from_recording(&aligned).unwrap_or(motion);
            for (site, track) in &mut mended.tracks {
                if let Some(own) = aligned.tracks.get(site) {
                    track.acc_mps2.clone_from(&own.acc_mps2);
                    track.gyr_radps.clone_from(&own.gyr_radps);
                }
            }
        }
        findings.extend(found);
        let with_pelvis = doubt::tells_legs_apart(&clocks);
        let found = places::settle(&mut mended, &mut aligned, with_pelvis, &motion, &open(&findings));
        changed |= found.iter().any(|finding| finding.remedy == Remedy::Repaired);
        findings.extend(found);
    }
    // A mended recording that walks less than it did is not mended.
    if changed && whole_strides(&mended) < whole_strides(recording) * LEAST_LEFT_PERCENT / 100 {
        changed = false;
        for finding in findings.iter_mut().filter(|finding| finding.remedy == Remedy::Repaired) {
            finding.remedy = Remedy::Asked;
        }
    }
    findings.sort_by_key(|finding| (finding.fault, finding.site, finding.side));
    Inspection {
        findings,
        repaired: changed.then_some(mended),
    }
}
