//! A browser reduced to what an attacker can set: plain HTTP/1.1 over loopback.
#![allow(dead_code, reason = "each test file uses a part")]

use app::{AppOptions, Running, start};
use std::io::{Cursor, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// A server of its own with a data folder of its own.
pub(crate) struct Server {
    pub port: u16,
    pub data: tempfile::TempDir,
    running: Option<Running>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Server {
    pub(crate) fn start() -> Server {
        Server::with(|_| ())
    }

    pub(crate) fn with(change: impl FnOnce(&mut AppOptions)) -> Server {
        let data = tempfile::tempdir().unwrap();
        let mut options = AppOptions {
            data_dir: Some(data.path().to_owned()),
            open: false,
            ..AppOptions::default()
        };
        change(&mut options);
        let runtime = runtime();
        let running = runtime.block_on(start(&options)).unwrap();
        Server {
            port: running.address.port(),
            data,
            running: Some(running),
            runtime: Some(runtime),
        }
    }

    /// The path of the address that the program shows.
    pub(crate) fn entrance(&self) -> String {
        let address = self.running.as_ref().unwrap().entrance();
        address[address.find("/enter").or_else(|| address.find("/login")).unwrap()..].to_owned()
    }

    pub(crate) fn app(&self) -> &app::state::Shared {
        &self.running.as_ref().unwrap().app
    }

    pub(crate) fn runtime(&self) -> &tokio::runtime::Runtime {
        self.runtime.as_ref().unwrap()
    }

    pub(crate) fn incoming(&self) -> PathBuf {
        self.app().incoming.clone()
    }

    /// Somebody without a cookie whose browser is otherwise honest.
    pub(crate) fn stranger(&self) -> Browser {
        Browser {
            port: self.port,
            host: format!("127.0.0.1:{}", self.port),
            origin: Some(format!("http://127.0.0.1:{}", self.port)),
            cookie: None,
            extra: Vec::new(),
        }
    }

    /// A browser that was let in.
    pub(crate) fn enter(&self) -> Browser {
        let answer = self.stranger().get(&self.entrance());
        Browser {
            cookie: Some(answer.cookie()),
            ..self.stranger()
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let (Some(runtime), Some(running)) = (self.runtime.take(), self.running.take()) {
            runtime.block_on(running.stop()).ok();
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub port: u16,
    pub host: String,
    pub origin: Option<String>,
    pub cookie: Option<String>,
    pub extra: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The cookie that it sets, as a browser sends it back.
    pub(crate) fn cookie(&self) -> String {
        let set = self.header("set-cookie").unwrap_or_else(|| panic!("{self:?}"));
        set.split(';').next().unwrap_or(set).to_owned()
    }

    /// Where an upload says that one goes next.
    pub(crate) fn next(&self) -> String {
        let value: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"));
        value["next"].as_str().unwrap_or_else(|| panic!("{self:?}")).to_owned()
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
            .unwrap_or_else(|| panic!("no redirect: {self:?}"))
    }
}

impl Browser {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", b"")
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, "application/x-www-form-urlencoded", body.as_bytes())
    }

    /// A form with the secret of this browser's pages.
    pub(crate) fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("csrf={}", self.csrf());
        for (name, value) in fields {
            let value: String = value
                .bytes()
                .map(|b| {
                    if b.is_ascii_alphanumeric() {
                        char::from(b).to_string()
                    } else {
                        format!("%{b:02X}")
                    }
                })
                .collect();
            body.push_str(&format!("&{name}={value}"));
        }
        self.post(path, &body)
    }

    /// The secret that stands in this browser's pages.
    pub(crate) fn csrf(&self) -> String {
        let page = self.get("/files").body;
        let at = page.find("data-csrf=\"").unwrap_or_else(|| panic!("{page}")) + 11;
        page[at..at + 64].to_owned()
    }

    pub(crate) fn upload(&self, files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, bytes) in files {
            part(&mut body, name, bytes);
        }
        body.extend(b"--gait--\r\n");
        let with_secret = Browser {
            extra: vec![format!("X-CSRF: {}", self.csrf())],
            ..self.clone()
        };
        with_secret.send("POST", "/files", "multipart/form-data; boundary=gait", &body)
    }

    pub(crate) fn upload_folder(&self, folder: &str) -> Answer {
        let folder = repository().join(folder);
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if !name.starts_with("truth") {
                files.push((format!("limp/{name}"), std::fs::read(entry.path()).unwrap()));
            }
        }
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        self.upload(&files)
    }

    /// Sends a file that does not end before `bytes`; `None` where the server hung up.
    pub(crate) fn upload_endless(&self, bytes: usize) -> Option<Answer> {
        let block = vec![b'1'; 1 << 20];
        let mut sent = 0;
        self.upload_slowly(|stream| {
            while sent < bytes && chunk(stream, &block).is_ok() {
                sent += block.len();
            }
        })
    }

    /// Begins to send a file and then does what `goes_on` does with the line; the answer, if one came.
    pub(crate) fn upload_slowly(&self, goes_on: impl FnOnce(&mut TcpStream)) -> Option<Answer> {
        let csrf = self.csrf();
        let mut stream = self.connect();
        let mut head = self.head("POST", "/files", "multipart/form-data; boundary=gait");
        head.push_str(&format!("X-CSRF: {csrf}\r\nTransfer-Encoding: chunked\r\n\r\n"));
        stream.write_all(head.as_bytes()).ok()?;
        let mut first = Vec::new();
        part(&mut first, "pelvis.csv", b"time_s,");
        first.truncate(first.len() - 2);
        if chunk(&mut stream, &first).is_ok() {
            goes_on(&mut stream);
        }
        read_answer(stream)
    }

    fn connect(&self) -> TcpStream {
        let stream =
            TcpStream::connect(("127.0.0.1", self.port)).unwrap_or_else(|error| unanswered(&error.to_string()));
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    fn head(&self, method: &str, path: &str, kind: &str) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.host);
        if !self.extra.iter().any(|line| line.starts_with("Connection")) {
            head.push_str("Connection: close\r\n");
        }
        if let Some(origin) = &self.origin {
            head.push_str(&format!("Origin: {origin}\r\n"));
        }
        if let Some(cookie) = &self.cookie {
            head.push_str(&format!("Cookie: {cookie}\r\n"));
        }
        if !kind.is_empty() {
            head.push_str(&format!("Content-Type: {kind}\r\n"));
        }
        for line in &self.extra {
            head.push_str(&format!("{line}\r\n"));
        }
        head
    }

    pub(crate) fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let mut stream = self.connect();
        let mut head = self.head(method, path, kind);
        if method != "GET" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        if let Err(error) = stream.write_all(head.as_bytes()) {
            unanswered(&format!("{method} {path}: {error}"));
        }
        // A refusal may come, and the line close, before all was sent.
        stream.write_all(body).ok();
        read_answer(stream).unwrap_or_else(|| unanswered(&format!("no answer to {method} {path}")))
    }
}

/// What a test panics with that gets no answer, or half of one: for those who kill the server themselves.
#[derive(Debug)]
pub(crate) struct Unanswered;

fn unanswered(what: &str) -> ! {
    eprintln!("{what}");
    std::panic::panic_any(Unanswered)
}

/// One chunk of a body of unknown length.
fn chunk(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    write!(stream, "{:x}\r\n", bytes.len())?;
    stream.write_all(bytes)?;
    stream.write_all(b"\r\n")
}

pub(crate) fn part(body: &mut Vec<u8>, name: &str, bytes: &[u8]) {
    let name = name.replace('"', "%22");
    body.extend(
        format!("--gait\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
    );
    body.extend(bytes);
    body.extend(b"\r\n");
}

pub(crate) fn read_answer(mut stream: impl Read) -> Option<Answer> {
    let mut bytes = Vec::new();
    let mut block = [0; 1 << 16];
    // A switched protocol has no end: its head is all.
    loop {
        match stream.read(&mut block) {
            Ok(0) | Err(_) => break,
            Ok(n) => bytes.extend(&block[..n]),
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if head.starts_with("http/1.1 101") || length.is_some_and(|length| bytes.len() >= end + 4 + length) {
                break;
            }
        }
    }
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        line.to_lowercase()
            .strip_prefix("content-length: ")?
            .parse::<usize>()
            .ok()
    });
    if length.is_some_and(|length| bytes.len() < end + 4 + length) {
        return None;
    }
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect();
    Some(Answer {
        status,
        headers,
        body: String::from_utf8_lossy(&bytes[end + 4..]).into_owned(),
    })
}

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The repository's top folder; the tests of two packages share this file.
pub(crate) fn repository() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors()
        .find(|folder| folder.join("samples").is_dir())
        .expect("samples/ in the repository")
}
