//! What all pages share.

use super::incoming::Limits;
use super::incoming::drops::Drops;
use super::safety::authenticator::Authenticator;
use super::safety::guard::Names;
use super::safety::repeats::Repeats;
use super::session::SessionController;
use super::store_handle::StoreHandle;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{Semaphore, watch};
use wording::{Language, Wording};

pub type Shared = Arc<App>;

/// Uploads at a time: a few that stall leave room for others until they are given up.
pub(crate) const UPLOADS: usize = 8;

/// The app while it runs.
pub struct App {
    pub names: Names,
    pub cookie_name: String,
    /// `http://127.0.0.1:8123`, for the person at the terminal.
    pub origin: String,
    pub authenticator: Authenticator,
    pub demo: bool,
    pub drops: Drops,
    pub limits: Limits,
    /// Where uploads lie until they are stored or forgotten; emptied at every start.
    pub incoming: PathBuf,
    /// The program that tries files out in a process of its own; `None` reads them here at once.
    pub reader: Option<PathBuf>,
    /// Uploads at a time.
    pub uploads: Semaphore,
    /// Analyses at a time: each takes all cores.
    pub work: Semaphore,
    /// Held while the report of an upload is written.
    pub(crate) making: tokio::sync::Mutex<()>,
    /// Forms that were sent once.
    pub(crate) repeats: Repeats,
    /// What each browser looked for in the list of people: not in the address, where a name would stay in its history.
    pub(crate) searches: Mutex<BTreeMap<String, String>>,
    pub store: StoreHandle,
    pub controller: SessionController,
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
    pub authenticator: Authenticator,
    pub demo: bool,
    pub store: StoreHandle,
    pub controller: SessionController,
    pub limits: Limits,
    pub reader: Option<PathBuf>,
    pub language: Language,
}

impl App {
    pub fn new(parts: Parts) -> App {
        App {
            names: parts.names,
            cookie_name: parts.cookie_name,
            origin: parts.origin,
            authenticator: parts.authenticator,
            demo: parts.demo,
            drops: Drops::default(),
            limits: parts.limits,
            reader: parts.reader,
            incoming: parts.store.incoming.clone(),
            uploads: Semaphore::new(UPLOADS),
            work: Semaphore::new(1),
            making: tokio::sync::Mutex::default(),
            repeats: Repeats::default(),
            searches: Mutex::default(),
            store: parts.store,
            controller: parts.controller,
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
        if self.authenticator.wants_password() {
            return format!("{}/login", self.origin);
        }
        format!("{}/enter?token={}", self.origin, self.authenticator.token())
    }

    /// Prints the address, so that another browser can be opened with it.
    pub(crate) fn tell_address(&self) {
        // A terminal that was closed must not end the answer to a browser.
        let _ = writeln!(std::io::stdout(), "another browser: {}", self.address());
    }
}
