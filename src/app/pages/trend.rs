//! What changes from visit to visit: a small drawing for each essential, with the band that a change must leave.

use super::words;
use crate::app::context::Context;
use crate::assessment::compare::Visit;
use crate::assessment::shifts::detectable;
use crate::gait::Measure;
use crate::recording::Side;
use jiff::Timestamp;
use maud::{Markup, html};

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
    /// Half the height of the band around the first point.
    band: Option<f64>,
}

fn series(context: &Context, visits: &[(Timestamp, Visit)]) -> Vec<Series> {
    let mut all = Vec::new();
    for measure in WHOLE {
        let of = |visit: &Visit| {
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
        };
        let points: Vec<(Timestamp, f64)> = visits
            .iter()
            .filter_map(|(at, visit)| Some((*at, of(visit)?)))
            .collect();
        let band = points
            .first()
            .and_then(|(_, first)| detectable::between_visits(measure, *first));
        all.push(Series {
            title: words::measure(context, measure),
            unit: measure.unit().to_owned(),
            points,
            band,
        });
    }
    for measure in DIFFERENCES {
        let mut unit = String::new();
        let mut points = Vec::new();
        for (at, visit) in visits {
            if let Some(row) = visit.differences.iter().find(|row| row.measure == measure) {
                unit.clone_from(&row.unit);
                points.push((*at, row.difference));
            }
        }
        let title = context.text(
            "app-patient-trend-difference",
            &[("measure", words::measure(context, measure).into())],
        );
        all.push(Series {
            title,
            unit,
            points,
            band: detectable::between_visits_of_difference(measure),
        });
    }
    for side in Side::BOTH {
        let measure = Measure::KneeSwingPeak;
        let of = |visit: &Visit| {
            visit
                .measures
                .iter()
                .find(|row| row.measure == measure && row.side == Some(side))
                .map(|row| row.value)
        };
        let points: Vec<(Timestamp, f64)> = visits
            .iter()
            .filter_map(|(at, visit)| Some((*at, of(visit)?)))
            .collect();
        let band = points
            .first()
            .and_then(|(_, first)| detectable::between_visits(measure, *first));
        let title = format!(
            "{}, {}",
            words::measure(context, measure),
            context.say(&format!("app-side-{}", side.name()))
        );
        all.push(Series {
            title,
            unit: measure.unit().to_owned(),
            points,
            band,
        });
    }
    all.retain(|series| series.points.len() >= 2);
    all
}

/// The trend of a person's visits, the earliest first; each drawing has its numbers beside it as text.
pub fn trend(context: &Context, visits: &[(Timestamp, Visit)]) -> Markup {
    let all = series(context, visits);
    if all.is_empty() {
        return html! { p.soft { (context.say("app-patient-trend-none")) } };
    }
    html! {
        p.soft { (context.say("app-patient-trend-help")) }
        ul.cards.two {
            @for series in &all { li.card { h3 { (series.title) } (drawing(context, series)) } }
        }
    }
}

fn drawing(context: &Context, series: &Series) -> Markup {
    let (first, base) = series.points[0];
    let last = series.points[series.points.len() - 1].0;
    let band = series.band.unwrap_or(0.0);
    let values = || series.points.iter().map(|(_, value)| *value);
    let low = values().fold(base - band, f64::min);
    let high = values().fold(base + band, f64::max);
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
            @if band > 0.0 {
                rect.band x=(LEFT) y=(format!("{:.1}", y(base + band))) width=(WIDTH - LEFT - RIGHT) height=(format!("{:.1}", y(base - band) - y(base + band))) {}
            }
            polyline points=(line.join(" ")) {}
            @for (at, value) in &series.points {
                circle .beyond[series.band.is_some_and(|band| (value - base).abs() > band)] cx=(format!("{:.1}", x(*at))) cy=(format!("{:.1}", y(*value))) r="5" {}
                text x=(format!("{:.1}", x(*at))) y=(format!("{:.1}", y(*value) - 9.0)) text-anchor="middle" { (words::value(context, *value, &series.unit)) }
                text.day x=(format!("{:.1}", x(*at))) y=(HEIGHT - 6.0) text-anchor="middle" { (words::day(context, *at)) }
            }
        }
    }
}
