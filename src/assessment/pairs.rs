//! Strides of the two legs that belong together.

use gait::{Comparison, Stride};
use recording::Side;

/// A stride of each leg, one right after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Index of the earlier one.
    pub first: usize,
    /// Index of the left stride.
    pub left: usize,
    /// Index of the right stride.
    pub right: usize,
}

/// The included strides in pairs: each stride with the other leg's that begins within it, whichever foot is first, no
/// stride twice. Time alone decides, so that the pairs of a person in a mirror are the mirrored pairs.
///
/// `strides` in order of start. Cost: linear.
pub fn pairs(strides: &[Stride]) -> Vec<Pair> {
    let included: Vec<usize> = (0..strides.len()).filter(|&k| strides[k].included()).collect();
    let mut found = Vec::with_capacity(included.len() / 2);
    let mut at = 0;
    while at + 1 < included.len() {
        let (first, second) = (included[at], included[at + 1]);
        let (one, other) = (&strides[first], &strides[second]);
        if one.side == other.side || one.bout != other.bout || other.start_s >= one.end_s {
            at += 1;
            continue;
        }
        let (left, right) = match one.side {
            Side::Left => (first, second),
            Side::Right => (second, first),
        };
        found.push(Pair { first, left, right });
        at += 2;
    }
    found
}

/// Right against left as the measure wants it; `None` where it is not compared or a ratio has no sense.
pub fn compare(comparison: Comparison, right: f64, left: f64) -> Option<f64> {
    match comparison {
        Comparison::Difference => Some(right - left),
        // The difference of logarithms changes nothing but its sign when the legs are exchanged; a ratio is rounded.
        Comparison::LogRatioPercent => (right > 0.0 && left > 0.0).then(|| 100.0 * (right.ln() - left.ln())),
        Comparison::None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gait::{Exclusion, Values};
    use proptest::prelude::*;

    fn stride(side: Side, start_s: f64, excluded: bool) -> Stride {
        Stride {
            side,
            bout: 0,
            start_s,
            end_s: start_s + 1.1,
            final_contact_s: None,
            opposite_final_contact_s: None,
            opposite_initial_contact_s: None,
            values: Values::default(),
            excluded_because: if excluded { vec![Exclusion::Turn] } else { Vec::new() },
        }
    }

    proptest! {
        #[test]
        fn exchanged_legs_give_exchanged_pairs(
            first in any::<bool>(),
            excluded in prop::collection::vec(prop::bool::weighted(0.2), 0..60),
        ) {
            let side = |k: usize| if k.is_multiple_of(2) == first { Side::Left } else { Side::Right };
            let strides: Vec<Stride> = excluded
                .iter()
                .enumerate()
                .map(|(k, excluded)| stride(side(k), 0.55 * k as f64, *excluded))
                .collect();
            let mut mirror = strides.clone();
            mirror.iter_mut().for_each(|stride| stride.side = stride.side.other());
            let found = pairs(&strides);
            let swapped: Vec<Pair> = pairs(&mirror)
                .into_iter()
                .map(|pair| Pair { first: pair.first, left: pair.right, right: pair.left })
                .collect();
            prop_assert_eq!(&found, &swapped);
            let mut used: Vec<usize> = found.iter().flat_map(|pair| [pair.left, pair.right]).collect();
            prop_assert!(used.iter().all(|&k| strides[k].included()));
            let all = used.len();
            used.dedup();
            prop_assert_eq!(all, used.len());
            for pair in found {
                prop_assert_eq!((strides[pair.left].side, strides[pair.right].side), (Side::Left, Side::Right));
                prop_assert!((strides[pair.left].start_s - strides[pair.right].start_s).abs() < 1.1);
            }
        }
    }

    #[test]
    fn a_comparison_changes_its_sign_with_the_legs() {
        for comparison in [Comparison::Difference, Comparison::LogRatioPercent] {
            let (one, other) = (compare(comparison, 0.71, 0.64), compare(comparison, 0.64, 0.71));
            assert_eq!(one, other.map(|value| -value));
        }
        assert_eq!(compare(Comparison::LogRatioPercent, 0.0, 1.0), None);
        assert_eq!(compare(Comparison::None, 1.0, 1.0), None);
    }
}
