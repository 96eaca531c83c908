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

use crate::assessment::shifts::MovedSensor;
use crate::body::Motion;
use crate::recording::{Notice, Recording, Severity, Side, Site, check};
use schemars::JsonSchema;
use serde::Serialize;

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
    /// Accelerometer and gyroscope contradict each other in no way that is known.
    Contradiction,
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
    pub const ALL: [Fault; 13] = [
        Fault::AccelerationUnit,
        Fault::RateUnit,
        Fault::Exchanged,
        Fault::AxesPermuted,
        Fault::RateScale,
        Fault::Contradiction,
        Fault::ThighForShank,
        Fault::LegsCrossed,
        Fault::LeftForRight,
        Fault::UpsideDown,
        Fault::Clipped,
        Fault::Slipped,
        Fault::LostRows,
    ];

    /// The key of its words, `notice-setup-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Fault::AccelerationUnit => "acceleration_unit",
            Fault::RateUnit => "rate_unit",
            Fault::Exchanged => "exchanged",
            Fault::AxesPermuted => "axes_permuted",
            Fault::RateScale => "rate_scale",
            Fault::Contradiction => "contradiction",
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
    pub fault: Fault,
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
        let mut notice = Notice::new(&format!("setup-{}", self.fault.name()), severity)
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

    /// Whether the analysis should not go on without an answer.
    pub fn is_open(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| matches!(finding.remedy, Remedy::Asked | Remedy::Refused))
    }
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
        findings.extend(pace::compare(&mended, &motion, &open(&findings)));
        let found = heading::settle(&mut mended, &motion, &open(&findings));
        if found.iter().any(|finding| finding.remedy == Remedy::Repaired) {
            changed = true;
            motion = Motion::from_recording(&mended).unwrap_or(motion);
        }
        findings.extend(found);
        let found = places::settle(&mut mended, &motion, &open(&findings));
        changed |= found.iter().any(|finding| finding.remedy == Remedy::Repaired);
        findings.extend(found);
    }
    findings.sort_by_key(|finding| (finding.fault, finding.site, finding.side));
    Inspection {
        findings,
        repaired: changed.then_some(mended),
    }
}
