//! The numbers behind the headlines as small bars, each with its limits: right against left, and the time of a test.

use super::analysed::Analysed;
use super::words;
use crate::context::Context;
use assessment::Verdict;
use assessment::compare::Comparison;
use assessment::limits::is_primary;
use assessment::sides::real_difference;
use assessment::{Interval, Reason};
use gait::Measure;
use maud::{Markup, html};
use serde_json::Value;

/// Bars on the first screen.
const SHOWN: usize = 5;
/// A bar ends here at the latest: times the limit.
const REACH: f64 = 3.0;
/// Units of the drawing, and of one half of it.
const WIDTH: f64 = 360.0;
const HALF: f64 = WIDTH / 2.0;

/// A difference between the legs with what it is held against.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Difference {
    pub measure: Measure,
    /// As differences are computed: `100 ln(right / left)` where the unit is `%`.
    pub value: f64,
    pub interval: Interval,
    pub unit: String,
    /// Healthy people differ by less; else what measuring may be off by.
    pub limit: f64,
    pub verdict: Verdict,
}

/// The judged differences of a summary that weigh most, the shown ones first.
pub(crate) fn differences(summary: &Value) -> Vec<Difference> {
    let rows = summary["side_differences"].as_array().into_iter().flatten();
    let mut found: Vec<Difference> = rows.filter_map(difference).collect();
    let weight = |row: &Difference| row.value.abs() / row.limit;
    found.sort_by(|a, b| {
        let shown = |row: &Difference| row.verdict == Verdict::Shown;
        shown(b).cmp(&shown(a)).then(weight(b).total_cmp(&weight(a)))
    });
    found.truncate(SHOWN);
    found
}

/// One row of a summary; `None` where it is not judged, or has no limit.
fn difference(row: &Value) -> Option<Difference> {
    let measure = Measure::from_name(row["measure"].as_str()?).filter(|measure| is_primary(*measure))?;
    let verdict = [Verdict::Shown, Verdict::Alike, Verdict::Small, Verdict::NotShown]
        .into_iter()
        .find(|verdict| serde_json::to_value(verdict).is_ok_and(|name| name == row["verdict"]))?;
    let gates = &row["gates"];
    let limit = gates["healthy_limit"].as_f64().or(gates["error_limit"].as_f64());
    Some(Difference {
        measure,
        value: row["difference"].as_f64()?,
        interval: Interval {
            low: row["interval"]["low"].as_f64()?,
            high: row["interval"]["high"].as_f64()?,
        },
        unit: row["unit"].as_str()?.to_owned(),
        limit: limit.filter(|limit| *limit > 0.0)?,
        verdict,
    })
}

/// What the difference was on the last visit, where it can be compared.
fn before(found: Option<&Comparison>, measure: Measure) -> Option<f64> {
    let row = found?.side_differences.iter().find(|row| row.measure == measure)?;
    // A mark claims no change: that the error of measuring twice is not known is no obstacle.
    let comparable = row.reasons.iter().all(|reason| *reason == Reason::ErrorUnknown);
    (comparable && row.earlier.is_finite()).then_some(row.earlier)
}

/// The bars of a recording; nothing where nothing was judged. `found` compares it with the last visit.
pub(super) fn bars(context: &Context, one: &Analysed, found: Option<&Comparison>) -> Markup {
    let test = one.test_s.zip(one.test_norm);
    html! {
        @if let Some((seconds, norm)) = test {
            ul.bars { li {
                span { (context.say("app-bars-test")) }
                strong { (words::value(context, seconds, "s")) }
                (of_test(seconds, norm.limit_s))
            } }
        }
        @if !one.differences.is_empty() {
            p.soft.ends { span { "◀ " (context.say("app-bars-left")) } span { (context.say("app-bars-right")) " ▶" } }
            ul.bars {
                @for row in &one.differences {
                    @let real = |value: f64| words::value(context, real_difference(row.measure, &row.unit, value), &row.unit);
                    @let earlier = before(found, row.measure);
                    li .shown[row.verdict == Verdict::Shown] {
                        span { (words::measure(context, row.measure)) }
                        strong { @if row.value > 0.0 { "+" } (real(row.value)) }
                        (of_difference(row, earlier))
                        span.hidden {
                            (context.text("app-bars-row", &[
                                ("low", real(row.interval.low).into()), ("high", real(row.interval.high).into()),
                                ("limit", real(row.limit).into()),
                            ]))
                            @if let Some(earlier) = earlier { " " (context.text("app-bars-before", &[("value", real(earlier).into())])) }
                        }
                    }
                }
            }
            p.soft {
                (context.say("app-bars-help"))
                @if one.differences.iter().any(|row| before(found, row.measure).is_some()) { " " (context.say("app-bars-help-before")) }
            }
        }
    }
}

fn drawing(within: Markup) -> Markup {
    html! { svg.bar viewBox={ "0 0 " (WIDTH) " 18" } aria-hidden="true" { (within) } }
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// From the middle to the difference, with its interval, over what healthy people show; a ring where it was before.
fn of_difference(row: &Difference, earlier: Option<f64>) -> Markup {
    let at = |value: f64| HALF + HALF * (value / (REACH * row.limit)).clamp(-1.0, 1.0);
    let (zero, end, low, high) = (at(0.0), at(row.value), at(row.interval.low), at(row.interval.high));
    let healthy = at(row.limit);
    drawing(html! {
        rect.healthy x=(number(WIDTH - healthy)) y="0" width=(number(2.0 * healthy - WIDTH)) height="18" {}
        line.zero x1=(number(zero)) x2=(number(zero)) y1="0" y2="18" {}
        rect.size x=(number(zero.min(end))) y="5" width=(number((end - zero).abs())) height="8" {}
        line.interval x1=(number(low)) x2=(number(high)) y1="9" y2="9" {}
        @for end in [low, high] { line.interval x1=(number(end)) x2=(number(end)) y1="5.5" y2="12.5" {} }
        @if let Some(earlier) = earlier { circle.before cx=(number(at(earlier).clamp(6.0, WIDTH - 6.0))) cy="9" r="5" {} }
    })
}

/// From nothing to the time that the test took, over what is usual at this age.
fn of_test(seconds: f64, limit_s: f64) -> Markup {
    let at = |value: f64| WIDTH * (value / (2.0 * limit_s)).clamp(0.0, 1.0);
    drawing(html! {
        rect.healthy x="0" y="0" width=(number(at(limit_s))) height="18" {}
        rect.size x="0" y="5" width=(number(at(seconds))) height="8" {}
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use assessment::{Settings, analyze};
    use simulation::{presets, simulate};

    #[test]
    fn a_limp_has_bars_beyond_its_limits_and_the_shown_ones_come_first() {
        let analysis = analyze(&simulate(&presets::limp(3)).recording, &Settings::default()).unwrap();
        let summary = serde_json::to_value(summary::Summary::new(&analysis)).unwrap();
        let rows = differences(&summary);
        assert!((2..=SHOWN).contains(&rows.len()), "{rows:?}");
        assert!(
            rows[0].verdict == Verdict::Shown && rows[0].value.abs() > rows[0].limit,
            "{rows:?}"
        );
        assert!(rows.iter().is_sorted_by_key(|row| row.verdict != Verdict::Shown));
        let stated = analysis
            .side_differences
            .iter()
            .find(|row| row.measure == rows[0].measure);
        assert_eq!(stated.map(|row| row.difference), Some(rows[0].value));
    }

    #[test]
    fn what_cannot_be_judged_has_no_bar() {
        let row = |verdict: &str, limit: Option<f64>| {
            serde_json::json!({
                "measure": "stance_time_s", "difference": 9.0, "unit": "%", "interval": { "low": 7.0, "high": 11.0 },
                "verdict": verdict, "gates": { "healthy_limit": limit, "error_limit": null },
            })
        };
        assert!(difference(&row("shown", Some(4.0))).is_some());
        assert_eq!(difference(&row("cannot_be_judged", Some(4.0))), None);
        assert_eq!(difference(&row("shown", None)), None);
    }
}
