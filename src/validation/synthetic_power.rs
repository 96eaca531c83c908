//! How surely a change of a known size is told: planted at half to twice the sizes that matter, in simulated people of both
//! sources of curves. What is planted is the whole difference between the legs: the person's own is taken out first.

use crate::{AnalyzeAnywhere, Bar, Row, SetInfo, ValidationReport};
use assessment::{Analysis, FindingVerdict, Pattern, Verdict};
use gait::Measure;
use rayon::prelude::*;
use recording::Side;
use simulation::presets::healthy_person_of;
use simulation::{CurveSource, Edit, EditKind, Extent, Scenario, Stage, simulate};
use std::collections::BTreeMap;

const SET: &str = "simulated people with a planted change";
/// Factors on the planted sizes; the size that matters is judged, and all above it.
const FACTORS: [f64; 4] = [0.5, 1.0, 1.5, 2.0];
const JUDGED: f64 = 1.0;
const SEEDS: u64 = 70_000;
/// Loss of extension of one leg by which the other leg's step is a hundredth shorter, degrees; a test holds it.
const EXTENSION_PER_PERCENT_DEG: f64 = 0.56;

/// A change of one leg that matters, and the measure in which it is to be told.
struct Planted {
    name: &'static str,
    kind: EditKind,
    size: f64,
    /// The edit is of the leg that is told; otherwise of the other one.
    own: bool,
    measure: Measure,
    /// Right minus left grows where the right leg has the change.
    grows: bool,
    pattern: Option<Pattern>,
}

const PLANTED: [Planted; 5] = [
    Planted {
        name: "stance -8 %",
        kind: EditKind::StanceTime,
        size: -8.0,
        own: true,
        measure: Measure::StanceTime,
        grows: false,
        pattern: None,
    },
    Planted {
        name: "step time 15 %",
        kind: EditKind::StepTime,
        size: 15.0,
        own: true,
        measure: Measure::StepTime,
        grows: true,
        pattern: None,
    },
    Planted {
        name: "swing peak -17°",
        kind: EditKind::SwingKnee,
        size: -17.0,
        own: true,
        measure: Measure::KneeRange,
        grows: false,
        pattern: Some(Pattern::StiffKnee),
    },
    Planted {
        name: "pelvic drop +5°",
        kind: EditKind::PelvicDrop,
        size: 5.0,
        own: true,
        measure: Measure::PelvicDrop,
        grows: true,
        pattern: Some(Pattern::PelvicDrop),
    },
    Planted {
        name: "step length -15 %",
        kind: EditKind::LessExtension,
        size: 15.0 * EXTENSION_PER_PERCENT_DEG,
        own: false,
        measure: Measure::StepLength,
        grows: false,
        pattern: None,
    },
];

/// Adds the power curves of both sources, `people` for each point. Cost: forty analyses of a two-minute walk for each of
/// `people`.
pub(crate) fn add_power(report: &mut ValidationReport, analyze: &AnalyzeAnywhere, people: usize) {
    for (name, sources) in [
        ("known curves", &[CurveSource::Fukuchi][..]),
        ("other curves", &[CurveSource::PinzoneOne, CurveSource::PinzoneTwo][..]),
    ] {
        let (mut wrong, mut right) = (0, 0);
        for planted in &PLANTED {
            for factor in FACTORS {
                let told: Vec<Told> = (0..people as u64)
                    .into_par_iter()
                    .map(|k| {
                        let side = if k.is_multiple_of(2) { Side::Left } else { Side::Right };
                        let source = sources[k as usize % sources.len()];
                        told(&person(planted, source, side, factor, k), planted, side, analyze)
                    })
                    .collect();
                row(report, &format!("{name}: {} × {factor}", planted.name), factor, &told);
                wrong += told.iter().filter(|told| **told == Told::OtherSide).count();
                right += told.iter().filter(|told| **told == Told::Found).count();
            }
        }
        // Where nothing is told, nothing is proven about the sides.
        let n = right + wrong;
        let figure = format!("{name}: told of the other side");
        let value = (n > 0).then_some(wrong as f64);
        report
            .rows
            .push(Row::new(SET, &figure, value, "", n).bar(Bar::AtMost(0.0)));
    }
    report.sets.push(SetInfo {
        name: SET.to_owned(),
        kind: "a power curve: how surely a change of a known size is told".to_owned(),
        recordings: 2 * PLANTED.len() * FACTORS.len() * people,
        reference:
            "Planted in healthy simulated people whose own difference of that kind is taken out; usual sensors put \
                    on by hand, two minutes to and fro. Found: the side measure's verdict is `shown`, or that of the \
                    pattern it leads, on the planted side."
                .to_owned(),
        synthetic: true,
    });
}

/// Adds the row of a point of the curve.
fn row(report: &mut ValidationReport, figure: &str, factor: f64, told: &[Told]) {
    let found = told.iter().filter(|told| **told == Told::Found).count();
    let share = (!told.is_empty()).then(|| 100.0 * found as f64 / told.len() as f64);
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    for told in told {
        if let Told::Nothing(reasons) = told {
            for reason in reasons {
                *causes.entry(reason).or_default() += 1;
            }
        }
    }
    let causes: Vec<String> = causes
        .into_iter()
        .map(|(reason, count)| format!("{reason} {count}"))
        .collect();
    let row = Row::new(SET, figure, share, "%", told.len()).note(causes.join(", "));
    report.rows.push(if factor >= JUDGED {
        row.bar(Bar::AtLeast(95.0))
    } else {
        row
    });
}

/// What is told of a planted change.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    Found,
    OtherSide,
    /// Neither: the measure's verdict with its reasons, or the refusal.
    Nothing(Vec<String>),
}

fn person(planted: &Planted, source: CurveSource, side: Side, factor: f64, k: u64) -> Scenario {
    let mut scenario = healthy_person_of(source, SEEDS + k);
    scenario.edits.retain(|edit| edit.kind != planted.kind);
    let of = if planted.own { side } else { side.other() };
    scenario.edits.push(Edit::new(planted.kind, of, factor * planted.size));
    scenario.protocol = vec![
        Stage::Stand { seconds: 6.0 },
        Stage::Walk {
            extent: Extent::Seconds(120.0),
            lane_m: Some(20.0),
        },
        Stage::Stand { seconds: 4.0 },
    ];
    scenario
}

fn told(scenario: &Scenario, planted: &Planted, side: Side, analyze: &AnalyzeAnywhere) -> Told {
    match analyze(&simulate(scenario).recording) {
        Ok(analysis) => side_told(&analysis, planted, side),
        Err(refusal) => Told::Nothing(vec![format!("refused: {refusal}")]),
    }
}

fn side_told(analysis: &Analysis, planted: &Planted, side: Side) -> Told {
    let mut sides: Vec<Option<Side>> = Vec::new();
    let rows = analysis.side_differences.iter();
    for row in rows.filter(|row| row.measure == planted.measure && row.verdict == Verdict::Shown) {
        let right = (row.difference > 0.0) == planted.grows;
        sides.push(Some(if right { Side::Right } else { Side::Left }));
    }
    let findings = analysis.findings.iter();
    for finding in findings.filter(|finding| Some(finding.pattern) == planted.pattern) {
        if finding.verdict == FindingVerdict::Shown {
            sides.push(finding.side);
        }
    }
    if sides.contains(&Some(side.other())) {
        Told::OtherSide
    } else if sides.contains(&Some(side)) {
        Told::Found
    } else {
        let row = analysis
            .side_differences
            .iter()
            .find(|row| row.measure == planted.measure);
        Told::Nothing(match row {
            Some(row) => {
                let reasons = row.gates.quality_reasons.iter().map(|reason| reason.code().to_owned());
                [format!("{:?}", row.verdict)].into_iter().chain(reasons).collect()
            }
            None => {
                let reasons = analysis.quality.reasons.iter().map(|reason| reason.code().to_owned());
                ["absent".to_owned()].into_iter().chain(reasons).collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulation::Truth;

    /// `100 ln(right / left)` of the ankles' distance at contacts.
    fn step_percent(truth: &Truth) -> f64 {
        let step = |side: Side| {
            let steady = truth
                .strides
                .iter()
                .filter(|stride| stride.side == side && stride.steady);
            let lengths: Vec<f64> = steady
                .map(|stride| {
                    let at = (stride.start_s * truth.angles.rate_hz).round() as usize;
                    let apart = truth.ankle_m[0][at] - truth.ankle_m[1][at];
                    apart.x.hypot(apart.z)
                })
                .collect();
            crate::score::median(&lengths).expect("strides")
        };
        100.0 * (step(Side::Right) / step(Side::Left)).ln()
    }

    /// A leg that hardly bends, or hardly goes back, is a leg: its sensors are in their places.
    #[test]
    fn large_differences_raise_no_doubt_about_sensors() {
        for planted in [&PLANTED[2], &PLANTED[4]] {
            for (k, source) in [
                (0, CurveSource::Fukuchi),
                (1, CurveSource::PinzoneOne),
                (3, CurveSource::PinzoneTwo),
            ] {
                let side = Side::BOTH[k as usize % 2];
                let scenario = person(planted, source, side, 2.0, k);
                let analysis = assessment::analyze(&simulate(&scenario).recording, &assessment::Settings::default())
                    .unwrap_or_else(|refusal| panic!("{} {k}: {refusal}", planted.name));
                let doubts = analysis.doubts.iter().filter(|doubt| doubt.withholds);
                let codes: Vec<&str> = doubts.map(|doubt| doubt.code.code()).collect();
                assert!(codes.is_empty(), "{} {}: {codes:?}", planted.name, source.name());
            }
        }
    }

    #[test]
    fn the_planted_step_is_as_much_shorter_as_it_says() {
        let planted = &PLANTED[4];
        for source in [CurveSource::Fukuchi, CurveSource::PinzoneOne] {
            let mut scenario = person(planted, source, Side::Right, 1.0, 3);
            scenario.edits.retain(|edit| edit.kind == planted.kind);
            scenario.kit.sensors.truncate(1);
            let found = step_percent(&simulate(&scenario).truth);
            assert!((-18.0..-12.0).contains(&found), "{}: {found}", source.name());
        }
    }
}
