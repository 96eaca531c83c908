//! What the lines above the samples of a table say: names in one or several rows, units, rates, and where the times are.

use super::super::columns::{self, Unit};
use super::super::error::Quantity;
use super::sheet::{self, Layout};
use super::times;

/// Rows above the names that may hold the sensors' names.
const GROUP_ROWS: usize = 3;
/// The names stand among so many lines.
const NAMES_WITHIN: usize = 100;

/// A table whose names, groups and units were found.
pub(super) struct Header {
    pub layout: Layout,
    /// The line of the names, 0-based.
    pub at: usize,
    pub sensors: Vec<Columns>,
    /// Sensors of which only one signal is there.
    pub halves: Vec<(String, Quantity)>,
    /// One row of names does not say it all.
    pub split: bool,
    /// Hz of each column, where a row below the names states them.
    pub rates: Vec<Option<f64>>,
    /// Hz, where a line above the names states them.
    pub stated_hz: Option<f64>,
    pub time: Base,
    /// A column that counts samples or packets.
    pub counter: Option<usize>,
    /// The times repeat or come in bunches.
    pub bunched: bool,
    /// A column that says whose row it is, where the rows of several sensors alternate.
    pub device: Option<usize>,
}

/// The six columns of one sensor, accelerometer first, and what is said of their units.
pub(super) struct Columns {
    pub group: String,
    pub axes: [[usize; 3]; 2],
    pub units: [Stated; 2],
}

/// The unit of three axes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stated {
    Nothing,
    Unit(Unit),
    /// This column differs from the others, or from what is said elsewhere.
    Mixed(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Base {
    /// A column and how many of its units are in a second, where that is stated.
    Stamps(usize, Option<f64>),
    /// Dates or times of day.
    Dates(usize),
    /// A counter, or what looks like one.
    Count(usize),
    /// Every signal has its times in the column before it, in such parts of a second (`None`: seconds or told by the steps).
    Before(Option<f64>),
    Nothing,
}

/// A row of names that holds axes, and how its cells are parted.
struct Names {
    at: usize,
    names: Vec<String>,
    delimiter: u8,
}

impl Header {
    /// Understands the first lines of a file; `None` where they name no sensor with both signals.
    pub(super) fn of(text: &str) -> Option<Header> {
        let lines: Vec<&str> = text.lines().take(NAMES_WITHIN).collect();
        // A row of names that is a remark counts only where there is no other.
        let Names {
            at,
            mut names,
            delimiter,
        } = names_in(&lines, false).or_else(|| names_in(&lines, true))?;
        let below: Vec<Vec<String>> = (lines.iter().skip(at + 1).take(3))
            .map_while(|line| cells(line, delimiter).filter(|cells| !holds_samples(cells)))
            .collect();
        let (mut rates, mut unit_row) = (Vec::new(), None);
        for row in &below {
            let said = row.iter().filter(|cell| !cell.is_empty()).count();
            if row.iter().any(|cell| hertz(cell).is_some()) {
                rates = row.iter().map(|cell| hertz(cell)).collect();
            } else if said == 1 && row.first().is_some_and(|cell| !cell.is_empty()) {
                // The index' name, which pandas writes in a row of its own.
                names[0].clone_from(&row[0]);
            } else {
                unit_row = Some(row);
            }
        }
        let mut split = !below.is_empty();
        let mut found = gather(&names, &names, unit_row);
        if found.is_none() {
            split = true;
            let above = |up: usize| {
                let row = cells(lines[at.checked_sub(up)?], delimiter)?;
                // What Trigno Discover says of each sensor between its name and its signals.
                let mode = row.iter().any(|cell| cell.to_lowercase().starts_with("sensor mode"));
                (!mode && row.len() > 1).then(|| filled(&row, names.len()))
            };
            let rows: Vec<Vec<String>> = (1..=GROUP_ROWS).filter_map(above).collect();
            let joined = |chosen: &[usize]| -> Option<Vec<String>> {
                let chosen: Option<Vec<&Vec<String>>> = chosen.iter().map(|&row| rows.get(row)).collect();
                let chosen = chosen?;
                let name = |column: usize| {
                    let upper = chosen.iter().map(|row| row[column].as_str());
                    upper.chain([names[column].as_str()]).collect::<Vec<_>>().join(" ")
                };
                Some((0..names.len()).map(name).collect())
            };
            found = [&[0][..], &[1], &[2], &[1, 0], &[2, 1], &[2, 1, 0]]
                .into_iter()
                .find_map(|chosen| gather(&joined(chosen)?, &names, unit_row));
        }
        let (sensors, halves) = found?;
        let mut layout = Layout::with_delimiter(text, at, below.len(), delimiter)?;
        layout.blanks = delimiter == b' ';
        layout.names = names;
        let rows = samples_in(text, &layout);
        let counter = counter(&layout.names);
        let time = base(&layout, unit_row, &rows, &sensors, counter);
        let device = device(&layout.names, &rows);
        let bunched = match time {
            // Each sensor's rows have times of their own.
            _ if device.is_some() => false,
            // The program's own recordings hold the sensor's times.
            Base::Stamps(column, _) | Base::Dates(column) if layout.names[column].trim() != "time_s" => {
                are_bunched(&layout, column, &rows, counter.is_some())
            }
            _ => false,
        };
        Some(Header {
            stated_hz: stated_rate(&lines[..at]),
            layout,
            at,
            sensors,
            halves,
            split,
            rates,
            time,
            counter,
            bunched,
            device,
        })
    }
}

/// The first row with enough axes.
fn names_in(lines: &[&str], remarks: bool) -> Option<Names> {
    lines.iter().enumerate().find_map(|(at, line)| {
        let bare = line.trim_start_matches(['#', '%', '/', ' ']);
        if (bare.len() < line.trim_start().len()) != remarks {
            return None;
        }
        let line = if remarks { bare } else { line };
        let delimiter = sheet::delimiter_of(line);
        let names = cells(line, delimiter)?;
        let above = |up: usize| Some(filled(&cells(lines[at.checked_sub(up)?], delimiter)?, names.len()));
        // Axes alone (`x`, `y`, `z`) are told by the row above.
        let under = |upper: Vec<String>| -> Vec<String> {
            upper
                .iter()
                .zip(&names)
                .map(|(upper, name)| format!("{upper} {name}"))
                .collect()
        };
        let enough = columns::axis_count(&names) >= 6
            || (bare_axes(&names) >= 6 && above(1).is_some_and(|upper| columns::axis_count(&under(upper)) >= 6));
        enough.then_some(Names { at, names, delimiter })
    })
}

fn bare_axes(names: &[String]) -> usize {
    let is_axis = |name: &&String| {
        ["x", "y", "z"].contains(&name.split([' ', '(', '[']).next().unwrap_or("").to_lowercase().as_str())
    };
    names.iter().filter(is_axis).count()
}

/// The cells of a row; blanks part them where nothing else does.
fn cells(line: &str, delimiter: u8) -> Option<Vec<String>> {
    if delimiter == b' ' {
        return Some(line.split_ascii_whitespace().map(str::to_owned).collect());
    }
    sheet::cells(line, delimiter)
}

/// The first rows of samples.
fn samples_in(text: &str, layout: &Layout) -> Vec<Vec<String>> {
    const ROWS: usize = 1000;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in text.lines().skip(layout.lines_before).take(ROWS) {
        // A copy of the row before is no sample.
        if let Some(row) = cells(line, layout.delimiter).filter(|row| rows.last() != Some(row)) {
            rows.push(row);
        }
    }
    rows
}

fn are_bunched(layout: &Layout, column: usize, rows: &[Vec<String>], counted: bool) -> bool {
    let value = |row: &Vec<String>| {
        let cell = row.get(column)?;
        layout.number(cell).or_else(|| times::stamp(cell))
    };
    let stamps: Vec<f64> = rows.iter().filter_map(value).collect();
    times::are_bunched(&stamps, counted)
}

type Found = (Vec<Columns>, Vec<(String, Quantity)>);

/// The sensors of a row of names; `None` where an axis stands twice, or where no sensor is whole. `whole` are the names with
/// what stands above them, `own` those that state the units.
fn gather(whole: &[String], own: &[String], unit_row: Option<&Vec<String>>) -> Option<Found> {
    struct Gathered {
        group: String,
        axes: [[Option<usize>; 3]; 2],
        units: [Stated; 2],
    }
    let mut found: Vec<Gathered> = Vec::new();
    for (column, name) in whole.iter().enumerate() {
        let Some((group, quantity, axis, mut unit)) = columns::axis(name) else {
            continue;
        };
        // Two rows joined hide a unit behind the other's words.
        if let Some((_, _, _, Some(of_name))) = columns::axis(&own[column]) {
            unit = Some(of_name);
        }
        let at = found.iter().position(|known| known.group == group).unwrap_or_else(|| {
            found.push(Gathered {
                group,
                axes: [[None; 3]; 2],
                units: [Stated::Nothing, Stated::Nothing],
            });
            found.len() - 1
        });
        let which = quantity as usize;
        let first = found[at].axes[which].iter().all(Option::is_none);
        if found[at].axes[which][axis].replace(column).is_some() {
            return None;
        }
        let below = unit_row.and_then(|cells| unit_in(cells.get(column)?));
        let said = match (unit, below) {
            (Some(one), Some(other)) if one != other => Stated::Mixed(column),
            (Some(unit), _) | (None, Some(unit)) => Stated::Unit(unit),
            (None, None) => Stated::Nothing,
        };
        let known = &mut found[at].units[which];
        if first {
            *known = said;
        } else if *known != said && !matches!(known, Stated::Mixed(_)) {
            *known = Stated::Mixed(column);
        }
    }
    let whole = |three: [Option<usize>; 3]| Some([three[0]?, three[1]?, three[2]?]);
    let any = |three: [Option<usize>; 3]| three.iter().any(Option::is_some);
    // One signal with a name before it and one without, and nothing else: one sensor.
    if let [first, second] = found.as_slice()
        && (first.group.is_empty() || second.group.is_empty())
        && first.axes.iter().zip(&second.axes).all(|(a, b)| any(*a) != any(*b))
        && any(first.axes[0]) != any(first.axes[1])
    {
        let second = found.pop()?;
        let first = found.first_mut()?;
        for (which, unit) in second.units.into_iter().enumerate() {
            if any(second.axes[which]) {
                (first.axes[which], first.units[which]) = (second.axes[which], unit);
            }
        }
        if first.group.is_empty() {
            first.group = second.group;
        }
    }
    let (mut sensors, mut halves) = (Vec::new(), Vec::new());
    for Gathered { group, axes, units } in found {
        match (whole(axes[0]), whole(axes[1])) {
            (Some(acc), Some(gyr)) => sensors.push(Columns {
                group,
                axes: [acc, gyr],
                units,
            }),
            _ => match axes.map(any) {
                [true, false] => halves.push((group, Quantity::Accelerometer)),
                [false, true] => halves.push((group, Quantity::Gyroscope)),
                // A sensor with two axes of both: the recording's own reader names the one that is missing.
                _ => return None,
            },
        }
    }
    (!sensors.is_empty()).then_some((sensors, halves))
}

/// A row of groups, where an empty cell belongs to the group before it.
fn filled(above: &[String], count: usize) -> Vec<String> {
    let mut last = String::new();
    (0..count)
        .map(|k| {
            if let Some(cell) = above.get(k).filter(|cell| !cell.is_empty()) {
                last.clone_from(cell);
            }
            last.clone()
        })
        .collect()
}

/// Where the times are.
fn base(
    layout: &Layout,
    unit_row: Option<&Vec<String>>,
    rows: &[Vec<String>],
    sensors: &[Columns],
    counter: Option<usize>,
) -> Base {
    let names = &layout.names;
    let of_signal = |column: usize| {
        let name = names.get(column.checked_sub(1)?)?;
        let lower = name.to_lowercase();
        let times = lower.replace(' ', "").starts_with("x[s]") || lower.contains("time series");
        times.then(|| sheet::bracketed(name).and_then(columns::seconds_in))
    };
    let axes = || sensors.iter().flat_map(|sensor| sensor.axes.iter().flatten());
    if let Some(per_second) = axes().next().and_then(|&column| of_signal(column))
        && axes().all(|&column| of_signal(column).is_some())
    {
        return Base::Before(per_second);
    }
    if let Some((column, per_second)) = columns::time(names) {
        let cell = |row: usize| rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str);
        if layout.number(cell(0)).is_none() && times::stamp(cell(0)).is_some() {
            return Base::Dates(column);
        }
        let below = unit_row.and_then(|cells| columns::seconds_in(cells.get(column)?));
        let per_second = per_second.or(below);
        let whole = |row: usize| layout.number(cell(row)).filter(|value| value.fract() == 0.0);
        let counts = |row: usize| whole(row).zip(whole(row + 1)).is_some_and(|(a, b)| b - a == 1.0);
        // Called a time, but without a unit, and one more in every row: nothing proves that these are milliseconds.
        if per_second.is_none() && rows.len() > 2 && (0..(rows.len() - 1).min(20)).all(counts) {
            return Base::Count(column);
        }
        return Base::Stamps(column, per_second);
    }
    counter.map_or(Base::Nothing, Base::Count)
}

/// The column that counts samples or packets.
fn counter(names: &[String]) -> Option<usize> {
    names.iter().enumerate().position(|(k, name)| {
        let letters: String = (name.to_lowercase().chars())
            .filter(char::is_ascii_alphanumeric)
            .collect();
        match letters.as_str() {
            "samples" | "sample" | "samplenumber" | "sampleindex" | "samplecounter" | "sampleid" | "index" | "idx"
            | "counter" | "count" | "packetnumber" | "packetcounter" | "packet" | "packetid" | "packetindex"
            | "frame" | "framenumber" | "frames" | "row" | "rownumber" | "seq" | "sequence" | "sequencenumber"
            | "number" | "nr" | "item" | "datanumber" | "messageindex" => true,
            // The index that pandas writes, below an empty name or below the names of two header rows.
            "" | "unnamed0" | "axis" | "signal" => k == 0,
            _ => false,
        }
    })
}

/// The column that tells the sensors of a long table apart: its values alternate.
fn device(names: &[String], rows: &[Vec<String>]) -> Option<usize> {
    const MOST_DEVICES: usize = 20;
    let tells = |name: &String| {
        let letters: String = (name.to_lowercase().chars())
            .filter(char::is_ascii_alphanumeric)
            .collect();
        matches!(
            letters.as_str(),
            "device"
                | "devicename"
                | "deviceid"
                | "devicetag"
                | "sensor"
                | "sensorid"
                | "sensorname"
                | "sensornumber"
                | "sensorlocation"
                | "location"
                | "placement"
                | "position"
                | "bodypart"
                | "segment"
                | "node"
                | "nodeid"
                | "imu"
                | "imuid"
                | "imuname"
                | "address"
                | "mac"
                | "macaddress"
                | "serial"
                | "serialnumber"
                | "id"
                | "site"
        )
    };
    (0..names.len())
        .filter(|&column| tells(&names[column]))
        .find(|&column| {
            let values: Vec<&str> = rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(String::as_str)
                .collect();
            let mut distinct = values.clone();
            distinct.sort_unstable();
            distinct.dedup();
            let changes = values.windows(2).filter(|pair| pair[0] != pair[1]).count();
            (2..=MOST_DEVICES).contains(&distinct.len()) && changes > distinct.len()
        })
}

/// Whether a row below the names is already one of samples.
fn holds_samples(cells: &[String]) -> bool {
    let holds = |cell: &String| cell.replace(',', ".").parse::<f64>().is_ok() || times::stamp(cell).is_some();
    cells.iter().any(holds) || cells.iter().all(String::is_empty)
}

fn hertz(cell: &str) -> Option<f64> {
    let lower = cell.trim().trim_matches(['[', ']', '(', ')']).to_lowercase();
    lower.strip_suffix("hz")?.trim().replace(',', ".").parse().ok()
}

/// The unit in a cell that holds nothing else; a word that is none is an unknown one.
fn unit_in(cell: &str) -> Option<Unit> {
    let text = cell.trim_matches(['[', ']', '(', ')', ' ']);
    if ["", "-", "n/a", "none"].contains(&text.to_lowercase().as_str()) {
        return None;
    }
    Some(columns::unit_of(text).unwrap_or_else(|| Unit::Unknown(text.to_owned())))
}

/// The rate that the lines above the names state: `# sampling frequency: 40`, `// Sample rate: 120.0Hz`, `Messrate;100 Hz`.
pub(super) fn stated_rate(lines: &[&str]) -> Option<f64> {
    const NAMED: [&str; 13] = [
        "sampling frequency",
        "sample frequency",
        "sampling rate",
        "sample rate",
        "update rate",
        "output rate",
        "data rate",
        "samplerate",
        "samplingrate",
        "sampling_rate",
        "frame rate",
        "abtastrate",
        "messrate",
    ];
    lines.iter().find_map(|line| {
        let lower = line.to_lowercase();
        let after = NAMED
            .iter()
            .find_map(|name| lower.split_once(name).map(|(_, after)| after));
        // "40 Hz" by itself, in a remark.
        let before = || {
            let (before, _) = lower.split_once("hz")?;
            let digits = before
                .trim_end()
                .rsplit(|sign: char| !sign.is_ascii_digit() && sign != '.' && sign != ',')
                .next()?;
            lower.starts_with(['#', '/', '%']).then_some(digits)
        };
        let text = match after {
            Some(after) => after
                .trim_start_matches(|sign: char| !sign.is_ascii_digit())
                .split(|sign: char| !sign.is_ascii_digit() && sign != '.' && sign != ',')
                .next()?,
            None => before()?,
        };
        let rate: f64 = text.trim_end_matches([',', '.']).replace(',', ".").parse().ok()?;
        (1.0..=10_000.0).contains(&rate).then_some(rate)
    })
}
