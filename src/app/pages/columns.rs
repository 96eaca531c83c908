//! Which column of a table is what, by choosing: the first rows, a choice over each column, units and rate.

use crate::context::{Context, Form};
use maud::{Markup, html};
use recording::{Explanation, Mapping, RecordingError, Said};

/// What a column can be, as the form's values; the first six in the order of [`Said::axes`].
const ROLES: [&str; 7] = ["acc-x", "acc-y", "acc-z", "gyr-x", "gyr-y", "gyr-z", "time"];
const ACC_UNITS: [&str; 3] = ["g", "m/s²", "mg"];
const GYR_UNITS: [&str; 3] = ["deg/s", "rad/s", "mdeg/s"];
const TIME_UNITS: [&str; 6] = ["s", "ms", "us", "ns", "date", "count"];

/// The form's fields, with what the file lets guess.
pub(super) fn form(context: &Context, found: &Explanation) -> Markup {
    let mapping = &found.mapping;
    let sensor = mapping.sensor.first();
    let guess = |column: &str| {
        let axes = sensor.iter().flat_map(|sensor| sensor.acc.iter().chain(&sensor.gyr));
        let is_time = mapping.time.column.as_deref() == Some(column);
        axes.zip(ROLES)
            .find_map(|(own, role)| (own == column).then_some(role))
            .or(is_time.then_some("time"))
    };
    let units = |name: &str, units: &[&str], chosen: Option<&str>| {
        html! {
            p.field {
                label for=(name) { (context.say(&format!("app-columns-{name}"))) }
                select id=(name) name=(name) {
                    @for unit in units { option value=(unit) selected[chosen == Some(unit)] { (unit) } }
                }
            }
        }
    };
    html! {
        h2 { (context.say("app-columns-title")) }
        p { (context.say("app-columns-help")) }
        div.table {
            table {
                thead {
                    tr {
                        @for (k, column) in found.columns.iter().enumerate() {
                            th scope="col" {
                                label for={ "column-" (k) } { (column) }
                                select id={ "column-" (k) } name={ "column-" (k) } {
                                    option value="" { (context.say("app-columns-nothing")) }
                                    @for role in ROLES {
                                        option value=(role) selected[guess(column) == Some(role)] {
                                            (context.say(&format!("app-columns-{role}")))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                tbody {
                    @for row in &found.rows {
                        tr { @for k in 0..found.columns.len() { td { (row.get(k).map_or("", String::as_str)) } } }
                    }
                }
            }
        }
        (units("acc-unit", &ACC_UNITS, sensor.map(|sensor| sensor.acc_unit.as_str())))
        (units("gyr-unit", &GYR_UNITS, sensor.map(|sensor| sensor.gyr_unit.as_str())))
        (units("time-unit", &TIME_UNITS, mapping.time.unit.as_deref()))
        p.field {
            label for="rate" { (context.say("app-files-rate-label")) }
            input #rate name="rate" type="number" min="20" max="2000" step="any" inputmode="decimal" value=[mapping.time.rate_hz];
            span.soft { (context.say("app-columns-rate-help")) }
        }
    }
}

/// The mapping that was chosen.
///
/// # Errors
/// What a mapping cannot say, such as no time at all.
pub(super) fn chosen(found: &Explanation, fields: &Form) -> Result<Mapping, RecordingError> {
    let role = |wanted: &str| {
        let is_wanted = |k: &usize| fields.get(&format!("column-{k}")) == wanted;
        (0..found.columns.len())
            .find(is_wanted)
            .map(|k| found.columns[k].clone())
    };
    let axes = [0, 1, 2, 3, 4, 5].map(|k| role(ROLES[k]).unwrap_or_default());
    found.with(Said {
        axes,
        acc_unit: fields.get("acc-unit").to_owned(),
        gyr_unit: fields.get("gyr-unit").to_owned(),
        time: role("time").map(|column| (column, fields.get("time-unit").to_owned())),
        rate_hz: fields.get("rate").replace(',', ".").parse().ok(),
    })
}
