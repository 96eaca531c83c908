//! Which way a leg's side axes point.

use super::activity::low_pass;
use super::alignment::Axes;
use super::motion::SensorMotion;
use recording::STANDARD_GRAVITY;
use signal::statistics;

/// What agreement of the accelerations weighs against overextension, degrees.
const AGREEMENT_DEG: f64 = 5.0;
/// Of thigh and shank.
const SIGNS: [(f64, f64); 4] = [(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)];
/// So much better than all others, degrees, the signs found in walking are sure. Ours: usual walks are 10 to 40 apart, small
/// shuffling steps 1 to 3.
const CLEAR_DEG: f64 = 5.0;

/// Signs of a leg's two side axes.
///
/// A shank swings forward faster than it ever goes back: in walking the third moment of its rate is 0.6 to 1.4 times the cube
/// of its standard deviation in every leg of 60 real walks, freezing and crutches among them, and it keeps the sign which that
/// gave it. The thigh takes the sign with which the knee least overextends: it bends by 60° in walking and by more than 100° in
/// a landing, but overextends by a few degrees only. The 2nd percentile of the angle decides; where it hardly tells the signs
/// apart, the antero-posterior accelerations of thigh and shank do, which rise and fall together below 3 Hz. Without walking
/// both signs are found so.
///
/// `level`: the zero of both inclinations is known, so that the angle itself counts and not its deviation from the mean.
/// `walking`: samples of straight walking, if there are any. They decide, unless small steps hardly tell the signs apart: a knee
/// is bent for as long as somebody sits, whichever way its sensors lie.
pub(crate) fn signs_of_pair(
    thigh: &SensorMotion,
    shank: &SensorMotion,
    thigh_axes: Axes,
    shank_axes: Axes,
    level: bool,
    walking: &[bool],
) -> (Axes, Axes) {
    let pair = Pair {
        thigh,
        shank,
        thigh_axes,
        shank_axes,
        level,
    };
    let used = |k: &usize| thigh.valid[*k] && shank.valid[*k];
    let by_walking: Vec<usize> = (0..walking.len()).filter(|&k| walking[k]).filter(used).collect();
    let walks = !by_walking.is_empty();
    let signs: &[(f64, f64)] = if walks { &SIGNS[..2] } else { &SIGNS };
    let clear = walks
        .then(|| pair.best(&by_walking, signs))
        .filter(|(_, ahead)| *ahead >= CLEAR_DEG);
    let (signs, _) = clear.unwrap_or_else(|| {
        let all: Vec<usize> = (0..thigh.valid.len()).filter(used).collect();
        pair.best(&all, signs)
    });
    let signed = |axes: Axes, sign: f64| if sign < 0.0 { axes.flipped() } else { axes };
    (signed(thigh_axes, signs.0), signed(shank_axes, signs.1))
}

/// A leg's two sensors, with side axes of unknown sign.
struct Pair<'a> {
    thigh: &'a SensorMotion,
    shank: &'a SensorMotion,
    thigh_axes: Axes,
    shank_axes: Axes,
    level: bool,
}

impl Pair<'_> {
    /// The best of these signs of thigh and shank over these samples, and by how much it is better than the second best, degrees.
    fn best(&self, samples: &[usize], signs: &[(f64, f64)]) -> ((f64, f64), f64) {
        let inclinations = |sensor: &SensorMotion, axes: &Axes| -> Vec<f64> {
            let mut values: Vec<f64> = samples.iter().map(|&k| axes.inclination(&sensor.up[k])).collect();
            if !self.level {
                let mean = statistics::mean(&values);
                values.iter_mut().for_each(|value| *value -= mean);
            }
            values
        };
        let forward = |sensor: &SensorMotion, axes: &Axes| -> Vec<f64> {
            let raw: Vec<f64> = sensor
                .acc
                .iter()
                .zip(&sensor.up)
                .map(|(acc, up)| (acc - up * STANDARD_GRAVITY).dot(&axes.x))
                .collect();
            let smooth = low_pass(&raw, 3.0);
            samples.iter().map(|&k| smooth[k]).collect()
        };
        let together = statistics::correlation(
            &forward(self.thigh, &self.thigh_axes),
            &forward(self.shank, &self.shank_axes),
        );
        let upper = inclinations(self.thigh, &self.thigh_axes);
        let lower = inclinations(self.shank, &self.shank_axes);
        let score = |upper_sign: f64, lower_sign: f64| -> f64 {
            let knee: Vec<f64> = upper
                .iter()
                .zip(&lower)
                .map(|(upper, lower)| statistics::wrap_angle(upper_sign * upper - lower_sign * lower).to_degrees())
                .collect();
            statistics::percentile(&knee, 2.0) + AGREEMENT_DEG * together * upper_sign * lower_sign
        };
        let (mut best, mut ahead) = ((f64::NEG_INFINITY, (1.0, 1.0)), f64::INFINITY);
        for &(upper, lower) in signs {
            let score = score(upper, lower);
            if score > best.0 {
                ahead = score - best.0;
                best = (score, (upper, lower));
            } else {
                ahead = ahead.min(best.0 - score);
            }
        }
        (best.1, ahead)
    }
}
