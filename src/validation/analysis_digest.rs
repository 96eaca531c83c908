//! What an analysis said of a person, in lines for the validation report: patterns, sides, numbers, reasons.

use assessment::Analysis;
use assessment::{Criterion, Finding, FindingVerdict, SideDifference, Verdict};
use recording::Side;
use std::collections::{BTreeMap, BTreeSet};

/// The lines of one recording, weightiest first. English, for those who judge the program.
pub(crate) fn lines(analysis: &Analysis) -> Vec<String> {
    let mut lines = Vec::new();
    for (verdict, word) in [(FindingVerdict::Shown, "Shown"), (FindingVerdict::Possible, "Possible")] {
        let of = analysis.findings.iter().filter(|finding| finding.verdict == verdict);
        lines.extend(of.map(|finding| format!("{word}: {}", finding_text(finding))));
    }
    for (verdict, word) in [
        (Verdict::Shown, "Side differences shown (right minus left)"),
        (Verdict::Small, "Side differences beyond noise but within limits"),
    ] {
        let of: Vec<String> = analysis
            .side_differences
            .iter()
            .filter(|row| row.verdict == verdict)
            .map(difference_text)
            .collect();
        if !of.is_empty() {
            lines.push(format!("{word}: {}", of.join("; ")));
        }
    }
    if let Some(loading) = &analysis.loading
        && loading.judged > 0
    {
        let spared = match loading.spared {
            Some(side) => format!("{side} leg spared"),
            None => "no leg spared".to_owned(),
        };
        lines.push(format!(
            "Loading: {spared}; {} of {} indicators towards it, {} against, {:.1} times the limits",
            loading.towards, loading.judged, loading.against, loading.times_limit
        ));
    }
    let shifts = analysis.changes.shifts.iter();
    let shifts = shifts
        .filter(|shift| shift.verdict == FindingVerdict::Shown)
        .map(|shift| {
            format!(
                "{}{} by {} at {:.0} s",
                shift.measure.name(),
                of_side(shift.side),
                number(shift.change, &shift.unit),
                shift.onset_s
            )
        });
    let drifts = analysis.changes.drifts.iter();
    let drifts = drifts
        .filter(|drift| drift.verdict == FindingVerdict::Shown)
        .map(|drift| {
            format!(
                "{}{} drifts by {}",
                drift.measure.name(),
                of_side(drift.side),
                number(drift.total_change, &drift.unit)
            )
        });
    let changes: Vec<String> = shifts.chain(drifts).collect();
    if !changes.is_empty() {
        lines.push(format!("Changes on the way: {}", changes.join("; ")));
    }
    let quiet: Vec<&str> = analysis
        .findings
        .iter()
        .filter(|finding| finding.verdict == FindingVerdict::NotShown)
        .map(|finding| finding.pattern.name())
        .collect();
    if !quiet.is_empty() {
        lines.push(format!("Not shown: {}", quiet.join(", ")));
    }
    let mut unjudged: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut all_reasons: BTreeSet<&'static str> = BTreeSet::new();
    for finding in &analysis.findings {
        if finding.verdict == FindingVerdict::CannotBeJudged {
            let reasons: Vec<&str> = finding.reasons.iter().map(|reason| reason.code()).collect();
            let reasons = reasons.join(", ");
            unjudged.entry(reasons).or_default().push(finding.pattern.name());
            all_reasons.extend(finding.reasons.iter().map(|reason| reason.code()));
        }
    }
    if unjudged.values().map(Vec::len).sum::<usize>() == analysis.findings.len() {
        let reasons: Vec<&str> = all_reasons.into_iter().collect();
        lines.push(format!("No pattern can be judged: {}", reasons.join(", ")));
        return lines;
    }
    for (reasons, patterns) in unjudged {
        lines.push(format!("Cannot be judged ({reasons}): {}", patterns.join(", ")));
    }
    lines
}

/// Whether any pattern is shown.
pub(crate) fn any_shown(analysis: &Analysis) -> bool {
    let shown = |finding: &Finding| finding.verdict == FindingVerdict::Shown;
    analysis.findings.iter().any(shown)
}

/// Whether a pattern of one leg or a side difference is shown.
pub(crate) fn asymmetry_shown(analysis: &Analysis) -> bool {
    let pattern = |finding: &Finding| finding.verdict == FindingVerdict::Shown && finding.side.is_some();
    analysis.findings.iter().any(pattern)
        || analysis
            .side_differences
            .iter()
            .any(|row| row.verdict == Verdict::Shown)
}

fn of_side(side: Option<Side>) -> String {
    side.map_or(String::new(), |side| format!(", {side},"))
}

fn finding_text(finding: &Finding) -> String {
    let side = finding.side.map_or(String::new(), |side| format!(", {side} leg"));
    let met = finding.criteria.iter().filter(|criterion| criterion.met);
    let criteria: Vec<String> = met.map(criterion_text).collect();
    let remarks = if finding.remarks.is_empty() {
        String::new()
    } else {
        format!(" [{}]", finding.remarks.join(", "))
    };
    format!("{}{side}{remarks}: {}", finding.pattern.name(), criteria.join("; "))
}

fn criterion_text(criterion: &Criterion) -> String {
    let value = criterion
        .value
        .map_or("–".to_owned(), |value| number(value, &criterion.unit));
    let interval = criterion.interval.map_or(String::new(), |interval| {
        format!(
            " ({} to {})",
            number(interval.low, &criterion.unit),
            number(interval.high, &criterion.unit)
        )
    });
    format!(
        "{} {value}{interval}, limit {}",
        criterion.code,
        number(criterion.limit, &criterion.unit)
    )
}

fn difference_text(row: &SideDifference) -> String {
    format!(
        "{} {} ({} to {})",
        row.measure.name(),
        number(row.difference, &row.unit),
        number(row.interval.low, &row.unit),
        number(row.interval.high, &row.unit)
    )
}

fn number(value: f64, unit: &str) -> String {
    match unit {
        "1" | "s" | "m" | "m/s" => format!("{value:.2}{}", if unit == "1" { "" } else { " " }) + unit.trim_matches('1'),
        "deg" => format!("{value:.1}°"),
        _ => format!("{value:.1} {unit}"),
    }
}
