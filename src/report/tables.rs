//! The CSV files: contacts, strides, angles over time and mean curves.
//!
//! Plain comma-separated values with a header row and `\n` line ends; what was not measured is an empty cell.

use super::decimal::push_fixed;
use assessment::Analysis;
use gait::Measure;
use std::io::{self, Write};

/// Decimals of times: a tenth of a millisecond.
const TIME: u32 = 4;
/// Decimals of angles over time: a hundredth of a degree, far below any sensor.
const ANGLE: u32 = 2;
/// Decimals of everything else.
const VALUE: u32 = 6;

/// `side,event,time_s`, in order of time.
pub(crate) fn events(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let mut contacts: Vec<_> = analysis.contacts.iter().collect();
    contacts.sort_by(|a, b| a.time_s.total_cmp(&b.time_s).then(a.side.cmp(&b.side)));
    let mut line = Vec::with_capacity(64 * contacts.len() + 32);
    line.extend_from_slice(b"side,event,time_s\n");
    for contact in contacts {
        line.extend_from_slice(contact.side.name().as_bytes());
        line.push(b',');
        line.extend_from_slice(contact.kind.name().as_bytes());
        line.push(b',');
        push_fixed(&mut line, contact.time_s, TIME);
        line.push(b'\n');
    }
    out.write_all(&line)
}

/// One row per stride: `side,start_s,end_s`, every measure that any stride has, `included,excluded_because` (reasons
/// joined by `;`).
pub(crate) fn strides(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let measures: Vec<Measure> = Measure::ALL
        .iter()
        .copied()
        .filter(|measure| {
            analysis
                .strides
                .iter()
                .any(|stride| stride.values.get(*measure).is_some())
        })
        .collect();
    let mut line = Vec::with_capacity(1 << 16);
    line.extend_from_slice(b"side,start_s,end_s");
    for measure in &measures {
        line.push(b',');
        line.extend_from_slice(measure.name().as_bytes());
    }
    line.extend_from_slice(b",included,excluded_because\n");
    for stride in &analysis.strides {
        line.extend_from_slice(stride.side.name().as_bytes());
        for time in [stride.start_s, stride.end_s] {
            line.push(b',');
            push_fixed(&mut line, time, TIME);
        }
        for measure in &measures {
            line.push(b',');
            push_fixed(&mut line, stride.values.get(*measure).unwrap_or(f64::NAN), VALUE);
        }
        line.extend_from_slice(if stride.included() { b",true," } else { b",false," });
        for (k, reason) in stride.excluded_because.iter().enumerate() {
            if k > 0 {
                line.push(b';');
            }
            line.extend_from_slice(reason.name().as_bytes());
        }
        line.push(b'\n');
        flush_large(&mut line, out)?;
    }
    out.write_all(&line)
}

/// `time_s` and one column per angle. Cost: about 15 ns a value; an hour of twelve angles is 4.7 million.
pub(crate) fn angles(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let series = &analysis.angles;
    let mut line = Vec::with_capacity(1 << 18);
    line.extend_from_slice(b"time_s");
    for (name, _) in &series.columns {
        line.push(b',');
        line.extend_from_slice(name.name().as_bytes());
    }
    line.push(b'\n');
    for (k, time) in series.time_s.iter().enumerate() {
        push_fixed(&mut line, *time, TIME);
        for (_, values) in &series.columns {
            line.push(b',');
            push_fixed(&mut line, values.get(k).copied().unwrap_or(f64::NAN), ANGLE);
        }
        line.push(b'\n');
        flush_large(&mut line, out)?;
    }
    out.write_all(&line)
}

/// `measure,side,percent,mean,sd,n` for 0 to 100 % of each mean curve.
pub(crate) fn cycles(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let mut line = Vec::with_capacity(1 << 16);
    line.extend_from_slice(b"measure,side,percent,mean,sd,n\n");
    for cycle in &analysis.cycles {
        for (percent, mean) in cycle.mean.iter().enumerate() {
            line.extend_from_slice(cycle.curve.name().as_bytes());
            line.push(b',');
            line.extend_from_slice(cycle.side.name().as_bytes());
            line.push(b',');
            push_fixed(&mut line, percent as f64, 0);
            line.push(b',');
            push_fixed(&mut line, *mean, 4);
            line.push(b',');
            push_fixed(&mut line, cycle.sd.get(percent).copied().unwrap_or(f64::NAN), 4);
            line.push(b',');
            push_fixed(&mut line, cycle.n as f64, 0);
            line.push(b'\n');
        }
    }
    out.write_all(&line)
}

fn flush_large(line: &mut Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
    if line.len() > (1 << 18) - 4096 {
        out.write_all(line)?;
        line.clear();
    }
    Ok(())
}
