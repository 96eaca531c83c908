//! The sentence of a headline: the same in the report, on the command line, in lists and in `summary.json`.

use super::sentence::{Arg, Basis, Rule, Sentence, quantity_of};
use assessment::FindingVerdict;
use assessment::headlines::{Headline, HeadlineCode, HeadlineValue};
use gait::Measure;
use recording::Side;

/// What a headline says. Pure.
pub fn headline_sentence(headline: &Headline) -> Sentence {
    let about = headline.about.as_deref().unwrap_or_default();
    let sentence = match headline.code {
        HeadlineCode::Doubt => {
            Sentence::new("headline-doubt", Basis::Rule(Rule::Quality)).key_arg("reason", format!("gate-{about}"))
        }
        HeadlineCode::TestResult => {
            let key = match headline.verdict {
                FindingVerdict::Shown if headline.get("distance").is_some() => "headline-test-distance",
                FindingVerdict::Shown => "headline-test-result",
                _ if about.ends_with("-walk") => "headline-test-without-distance",
                _ => "headline-test-without-result",
            };
            Sentence::new(key, Basis::Finding("function-test")).key_arg("test", format!("function-{about}"))
        }
        HeadlineCode::RecoveredBySitting => measured(headline, "headline-recovered"),
        HeadlineCode::ChangedOnTheWay if headline.course().is_some() => legs_changed(headline),
        HeadlineCode::ChangedOnTheWay => {
            let key = if headline.onset_s.is_some() {
                "headline-changed-at-once"
            } else {
                "headline-changed-steadily"
            };
            let change = headline.get("change").map_or(0.0, |change| change.value);
            measured(headline, key).text_arg("direction", if change < 0.0 { "down" } else { "up" })
        }
        HeadlineCode::Pattern => {
            let name = headline.pattern.map_or("", |pattern| pattern.name());
            Sentence::new("headline-pattern", Basis::Rule(Rule::DescribesOnly))
                .key_arg("pattern", format!("pattern-{name}"))
        }
        HeadlineCode::Loading => Sentence::new("headline-loading", Basis::Rule(Rule::TwoCriteria)),
        HeadlineCode::SideDifference => measured(headline, "headline-side-difference"),
        HeadlineCode::Alike => Sentence::new("headline-alike", Basis::Rule(Rule::Quality)),
        HeadlineCode::NothingToSay if about == "too_uncertain" => {
            Sentence::new("headline-nothing-shown", Basis::Rule(Rule::Quality))
        }
        HeadlineCode::NothingToSay if about.is_empty() => Sentence::new("headline-nothing", Basis::Rule(Rule::Quality)),
        HeadlineCode::NothingToSay => Sentence::new("headline-nothing-because", Basis::Rule(Rule::Quality))
            .key_arg("reason", format!("quality-{about}")),
    };
    let mut sentence = sentence
        .text_arg("side", headline.side.map_or("none", Side::name))
        .text_arg("verdict", verdict(headline.verdict));
    for value in &headline.values {
        sentence = sentence.with(value.name, told(headline, value));
    }
    match headline.onset_s {
        Some(onset) => sentence.with("onset", Arg::Time(onset)),
        None => sentence,
    }
}

/// What became of a difference between the legs.
fn legs_changed(headline: &Headline) -> Sentence {
    let key = match headline.onset_s {
        Some(_) => "headline-legs-changed-at-once",
        None => "headline-legs-changed-steadily",
    };
    let Some((course, more)) = headline.course() else {
        return measured(headline, key);
    };
    measured(headline, key)
        .text_arg("course", course.name())
        .text_arg("more", more.name())
        .text_arg("less", more.other().name())
        .text_arg("kind", headline.measure.map_or("size", kind))
}

/// A value of a headline as it is read.
pub(super) fn told(headline: &Headline, value: &HeadlineValue) -> Arg {
    let size = match (headline.code, value.name) {
        // Told as "less" and "more", "rises" and "falls".
        (HeadlineCode::SideDifference, "difference") | (HeadlineCode::ChangedOnTheWay, "change") => value.value.abs(),
        (HeadlineCode::ChangedOnTheWay, "before" | "after") if headline.of_difference => {
            told_from_more(headline, value)
        }
        _ => value.value,
    };
    let quantity = |decimals: u8| Arg::Quantity {
        value: size,
        decimals,
        unit: value.unit.clone(),
    };
    match value.name {
        "measures" | "judged" => Arg::Count(value.value as u32),
        // Hundredths of a second, and metres of a distance, are not known.
        "total" => quantity(1),
        "distance" => quantity(0),
        _ => quantity_of(size, &value.unit),
    }
}

/// A difference between the legs from the leg that has more where it is larger: how much more it has than the other, per cent
/// of the other or in the measure's unit.
fn told_from_more(headline: &Headline, value: &HeadlineValue) -> f64 {
    let right_has_more = headline.course().is_none_or(|(_, more)| more == Side::Right);
    match (right_has_more, value.unit.as_str()) {
        (true, _) => value.value,
        (false, "%") => 100.0 * (100.0 / (100.0 + value.value) - 1.0),
        (false, _) => -value.value,
    }
}

/// What "more" is called of a measure.
fn kind(measure: Measure) -> &'static str {
    match measure.unit() {
        "s" => "time",
        "m" => "length",
        _ if measure.name().contains("speed") => "speed",
        _ => "size",
    }
}

fn measured(headline: &Headline, key: &str) -> Sentence {
    let Some(measure) = headline.measure else {
        return Sentence::new(key, Basis::Rule(Rule::Quality));
    };
    let compared = if headline.of_difference { "difference" } else { "level" };
    Sentence::new(key, Basis::Measure(measure))
        .key_arg("measure", format!("measure-{}", measure.name()))
        .text_arg("compared", compared)
}

fn verdict(verdict: FindingVerdict) -> &'static str {
    match verdict {
        FindingVerdict::Shown => "shown",
        FindingVerdict::Possible => "possible",
        FindingVerdict::NotShown => "not-shown",
        FindingVerdict::CannotBeJudged => "cannot-be-judged",
    }
}
