//! What all pages share.

use super::clinic::Clinic;
use super::desk::Desk;
use super::incoming::Limits;
use super::incoming::drops::Drops;
use super::safety::door::Door;
use super::safety::guard::Names;
use crate::wording::{Language, Wording};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{Semaphore, watch};

pub type Shared = Arc<App>;

/// The app while it runs.
pub struct App {
    pub names: Names,
    pub cookie_name: String,
    /// `http://127.0.0.1:8123`, for the person at the terminal.
    pub origin: String,
    pub door: Door,
    pub demo: bool,
    pub drops: Drops,
    pub limits: Limits,
    /// Where uploads lie until they are stored or forgotten; emptied at every start.
    pub incoming: PathBuf,
    /// Uploads at a time.
    pub uploads: Semaphore,
    /// Analyses at a time: each takes all cores.
    pub work: Semaphore,
    pub desk: Desk,
    pub clinic: Clinic,
    /// True once the server ends.
    ended: watch::Sender<bool>,
    english: Wording,
    german: Wording,
    in_german: AtomicBool,
}

/// What [`App::new`] cannot find out by itself.
pub struct Parts {
    pub names: Names,
    pub cookie_name: String,
    pub origin: String,
    pub door: Door,
    pub demo: bool,
    pub desk: Desk,
    pub clinic: Clinic,
    pub limits: Limits,
    pub language: Language,
}

impl App {
    pub fn new(parts: Parts) -> App {
        App {
            names: parts.names,
            cookie_name: parts.cookie_name,
            origin: parts.origin,
            door: parts.door,
            demo: parts.demo,
            drops: Drops::default(),
            limits: parts.limits,
            incoming: parts.desk.incoming.clone(),
            uploads: Semaphore::new(2),
            work: Semaphore::new(1),
            desk: parts.desk,
            clinic: parts.clinic,
            ended: watch::Sender::new(false),
            english: Wording::new(Language::English),
            german: Wording::new(Language::German),
            in_german: AtomicBool::new(parts.language == Language::German),
        }
    }

    /// Lines to open pages end with this.
    pub fn ended(&self) -> watch::Receiver<bool> {
        self.ended.subscribe()
    }

    /// Closes the lines to open pages, so that they say that the program is gone.
    pub fn end(&self) {
        self.ended.send_replace(true);
    }

    pub fn words(&self) -> &Wording {
        if self.in_german.load(Ordering::Relaxed) {
            &self.german
        } else {
            &self.english
        }
    }

    pub fn language(&self) -> Language {
        self.words().language()
    }

    pub fn speak(&self, language: Language) {
        self.in_german.store(language == Language::German, Ordering::Relaxed);
    }

    /// The address that lets one more browser in. It holds a secret: for the terminal, never for a log.
    pub fn address(&self) -> String {
        if self.door.wants_password() {
            return format!("{}/login", self.origin);
        }
        format!("{}/enter?token={}", self.origin, self.door.token())
    }

    /// Prints the address, so that another browser can be opened with it.
    pub fn tell_address(&self) {
        // A terminal that was closed must not end the answer to a browser.
        let _ = writeln!(std::io::stdout(), "another browser: {}", self.address());
    }
}
