//! A visit corrected: its day and words, whose it is, or that it should not be.

use super::notice::{Problem, store_trouble};
use super::patient::{again, home};
use super::person_form::{Errors, FormOf};
use crate::context::{Context, Form};
use crate::store_handle::{StoreHandleError, by};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use store::{PatientId, StoreError, VisitId};

/// The moment of a day that was typed, at the time of day of `at`; `None` for what is no day, or not yet.
pub(super) fn on_day(day: &str, at: Timestamp) -> Option<Timestamp> {
    let day: Date = day.parse().ok()?;
    let time: Time = at.to_zoned(TimeZone::system()).time();
    let moment = day.to_datetime(time).to_zoned(TimeZone::system()).ok()?.timestamp();
    let today = Timestamp::now().to_zoned(TimeZone::system()).date();
    (day <= today && day.year() >= 1900).then_some(moment)
}

/// A day as date fields take it.
pub(super) fn of_day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).date().to_string()
}

fn refused(context: &Context, key: &str, back: &str) -> Response {
    Problem::of(context, StatusCode::UNPROCESSABLE_ENTITY, "field", back)
        .because(context.say(key))
        .show(context)
}

fn being_recorded(context: &Context) -> Response {
    Problem::of(context, StatusCode::CONFLICT, "being-recorded", "/session").show(context)
}

fn led(context: &Context, done: Result<PatientId, StoreHandleError>) -> Response {
    match done {
        Ok(patient) => Redirect::to(&home(patient)).into_response(),
        Err(StoreHandleError::Store(StoreError::BeingRecorded)) => being_recorded(context),
        Err(error) => store_trouble(context, error, "/patients"),
    }
}

/// `POST /visits/{id}`: its day and its words.
pub(crate) async fn change(context: Context, Path(id): Path<VisitId>, fields: Form) -> Response {
    let visit = match context.app.store.with(move |store| store.visit(id)).await {
        Ok(visit) => visit,
        Err(error) => return store_trouble(&context, error, "/patients"),
    };
    let patient = visit.patient;
    // The same day keeps its moment.
    let began = match fields.get("day") {
        same if same == of_day(visit.began) => Some(visit.began),
        other => on_day(other, visit.began),
    };
    let Some(began) = began else {
        let errors = Errors::from([("day", context.say("app-visit-day-wrong"))]);
        return again(&context, patient, FormOf::Visit(id), &fields, errors).await;
    };
    let title = fields.get("title").to_owned();
    let changed = context.app.store.with(move |store| {
        store.change_visit(id, began, &title, &by())?;
        Ok(patient)
    });
    match changed.await {
        Err(StoreHandleError::Store(StoreError::Field { .. })) => {
            let errors = Errors::from([("title", context.say("app-form-signs"))]);
            again(&context, patient, FormOf::Visit(id), &fields, errors).await
        }
        done => led(&context, done),
    }
}

/// `POST /visits/{id}/move`: it is another person's.
pub(crate) async fn give(context: Context, Path(id): Path<VisitId>, fields: Form) -> Response {
    let Ok(to) = fields.get("patient").parse::<PatientId>() else {
        return refused(&context, "app-visit-whose", "/patients");
    };
    if !context.app.controller.let_visit_go(id) {
        return being_recorded(&context);
    }
    let moved = context.app.store.with(move |store| {
        store.move_visit(id, to, &by())?;
        Ok(to)
    });
    led(&context, moved.await)
}

/// `POST /visits/{id}/delete`: with its recordings and notes.
pub(crate) async fn delete(context: Context, Path(id): Path<VisitId>) -> Response {
    if !context.app.controller.let_visit_go(id) {
        return being_recorded(&context);
    }
    let deleted = context.app.store.with(move |store| {
        let patient = store.visit(id)?.patient;
        store.delete_visit(id, &by())?;
        Ok(patient)
    });
    let deleted = deleted.await;
    if deleted.is_ok() {
        context.app.store.forget_reports().await;
    }
    led(&context, deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_of_a_day_that_was() {
        let now = Timestamp::now();
        assert_eq!(of_day(on_day("2024-02-29", now).unwrap()), "2024-02-29");
        assert_eq!(of_day(on_day(&of_day(now), now).unwrap()), of_day(now));
        for wrong in ["2023-02-29", "", "tomorrow", "2999-01-01", "0001-01-01"] {
            assert_eq!(on_day(wrong, now), None, "{wrong}");
        }
    }
}
