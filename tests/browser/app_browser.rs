//! The local web app in a real browser: every path with virtual sensors, a demo person with a limp, dropped files and
//! broken ones; each page checked by axe-core and photographed.
//!
//! `GAITSCOPE_BROWSER_SIZES` names the sizes (`desktop`, `tablet`, `phone`; the first is the one that is clicked through),
//! one unless told; `GAITSCOPE_BROWSER_LANGUAGE` the language of the clinic's paths, `en` unless told. `.ci/long` has all.
//!
//! Run by `scripts/browser/run.sh`, which installs Chromium, its driver and axe-core; without them this fails.

use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(90);
/// Keys as WebDriver writes them.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = "\u{e00d}";
const DOWN: &str = "\u{e015}";

/// Chromedriver, ended with the test.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the system of somebody who needs strong contrast asks of pages, or no more.
#[derive(Debug)]
struct ForcedColours(bool);

impl WebDriverCompatibleCommand for ForcedColours {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let value = if self.0 { "active" } else { "none" };
        let scheme = if self.0 { "dark" } else { "" };
        let features = [
            json!({ "name": "forced-colors", "value": value }),
            json!({ "name": "prefers-color-scheme", "value": scheme }),
        ];
        let call = json!({ "cmd": "Emulation.setEmulatedMedia", "params": { "features": features } });
        (http::Method::POST, Some(call.to_string()))
    }
}

/// Width and height of a window, and what it is called.
type Size = (u32, u32, &'static str);
const SIZES: [Size; 3] = [(1280, 800, "desktop"), (820, 1180, "tablet"), (390, 844, "phone")];

fn sizes() -> Vec<Size> {
    let named = std::env::var("GAITSCOPE_BROWSER_SIZES").unwrap_or_else(|_| "desktop".to_owned());
    let of = |name: &str| {
        *SIZES
            .iter()
            .find(|size| size.2 == name)
            .unwrap_or_else(|| panic!("no size {name}"))
    };
    named.split(',').map(of).collect()
}

/// Holds a time against its bar. Judged where `GAITSCOPE_BROWSER_TIMED` says that the machine has nothing else to do.
fn in_time(took: Duration, most_s: u64) {
    let judged = std::env::var_os("GAITSCOPE_BROWSER_TIMED").is_some();
    println!("{:.2} s of {most_s} s", took.as_secs_f64());
    assert!(!judged || took <= Duration::from_secs(most_s), "{took:?} of {most_s} s");
}

fn german() -> bool {
    std::env::var("GAITSCOPE_BROWSER_LANGUAGE").is_ok_and(|language| language == "de")
}

struct Tour {
    sizes: Vec<Size>,
    /// Clicks since they were last counted.
    clicks: std::cell::Cell<usize>,
    browser: Client,
    base: String,
    axe: String,
    pictures: PathBuf,
    seen: Vec<String>,
}

fn driver() -> (Driver, u16) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let child = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is missing: run scripts/browser/install.sh");
    (Driver(child), port)
}

async fn connect(port: u16) -> Client {
    let mut capabilities = Capabilities::new();
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--force-device-scale-factor=1",
        "--lang=en",
        "--disable-background-timer-throttling",
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
    ];
    capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments }));
    let begun = Instant::now();
    loop {
        let tried = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        match tried {
            Ok(client) => return client,
            Err(error) if begun.elapsed() > PATIENCE => panic!("no browser: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(300)).await,
        }
    }
}

impl Tour {
    async fn go(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    async fn text(&self, css: &str) -> String {
        self.browser
            .find(Locator::Css(css))
            .await
            .unwrap_or_else(|_| panic!("no {css}"))
            .text()
            .await
            .unwrap()
    }

    async fn click(&self, css: &str) {
        let element = self.wait_for(css).await;
        self.browser
            .execute(
                "arguments[0].scrollIntoView({ block: 'center' })",
                vec![serde_json::to_value(&element).unwrap()],
            )
            .await
            .unwrap();
        self.clicks.set(self.clicks.get() + 1);
        element.click().await.unwrap();
    }

    /// Says yes to what the page asks once more.
    async fn click_and_agree(&self, css: &str) {
        self.click(css).await;
        let begun = Instant::now();
        while let Err(error) = self.browser.accept_alert().await {
            assert!(begun.elapsed() < PATIENCE, "nothing is asked at {css}: {error}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.clicks.set(self.clicks.get() + 1);
    }

    async fn choose(&self, css: &str, value: &str) {
        let element = self
            .browser
            .find(Locator::Css(css))
            .await
            .unwrap_or_else(|_| panic!("no {css}"));
        element.select_by_value(value).await.unwrap();
    }

    async fn fill(&self, css: &str, text: &str) {
        self.browser
            .find(Locator::Css(css))
            .await
            .unwrap_or_else(|_| panic!("no {css}"))
            .send_keys(text)
            .await
            .unwrap();
    }

    /// The element, once it is there. A page that is just being left has none, and gives other errors too.
    async fn wait_for(&self, css: &str) -> Element {
        let begun = Instant::now();
        loop {
            match self.browser.find(Locator::Css(css)).await {
                Ok(element) => return element,
                Err(error) if begun.elapsed() > PATIENCE => {
                    panic!("{css} never came ({error}): {}", self.text("main").await)
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(30)).await,
            }
        }
    }

    async fn script(&self, code: &str) -> Value {
        self.browser.execute(code, vec![]).await.unwrap()
    }

    /// Waits until a condition written in JavaScript holds.
    async fn until(&self, condition: &str) {
        let begun = Instant::now();
        let asked = format!("return Boolean({condition})");
        while self.browser.execute(&asked, vec![]).await.ok() != Some(Value::Bool(true)) {
            assert!(
                begun.elapsed() < PATIENCE,
                "never: {condition}; the page says: {}",
                self.text("main").await
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The headlines and the picture of page one stand on the first screen of a desk, and can be read on a telephone's.
    async fn first_screen(&mut self, name: &str) {
        for (width, height) in [(1280, 800), (390, 844)] {
            self.browser.set_window_size(width, height).await.unwrap();
            tokio::time::sleep(Duration::from_millis(250)).await;
            // A headless window's frame takes some of its height: what counts is the place on the page.
            let places = self
                .script(
                    "const at = css => document.querySelector(css).getBoundingClientRect(); scrollTo(0, 0);
                     const letters = [...document.querySelectorAll('#glance svg text')].map(text => text.getBoundingClientRect().height);
                     return { headlines: at('.front ul').bottom, top: at('#glance').top, bottom: at('#glance svg').bottom,
                              wide: document.documentElement.scrollWidth, letters: Math.min(...letters) }",
                )
                .await;
            let number = |what: &str| places[what].as_f64().unwrap();
            let picture = self.browser.screenshot().await.unwrap();
            std::fs::write(self.pictures.join(format!("{name}-{width}.png")), picture).unwrap();
            assert!(number("headlines") <= f64::from(height), "{name} at {width}: {places}");
            assert!(
                number("wide") <= f64::from(width) + 1.0,
                "{name} is wider than {width}: {places}"
            );
            assert!(number("letters") >= 9.0, "{name} at {width}: {places}");
            if width == 1280 {
                assert!(number("bottom") <= f64::from(height), "{name} at {width}: {places}");
            }
        }
        self.browser.set_window_size(1280, 1180).await.unwrap();
    }

    /// Photographs the page at every size and lets axe-core judge it.
    async fn look(&mut self, name: &str) {
        for (width, height, kind) in self.sizes.clone() {
            self.browser.set_window_size(width, height).await.unwrap();
            tokio::time::sleep(Duration::from_millis(250)).await;
            // The whole page, not only what a window shows.
            let tall = self.script("return document.documentElement.scrollHeight").await;
            let tall = (tall.as_u64().unwrap() as u32 + 150).clamp(height, 6000);
            self.browser.set_window_size(width, tall).await.unwrap();
            tokio::time::sleep(Duration::from_millis(250)).await;
            let wide = self
                .script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .await;
            assert!(
                wide.as_f64().unwrap() <= 1.0,
                "{name} is wider than a {kind} by {wide} px"
            );
            let picture = self.browser.screenshot().await.unwrap();
            std::fs::write(self.pictures.join(format!("{name}-{kind}.png")), picture).unwrap();
            // Looked at by people: no rule tells black on black.
            if self.sizes.len() > 1 && kind == self.sizes[0].2 {
                self.browser.issue_cmd(ForcedColours(true)).await.unwrap();
                tokio::time::sleep(Duration::from_millis(250)).await;
                let picture = self.browser.screenshot().await.unwrap();
                std::fs::write(self.pictures.join(format!("{name}-forced.png")), picture).unwrap();
                self.browser.issue_cmd(ForcedColours(false)).await.unwrap();
            }
        }
        self.as_it_was().await;
        self.script(&self.axe).await;
        let judged = self
            .browser
            .execute_async(
                "const done = arguments[arguments.length - 1]; axe.run(document, { iframes: false, resultTypes: ['violations'] }).then(done)",
                vec![],
            )
            .await
            .unwrap();
        let serious: Vec<String> = judged["violations"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| matches!(row["impact"].as_str(), Some("serious" | "critical")))
            .map(|row| format!("{}: {}", row["id"], row["nodes"][0]["html"]))
            .collect();
        assert!(serious.is_empty(), "{name}: {serious:#?}");
        let small = self
            .script(
                "return [...document.querySelectorAll('main button, main .button, main select, main input:not([type=radio]):not([type=checkbox]):not([type=hidden])')] \
                 .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 120))",
            )
            .await;
        assert_eq!(small, json!([]), "{name}: smaller than a finger");
        self.seen.push(name.to_owned());
    }

    /// The window in which everything is clicked.
    async fn as_it_was(&self) {
        let (width, height, _) = self.sizes[0];
        self.browser.set_window_size(width, height).await.unwrap();
    }

    /// The report inside the page, judged by axe-core as the page is: as a file in a tab of its own, since no script runs
    /// where the app shows it.
    async fn look_into_report(&self) {
        let text = self
            .browser
            .execute_async(
                "const done = arguments[arguments.length - 1]; fetch(document.getElementById('report').src).then((a) => a.text()).then(done)",
                vec![],
            )
            .await
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.html");
        std::fs::write(&file, text.as_str().unwrap()).unwrap();
        let first = self.browser.window().await.unwrap();
        let second = self.browser.new_window(true).await.unwrap();
        self.browser.switch_to_window(second.handle).await.unwrap();
        self.browser.goto(&format!("file://{}", file.display())).await.unwrap();
        self.script(&self.axe).await;
        let judged = self
            .browser
            .execute_async(
                "const done = arguments[arguments.length - 1]; axe.run(document, { resultTypes: ['violations'] }).then(done)",
                vec![],
            )
            .await
            .unwrap();
        self.browser.close_window().await.unwrap();
        self.browser.switch_to_window(first).await.unwrap();
        let serious: Vec<String> = judged["violations"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| matches!(row["impact"].as_str(), Some("serious" | "critical")))
            .map(|row| format!("{}: {}", row["id"], row["nodes"][0]["html"]))
            .collect();
        assert!(serious.is_empty(), "within the report: {serious:#?}");
    }

    /// A key for whatever has the focus.
    async fn press(&self, keys: &str) {
        self.browser
            .active_element()
            .await
            .unwrap()
            .send_keys(keys)
            .await
            .unwrap();
    }

    /// Goes to an element by the tab key alone; each stop on the way must show that it has the focus.
    async fn tab_to(&self, css: &str) {
        self.wait_for(css).await;
        for _ in 0..150 {
            self.press(TAB).await;
            let state = self
                .script(&format!(
                    "const e = document.activeElement, s = getComputedStyle(e); \
                     return [e.matches({css:?}), s.outlineStyle !== 'none' || e.tagName === 'IFRAME' || e.tagName === 'BODY', e.outerHTML.slice(0, 160)]"
                ))
                .await;
            assert_eq!(state[1], json!(true), "no focus to be seen: {}", state[2]);
            if state[0] == json!(true) {
                return;
            }
        }
        panic!("{css} cannot be reached by the keyboard");
    }
}

fn program_of(root: &Path) -> PathBuf {
    std::env::var_os("GAITSCOPE_BIN").map_or_else(|| root.join("target/debug/gaitscope"), PathBuf::from)
}

/// Page one of every sample and of what is no steady walk, as a file that the program wrote, on two screens.
#[test]
fn page_one_on_the_first_screen() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .canonicalize()
            .unwrap();
        let pictures = root.join("target/browser");
        std::fs::create_dir_all(&pictures).unwrap();
        let (_driver, port) = driver();
        let mut tour = Tour {
            browser: connect(port).await,
            base: String::new(),
            sizes: sizes(),
            clicks: Default::default(),
            axe: String::new(),
            pictures,
            seen: Vec::new(),
        };
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| {
            let ended = Command::new(program_of(&root))
                .args(arguments)
                .stdout(Stdio::null())
                .status()
                .unwrap();
            assert!(ended.success(), "{arguments:?}");
        };
        let mut recordings: Vec<PathBuf> = ["walk_sit_walk", "timed_up_and_go", "five_times_sit_to_stand"]
            .map(|preset| {
                let made = folder.path().join(preset);
                run(&["simulate", preset, "--out", made.to_str().unwrap()]);
                made
            })
            .into();
        let samples = std::fs::read_dir(root.join("samples")).unwrap();
        recordings.extend(samples.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()));
        for recording in recordings {
            for language in ["en", "de"] {
                let name = format!("{}-{language}", recording.file_name().unwrap().to_str().unwrap());
                let out = folder.path().join(format!("report-{name}"));
                let (from, to) = (recording.to_str().unwrap(), out.to_str().unwrap());
                run(&["analyze", from, "--out", to, "--language", language]);
                tour.browser.goto(&format!("file://{to}/report.html")).await.unwrap();
                tour.first_screen(&name).await;
            }
        }
        tour.browser.close().await.unwrap();
    });
}

/// The program with invented people and sensors; ended with the test.
struct Program {
    child: Child,
    entrance: String,
}

impl Program {
    /// Starts what `scripts/browser/run.sh` built, and waits until it says where it is.
    fn start(root: &Path, data: &Path) -> Self {
        let program = program_of(root);
        let mut child = Command::new(&program)
            .args(["app", "--demo", "--no-browser", "--data-dir"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; run scripts/browser/run.sh", program.display()));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let entrance = lines
            .find_map(|line| line.strip_prefix("gaitscope: ").map(str::to_owned))
            .expect("the program says where it is");
        // What it says later is read too: a full pipe would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, entrance }
    }

    /// As by `kill -9`.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, as a system that shuts down does.
    fn end(&mut self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
        assert!(self.child.wait().unwrap().success(), "it ends in order");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_path_in_a_real_browser() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(walk());
}

async fn walk() {
    // The browser takes no path with `..` in it.
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .canonicalize()
        .unwrap();
    let pictures = root.join("target/browser");
    let axe = std::fs::read_to_string(pictures.join("axe.min.js"))
        .expect("axe-core is missing: run scripts/browser/install.sh");
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(&root, data.path());
    let (_driver, port) = driver();
    let browser = connect(port).await;
    browser.goto(&program.entrance).await.unwrap();
    let base = program.entrance.split("/enter").next().unwrap().to_owned();
    let mut tour = Tour {
        browser: browser.clone(),
        base,
        sizes: sizes(),
        clicks: Default::default(),
        axe,
        pictures,
        seen: Vec::new(),
    };

    tour.as_it_was().await;
    tour.wait_for("form[action='/session/new'] button").await;
    assert!(
        !browser.current_url().await.unwrap().as_str().contains("token"),
        "the secret left the address"
    );
    tour.look("start").await;

    // The demonstration fills itself with invented people.
    let begun = Instant::now();
    loop {
        tour.go("/patients").await;
        if tour.text("main").await.contains("D-003") {
            break;
        }
        assert!(begun.elapsed() < 3 * PATIENCE, "the demonstration stays empty");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    files(&mut tour, &root).await;
    patients(&mut tour).await;
    if german() {
        speak(&tour, "de").await;
    }
    clinic(&mut tour).await;
    commonest_path(&mut tour).await;
    if german() {
        speak(&tour, "en").await;
    }
    session(&mut tour).await;
    faults(&mut tour, &mut program, &root, data.path()).await;
    settings(&mut tour, &root).await;
    by_keyboard_in_german(&mut tour).await;

    // The program ends: the page says so by itself.
    tour.go("/").await;
    tour.until("document.getElementById('lost').hidden").await;
    program.end();
    let told = Instant::now();
    tour.until("!document.getElementById('lost').hidden").await;
    println!("a lost program was told after {:.1} s", told.elapsed().as_secs_f64());
    assert!(tour.text("#lost").await.contains("verloren") || tour.text("#lost").await.contains("unterbrochen"));
    println!("pages: {}", tour.seen.join(", "));
    browser.close().await.unwrap();
}

async fn speak(tour: &Tour, language: &str) {
    tour.go("/settings").await;
    tour.choose("#language", language).await;
    tour.click("form[action='/settings/language'] button").await;
    tour.until(&format!("document.documentElement.lang === {language:?}"))
        .await;
}

/// What goes wrong in a clinic: the wrong click, the wrong person, a warning sign, a way that must lead back.
async fn clinic(tour: &mut Tour) {
    // A person chosen and a new one typed: asked, and nothing of what was typed is lost.
    tour.go("/session").await;
    tour.wait_for("#pseudonym").await;
    tour.choose("#patient", "1").await;
    tour.fill("#pseudonym", "P-150").await;
    tour.fill("#title", "kept words").await;
    tour.click("form[action='/session/who'] button.primary").await;
    tour.wait_for("#pseudonym-error").await;
    assert_eq!(
        tour.script("return document.getElementById('title').value").await,
        json!("kept words")
    );
    tour.look("session-who-both").await;
    // A warning sign: read first.
    tour.choose("#patient", "").await;
    tour.click("label[for=saddle_numbness-yes]").await;
    tour.click("form[action='/session/who'] button.primary").await;
    tour.wait_for("#read").await;
    tour.look("session-warning").await;
    let letter = tour
        .script("return document.querySelector(\"a[href='/session/letter']\").href")
        .await;
    // In a tab of its own, as the page opens it.
    let first = tour.browser.window().await.unwrap();
    let second = tour.browser.new_window(true).await.unwrap();
    tour.browser.switch_to_window(second.handle).await.unwrap();
    tour.browser.goto(letter.as_str().unwrap()).await.unwrap();
    tour.look("session-letter").await;
    tour.browser.close_window().await.unwrap();
    tour.browser.switch_to_window(first).await.unwrap();
    tour.click("label[for=read]").await;
    tour.click("form[action='/session/warned'] button").await;
    tour.wait_for("[data-blink]").await;
    // By the browser's own button: to the warning, to who it is, and what was answered is there.
    tour.browser.back().await.unwrap();
    tour.wait_for("[data-step=warning]").await;
    tour.browser.back().await.unwrap();
    tour.wait_for("[data-step=who]").await;
    assert_eq!(
        tour.script("return document.getElementById('saddle_numbness-yes').checked")
            .await,
        json!(true)
    );
    tour.click("label[for=saddle_numbness-no]").await;
    tour.click("form[action='/session/who'] button.primary").await;
    tour.wait_for("[data-blink]").await;
    // Left after connecting; another one finds the sensors again.
    tour.click("form[action='/session/sensors'] button.primary:not([disabled])")
        .await;
    tour.wait_for("#check-status.good").await;
    tour.go("/").await;
    tour.wait_for("#going-on").await;
    tour.look("start-going-on").await;
    tour.click_and_agree("#going-on form[action='/session/new'] button")
        .await;
    tour.wait_for("[data-step=who]").await;
    tour.fill("#pseudonym", "P-160").await;
    tour.click("form[action='/session/who'] button.primary").await;
    tour.wait_for("[data-blink]").await;
    tour.until("document.querySelectorAll('[data-blink]').length === 5")
        .await;
    tour.click_and_agree("form[action='/session/cancel'] button").await;
    tour.until("location.pathname === '/'").await;
    // A double click on a note is one note.
    tour.go("/patients/2").await;
    tour.fill("#note", "written once").await;
    tour.script("const b = document.querySelector(\"form[action$='/notes'] button\"); b.click(); b.click(); return 1")
        .await;
    tour.until("document.readyState === 'complete' && [...document.querySelectorAll('.note-text')].some((p) => p.textContent === 'written once')")
        .await;
    assert_eq!(
        tour.script("return [...document.querySelectorAll('.panel .note-text')].filter((p) => p.textContent === 'written once').length")
            .await,
        json!(1)
    );
}

/// Whoever comes for the first time, with every question of the intake: from the start page to the walk.
async fn first_patient(tour: &mut Tour) {
    tour.go("/").await;
    tour.wait_for("form[action='/session/new'] button").await;
    tour.clicks.set(0);
    tour.click("form[action='/session/new'] button").await;
    tour.wait_for("#pseudonym").await;
    tour.click("#pseudonym").await;
    tour.fill("#pseudonym", "P-170").await;
    let questions = tour
        .script("return [...document.querySelectorAll('fieldset.question input[value=no]')].map((input) => input.id)")
        .await;
    let questions = questions.as_array().unwrap();
    assert!(questions.len() >= 6, "{questions:?}");
    for id in questions {
        tour.click(&format!("label[for={}]", id.as_str().unwrap())).await;
    }
    tour.choose("#pain_side", "left").await;
    // The list and its entry.
    tour.clicks.set(tour.clicks.get() + 2);
    tour.click("#pain_score").await;
    tour.fill("#pain_score", "4").await;
    tour.click("form[action='/session/who'] button.primary").await;
    tour.wait_for("[data-blink]").await;
    tour.click("form[action='/session/sensors'] button.primary:not([disabled])")
        .await;
    tour.wait_for("[data-step=check]").await;
    tour.click("form[action='/session/checked'] button.primary").await;
    tour.click("form[action='/session/protocol'] button.primary").await;
    tour.wait_for("#start:not([disabled])").await;
    tour.click("#start").await;
    tour.wait_for("#stop").await;
    println!("clicks of a first patient until the walk: {}", tour.clicks.get());
    // And two more, to the report and out of it.
    assert!(tour.clicks.get() + 2 <= 25, "{} clicks", tour.clicks.get());
}

/// What goes wrong on a day in the clinic: forms that are refused, double clicks, the way back, a program that is killed while
/// it records, sensors on the other leg, many tabs, a tablet that is turned.
async fn faults(tour: &mut Tour, program: &mut Program, root: &Path, data: &Path) {
    // The same form comes back, filled, with the sentence at its field.
    tour.go("/patients/2").await;
    for (field, form) in [("note", "/notes"), ("purpose", "/consents")] {
        tour.script(&format!(
            "document.getElementById('{field}').value = 'kept \\u0007 words'; \
             const form = document.querySelector(\"form[action$='{form}']\"); form.noValidate = true; form.requestSubmit(); return 1"
        ))
        .await;
        tour.wait_for(&format!("#{field}-error")).await;
        let there = tour
            .script(&format!(
                "const e = document.getElementById('{field}'); \
                 return [e.value.startsWith('kept '), e.offsetParent !== null, e.getAttribute('aria-invalid'), document.activeElement.matches('[data-focus]')]"
            ))
            .await;
        assert_eq!(there, json!([true, true, "true", true]), "{field}");
        assert!(tour.text(&format!("#{field}-error")).await.contains("signs"));
        tour.look(&format!("refused-{field}")).await;
    }

    first_patient(tour).await;
    tour.until("document.querySelector('#plot canvas')").await;
    // A double click is one mark.
    tour.script("const b = document.querySelector('[data-order=mark]'); b.click(); b.click(); return 1")
        .await;
    tour.until("document.getElementById('marks').textContent === '1'").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(tour.text("#marks").await, "1");
    // The browser's way back and other pages: the recording goes on, and every page says so.
    tour.browser.back().await.unwrap();
    tour.wait_for("#stop").await;
    tour.go("/patients").await;
    tour.wait_for(".banner.live a").await;
    tour.click(".banner.live a").await;
    tour.until("Number(document.getElementById('steps').textContent) >= 12")
        .await;
    // The program is gone: told by itself, and so is a mark that nobody heard.
    program.kill();
    tour.until("!document.getElementById('lost').hidden").await;
    tour.click("[data-order=mark]").await;
    tour.until("!document.getElementById('mark-lost').hidden").await;
    tour.look("session-lost").await;
    *program = Program::start(root, data);
    tour.base = program.entrance.split("/enter").next().unwrap().to_owned();
    tour.browser.goto(&program.entrance).await.unwrap();
    tour.wait_for("#broken").await;
    tour.look("start-broken").await;
    tour.click("#broken form[action='/broken/go-on'] button").await;
    tour.wait_for("#start:not([disabled])").await;
    tour.click("#start").await;
    tour.wait_for("#stop").await;
    // It goes on with the part in which it broke off, which was the walk.
    let prompt = tour.text("#prompt").await;
    assert!(prompt.contains("Walk"), "{prompt}");
    tour.until("Number(document.getElementById('steps').textContent) >= 12")
        .await;
    // Twice clicked, the next part is not skipped.
    tour.script("const b = document.getElementById('next'); b.click(); b.click(); return 1")
        .await;
    tour.until("document.getElementById('prompt').textContent.includes('Stand')")
        .await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(tour.text("#prompt").await.contains("Stand"));
    tour.script("window.confirm = () => true").await;
    tour.click("#stop").await;
    tour.wait_for(".first").await;
    tour.click("form[action='/session/new'] button").await;
    tour.wait_for("#pseudonym").await;

    // Somebody who was here, with the sensors on the other leg; twice clicked it is one visit.
    tour.go("/").await;
    tour.click("form[action='/session/person'] button").await;
    tour.wait_for("form[action='/session/who']").await;
    tour.script("const b = document.querySelector(\"form[action='/session/who'] button.primary\"); b.click(); b.click(); return 1")
        .await;
    tour.wait_for("[data-blink]").await;
    tour.script(
        "for (const s of document.querySelectorAll('select[name=site]')) { \
             const [a, b] = s.value.split('_'); if (b) s.value = a + '_' + (b === 'left' ? 'right' : 'left'); } return 1",
    )
    .await;
    tour.click("form[action='/session/sensors'] button.primary:not([disabled])")
        .await;
    tour.wait_for("[data-step=check]").await;
    tour.click("form[action='/session/checked'] button.primary").await;
    tour.click("form[action='/session/protocol'] button.primary").await;
    tour.wait_for("#start:not([disabled])").await;
    tour.click("#start").await;
    tour.wait_for("#doubt").await;
    tour.look("session-doubt").await;
    tour.click("#doubt button.primary").await;
    tour.until("document.getElementById('live') && !document.getElementById('doubt')")
        .await;
    // Many tabs, all with the curves.
    let first = tour.browser.window().await.unwrap();
    let mut others = Vec::new();
    for _ in 1..20 {
        let tab = tour.browser.new_window(true).await.unwrap().handle;
        tour.browser.switch_to_window(tab.clone()).await.unwrap();
        tour.go("/session").await;
        others.push(tab);
    }
    tour.browser.switch_to_window(first.clone()).await.unwrap();
    tour.until("Number(document.getElementById('steps').textContent) >= 100")
        .await;
    let stopped = Instant::now();
    tour.click("#stop").await;
    tour.wait_for(".first .headline").await;
    let took = stopped.elapsed();
    println!(
        "with twenty tabs the headlines come {:.2} s after stop",
        took.as_secs_f64()
    );
    in_time(took, 2);
    for tab in others {
        tour.browser.switch_to_window(tab).await.unwrap();
        // A tab that is still drawing its report can take the browser longer to close than it allows itself.
        tour.browser.goto("about:blank").await.unwrap();
        tour.browser.close_window().await.unwrap();
    }
    tour.browser.switch_to_window(first).await.unwrap();
    // Exchanged, the sides are right: the limp is on the left, and bars stand beside the headlines.
    assert!(
        tour.script("return document.querySelectorAll('.first .bar').length")
            .await
            .as_u64()
            > Some(1)
    );
    tour.look("report-exchanged").await;
    // A tablet that is turned, twice: the report takes the height that it needs.
    for (width, height) in [(820, 1180), (1180, 820), (820, 1180)] {
        tour.browser.set_window_size(width, height).await.unwrap();
        tokio::time::sleep(Duration::from_millis(500)).await;
        let blank = tour
            .script(
                "const f = document.getElementById('report'), inner = f.contentDocument.documentElement; \
                 return Math.abs(f.getBoundingClientRect().height - inner.getBoundingClientRect().height)",
            )
            .await;
        assert!(blank.as_f64().unwrap() < 20.0, "{blank} px at {width}");
    }
    tour.as_it_was().await;
    tour.click("form[action='/session/new'] button").await;
    tour.wait_for("#pseudonym").await;
}

/// Somebody who was here: nine clicks from the start page to the report, and nothing typed.
async fn commonest_path(tour: &mut Tour) {
    tour.go("/").await;
    tour.wait_for("form[action='/session/person'] button").await;
    tour.clicks.set(0);
    let begun = Instant::now();
    tour.click("form[action='/session/person'] button").await;
    tour.wait_for("form[action='/session/who']").await;
    tour.click("form[action='/session/who'] button.primary").await;
    tour.wait_for("[data-blink]").await;
    tour.click("form[action='/session/sensors'] button.primary:not([disabled])")
        .await;
    tour.wait_for("[data-step=check]").await;
    tour.click("form[action='/session/checked'] button.primary").await;
    tour.click("form[action='/session/protocol'] button.primary").await;
    tour.wait_for("#start:not([disabled])").await;
    tour.click("#start").await;
    tour.wait_for("#stop").await;
    let took = begun.elapsed();
    println!("from the start page to the recording: {:.1} s", took.as_secs_f64());
    in_time(took, 15);
    // So early a stop is asked about; no is no.
    tour.click("#stop").await;
    let begun = Instant::now();
    while tour.browser.dismiss_alert().await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "an early stop is not asked about");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tour.until("document.querySelector('#plot canvas')").await;
    // What is seen of it without scrolling, in the window as it is.
    let seen = tour
        .script(
            "window.scrollTo(0, 0); const h = innerHeight, in_ = (s) => document.querySelector(s).getBoundingClientRect().bottom <= h; \
             return ['#prompt', '#stop', '[data-order=mark]', '#plot canvas'].filter((s) => !in_(s))",
        )
        .await;
    assert_eq!(seen, json!([]), "below the window's edge");
    tour.until("Number(document.getElementById('steps').textContent) >= 20")
        .await;
    // A tablet that is turned shows the page, not blank.
    let (width, height, _) = tour.sizes[0];
    tour.browser.set_window_size(height, width).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let tall = tour.script("return document.documentElement.scrollHeight").await;
    assert!(tall.as_u64().unwrap() < 4000, "{tall} px after turning");
    tour.as_it_was().await;
    let stopped = Instant::now();
    tour.click("#stop").await;
    tour.wait_for(".first .headline").await;
    let took = stopped.elapsed();
    println!("the first screen with headlines {:.2} s after stop", took.as_secs_f64());
    in_time(took, 2);
    println!(
        "clicks on the commonest path, one refused stop among them: {}",
        tour.clicks.get()
    );
    assert!(tour.clicks.get() <= 9, "{} clicks", tour.clicks.get());
    tour.until("document.getElementById('report').contentDocument.querySelector('h1')")
        .await;
    tour.look_into_report().await;
    tour.look("report-first").await;
    // Out of it, from the report itself.
    tour.click("form[action='/session/new'] button").await;
    tour.wait_for("#pseudonym").await;
}

async fn drop_files(tour: &Tour, files: &[PathBuf]) {
    tour.go("/files").await;
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    tour.fill("#chosen", &names.join("\n")).await;
    tour.click("#drop button[type=submit]").await;
    tour.until("location.pathname.startsWith('/files/')").await;
}

/// A broken file: what happened, what was kept, what to do.
async fn drop_broken(tour: &Tour, root: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("shank_left.csv");
    let text = std::fs::read_to_string(root.join("samples/limp/shank_left.csv")).unwrap();
    let text: String = text
        .lines()
        .take(500)
        .enumerate()
        .map(|(k, line)| {
            if k == 300 {
                "oops,oops\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    std::fs::write(&broken, text).unwrap();
    drop_files(tour, &[broken]).await;
    tour.wait_for(".trouble").await;
}

async fn files(tour: &mut Tour, root: &Path) {
    tour.go("/files").await;
    tour.look("files").await;
    let limp =
        |names: &[&str]| -> Vec<PathBuf> { names.iter().map(|name| root.join("samples/limp").join(name)).collect() };
    let all = [
        "session.toml",
        "pelvis.csv",
        "thigh_left.csv",
        "thigh_right.csv",
        "shank_left.csv",
        "shank_right.csv",
    ];
    drop_files(tour, &limp(&all)).await;
    tour.wait_for("select#patient").await;
    assert!(tour.text("main").await.contains("left knee sensor"));
    tour.look("files-understood").await;
    let begun = Instant::now();
    tour.click("form.panel button.primary").await;
    tour.wait_for("iframe#report").await;
    println!("report of dropped files after {:.2} s", begun.elapsed().as_secs_f64());
    tour.until("document.getElementById('report').contentDocument.querySelector('h1')")
        .await;
    tour.look("files-report").await;

    // Files whose names say nothing: one question.
    let folder = tempfile::tempdir().unwrap();
    let unnamed = folder.path().join("sensor 1.csv");
    std::fs::copy(root.join("samples/limp/pelvis.csv"), &unnamed).unwrap();
    drop_files(tour, &[unnamed]).await;
    tour.wait_for("select[name=site]").await;
    tour.look("files-question").await;
    tour.browser
        .find(Locator::Css("select[name=site]"))
        .await
        .unwrap()
        .select_by_value("pelvis")
        .await
        .unwrap();
    tour.click("form.panel button.primary").await;
    tour.wait_for("select#patient").await;

    drop_broken(tour, root).await;
    let said = tour.text(".trouble").await;
    assert!(
        said.contains("line 301") && said.contains("What was kept") && said.contains("What to do"),
        "{said}"
    );
    tour.look("files-broken").await;
}

async fn patients(tour: &mut Tour) {
    tour.go("/patients").await;
    tour.look("patients").await;
    tour.fill("#search", "ada").await;
    tour.click("form[role=search] button").await;
    tour.until("location.search === '?found=1'").await;
    assert!(tour.text("main").await.contains("D-001") && !tour.text("main").await.contains("D-002"));
    tour.go("/patients/new").await;
    tour.look("patient-new").await;
    tour.fill("#pseudonym", "P-100").await;
    tour.fill("#name", "<b>Eve</b> Example").await;
    tour.fill("#height", "172").await;
    tour.click("form[action='/patients'] button.primary").await;
    tour.until("/^\\/patients\\/\\d+$/.test(location.pathname)").await;
    assert!(tour.text("h1").await.contains("<b>Eve</b>"), "a name is text");
    tour.go("/patients/1").await;
    tour.wait_for("svg.trend").await;
    tour.look("patient").await;
    tour.click("form[action='/compare'] button").await;
    tour.until("location.pathname === '/compare'").await;
    tour.look("compare").await;
    tour.go("/patients/1").await;
    tour.click("a[href^='/recordings/']").await;
    tour.wait_for("iframe#report").await;
    tour.click("details.more:has(#note) summary").await;
    tour.fill("#note", "Works on stairs.\nNext time with shoes.").await;
    tour.click("form[action$='/notes'] button").await;
    tour.until("document.getElementById('report') && document.getElementById('report').contentDocument.body && document.getElementById('report').contentDocument.body.textContent.includes('Works on stairs')").await;
    tour.look("recording").await;
}

async fn session(tour: &mut Tour) {
    tour.go("/session").await;
    tour.wait_for("#pseudonym").await;
    tour.look("session-who").await;
    tour.fill("#pseudonym", "P-200").await;
    for id in ["saddle_numbness-no", "radiating-yes", "back_position-yes"] {
        tour.click(&format!("label[for={id}]")).await;
    }
    tour.click("form[action='/session/who'] button.primary").await;
    tour.wait_for("[data-blink]").await;
    tour.look("session-sensors").await;
    tour.click("[data-blink]").await;
    tour.until("document.getElementById('blink-status').textContent.includes('blinking')")
        .await;
    tour.click("form[action='/session/sensors'] button.primary:not([disabled])")
        .await;
    tour.wait_for("#check-status.good").await;
    tour.look("session-check").await;
    tour.click("form[action='/session/checked'] button.primary").await;
    tour.wait_for("input[name=protocol]").await;
    tour.look("session-protocol").await;
    tour.click("form[action='/session/protocol'] button.primary").await;
    tour.wait_for("#start:not([disabled])").await;
    tour.look("session-ready").await;
    tour.click("#start").await;
    tour.wait_for("#stop").await;
    tour.until("document.querySelector('#plot canvas')").await;
    tour.until("Number(document.getElementById('steps').textContent) >= 12")
        .await;
    tour.click("[data-order=mark]").await;
    tour.until("document.getElementById('marks').textContent === '1'").await;
    tour.until("Number(document.getElementById('recovered').textContent) > 0")
        .await;
    tour.look("session-live").await;

    // Loaded again in the middle: still running, with its curves.
    tour.browser.refresh().await.unwrap();
    tour.wait_for("#stop").await;
    tour.until("document.getElementById('marks').textContent === '1' && document.querySelector('#plot canvas')")
        .await;
    // Another tab sees the same; other pages say that a recording runs.
    let first = tour.browser.window().await.unwrap();
    let second = tour.browser.new_window(true).await.unwrap();
    tour.browser.switch_to_window(second.handle).await.unwrap();
    tour.go("/patients").await;
    assert!(tour.text(".banner.live").await.contains("recording"));
    tour.go("/session").await;
    tour.wait_for("#stop").await;
    tour.click("#pause").await;
    tour.until("document.getElementById('prompt').textContent === 'Pause'")
        .await;
    tour.browser.switch_to_window(first.clone()).await.unwrap();
    tour.until("document.getElementById('prompt').textContent === 'Pause'")
        .await;
    tour.click("#pause").await;
    tour.until("document.getElementById('prompt').textContent !== 'Pause'")
        .await;
    let seconds = tour.script("return document.getElementById('clock').textContent").await;
    println!("recording at {seconds}");
    // Whether it is early enough to be asked about depends on how fast this machine is.
    tour.script("window.confirm = () => true").await;
    let stopped = Instant::now();
    tour.click("#stop").await;
    tour.wait_for("iframe#report").await;
    tour.until("document.getElementById('report').contentDocument.querySelector('h1')")
        .await;
    println!("report {:.2} s after stop", stopped.elapsed().as_secs_f64());
    tour.look("session-report").await;
    tour.go("/session").await;
    tour.wait_for("form[action='/session/new']").await;
    tour.look("session-done").await;
    tour.click("main form[action='/session/new'] button").await;
    tour.wait_for("#pseudonym").await;
}

async fn settings(tour: &mut Tour, root: &Path) {
    tour.go("/settings").await;
    tour.script("for (const d of document.querySelectorAll('details')) d.open = true")
        .await;
    assert!(
        tour.text("main").await.contains("recording-added"),
        "changes are in the audit trail"
    );
    tour.look("settings").await;
    tour.browser
        .find(Locator::Css("#language"))
        .await
        .unwrap()
        .select_by_value("de")
        .await
        .unwrap();
    tour.click("form[action='/settings/language'] button").await;
    tour.until("document.documentElement.lang === 'de'").await;
    for (path, name) in [
        ("/", "start-de"),
        ("/files", "files-de"),
        ("/patients", "patients-de"),
        ("/patients/new", "patient-new-de"),
        ("/patients/1", "patient-de"),
        ("/recordings/1", "recording-de"),
        ("/nowhere", "nowhere-de"),
        ("/settings", "settings-de"),
    ] {
        tour.go(path).await;
        if path == "/settings" {
            tour.script("for (const d of document.querySelectorAll('details')) d.open = true")
                .await;
        }
        if path.starts_with("/recordings") {
            tour.until("document.getElementById('report').contentDocument.querySelector('h1')")
                .await;
        }
        tour.look(name).await;
    }
    tour.go("/patients/1").await;
    tour.click("form[action='/compare'] button").await;
    tour.until("location.pathname === '/compare'").await;
    tour.look("compare-de").await;
    drop_broken(tour, root).await;
    tour.go("/files").await;
    tour.click("ul.cards a[href^='/files/']").await;
    tour.until("location.pathname.startsWith('/files/')").await;
    tour.look("files-broken-de").await;
}

/// A whole session without a mouse.
async fn by_keyboard_in_german(tour: &mut Tour) {
    tour.go("/").await;
    tour.press(TAB).await;
    assert_eq!(
        tour.script("return document.activeElement.className").await,
        json!("skip"),
        "the first stop leads to the content"
    );
    tour.press(ENTER).await;
    tour.tab_to("form[action='/session/new'] button").await;
    tour.press(ENTER).await;
    tour.tab_to("#pseudonym").await;
    tour.look("session-who-de").await;
    tour.press("P-300").await;
    tour.tab_to("#saddle_numbness-no, input[name=intake-saddle_numbness]")
        .await;
    // The second answer of the three: no.
    tour.press(SPACE).await;
    tour.press(DOWN).await;
    tour.tab_to("form[action='/session/who'] button.primary").await;
    tour.press(ENTER).await;
    tour.wait_for("[data-blink]").await;
    tour.look("session-sensors-de").await;
    tour.tab_to("[data-blink]").await;
    tour.press(SPACE).await;
    tour.until("document.getElementById('blink-status').textContent.includes('blinkt')")
        .await;
    tour.tab_to("form[action='/session/sensors'] button.primary").await;
    tour.press(ENTER).await;
    tour.wait_for("#check-status.good").await;
    tour.look("session-check-de").await;
    tour.tab_to("form[action='/session/checked'] button.primary").await;
    tour.press(ENTER).await;
    tour.tab_to("input[name=protocol]").await;
    for _ in 0..5 {
        tour.press(DOWN).await;
    }
    tour.until("document.querySelector('#timed_up_and_go').checked").await;
    tour.look("session-protocol-de").await;
    tour.tab_to("form[action='/session/protocol'] button.primary").await;
    tour.press(ENTER).await;
    tour.wait_for("#start:not([disabled])").await;
    tour.look("session-ready-de").await;
    tour.tab_to("#start").await;
    tour.press(ENTER).await;
    tour.wait_for("#stop").await;
    tour.until("document.querySelector('#plot canvas')").await;
    // The space bar marks wherever no button has the focus.
    tour.press(SPACE).await;
    tour.until("document.getElementById('marks').textContent === '1'").await;
    tour.until("/gehen/.test(document.getElementById('prompt').textContent)")
        .await;
    tour.look("session-live-de").await;
    // Seated again, the test ends by itself; the last part too, and the page follows to the report.
    tour.wait_for("iframe#report").await;
    tour.until("document.getElementById('report').contentDocument.querySelector('h1')")
        .await;
    tour.look("session-report-de").await;
}
