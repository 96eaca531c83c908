//! Axivity AX6 (`.cwa`): blocks of 512 bytes with packed samples of accelerometer and gyroscope.
//!
//! After the maker's description of the format (`cwa.md`, Open Movement) as we remember it; no device's file was read.
//! Times: each block knows the moment of one of its samples; those between lie evenly, and blocks that are missing leave a gap. An AX3 has no gyroscope.

use super::super::super::problem::ExportProblem;
use super::{LARGEST_TABLE, Table, unreadable};
use std::fmt::Write as _;

pub(super) const NAME: &str = "Axivity recording";

const BLOCK: usize = 512;
const DATA: std::ops::Range<usize> = 30..510;

pub(super) fn is_axivity(head: &[u8]) -> bool {
    head.starts_with(b"MD\xfc\x03")
}

/// A block of samples.
struct Block {
    sequence: u32,
    /// Seconds since 1970 of the sample with this number within the block.
    time_s: f64,
    at: f64,
    rate_hz: f64,
    /// deg/s and g; the gyroscope comes first.
    samples: Vec<[f64; 6]>,
}

pub(super) fn tables(bytes: &[u8]) -> Result<Vec<Table>, ExportProblem> {
    let mut blocks: Vec<Block> = Vec::new();
    for bytes in bytes.chunks_exact(BLOCK).filter(|bytes| bytes.starts_with(b"AX")) {
        if let Some(block) = block(bytes)? {
            blocks.push(block);
        }
    }
    let mut text = String::from("time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps\n");
    let start = blocks.first().map_or(0.0, |block| block.time_s.floor());
    let mut before = f64::NEG_INFINITY;
    for (k, block) in blocks.iter().enumerate() {
        // The usual rate differs a little from the stated one: the next block's time says how much.
        let next = blocks
            .get(k + 1)
            .filter(|next| next.sequence == block.sequence.wrapping_add(1));
        let measured =
            next.map(|next| (block.samples.len() as f64 - block.at + next.at) / (next.time_s - block.time_s));
        let rate = measured
            .filter(|rate| (rate / block.rate_hz - 1.0).abs() < 0.1)
            .unwrap_or(block.rate_hz);
        for (i, [gx, gy, gz, ax, ay, az]) in block.samples.iter().enumerate() {
            let time = block.time_s - start + (i as f64 - block.at) / rate;
            // Blocks whose times overlap by less than a sample.
            if time > before {
                writeln!(text, "{time:.6},{ax:.6},{ay:.6},{az:.6},{gx:.5},{gy:.5},{gz:.5}")
                    .expect("a string takes all");
                before = time;
            }
        }
        if text.len() > LARGEST_TABLE {
            return Err(unreadable(format!("its table is larger than {LARGEST_TABLE} bytes")));
        }
    }
    Ok(if blocks.is_empty() {
        Vec::new()
    } else {
        vec![Table {
            name: "samples".to_owned(),
            text,
        }]
    })
}

/// `None` for a block that is damaged: its sum is not zero.
fn block(bytes: &[u8]) -> Result<Option<Block>, ExportProblem> {
    let half = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let word = |at: usize| u32::from(half(at)) | u32::from(half(at + 2)) << 16;
    let sum = (0..BLOCK / 2).fold(0u16, |sum, k| sum.wrapping_add(half(2 * k)));
    if sum != 0 {
        return Ok(None);
    }
    let (axes, packing) = (bytes[25] >> 4, bytes[25] & 0x0f);
    if axes != 6 || packing != 2 {
        return Err(match axes {
            3 => ExportProblem::NoGyroscope,
            _ => unreadable(format!("blocks with {axes} axes in form {packing} are not known")),
        });
    }
    let rate_hz = 3200.0 / f64::from(1u32 << (15 - (bytes[24] & 0x0f)));
    let fraction = half(4);
    let fraction = if fraction & 0x8000 == 0 {
        0.0
    } else {
        f64::from(fraction & 0x7fff) / 32_768.0
    };
    // The stated place goes with the whole second.
    let at = f64::from(i16::from_le_bytes([bytes[26], bytes[27]])) + (fraction * rate_hz).floor();
    let Some(second) = seconds(word(14)) else {
        return Ok(None);
    };
    let light = half(18);
    let acc = 1.0 / f64::from(1u32 << (8 + (light >> 13)));
    let gyr = 8000.0 / f64::from(1u32 << ((light >> 10) & 7)) / 32_768.0;
    let count = usize::from(half(28)).min(DATA.len() / 12);
    let value = |k: usize, axis: usize| {
        let at = DATA.start + 12 * k + 2 * axis;
        f64::from(i16::from_le_bytes([bytes[at], bytes[at + 1]]))
    };
    let sample = |k: usize| [0, 1, 2, 3, 4, 5].map(|axis| value(k, axis) * if axis < 3 { gyr } else { acc });
    Ok(Some(Block {
        sequence: word(10),
        time_s: second + fraction,
        at,
        rate_hz,
        samples: (0..count).map(sample).collect(),
    }))
}

/// Seconds since 1970 of the packed date.
fn seconds(packed: u32) -> Option<f64> {
    let bits = |from: u32, count: u32| (packed >> from) & ((1 << count) - 1);
    let year = i16::try_from(2000 + bits(26, 6)).ok()?;
    let part = |from, count| i8::try_from(bits(from, count)).ok();
    let date = jiff::civil::date(year, 1, 1);
    let moment = date.with().month(part(22, 4)?).day(part(17, 5)?).build().ok()?;
    let moment = moment.to_datetime(jiff::civil::Time::new(part(12, 5)?, part(6, 6)?, part(0, 6)?, 0).ok()?);
    let zoned = moment.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second() as f64)
}
