//! What the sets share: running one recording, contacts per side, angles per leg, and the record of what was claimed.

use crate::analysis_digest;
use crate::load;
use crate::score::{AngleScore, Tally, median, score_angle, worst};
use crate::table::{Table, TableError};
use crate::{Bar, Outcome, RecordingDetail, Row, Tools, ValidationReport};
use assessment::Analysis;
use gait::{AngleColumn, ContactKind};
use recording::{Recording, Severity, Side, Site};
use std::path::PathBuf;

/// A recording and, if it was not refused, its analysis.
pub(crate) struct AnalysedRecording {
    pub recording: Recording,
    pub analysis: Option<Analysis>,
    pub edges_s: (f64, f64),
}

/// Reads and analyses one recording and notes in `detail` what became of it; none if nothing could read it.
/// `prepare` may change the recording before the analysis, e.g. take a sensor away that serves as reference.
pub(crate) fn run(
    tools: &Tools,
    paths: &[PathBuf],
    expected: &[Site],
    detail: &mut RecordingDetail,
    prepare: impl FnOnce(&mut Recording),
) -> Option<AnalysedRecording> {
    let recording = load::load(tools, paths, expected, detail);
    match recording {
        Ok(mut recording) => {
            prepare(&mut recording);
            Some(run_loaded(tools, recording, detail))
        }
        Err(reason) => {
            detail.outcome = Outcome::NotRead(reason);
            None
        }
    }
}

/// Analyses a recording that is already there.
pub(crate) fn run_loaded(tools: &Tools, recording: Recording, detail: &mut RecordingDetail) -> AnalysedRecording {
    let edges_s = load::edges_s(&recording);
    let analysis = match tools.run(&detail.set, &detail.recording, &recording) {
        Ok(analysis) => {
            describe(&analysis, detail);
            Some(analysis)
        }
        Err(reason) => {
            detail.outcome = Outcome::Refused(reason);
            None
        }
    };
    AnalysedRecording {
        recording,
        analysis,
        edges_s,
    }
}

/// What every analysed recording is described with: what was counted, claimed, refused and noticed.
fn describe(analysis: &Analysis, detail: &mut RecordingDetail) {
    for side in Side::BOTH {
        let of_side = || analysis.strides.iter().filter(|stride| stride.side == side);
        if of_side().next().is_some() {
            detail.figure(format!("strides {side}"), of_side().count() as f64, "");
            let included = of_side().filter(|stride| stride.included()).count();
            detail.figure(format!("strides {side}, included"), included as f64, "");
        }
    }
    let mut parts = vec![format!("quality {:?}", analysis.quality.grade)];
    if let Some(source) = analysis.contact_source {
        parts.push(format!("contacts from {}", format!("{source:?}").to_lowercase()));
    }
    parts.extend(analysis.speed_method.map(|method| format!("speed by {method:?}")));
    let problems = analysis
        .notices
        .iter()
        .filter(|notice| notice.severity != Severity::Info);
    let mut codes: Vec<&str> = problems.map(|notice| notice.code.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    if !codes.is_empty() {
        parts.push(format!("notices: {}", codes.join(", ")));
    }
    detail.remarks.push(parts.join("; "));
    detail.said = analysis_digest::lines(analysis);
    detail.pattern_shown |= analysis_digest::any_shown(analysis);
    detail.asymmetry_shown |= analysis_digest::asymmetry_shown(analysis);
    let claims = unfounded_claims(analysis);
    if !claims.is_empty() {
        detail
            .remarks
            .push(format!("angles without calibration: {}", claims.join(", ")));
    }
}

/// Angle columns with values whose segments were not calibrated: there must be none.
pub(crate) fn unfounded_claims(analysis: &Analysis) -> Vec<String> {
    let calibrated = |site: Site| {
        analysis
            .calibration
            .iter()
            .any(|entry| entry.site == site && entry.rotation.is_some())
    };
    let claimed = analysis
        .angles
        .columns
        .iter()
        .filter(|(_, values)| values.iter().any(|value| value.is_finite()));
    let unfounded = claimed.filter(|(column, _)| !column.sites().into_iter().all(calibrated));
    unfounded.map(|(column, _)| column.name().to_owned()).collect()
}

/// Found contacts of one kind, one side or both, in order of time.
pub(crate) fn contact_times(analysis: Option<&Analysis>, kind: ContactKind, side: Option<Side>) -> Vec<f64> {
    let contacts = analysis
        .map(|analysis| analysis.contacts.as_slice())
        .unwrap_or_default();
    let wanted = contacts
        .iter()
        .filter(|contact| contact.kind == kind && side.is_none_or(|side| contact.side == side));
    let mut times: Vec<f64> = wanted.map(|contact| contact.time_s).collect();
    times.sort_by(f64::total_cmp);
    times
}

/// One true contact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TrueContact {
    pub side: Side,
    pub kind: ContactKind,
    pub time_s: f64,
}

/// Reads `side,event,time_s`; rows whose side, event or time cannot be understood are left out, as are rows for which
/// `keep(row)` does not hold.
pub(crate) fn true_contacts(table: &Table, keep: impl Fn(usize) -> bool) -> Result<Vec<TrueContact>, TableError> {
    let (sides, events, times) = (table.text("side")?, table.text("event")?, table.numbers("time_s")?);
    let mut contacts: Vec<TrueContact> = Vec::new();
    for row in (0..table.len()).filter(|row| keep(*row)) {
        let side = match sides[row].to_lowercase().as_str() {
            "left" | "l" => Side::Left,
            "right" | "r" => Side::Right,
            _ => continue,
        };
        let kind = match events[row] {
            "heel_strike" | "initial_contact" => ContactKind::InitialContact,
            "toe_off" | "final_contact" => ContactKind::FinalContact,
            _ => continue,
        };
        let time_s = times[row];
        if time_s.is_finite() {
            contacts.push(TrueContact { side, kind, time_s });
        }
    }
    contacts.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    Ok(contacts)
}

/// True times of one kind, one side or both.
pub(crate) fn truth_times(truth: &[TrueContact], kind: ContactKind, side: Option<Side>) -> Vec<f64> {
    let wanted = truth
        .iter()
        .filter(|contact| contact.kind == kind && side.is_none_or(|side| contact.side == side));
    wanted.map(|contact| contact.time_s).collect()
}

/// Scores one kind of contact of one recording, side by side.
pub(crate) fn tally_sides(
    truth: &[TrueContact],
    analysis: Option<&Analysis>,
    kind: ContactKind,
    tolerance_s: f64,
    edges_s: (f64, f64),
) -> Tally {
    let mut tally = Tally::default();
    for side in Side::BOTH {
        let found = contact_times(analysis, kind, Some(side));
        tally.add(&Tally::of(
            &truth_times(truth, kind, Some(side)),
            &found,
            tolerance_s,
            edges_s,
        ));
    }
    tally
}

/// Adds the figures of a tally to a recording's detail.
pub(crate) fn describe_tally(detail: &mut RecordingDetail, name: &str, tally: &Tally) {
    detail.figure(format!("{name} hits"), tally.errors_s.len() as f64, "");
    detail.figure(format!("{name} missed"), tally.missed_s.len() as f64, "");
    detail.figure(format!("{name} extra"), tally.extra_s.len() as f64, "");
    if let Some(error) = tally.median_ms() {
        detail.figure(format!("{name} median error"), error, "ms");
    }
}

/// Times and values of one of an analysis's angles.
pub(crate) fn angle_column(analysis: Option<&Analysis>, column: AngleColumn) -> Option<(&[f64], &[f64])> {
    let angles = &analysis?.angles;
    Some((&angles.time_s, angles.get(column)?))
}

/// Angle scores of all legs of a set.
#[derive(Debug, Default)]
pub(crate) struct Legs {
    pub scores: Vec<AngleScore>,
    /// Legs with a reference but without a score.
    pub missing: usize,
}

impl Legs {
    /// Scores one leg and notes it in the recording's detail. A reference without any value is no leg.
    pub(super) fn leg(
        &mut self,
        detail: &mut RecordingDetail,
        column: AngleColumn,
        reference: (&[f64], &[f64]),
        analysis: Option<&Analysis>,
    ) {
        if !reference.1.iter().any(|value| value.is_finite()) {
            return;
        }
        let Some((times, values)) = angle_column(analysis, column) else {
            self.missing += 1;
            if analysis.is_some() {
                detail.remarks.push(format!("no `{column}`"));
            }
            return;
        };
        match score_angle(reference.0, reference.1, times, values) {
            Ok(score) => {
                detail.figure(format!("{column} RMSE"), score.rmse_deg, "deg");
                detail.figure(format!("{column} offset"), score.offset_deg, "deg");
                detail.figure(format!("{column} lag"), 1000.0 * score.lag_s, "ms");
                self.scores.push(score);
            }
            Err(covered) => {
                self.missing += 1;
                detail.remarks.push(format!(
                    "`{column}` covers only {:.0} % of its reference",
                    100.0 * covered
                ));
            }
        }
    }

    pub(super) fn rmse(&self) -> Vec<f64> {
        self.scores.iter().map(|score| score.rmse_deg).collect()
    }

    /// Rows for the median and the worst RMSE over legs.
    pub(super) fn rmse_rows(
        &self,
        set: &str,
        joint: &str,
        median_bar: Option<Bar>,
        worst_bar: Option<Bar>,
    ) -> Vec<Row> {
        let rmse = self.rmse();
        let finish = |row: Row, bar: Option<Bar>| {
            let row = match bar {
                Some(bar) => row.bar(bar),
                None => row,
            };
            row.incomplete(self.missing, self.missing + rmse.len(), "legs")
        };
        let of_median = Row::new(
            set,
            &format!("{joint} RMSE, median over legs"),
            median(&rmse),
            "deg",
            rmse.len(),
        );
        let of_worst = Row::new(
            set,
            &format!("{joint} RMSE, worst leg"),
            worst(&rmse),
            "deg",
            rmse.len(),
        );
        vec![finish(of_median, median_bar), finish(of_worst, worst_bar)]
    }

    /// Row for the mean offset: median over legs of its absolute value.
    pub(super) fn offset_row(&self, set: &str, joint: &str, bar: Option<Bar>) -> Row {
        let offsets: Vec<f64> = self.scores.iter().map(|score| score.offset_deg.abs()).collect();
        let figure = format!("{joint} offset, median of absolute values over legs");
        let row = Row::new(set, &figure, median(&offsets), "deg", offsets.len());
        let row = match bar {
            Some(bar) => row.bar(bar),
            None => row,
        };
        row.incomplete(self.missing, self.missing + offsets.len(), "legs")
    }
}

/// Counts unfounded claims over the recordings of a set as they are analysed.
#[derive(Debug, Default)]
pub(crate) struct Honesty {
    claims: usize,
    recordings: usize,
}

impl Honesty {
    pub(super) fn see(&mut self, run: &AnalysedRecording) {
        if let Some(analysis) = &run.analysis {
            self.recordings += 1;
            self.claims += unfounded_claims(analysis).len();
        }
    }

    pub(super) fn row(&self, set: &str) -> Row {
        let value = (self.recordings > 0).then_some(self.claims as f64);
        let row = Row::new(
            set,
            "angles claimed for segments that were not calibrated",
            value,
            "",
            self.recordings,
        );
        if value.is_some() {
            row.bar(Bar::AtMost(0.0))
        } else {
            row
        }
    }
}

/// Reads a reference table; a failure becomes a finding.
pub(crate) fn reference(path: &std::path::Path, set: &str, report: &mut ValidationReport) -> Option<Table> {
    match Table::read(path) {
        Ok(table) => Some(table),
        Err(error) => {
            report.findings.push(format!("{set}: {error}"));
            None
        }
    }
}

/// Unwraps a column or makes its absence a finding.
pub(crate) fn or_finding<T>(result: Result<T, TableError>, set: &str, report: &mut ValidationReport) -> Option<T> {
    result
        .map_err(|error| report.findings.push(format!("{set}: {error}")))
        .ok()
}
