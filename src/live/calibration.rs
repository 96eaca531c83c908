//! How each sensor sits on its leg, from the latest past: the calibration of whole recordings, run again as more comes.
//!
//! Standing at the start gives the long axis, the first strides give the side axis and its sign. A first calibration comes
//! after two whole cycles of a leg; it is made anew after 8, 16, 32 and 64 steps, when more straight walking is there, and
//! then stays. A zero from standing is never given up for one from the walk.

use super::sensor::{HISTORY_S, LiveSensor};
use body::calibrate::{align_limbs, common_quiet};
use body::principal::sagittal_rate;
use body::{Axes, Grid, LongAxisMethod, Motion, RATE_HZ, activity};
use recording::{Clock, Phase, Recording, Segment, SensorInfo, Site, Track};
use std::collections::BTreeMap;

/// Whole cycles of a leg that a first calibration needs.
const FEWEST_CYCLES: usize = 2;
/// Steps of both feet after which the calibration is made anew.
const REFINE_AFTER_STEPS: [usize; 4] = [8, 16, 32, 64];
/// Time between two tries while a sensor of a leg is not calibrated, seconds.
const RETRY_S: f64 = 1.0;
/// Time between two looks for a standing phase, while a zero comes from the walk, seconds.
const ZERO_RETRY_S: f64 = 20.0;

/// What one sensor's angles are made with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    pub(super) axes: Axes,
    pub(super) zero: LongAxisMethod,
}

/// A change that the chain has to follow.
pub(super) struct Adopted {
    pub(super) site: Site,
    pub(super) refined: bool,
}

/// The fits in use, and when to look for better ones.
#[derive(Debug, Default)]
pub(super) struct Calibration {
    pub(super) fits: BTreeMap<Site, Fit>,
    pub(super) phases: Vec<Phase>,
    refinements: usize,
    last_try_s: Option<f64>,
}

fn is_limb(site: Site) -> bool {
    matches!(site.segment(), Segment::Thigh | Segment::Shank)
}

impl Calibration {
    /// Takes how a sensor sits on its segment from outside; it then stays so. False where the rows are no rotation.
    pub(super) fn give(&mut self, site: Site, rows: &[[f64; 3]; 3]) -> bool {
        let fit = Axes::from_rows(rows).map(|axes| Fit {
            axes,
            zero: LongAxisMethod::Given,
        });
        fit.is_some_and(|fit| self.fits.insert(site, fit).is_none())
    }

    /// Looks for a calibration if it is time. `steps` counts all steps so far; `moving` tells that a leg moves now.
    pub(super) fn update(
        &mut self,
        sensors: &BTreeMap<Site, LiveSensor>,
        origin_s: f64,
        now_s: f64,
        steps: usize,
        moving: bool,
    ) -> Vec<Adopted> {
        let since = self.last_try_s.map_or(f64::INFINITY, |last| now_s - last);
        let limbs = || {
            sensors
                .iter()
                .filter(|(site, sensor)| is_limb(**site) && !sensor.silent)
        };
        let missing = limbs().any(|(site, _)| !self.fits.contains_key(site));
        let vague = limbs().any(|(site, _)| {
            self.fits
                .get(site)
                .is_some_and(|fit| fit.zero == LongAxisMethod::WalkingMean)
        });
        let refine = REFINE_AFTER_STEPS
            .get(self.refinements)
            .is_some_and(|needed| steps >= *needed);
        let due = refine || (missing && moving && since >= RETRY_S) || (vague && moving && since >= ZERO_RETRY_S);
        if !due {
            return Vec::new();
        }
        self.last_try_s = Some(now_s);
        if refine {
            self.refinements += 1;
        }
        self.run(sensors, origin_s)
    }

    fn run(&mut self, sensors: &BTreeMap<Site, LiveSensor>, origin_s: f64) -> Vec<Adopted> {
        let usable: Vec<(&Site, &LiveSensor)> = sensors
            .iter()
            .filter(|(site, sensor)| is_limb(**site) && !sensor.silent && !sensor.motion.valid.is_empty())
            .collect();
        let Some(end) = usable.iter().map(|(_, sensor)| sensor.end()).min() else {
            return Vec::new();
        };
        let Some(oldest) = usable.iter().map(|(_, sensor)| sensor.first).min() else {
            return Vec::new();
        };
        let first = oldest.max(end - (HISTORY_S * RATE_HZ) as i64);
        if end - first < 2 {
            return Vec::new();
        }
        let len = (end - first) as usize;
        let motion = Motion {
            grid: Grid {
                start_s: origin_s + first as f64 / RATE_HZ,
                len,
            },
            sensors: usable
                .iter()
                .map(|(site, sensor)| (**site, sensor.window(first, len)))
                .collect(),
        };
        let recording = self.frame(&motion);
        let found = align_limbs(&recording, &motion, &common_quiet(&motion));
        let mut adopted = Vec::new();
        for (site, alignment) in found {
            let (Some(axes), Some(zero)) = (alignment.axes, alignment.report.long_axis) else {
                continue;
            };
            let cycles = motion.sensor(site).map_or(0, |sensor| {
                activity::swing_cycles(&sagittal_rate(sensor, &axes.z)).len()
            });
            let old = self.fits.get(&site);
            let worse = old.is_some_and(|old| {
                old.zero == LongAxisMethod::Given
                    || (old.zero == LongAxisMethod::Standing && zero == LongAxisMethod::WalkingMean)
            });
            if cycles < FEWEST_CYCLES || worse {
                continue;
            }
            let refined = old.is_some();
            self.fits.insert(site, Fit { axes, zero });
            adopted.push(Adopted { site, refined });
        }
        adopted
    }

    /// What the calibration wants to know of a recording besides its motion.
    fn frame(&self, motion: &Motion) -> Recording {
        let mut recording = Recording::default();
        recording.session.protocol.phases = self.phases.clone();
        for site in motion.sensors.keys() {
            recording.tracks.insert(
                *site,
                Track {
                    site: *site,
                    time_s: vec![motion.grid.start_s],
                    acc_mps2: Vec::new(),
                    gyr_radps: Vec::new(),
                    rate_hz: RATE_HZ,
                    clock: Clock::SHARED,
                    info: SensorInfo::default(),
                },
            );
        }
        recording
    }
}
