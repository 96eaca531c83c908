//! The same figures over simulated people of two sources of curves: the one from which the analysis has its delays, limits
//! and assumed zeros, and one that it knows nothing of. What holds for the first alone holds by construction.

use crate::score::{Tally, median};
use crate::synthetic::tally;
use crate::{AnalyzeAnywhere, Bar, Row, SetInfo, ValidationReport};
use assessment::{FindingVerdict, Pattern};
use rayon::prelude::*;
use recording::{Recording, Segment};
use simulation::presets::healthy_person_of;
use simulation::{CurveSource, Extent, Scenario, Stage, simulate};

/// Slowest and fastest of the slow people, m/s.
const SLOW_MPS: (f64, f64) = (0.4, 0.8);

/// What one person showed; errors in per cent.
struct Seen {
    initial: Tally,
    last: Tally,
    speed: Option<f64>,
    speed_without_lever: Option<f64>,
    short_slow_steps: bool,
}

/// Adds the rows of both sources, `people` at their own speed and `people` slow ones for each. Cost: six analyses of a walk of
/// a minute and a half for each of `people`.
pub(crate) fn add_sources(report: &mut ValidationReport, analyze: &AnalyzeAnywhere, people: usize) {
    for (name, sources) in [
        ("simulated, curves that the analysis knows", &[CurveSource::Fukuchi][..]),
        (
            "simulated, curves of other laboratories",
            &[CurveSource::PinzoneOne, CurveSource::PinzoneTwo][..],
        ),
    ] {
        for slow in [false, true] {
            let seen: Vec<Option<Seen>> = (0..people)
                .into_par_iter()
                .map(|k| see(&person(sources[k % sources.len()], k as u64, people, slow), analyze))
                .collect();
            rows(name, slow, &seen, report);
        }
        report.sets.push(SetInfo {
            name: name.to_owned(),
            kind: "simulated healthy people, usual sensors put on by hand".to_owned(),
            recordings: 2 * people,
            reference: "Exact by construction; side differences of the second source as wide as in real people."
                .to_owned(),
            synthetic: true,
        });
    }
}

fn person(source: CurveSource, seed: u64, people: usize, slow: bool) -> Scenario {
    let mut scenario = healthy_person_of(source, 40_000 + seed);
    if slow {
        let share = seed as f64 / (people.max(2) - 1) as f64;
        scenario.speed_mps = SLOW_MPS.0 + share * (SLOW_MPS.1 - SLOW_MPS.0);
    }
    scenario.protocol = vec![
        Stage::Stand { seconds: 6.0 },
        Stage::Walk {
            extent: Extent::Seconds(75.0),
            lane_m: Some(20.0),
        },
        Stage::Stand { seconds: 4.0 },
    ];
    scenario
}

fn see(scenario: &Scenario, analyze: &AnalyzeAnywhere) -> Option<Seen> {
    let simulated = simulate(scenario);
    let speed = |recording: &Recording| {
        let analysis = analyze(recording).ok()?;
        let found = gait::speed::median_speed(&analysis.strides)?;
        Some((analysis, 100.0 * (found / simulated.truth.speed_mps - 1.0)))
    };
    let (analysis, error) = speed(&simulated.recording)?;
    let mut bare = simulated.recording.clone();
    let shanks = bare
        .session
        .sensors
        .iter_mut()
        .filter(|entry| entry.site.segment() == Segment::Shank);
    shanks.for_each(|entry| entry.sensor_height_m = None);
    let edges_s = crate::load::edges_s(&simulated.recording);
    Some(Seen {
        initial: tally(&simulated.truth, &analysis, true, edges_s),
        last: tally(&simulated.truth, &analysis, false, edges_s),
        speed: Some(error),
        speed_without_lever: speed(&bare).map(|(_, error)| error),
        short_slow_steps: analysis
            .findings
            .iter()
            .any(|finding| finding.pattern == Pattern::ShortSlowSteps && finding.verdict == FindingVerdict::Shown),
    })
}

fn rows(set: &str, slow: bool, seen: &[Option<Seen>], report: &mut ValidationReport) {
    let heard: Vec<&Seen> = seen.iter().flatten().collect();
    let refused = seen.len() - heard.len();
    let who = if slow { "0.4 to 0.8 m/s" } else { "own speed" };
    let row = |figure: &str, value, unit: &str, n| Row::new(set, &format!("{who}: {figure}"), value, unit, n);
    let mut push = |row: Row| report.rows.push(row.incomplete(refused, seen.len(), "people"));
    let (mut initial, mut last) = (Tally::default(), Tally::default());
    for person in &heard {
        initial.add(&person.initial);
        last.add(&person.last);
    }
    for (name, tally) in [("initial contact", &initial), ("final contact", &last)] {
        let n = tally.errors_s.len();
        push(row(&format!("{name} F1 (±100 ms)"), tally.f1(), "1", n));
        let absolute: Vec<f64> = tally.errors_s.iter().map(|error| 1000.0 * error.abs()).collect();
        let of_median = row(&format!("{name} median absolute error"), median(&absolute), "ms", n);
        push(if slow && name == "final contact" {
            of_median.bar(Bar::AtMost(25.0))
        } else {
            of_median
        });
        push(row(&format!("{name} median error"), tally.median_ms(), "ms", n));
    }
    let size = |errors: Vec<f64>| -> Vec<f64> { errors.into_iter().map(f64::abs).collect() };
    let speeds = size(heard.iter().filter_map(|person| person.speed).collect());
    let of_speed = row(
        "speed, lever given, median absolute error",
        median(&speeds),
        "%",
        speeds.len(),
    );
    push(if slow { of_speed } else { of_speed.bar(Bar::AtMost(2.0)) });
    let bare = size(heard.iter().filter_map(|person| person.speed_without_lever).collect());
    push(row(
        "speed, lever not given, median absolute error",
        median(&bare),
        "%",
        bare.len(),
    ));
    if slow {
        let told = heard.iter().filter(|person| person.short_slow_steps).count();
        let share = (!heard.is_empty()).then(|| 100.0 * told as f64 / heard.len() as f64);
        push(row("told of short, slow steps", share, "%", heard.len()).bar(Bar::AtMost(5.0)));
    }
}
