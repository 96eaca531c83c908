//! Peaks, prominences and level crossings of a sampled curve.

/// Indices of local maxima of at least `min_height` that lie at least `min_distance` samples apart, in rising order.
///
/// The same rules as SciPy's `find_peaks(x, height, distance)`: a maximum is above both neighbours; of a plateau the
/// middle sample (rounded down) counts; the ends never count; where two peaks are too close the lower one goes, and
/// among equals the earlier one. `min_distance` 0 or 1 keeps all; `min_height` may be `f64::NEG_INFINITY`.
/// Cost: O(n + p log p) for p peaks.
pub fn local_maxima(x: &[f64], min_height: f64, min_distance: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut k = 1;
    while k + 1 < x.len() {
        if x[k - 1] < x[k] {
            let mut end = k + 1;
            while end + 1 < x.len() && x[end] == x[k] {
                end += 1;
            }
            if x[end] < x[k] {
                let middle = (k + end - 1) / 2;
                if x[middle] >= min_height {
                    found.push(middle);
                }
                k = end;
            }
        }
        k += 1;
    }
    if min_distance > 1 {
        keep_highest(x, &found, min_distance)
    } else {
        found
    }
}

fn keep_highest(x: &[f64], found: &[usize], min_distance: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&a, &b| x[found[a]].total_cmp(&x[found[b]]));
    let mut keep = vec![true; found.len()];
    for &k in order.iter().rev() {
        if !keep[k] {
            continue;
        }
        for j in (0..k).rev().take_while(|&j| found[k] - found[j] < min_distance) {
            keep[j] = false;
        }
        for j in (k + 1..found.len()).take_while(|&j| found[j] - found[k] < min_distance) {
            keep[j] = false;
        }
    }
    found
        .iter()
        .zip(keep)
        .filter_map(|(&peak, keep)| keep.then_some(peak))
        .collect()
}

/// How far a peak stands out: its height above the higher of the two lowest points that lie between it and the next
/// higher sample (or the end) on either side, as SciPy's `peak_prominences`. Zero for an index that is no peak, `NaN`
/// for one outside the curve. Cost: O(distance to the next higher peak).
pub fn prominence(x: &[f64], peak: usize) -> f64 {
    let Some(&height) = x.get(peak) else {
        return f64::NAN;
    };
    let base = |values: &mut dyn Iterator<Item = &f64>| {
        values
            .take_while(|value| **value <= height)
            .fold(height, |low, &value| low.min(value))
    };
    height - base(&mut x[..peak].iter().rev()).max(base(&mut x[peak + 1..].iter()))
}

/// Fractional index and value of the top (or bottom) of the parabola through sample `k` and its neighbours.
///
/// At the ends, and where the three samples lie on a line, the sample itself; the index moves at most half a sample
/// where `k` is a local extremum and is held to one sample elsewhere. `NaN` for `k` outside the curve.
pub fn parabola_vertex(x: &[f64], k: usize) -> (f64, f64) {
    let Some(&middle) = x.get(k) else {
        return (f64::NAN, f64::NAN);
    };
    if k == 0 || k + 1 >= x.len() {
        return (k as f64, middle);
    }
    let (before, after) = (x[k - 1], x[k + 1]);
    let bend = before - 2.0 * middle + after;
    if bend == 0.0 || !bend.is_finite() {
        return (k as f64, middle);
    }
    let slope = 0.5 * (after - before);
    let shift = (-slope / bend).clamp(-1.0, 1.0);
    (k as f64 + shift, middle + shift * (slope + 0.5 * bend * shift))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plateaus_count_once_in_the_middle_and_ends_never() {
        let x = [5.0, 1.0, 2.0, 2.0, 2.0, 2.0, 0.0, 3.0, 3.0];
        assert_eq!(local_maxima(&x, f64::NEG_INFINITY, 1), vec![3]);
        assert!(local_maxima(&x, 2.5, 1).is_empty());
        for length in 0..3 {
            assert!(local_maxima(&x[..length], f64::NEG_INFINITY, 1).is_empty());
        }
    }

    #[test]
    fn of_two_close_peaks_the_higher_stays() {
        let x = [0.0, 1.0, 0.0, 3.0, 0.0, 2.0, 0.0, 0.0, 1.0, 0.0];
        assert_eq!(local_maxima(&x, 0.0, 1), vec![1, 3, 5, 8]);
        assert_eq!(local_maxima(&x, 0.0, 3), vec![3, 8]);
        assert_eq!(local_maxima(&x, 0.0, 2), vec![1, 3, 5, 8]);
    }

    #[test]
    fn the_vertex_of_a_parabola_is_found_exactly() {
        let x: Vec<f64> = (0..7).map(|k| 4.0 - 0.7 * (k as f64 - 3.3).powi(2)).collect();
        let (index, value) = parabola_vertex(&x, 3);
        assert!((index - 3.3).abs() < 1e-12 && (value - 4.0).abs() < 1e-12);
        assert_eq!(parabola_vertex(&x, 0), (0.0, x[0]));
        assert!(parabola_vertex(&x, 9).0.is_nan());
    }

    #[test]
    fn prominence_is_measured_from_the_higher_valley() {
        let x = [0.0, 4.0, 1.0, 3.0, 2.0, 5.0, -1.0];
        assert_eq!(prominence(&x, 1), 3.0);
        assert_eq!(prominence(&x, 3), 1.0);
        assert_eq!(prominence(&x, 5), 5.0);
    }

    proptest! {
        #[test]
        fn kept_peaks_are_apart_and_every_dropped_one_has_a_higher_neighbour(
            x in proptest::collection::vec(0.0..1.0f64, 0..300), distance in 1usize..20,
        ) {
            let all = local_maxima(&x, 0.0, 1);
            let kept = local_maxima(&x, 0.0, distance);
            prop_assert!(kept.windows(2).all(|pair| pair[1] - pair[0] >= distance));
            for peak in all.iter().filter(|peak| !kept.contains(peak)) {
                prop_assert!(kept.iter().any(|k| k.abs_diff(*peak) < distance && x[*k] >= x[*peak]));
            }
        }
    }
}
