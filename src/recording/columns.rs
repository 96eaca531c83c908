//! What the columns of a header mean: time, one axis of one sensor with its unit, or something that is not needed.

use super::Site;
use super::error::{Quantity, RecordingError};
use super::naming::{self, Named};

/// The unit that a column's name states.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Unit {
    Mps2,
    G,
    MilliG,
    Radps,
    Dps,
    MilliDps,
    /// Something stands there that is no unit of this quantity.
    Unknown(String),
}

impl Unit {
    /// Factor to SI.
    pub fn factor(&self) -> f64 {
        use std::f64::consts::PI;
        match self {
            Unit::Mps2 | Unit::Radps | Unit::Unknown(_) => 1.0,
            Unit::G => super::STANDARD_GRAVITY,
            Unit::MilliG => super::STANDARD_GRAVITY / 1e3,
            Unit::Dps => PI / 180.0,
            Unit::MilliDps => PI / 180e3,
        }
    }

    pub fn name(&self) -> &'static str {
        match self {
            Unit::Mps2 => "m/s²",
            Unit::G => "g",
            Unit::MilliG => "mg",
            Unit::Radps => "rad/s",
            Unit::Dps => "deg/s",
            Unit::MilliDps => "mdeg/s",
            Unit::Unknown(_) => "unknown",
        }
    }
}

/// The unit of a time column, as the number of them in a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeUnit(pub f64);

#[derive(Debug, Clone, PartialEq)]
enum Meaning {
    Time(Option<TimeUnit>),
    Axis {
        group: String,
        quantity: Quantity,
        axis: usize,
        unit: Option<Unit>,
    },
    GravityRemoved,
    Extra,
}

/// Six columns that belong to one sensor.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SensorColumns {
    /// What stands before `acc_x` in the columns' names; empty in a file of one sensor.
    pub group: String,
    /// The site that the group names, and whether by its own name; `None` where the file's name must say it.
    pub site: Option<(Site, bool)>,
    pub acc: [usize; 3],
    pub gyr: [usize; 3],
    pub acc_unit: Option<Unit>,
    pub gyr_unit: Option<Unit>,
}

/// A header that was understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    pub time: usize,
    pub time_unit: Option<TimeUnit>,
    pub sensors: Vec<SensorColumns>,
    /// Names of columns that are not used.
    pub extra: Vec<String>,
}

/// Columns that the recorder writes beside the samples: what they are for is served when the recording is finished.
const RECORDED: [&str; 2] = ["sequence", "device_us"];

/// How many columns of the header are an axis of an accelerometer or gyroscope.
pub(super) fn axis_count(names: &[String]) -> usize {
    let is_axis = |name: &&String| matches!(meaning(name), Meaning::Axis { .. } | Meaning::GravityRemoved);
    names.iter().filter(is_axis).count()
}

/// Understands a header, or says what is wrong with it; `Ok(None)` if it is no sensor file at all.
pub(super) fn understand(file: &str, names: &[String]) -> Result<Option<Header>, RecordingError> {
    let meanings: Vec<Meaning> = names.iter().map(|name| meaning(name)).collect();
    let mut groups: Vec<Gathered> = Vec::new();
    for (column, meaning) in meanings.iter().enumerate() {
        if let Meaning::Axis {
            group,
            quantity,
            axis,
            unit,
        } = meaning
        {
            let at = groups
                .iter()
                .position(|known| known.group == *group)
                .unwrap_or_else(|| {
                    groups.push(Gathered::new(group));
                    groups.len() - 1
                });
            groups[at].add(file, names, column, *quantity, *axis, unit)?;
        }
    }
    if groups.is_empty() {
        return match meanings.iter().position(|meaning| *meaning == Meaning::GravityRemoved) {
            Some(column) => Err(RecordingError::GravityRemoved {
                file: file.to_owned(),
                column: names[column].clone(),
            }),
            None => Ok(None),
        };
    }
    let alone = groups.len() == 1;
    let mut sensors = Vec::new();
    for group in groups {
        if group.columns[0].iter().all(Option::is_none)
            && let Some(column) = meanings.iter().position(|meaning| *meaning == Meaning::GravityRemoved)
        {
            return Err(RecordingError::GravityRemoved {
                file: file.to_owned(),
                column: names[column].clone(),
            });
        }
        sensors.push(group.finish(file, alone)?);
    }
    let time = (names.iter().position(|name| name.trim() == "time_s"))
        .or_else(|| {
            meanings
                .iter()
                .position(|meaning| matches!(meaning, Meaning::Time(Some(_))))
        })
        .or_else(|| {
            meanings
                .iter()
                .position(|meaning| matches!(meaning, Meaning::Time(None)))
        });
    let Some(time) = time else {
        return Err(RecordingError::NoTime { file: file.to_owned() });
    };
    let Meaning::Time(time_unit) = meanings[time] else {
        return Err(RecordingError::NoTime { file: file.to_owned() });
    };
    let extra = (meanings.iter().enumerate())
        .filter(|&(i, meaning)| i != time && !matches!(meaning, Meaning::Axis { .. }) && !names[i].trim().is_empty())
        .filter(|&(i, _)| !RECORDED.contains(&names[i].trim()))
        .map(|(i, _)| names[i].clone())
        .collect();
    Ok(Some(Header {
        time,
        time_unit,
        sensors,
        extra,
    }))
}

/// The axes of one group as they are found; index 0 accelerometer, 1 gyroscope.
struct Gathered {
    group: String,
    columns: [[Option<usize>; 3]; 2],
    units: [Option<Option<Unit>>; 2],
}

impl Gathered {
    fn new(group: &str) -> Gathered {
        Gathered {
            group: group.to_owned(),
            columns: [[None; 3]; 2],
            units: [None, None],
        }
    }

    fn add(
        &mut self,
        file: &str,
        names: &[String],
        column: usize,
        quantity: Quantity,
        axis: usize,
        unit: &Option<Unit>,
    ) -> Result<(), RecordingError> {
        let position = || (file.to_owned(), names[column].clone());
        let which = quantity as usize;
        if self.columns[which][axis].replace(column).is_some() {
            let (file, column) = position();
            return Err(RecordingError::SameColumn { file, column });
        }
        if let Some(Unit::Unknown(found)) = unit {
            let (file, column) = position();
            return Err(RecordingError::UnknownUnit {
                file,
                column,
                quantity,
                found: Some(found.clone()),
            });
        }
        match &self.units[which] {
            Some(before) if before != unit => {
                let (file, column) = position();
                Err(RecordingError::MixedUnits { file, column })
            }
            _ => {
                self.units[which] = Some(unit.clone());
                Ok(())
            }
        }
    }

    fn finish(self, file: &str, alone: bool) -> Result<SensorColumns, RecordingError> {
        let file = || file.to_owned();
        let group = self.group;
        let [acc, gyr] = self.columns;
        for (columns, lacks, has) in [
            (&acc, Quantity::Accelerometer, Quantity::Gyroscope),
            (&gyr, Quantity::Gyroscope, Quantity::Accelerometer),
        ] {
            if columns.iter().all(Option::is_none) {
                return Err(RecordingError::HalfSensor {
                    file: file(),
                    group,
                    has,
                    lacks,
                });
            }
        }
        let mut complete = [[0; 3]; 2];
        for (which, quantity) in [(0, Quantity::Accelerometer), (1, Quantity::Gyroscope)] {
            for (axis, name) in ['x', 'y', 'z'].into_iter().enumerate() {
                match [acc, gyr][which][axis] {
                    Some(column) => complete[which][axis] = column,
                    None => {
                        return Err(RecordingError::MissingAxis {
                            file: file(),
                            group,
                            quantity,
                            axis: name,
                        });
                    }
                }
            }
        }
        let site = match naming::site_of(&group) {
            Named::Site { site, exact, .. } => Some((site, exact)),
            Named::Nothing => None,
            Named::NoSide(_) | Named::Ambiguous if alone => None,
            Named::NoSide(segment) => {
                return Err(RecordingError::NoSide {
                    file: file(),
                    name: group,
                    segment,
                });
            }
            Named::Ambiguous => {
                return Err(RecordingError::AmbiguousSite {
                    file: file(),
                    name: group,
                });
            }
        };
        let [acc_unit, gyr_unit] = self.units.map(Option::flatten);
        Ok(SensorColumns {
            group,
            site,
            acc: complete[0],
            gyr: complete[1],
            acc_unit,
            gyr_unit,
        })
    }
}

fn meaning(name: &str) -> Meaning {
    let name = name.trim();
    let (base, bracket) = match name.find(['[', '(']) {
        Some(at) if at > 0 => (&name[..at], Some(&name[at..])),
        _ => (name, None),
    };
    let words: Vec<String> = naming::tokens(base).into_iter().map(|token| token.text).collect();
    let Some((first, last, quantity, glued)) = kind_of(&words) else {
        return time_meaning(&words, bracket);
    };
    let axis_at = |i: usize| words.get(i).and_then(|word| axis_of(word));
    let (axis, before, after) = if let Some(axis) = glued {
        (axis, &words[..first], &words[last + 1..])
    } else if let Some(axis) = axis_at(last + 1) {
        (axis, &words[..first], &words[last + 2..])
    } else if let Some(axis) = first.checked_sub(1).and_then(axis_at) {
        (axis, &words[..first - 1], &words[last + 1..])
    } else {
        return Meaning::Extra;
    };
    if (before.iter().chain(after)).any(|word| matches!(word.as_str(), "free" | "linear" | "lin" | "user")) {
        return Meaning::GravityRemoved;
    }
    let stated = match bracket {
        Some(text) => Some(text.trim_matches(['[', ']', '(', ')', ' ']).to_owned()),
        None if after.is_empty() => None,
        None => Some(after.concat()),
    };
    let unit = stated.map(|text| match (quantity, unit_of(&text)) {
        (Quantity::Accelerometer, Some(unit @ (Unit::Mps2 | Unit::G | Unit::MilliG))) => unit,
        (Quantity::Gyroscope, Some(unit @ (Unit::Radps | Unit::Dps | Unit::MilliDps))) => unit,
        _ => Unit::Unknown(text),
    });
    Meaning::Axis {
        group: before.join("_"),
        quantity,
        axis,
        unit,
    }
}

/// Where the word for the sensor stands (first and last token), which sensor it is, and the axis if it is glued on.
fn kind_of(words: &[String]) -> Option<(usize, usize, Quantity, Option<usize>)> {
    for (i, word) in words.iter().enumerate() {
        if let Some(quantity) = kind_word(word) {
            return Some((i, i, quantity, None));
        }
        if word == "angular"
            && words
                .get(i + 1)
                .is_some_and(|next| next == "velocity" || next == "rate")
        {
            return Some((i, i + 1, Quantity::Gyroscope, None));
        }
        let glued = match word.as_str() {
            "ax" | "ay" | "az" => Some(Quantity::Accelerometer),
            "gx" | "gy" | "gz" => Some(Quantity::Gyroscope),
            _ => word.get(..word.len() - 1).and_then(kind_word),
        };
        if let (Some(quantity), Some(axis)) = (glued, word.get(word.len() - 1..).and_then(axis_of)) {
            return Some((i, i, quantity, Some(axis)));
        }
    }
    None
}

fn kind_word(word: &str) -> Option<Quantity> {
    match word {
        "acc" | "accel" | "acceleration" | "accelerometer" | "accelerations" => Some(Quantity::Accelerometer),
        "gyr" | "gyro" | "gyroscope" | "gyros" | "angvel" => Some(Quantity::Gyroscope),
        _ => None,
    }
}

fn axis_of(word: &str) -> Option<usize> {
    ["x", "y", "z"].iter().position(|axis| *axis == word)
}

/// The letters and digits of a unit, so that `m/s^2`, `m/s²` and `m·s-2` are one.
fn unit_letters(text: &str) -> String {
    (text
        .to_lowercase()
        .replace('²', "2")
        .replace('°', "deg")
        .replace(['µ', 'μ'], "u")
        .chars())
    .filter(char::is_ascii_alphanumeric)
    .collect()
}

pub(super) fn unit_of(text: &str) -> Option<Unit> {
    Some(match unit_letters(text).as_str() {
        "mps2" | "ms2" | "mss" | "mpss" | "msec2" => Unit::Mps2,
        "g" | "gs" => Unit::G,
        "mg" => Unit::MilliG,
        "radps" | "rads" | "radsec" | "radpersec" | "rads1" => Unit::Radps,
        "dps" | "degps" | "degs" | "degsec" | "degpersec" | "degs1" => Unit::Dps,
        "mdps" | "mdegs" | "mdegps" => Unit::MilliDps,
        _ => return None,
    })
}

fn time_meaning(words: &[String], bracket: Option<&str>) -> Meaning {
    let rest = match words.first().map(String::as_str) {
        Some("time" | "timestamp" | "t" | "elapsed") => &words[1..],
        Some("seconds") if words.len() == 1 => return Meaning::Time(Some(TimeUnit(1.0))),
        _ => return Meaning::Extra,
    };
    let rest = if rest.first().is_some_and(|word| word == "stamp" || word == "time") {
        &rest[1..]
    } else {
        rest
    };
    let text = bracket.map_or_else(|| rest.concat(), str::to_owned);
    match unit_letters(&text).as_str() {
        "" => Meaning::Time(None),
        "s" | "sec" | "second" | "seconds" => Meaning::Time(Some(TimeUnit(1.0))),
        "ms" | "millis" | "milliseconds" => Meaning::Time(Some(TimeUnit(1e3))),
        "us" | "micros" | "microseconds" => Meaning::Time(Some(TimeUnit(1e6))),
        "ns" | "nanos" | "nanoseconds" => Meaning::Time(Some(TimeUnit(1e9))),
        _ => Meaning::Extra,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(name: &str) -> (String, Quantity, usize, Option<Unit>) {
        match meaning(name) {
            Meaning::Axis {
                group,
                quantity,
                axis,
                unit,
            } => (group, quantity, axis, unit),
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn common_names_of_the_accelerometer() {
        for (name, unit) in [
            ("acc_y_mps2", Some(Unit::Mps2)),
            ("acc_y_g", Some(Unit::G)),
            ("acc_y_mg", Some(Unit::MilliG)),
            ("Acc_Y [m/s^2]", Some(Unit::Mps2)),
            ("AccY (g)", Some(Unit::G)),
            ("Accelerometer Y (m/s²)", Some(Unit::Mps2)),
            ("ay", None),
            ("accel_y", None),
            ("accY", None),
            ("Acceleration.Y", None),
            ("accel_y_m/s^2", Some(Unit::Mps2)),
            ("y_acc_g", Some(Unit::G)),
        ] {
            assert_eq!(axis(name), (String::new(), Quantity::Accelerometer, 1, unit), "{name}");
        }
    }

    #[test]
    fn common_names_of_the_gyroscope() {
        for (name, unit) in [
            ("gyr_z_radps", Some(Unit::Radps)),
            ("gyr_z_dps", Some(Unit::Dps)),
            ("Gyro Z [deg/s]", Some(Unit::Dps)),
            ("gz", None),
            ("gyroscope_z_mdps", Some(Unit::MilliDps)),
            ("Angular Velocity Z (°/s)", Some(Unit::Dps)),
            ("GyroZ (rad/s)", Some(Unit::Radps)),
        ] {
            assert_eq!(axis(name), (String::new(), Quantity::Gyroscope, 2, unit), "{name}");
        }
    }

    #[test]
    fn what_stands_before_is_the_group() {
        assert_eq!(axis("lower_back_acc_x_mps2").0, "lower_back");
        assert_eq!(axis("ThighLeft_GyroX_dps").0, "thigh_left");
    }

    #[test]
    fn times_and_strangers() {
        assert_eq!(meaning("time_ms"), Meaning::Time(Some(TimeUnit(1e3))));
        assert_eq!(meaning("Time (s)"), Meaning::Time(Some(TimeUnit(1.0))));
        assert_eq!(meaning("timestamp_ns"), Meaning::Time(Some(TimeUnit(1e9))));
        assert_eq!(meaning("timestamp"), Meaning::Time(None));
        for name in [
            "mag_x",
            "ref_quat_w",
            "sequence",
            "device_us",
            "step",
            "",
            "time_to_contact",
            "accuracy",
            "é",
            "[m]",
        ] {
            assert_eq!(meaning(name), Meaning::Extra, "{name}");
        }
        assert_eq!(meaning("FreeAcc_X"), Meaning::GravityRemoved);
        assert_eq!(axis("acc_x_counts").3, Some(Unit::Unknown("counts".into())));
        assert_eq!(axis("acc_x_radps").3, Some(Unit::Unknown("radps".into())));
    }
}
