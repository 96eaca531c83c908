//! The healthy gait cycle as smooth curves: means of 42 adults at comfortable speed.
//!
//! Source: Fukuchi, Fukuchi & Duarte 2018, PeerJ 6:e4640 (data CC BY 4.0; table and credit in `data/norms/`). A curve
//! of the table does not quite close (0 % and 100 % are different samples); the difference is spread evenly over the
//! cycle before a Fourier series is fitted.

use super::smooth::PeriodicCurve;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../data/norms/fukuchi2018_adult_comfortable_angles.csv");

/// Harmonics kept: up to about 15 Hz at a stride time of one second.
const HARMONICS: usize = 15;

/// Smoothing of the table's last digits (cycles): its second derivative is used.
const BLUR: f64 = 0.008;

/// Final contact in the phase of the curves (fraction of the cycle), whatever share of the time stance takes.
pub const CURVE_FINAL_CONTACT: f64 = 0.603;

/// Angles in degrees over the phase of the analysed side (0 = initial contact).
#[derive(Debug)]
pub struct Curves {
    /// Thigh inclination: hip flexion minus pelvic tilt.
    pub thigh: PeriodicCurve,
    pub knee: PeriodicCurve,
    pub ankle: PeriodicCurve,
    /// Lateral lean of the leg (foot outwards): obliquity minus hip adduction.
    pub lean: PeriodicCurve,
    /// Internal rotation of the thigh in the world: pelvic rotation plus hip internal rotation.
    pub axial: PeriodicCurve,
    /// Pelvic tilt without its mean: standing is zero.
    pub tilt: PeriodicCurve,
    /// Half of (this side up minus the same curve half a cycle later): the pelvis is one bone.
    pub obliquity: PeriodicCurve,
    /// As `obliquity`, this side forward.
    pub rotation: PeriodicCurve,
}

impl Curves {
    /// The curves, parsed and fitted once.
    pub fn get() -> &'static Curves {
        static CURVES: OnceLock<Curves> = OnceLock::new();
        CURVES.get_or_init(Curves::build)
    }

    fn build() -> Curves {
        let hip = column("hip_flexion");
        let tilt = column("pelvis_ant_tilt");
        let obliquity = column("pelvis_obliquity_up_ipsi");
        let rotation = column("pelvis_rotation_fwd_ipsi");
        let adduction = column("hip_adduction");
        let internal = column("hip_int_rotation");
        let combine =
            |a: &[f64], b: &[f64], sign: f64| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + sign * b).collect() };
        let fit = |samples: &[f64]| PeriodicCurve::fit(samples, HARMONICS, BLUR);
        // The leg's rotation about its own axis is left in the middle: a turned-out foot is the mounting's business.
        let axial = centred(&combine(&rotation, &internal, 1.0));
        Curves {
            thigh: fit(&combine(&hip, &tilt, -1.0)),
            knee: fit(&column("knee_flexion")),
            ankle: fit(&column("ankle_dorsiflexion")),
            lean: fit(&combine(&obliquity, &adduction, -1.0)),
            axial: fit(&axial),
            tilt: fit(&centred(&half_cycle(&tilt, 1.0))),
            obliquity: fit(&half_cycle(&obliquity, -1.0)),
            rotation: fit(&half_cycle(&rotation, -1.0)),
        }
    }
}

/// 100 samples of one variable, closed to a cycle.
fn column(variable: &str) -> Vec<f64> {
    let values: Vec<f64> = TABLE
        .lines()
        .filter(|line| line.split(',').next() == Some(variable))
        .map(|line| line.split(',').nth(2).and_then(|mean| mean.parse().ok()))
        .collect::<Option<_>>()
        .expect("the built-in table holds numbers");
    assert_eq!(values.len(), 101, "the built-in table holds 0..100 % of {variable}");
    let seam = values[100] - values[0];
    (0..100).map(|i| values[i] - seam * (i as f64 / 100.0 - 0.5)).collect()
}

fn centred(samples: &[f64]) -> Vec<f64> {
    let mean = samples.iter().sum::<f64>() / samples.len() as f64;
    samples.iter().map(|y| y - mean).collect()
}

/// Mean of a curve and `sign` times itself half a cycle later.
fn half_cycle(samples: &[f64], sign: f64) -> Vec<f64> {
    (0..100)
        .map(|i| (samples[i] + sign * samples[(i + 50) % 100]) / 2.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curves_show_the_published_features() {
        let curves = Curves::get();
        let max = |curve: &PeriodicCurve| (0..1000).map(|i| curve.at(i as f64 / 1000.0)).fold(f64::MIN, f64::max);
        let min = |curve: &PeriodicCurve| (0..1000).map(|i| curve.at(i as f64 / 1000.0)).fold(f64::MAX, f64::min);
        assert!((max(&curves.knee) - 61.0).abs() < 1.5);
        assert!((min(&curves.thigh) + 19.9).abs() < 1.0);
        let range = max(&curves.obliquity) - min(&curves.obliquity);
        assert!((8.0..10.0).contains(&range), "{range}");
        assert!((curves.obliquity.at(0.15) + curves.obliquity.at(0.65)).abs() < 1e-6);
    }

    #[test]
    fn the_shank_rate_has_the_landmarks_of_walking() {
        let curves = Curves::get();
        let shank = |x: f64| curves.thigh.at(x) - curves.knee.at(x);
        // Degrees per second at a stride time of 1.05 s, as in the table of rate landmarks.
        let rate = |x: f64| (shank(x + 5e-4) - shank(x - 5e-4)) / 1e-3 / 1.05;
        let phases: Vec<f64> = (500..1000).map(|i| i as f64 / 1000.0).collect();
        let peak = phases
            .iter()
            .copied()
            .max_by(|a, b| rate(*a).total_cmp(&rate(*b)))
            .unwrap();
        assert!((0.84..0.88).contains(&peak), "mid-swing at {peak}");
        assert!((350.0..440.0).contains(&rate(peak)), "{}", rate(peak));
        let zero = (860..1000).map(|i| i as f64 / 1000.0).find(|x| rate(*x) < 0.0).unwrap();
        assert!((0.95..0.985).contains(&zero), "zero crossing at {zero}");
    }
}
