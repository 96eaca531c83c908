//! Bootstrap intervals for the median of a correlated series.
//!
//! Successive strides are not independent, so blocks of successive values are drawn, not single ones (Künsch 1989), each
//! from within one group (a bout): a block that reaches the group's end goes on at its start (Politis & Romano 1992), so
//! that every value is drawn equally often. Groups count by their length.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::statistics;

/// Below this many values a resampled median takes so few different values that its spread means nothing.
const FEWEST: usize = 5;
/// Half width, in standard deviations of the resampled median's rank, of the window in which it is looked for.
const WINDOW_SD: f64 = 4.5;

/// 95 % percentile interval of the median over all groups; see [`block_bootstrap_median_at`].
pub fn block_bootstrap_median(groups: &[&[f64]], block: usize, replicates: usize, seed: u64) -> Option<(f64, f64)> {
    block_bootstrap_median_at(groups, block, replicates, seed, 0.95)
}

/// Percentile interval, at a confidence between 0 and 1, of the median over all values of all groups, from `replicates`
/// resamples in blocks of `block` values (at least 1; a shorter group is one block).
///
/// `None` below 5 values in all, with a `NaN` among them, without replicates, or for a confidence outside (0, 1). The same
/// seed gives the same interval. For Holm's correction over m measures ask for 1 − 0.05 / m, and for at least 40 m
/// replicates.
///
/// Cost: about 1 µs per replicate and 1000 values. Values are replaced by their ranks; only the few near the middle are
/// counted one by one, those surely below it are counted per block beforehand. The result is exactly that of sorting
/// each resample.
pub fn block_bootstrap_median_at(
    groups: &[&[f64]],
    block: usize,
    replicates: usize,
    seed: u64,
    confidence: f64,
) -> Option<(f64, f64)> {
    let n: usize = groups.iter().map(|group| group.len()).sum();
    let possible = n >= FEWEST && u32::try_from(n).is_ok() && replicates > 0 && confidence > 0.0 && confidence < 1.0;
    if !possible || groups.iter().any(|group| group.iter().any(|value| value.is_nan())) {
        return None;
    }
    let blocks = Blocks::new(groups, block.max(1), n);
    let mut medians = blocks.medians(replicates, seed);
    let tail = 50.0 * (1.0 - confidence);
    let low = statistics::percentile_in_place(&mut medians, tail);
    Some((low, statistics::percentile_in_place(&mut medians, 100.0 - tail)))
}

/// The values as ranks, and what each possible block holds.
struct Blocks {
    sorted: Vec<f64>,
    /// Members of the block that starts at each value: `members[s * block ..][.. length[s]]`, as ranks.
    members: Vec<u32>,
    block: usize,
    length: Vec<u32>,
    /// First rank of the window, and its width.
    from: usize,
    width: usize,
    /// Per block: members below the window, and where its members within the window lie in `near`.
    below: Vec<u32>,
    near_start: Vec<u32>,
    near: Vec<u32>,
}

impl Blocks {
    fn new(groups: &[&[f64]], block: usize, n: usize) -> Self {
        let values: Vec<f64> = groups.iter().flat_map(|group| group.iter().copied()).collect();
        let block = block.min(groups.iter().map(|group| group.len()).max().unwrap_or(1));
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
        let mut rank = vec![0u32; n];
        for (k, &index) in order.iter().enumerate() {
            rank[index as usize] = k as u32;
        }
        let (mut members, mut length) = (vec![0u32; n * block], vec![0u32; n]);
        let mut first = 0;
        for group in groups {
            let own = block.min(group.len());
            for s in 0..group.len() {
                for k in 0..own {
                    members[(first + s) * block + k] = rank[first + (s + k) % group.len()];
                }
                length[first + s] = own as u32;
            }
            first += group.len();
        }
        // Spread of the number of drawn values below the middle: one term per block, from how blocks split there.
        let middle = n as f64 / 2.0;
        let split = |s: usize| {
            let own = &members[s * block..s * block + length[s] as usize];
            own.iter().filter(|&&rank| (f64::from(rank)) < middle).count() as f64 - 0.5 * own.len() as f64
        };
        let per_value: f64 = (0..n).map(|s| split(s).powi(2) / f64::from(length[s])).sum::<f64>() / n as f64;
        let half = (WINDOW_SD * (per_value * n as f64).sqrt()).ceil() as usize + 2;
        let from = (n / 2).saturating_sub(half);
        let width = (n / 2 + half).min(n) - from;
        let (mut below, mut near_start, mut near) = (vec![0; n], vec![0; n + 1], Vec::new());
        for s in 0..n {
            for &rank in &members[s * block..s * block + length[s] as usize] {
                if (rank as usize) < from {
                    below[s] += 1;
                } else if (rank as usize) < from + width {
                    near.push(rank - from as u32);
                }
            }
            near_start[s + 1] = near.len() as u32;
        }
        let sorted = order.iter().map(|&index| values[index as usize]).collect();
        Self {
            sorted,
            members,
            block,
            length,
            from,
            width,
            below,
            near_start,
            near,
        }
    }

    fn medians(&self, replicates: usize, seed: u64) -> Vec<f64> {
        let n = self.sorted.len();
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut counts = vec![0u32; self.width];
        let mut starts: Vec<usize> = Vec::with_capacity(n);
        let mut medians = Vec::with_capacity(replicates);
        for _ in 0..replicates {
            counts.fill(0);
            starts.clear();
            let (mut drawn, mut below) = (0usize, 0u32);
            while drawn < n {
                let start = ((u64::from(random.next_u32()) * n as u64) >> 32) as usize;
                starts.push(start);
                let length = self.length[start] as usize;
                if drawn + length <= n {
                    below += self.below[start];
                    for &rank in &self.near[self.near_start[start] as usize..self.near_start[start + 1] as usize] {
                        counts[rank as usize] += 1;
                    }
                } else {
                    for &rank in &self.members[start * self.block..][..n - drawn] {
                        let rank = rank as usize;
                        if rank < self.from {
                            below += 1;
                        } else if rank < self.from + self.width {
                            counts[rank - self.from] += 1;
                        }
                    }
                }
                drawn += length;
            }
            medians.push(
                self.median_in_window(&counts, below as usize)
                    .unwrap_or_else(|| self.median_of(&starts)),
            );
        }
        medians
    }

    /// The median of a resample, if both its middle values lie in the window.
    fn median_in_window(&self, counts: &[u32], below: usize) -> Option<f64> {
        let n = self.sorted.len();
        let (first, second) = ((n - 1) / 2, n / 2);
        if first < below {
            return None;
        }
        let mut passed = below;
        let mut low = None;
        for (k, &count) in counts.iter().enumerate() {
            passed += count as usize;
            if low.is_none() && passed > first {
                low = Some(self.sorted[self.from + k]);
            }
            if passed > second {
                return low.map(|low| 0.5 * (low + self.sorted[self.from + k]));
            }
        }
        None
    }

    /// The median of a resample the plain way.
    fn median_of(&self, starts: &[usize]) -> f64 {
        let n = self.sorted.len();
        let drawn = starts
            .iter()
            .flat_map(|&start| &self.members[start * self.block..][..self.length[start] as usize])
            .take(n);
        let mut values: Vec<f64> = drawn.map(|&rank| self.sorted[rank as usize]).collect();
        statistics::median_in_place(&mut values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same draws, each resample written out and sorted.
    fn slow(groups: &[&[f64]], block: usize, replicates: usize, seed: u64) -> Vec<f64> {
        let n: usize = groups.iter().map(|group| group.len()).sum();
        let longest = groups.iter().map(|group| group.len()).max().unwrap();
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        (0..replicates)
            .map(|_| {
                let mut drawn = Vec::new();
                while drawn.len() < n {
                    let mut start = ((u64::from(random.next_u32()) * n as u64) >> 32) as usize;
                    let group = groups.iter().find(|group| {
                        let inside = start < group.len();
                        start -= if inside { 0 } else { group.len() };
                        inside
                    });
                    let group = group.unwrap();
                    let own = block.min(longest).min(group.len());
                    drawn.extend((0..own).map(|k| group[(start + k) % group.len()]));
                }
                drawn.truncate(n);
                drawn.sort_by(f64::total_cmp);
                0.5 * (drawn[(n - 1) / 2] + drawn[n / 2])
            })
            .collect()
    }

    fn series(n: usize, seed: u64, memory: f64) -> Vec<f64> {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut last = 0.0;
        (0..n)
            .map(|_| {
                let noise: f64 = (0..12)
                    .map(|_| f64::from(random.next_u32()) / 4_294_967_296.0)
                    .sum::<f64>()
                    - 6.0;
                last = memory * last + noise;
                last
            })
            .collect()
    }

    #[test]
    fn too_little_gives_no_interval() {
        assert!(block_bootstrap_median(&[], 5, 100, 1).is_none());
        assert!(block_bootstrap_median(&[&[1.0, 2.0], &[3.0, 4.0]], 5, 100, 1).is_none());
        assert!(block_bootstrap_median(&[&[1.0, 2.0, f64::NAN, 3.0, 4.0]], 5, 100, 1).is_none());
        assert!(block_bootstrap_median_at(&[&[1.0; 9]], 5, 100, 1, 1.0).is_none());
        assert_eq!(block_bootstrap_median(&[&[2.0; 9], &[]], 0, 100, 1), Some((2.0, 2.0)));
    }

    #[test]
    fn the_interval_of_independent_values_has_the_known_width() {
        let x = series(1000, 3, 0.0);
        let (low, high) = block_bootstrap_median(&[&x], 5, 4000, 7).unwrap();
        // Standard error of a normal median: sqrt(pi / 2n).
        let wanted = 2.0 * 1.96 * (std::f64::consts::PI / 2000.0).sqrt();
        assert!(
            ((high - low) / wanted - 1.0).abs() < 0.25,
            "{} against {wanted}",
            high - low
        );
        let (wide_low, wide_high) = block_bootstrap_median_at(&[&x], 5, 4000, 7, 0.99).unwrap();
        assert!(wide_low < low && wide_high > high);
    }

    #[test]
    fn correlated_values_give_a_wider_interval_with_blocks() {
        let x = series(800, 5, 0.7);
        let width = |block| {
            block_bootstrap_median(&[&x], block, 2000, 1)
                .map(|(low, high)| high - low)
                .unwrap()
        };
        assert!(width(10) > 1.4 * width(1));
    }

    proptest! {
        #[test]
        fn counting_ranks_is_sorting(
            sizes in proptest::collection::vec(0usize..60, 1..6), block in 1usize..9, seed in 0u64..1000,
        ) {
            let groups: Vec<Vec<f64>> = sizes
                .iter()
                .enumerate()
                .map(|(k, &size)| series(size, seed + k as u64, 0.5).iter().map(|v| (v * 4.0).round()).collect())
                .collect();
            let views: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
            let n: usize = sizes.iter().sum();
            prop_assume!(n >= FEWEST);
            let fast = Blocks::new(&views, block, n).medians(50, seed);
            prop_assert_eq!(fast, slow(&views, block, 50, seed));
        }
    }
}
