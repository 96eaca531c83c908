//! The list of people, and the form for a new one.

use super::layout::{self, Page, Section, csrf};
use super::notice::{Problem, store_trouble};
use super::person_form::{self, Errors, person_fields};
use super::words::day;
use crate::context::{Context, Form};
use crate::safety::fields::Fields;
use crate::store_handle::{StoreHandleError, by};
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use std::sync::PoisonError;
use store::PatientRow;
use wording::Word;

/// People of one page of the list.
const SHOWN: usize = 50;

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Present where the browser's search is shown.
    found: Option<String>,
    /// From 1.
    #[serde(default)]
    page: usize,
    #[serde(default)]
    order: Order,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    #[default]
    Last,
    Pseudonym,
    Name,
    Visits,
}

impl Order {
    const COLUMNS: [(Order, &str, &str, &str); 4] = [
        (Order::Pseudonym, "pseudonym", "app-patients-pseudonym", ""),
        (Order::Name, "name", "app-patients-name", ""),
        (Order::Visits, "visits", "app-patients-column-visits", "right"),
        (Order::Last, "last", "app-patients-column-last", ""),
    ];

    fn name(self) -> &'static str {
        Order::COLUMNS
            .iter()
            .find(|(order, ..)| *order == self)
            .map_or("", |column| column.1)
    }

    fn sort(self, people: &mut [PatientRow]) {
        let low = |name: &Option<String>| name.as_deref().map(str::to_lowercase);
        match self {
            // As the store gives them.
            Order::Last => {}
            Order::Pseudonym => people.sort_by_key(|row| row.pseudonym.to_lowercase()),
            Order::Name => people.sort_by_key(|row| (row.name.is_none(), low(&row.name))),
            Order::Visits => people.sort_by_key(|row| std::cmp::Reverse(row.visits)),
        }
    }
}

/// `POST /patients/search`: not in the address, where a name would stay in the browser's history.
pub(crate) async fn search(context: Context, fields: Form) -> Response {
    let mut searches = context.app.searches.lock().unwrap_or_else(PoisonError::into_inner);
    // As many as browsers are let in at once, or nearly.
    if searches.len() > 64 {
        searches.clear();
    }
    searches.insert(context.visitor.cookie.clone(), fields.get("search").to_owned());
    Redirect::to("/patients?found=1").into_response()
}

/// `GET /patients`.
pub(crate) async fn list(context: Context, Query(asked): Query<Asked>) -> Response {
    let search = match asked.found {
        Some(_) => {
            let searches = context.app.searches.lock().unwrap_or_else(PoisonError::into_inner);
            searches.get(&context.visitor.cookie).cloned().unwrap_or_default()
        }
        None => String::new(),
    };
    let words = search.clone();
    let mut people = match context.app.store.with(move |store| store.patients(&words)).await {
        Ok(people) => people,
        Err(error) => return store_trouble(&context, error, "/"),
    };
    asked.order.sort(&mut people);
    let pages = people.len().div_ceil(SHOWN).max(1);
    let page = asked.page.clamp(1, pages);
    let shown = people.iter().skip((page - 1) * SHOWN).take(SHOWN);
    let found = if search.is_empty() { "" } else { "&found=1" };
    let address = |order: Order, page: usize| format!("/patients?order={}&page={page}{found}", order.name());
    let body = html! {
        h1 { (context.say("app-patients-title")) }
        p.actions { a.button.primary href="/patients/new" { (context.say("app-patients-add")) } }
        form method="post" action="/patients/search" role="search" .actions {
            (csrf(&context))
            label for="search" { (context.say("app-patients-search")) }
            input #search type="search" name="search" value=(search) autocomplete="off";
            button type="submit" { (context.say("app-patients-find")) }
            @if !search.is_empty() { a.button href="/patients" { (context.say("app-patients-all")) } }
        }
        @if people.is_empty() {
            p.banner { (context.say(if search.is_empty() { "app-patients-none" } else { "app-patients-not-found" })) }
        } @else {
            div.table tabindex="0" role="region" aria-label=(context.say("app-patients-title")) { table {
                caption { (context.text("app-patients-caption", &[("count", Word::from(people.len()))])) }
                thead { tr {
                    @for (order, _, key, class) in Order::COLUMNS {
                        th scope="col" class=(class) aria-sort=[(order == asked.order).then_some(if matches!(order, Order::Visits | Order::Last) { "descending" } else { "ascending" })] {
                            a href=(address(order, 1)) { (context.say(key)) }
                        }
                    }
                } }
                tbody {
                    @for row in shown {
                        tr {
                            th scope="row" { a href={ "/patients/" (row.id) } { (row.pseudonym) } }
                            td { (row.name.as_deref().unwrap_or("–")) }
                            td.right { (row.visits) }
                            td { @match row.last_visit { Some(at) => (day(&context, at)), None => "–" } }
                        }
                    }
                }
            } }
            (layout::pages(&context, page, pages, |page| address(asked.order, page)))
        }
    };
    let page = Page::new(context.say("app-patients-title"), Section::Patients, body);
    Html(page.show(&context).into_string()).into_response()
}

/// `GET /patients/new`.
pub(crate) async fn new(context: Context) -> Response {
    form(&context, StatusCode::OK, &Fields::default(), &Errors::new())
}

fn form(context: &Context, status: StatusCode, fields: &Fields, errors: &Errors) -> Response {
    let body = html! {
        h1 { (context.say("app-patients-add")) }
        form method="post" action="/patients" {
            (csrf(context))
            (person_fields(context, fields, errors))
            p.actions {
                button.primary type="submit" { (context.say("app-save")) }
                a.button href="/patients" { (context.say("app-cancel")) }
            }
        }
    };
    let page = Page::new(context.say("app-patients-add"), Section::Patients, body);
    (status, Html(page.show(context).into_string())).into_response()
}

/// `POST /patients`.
pub(crate) async fn add(context: Context, fields: Form) -> Response {
    let again = |errors| form(&context, StatusCode::UNPROCESSABLE_ENTITY, &fields, &errors);
    let read = match person_form::read(&context, &fields) {
        Ok(read) => read,
        Err(errors) => return again(errors),
    };
    let added = context.app.store.with(move |store| {
        store.together(|store| {
            let id = store.add_patient(&read.pseudonym, &read.details, &by())?;
            if read.identity.is_some() {
                store.set_identity(id, read.identity.as_ref(), &by())?;
            }
            Ok(id)
        })
    });
    match added.await {
        Ok(id) => Redirect::to(&format!("/patients/{id}")).into_response(),
        Err(error) => match person_form::of_store(&context, &error) {
            Some((at, said)) => again(Errors::from([(at, said)])),
            None => store_trouble(&context, error, "/patients/new"),
        },
    }
}

/// What the store did not like about a field.
pub(crate) fn field_trouble(context: &Context, error: StoreHandleError, back: &str) -> Response {
    match person_form::of_store(context, &error) {
        Some((_, said)) => Problem::of(context, StatusCode::UNPROCESSABLE_ENTITY, "field", back)
            .because(said)
            .show(context),
        None => store_trouble(context, error, back),
    }
}
