//! The program itself under hardship, for hours beside a recording: floods, hostile files, readers that are killed, a disk that
//! fills, twenty tabs. It looks processes up in `/proc`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "web/desk.rs"]
mod desk;
mod web;

use desk::{Program, get_ready};
use jiff::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use recording::Site;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::{RecordingId, Store};
use web::Browser;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect(name))
}

fn last<T: std::str::FromStr<Err: std::fmt::Debug>>(location: &str) -> T {
    location.rsplit('/').next().unwrap().parse().unwrap()
}

/// A browser that is left without an answer, by a program that is killed or a line that is closed, is no failure here:
/// `None`. Anything else that goes wrong in the work is.
fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(done) => Some(done),
        Err(reason) if reason.is::<web::Unanswered>() => None,
        Err(reason) => std::panic::resume_unwind(reason),
    }
}

/// What is counted meanwhile.
#[derive(Default)]
struct Counts {
    over: AtomicBool,
    pages: AtomicUsize,
    slowest_us: AtomicU64,
    slow: AtomicUsize,
    uploads: AtomicUsize,
    taken: AtomicUsize,
    readers_killed: AtomicUsize,
    fills: AtomicUsize,
    frames: AtomicU64,
}

impl Counts {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

/// Pages as people open them, each timed.
fn pages(browser: &Browser, counts: &Counts, most: Duration) {
    while !counts.is_over() {
        for page in ["/", "/session", "/patients", "/files", "/settings"] {
            let begun = Instant::now();
            let answer = quietly(|| browser.get(page));
            let took = begun.elapsed();
            counts.pages.fetch_add(1, Ordering::Relaxed);
            counts.slowest_us.fetch_max(took.as_micros() as u64, Ordering::Relaxed);
            if took > most || answer.is_none_or(|answer| answer.status != 200) {
                counts.slow.fetch_add(1, Ordering::Relaxed);
                eprintln!("{page} took {took:?}, or did not answer");
            }
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}

/// A tab with the live page: it listens to its socket, and is opened again when it was closed.
fn tab(browser: &Browser, counts: &Counts) {
    while !counts.is_over() {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", browser.port)) else {
            continue;
        };
        stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        let request = format!(
            "GET /socket?live=1 HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nCookie: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            browser.host,
            browser.origin.as_deref().unwrap(),
            browser.cookie.as_deref().unwrap()
        );
        if stream.write_all(request.as_bytes()).is_err() {
            continue;
        }
        let mut block = [0; 1 << 14];
        while !counts.is_over() {
            match stream.read(&mut block) {
                Ok(0) | Err(_) => break,
                Ok(_) => drop(counts.frames.fetch_add(1, Ordering::Relaxed)),
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Everything hostile that was ever found, one after the other.
fn uploads(browser: &Browser, counts: &Counts) {
    let rows = |count: usize| {
        let mut text = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n".to_owned();
        for k in 0..count {
            text.push_str(&format!("{:.2},0.1,9.81,{},0,0,0.2\n", k as f64 / 100.0, k % 7));
        }
        text
    };
    let gzip = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let mut nested = web::zip(&[("pelvis.csv", rows(300).as_bytes())]);
    for _ in 0..4 {
        nested = web::zip(&[("pelvis.csv", &nested)]);
    }
    let far = rows(300) + "1000000000.0,0,9.8,0,0,0,0\n";
    let sparse: String = rows(3)
        + &(1..2000)
            .map(|k| format!("{}.0,0,9.8,0,0,0,0\n", 100 * k))
            .collect::<String>();
    let json = format!("{{\"Samples\":[{}1]}}", "1,".repeat(8 << 20));
    let session = format!("a=[{}1]", "1,".repeat(8 << 20));
    let many: Vec<String> = (0..3000).map(|k| format!("{k}.csv")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    let long = rows(60_000);
    let kinds: Vec<Vec<(&str, Vec<u8>)>> = vec![
        vec![("pelvis.csv", far.into_bytes())],
        vec![("pelvis.csv", sparse.into_bytes())],
        vec![("walk.zip", nested)],
        vec![("pelvis.csv.gz", gzip(&vec![b'1'; 200 << 20]))],
        vec![("pelvis.csv.gz", gzip(&vec![b'\n'; 200 << 20]))],
        vec![("bomb.zip", web::zip(&[("pelvis.csv", &vec![b'0'; 64 << 20])]))],
        vec![("walk.json", json.into_bytes())],
        vec![
            ("pelvis.csv", rows(300).into_bytes()),
            ("session.toml", session.into_bytes()),
        ],
        vec![("many.zip", web::zip(&many))],
        vec![("walk.h5", [b"\x89HDF\r\n\x1a\n".as_slice(), &[0xff; 4000]].concat())],
        vec![("\u{1b}[2J.csv", b"a\n".to_vec())],
        vec![
            ("pelvis.csv", long.clone().into_bytes()),
            ("shank_left.csv", long.into_bytes()),
        ],
    ];
    while !counts.is_over() {
        for files in &kinds {
            let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
            // A full disk, a flood, a reader that was killed: each is an answer, or a line that is closed.
            if let Some(answer) = quietly(|| browser.upload(&files)) {
                assert!(answer.status < 500, "{answer:?}");
                counts.uploads.fetch_add(1, Ordering::Relaxed);
                counts
                    .taken
                    .fetch_add(usize::from(answer.status == 200), Ordering::Relaxed);
            }
            if counts.is_over() {
                return;
            }
        }
    }
}

/// Kills reading processes of this program, and of no other.
fn kill_readers(program: u32, counts: &Counts) {
    let mut random = Pcg64Mcg::seed_from_u64(3);
    while !counts.is_over() {
        std::thread::sleep(Duration::from_millis(random.random_range(300..4000)));
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(pid) = name.parse::<i32>() else { continue };
            let status = std::fs::read_to_string(entry.path().join("status")).unwrap_or_default();
            let parent = status
                .lines()
                .find_map(|line| line.strip_prefix("PPid:")?.trim().parse::<u32>().ok());
            if parent == Some(program)
                && let Some(pid) = rustix::process::Pid::from_raw(pid)
                && rustix::process::kill_process(pid, rustix::process::Signal::KILL).is_ok()
            {
                counts.readers_killed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// Silent connections, and many requests at once: with the tabs nearly as many as the server lets in.
fn floods(browser: &Browser, counts: &Counts) {
    while !counts.is_over() {
        let silent: Vec<_> = (0..100)
            .filter_map(|_| TcpStream::connect(("127.0.0.1", browser.port)).ok())
            .collect();
        std::thread::scope(|scope| {
            for _ in 0..80 {
                scope.spawn(|| quietly(|| browser.get("/patients")));
            }
        });
        std::thread::sleep(Duration::from_secs(3));
        drop(silent);
        std::thread::sleep(Duration::from_secs(7));
    }
}

/// Fills the disk, and empties it again before the minute is over for which a recording waits.
fn fill(disk: &Path, counts: &Counts) {
    let block = vec![0u8; 1 << 20];
    while !counts.is_over() {
        std::thread::sleep(Duration::from_secs(15));
        let path = disk.join("filler");
        let mut file = std::fs::File::create(&path).unwrap();
        let full_until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < full_until && !counts.is_over() {
            // To the last byte: what uploads give back is taken as well.
            if file.write_all(&block).is_err() && file.write_all(&block[..512]).is_err() {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        std::fs::remove_file(&path).unwrap();
        counts.fills.fetch_add(1, Ordering::Relaxed);
    }
}

/// `GAITSCOPE_SOAK_SECONDS` says how long, `GAITSCOPE_SOAK_DISK` names a small disk of its own, which is filled;
/// `scripts/soak.sh` makes one.
#[test]
#[ignore = "takes minutes to hours: scripts/soak.sh"]
fn soak() {
    let seconds = number("GAITSCOPE_SOAK_SECONDS", 180);
    let most = Duration::from_millis(number("GAITSCOPE_SOAK_PAGE_MS", 1000));
    let place = tempfile::tempdir().unwrap();
    let disk = std::env::var_os("GAITSCOPE_SOAK_DISK").map(PathBuf::from);
    let data = disk.as_deref().unwrap_or(place.path()).join("data");
    // The made people are stored before the recording begins.
    let mut program = Program::start(&data);
    let browser = program.browser.clone();
    desk::until("people", || browser.get("/patients").body.contains("D-003"));
    std::thread::sleep(Duration::from_secs(5));
    get_ready(&browser, "walk_free");
    assert_eq!(browser.submit("/session/begin", &[]).status, 303);
    let counts = Counts::default();
    let began = Timestamp::now();
    std::thread::scope(|scope| {
        scope.spawn(|| pages(&browser, &counts, most));
        for _ in 0..20 {
            scope.spawn(|| tab(&browser, &counts));
        }
        scope.spawn(|| uploads(&browser, &counts));
        scope.spawn(|| floods(&browser, &counts));
        let (pid, counting) = (program.child.id(), &counts);
        scope.spawn(move || kill_readers(pid, counting));
        if let Some(disk) = &disk {
            scope.spawn(|| fill(disk, &counts));
        }
        let end = Instant::now() + Duration::from_secs(seconds);
        while Instant::now() < end && program.child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(200));
        }
        counts.over.store(true, Ordering::Relaxed);
    });
    assert!(program.child.try_wait().unwrap().is_none(), "the program ended");
    let stopped = browser.submit("/session/stop", &[]);
    let id: RecordingId = last(stopped.location());
    program.kill();
    let store = Store::open_existing(&data, None).unwrap();
    let files = store.recording_files(id).unwrap();
    let mut told = String::new();
    for site in [
        Site::Pelvis,
        Site::ThighLeft,
        Site::ThighRight,
        Site::ShankLeft,
        Site::ShankRight,
    ] {
        let (_, bytes) = files.iter().find(|(name, _)| *name == format!("{site}.csv")).unwrap();
        let text = std::str::from_utf8(bytes).unwrap();
        let numbers: Vec<u64> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(7).unwrap().parse().unwrap())
            .collect();
        let missing: u64 = numbers.windows(2).map(|pair| pair[1] - pair[0] - 1).sum();
        told.push_str(&format!("{site}: {} samples, {missing} missing\n", numbers.len()));
        assert_eq!(missing, 0, "{site} lost samples");
        assert!(numbers.len() as u64 > 95 * seconds, "{site}: {} samples", numbers.len());
    }
    println!(
        "{told}since {began}: {} pages, slowest {:.3} s, {} too slow; {} uploads ({} taken and read), {} readers killed, {} times full, {} frames",
        counts.pages.load(Ordering::Relaxed),
        counts.slowest_us.load(Ordering::Relaxed) as f64 / 1e6,
        counts.slow.load(Ordering::Relaxed),
        counts.uploads.load(Ordering::Relaxed),
        counts.taken.load(Ordering::Relaxed),
        counts.readers_killed.load(Ordering::Relaxed),
        counts.fills.load(Ordering::Relaxed),
        counts.frames.load(Ordering::Relaxed),
    );
    assert!(counts.pages.load(Ordering::Relaxed) > 5 && counts.taken.load(Ordering::Relaxed) > 0);
    assert!(
        counts.readers_killed.load(Ordering::Relaxed) > 0 || seconds < 60,
        "no reading process was met"
    );
    assert_eq!(
        counts.slow.load(Ordering::Relaxed),
        0,
        "pages took longer than {most:?}"
    );
}
