//! Which way a leg's side axes point.

use super::activity::low_pass;
use super::alignment::Axes;
use super::motion::SensorMotion;
use recording::STANDARD_GRAVITY;
use signal::statistics;

/// What agreement of the accelerations weighs against overextension, degrees.
const AGREEMENT_DEG: f64 = 5.0;
/// Signs of a leg's two side axes: of the four combinations, the one in which the knee least overextends.
///
/// A knee bends by 60° in walking and by more than 100° in a landing, but overextends by a few degrees only; with a wrong
/// sign the "knee angle" swings far to the negative side. The 2nd percentile of the angle decides. Where it hardly tells
/// the combinations apart, the antero-posterior accelerations of thigh and shank do, which rise and fall together below
/// 3 Hz.
///
/// `level`: the zero of both inclinations is known, so that the angle itself counts and not its deviation from the mean.
/// `moving`: the samples that count; where it is empty, all of them.
pub(crate) fn signs_of_pair(
    thigh: &SensorMotion,
    shank: &SensorMotion,
    thigh_axes: Axes,
    shank_axes: Axes,
    level: bool,
    moving: &[bool],
) -> (Axes, Axes) {
    let valid = |k: &usize| thigh.valid[*k] && shank.valid[*k];
    let mut both: Vec<usize> = (0..moving.len()).filter(|&k| moving[k]).filter(valid).collect();
    if both.is_empty() {
        both = (0..thigh.valid.len()).filter(valid).collect();
    }
    let inclinations = |sensor: &SensorMotion, axes: &Axes| -> Vec<f64> {
        let mut values: Vec<f64> = both.iter().map(|&k| axes.inclination(&sensor.up[k])).collect();
        if !level {
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
        both.iter().map(|&k| smooth[k]).collect()
    };
    let together = statistics::correlation(&forward(thigh, &thigh_axes), &forward(shank, &shank_axes));
    let (upper, lower) = (inclinations(thigh, &thigh_axes), inclinations(shank, &shank_axes));
    let score = |upper_sign: f64, lower_sign: f64| -> f64 {
        let knee: Vec<f64> = upper
            .iter()
            .zip(&lower)
            .map(|(upper, lower)| statistics::wrap_angle(upper_sign * upper - lower_sign * lower).to_degrees())
            .collect();
        statistics::percentile(&knee, 2.0) + AGREEMENT_DEG * together * upper_sign * lower_sign
    };
    let mut best = (f64::NEG_INFINITY, 1.0, 1.0);
    for (upper_sign, lower_sign) in [(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)] {
        let score = score(upper_sign, lower_sign);
        if score > best.0 {
            best = (score, upper_sign, lower_sign);
        }
    }
    let signed = |axes: Axes, sign: f64| if sign < 0.0 { axes.flipped() } else { axes };
    (signed(thigh_axes, best.1), signed(shank_axes, best.2))
}
