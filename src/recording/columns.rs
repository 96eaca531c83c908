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
    pub(crate) fn factor(&self) -> f64 {
        use std::f64::consts::PI;
        match self {
            Unit::Mps2 | Unit::Radps | Unit::Unknown(_) => 1.0,
            Unit::G => super::STANDARD_GRAVITY,
            Unit::MilliG => super::STANDARD_GRAVITY / 1e3,
            Unit::Dps => PI / 180.0,
            Unit::MilliDps => PI / 180e3,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
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
    /// The second value is true where the name says whose time it is: a plain one comes before it.
    Time(Option<TimeUnit>, bool),
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
    /// Sensors of which only one signal is there, beside whole ones: name and what is there.
    pub halves: Vec<(String, Quantity)>,
    /// Names of columns that are not used.
    pub extra: Vec<String>,
}

/// What a sensor without a name is called beside others: `acc_x` beside `acc_x.1`.
pub(super) const FIRST: &str = "0";

/// Columns that the recorder writes beside the samples: what they are for is served when the recording is finished.
const RECORDED: [&str; 2] = ["sequence", "device_us"];

/// How many columns of the header are an axis of an accelerometer or gyroscope.
pub(super) fn axis_count(names: &[String]) -> usize {
    let is_axis = |name: &&String| matches!(meaning(name), Meaning::Axis { .. } | Meaning::GravityRemoved);
    names.iter().filter(is_axis).count()
}

/// Group, quantity, axis and unit of a column that is an axis of an accelerometer or gyroscope.
pub(super) fn axis(name: &str) -> Option<(String, Quantity, usize, Option<Unit>)> {
    match meaning(name) {
        Meaning::Axis {
            group,
            quantity,
            axis,
            unit,
        } => Some((group, quantity, axis, unit)),
        _ => None,
    }
}

/// The column of the times, and how many of its units are in a second where the name says it.
pub(super) fn time(names: &[String]) -> Option<(usize, Option<f64>)> {
    let rank = |name: &String| match meaning(name) {
        _ if name.trim() == "time_s" => Some(0),
        Meaning::Time(unit, qualified) => Some(1 + 2 * u8::from(qualified) + u8::from(unit.is_none())),
        // A date alone is no time, but it may stand for date and time.
        _ if ["date", "datum", "datetime"].contains(&name.trim().to_lowercase().as_str()) => Some(5),
        _ => None,
    };
    let (at, _) = (names.iter().enumerate())
        .filter_map(|(at, name)| Some((at, rank(name)?)))
        .min_by_key(|&(_, rank)| rank)?;
    match meaning(&names[at]) {
        Meaning::Time(unit, _) => Some((at, unit.map(|unit| unit.0))),
        _ => Some((at, None)),
    }
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
    join_lone_halves(&mut groups);
    let whole = groups.iter().any(|group| group.half().is_none());
    let mut halves = Vec::new();
    if whole {
        groups.retain(|group| {
            let half = group.half();
            halves.extend(half.map(|has| (group.group.clone(), has)));
            half.is_none()
        });
    }
    // A sensor that shares its file with one that is passed over is not the one that the file is named after.
    let alone = groups.len() == 1 && halves.is_empty();
    let mut sensors = Vec::new();
    for mut group in groups {
        // A name to call it by, beside the others.
        if group.group.is_empty() && !alone {
            group.group = FIRST.to_owned();
        }
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
    let Some((time, time_unit)) = time(names) else {
        return Err(RecordingError::NoTime { file: file.to_owned() });
    };
    let extra = (meanings.iter().enumerate())
        .filter(|&(i, meaning)| i != time && !matches!(meaning, Meaning::Axis { .. }) && !names[i].trim().is_empty())
        .filter(|&(i, _)| !RECORDED.contains(&names[i].trim()))
        .map(|(i, _)| names[i].clone())
        .collect();
    Ok(Some(Header {
        time,
        time_unit: time_unit.map(TimeUnit),
        sensors,
        halves,
        extra,
    }))
}

/// Where only one of the two signals has a name before it (`imu_acc_x`, `gyr_x`) and nothing else is there, both are of one
/// sensor.
fn join_lone_halves(groups: &mut Vec<Gathered>) {
    let [first, second] = groups.as_slice() else { return };
    let (Some(one), Some(other)) = (first.half(), second.half()) else {
        return;
    };
    if one == other || !(first.group.is_empty() || second.group.is_empty()) {
        return;
    }
    if let (Some(second), Some(first)) = (groups.pop(), groups.first_mut()) {
        for which in 0..2 {
            if first.units[which].is_none() {
                first.columns[which] = second.columns[which];
                first.units[which].clone_from(&second.units[which]);
            }
        }
        if first.group.is_empty() {
            first.group = second.group;
        }
    }
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

    /// The only signal of which there is any axis.
    fn half(&self) -> Option<Quantity> {
        match self.columns.map(|axes| axes.iter().any(Option::is_some)) {
            [true, false] => Some(Quantity::Accelerometer),
            [false, true] => Some(Quantity::Gyroscope),
            _ => None,
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

/// Words that stand between a signal and its axis, or behind it, and say nothing of the sensor.
const FILLERS: [&str; 18] = [
    "axis",
    "read",
    "raw",
    "cal",
    "calibrated",
    "data",
    "value",
    "signal",
    "channel",
    "component",
    "ch",
    "sensor",
    "of",
    // "accelerometerAccelerationX", "gyroRotationX".
    "acceleration",
    "rotation",
    "rate",
    "velocity",
    "in",
];
/// Words that make something else of a signal.
const DERIVED: [&str; 18] = [
    "time",
    "timestamp",
    "mean",
    "std",
    "var",
    "rms",
    "max",
    "min",
    "median",
    "offset",
    "bias",
    "scale",
    "norm",
    "filt",
    "jerk",
    "sum",
    "error",
    "temperature",
];

fn meaning(name: &str) -> Meaning {
    let (base, bracket) = unbracketed(name.trim());
    let words: Vec<String> = naming::tokens(&base).into_iter().map(|token| token.text).collect();
    let Some(kind) = kind_of(&words) else {
        return time_meaning(&words, bracket.as_deref());
    };
    let Some((axis, before, after)) = axis_beside(&words, &kind) else {
        return Meaning::Extra;
    };
    let mut around = before.iter().chain(&after);
    if around.clone().any(|word| DERIVED.contains(&word.as_str())) {
        return Meaning::Extra;
    }
    if around.any(|word| matches!(word.as_str(), "free" | "linear" | "lin" | "user")) {
        return Meaning::GravityRemoved;
    }
    let (stated, place) = match bracket {
        Some(text) => (
            Some(text),
            after.into_iter().filter(|word| naming::is_place(word)).collect(),
        ),
        None => unit_and_place(after),
    };
    let unit = stated.map(|text| match (kind.quantity, unit_of(&text)) {
        (Quantity::Accelerometer, Some(unit @ (Unit::Mps2 | Unit::G | Unit::MilliG))) => unit,
        (Quantity::Gyroscope, Some(unit @ (Unit::Radps | Unit::Dps | Unit::MilliDps))) => unit,
        _ => Unit::Unknown(text),
    });
    let mut group = before;
    for word in place.into_iter().chain(kind.number) {
        // "sensor 2: ACC.X 2" says it twice.
        if group.last() != Some(&word) {
            group.push(word);
        }
    }
    Meaning::Axis {
        group: group.join("_"),
        quantity: kind.quantity,
        axis,
        unit,
    }
}

/// A name without what stands in brackets, and the unit in them: the last bracket that is one, else the last one, unless
/// it is a number.
fn unbracketed(name: &str) -> (String, Option<String>) {
    let (mut base, mut inside): (String, Vec<String>) = (String::new(), Vec::new());
    let mut depth = 0;
    for sign in name.chars() {
        match sign {
            '[' | '(' if !base.is_empty() => {
                depth += 1;
                inside.push(String::new());
                base.push(' ');
            }
            ']' | ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {
                if let Some(last) = inside.last_mut() {
                    last.push(sign);
                }
            }
            _ => base.push(sign),
        }
    }
    let known = inside
        .iter()
        .rposition(|text| unit_of(text).is_some() || seconds_in(text).is_some());
    let last = || inside.len().checked_sub(1);
    let Some(unit) = known.or_else(last).map(|at| inside.remove(at).trim().to_owned()) else {
        return (base, None);
    };
    // A sensor's number before the signal, as in "Left (54717) ACC X (G)", belongs to its name.
    let end = name.trim_end().ends_with([']', ')']) || known.is_some();
    (base, end.then_some(unit))
}

/// What stands behind an axis without brackets: a unit, or the sensor's place or number, or both.
fn unit_and_place(after: Vec<String>) -> (Option<String>, Vec<String>) {
    let places = |words: &[String]| words.iter().all(|word| naming::is_place(word));
    for at in 0..after.len() {
        let (place, unit) = after.split_at(at);
        if unit_of(&unit.concat()).is_some() && places(place) {
            return (Some(unit.concat()), place.to_vec());
        }
        let (unit, place) = after.split_at(after.len() - at);
        if unit_of(&unit.concat()).is_some() && places(place) {
            return (Some(unit.concat()), place.to_vec());
        }
    }
    let said: Vec<String> = after
        .into_iter()
        .filter(|word| !FILLERS.contains(&word.as_str()))
        .collect();
    if places(&said) {
        (None, said)
    } else {
        (Some(said.concat()), Vec::new())
    }
}

/// The word for the signal: its first and last token, what it is, its axis if that is glued on, and a number behind it.
struct Kind {
    first: usize,
    last: usize,
    quantity: Quantity,
    axis: Option<usize>,
    number: Option<String>,
}

/// A word and the digits at its end.
fn split_digits(word: &str) -> (&str, Option<String>) {
    let bare = word.trim_end_matches(|sign: char| sign.is_ascii_digit());
    if bare.is_empty() || bare.len() == word.len() {
        (word, None)
    } else {
        (bare, Some(word[bare.len()..].to_owned()))
    }
}

fn kind_of(words: &[String]) -> Option<Kind> {
    for (i, word) in words.iter().enumerate() {
        let (bare, number) = split_digits(word);
        let kind = |last: usize, quantity: Quantity, axis: Option<usize>| {
            Some(Kind {
                first: i,
                last,
                quantity,
                axis,
                number: number.clone(),
            })
        };
        if let Some(quantity) = kind_word(bare) {
            return kind(i, quantity, None);
        }
        let next = words.get(i + 1).map(String::as_str);
        if matches!(
            (word.as_str(), next),
            ("angular", Some("velocity" | "rate")) | ("rotation" | "turn", Some("rate"))
        ) {
            return kind(i + 1, Quantity::Gyroscope, None);
        }
        // "AcX", "GyZ": the letters of a well-known chip's examples.
        if let ("ac" | "gy", Some(_)) = (word.as_str(), next.and_then(axis_of)) {
            let quantity = if word == "ac" {
                Quantity::Accelerometer
            } else {
                Quantity::Gyroscope
            };
            return kind(i, quantity, None);
        }
        if (word.as_str(), next) == ("rate", Some("of")) && words.get(i + 2).is_some_and(|word| word == "turn") {
            return kind(i + 2, Quantity::Gyroscope, None);
        }
        let glued = match bare {
            "ax" | "ay" | "az" => Some(Quantity::Accelerometer),
            "gx" | "gy" | "gz" | "wx" | "wy" | "wz" => Some(Quantity::Gyroscope),
            _ => bare.get(..bare.len() - 1).and_then(kind_word),
        };
        if let (Some(quantity), Some(axis)) = (glued, bare.get(bare.len() - 1..).and_then(axis_of)) {
            return kind(i, quantity, Some(axis));
        }
    }
    None
}

/// The axis, and the words before and behind that are neither it nor the signal.
fn axis_beside(words: &[String], kind: &Kind) -> Option<(usize, Vec<String>, Vec<String>)> {
    let before = || words[..kind.first].to_vec();
    if let Some(axis) = kind.axis {
        return Some((axis, before(), words[kind.last + 1..].to_vec()));
    }
    let mut place = Vec::new();
    for (j, word) in words.iter().enumerate().skip(kind.last + 1) {
        let (bare, number) = split_digits(word);
        if let Some(axis) = axis_of(bare) {
            place.extend(number);
            place.extend(words[j + 1..].iter().cloned());
            return Some((axis, before(), place));
        }
        if naming::is_place(word) || word == "linear" || word == "free" {
            place.push(word.clone());
        } else if !FILLERS.contains(&word.as_str()) {
            break;
        }
    }
    let at = words[..kind.first]
        .iter()
        .rposition(|word| !FILLERS.contains(&word.as_str()))?;
    let axis = axis_of(&words[at])?;
    Some((axis, words[..at].to_vec(), words[kind.last + 1..].to_vec()))
}

fn kind_word(word: &str) -> Option<Quantity> {
    match word {
        "acc" | "accel" | "acceleration" | "accelerometer" | "accelerations" | "accelerometers" | "beschleunigung" => {
            Some(Quantity::Accelerometer)
        }
        "gyr" | "gyro" | "gyroscope" | "gyroscopes" | "gyros" | "angvel" | "drehrate" | "winkelgeschwindigkeit" => {
            Some(Quantity::Gyroscope)
        }
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
        // An old Windows' degree sign or exponent, which is no UTF-8.
        .replace("\u{fffd}/", "deg/")
        .replace(['²', '\u{fffd}'], "2")
        .replace(['°', 'º'], "deg")
        .replace(['µ', 'μ'], "u")
        .chars())
    .filter(char::is_ascii_alphanumeric)
    .collect()
}

pub(super) fn unit_of(text: &str) -> Option<Unit> {
    Some(match unit_letters(text).as_str() {
        "mps2" | "ms2" | "mss" | "mpss" | "msec2" | "mpersec2" | "meterspersecondsquared" => Unit::Mps2,
        "g" | "gs" | "gn" | "g0" => Unit::G,
        "mg" | "millig" => Unit::MilliG,
        "radps" | "rads" | "radsec" | "radpersec" | "rads1" | "radianss" | "radianspersecond" => Unit::Radps,
        "dps" | "degps" | "degs" | "degsec" | "degpersec" | "degs1" | "degreess" | "degreespersecond" => Unit::Dps,
        "mdps" | "mdegs" | "mdegps" => Unit::MilliDps,
        _ => return None,
    })
}

/// Whose time it is.
const OWNERS: [&str; 20] = [
    "logging",
    "sample",
    "sampling",
    "unix",
    "epoch",
    "utc",
    "sensor",
    "internal",
    "relative",
    "recording",
    "local",
    "system",
    "global",
    "absolute",
    "imu",
    "measurement",
    "log",
    "date",
    "elapsed",
    "device",
];

fn time_meaning(words: &[String], bracket: Option<&str>) -> Meaning {
    let owners = words.iter().take_while(|word| OWNERS.contains(&word.as_str())).count();
    let is_time = |word: &String| {
        matches!(
            word.as_str(),
            "time" | "timestamp" | "timestamps" | "t" | "zeit" | "zeitstempel" | "uhrzeit" | "elapsed"
        )
    };
    // "time since start in ms"
    let said = |word: &&String| {
        !matches!(
            word.as_str(),
            "since" | "start" | "begin" | "reboot" | "from" | "of" | "in" | "the"
        )
    };
    let words: Vec<String> = words.iter().filter(said).cloned().collect();
    let words = words.as_slice();
    let (qualified, rest) = match words {
        [word]
            if matches!(
                word.as_str(),
                "seconds" | "millis" | "micros" | "milliseconds" | "microseconds"
            ) =>
        {
            (false, words)
        }
        [word] if word == "epoch" || word == "epoc" => (true, &words[1..]),
        [word, ..] if is_time(word) => (false, &words[1..]),
        _ if words.get(owners).is_some_and(is_time) => (true, &words[owners + 1..]),
        _ => return Meaning::Extra,
    };
    let rest = if rest.first().is_some_and(|word| word == "stamp" || word == "time") {
        &rest[1..]
    } else {
        rest
    };
    let text = bracket.map_or_else(|| rest.concat(), str::to_owned);
    match (unit_letters(&text).as_str(), seconds_in(&text)) {
        ("" | "utc" | "unix" | "local" | "txt" | "1970", _) => Meaning::Time(None, qualified),
        (_, Some(per_second)) => Meaning::Time(Some(TimeUnit(per_second)), qualified),
        _ => Meaning::Extra,
    }
}

/// How many of a unit of time are in a second.
pub(super) fn seconds_in(unit: &str) -> Option<f64> {
    Some(match unit_letters(unit).as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "ms" | "msec" | "millis" | "millisec" | "milliseconds" => 1e3,
        "us" | "usec" | "micros" | "microsec" | "microseconds" => 1e6,
        "ns" | "nsec" | "nanos" | "nanosec" | "nanoseconds" => 1e9,
        _ => return None,
    })
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
    fn names_and_numbers_stand_before_inside_or_behind() {
        for (name, group, unit) in [
            ("acc_ls_x", "ls", None),
            ("AccX1", "1", None),
            ("Acc_read_x_2", "2", None),
            ("L_SHANK.Accel X", "l_shank", None),
            ("acc_x.1", "1", None),
            ("acc_x_left_shank", "left_shank", None),
            ("acc_x_g_2", "2", Some(Unit::G)),
            ("ax2 (mg)", "2", Some(Unit::MilliG)),
            ("Left shank (54717) ACC X (G)", "left_shank", Some(Unit::G)),
            ("Avanti sensor 2: ACC.X 2", "avanti_sensor_2", None),
            ("Beschleunigung X [m/s²]", "", Some(Unit::Mps2)),
            ("accelerometerAccelerationX(G)", "", Some(Unit::G)),
            ("ax_m/s/s", "", Some(Unit::Mps2)),
            ("AcX", "", None),
            ("AccX[m/s\u{fffd}]", "", Some(Unit::Mps2)),
        ] {
            assert_eq!(
                axis(name),
                (group.to_owned(), Quantity::Accelerometer, 0, unit),
                "{name}"
            );
        }
        for name in ["ACC X Time Series (s)", "acc_mean_x", "acc_x_std", "acc_norm"] {
            assert_eq!(meaning(name), Meaning::Extra, "{name}");
        }
    }

    #[test]
    fn a_plain_time_comes_before_one_of_somebody() {
        let names = |text: &str| -> Vec<String> { text.split(',').map(str::to_owned).collect() };
        assert_eq!(time(&names("sensor_time_us,time,acc_x")), Some((1, None)));
        assert_eq!(time(&names("x,unix timestamp [ms]")), Some((1, Some(1e3))));
        assert_eq!(time(&names("Datum,Zeit (s)")), Some((1, Some(1.0))));
        assert_eq!(time(&names("datetime,acc_x")), Some((0, None)));
        assert_eq!(time(&names("acc_x,Time since start in ms ")), Some((1, Some(1e3))));
        assert_eq!(time(&names("unix_timestamp_microsec,time_s")), Some((1, Some(1.0))));
        assert_eq!(time(&names("loggingTime(txt)")), Some((0, None)));
        assert_eq!(time(&names("acc_x,acc_y")), None);
    }

    #[test]
    fn times_and_strangers() {
        assert_eq!(meaning("time_ms"), Meaning::Time(Some(TimeUnit(1e3)), false));
        assert_eq!(meaning("Time (s)"), Meaning::Time(Some(TimeUnit(1.0)), false));
        assert_eq!(meaning("timestamp_ns"), Meaning::Time(Some(TimeUnit(1e9)), false));
        assert_eq!(meaning("timestamp"), Meaning::Time(None, false));
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
