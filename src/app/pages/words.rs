//! Days, units and values as people of the language write them.

use crate::context::Context;
use gait::Measure;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use wording::Language;

/// The day of a moment, where this computer is.
pub(super) fn day(context: &Context, at: Timestamp) -> String {
    date(context, at.to_zoned(TimeZone::system()).date())
}

/// A date.
pub(super) fn date(context: &Context, date: Date) -> String {
    let form = match context.app.language() {
        Language::English => "%-d %b %Y",
        Language::German => "%d.%m.%Y",
    };
    date.strftime(form).to_string()
}

/// Day and minute.
pub(super) fn moment(context: &Context, at: Timestamp) -> String {
    format!(
        "{}, {}",
        day(context, at),
        at.to_zoned(TimeZone::system()).strftime("%H:%M")
    )
}

/// A unit as it is read.
pub(super) fn unit(context: &Context, unit: &str) -> String {
    context.words().unit(unit)
}

/// A value with as many decimals as its size deserves, and its unit.
pub(super) fn value(context: &Context, value: f64, of: &str) -> String {
    let decimals = match value.abs() {
        size if size >= 20.0 || of == "deg" || of == "%" => 1,
        size if size >= 2.0 => 1,
        _ => 2,
    };
    let number = context.words().decimal(value, decimals);
    match unit(context, of) {
        unit if unit.is_empty() => number,
        unit if unit.starts_with('°') => format!("{number}{unit}"),
        unit => format!("{number}\u{a0}{unit}"),
    }
}

/// A measure's name.
pub(super) fn measure(context: &Context, measure: Measure) -> String {
    context.say(&format!("measure-{}", measure.name()))
}
