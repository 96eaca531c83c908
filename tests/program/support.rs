//! Running the program as its user would, and reading what it wrote.

use serde_json::Value;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;
use validation::score::Tally;

pub(crate) const SAMPLES: [&str; 6] = [
    "badly_recorded",
    "changes_on_the_way",
    "healthy",
    "limp",
    "pelvic_drop",
    "stiff_knee",
];
pub(crate) const FILES: [&str; 6] = [
    "report.html",
    "summary.json",
    "events.csv",
    "strides.csv",
    "angles.csv",
    "cycles.csv",
];
pub(crate) const SITES: [&str; 5] = ["pelvis", "thigh_left", "thigh_right", "shank_left", "shank_right"];

pub(crate) fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// One run of the program: status and what it said.
pub(crate) struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

pub(crate) fn gaitscope(arguments: &[&OsStr]) -> Ran {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_gaitscope"))
        .args(arguments)
        .output()
        .expect("the program starts");
    Ran {
        status: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

/// `gaitscope` with plain words.
pub(crate) fn say(arguments: &[&str]) -> Ran {
    gaitscope(&arguments.iter().map(OsStr::new).collect::<Vec<_>>())
}

pub(crate) fn analyze_to(recording: &Path, out: &Path) -> Ran {
    gaitscope(&["analyze".as_ref(), recording.as_ref(), "--out".as_ref(), out.as_ref()])
}

/// What one successful `analyze` wrote; the folder lives as long as this.
pub(crate) struct Report {
    folder: TempDir,
    pub stdout: String,
    pub summary: Value,
}

impl Report {
    /// Analyses and demands success.
    pub(crate) fn of(recording: &Path) -> Report {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ran = analyze_to(recording, folder.path());
        assert_eq!(ran.status, 0, "{}: {}", recording.display(), ran.stderr);
        let text = fs::read_to_string(folder.path().join("summary.json")).expect("summary.json");
        Report {
            summary: serde_json::from_str(&text).expect("summary.json is JSON"),
            stdout: ran.stdout,
            folder,
        }
    }

    pub(crate) fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub(crate) fn table(&self, file: &str) -> Table {
        Table::read(&self.folder.path().join(file))
    }

    pub(crate) fn events(&self) -> Events {
        Events::of(&self.table("events.csv"), 0.0)
    }

    /// The rows of a list in `summary.json`.
    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.summary[name]
            .as_array()
            .unwrap_or_else(|| panic!("{name} is a list"))
    }

    pub(crate) fn difference(&self, measure: &str) -> Option<&Value> {
        self.list("side_differences")
            .iter()
            .find(|row| row["measure"] == measure)
    }

    /// Measures whose side difference is shown.
    pub(crate) fn shown(&self) -> Vec<&str> {
        let rows = self
            .list("side_differences")
            .iter()
            .filter(|row| row["verdict"] == "shown");
        rows.filter_map(|row| row["measure"].as_str()).collect()
    }

    pub(crate) fn measure(&self, measure: &str, side: Option<&str>) -> Option<f64> {
        let side = side.map_or(Value::Null, Value::from);
        let mut rows = self.list("measures").iter();
        rows.find(|row| row["measure"] == measure && row["side"] == side)?["value"].as_f64()
    }

    /// What is named as absent, with its reason.
    pub(crate) fn absent(&self) -> BTreeMap<&str, &str> {
        let rows = self.list("absent").iter();
        rows.filter_map(|row| Some((row["what"].as_str()?, row["reason"].as_str()?)))
            .collect()
    }
}

/// The report of each sample, made once.
pub(crate) fn report(name: &str) -> &'static Report {
    static REPORTS: [LazyLock<Report>; 6] = [
        LazyLock::new(|| Report::of(&sample(SAMPLES[0]))),
        LazyLock::new(|| Report::of(&sample(SAMPLES[1]))),
        LazyLock::new(|| Report::of(&sample(SAMPLES[2]))),
        LazyLock::new(|| Report::of(&sample(SAMPLES[3]))),
        LazyLock::new(|| Report::of(&sample(SAMPLES[4]))),
        LazyLock::new(|| Report::of(&sample(SAMPLES[5]))),
    ];
    let index = SAMPLES.iter().position(|sample| *sample == name).expect("a sample");
    &REPORTS[index]
}

/// A CSV file with a header, as text cells.
pub(crate) struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn read(path: &Path) -> Table {
        let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let header = cells(reader.headers().expect("a header"));
        let rows = reader
            .records()
            .map(|record| cells(&record.expect("a whole row")))
            .collect();
        Table { header, rows }
    }

    pub(crate) fn column(&self, name: &str) -> usize {
        let position = self.header.iter().position(|column| column == name);
        position.unwrap_or_else(|| panic!("no column {name} in {:?}", self.header))
    }

    /// Numbers of one column; empty cells are NaN.
    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        let column = self.column(name);
        let number = |text: &String| match text.as_str() {
            "" => f64::NAN,
            text => text.parse().unwrap_or_else(|_| panic!("{name}: {text:?} is no number")),
        };
        self.rows.iter().map(|row| number(&row[column])).collect()
    }
}

/// Times by (side, event).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Events(pub BTreeMap<(String, String), Vec<f64>>);

impl Events {
    /// Rows of a table with `side,event,time_s`; where it has gains, only those of at least `gain`.
    fn of(table: &Table, gain: f64) -> Events {
        let gains = table
            .header
            .iter()
            .any(|name| name == "gain")
            .then(|| table.numbers("gain"));
        let (side, event) = (table.column("side"), table.column("event"));
        let mut events: BTreeMap<_, Vec<f64>> = BTreeMap::new();
        for (k, (row, time)) in table.rows.iter().zip(table.numbers("time_s")).enumerate() {
            if gains.as_ref().is_none_or(|gains| gains[k] >= gain) {
                events
                    .entry((row[side].clone(), row[event].clone()))
                    .or_default()
                    .push(time);
            }
        }
        Events(events)
    }

    /// The firm contacts of a sample; the soft steps out of and into standing may be found or not.
    pub(crate) fn truth(folder: &Path) -> (Events, Events) {
        let table = Table::read(&folder.join("truth_events.csv"));
        (Events::of(&table, 0.9), Events::of(&table, 0.0))
    }

    pub(crate) fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Hits, misses and extras of one event over both sides, against firm contacts; a found contact that is a soft
    /// one of the truth is no extra.
    pub(crate) fn tally(
        &self,
        event: &str,
        firm: &Events,
        all: &Events,
        edges_s: (f64, f64),
        shift_s: impl Fn(&str) -> f64,
    ) -> Tally {
        let mut sum = Tally::default();
        for side in ["left", "right"] {
            let times = |events: &Events| {
                events
                    .0
                    .get(&(side.to_owned(), event.to_owned()))
                    .cloned()
                    .unwrap_or_default()
            };
            let shift = shift_s(side);
            let found: Vec<f64> = times(self).iter().map(|time| time - shift).collect();
            let mut tally = Tally::of(&times(firm), &found, 0.15, edges_s);
            let soft = times(all);
            tally
                .extra_s
                .retain(|extra| !soft.iter().any(|time| (time - extra).abs() < 0.15));
            sum.add(&tally);
        }
        sum
    }

    /// Whether both hold the same contacts within `tolerance_s`; says the first that differs.
    pub(crate) fn assert_same(&self, other: &Events, tolerance_s: f64, what: &str) {
        assert!(self.count() > 20, "{what}: only {} contacts", self.count());
        assert_eq!(
            self.0.keys().collect::<Vec<_>>(),
            other.0.keys().collect::<Vec<_>>(),
            "{what}"
        );
        for (key, times) in &self.0 {
            let others = &other.0[key];
            assert_eq!(times.len(), others.len(), "{what}: {key:?}");
            for (a, b) in times.iter().zip(others) {
                assert!((a - b).abs() <= tolerance_s, "{what}: {key:?} at {a} s against {b} s");
            }
        }
    }
}

/// Copies some sensors of a sample (cut to `until_s`) and, if wanted, its `session.toml` into a new folder.
pub(crate) fn part_of_sample(name: &str, sites: &[&str], until_s: f64, with_session: bool) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for site in sites {
        let text = fs::read_to_string(sample(name).join(format!("{site}.csv"))).expect("a sample's sensor");
        let kept = text.lines().enumerate().filter(|(k, line)| {
            *k == 0
                || line
                    .split(',')
                    .next()
                    .and_then(|t| t.parse::<f64>().ok())
                    .is_some_and(|time| time <= until_s)
        });
        let kept: String = kept.flat_map(|(_, line)| [line, "\n"]).collect();
        fs::write(folder.path().join(format!("{site}.csv")), kept).expect("written");
    }
    if with_session {
        fs::copy(sample(name).join("session.toml"), folder.path().join("session.toml")).expect("copied");
    }
    folder
}
