//! Five times sit-to-stand of simulated people: parts and total against what they did, the stand before the test included.

use crate::score::median;
use crate::{AnalyzeAnywhere, Bar, Row, SetInfo, ValidationReport};
use rayon::prelude::*;
use recording::PhaseKind;
use simulation::{Stage, presets, simulate};

const SET: &str = "simulated five times sit-to-stand";
const PEOPLE: u64 = 12;
/// The slower thigh's rise in the preset, seconds.
const RISE_S: f64 = 1.15;

/// Absolute errors of one person, seconds.
struct Errors {
    parts: Vec<f64>,
    total: f64,
}

/// Adds the rows of the test. Cost: a dozen analyses of half a minute.
pub(crate) fn add_function(report: &mut ValidationReport, analyze: &AnalyzeAnywhere) {
    let people: Vec<Option<Errors>> = (0..PEOPLE).into_par_iter().map(|seed| errors(seed, analyze)).collect();
    let refused = people.iter().filter(|errors| errors.is_none()).count();
    let found: Vec<&Errors> = people.iter().flatten().collect();
    let parts: Vec<f64> = found.iter().flat_map(|errors| &errors.parts).copied().collect();
    let totals: Vec<f64> = found.iter().map(|errors| errors.total).collect();
    for (figure, values, bar) in [
        ("parts of the test, median absolute error", &parts, 0.15),
        ("duration of the test, median absolute error", &totals, 0.3),
    ] {
        let row = Row::new(SET, figure, median(values), "s", values.len()).bar(Bar::AtMost(bar));
        report.rows.push(row.incomplete(refused, people.len(), "people"));
    }
    let longest = totals.iter().copied().reduce(f64::max);
    report.rows.push(Row::new(
        SET,
        "duration of the test, worst error",
        longest,
        "s",
        totals.len(),
    ));
    report.sets.push(SetInfo {
        name: SET.to_owned(),
        kind: "simulated test of function".to_owned(),
        recordings: PEOPLE as usize,
        reference:
            "The movement as planned: every second person sits and stands before the test, which is not part of it."
                .to_owned(),
        synthetic: true,
    });
}

fn errors(seed: u64, analyze: &AnalyzeAnywhere) -> Option<Errors> {
    let mut scenario = presets::five_times_sit_to_stand(seed);
    let before = if seed.is_multiple_of(2) { 0 } else { 1 };
    if before > 0 {
        let chair = Stage::Chair {
            seconds: 10.0,
            move_s: 1.2,
            slower: None,
        };
        scenario.protocol.splice(0..0, [Stage::Stand { seconds: 1.0 }, chair]);
    }
    let mut simulated = simulate(&scenario);
    let phases = simulated.truth.phases.iter();
    let chairs: Vec<(f64, f64)> = phases
        .filter(|phase| phase.kind == PhaseKind::Sit)
        .skip(before)
        .map(|phase| (phase.start_s, phase.end_s))
        .collect();
    // The session names the stand and the chair of the test, as the app does.
    simulated.recording.session.protocol.phases.drain(0..2 * before);
    let result = analyze(&simulated.recording).ok()?.function_test?;
    let rises = chairs.iter().map(|chair| chair.1);
    let parts = rises
        .zip(&result.repetitions)
        .flat_map(|(upright_s, found)| [found.thighs_start_s - (upright_s - RISE_S), found.upright_s - upright_s])
        .map(f64::abs)
        .collect();
    let total_s = chairs.get(4)?.1 - (chairs.first()?.1 - RISE_S);
    Some(Errors {
        parts,
        total: (result.total_s? - total_s).abs(),
    })
}
