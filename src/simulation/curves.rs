//! The healthy gait cycle as smooth curves, from one of three laboratories ([`CurveSource`]).
//!
//! The analysis takes its limits, delays and assumed zeros from the first of them; people made of the others contradict it
//! where it should be. Tables and credits in `data/norms/`. A curve of a table does not quite close (0 % and 100 % are
//! different samples); the difference is spread evenly over the cycle before a Fourier series is fitted.

use super::smooth::PeriodicCurve;
use std::sync::OnceLock;

const FUKUCHI: &str = include_str!("../../data/norms/fukuchi2018_adult_comfortable_angles.csv");
const PINZONE: &str = include_str!("../../data/norms/pinzone2014_two_centres_angles.csv");

/// Whose mean curves a simulated person walks with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CurveSource {
    /// 42 adults at comfortable speed: Fukuchi, Fukuchi & Duarte 2018, PeerJ 6:e4640 (data CC BY 4.0).
    #[default]
    Fukuchi,
    /// First gait service of Pinzone, Schwartz, Thomason & Baker 2014, Gait Posture 40:286. It has no ankle: the foot is
    /// pitched as in the first source, so that it is flat where a foot is flat; and no final contact, which is put at the
    /// same phase.
    PinzoneOne,
    /// Second gait service of the same.
    PinzoneTwo,
}

impl CurveSource {
    /// In the order in which they are offered.
    pub const ALL: [CurveSource; 3] = [CurveSource::Fukuchi, CurveSource::PinzoneOne, CurveSource::PinzoneTwo];

    /// Name for command lines and files.
    pub fn name(self) -> &'static str {
        match self {
            CurveSource::Fukuchi => "fukuchi",
            CurveSource::PinzoneOne => "pinzone-1",
            CurveSource::PinzoneTwo => "pinzone-2",
        }
    }

    /// The source with exactly this [`name`](CurveSource::name).
    pub fn from_name(name: &str) -> Option<CurveSource> {
        CurveSource::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// Harmonics kept: up to about 15 Hz at a stride time of one second.
const HARMONICS: usize = 15;

/// Smoothing of the table's last digits (cycles): its second derivative is used.
const BLUR: f64 = 0.008;

/// Final contact in the phase of the curves (fraction of the cycle), whatever share of the time stance takes.
pub(crate) const CURVE_FINAL_CONTACT: f64 = 0.603;

/// Angles in degrees over the phase of the analysed side (0 = initial contact).
#[derive(Debug)]
pub struct Curves {
    /// Thigh inclination: hip flexion minus pelvic tilt.
    pub thigh: PeriodicCurve,
    /// Knee flexion.
    pub knee: PeriodicCurve,
    /// Ankle dorsiflexion.
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
    /// The curves of a source, parsed and fitted once.
    pub fn of(source: CurveSource) -> &'static Curves {
        static CURVES: [OnceLock<Curves>; 3] = [const { OnceLock::new() }; 3];
        CURVES[source as usize].get_or_init(|| Curves::build(source))
    }

    fn build(source: CurveSource) -> Curves {
        let hip = column(source, "hip_flexion");
        let knee = column(source, "knee_flexion");
        let tilt = column(source, "pelvis_ant_tilt");
        let obliquity = column(source, "pelvis_obliquity_up_ipsi");
        let rotation = column(source, "pelvis_rotation_fwd_ipsi");
        let adduction = column(source, "hip_adduction");
        let internal = column(source, "hip_int_rotation");
        let combine =
            |a: &[f64], b: &[f64], sign: f64| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + sign * b).collect() };
        let fit = |samples: &[f64]| PeriodicCurve::fit(samples, HARMONICS, BLUR);
        // The leg's rotation about its own axis is left in the middle: a turned-out foot is the mounting's business.
        let axial = centred(&combine(&rotation, &internal, 1.0));
        let thigh = combine(&hip, &tilt, -1.0);
        let ankle = match source {
            CurveSource::Fukuchi => column(source, "ankle_dorsiflexion"),
            _ => {
                let usual = |variable: &str| column(CurveSource::Fukuchi, variable);
                let usual_thigh = combine(&usual("hip_flexion"), &usual("pelvis_ant_tilt"), -1.0);
                let usual_shank = combine(&usual_thigh, &usual("knee_flexion"), -1.0);
                let foot = combine(&usual_shank, &usual("ankle_dorsiflexion"), 1.0);
                combine(&foot, &combine(&thigh, &knee, -1.0), -1.0)
            }
        };
        Curves {
            thigh: fit(&thigh),
            knee: fit(&knee),
            ankle: fit(&ankle),
            lean: fit(&combine(&obliquity, &adduction, -1.0)),
            axial: fit(&axial),
            tilt: fit(&centred(&half_cycle(&tilt, 1.0))),
            obliquity: fit(&half_cycle(&obliquity, -1.0)),
            rotation: fit(&half_cycle(&rotation, -1.0)),
        }
    }
}

/// 100 samples of one variable, closed to a cycle. Variables are named as in the first table.
fn column(source: CurveSource, variable: &str) -> Vec<f64> {
    let (table, key, place) = match source {
        CurveSource::Fukuchi => (FUKUCHI, variable.to_owned(), 2),
        CurveSource::PinzoneOne => (PINZONE, format!("centreOne,{}", pinzone_name(variable)), 4),
        CurveSource::PinzoneTwo => (PINZONE, format!("centreTwo,{}", pinzone_name(variable)), 4),
    };
    let start = format!("{key},");
    let mut values: Vec<f64> = table
        .lines()
        .filter(|line| line.starts_with(&start))
        .map(|line| line.split(',').nth(place).and_then(|mean| mean.parse().ok()))
        .collect::<Option<_>>()
        .expect("the built-in table holds numbers");
    if values.len() == 51 {
        values = (0..=100_usize)
            .map(|i| 0.5 * (values[i / 2] + values[i.div_ceil(2)]))
            .collect();
    }
    assert_eq!(values.len(), 101, "the built-in table holds 0..100 % of {variable}");
    let seam = values[100] - values[0];
    (0..100).map(|i| values[i] - seam * (i as f64 / 100.0 - 0.5)).collect()
}

/// Angle and plane of a variable in the second table; its signs are the first one's.
fn pinzone_name(variable: &str) -> &'static str {
    match variable {
        "hip_flexion" => "hip,sagittal",
        "hip_adduction" => "hip,frontal",
        "hip_int_rotation" => "hip,transverse",
        "knee_flexion" => "knee,sagittal",
        "pelvis_ant_tilt" => "pelvis,sagittal",
        "pelvis_obliquity_up_ipsi" => "pelvis,frontal",
        "pelvis_rotation_fwd_ipsi" => "pelvis,transverse",
        other => unreachable!("no column {other} is asked for"),
    }
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
        let curves = Curves::of(CurveSource::Fukuchi);
        let max = |curve: &PeriodicCurve| (0..1000).map(|i| curve.at(i as f64 / 1000.0)).fold(f64::MIN, f64::max);
        let min = |curve: &PeriodicCurve| (0..1000).map(|i| curve.at(i as f64 / 1000.0)).fold(f64::MAX, f64::min);
        assert!((max(&curves.knee) - 61.0).abs() < 1.5);
        assert!((min(&curves.thigh) + 19.9).abs() < 1.0);
        let range = max(&curves.obliquity) - min(&curves.obliquity);
        assert!((8.0..10.0).contains(&range), "{range}");
        assert!((curves.obliquity.at(0.15) + curves.obliquity.at(0.65)).abs() < 1e-6);
    }

    #[test]
    fn every_source_walks_with_a_flat_foot_in_mid_stance() {
        for source in CurveSource::ALL {
            let curves = Curves::of(source);
            let foot = |x: f64| curves.thigh.at(x) - curves.knee.at(x) + curves.ankle.at(x);
            for phase in [0.15, 0.25, 0.35] {
                assert!(foot(phase).abs() < 6.0, "{}: {} at {phase}", source.name(), foot(phase));
            }
            let knee = (0..100)
                .map(|i| curves.knee.at(i as f64 / 100.0))
                .fold(f64::MIN, f64::max);
            assert!((56.0..66.0).contains(&knee), "{}: {knee}", source.name());
            assert_eq!(CurveSource::from_name(source.name()), Some(source));
        }
    }

    #[test]
    fn the_shank_rate_has_the_landmarks_of_walking() {
        let curves = Curves::of(CurveSource::Fukuchi);
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
