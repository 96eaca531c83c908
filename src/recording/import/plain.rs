//! Tables that no program is known for and that say their times, units or sensors elsewhere than in one row of names: a row of
//! units or of rates below the names, the sensors' names in a row above, a preamble, dates for times, a counter or nothing at all.
//!
//! Without times a rate is needed: [`ReadOptions::rate_hz`], or one that the file states. A counter of samples then leaves
//! gaps; one that counts other things too (an x-IMU's packets) leaves none, because its steps do not tell what is missing;
//! one that may be either is refused. A unit that nothing states is taken only where the numbers prove it, and one that is
//! stated is held against them. Sensors of one file share its clock, those of separate files do not.
//!
//! Tests: hand-made tables of these forms; real ones of Mobilise-D, KielMAT, RING, x-IMU, gaitmap and a Gait Up Physilog
//! where their folder is there.
//!
//! [`ReadOptions::rate_hz`]: super::super::ReadOptions::rate_hz

use super::super::columns::{FIRST, Unit};
use super::super::error::{Quantity, RecordingError};
use super::super::problem::ExportProblem;
use super::super::units::{self, Claim};
use super::super::{Notice, NoticeCode, Severity};
use super::header::{Base, Columns, Header, Stated};
use super::sheet::{self, Numbers};
use super::times::{self, Count};
use super::{ClockBase, Export, ForeignSensor, Format, FormatDescription, Half, Head, Part, PassedOver};
use nalgebra::Vector3;
use std::cell::RefCell;

pub(super) const FORMAT: Format = Format {
    name: "CSV",
    detect,
    read: |export| read_as(export, FORMAT.name, [None, None]),
    about: FormatDescription {
        program: "any table (Gait Up Physilog, x-io, Mobilise-D, KielMAT, gaitmap, …)",
        reads: "names in one to four rows, units and rates in rows below or lines above, counters, dates, bunches: see below",
        source: "see below",
        tried: "real and made",
        refused: "units, times and sensors that nothing proves",
    },
};

fn detect(head: &Head) -> bool {
    // What one row of names says is read by the recording's own reader.
    Header::of(&head.text).is_some_and(|header| {
        header.split || header.bunched || header.device.is_some() || !matches!(header.time, Base::Stamps(..))
    })
}

/// Reads such a table, under a maker's name and with the maker's units where they are known.
pub(super) fn read_as(
    export: &Export,
    format: &'static str,
    of_maker: [Option<Unit>; 2],
) -> Result<Vec<Part>, RecordingError> {
    let text = export.beginning()?;
    let Some(header) = Header::of(&text) else {
        return Err(export.broken(format, None, ExportProblem::NoColumnNames));
    };
    let table = Reading {
        export,
        format,
        header,
        of_maker,
    };
    table.parts()
}

struct Reading<'a> {
    export: &'a Export<'a>,
    format: &'static str,
    header: Header,
    of_maker: [Option<Unit>; 2],
}

/// The times of a sensor's rows.
struct Times {
    seconds: Vec<f64>,
    /// Hz, where somebody states them.
    stated_hz: Option<f64>,
    notices: Vec<Notice>,
}

impl Reading<'_> {
    fn parts(&self) -> Result<Vec<Part>, RecordingError> {
        let header = &self.header;
        let mut wanted: Vec<usize> = Vec::new();
        for sensor in &header.sensors {
            wanted.extend(sensor.axes.iter().flatten());
            if let Base::Before(_) = header.time {
                wanted.extend([sensor.axes[0][0] - 1, sensor.axes[1][0] - 1]);
            }
        }
        let time = match header.time {
            Base::Stamps(column, _) | Base::Dates(column) | Base::Count(column) => Some(column),
            Base::Before(_) | Base::Nothing => None,
        };
        wanted.extend(time);
        wanted.extend(header.counter.filter(|_| header.bunched));
        wanted.extend(header.device);
        wanted.sort_unstable();
        wanted.dedup();
        let dates = matches!(header.time, Base::Dates(_)).then_some(time).flatten();
        let devices: RefCell<Vec<String>> = RefCell::default();
        let numbers = header.layout.parse(self.export, &wanted, |place, cell| {
            if header.device == Some(wanted[place]) {
                let mut devices = devices.borrow_mut();
                let at = devices.iter().position(|known| known == cell).unwrap_or_else(|| {
                    devices.push(cell.to_owned());
                    devices.len() - 1
                });
                Some(at as f64)
            } else if dates == Some(wanted[place]) {
                times::stamp(cell)
            } else {
                header.layout.number(cell)
            }
        })?;
        let Some(device) = header.device else {
            return self.parts_of(numbers, &wanted, "");
        };
        // The rows of several sensors alternate: each sensor's are a table of their own.
        let whose = &numbers.columns[wanted.partition_point(|own| *own < device)];
        let mut parts = Vec::new();
        for (k, name) in devices.into_inner().iter().enumerate() {
            let rows: Vec<usize> = (0..whose.len()).filter(|&row| whose[row] == k as f64).collect();
            let own = Numbers {
                columns: (numbers.columns.iter())
                    .map(|column| rows.iter().map(|&row| column[row]).collect())
                    .collect(),
                lines: rows.iter().map(|&row| numbers.lines[row]).collect(),
            };
            parts.extend(self.parts_of(own, &wanted, name)?);
        }
        Ok(parts)
    }

    /// The sensors of the rows of one device; `wanted` are the columns that were read.
    fn parts_of(&self, mut numbers: Numbers, wanted: &[usize], device: &str) -> Result<Vec<Part>, RecordingError> {
        let header = &self.header;
        let time = match header.time {
            Base::Stamps(column, _) | Base::Dates(column) | Base::Count(column) => Some(column),
            Base::Before(_) | Base::Nothing => None,
        };
        let place = |column: usize| wanted.partition_point(|own| *own < column);
        let counter = header.counter.filter(|own| header.bunched && time != Some(*own));
        let [raw, counter] =
            [time, counter].map(|column| column.map(|column| std::mem::take(&mut numbers.columns[place(column)])));
        let raw = raw.unwrap_or_default();
        let shares_file = header.sensors.len() + header.halves.len() > 1 || !device.is_empty();
        let mut parts: Vec<Part> = Vec::new();
        for sensor in &header.sensors {
            let [acc, gyr] = sensor.axes.map(|axes| axes.map(place));
            let own_hz = sensor.axes.map(|axes| header.rates.get(axes[0]).copied().flatten());
            let (times, apart) = if let Base::Before(per_second) = header.time {
                let of = |column: usize| self.own_times(&numbers.columns[place(column - 1)], column - 1, per_second);
                let (first, second) = (of(sensor.axes[0][0])?, of(sensor.axes[1][0])?);
                let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
                let alike = first.seconds.iter().zip(&second.seconds).all(same);
                (first, (!alike).then_some(second))
            } else {
                let of = |own_hz| self.times(&raw, counter.as_deref(), numbers.lines.len(), own_hz);
                let apart = match own_hz {
                    [first, Some(second)] if first != Some(second) => Some(of(Some(second))?),
                    _ => None,
                };
                (of(own_hz[0])?, apart)
            };
            let label = match (device, sensor.group.as_str()) {
                ("", "") if shares_file => FIRST.to_owned(),
                (device, "") => device.to_owned(),
                ("", group) => group.to_owned(),
                (device, group) => format!("{device}_{group}"),
            };
            let label = label.as_str();
            if let Some(gyr_times) = apart {
                parts.extend(self.halves(sensor, label, shares_file, &mut numbers, [acc, gyr], [times, gyr_times])?);
            } else {
                let (acc, gyr) = (
                    sheet::three(&mut numbers.columns, acc),
                    sheet::three(&mut numbers.columns, gyr),
                );
                parts.push(
                    self.whole(sensor, label, shares_file, &numbers.lines, times, acc, gyr)?
                        .into(),
                );
            }
        }
        let passed = |(label, has): &(String, Quantity)| {
            Part::PassedOver(PassedOver {
                file: self.export.file.clone(),
                label: label.clone(),
                has: *has,
            })
        };
        parts.extend(header.halves.iter().map(passed));
        Ok(parts)
    }

    fn column(&self) -> &str {
        match self.header.time {
            Base::Stamps(column, _) | Base::Dates(column) | Base::Count(column) => &self.header.layout.names[column],
            Base::Before(_) | Base::Nothing => "row",
        }
    }

    /// Seconds of the one column of times, or of none.
    fn times(
        &self,
        raw: &[f64],
        counter: Option<&[f64]>,
        rows: usize,
        own_hz: Option<f64>,
    ) -> Result<Times, RecordingError> {
        let file = || self.export.file.clone();
        let stated_hz = self.export.options.rate_hz.or(own_hz).or(self.header.stated_hz);
        let mut notices = Vec::new();
        let even = |places: Option<Vec<f64>>| {
            let rate = stated_hz
                .filter(|rate| *rate > 0.0)
                .ok_or_else(|| RecordingError::NoTime { file: file() })?;
            Ok(match places {
                Some(places) => places.into_iter().map(|place| place / rate).collect(),
                None => (0..rows).map(|k| k as f64 / rate).collect::<Vec<f64>>(),
            })
        };
        let mut inferred = |per_second: f64| {
            notices.push(
                Notice::new(NoticeCode::TimeUnitInferred, Severity::Info)
                    .with("file", file())
                    .with("per_second", per_second),
            );
        };
        let mut seconds: Vec<f64> = match self.header.time {
            Base::Nothing | Base::Before(_) => even(None)?,
            // A day that ends on the way goes on; a date says itself which day it is.
            Base::Dates(_) if raw.iter().all(|time| time.is_nan() || *time < 172_800.0) => {
                sheet::unwrapped(raw, 86_400.0, 1.0)
            }
            Base::Dates(_) => raw.to_vec(),
            Base::Stamps(column, stated) => {
                let step = if self.header.bunched {
                    (raw[raw.len() - 1] - raw[0]) / (raw.len() - 1) as f64
                } else {
                    units::median_step(raw)
                };
                let per_second = match stated {
                    Some(per_second) => per_second,
                    None => {
                        let unit = units::unit_of_time(step, stated_hz);
                        let unit = unit.ok_or_else(|| RecordingError::UnknownTimeUnit {
                            file: file(),
                            column: self.header.layout.names[column].clone(),
                            step,
                        })?;
                        inferred(unit);
                        unit
                    }
                };
                raw.iter().map(|time| time / per_second).collect()
            }
            Base::Count(_) => {
                let whole = raw.iter().all(|value| value.fract() == 0.0);
                let step = units::median_step(raw);
                match (whole, times::count(raw)) {
                    (true, Count::Samples(places)) => even(Some(places))?,
                    (true, Count::Others) => even(None)?,
                    // No counter: seconds below a column without a name.
                    (false, _) if raw.iter().all(|value| !value.is_nan()) => {
                        let unit = Some(1.0).filter(|unit| units::RATE_HZ.contains(&(unit / step)));
                        let unit = unit.ok_or_else(|| RecordingError::NoTime { file: file() })?;
                        inferred(unit);
                        raw.to_vec()
                    }
                    _ => return Err(RecordingError::NoTime { file: file() }),
                }
            }
        };
        if self.header.bunched
            && seconds.iter().all(|time| !time.is_nan())
            && let Some(spread) = times::spread(&seconds, counter)
        {
            let rate_hz = units::measured_rate(&spread);
            notices.push(
                Notice::new(NoticeCode::TimesSpread, Severity::Warning)
                    .with("file", file())
                    .with("by", if counter.is_some() { "counter" } else { "rows" })
                    .with("rate_hz", rate_hz),
            );
            seconds = spread;
        }
        Ok(Times {
            seconds,
            stated_hz,
            notices,
        })
    }

    /// Seconds of the times that stand before a signal.
    fn own_times(&self, raw: &[f64], column: usize, per_second: Option<f64>) -> Result<Times, RecordingError> {
        let stated_hz = self.export.options.rate_hz.or(self.header.stated_hz);
        let step = units::median_step(raw);
        let unit = per_second.or_else(|| units::unit_of_time(step, stated_hz));
        let unit = unit.ok_or_else(|| RecordingError::UnknownTimeUnit {
            file: self.export.file.clone(),
            column: self.header.layout.names[column].clone(),
            step,
        })?;
        Ok(Times {
            seconds: raw.iter().map(|time| time / unit).collect(),
            stated_hz,
            notices: Vec::new(),
        })
    }

    /// What is said of the units of a sensor.
    fn claim(&self, sensor: &Columns) -> Result<Claim<'_>, RecordingError> {
        let mut said: [Option<Unit>; 2] = [None, None];
        for (which, own) in said.iter_mut().enumerate() {
            *own = match &sensor.units[which] {
                Stated::Unit(unit) => Some(unit.clone()),
                Stated::Nothing => self.of_maker[which].clone(),
                Stated::Mixed(column) => {
                    return Err(RecordingError::MixedUnits {
                        file: self.export.file.clone(),
                        column: self.header.layout.names[*column].clone(),
                    });
                }
            };
        }
        let [acc, gyr] = said;
        Ok(Claim {
            file: &self.export.file,
            columns: sensor.axes.map(|axes| self.header.layout.names[axes[0]].as_str()),
            acc,
            gyr,
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one sensor, each once")]
    fn whole(
        &self,
        sensor: &Columns,
        label: &str,
        shares_file: bool,
        lines: &[u64],
        times: Times,
        acc: [Vec<f64>; 3],
        gyr: [Vec<f64>; 3],
    ) -> Result<ForeignSensor, RecordingError> {
        let file = &self.export.file;
        let mut samples = sheet::rows(file, self.column(), lines, times.seconds, acc, gyr, (1.0, 1.0))?;
        if samples.time_s.len() < 2 {
            return Err(RecordingError::TooShort {
                file: file.clone(),
                rows: samples.time_s.len(),
            });
        }
        let lenient = self.export.options.lenient;
        let claim = self.claim(sensor)?;
        let found = units::settle_values(claim, &samples.time_s, &mut samples.acc, &mut samples.gyr, lenient)?;
        let mut whole = ForeignSensor::new(self.format, file, label, ClockBase::file(file), samples);
        whole.shares_file = shares_file;
        whole.rate_hz = times.stated_hz;
        whole.notices = times.notices.into_iter().chain(found).collect();
        Ok(whole)
    }

    /// Signals of unlike rates lie beside each other in such files, and a row of them is not of one moment.
    fn halves(
        &self,
        sensor: &Columns,
        label: &str,
        shares_file: bool,
        numbers: &mut Numbers,
        places: [[usize; 3]; 2],
        times: [Times; 2],
    ) -> Result<Vec<Part>, RecordingError> {
        let mut both = Vec::new();
        for (three, times) in places.into_iter().zip(times) {
            let [x, y, z] = sheet::three(&mut numbers.columns, three);
            let (mut time_s, mut values) = (Vec::new(), Vec::new());
            for (k, time) in times.seconds.into_iter().enumerate() {
                let value = Vector3::new(x[k], y[k], z[k]);
                if time.is_nan() || value.iter().any(|axis| axis.is_nan()) {
                    continue;
                }
                if let Some(&before) = time_s.last().filter(|before| time <= **before) {
                    return Err(RecordingError::TimeBackward {
                        file: self.export.file.clone(),
                        line: numbers.lines[k],
                        column: self.column().to_owned(),
                        before,
                        after: time,
                    });
                }
                time_s.push(time);
                values.push(value);
            }
            if time_s.len() < 2 {
                return Err(RecordingError::TooShort {
                    file: self.export.file.clone(),
                    rows: time_s.len(),
                });
            }
            both.push((time_s, values));
        }
        let (Some((gyr_s, mut gyr)), Some((acc_s, mut acc))) = (both.pop(), both.pop()) else {
            return Ok(Vec::new());
        };
        let lenient = self.export.options.lenient;
        // The times serve to prove a unit by both signals, which needs them on one clock: it is not tried here.
        let notices = units::settle_values(self.claim(sensor)?, &[], &mut acc, &mut gyr, lenient)?;
        let half = |quantity, time_s, values, notices| {
            let file = &self.export.file;
            Part::from(Half {
                own_file: true,
                shares_file,
                clock: ClockBase::file(file),
                notices,
                ..Half::of(self.format, file, label.to_owned(), quantity, (time_s, values))
            })
        };
        Ok(vec![
            half(Quantity::Accelerometer, acc_s, acc, notices),
            half(Quantity::Gyroscope, gyr_s, gyr, Vec::new()),
        ])
    }
}
