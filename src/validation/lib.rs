//! How accurate the analysis is: recordings with references go in, a table of measured figures against bars comes out.
//!
//! ```text
//! folder of sets -> discover -> read -> analyze -> score against the reference -> ValidationReport -> Markdown, JSON
//! ```
//!
//! A *set* is a folder of recordings of one kind. Its kind is recognised from what the folder holds (which reference
//! files stand beside which sensor files, and their columns), never from the folder's or the person's name, so other
//! recordings of the same kinds are scored by the same rules. The analysis and the reader come in as functions: this
//! module judges them and shares no code with them beyond the data types.
//!
//! ```
//! use validation::score::Tally;
//!
//! // True contacts at 1, 2 and 3 s; found: one 10 ms late, one missed, one to the point, one that is none.
//! let tally = Tally::of(&[1.0, 2.0, 3.0], &[1.01, 3.0, 3.5], 0.05, (0.0, 4.0));
//! assert_eq!((tally.missed_s.len(), tally.extra_s.len()), (1, 1));
//! assert_eq!(tally.f1(), Some(4.0 / 6.0));
//! ```
//!
//! The scoring rules are in [`score`]; each kind of set is a file under `sets`.

mod agreement;
mod analysis_digest;
mod discover;
mod foot_stride_count;
mod load;
mod markdown;
mod rates;
mod readings;
mod report;
pub mod score;
mod sets;
mod setup_faults;
mod synthetic;
mod synthetic_function;
pub mod synthetic_patterns;
mod synthetic_power;
pub mod synthetic_shifts;
mod synthetic_sources;
mod table;
#[cfg(test)]
mod tests;
mod told;

pub use agreement::add_agreement;
pub use markdown::render_markdown;
pub use rates::add_rates;
pub use report::{Bar, Figure, Outcome, RecordingDetail, Row, SetInfo, ValidationReport};
pub use setup_faults::add_setup_faults;
pub use synthetic::{AnalyzeAnywhere, add_synthetic};

use assessment::Analysis;
use nalgebra::Vector3;
use recording::Recording;
use std::path::{Path, PathBuf};

/// The analysis under test; an error is a refusal in words.
pub type Analyze<'a> = dyn Fn(&Recording) -> Result<Analysis, String> + 'a;
/// The reader under test: the files of one recording, an error is a refusal in words.
pub type Read<'a> = dyn Fn(&[PathBuf]) -> Result<Recording, String> + 'a;
/// An orientation filter under test: rate in Hz, angular rate in rad/s, specific force in m/s²; one quaternion
/// (w, x, y, z; sensor to world, world z up) per sample.
pub(crate) type Orient<'a> = dyn Fn(f64, &[Vector3<f64>], &[Vector3<f64>]) -> Result<Vec<[f64; 4]>, String> + 'a;

/// What a run of [`validate`] may be told; the default scores everything but orientation.
#[derive(Default)]
pub struct ValidateOptions<'a> {
    /// Orientation filter to score against optical orientation; without it such sets are named and skipped.
    pub orientation: Option<&'a Orient<'a>>,
    /// Called with `set/recording` before each analysis.
    pub progress: Option<&'a dyn Fn(&str)>,
    /// Only sets whose folder name contains one of these; all if empty.
    pub only: Vec<String>,
}

/// The functions under test, as the sets use them.
pub(crate) struct Tools<'a> {
    pub analyze: &'a Analyze<'a>,
    pub read: &'a Read<'a>,
    pub orientation: Option<&'a Orient<'a>>,
    pub progress: Option<&'a dyn Fn(&str)>,
}

impl Tools<'_> {
    /// Runs the analysis, announcing it first.
    pub(crate) fn run(&self, set: &str, recording_name: &str, recording: &Recording) -> Result<Analysis, String> {
        if let Some(progress) = self.progress {
            progress(&format!("{set}/{recording_name}"));
        }
        (self.analyze)(recording)
    }
}

/// Scores every set below `data` (a folder of set folders, or one set folder itself).
///
/// Never fails as a whole: what cannot be read or analysed becomes a finding and counts against the bars it touches.
/// Sets that are not there have no rows; a folder without any known set gives a report without rows, for which
/// [`ValidationReport::all_met`] is false. Rows, details and findings come in the order of folder and file names.
pub fn validate(data: &Path, analyze: &Analyze, read: &Read, options: &ValidateOptions) -> ValidationReport {
    let mut report = ValidationReport::new();
    let tools = Tools {
        analyze,
        read,
        orientation: options.orientation,
        progress: options.progress,
    };
    let folders = match discover::set_folders(data) {
        Ok(folders) => folders,
        Err(problem) => {
            report.findings.push(problem);
            return report;
        }
    };
    for folder in &folders {
        if !options.only.is_empty() && !options.only.iter().any(|part| folder.name.contains(part.as_str())) {
            continue;
        }
        sets::score_set(folder, &tools, &mut report);
    }
    told::add(data, &options.only, &tools, &mut report);
    judged_people(&mut report);
    if report.sets.is_empty() {
        report
            .findings
            .push("no folder with recordings of a known kind was found".to_owned());
    }
    report
}

/// What was said of people of whom something is known from outside: nothing may be shown in the healthy, and those after
/// a stroke show an asymmetry or the reasons why none can be judged.
fn judged_people(report: &mut ValidationReport) {
    const SET: &str = "people of whom something is known";
    let of = |known: readings::Known| {
        let rows = report.recordings.iter();
        rows.filter(move |row| row.outcome == Outcome::Analysed)
            .filter(move |row| readings::reading(&row.set, &row.recording).is_some_and(|found| found.1 == known))
    };
    let healthy: Vec<&RecordingDetail> = of(readings::Known::Healthy).collect();
    let stroke: Vec<&RecordingDetail> = of(readings::Known::Stroke).collect();
    if healthy.is_empty() && stroke.is_empty() {
        return;
    }
    let count = |rows: &[&RecordingDetail], is: &dyn Fn(&RecordingDetail) -> bool| {
        Some(rows.iter().filter(|row| is(row)).count() as f64)
    };
    let row = |figure: &str, value: Option<f64>, n: usize| Row::new(SET, figure, value, "", n);
    let rows = [
        row(
            "healthy recordings with a pattern shown",
            count(&healthy, &|row| row.pattern_shown),
            healthy.len(),
        )
        .bar(Bar::AtMost(0.0)),
        row(
            "recordings after a stroke with an asymmetry shown",
            count(&stroke, &|row| row.asymmetry_shown),
            stroke.len(),
        ),
    ];
    let recordings = healthy.len() + stroke.len();
    report.rows.extend(rows);
    report.sets.push(SetInfo {
        name: SET.to_owned(),
        kind: "the recordings above, by what is known of the person".to_owned(),
        recordings,
        reference:
            "Who is healthy and who had a stroke is known from the publications; which leg is the weaker one is not. \
                    Healthy people may walk unevenly, but should not be told of a compensation."
                .to_owned(),
        synthetic: false,
    });
}
