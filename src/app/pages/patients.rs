//! The list of people, and the form for a new one.

use super::layout::{Page, Place, csrf};
use super::notice::{Trouble, store_trouble};
use super::words::day;
use crate::app::context::{Context, Form};
use crate::app::desk::{DeskError, by};
use crate::recording::Side;
use crate::store::{Identity, Patient, PatientDetails};
use crate::wording::Word;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};

/// `GET /patients`.
pub async fn list(context: Context) -> Response {
    found(context, String::new()).await
}

/// `POST /patients/search`: not in the address, where a name would stay in the browser's history.
pub async fn search(context: Context, fields: Form) -> Response {
    let search = fields.get("search").to_owned();
    found(context, search).await
}

async fn found(context: Context, search: String) -> Response {
    let words = search.clone();
    let people = match context.app.desk.with(move |store| store.patients(&words)).await {
        Ok(people) => people,
        Err(error) => return store_trouble(&context, error, "/"),
    };
    let body = html! {
        h1 { (context.say("app-patients-title")) }
        p.actions { a.button.primary href="/patients/new" { (context.say("app-patients-add")) } }
        form method="post" action="/patients/search" role="search" .actions {
            (csrf(&context))
            label for="search" { (context.say("app-patients-search")) }
            input #search type="search" name="search" value=(search) autocomplete="off";
            button type="submit" { (context.say("app-patients-find")) }
        }
        @if people.is_empty() {
            p.banner { (context.say(if search.is_empty() { "app-patients-none" } else { "app-patients-not-found" })) }
        } @else {
            div.table tabindex="0" role="region" aria-label=(context.say("app-patients-title")) { table {
                caption { (context.text("app-patients-caption", &[("count", Word::from(people.len()))])) }
                thead { tr {
                    th scope="col" { (context.say("app-patients-pseudonym")) }
                    th scope="col" { (context.say("app-patients-name")) }
                    th scope="col" .right { (context.say("app-patients-column-visits")) }
                    th scope="col" { (context.say("app-patients-column-last")) }
                } }
                tbody {
                    @for row in &people {
                        tr {
                            th scope="row" { a href={ "/patients/" (row.id) } { (row.pseudonym) } }
                            td { (row.name.as_deref().unwrap_or("–")) }
                            td.right { (row.visits) }
                            td { @match row.last_visit { Some(at) => (day(&context, at)), None => "–" } }
                        }
                    }
                }
            } }
        }
    };
    let page = Page::new(context.say("app-patients-title"), Place::Patients, body);
    Html(page.show(&context).into_string()).into_response()
}

/// The fields of a person, empty or filled.
pub fn person_fields(context: &Context, patient: Option<&Patient>) -> Markup {
    let details = patient.map(|patient| patient.details.clone()).unwrap_or_default();
    let identity = patient.and_then(|patient| patient.identity.clone());
    let centimetres = |metres: Option<f64>| {
        metres
            .map(|m| context.words().decimal(100.0 * m, 0))
            .unwrap_or_default()
    };
    let number = |id: &str, key: &str, value: String| {
        html! {
            p.field {
                label for=(id) { (context.say(key)) }
                input id=(id) name=(id) value=(value) inputmode="decimal" autocomplete="off";
            }
        }
    };
    html! {
        p.field {
            label for="pseudonym" { (context.say("app-patients-pseudonym")) }
            input #pseudonym name="pseudonym" required maxlength="40" autocomplete="off" aria-describedby="pseudonym-help"
                value=(patient.map_or("", |patient| patient.pseudonym.as_str()));
            span.soft #pseudonym-help { (context.say("app-patients-pseudonym-help")) }
        }
        p.field {
            label for="name" { (context.say("app-patients-name")) }
            input #name name="name" maxlength="200" autocomplete="off" aria-describedby="name-help"
                value=(identity.map(|identity| identity.name).unwrap_or_default());
            span.soft #name-help { (context.say("app-patients-name-help")) }
        }
        div.fields {
            (number("birth_year", "app-patients-birth-year", details.birth_year.map(|year| year.to_string()).unwrap_or_default()))
            p.field {
                label for="sex" { (context.say("app-patients-sex")) }
                input #sex name="sex" maxlength="40" autocomplete="off" value=(details.sex.unwrap_or_default());
            }
            (number("height", "app-patients-height", centimetres(details.height_m)))
            p.field {
                label for="affected" { (context.say("app-patients-affected")) }
                select #affected name="affected" {
                    option value="" { (context.say("app-side-none")) }
                    @for side in Side::BOTH {
                        option value=(side.name()) selected[details.affected_side == Some(side)] { (context.say(&format!("app-side-{}", side.name()))) }
                    }
                }
            }
            (number("thigh", "app-patients-thigh", centimetres(details.thigh_length_m)))
            (number("shank", "app-patients-shank", centimetres(details.shank_length_m)))
        }
    }
}

/// What the fields say; on an error the sentence about the field.
pub fn read_person(
    context: &Context,
    fields: &Form,
) -> Result<(String, PatientDetails, Option<Identity>), Box<Response>> {
    let bad = |key: &str, value: String| {
        let what = format!("{}: „{value}“", context.say(key));
        let trouble = Trouble::of(context, StatusCode::UNPROCESSABLE_ENTITY, "field", "/patients").because(what);
        Box::new(trouble.show(context))
    };
    let metres = |name: &str, key: &str| {
        let value = fields.number(name).map_err(|value| bad(key, value))?;
        Ok::<_, Box<Response>>(value.map(|centimetres| centimetres / 100.0))
    };
    let text = |name: &str| Some(fields.get(name).to_owned()).filter(|text| !text.is_empty());
    let birth_year = fields
        .number("birth_year")
        .map_err(|value| bad("app-patients-birth-year", value))?;
    let details = PatientDetails {
        birth_year: birth_year.map(|year| year as i16),
        sex: text("sex"),
        height_m: metres("height", "app-patients-height")?,
        thigh_length_m: metres("thigh", "app-patients-thigh")?,
        shank_length_m: metres("shank", "app-patients-shank")?,
        affected_side: Side::BOTH
            .into_iter()
            .find(|side| side.name() == fields.get("affected")),
    };
    let identity = text("name").map(|name| Identity {
        name,
        ..Identity::default()
    });
    Ok((fields.get("pseudonym").to_owned(), details, identity))
}

/// `GET /patients/new`.
pub async fn new(context: Context) -> Response {
    let body = html! {
        h1 { (context.say("app-patients-add")) }
        form method="post" action="/patients" {
            (csrf(&context))
            (person_fields(&context, None))
            p.actions {
                button.primary type="submit" { (context.say("app-save")) }
                a.button href="/patients" { (context.say("app-cancel")) }
            }
        }
    };
    let page = Page::new(context.say("app-patients-add"), Place::Patients, body);
    Html(page.show(&context).into_string()).into_response()
}

/// `POST /patients`.
pub async fn add(context: Context, fields: Form) -> Response {
    let (pseudonym, details, identity) = match read_person(&context, &fields) {
        Ok(read) => read,
        Err(refusal) => return *refusal,
    };
    let added = context.app.desk.with(move |store| {
        let id = store.add_patient(&pseudonym, &details, &by())?;
        if identity.is_some() {
            store.set_identity(id, identity.as_ref(), &by())?;
        }
        Ok(id)
    });
    match added.await {
        Ok(id) => Redirect::to(&format!("/patients/{id}")).into_response(),
        Err(error) => field_trouble(&context, error, "/patients/new"),
    }
}

/// What the store did not like about a field.
pub fn field_trouble(context: &Context, error: DeskError, back: &str) -> Response {
    use crate::store::StoreError;
    match error {
        DeskError::Store(error @ (StoreError::Field { .. } | StoreError::PseudonymTaken { .. })) => {
            Trouble::of(context, StatusCode::UNPROCESSABLE_ENTITY, "field", back)
                .because(error)
                .show(context)
        }
        error => store_trouble(context, error, back),
    }
}
