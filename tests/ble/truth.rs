//! What the sensors sampled, against what the recording says.

use crate::must;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// One sensor's own account.
#[derive(Debug, Deserialize)]
pub(crate) struct Truth {
    #[serde(default)]
    pub site: Option<String>,
    pub connections: u32,
    #[serde(default)]
    pub runs: Vec<Run>,
    /// Of a sensor that does not number its samples: number, device time, true time, values, whether it was sent.
    #[serde(default)]
    pub samples: Vec<(u32, u64, f64, [f64; 6], u8)>,
}

/// One run of sampling.
#[derive(Debug, Deserialize)]
pub(crate) struct Run {
    pub rate_hz: f64,
    pub acc_g: f64,
    pub gyr_dps: f64,
    /// Spans of numbers that were taken; the others were passed over by the chip.
    pub taken: Vec<(u32, u32)>,
    device_us: Vec<u64>,
    true_s: Vec<f64>,
    counts: String,
}

/// A sample as its sensor took it.
#[derive(Debug)]
pub(crate) struct Taken {
    device_us: u64,
    true_s: f64,
    counts: [i16; 6],
}

impl Run {
    pub(crate) fn is_empty(&self) -> bool {
        self.device_us.is_empty()
    }

    /// A row has the sample's values, and its time.
    pub(crate) fn fits(&self, row: &Row, sample: &Taken) -> Result<(), String> {
        let acc = self.acc_g * 9.80665 / 32768.0;
        let gyr = self.gyr_dps.to_radians() / 32768.0;
        let counts: [f64; 6] = std::array::from_fn(|k| (row.values()[k] / if k < 3 { acc } else { gyr }).round());
        must!(
            counts == sample.counts.map(f64::from),
            "{row:?} has {counts:?}, not {:?}",
            sample.counts
        );
        let device_us = row.device_us.ok_or("a row without a device time")?;
        must!(
            device_us.abs_diff(sample.device_us) <= TRUE_US,
            "{row:?} was at {}",
            sample.device_us
        );
        Ok(())
    }

    pub(crate) fn samples(&self) -> Result<BTreeMap<u32, Taken>, String> {
        let bytes: Vec<u8> = (0..self.counts.len() / 2)
            .map(|k| u8::from_str_radix(&self.counts[2 * k..2 * k + 2], 16).map_err(|e| e.to_string()))
            .collect::<Result<_, _>>()?;
        let numbers = self.taken.iter().flat_map(|&(a, b)| a..b);
        let counts = bytes
            .chunks_exact(12)
            .map(|s| std::array::from_fn(|k| i16::from_le_bytes([s[2 * k], s[2 * k + 1]])));
        Ok(numbers
            .zip(self.device_us.iter().zip(&self.true_s))
            .zip(counts)
            .map(|((number, (&device_us, &true_s)), counts)| {
                (
                    number,
                    Taken {
                        device_us,
                        true_s,
                        counts,
                    },
                )
            })
            .collect())
    }

    /// Where the clock that the sensor reports jumped: the first number after it, and by how many µs.
    fn jumps(&self, taken: &BTreeMap<u32, Taken>) -> Vec<(u32, i64)> {
        let pairs = taken.iter().zip(taken.iter().skip(1));
        pairs
            .filter_map(|((a, before), (b, after))| {
                let passed = f64::from(b - a) * 1e6 / self.rate_hz;
                let jump = after.device_us as i64 - before.device_us as i64 - passed.round() as i64;
                (jump.abs() > 2_000).then_some((*b, jump))
            })
            .collect()
    }
}

/// A time is true within this, µs.
const TRUE_US: u64 = 200;
/// Samples that a packet can hold at an MTU of 247.
const PACKET: u32 = 20;

/// A row of `<site>.csv`.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub time_s: f64,
    pub acc_x_mps2: f64,
    pub acc_y_mps2: f64,
    pub acc_z_mps2: f64,
    pub gyr_x_radps: f64,
    pub gyr_y_radps: f64,
    pub gyr_z_radps: f64,
    pub sequence: Option<u32>,
    pub device_us: Option<u64>,
}

impl Row {
    pub(crate) fn values(&self) -> [f64; 6] {
        [
            self.acc_x_mps2,
            self.acc_y_mps2,
            self.acc_z_mps2,
            self.gyr_x_radps,
            self.gyr_y_radps,
            self.gyr_z_radps,
        ]
    }
}

pub(crate) fn rows(recording: &Path, site: &str) -> Result<Vec<Row>, String> {
    let path = recording.join(format!("{site}.csv"));
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(&path)
        .map_err(|e| format!("{}: {e}", path.display()))?;
    reader
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| format!("{}: {e}", path.display()))
}

/// How a sensor's file compares with its truth. Values, numbers and order are right, or there is no comparison.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub first: u32,
    pub last: u32,
    /// Numbers that the chip took, between first and last, that the recording has not.
    pub missing: Vec<(u32, u32)>,
    rate_hz: f64,
    /// `time_s` minus true time, s, in the order of the rows.
    pub offsets_s: Vec<f64>,
}

impl Comparison {
    pub(crate) fn seconds(&self) -> f64 {
        f64::from(self.last + 1 - self.first) / self.rate_hz
    }
}

/// `time_s` minus true time, s, of every row of a sensor that restarted: device times that go back begin its next run.
/// Values are right, or there is no answer.
pub(crate) fn offsets_over_restarts(truth: &Truth, recording: &Path) -> Result<Vec<f64>, String> {
    let site = truth.site.as_deref().ok_or("the sensor has no site")?;
    let rows = rows(recording, site)?;
    let mut runs = truth.runs.iter();
    let next = |runs: &mut std::slice::Iter<Run>| -> Result<BTreeMap<u64, Taken>, String> {
        let run = runs.next().ok_or("more restarts than runs")?;
        let taken = run.samples()?.into_values();
        Ok(taken.map(|sample| (sample.device_us, sample)).collect())
    };
    let mut taken = next(&mut runs)?;
    let (mut offsets, mut before) = (Vec::new(), 0);
    for row in &rows {
        let device_us = row.device_us.ok_or("a row without a device time")?;
        if device_us < before {
            taken = next(&mut runs)?;
        }
        before = device_us;
        let near = taken
            .range(device_us.saturating_sub(TRUE_US)..=device_us + TRUE_US)
            .next();
        let (_, sample) = near.ok_or_else(|| format!("{site}: nothing was taken at {device_us} µs"))?;
        offsets.push(row.time_s - sample.true_s);
    }
    Ok(offsets)
}

/// Compares the recording with the run of the sensor that most of it comes from, its longest.
pub(crate) fn compare(truth: &Truth, recording: &Path) -> Result<Comparison, String> {
    let site = truth.site.as_deref().ok_or("the sensor has no site")?;
    let rows = rows(recording, site)?;
    let run = truth
        .runs
        .iter()
        .max_by_key(|r| r.device_us.len())
        .ok_or("the sensor never started")?;
    let taken = run.samples()?;
    let jumps = run.jumps(&taken);
    let acc = run.acc_g * 9.80665 / 32768.0;
    let gyr = run.gyr_dps.to_radians() / 32768.0;
    let (mut seen, mut offsets_s) = (Vec::new(), Vec::new());
    for row in &rows {
        let number = row
            .sequence
            .ok_or_else(|| format!("{site}: a row without a number: {row:?}"))?;
        let sample = taken
            .get(&number)
            .ok_or_else(|| format!("{site}: number {number} was never taken"))?;
        let counts: [f64; 6] = std::array::from_fn(|k| (row.values()[k] / if k < 3 { acc } else { gyr }).round());
        must!(
            counts == sample.counts.map(f64::from),
            "{site}: number {number} has {counts:?}, not {:?}",
            sample.counts
        );
        // Times inside a packet are counted on from its first, by the measured period; also where the clock jumped within.
        let device_us = row.device_us.ok_or("a row without a device time")?;
        let counted_on = |jump: &(u32, i64)| {
            (jump.0..jump.0 + PACKET).contains(&number)
                && device_us.abs_diff(sample.device_us.saturating_add_signed(-jump.1)) <= TRUE_US
        };
        must!(
            device_us.abs_diff(sample.device_us) <= TRUE_US || jumps.iter().any(counted_on),
            "{site}: {number} at {device_us}, not {}",
            sample.device_us
        );
        must!(
            seen.last().is_none_or(|&last| last < number),
            "{site}: {number} is twice or out of order"
        );
        seen.push(number);
        offsets_s.push(row.time_s - sample.true_s);
    }
    must!(
        rows.windows(2).all(|w| w[0].time_s < w[1].time_s),
        "{site}: time_s does not grow"
    );
    let (&first, &last) = seen
        .first()
        .zip(seen.last())
        .ok_or_else(|| format!("{site}: no rows"))?;
    let mut missing: Vec<(u32, u32)> = Vec::new();
    let mut at = 0;
    for &number in taken.range(first..=last).map(|(number, _)| number) {
        if seen[at] == number {
            at += 1;
        } else if let Some(span) = missing.last_mut().filter(|span| span.1 == number) {
            span.1 += 1;
        } else {
            missing.push((number, number + 1));
        }
    }
    Ok(Comparison {
        first,
        last,
        missing,
        rate_hz: run.rate_hz,
        offsets_s,
    })
}
