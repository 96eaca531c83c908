//! What the legs tell the pelvis: which way is forward.
//!
//! Pelvis, thighs and shanks of a walking person are sped up, braked and turned together. The legs know their front from
//! how they swing; the direction of the pelvis sensor in which its acceleration is most like theirs is the pelvis' front.
//! Nothing of the pelvis' own angles is in it, so that a pelvis that drops or hikes with every step cannot turn it round.

use super::alignment::Alignment;
use super::motion::{Motion, RATE_HZ, SensorMotion};
use nalgebra::{Complex, Vector3};
use recording::{Segment, Side, Site};
use signal::filter::Butterworth;
use std::collections::BTreeMap;

/// Band of the common acceleration, Hz: above drift, below impacts and swinging skin.
const BAND_HZ: (f64, f64) = (0.2, 3.0);
/// From the hip joint to the sensor along the leg, m, of a usual adult: what the leg's own swing adds is taken out with it. Ours:
/// twice or half of it lowers the coherence, and moves the direction by a few degrees.
const THIGH_LEVER_M: f64 = 0.27;
const SHANK_LEVER_M: f64 = 0.47;

/// Both legs' mean acceleration at the hip, along the legs' own heading.
pub(crate) struct LegMotion {
    /// Which sensors it comes from.
    pub(crate) segment: Segment,
    /// Forward (real) and to the right (imaginary), m/s², within [`BAND_HZ`]; on the common grid.
    acceleration: Vec<Complex<f64>>,
    valid: Vec<bool>,
}

/// Forward, as the legs tell it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SharedForward {
    /// In sensor coordinates, square to the long axis.
    pub(crate) axis: Vector3<f64>,
    /// How much of both accelerations is common, 0 to 1. With thighs 0.46 to 0.88 in real walks, with shanks 0.25 to 0.67.
    pub(crate) coherence: f64,
}

impl LegMotion {
    /// From both thighs, and from both shanks; one leg alone swings more than it moves on.
    pub(crate) fn of(motion: &Motion, alignments: &BTreeMap<Site, Alignment>) -> Vec<LegMotion> {
        let levers_m = [(Segment::Thigh, THIGH_LEVER_M), (Segment::Shank, SHANK_LEVER_M)];
        levers_m
            .into_iter()
            .filter_map(|(segment, lever_m)| LegMotion::of_segment(motion, alignments, segment, lever_m))
            .collect()
    }

    fn of_segment(
        motion: &Motion,
        alignments: &BTreeMap<Site, Alignment>,
        segment: Segment,
        lever_m: f64,
    ) -> Option<LegMotion> {
        let mut sum = vec![Complex::new(0.0, 0.0); motion.grid.len];
        let mut valid = vec![true; motion.grid.len];
        for side in Side::BOTH {
            let site = if segment == Segment::Thigh {
                Site::thigh(side)
            } else {
                Site::shank(side)
            };
            let sensor = motion.sensor(site)?;
            let axes = alignments.get(&site)?.axes?;
            let hip = axes.y * lever_m;
            for k in 0..sum.len() {
                let (before, after) = (k.saturating_sub(1), (k + 1).min(sum.len() - 1));
                let turning = (sensor.gyr[after] - sensor.gyr[before]) * (RATE_HZ / (after - before).max(1) as f64);
                let rate = sensor.gyr[k];
                let at_hip = sensor.acc[k] + turning.cross(&hip) + rate.cross(&rate.cross(&hip));
                sum[k] += along_heading(&at_hip, &sensor.up[k], &axes.z);
                valid[k] &= sensor.valid[k];
            }
        }
        Some(LegMotion {
            segment,
            acceleration: in_band(&sum)?,
            valid,
        })
    }

    /// The direction of a pelvis or trunk sensor that goes with the legs; `long` is its long axis, upwards.
    pub(crate) fn forward_of(&self, sensor: &SensorMotion, long: &Vector3<f64>) -> Option<SharedForward> {
        let helper = if long.x.abs() < 0.8 { Vector3::x() } else { Vector3::y() };
        let right = long.cross(&helper).normalize();
        let front = long.cross(&right);
        let own: Vec<Complex<f64>> = sensor
            .acc
            .iter()
            .zip(&sensor.up)
            .map(|(acc, up)| along_heading(acc, up, &right))
            .collect();
        let own = in_band(&own)?;
        let mut common = Complex::new(0.0, 0.0);
        let (mut own_size, mut legs_size) = (0.0, 0.0);
        for (k, (own, legs)) in own.iter().zip(&self.acceleration).enumerate() {
            if self.valid[k] && sensor.valid[k] {
                common += own * legs.conj();
                own_size += own.norm_sqr();
                legs_size += legs.norm_sqr();
            }
        }
        let coherence = common.norm() / (own_size * legs_size).sqrt();
        let turned = common / common.norm();
        let axis = front * turned.re + right * turned.im;
        coherence.is_finite().then_some(SharedForward { axis, coherence })
    }
}

/// The horizontal part of an acceleration: along the heading of a segment whose axis to the right this is, and to its right.
fn along_heading(acc: &Vector3<f64>, up: &Vector3<f64>, right: &Vector3<f64>) -> Complex<f64> {
    match up.cross(right).try_normalize(1e-6) {
        Some(front) => Complex::new(acc.dot(&front), acc.dot(&front.cross(up))),
        None => Complex::new(0.0, 0.0),
    }
}

fn in_band(values: &[Complex<f64>]) -> Option<Vec<Complex<f64>>> {
    let high = Butterworth::highpass(2, BAND_HZ.0, RATE_HZ).ok()?;
    let low = Butterworth::lowpass(2, BAND_HZ.1, RATE_HZ).ok()?;
    let part = |of: fn(&Complex<f64>) -> f64| high.filtfilt(&low.filtfilt(&values.iter().map(of).collect::<Vec<_>>()));
    let (re, im) = (part(|value| value.re), part(|value| value.im));
    Some(re.into_iter().zip(im).map(|(re, im)| Complex::new(re, im)).collect())
}
