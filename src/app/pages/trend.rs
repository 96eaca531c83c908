//! What changes from visit to visit: a small drawing for each essential, with the band that a change must leave.

use super::analysed::Analysed;
use super::words;
use crate::context::Context;
use assessment::compare::Visit as Compared;
use assessment::limits;
use assessment::shifts::detectable;
use assessment::sides::real_difference;
use gait::Measure;
use jiff::Timestamp;
use maud::{Markup, html};
use recording::Side;

/// What a therapist looks at first.
const WHOLE: [Measure; 2] = [Measure::Speed, Measure::Cadence];
const DIFFERENCES: [Measure; 3] = [Measure::StepTime, Measure::StanceTime, Measure::KneeSwingPeak];

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 170.0;
const LEFT: f64 = 8.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 26.0;

/// One line of the trend.
struct Series {
    title: String,
    unit: String,
    points: Vec<(Timestamp, f64)>,
    /// What a change from the first point must leave: low and high.
    band: Option<(f64, f64)>,
    /// Where healthy people are.
    healthy: Option<(f64, f64)>,
}

/// The points of one number, and the band around the first.
fn points(visits: &[(Timestamp, &Analysed)], of: impl Fn(&Compared) -> Option<f64>) -> Vec<(Timestamp, f64)> {
    visits
        .iter()
        .filter_map(|(at, one)| Some((*at, of(&one.compared)?)))
        .collect()
}

fn around(points: &[(Timestamp, f64)], half: impl Fn(f64) -> Option<f64>) -> Option<(f64, f64)> {
    let (_, first) = points.first()?;
    let half = half(*first)?;
    Some((first - half, first + half))
}

fn series(context: &Context, visits: &[(Timestamp, &Analysed)]) -> Vec<Series> {
    let mut all = Vec::new();
    let tests: Vec<(Timestamp, f64)> = visits.iter().filter_map(|(at, one)| Some((*at, one.test_s?))).collect();
    all.push(Series {
        title: context.say("app-patient-trend-test"),
        unit: "s".to_owned(),
        points: tests,
        band: None,
        healthy: visits.last().and_then(|(_, one)| Some((0.0, one.test_norm?.limit_s))),
    });
    for measure in WHOLE {
        let points = points(visits, |visit| {
            let values: Vec<f64> = visit
                .measures
                .iter()
                .filter(|row| row.measure == measure)
                .map(|row| row.value)
                .collect();
            let whole = visit
                .measures
                .iter()
                .find(|row| row.measure == measure && row.side.is_none());
            whole
                .map(|row| row.value)
                .or_else(|| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64))
        });
        all.push(Series {
            title: words::measure(context, measure),
            unit: measure.unit().to_owned(),
            band: around(&points, |first| detectable::between_visits(measure, first)),
            points,
            healthy: None,
        });
    }
    for measure in DIFFERENCES {
        let mut unit = String::new();
        for row in visits.iter().flat_map(|(_, one)| &one.compared.differences) {
            if row.measure == measure {
                unit.clone_from(&row.unit);
            }
        }
        let logarithms = points(visits, |visit| {
            let row = visit.differences.iter().find(|row| row.measure == measure)?;
            Some(row.difference)
        });
        let real = |value: f64| real_difference(measure, &unit, value);
        let band = around(&logarithms, |_| detectable::between_visits_of_difference(measure));
        let healthy = limits::limits(measure).map(|limits| limits.healthy);
        all.push(Series {
            title: context.text(
                "app-patient-trend-difference",
                &[("measure", words::measure(context, measure).into())],
            ),
            points: logarithms.iter().map(|(at, value)| (*at, real(*value))).collect(),
            band: band.map(|(low, high)| (real(low), real(high))),
            healthy: healthy.map(|size| (real(-size), real(size))),
            unit,
        });
    }
    for side in Side::BOTH {
        let measure = Measure::KneeSwingPeak;
        let points = points(visits, |visit| {
            let mut rows = visit.measures.iter();
            let row = rows.find(|row| row.measure == measure && row.side == Some(side))?;
            Some(row.value)
        });
        all.push(Series {
            title: format!(
                "{}, {}",
                words::measure(context, measure),
                context.say(&format!("app-side-{}", side.name()))
            ),
            unit: measure.unit().to_owned(),
            band: around(&points, |first| detectable::between_visits(measure, first)),
            points,
            healthy: None,
        });
    }
    all.retain(|series| series.points.len() >= 2);
    all
}

/// The trend of a person's visits with one protocol, the earliest first; each drawing has its numbers beside it as text.
pub(super) fn trend(context: &Context, visits: &[(Timestamp, &Analysed)]) -> Markup {
    html! {
        ul.cards.two {
            @for series in &series(context, visits) { li.card { h4 { (series.title) } (drawing(context, series)) } }
        }
    }
}

fn drawing(context: &Context, series: &Series) -> Markup {
    let (first, base) = series.points[0];
    let last = series.points[series.points.len() - 1].0;
    let bands = || [series.band, series.healthy].into_iter().flatten();
    let values = || series.points.iter().map(|(_, value)| *value);
    let low = values().chain(bands().map(|band| band.0)).fold(base, f64::min);
    let high = values().chain(bands().map(|band| band.1)).fold(base, f64::max);
    let room = ((high - low) * 0.12).max(1e-3 * base.abs()).max(1e-6);
    let (low, high) = (low - room, high + room);
    let span = (last.as_second() - first.as_second()).max(1) as f64;
    let inset = 62.0;
    let x = |at: Timestamp| {
        LEFT + inset + (WIDTH - LEFT - RIGHT - 2.0 * inset) * (at.as_second() - first.as_second()) as f64 / span
    };
    let y = |value: f64| TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low);
    let line: Vec<String> = series
        .points
        .iter()
        .map(|(at, value)| format!("{:.1},{:.1}", x(*at), y(*value)))
        .collect();
    let said: Vec<String> = series
        .points
        .iter()
        .map(|(at, value)| {
            format!(
                "{}: {}",
                words::day(context, *at),
                words::value(context, *value, &series.unit)
            )
        })
        .collect();
    html! {
        svg.trend viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label={ (series.title) ". " (said.join("; ")) } {
            @for (class, band) in [("healthy", series.healthy), ("band", series.band)] {
                @if let Some((low, high)) = band {
                    rect class=(class) x=(LEFT) y=(format!("{:.1}", y(high))) width=(WIDTH - LEFT - RIGHT) height=(format!("{:.1}", y(low) - y(high))) {}
                }
            }
            polyline points=(line.join(" ")) {}
            @for (at, value) in &series.points {
                circle .beyond[series.band.is_some_and(|(low, high)| !(low..=high).contains(value))] cx=(format!("{:.1}", x(*at))) cy=(format!("{:.1}", y(*value))) r="5" {}
                text x=(format!("{:.1}", x(*at))) y=(format!("{:.1}", y(*value) - 9.0)) text-anchor="middle" { (words::value(context, *value, &series.unit)) }
                text.day x=(format!("{:.1}", x(*at))) y=(HEIGHT - 6.0) text-anchor="middle" { (words::day(context, *at)) }
            }
        }
    }
}
