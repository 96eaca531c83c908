//! The program itself as it is started at a desk, with a browser, and what one does there to record.
#![allow(dead_code, reason = "each test file uses a part")]

use crate::web::Browser;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Machines that are busy with other tests are slow.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// From the first question to sensors that wait for the start.
pub(crate) fn get_ready(browser: &Browser, protocol: &str) {
    let answer = browser.submit(
        "/session/who",
        &[
            ("patient", ""),
            ("pseudonym", "P-1"),
            ("title", ""),
            ("intake-pain_side", "left"),
        ],
    );
    assert_eq!(answer.location(), "/session", "{answer:?}");
    until("found", || {
        browser.get("/session").body.matches("data-blink").count() == 5
    });
    connect_all(browser);
    assert_eq!(browser.submit("/session/checked", &[]).location(), "/session");
    let answer = browser.submit("/session/protocol", &[("protocol", protocol)]);
    assert_eq!(answer.location(), "/session", "{answer:?}");
    until("ready", || can_start(browser));
}

/// Whether the page offers the start.
pub(crate) fn can_start(browser: &Browser) -> bool {
    let page = browser.get("/session").body;
    let button = page
        .split("id=\"start\"")
        .nth(1)
        .and_then(|rest| rest.split('>').next());
    button.is_some_and(|attributes| !attributes.contains("disabled"))
}

/// Connects all sensors that the page shows, each where it says that it is.
pub(crate) fn connect_all(browser: &Browser) {
    let page = browser.get("/session").body;
    let mut fields: Vec<(String, String)> = Vec::new();
    for part in page.split("name=\"sensor\" value=\"").skip(1) {
        let id = part.split('"').next().unwrap().to_owned();
        let select = part.split("</select>").next().unwrap();
        let chosen = select.split(" selected").next().unwrap();
        let site = chosen.rsplit("value=\"").next().unwrap().split('"').next().unwrap();
        fields.push(("sensor".to_owned(), id));
        fields.push(("site".to_owned(), site.to_owned()));
    }
    assert_eq!(fields.len(), 10, "{fields:?}");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let answer = browser.submit("/session/sensors", &fields);
    assert_eq!(answer.location(), "/session", "{answer:?}");
}

/// The program itself, as it is started at a desk.
pub(crate) struct Program {
    pub child: Child,
    pub browser: Browser,
    /// What it tells at the terminal.
    pub told: std::path::PathBuf,
}

impl Program {
    /// With five virtual sensors, and people that never were.
    pub(crate) fn start(data: &Path) -> Program {
        Program::start_with(data, &["--demo"])
    }

    pub(crate) fn start_with(data: &Path, more: &[&str]) -> Program {
        let told = data.with_extension("told");
        let terminal = std::fs::File::options().create(true).append(true).open(&told).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_gaitscope"))
            .args(["app", "--no-browser", "--data-dir"])
            .arg(data)
            .args(more)
            .env("RUST_LOG", "gaitscope=trace,debug")
            .stdout(Stdio::piped())
            .stderr(terminal)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.split("http://").nth(1).unwrap().trim();
        let (host, path) = address.split_once('/').unwrap();
        let stranger = Browser {
            port: host.rsplit(':').next().unwrap().parse().unwrap(),
            host: host.to_owned(),
            origin: Some(format!("http://{host}")),
            cookie: None,
            extra: Vec::new(),
        };
        let cookie = stranger.get(&format!("/{path}")).cookie();
        Program {
            child,
            browser: Browser {
                cookie: Some(cookie),
                ..stranger
            },
            told,
        }
    }

    /// As by `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Seconds that the only recording in the folder has on disk, by its journal.
pub(crate) fn journal_s(data: &Path) -> f64 {
    let folders = std::fs::read_dir(data.join("unfinished")).unwrap();
    let folder = folders.flatten().next().map(|entry| entry.path());
    let journal = folder.and_then(|folder| recording::recovery::journal(&folder).ok().flatten());
    journal.map_or(0.0, |journal| journal.elapsed_s)
}
