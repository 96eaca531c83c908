//! Two visits of one person, beside each other.

use super::layout::{Page, Place};
use super::notice::{Trouble, store_trouble};
use super::patient::compared;
use super::words;
use crate::app::context::Context;
use crate::assessment::compare::{ChangeState, Comparison, MeasureChange, compare};
use crate::store::VisitId;
use crate::wording::Word;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Pair {
    earlier: VisitId,
    later: VisitId,
}

/// `GET /compare?earlier=…&later=…`.
pub async fn show(context: Context, Query(pair): Query<Pair>) -> Response {
    let read = context.app.desk.with(move |store| {
        let (a, b) = (store.visit(pair.earlier)?, store.visit(pair.later)?);
        let patient = store.patient(a.patient)?;
        let same = a.patient == b.patient && a.id != b.id;
        let first = compared(store, &store.recordings(a.id)?)?;
        let second = compared(store, &store.recordings(b.id)?)?;
        // Whatever was chosen, time runs forward.
        let (a, b, first, second) = if a.began <= b.began {
            (a, b, first, second)
        } else {
            (b, a, second, first)
        };
        Ok((patient, a, b, first.zip(second).filter(|_| same)))
    });
    let (patient, a, b, both) = match read.await {
        Ok(read) => read,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    let home = format!("/patients/{}", patient.id);
    let Some((first, second)) = both else {
        let trouble = Trouble::of(&context, StatusCode::OK, "field", &home).because(context.say("app-compare-two"));
        return trouble.show(&context);
    };
    let found = compare(&first, &second);
    let (before, after) = (words::day(&context, a.began), words::day(&context, b.began));
    let all = || found.measures.iter().chain(&found.side_differences);
    let count = |state: ChangeState| Word::from(all().filter(|row| row.state == state).count());
    let body = html! {
        h1 { (context.say("app-compare-title")) }
        p.lead { a href=(home) { (patient.pseudonym) } ": " (before) " → " (after) }
        p.banner { (context.text("app-compare-summary", &[
            ("changed", count(ChangeState::ChangedBeyondError)), ("open", count(ChangeState::NotShown)), ("not", count(ChangeState::NotComparable)),
        ])) }
        p.soft { (context.say("app-compare-help")) }
        (alike(&context, &found))
        (table(&context, "app-compare-differences", &found.side_differences, [&before, &after]))
        (table(&context, "app-compare-measures", &found.measures, [&before, &after]))
    };
    let page = Page::new(context.say("app-compare-title"), Place::Patients, body).wide();
    Html(page.show(&context).into_string()).into_response()
}

fn alike(context: &Context, found: &Comparison) -> Markup {
    html! {
        h2 { (context.say("app-compare-same")) }
        dl.facts {
            @for row in &found.preconditions {
                div {
                    dt { (context.say(&format!("check-{}", row.code))) }
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

fn table(context: &Context, key: &str, rows: &[MeasureChange], days: [&str; 2]) -> Markup {
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
                        @for value in [row.earlier, row.later, row.change] { td.right { (words::value(context, value, &row.unit)) } }
                        td.right { @match row.detectable { Some(limit) => (words::value(context, limit, &row.unit)), None => "–" } }
                        td {
                            @match row.state {
                                ChangeState::ChangedBeyondError => strong { (context.say("app-compare-changed")) },
                                ChangeState::NotShown => { (context.say("app-compare-not-shown")) },
                                ChangeState::NotComparable => {
                                    (context.say("app-compare-not-comparable")) ": "
                                    (row.reasons.iter().map(|code| context.say(&format!("reason-{code}"))).collect::<Vec<_>>().join("; "))
                                },
                            }
                        }
                    }
                }
            }
        } }
    }
}
