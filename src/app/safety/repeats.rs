//! A form that is sent twice, by a double click or a page that is sent again, does its work once: the second gets the first
//! one's answer.

use super::fields::Fields;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Forms that are remembered; a page is sent twice within seconds.
const KEPT: usize = 256;

/// Where a form led, once it did.
type Led = Arc<tokio::sync::Mutex<Option<String>>>;

/// The forms of this run that led on.
#[derive(Debug, Default)]
pub struct Repeats(Mutex<VecDeque<(String, Led)>>);

impl Repeats {
    fn of(&self, key: String) -> Led {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, led)) = all.iter().find(|(known, _)| *known == key) {
            return Arc::clone(led);
        }
        if all.len() >= KEPT {
            all.pop_front();
        }
        let led = Led::default();
        all.push_back((key, Arc::clone(&led)));
        led
    }

    /// Does the work of a form, or leads where it led when it was sent before with the same fields. A form without the
    /// number that its page gave it is not known again, and one that was refused is done anew.
    pub(crate) async fn once(
        &self,
        path: &str,
        fields: &Fields,
        work: impl Future<Output = Response> + Send + 'static,
    ) -> Response {
        if fields.get("once").is_empty() {
            return work.await;
        }
        let led = self.of(super::digest(&format!("{path}\n{fields:?}")));
        // In a task of its own: a browser that asks again hangs up on the first, whose work goes on.
        let done = tokio::spawn(async move {
            let mut led = led.lock().await;
            if let Some(location) = led.as_ref() {
                return Redirect::to(location).into_response();
            }
            let response = work.await;
            if response.status() == StatusCode::SEE_OTHER {
                let location = response.headers().get(header::LOCATION);
                *led = location.and_then(|value| value.to_str().ok()).map(str::to_owned);
            }
            response
        });
        done.await
            .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn a_form_that_is_sent_twice_works_once() {
        let (repeats, count) = (Repeats::default(), Arc::new(AtomicUsize::new(0)));
        let send = |body: &'static str| {
            let (repeats, count) = (&repeats, Arc::clone(&count));
            async move {
                let work = async move {
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                    let at = count.fetch_add(1, Ordering::SeqCst);
                    Redirect::to(&format!("/x/{at}")).into_response()
                };
                let response = repeats.once("/x", &Fields::parse(body.as_bytes()), work).await;
                response.headers()[header::LOCATION].to_str().unwrap().to_owned()
            }
        };
        let (first, second) = tokio::join!(send("once=1&a=b"), send("once=1&a=b"));
        assert_eq!((first.as_str(), second.as_str()), ("/x/0", "/x/0"));
        assert_eq!(send("once=1&a=c").await, "/x/1", "something else was typed");
        assert_eq!(send("once=2&a=b").await, "/x/2", "another page");
        assert_eq!(send("a=b").await, "/x/3");
        assert_eq!(send("a=b").await, "/x/4");
    }
}
