//! How often patterns and shifts are found in simulated people who have them, and in people who have not.

use super::report::{Bar, Row, SetInfo, ValidationReport};
use super::synthetic_patterns::{Planted, planted};
use super::synthetic_shifts::shift_rates;
use assessment::Pattern;

const PATTERNS: &str = "simulated, compensation patterns";
const SHIFTS: &str = "simulated, shifts on the way";

/// Judges `steady` steady walks, and `planted` people with each pattern and with a shift.
pub fn add_rates(report: &mut ValidationReport, steady: usize, planted: usize) {
    patterns(report, planted);
    shifts(report, steady, planted);
}

fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| 100.0 * part as f64 / of as f64)
}

fn patterns(report: &mut ValidationReport, people: usize) {
    let rates: Vec<(Pattern, Planted)> = Pattern::ALL
        .iter()
        .map(|pattern| (*pattern, planted(*pattern, people)))
        .collect();
    for (pattern, found) in &rates {
        let figure = format!("{} of 1.5 times its limits shown, right side", pattern.name());
        let mut note = format!("{} shown or possible", found.seen);
        if found.opposite_people > 0 {
            note += &format!(
                "; of {} with the opposite {} shown",
                found.opposite_people, found.opposite_shown
            );
        }
        let row = Row::new(PATTERNS, &figure, share(found.shown, found.people), "%", found.people);
        report.rows.push(row.bar(Bar::AtLeast(95.0)).note(note));
    }
    report.sets.push(SetInfo {
        name: PATTERNS.to_owned(),
        kind: "simulated people who have a pattern or its opposite; those who have nothing stand above".to_owned(),
        recordings: rates
            .iter()
            .map(|(_, found)| found.people + found.opposite_people)
            .sum(),
        reference:
            "Exact by construction: the size of what was planted is read from the simulated truth. Real patterns \
                    come mixed and with other shapes."
                .to_owned(),
        synthetic: true,
    });
}

fn shifts(report: &mut ValidationReport, steady: usize, planted: usize) {
    let rates = shift_rates(steady, planted);
    let row = |figure: &str, part: usize, of: usize| Row::new(SHIFTS, figure, share(part, of), "%", of);
    report.rows.extend([
        row(
            "steady walks told of a shift or drift",
            rates.steady_with_any,
            rates.steady,
        )
        .bar(Bar::AtMost(5.0)),
        row(
            "shift of 1.5 limits shown within 10 strides of its onset",
            rates.found,
            rates.planted,
        )
        .bar(Bar::AtLeast(90.0)),
        row(
            "steady walks told of a moved sensor",
            rates.steady_with_moved,
            rates.steady,
        ),
        row("slipped sensor named, and no other", rates.slips_found, rates.slips),
        row(
            "walks with a slipped sensor told of a change of the person",
            rates.slips_with_any_shown,
            rates.slips,
        ),
    ]);
    report.sets.push(SetInfo {
        name: SHIFTS.to_owned(),
        kind: "simulated walks of two to five minutes, steady, with one step, or with a slipped sensor".to_owned(),
        recordings: rates.steady + rates.planted + rates.slips,
        reference: "Exact by construction. Steps are sudden; real changes are often slower.".to_owned(),
        synthetic: true,
    });
}
