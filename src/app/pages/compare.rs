//! Two visits of one person, beside each other.

use super::analysed::{Analysed, by_protocol, of_visit, protocol_name};
use super::layout::{Page, Section};
use super::notice::{Problem, store_trouble};
use super::words;
use crate::context::Context;
use assessment::compare::{ChangeState, Comparison, MeasureChange, compare};
use assessment::sides::real_difference;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::VisitId;
use wording::Word;

#[derive(Debug, Deserialize)]
pub(crate) struct Pair {
    earlier: VisitId,
    later: VisitId,
    /// Which protocol is compared, where the visits share several.
    protocol: Option<String>,
}

/// `GET /compare?earlier=…&later=…`.
pub(crate) async fn show(context: Context, Query(pair): Query<Pair>) -> Response {
    let (language, wanted) = (context.app.language(), pair.protocol.clone());
    let read = context.app.store.with(move |store| {
        let (mut a, mut b) = (store.visit(pair.earlier)?, store.visit(pair.later)?);
        // Whatever was chosen, time runs forward.
        if a.began > b.began {
            std::mem::swap(&mut a, &mut b);
        }
        let patient = store.patient(a.patient)?;
        let same = a.patient == b.patient && a.id != b.id;
        let first = of_visit(store, &store.recordings(a.id)?, language)?;
        let second = of_visit(store, &store.recordings(b.id)?, language)?;
        Ok((patient, a, b, first, second, same))
    });
    let (patient, a, b, first, second, same) = match read.await {
        Ok(read) => read,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    let home = format!("/patients/{}", patient.id);
    let shared: BTreeMap<&str, (&Analysed, &Analysed)> =
        by_protocol([(a.began, &first[..]), (b.began, &second[..])].into_iter())
            .into_iter()
            .filter_map(|(protocol, visits)| match visits[..] {
                [(_, first), (_, second)] if same => Some((protocol, (first, second))),
                _ => None,
            })
            .collect();
    let wanted = wanted.as_deref().filter(|wanted| shared.contains_key(wanted));
    // The protocol of the newest recording that has a fellow.
    let newest = second.iter().rev().map(|one| one.protocol.as_str());
    let protocol = wanted.or_else(|| newest.into_iter().find(|protocol| shared.contains_key(protocol)));
    let Some((protocol, (first, second))) = protocol.and_then(|protocol| Some((protocol, shared.get(protocol)?)))
    else {
        let key = if same {
            "app-compare-other-protocols"
        } else {
            "app-compare-two"
        };
        let trouble = Problem::of(&context, StatusCode::OK, "field", &home).because(context.say(key));
        return trouble.show(&context);
    };
    let found = compare(&first.compared, &second.compared);
    let (before, after) = (words::day(&context, a.began), words::day(&context, b.began));
    let all = || found.measures.iter().chain(&found.side_differences);
    let count = |state: ChangeState| Word::from(all().filter(|row| row.state == state).count());
    let body = html! {
        h1 { (context.say("app-compare-title")) }
        p.lead { a href=(home) { (patient.pseudonym) } ": " (before) " → " (after) " · " (protocol_name(&context, Some(protocol))) }
        @if shared.len() > 1 {
            nav.actions aria-label=(context.say("app-step-protocol")) {
                @for other in shared.keys().filter(|other| **other != protocol) {
                    a.button href={ "/compare?earlier=" (a.id) "&later=" (b.id) "&protocol=" (other) } { (protocol_name(&context, Some(other))) }
                }
            }
        }
        p.banner { (context.text("app-compare-summary", &[
            ("changed", count(ChangeState::ChangedBeyondError)), ("open", count(ChangeState::NotShown)), ("not", count(ChangeState::NotComparable)),
        ])) }
        p.soft { (context.say("app-compare-help")) }
        (alike(&context, &found))
        (table(&context, "app-compare-differences", &found.side_differences, [&before, &after], true))
        (table(&context, "app-compare-measures", &found.measures, [&before, &after], false))
    };
    let page = Page::new(context.say("app-compare-title"), Section::Patients, body).wide();
    Html(page.show(&context).into_string()).into_response()
}

fn alike(context: &Context, found: &Comparison) -> Markup {
    html! {
        h2 { (context.say("app-compare-same")) }
        dl.facts {
            @for row in &found.preconditions {
                div {
                    dt { (context.say(row.code.key())) }
                    dd {
                        @match row.met {
                            Some(true) => span.good-word { (context.say("app-compare-met")) },
                            Some(false) => { span.care-word { (context.say("app-compare-not-met")) } },
                            None => { (context.say("app-unknown")) },
                        }
                    }
                }
            }
        }
    }
}

/// The rows of a table. Differences between the legs (`of_difference`) are real per cent, not those of their logarithms.
fn table(context: &Context, key: &str, rows: &[MeasureChange], days: [&str; 2], of_difference: bool) -> Markup {
    let real = |row: &MeasureChange, value: f64| match of_difference {
        true => real_difference(row.measure, &row.unit, value),
        false => value,
    };
    let mut rows: Vec<&MeasureChange> = rows.iter().collect();
    rows.sort_by_key(|row| row.state);
    html! {
        h2 { (context.say(key)) }
        div.table tabindex="0" role="region" aria-label=(context.say(key)) { table {
            thead { tr {
                th scope="col" { (context.say("app-compare-measure")) }
                @for day in days { th scope="col" .right { (day) } }
                th scope="col" .right { (context.say("app-compare-change")) }
                th scope="col" .right { (context.say("app-compare-limit")) }
                th scope="col" { (context.say("app-compare-verdict")) }
            } }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" {
                            (words::measure(context, row.measure))
                            @if let Some(side) = row.side { ", " (context.say(&format!("app-side-{}", side.name()))) }
                        }
                        @let (before, after) = (real(row, row.earlier), real(row, row.later));
                        @for value in [before, after, after - before] { td.right { (words::value(context, value, &row.unit)) } }
                        td.right { @match row.detectable { Some(limit) => (words::value(context, real(row, limit), &row.unit)), None => "–" } }
                        td {
                            @match row.state {
                                ChangeState::ChangedBeyondError => strong { (context.say("app-compare-changed")) },
                                ChangeState::NotShown => { (context.say("app-compare-not-shown")) },
                                ChangeState::NotComparable => {
                                    (context.say("app-compare-not-comparable")) ": "
                                    (row.reasons.iter().map(|reason| context.say(reason.key())).collect::<Vec<_>>().join("; "))
                                },
                            }
                        }
                    }
                }
            }
        } }
    }
}
