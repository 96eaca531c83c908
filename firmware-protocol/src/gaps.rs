//! A bounded set of sample numbers that are missing, as sorted spans.

/// A half-open span of sample numbers, never empty inside a [`GapSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First number.
    pub first: u32,
    /// One past the last number.
    pub end: u32,
}

impl Span {
    /// From `first` up to `end`, exclusive.
    pub const fn new(first: u32, end: u32) -> Span {
        Span { first, end }
    }

    /// How many numbers.
    pub const fn count(&self) -> u32 {
        self.end.saturating_sub(self.first)
    }

    /// True if there is no number in it.
    pub const fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// What both have in common; empty if nothing.
    pub fn intersection(&self, other: Span) -> Span {
        let first = self.first.max(other.first);
        Span {
            first,
            end: self.end.min(other.end).max(first),
        }
    }
}

/// At most `N` disjoint spans in ascending order; 8 `N` bytes. Where a further span would be needed, the lowest is given
/// up and handed back: it is the one that the sensor's buffer forgets first.
#[derive(Debug, Clone)]
pub struct GapSet<const N: usize> {
    spans: [Span; N],
    len: usize,
}

impl<const N: usize> Default for GapSet<N> {
    fn default() -> Self {
        GapSet::new()
    }
}

impl<const N: usize> GapSet<N> {
    /// The empty set.
    pub const fn new() -> Self {
        GapSet {
            spans: [Span { first: 0, end: 0 }; N],
            len: 0,
        }
    }

    /// The spans, lowest first.
    pub fn spans(&self) -> &[Span] {
        self.spans.get(..self.len).unwrap_or_default()
    }

    /// How many numbers are missing in all.
    pub fn count(&self) -> u64 {
        self.spans().iter().map(|span| u64::from(span.count())).sum()
    }

    /// The lowest span that begins at or after `number`, or contains it (then from `number` on).
    pub fn next_from(&self, number: u32) -> Option<Span> {
        let span = self.spans().iter().find(|span| span.end > number)?;
        Some(Span::new(span.first.max(number), span.end))
    }

    /// Adds a span that overlaps none of the others; returns what had to be given up for it.
    pub fn insert(&mut self, span: Span) -> Option<Span> {
        if span.is_empty() {
            return None;
        }
        let mut at = self.spans().partition_point(|other| other.first < span.first);
        let mut given_up = None;
        if self.len == N {
            if at == 0 {
                return Some(span);
            }
            given_up = Some(self.remove_at(0));
            at -= 1;
        }
        self.spans.copy_within(at..self.len, at + 1);
        self.spans[at] = span;
        self.len += 1;
        given_up
    }

    /// Takes the numbers of `cut` out. Calls `taken` with each stretch that was really missing, in ascending order;
    /// returns what had to be given up because a span fell into two.
    pub fn remove(&mut self, cut: Span, mut taken: impl FnMut(Span)) -> Option<Span> {
        let mut at = self.spans().partition_point(|span| span.end <= cut.first);
        while at < self.len && self.spans[at].first < cut.end {
            let span = self.spans[at];
            let common = span.intersection(cut);
            if common.is_empty() {
                break;
            }
            taken(common);
            let (left, right) = (Span::new(span.first, common.first), Span::new(common.end, span.end));
            match (left.is_empty(), right.is_empty()) {
                (true, true) => {
                    self.remove_at(at);
                }
                (false, true) => {
                    self.spans[at] = left;
                    at += 1;
                }
                (true, false) => self.spans[at] = right,
                (false, false) => {
                    // `cut` ends inside this span: nothing further can overlap.
                    self.spans[at] = right;
                    return self.insert(left);
                }
            }
        }
        None
    }

    /// Empties the set, lowest span first.
    pub fn drain(&mut self, mut taken: impl FnMut(Span)) {
        for &span in self.spans() {
            taken(span);
        }
        self.len = 0;
    }

    fn remove_at(&mut self, at: usize) -> Span {
        let span = self.spans[at];
        self.spans.copy_within(at + 1..self.len, at);
        self.len -= 1;
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::vec::Vec;

    #[derive(Debug, Clone)]
    enum Step {
        Insert(u32, u32),
        Remove(u32, u32),
    }

    fn step() -> impl Strategy<Value = Step> {
        let pair = || (0u32..200, 0u32..30);
        prop_oneof![
            pair().prop_map(|(a, n)| Step::Insert(a, a + n)),
            pair().prop_map(|(a, n)| Step::Remove(a, a + n))
        ]
    }

    /// Against a set of numbers, with room for three spans only.
    fn check<const N: usize>(steps: Vec<Step>) {
        let mut set = GapSet::<N>::new();
        let mut truth = BTreeSet::new();
        for step in steps {
            let given_up = match step {
                Step::Insert(a, b) if (a..b).any(|n| truth.contains(&n)) => continue,
                Step::Insert(a, b) => {
                    truth.extend(a..b);
                    set.insert(Span::new(a, b))
                }
                Step::Remove(a, b) => {
                    let mut taken = Vec::new();
                    let given_up = set.remove(Span::new(a, b), |span| taken.extend(span.first..span.end));
                    let wanted: Vec<u32> = truth.range(a..b).copied().collect();
                    assert_eq!(taken, wanted);
                    truth.retain(|n| !(a..b).contains(n));
                    given_up
                }
            };
            if let Some(span) = given_up {
                assert!(!span.is_empty() && (span.first..span.end).all(|n| truth.remove(&n)));
                assert!(
                    truth.first().is_none_or(|&lowest| lowest >= span.end),
                    "the lowest goes first"
                );
            }
            let held: Vec<u32> = set.spans().iter().flat_map(|s| s.first..s.end).collect();
            assert_eq!(held, truth.iter().copied().collect::<Vec<_>>());
            assert_eq!(set.count(), truth.len() as u64);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_a_set(steps in prop::collection::vec(step(), 0..60)) {
            check::<1>(steps.clone());
            check::<3>(steps.clone());
            check::<64>(steps);
        }
    }

    #[test]
    fn without_room_everything_is_given_up() {
        assert_eq!(GapSet::<0>::new().insert(Span::new(1, 2)), Some(Span::new(1, 2)));
    }
}
