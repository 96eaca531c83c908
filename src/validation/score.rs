//! The scoring rules, free of files and sets.
//!
//! - Contacts: true and found times are paired nearest first within a tolerance; error = found − true. Misses and
//!   extras within `EDGE_S` of the recording's edges do not count (a detector cannot see a contact whose swing was
//!   cut off, and a reference cannot hold one that it did not see).
//! - Angles: the found angle is interpolated to the reference's times; the mean difference is removed and reported as
//!   the offset, and so is a lag of at most `MAX_LAG_S`; what remains is the RMSE. At least `MIN_COVERED` of the
//!   reference must be covered, otherwise there is no score.

/// Misses and extras this close to a recording's edges do not count, seconds.
pub(crate) const EDGE_S: f64 = 0.15;
/// Largest lag that is removed before the RMSE, seconds.
pub(crate) const MAX_LAG_S: f64 = 0.020;
/// Share of the reference that the found angle must cover.
pub(crate) const MIN_COVERED: f64 = 0.7;
/// Step of the lag search, seconds.
const LAG_STEP_S: f64 = 0.001;

/// Pairs times nearest first: of all pairs at most `tolerance_s` apart the closest is taken, then the closest among
/// the rest. Returns (index into `truth`, index into `found`), in order of `truth`. Ties go to the earlier pair.
/// Cost: n log n in the number of pairs within the tolerance.
pub(crate) fn pair_nearest_first(truth: &[f64], found: &[f64], tolerance_s: f64) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&a, &b| found[a].total_cmp(&found[b]));
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    for (t, &time) in truth.iter().enumerate() {
        let first = order.partition_point(|&f| found[f] < time - tolerance_s - 1e-9);
        for &f in &order[first..] {
            let distance = (found[f] - time).abs();
            // A billionth of a second of grace, so that times printed with few decimals do not fall off the edge.
            if distance > tolerance_s + 1e-9 {
                break;
            }
            candidates.push((distance, t, f));
        }
    }
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut truth_free = vec![true; truth.len()];
    let mut found_free = vec![true; found.len()];
    let mut pairs = Vec::new();
    for (_, t, f) in candidates {
        if truth_free[t] && found_free[f] {
            truth_free[t] = false;
            found_free[f] = false;
            pairs.push((t, f));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Hits, misses and extras of one kind of contact, summed over sides and recordings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Found − true of every pair, seconds.
    pub errors_s: Vec<f64>,
    /// True times without a partner that count.
    pub missed_s: Vec<f64>,
    /// Found times without a partner that count.
    pub extra_s: Vec<f64>,
}

impl Tally {
    /// Scores one recording (and one side, where the truth has sides). `edges_s` are the recording's first and last
    /// sample times.
    pub fn of(truth: &[f64], found: &[f64], tolerance_s: f64, edges_s: (f64, f64)) -> Tally {
        let inside = |time: f64| time > edges_s.0 + EDGE_S && time < edges_s.1 - EDGE_S;
        let pairs = pair_nearest_first(truth, found, tolerance_s);
        let alone = |times: &[f64], taken: &[usize]| -> Vec<f64> {
            let mut free = vec![true; times.len()];
            for &index in taken {
                free[index] = false;
            }
            let single = times.iter().zip(&free).filter(|(time, free)| **free && inside(**time));
            single.map(|(time, _)| *time).collect()
        };
        let (truth_taken, found_taken): (Vec<usize>, Vec<usize>) = pairs.iter().copied().unzip();
        Tally {
            errors_s: pairs.iter().map(|&(t, f)| found[f] - truth[t]).collect(),
            missed_s: alone(truth, &truth_taken),
            extra_s: alone(found, &found_taken),
        }
    }

    pub fn add(&mut self, other: &Tally) {
        self.errors_s.extend(&other.errors_s);
        self.missed_s.extend(&other.missed_s);
        self.extra_s.extend(&other.extra_s);
    }

    /// 2 hits / (2 hits + misses + extras); none where nothing was there to find and nothing was found.
    pub fn f1(&self) -> Option<f64> {
        let hits = 2.0 * self.errors_s.len() as f64;
        let all = hits + (self.missed_s.len() + self.extra_s.len()) as f64;
        (all > 0.0).then(|| hits / all)
    }

    /// Median error, milliseconds.
    pub fn median_ms(&self) -> Option<f64> {
        quantile(&self.errors_s, 0.5).map(|error| 1000.0 * error)
    }

    /// Interquartile range of the errors, milliseconds.
    pub fn iqr_ms(&self) -> Option<f64> {
        Some(1000.0 * (quantile(&self.errors_s, 0.75)? - quantile(&self.errors_s, 0.25)?))
    }
}

/// The `p`-quantile with linear interpolation between order statistics (Hyndman and Fan's type 7); values that are
/// not finite are left out; none if nothing is left.
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    if sorted.is_empty() {
        return None;
    }
    sorted.sort_by(f64::total_cmp);
    let position = p.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let low = position.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    Some(sorted[low] + (position - low as f64) * (sorted[high] - sorted[low]))
}

pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// The largest finite value.
pub fn worst(values: &[f64]) -> Option<f64> {
    quantile(values, 1.0)
}

/// How well a found angle follows its reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AngleScore {
    /// After removing offset and lag, degrees.
    pub rmse_deg: f64,
    /// Mean of found − reference, degrees.
    pub offset_deg: f64,
    /// By how much the found angle is late, seconds.
    pub lag_s: f64,
    /// Share of the reference's finite samples that the found angle covers, 0..1.
    pub covered: f64,
}

/// Scores an angle over time, or says which share of the reference was covered if that is too little.
/// Times must rise; samples that are not finite count as absent. Cost: 41 passes over the reference.
pub(crate) fn score_angle(
    reference_s: &[f64],
    reference_deg: &[f64],
    found_s: &[f64],
    found_deg: &[f64],
) -> Result<AngleScore, f64> {
    let reference: Vec<(f64, f64)> = reference_s
        .iter()
        .zip(reference_deg)
        .filter(|(time, angle)| time.is_finite() && angle.is_finite())
        .map(|(time, angle)| (*time, *angle))
        .collect();
    let share = |n: usize| n as f64 / reference.len().max(1) as f64;
    let differences_at = |lag_s: f64| -> Vec<f64> {
        let at = |time: f64| interpolate(found_s, found_deg, time + lag_s);
        reference
            .iter()
            .filter_map(|&(time, angle)| Some(at(time)? - angle))
            .collect()
    };
    let covered = share(differences_at(0.0).len());
    if reference.is_empty() || covered < MIN_COVERED {
        return Err(covered);
    }
    let steps = (MAX_LAG_S / LAG_STEP_S).round() as i32;
    let mut best: Option<AngleScore> = None;
    // From no lag outwards, so that a tie keeps the smaller lag.
    let mut lags: Vec<i32> = (-steps..=steps).collect();
    lags.sort_by_key(|lag| (lag.abs(), *lag));
    for lag in lags {
        let lag_s = f64::from(lag) * LAG_STEP_S;
        let differences = differences_at(lag_s);
        if share(differences.len()) < MIN_COVERED {
            continue;
        }
        let n = differences.len() as f64;
        let offset_deg = differences.iter().sum::<f64>() / n;
        let variance = differences.iter().map(|d| (d - offset_deg).powi(2)).sum::<f64>() / n;
        let rmse_deg = variance.sqrt();
        if best.is_none_or(|best| rmse_deg < best.rmse_deg - 1e-12) {
            best = Some(AngleScore {
                rmse_deg,
                offset_deg,
                lag_s,
                covered,
            });
        }
    }
    best.ok_or(covered)
}

/// Linear interpolation within `times`; none outside, or where a neighbour is not finite.
fn interpolate(times: &[f64], values: &[f64], time: f64) -> Option<f64> {
    let after = times.partition_point(|&t| t < time);
    let value_at = |index: usize| values.get(index).copied().filter(|value| value.is_finite());
    if after < times.len() && (times[after] - time).abs() < 1e-9 {
        return value_at(after);
    }
    if after == 0 || after >= times.len() {
        return None;
    }
    let (t0, t1) = (times[after - 1], times[after]);
    let (v0, v1) = (value_at(after - 1)?, value_at(after)?);
    Some(v0 + (v1 - v0) * (time - t0) / (t1 - t0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    const WIDE: (f64, f64) = (-100.0, 100.0);

    #[test]
    fn the_nearest_pair_is_taken_first() {
        // 1.00 could go to either; 1.04 is nearer to 1.05, so 1.00 gets 0.93.
        let pairs = pair_nearest_first(&[1.00, 1.05], &[0.93, 1.04], 0.1);
        assert_eq!(pairs, vec![(0, 0), (1, 1)]);
        assert_eq!(pair_nearest_first(&[1.0], &[1.11], 0.1), vec![]);
        assert_eq!(pair_nearest_first(&[1.0], &[1.1], 0.1), vec![(0, 0)]);
    }

    #[test]
    fn one_truth_takes_one_found() {
        let tally = Tally::of(&[1.0], &[0.98, 1.01], 0.1, WIDE);
        assert_eq!(tally.errors_s.len(), 1);
        assert_relative_eq!(tally.errors_s[0], 0.01, epsilon = 1e-12);
        assert_eq!(tally.extra_s, vec![0.98]);
        assert_relative_eq!(tally.f1().unwrap(), 2.0 / 3.0);
    }

    #[test]
    fn edges_forgive_misses_and_extras_but_keep_hits() {
        let tally = Tally::of(&[0.1, 0.5, 1.0], &[0.52, 1.95], 0.1, (0.0, 2.0));
        assert_eq!(tally.missed_s, vec![1.0]);
        assert!(tally.extra_s.is_empty());
        let hit = Tally::of(&[0.1], &[0.11], 0.1, (0.0, 2.0));
        assert_eq!(hit.errors_s.len(), 1);
        assert_eq!(Tally::of(&[0.1], &[], 0.1, (0.0, 2.0)).f1(), None);
    }

    #[test]
    fn quantiles_interpolate() {
        assert_relative_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], 0.5).unwrap(), 2.5);
        assert_relative_eq!(quantile(&[1.0, f64::NAN, 2.0], 0.25).unwrap(), 1.25);
        assert_eq!(quantile(&[], 0.5), None);
    }

    fn knee(time: f64) -> f64 {
        25.0 - 25.0 * (6.0 * time).cos() + 6.0 * (12.0 * time).sin()
    }

    #[test]
    fn offset_and_lag_are_removed_and_reported() {
        let times: Vec<f64> = (0..400).map(|i| f64::from(i) * 0.01).collect();
        let reference: Vec<f64> = times.iter().map(|&t| knee(t)).collect();
        let found: Vec<f64> = times.iter().map(|&t| knee(t - 0.008) + 3.5).collect();
        let score = score_angle(&times, &reference, &times, &found).unwrap();
        assert!(score.rmse_deg < 0.05, "{score:?}");
        assert_relative_eq!(score.lag_s, 0.008, epsilon = 1e-9);
        assert_relative_eq!(score.offset_deg, 3.5, epsilon = 0.05);
    }

    #[test]
    fn a_lag_beyond_the_limit_costs() {
        let times: Vec<f64> = (0..400).map(|i| f64::from(i) * 0.01).collect();
        let reference: Vec<f64> = times.iter().map(|&t| knee(t)).collect();
        let found: Vec<f64> = times.iter().map(|&t| knee(t - 0.06)).collect();
        let score = score_angle(&times, &reference, &times, &found).unwrap();
        assert!(score.rmse_deg > 2.0, "{score:?}");
        assert_relative_eq!(score.lag_s, MAX_LAG_S, epsilon = 1e-9);
    }

    #[test]
    fn a_known_ripple_has_its_known_rmse() {
        let times: Vec<f64> = (0..1000).map(|i| f64::from(i) * 0.01).collect();
        let reference: Vec<f64> = times.iter().map(|&t| 30.0 * (1.0 * t).sin()).collect();
        // Amplitude 2 around the reference: RMSE is 2 / sqrt 2 over whole periods.
        let ripple = |t: f64| 2.0 * (2.0 * std::f64::consts::PI * 5.0 * t).sin();
        let found: Vec<f64> = times.iter().zip(&reference).map(|(&t, r)| r + ripple(t)).collect();
        let score = score_angle(&times, &reference, &times, &found).unwrap();
        assert_relative_eq!(score.rmse_deg, 2.0_f64.sqrt(), epsilon = 0.02);
    }

    #[test]
    fn too_little_cover_is_no_score_and_reference_gaps_do_not_count() {
        let times: Vec<f64> = (0..100).map(|i| f64::from(i) * 0.01).collect();
        let mut reference: Vec<f64> = times.iter().map(|&t| knee(t)).collect();
        let mut found = reference.clone();
        for value in &mut found[..40] {
            *value = f64::NAN;
        }
        let covered = score_angle(&times, &reference, &times, &found).unwrap_err();
        assert_relative_eq!(covered, 0.6, epsilon = 1e-9);
        for value in &mut reference[..30] {
            *value = f64::NAN;
        }
        assert!(score_angle(&times, &reference, &times, &found).is_ok());
    }

    proptest! {
        #[test]
        fn pairs_are_unique_and_within_the_tolerance(
            truth in proptest::collection::vec(0.0..20.0_f64, 0..30),
            found in proptest::collection::vec(0.0..20.0_f64, 0..30),
        ) {
            let pairs = pair_nearest_first(&truth, &found, 0.25);
            let mut truths: Vec<usize> = pairs.iter().map(|pair| pair.0).collect();
            let mut founds: Vec<usize> = pairs.iter().map(|pair| pair.1).collect();
            truths.dedup();
            founds.sort_unstable();
            founds.dedup();
            prop_assert_eq!(truths.len(), pairs.len());
            prop_assert_eq!(founds.len(), pairs.len());
            for (t, f) in pairs {
                prop_assert!((truth[t] - found[f]).abs() <= 0.25 + 1e-9);
            }
        }

        #[test]
        fn scoring_a_truth_against_itself_is_perfect(truth in proptest::collection::vec(1.0..20.0_f64, 1..30)) {
            let tally = Tally::of(&truth, &truth, 0.1, (0.0, 21.0));
            prop_assert_eq!(tally.f1(), Some(1.0));
            prop_assert!(tally.errors_s.iter().all(|error| error.abs() < 1e-12));
        }
    }
}
