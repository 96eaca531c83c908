//! How far a walk wanders from one stretch to the next: what the strides of one minute cannot know of the person.
//!
//! Strides of a walk are hardly correlated with their neighbours, but the walk drifts: the median of a walk's second half
//! lies outside the 95 % interval that the first half's strides give in half of all cases, where 16 % would be honest. The
//! part between stretches is therefore estimated and added. A recording has few stretches, so its own figure is drawn
//! towards what people usually show (a variance with few degrees of freedom beside a known one, as in Smyth 2004).

use signal::statistics;

/// Length of a stretch, seconds.
const STRETCH_S: f64 = 20.0;
/// Fewest values of a stretch.
const FEWEST_IN_STRETCH: usize = 4;
/// Standard deviation between stretches as a share of that between strides, of one leg's measure and of a difference
/// between the legs (both legs wander together); ours, set on the people with odd numbers of 43 open recordings (healthy
/// people and people after a stroke), where the second half's median is inside the first half's interval in 84 and 85 %
/// (an honest interval: 83 %), and held on those with even numbers: 90 and 91 %.
pub(crate) const WANDER_OF_LEG: f64 = 0.50;
pub(crate) const WANDER_OF_DIFFERENCE: f64 = 0.30;
/// Degrees of freedom that the usual figure counts for; ours.
const USUAL_FREEDOM: f64 = 4.0;

/// Standard uncertainty of a median over strides from the walk's wandering, in the unit of the values.
///
/// `time_s` and `values` in order of time, `usual` one of the shares above. Zero below two values. Cost: linear.
pub(crate) fn wander(time_s: &[f64], values: &[f64], usual: f64) -> f64 {
    let (Some(first), Some(last)) = (time_s.first(), time_s.last()) else {
        return 0.0;
    };
    if values.len() < 2 {
        return 0.0;
    }
    let usual_variance = (usual * statistics::sd(values)).powi(2);
    let stretches = (((last - first) / STRETCH_S).round() as usize).min(values.len() / FEWEST_IN_STRETCH);
    if stretches < 2 {
        return usual_variance.sqrt();
    }
    let bound = |k: usize| k * values.len() / stretches;
    let parts: Vec<&[f64]> = (0..stretches).map(|k| &values[bound(k)..bound(k + 1)]).collect();
    let means: Vec<f64> = parts.iter().map(|part| statistics::mean(part)).collect();
    let squares: Vec<f64> = parts.iter().map(|part| statistics::sd(part).powi(2)).collect();
    let per_stretch = values.len() as f64 / stretches as f64;
    let own = (statistics::sd(&means).powi(2) - statistics::mean(&squares) / per_stretch).max(0.0);
    let freedom = (stretches - 1) as f64;
    ((USUAL_FREEDOM * usual_variance + freedom * own) / (USUAL_FREEDOM + freedom)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(drift: f64) -> (Vec<f64>, Vec<f64>) {
        let time_s: Vec<f64> = (0..120).map(|k| 1.1 * k as f64).collect();
        let noise = |k: usize| ((k * 7919 % 101) as f64 / 50.0 - 1.0) * 1.7;
        let values = time_s.iter().enumerate().map(|(k, t)| drift * t / 132.0 + noise(k));
        (time_s.clone(), values.collect())
    }

    #[test]
    fn a_drift_widens_and_the_unit_scales() {
        let of = |drift: f64, scale: f64| {
            let (time_s, values) = walk(drift);
            let values: Vec<f64> = values.iter().map(|value| scale * value).collect();
            wander(&time_s, &values, WANDER_OF_DIFFERENCE)
        };
        let (steady, drifting) = (of(0.0, 1.0), of(6.0, 1.0));
        assert!(steady > 0.05 && steady < 0.35, "{steady}");
        assert!(drifting > 3.0 * steady, "{drifting}");
        assert!((of(6.0, 10.0) - 10.0 * drifting).abs() < 1e-9);
        assert_eq!(of(0.0, 0.0), 0.0);
        assert_eq!(wander(&[], &[], 0.5), 0.0);
    }
}
