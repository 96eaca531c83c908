//! Seconds of what tables give instead: counters, dates, times of day, and stamps of packets that arrived in bunches.

use super::super::units;
use super::sheet;

/// A counter counts samples if this share of its steps is 1; the rest are gaps, as a radio leaves them. Ours.
const COUNTS_SAMPLES: f64 = 0.9;
/// Fewer stamps prove no bunches.
const FEWEST: usize = 20;
/// Stamps come in bunches where the usual step is less than this share of the mean one, and so many of all steps are jumps
/// between bunches. Ours.
const WITHIN_BUNCH: f64 = 0.5;
const JUMPS: f64 = 0.02;
/// A longer wait between two bunches is a pause, seconds and times the usual wait. Ours.
const PAUSE_S: f64 = 0.5;
const PAUSE_WAITS: f64 = 5.0;

/// What a column that counts is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Count {
    /// Samples: these numbers from the first one on, gaps and all.
    Samples(Vec<f64>),
    /// Other things too, such as packets of all kinds: its steps do not tell what is missing.
    Others,
    /// Neither, or not to be told.
    Unclear,
}

/// Tells what a column of whole numbers counts.
pub(super) fn count(values: &[f64]) -> Count {
    let counted = around(values);
    let steps: Vec<f64> = counted.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if steps.iter().any(|step| *step < 0.0) || steps.is_empty() {
        return Count::Unclear;
    }
    let ones = steps.iter().filter(|step| **step == 1.0).count();
    if ones as f64 >= COUNTS_SAMPLES * steps.len() as f64 {
        return Count::Samples(counted);
    }
    let mut sorted = steps;
    let middle = sorted.len() / 2;
    let (_, &mut median, _) = sorted.select_nth_unstable_by(middle, f64::total_cmp);
    if median > 1.0 { Count::Others } else { Count::Unclear }
}

/// A counter of 8, 16 or 32 bits that goes round counts on.
fn around(values: &[f64]) -> Vec<f64> {
    let top = values.iter().copied().fold(0.0, f64::max);
    let modulus = [256.0, 65_536.0, 4_294_967_296.0]
        .into_iter()
        .find(|modulus| top < *modulus);
    match modulus {
        Some(modulus) => sheet::unwrapped(values, modulus, 1.0),
        None => values.iter().map(|value| value - values[0]).collect(),
    }
}

/// Whether times repeat or come in bunches, so that they are those of packets. Without a counter beside them only repeated
/// times are: what merely looks uneven is left to the analysis, which says so.
pub(super) fn are_bunched(stamps: &[f64], counted: bool) -> bool {
    if stamps.len() < FEWEST {
        return false;
    }
    let mut steps: Vec<f64> = stamps.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if steps.iter().any(|step| *step < 0.0) {
        return false;
    }
    let mean = steps.iter().sum::<f64>() / steps.len() as f64;
    let jumps = steps.iter().filter(|step| **step > 2.0 * mean).count();
    let repeats = steps.iter().filter(|step| **step == 0.0).count();
    let count = steps.len() as f64;
    let middle = steps.len() / 2;
    let (_, &mut median, _) = steps.select_nth_unstable_by(middle, f64::total_cmp);
    let uneven = median < WITHIN_BUNCH * mean && jumps as f64 >= JUMPS * count;
    // Stamps rounded to less than a sample repeat now and then.
    uneven && counted || repeats as f64 > 0.1 * count && mean > 0.0
}

/// Times of samples whose stamps (seconds) are those of packets: evenly by the counter of samples or packets, else by their
/// order, along the line that fits the stamps best. `None` where the counter and the stamps do not belong together.
pub(super) fn spread(stamps: &[f64], counter: Option<&[f64]>) -> Option<Vec<f64>> {
    let places = match counter {
        Some(counter) => places_by_counter(counter)?,
        None => places_by_order(stamps),
    };
    let n = places.len() as f64;
    let (mean_x, mean_y) = (places.iter().sum::<f64>() / n, stamps.iter().sum::<f64>() / n);
    let (mut xy, mut xx) = (0.0, 0.0);
    for (x, y) in places.iter().zip(stamps) {
        xy += (x - mean_x) * (y - mean_y);
        xx += (x - mean_x).powi(2);
    }
    let step = xy / xx;
    let time = |x: &f64| mean_y + step * (x - mean_x);
    let far = (places.iter().zip(stamps)).any(|(x, y)| (time(x) - y).abs() > 2.0);
    (step > 0.0 && !far).then(|| places.iter().map(time).collect())
}

/// Places of rows in the course of samples: the counter itself, or the packet's number times the rows of a packet.
fn places_by_counter(counter: &[f64]) -> Option<Vec<f64>> {
    let counted = around(counter);
    let repeats = counted.windows(2).filter(|pair| pair[0] == pair[1]).count();
    if repeats == 0 {
        return matches!(count(counter), Count::Samples(_)).then_some(counted);
    }
    let mut sizes: Vec<usize> = counted.chunk_by(|a, b| a == b).map(<[f64]>::len).collect();
    sizes.sort_unstable();
    let size = sizes[sizes.len() / 2] as f64;
    if sizes.last().is_some_and(|largest| *largest as f64 > size) || counted.windows(2).any(|pair| pair[1] < pair[0]) {
        return None;
    }
    let places = counted.chunk_by(|a, b| a == b).flat_map(|packet| {
        let first = packet[0] * size;
        (0..packet.len()).map(move |k| first + k as f64)
    });
    Some(places.collect())
}

/// Places of rows that follow each other, with room for the pauses.
fn places_by_order(stamps: &[f64]) -> Vec<f64> {
    let wait = units::median_step(stamps);
    let is_pause = |step: f64| step > PAUSE_S && step > PAUSE_WAITS * wait;
    let going: f64 = (stamps.windows(2).map(|pair| pair[1] - pair[0]))
        .filter(|step| !is_pause(*step))
        .sum();
    let interval = going / stamps.len() as f64;
    let mut place = 0.0;
    let mut places = vec![0.0];
    for pair in stamps.windows(2) {
        let step = pair[1] - pair[0];
        place += if is_pause(step) {
            (step / interval).round().max(1.0)
        } else {
            1.0
        };
        places.push(place);
    }
    places
}

/// Seconds of a date or time of day, also of German dates (`06.05.2024 10:00:00`), of American ones with a half of the day
/// (`5/6/2024 1:00:00.5 PM`) and with a zone behind.
pub(super) fn stamp(cell: &str) -> Option<f64> {
    let cell = cell.trim().trim_matches('"');
    if !cell.contains(':') {
        return None;
    }
    let bare = match cell.strip_suffix(['Z', 'z']) {
        Some(bare) => bare,
        None => match cell.rfind(['+', '-']).filter(|at| cell[..*at].contains(':')) {
            Some(at) => &cell[..at],
            None => cell,
        },
    };
    let lower = bare.to_ascii_lowercase();
    let (bare, noon) = match (lower.strip_suffix("pm"), lower.strip_suffix("am")) {
        (Some(bare), _) => (bare.trim_end(), Some(true)),
        (_, Some(bare)) => (bare.trim_end(), Some(false)),
        _ => (bare.trim_end_matches(" UTC").trim(), None),
    };
    let seconds = sheet::clock_time(bare).or_else(|| {
        let (date, time) = bare.split_once([' ', 'T', 't'])?;
        let mut parts = date.split(['.', '/']);
        let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
        // Day and month change places where the half of the day follows: only there is the date surely American. Which of
        // them is which matters to no difference within a day.
        let (day, month) = if noon.is_some() {
            (second, first)
        } else {
            (first, second)
        };
        sheet::clock_time(&format!("{year}-{month}-{day} {time}"))
            .or_else(|| sheet::clock_time(&format!("{year}-{day}-{month} {time}")))
    })?;
    let hour = seconds.rem_euclid(86_400.0);
    Some(match noon {
        Some(true) if hour < 43_200.0 => seconds + 43_200.0,
        Some(false) if hour >= 43_200.0 => seconds - 43_200.0,
        _ => seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_of_samples_leaves_gaps_and_one_of_packets_none() {
        let samples: Vec<f64> = (0..1000).filter(|k| !(300..320).contains(k)).map(f64::from).collect();
        assert_eq!(count(&samples), Count::Samples(samples.clone()));
        let round: Vec<f64> = (200..1000).map(|k| f64::from(k % 256)).collect();
        assert_eq!(count(&round), Count::Samples((0..800).map(f64::from).collect()));
        // Every packet is counted, and only some hold movement.
        let packets: Vec<f64> = (0..400)
            .flat_map(|k| [5.0 * f64::from(k), 5.0 * f64::from(k) + 2.0])
            .collect();
        assert_eq!(count(&packets), Count::Others);
        // One row in ten is missing, or something else was counted: not to be told.
        let unclear: Vec<f64> = (0..1000).filter(|k| k % 10 != 3).map(f64::from).collect();
        assert_eq!(count(&unclear), Count::Unclear);
        assert_eq!(count(&[5.0, 4.0, 3.0]), Count::Unclear);
    }

    #[test]
    fn bunches_are_spread_by_the_counter_and_nothing_is_lost() {
        // Ten samples of 100 Hz in each packet; the radio delivers them together, a little late.
        let late = |packet: usize| 0.1 * packet as f64 + 0.013 * ((7 * packet) % 5) as f64 / 5.0;
        let stamps: Vec<f64> = (0..600).map(|k| late(k / 10) + 0.001 * (k % 10) as f64).collect();
        let samples: Vec<f64> = (0..600).map(f64::from).collect();
        let packets: Vec<f64> = (0..600).map(|k| f64::from(k / 10)).collect();
        assert!(are_bunched(&stamps, true) && !are_bunched(&stamps, false));
        for counter in [&samples, &packets] {
            let times = spread(&stamps, Some(counter)).unwrap();
            let rate = 599.0 / (times[599] - times[0]);
            assert!((rate - 100.0).abs() < 0.2, "{rate}");
            assert!(times.windows(2).all(|pair| (pair[1] - pair[0] - 0.01).abs() < 1e-4));
        }
        let lost: Vec<usize> = (0..600).filter(|k| !(200..240).contains(k)).collect();
        let pick = |all: &[f64]| -> Vec<f64> { lost.iter().map(|&k| all[k]).collect() };
        let times = spread(&pick(&stamps), Some(&pick(&packets))).unwrap();
        assert!((times[200] - times[199] - 0.41).abs() < 0.002, "the gap stays");
    }

    #[test]
    fn stamps_of_whole_seconds_are_spread_in_their_order() {
        let stamps: Vec<f64> = (0..1000).map(|k| f64::from(k / 50)).collect();
        assert!(are_bunched(&stamps, false));
        let times = spread(&stamps, None).unwrap();
        let rate = 999.0 / (times[999] - times[0]);
        assert!((rate - 50.0).abs() < 0.5, "{rate}");
        let even: Vec<f64> = (0..1000).map(|k| f64::from(k) / 50.0).collect();
        assert!(!are_bunched(&even, true));
    }

    #[test]
    fn dates_in_their_spellings() {
        let expected = stamp("2024-05-06T13:00:00.5").unwrap();
        for text in [
            "2024-05-06T13:00:00.500Z",
            "2024-05-06T13:00:00.5+02:00",
            "06.05.2024 13:00:00,5",
            "5/6/2024 1:00:00.5 PM",
            "2024/05/06 13:00:00.500",
            "\"2024-05-06 13:00:00.500\"",
        ] {
            assert_eq!(stamp(text), Some(expected), "{text}");
        }
        assert_eq!(stamp("12:00:01 AM"), Some(1.0));
        assert_eq!(stamp("9.81"), None);
    }
}
