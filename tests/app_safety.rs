//! The local web app under attack, by plain HTTP over loopback: every lock is tried by somebody who should not get in.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod web;

use app::incoming::Limits;
use app::safety::password;
use app::{AppOptions, StartError, start};
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use web::{Answer, Browser, Server};

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.header(name).unwrap_or_else(|| panic!("no {name} in {answer:?}"))
}

#[test]
fn strangers_get_nothing() {
    let server = Server::start();
    for path in [
        "/",
        "/patients",
        "/files",
        "/session",
        "/settings",
        "/socket",
        "/files/0123/report/report.html",
    ] {
        let answer = server.stranger().get(path);
        assert_eq!(answer.status, 403, "{path}: {answer:?}");
        assert!(!answer.body.contains("csrf"), "{path}");
    }
    for token in ["", "0", &"0".repeat(64)] {
        let answer = server.stranger().get(&format!("/enter?token={token}"));
        assert!(
            answer.status == 403 && answer.header("set-cookie").is_none(),
            "{answer:?}"
        );
    }
    let guess = Browser {
        cookie: Some(format!("gaitscope-{}={}", server.port, "0".repeat(64))),
        ..server.stranger()
    };
    assert_eq!(guess.get("/").status, 403);
}

#[test]
fn the_opened_address_works_once_and_leaves_a_strict_cookie() {
    let server = Server::start();
    let entrance = server.entrance();
    let answer = server.stranger().get(&entrance);
    assert_eq!(answer.status, 303);
    assert_eq!(header(&answer, "location"), "/", "the secret must leave the address");
    let cookie = header(&answer, "set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains(entrance.rsplit('=').next().unwrap()),
        "the cookie is not the token"
    );
    assert_eq!(
        server.stranger().get(&entrance).status,
        403,
        "a stolen address is spent"
    );
    assert_eq!(
        server.enter().get("/").status,
        200,
        "the next address lets the next browser in"
    );
}

#[test]
fn a_bent_name_is_not_answered() {
    // DNS rebinding: evil.example points at 127.0.0.1, and the browser sends that name.
    let server = Server::start();
    let inside = server.enter();
    for host in [
        "evil.example",
        &format!("evil.example:{}", server.port),
        "127.0.0.1:1",
        "",
        "localhost",
    ] {
        let bent = Browser {
            host: host.to_owned(),
            ..inside.clone()
        };
        let answer = bent.get("/");
        assert!(answer.status == 421 || answer.status == 400, "{host:?}: {answer:?}");
        assert!(!answer.body.contains("<html"), "{host:?}");
    }
}

#[test]
fn changes_from_other_pages_are_refused() {
    let server = Server::start();
    let inside = server.enter();
    let csrf = inside.csrf();
    let body = format!("csrf={csrf}");
    for origin in [
        Some("http://evil.example"),
        Some("null"),
        Some("https://127.0.0.1"),
        None,
    ] {
        let other = Browser {
            origin: origin.map(str::to_owned),
            ..inside.clone()
        };
        assert_eq!(other.post("/leave", &body).status, 403, "{origin:?}");
    }
    let cross = Browser {
        extra: vec!["Sec-Fetch-Site: cross-site".to_owned()],
        ..inside.clone()
    };
    assert_eq!(cross.post("/leave", &body).status, 403);
    assert_eq!(inside.get("/").status, 200, "nobody was thrown out by that");
    // The right page, the wrong secret of the form.
    for body in ["", "csrf=", &format!("csrf={}", "0".repeat(64)), "csrf[]=x"] {
        assert_eq!(inside.post("/leave", body).status, 403, "{body}");
    }
    // Another browser's secret.
    let other = server.enter();
    assert_eq!(other.post("/leave", &body).status, 403);
    assert_eq!(inside.post("/leave", &body).status, 200);
    assert_eq!(inside.get("/").status, 403);
}

#[test]
fn another_sites_web_socket_is_refused() {
    let server = Server::start();
    let inside = server.enter();
    let upgrade = |browser: &Browser| {
        let extra = [
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ];
        Browser {
            extra: extra.map(str::to_owned).to_vec(),
            ..browser.clone()
        }
        .get("/socket")
    };
    assert_eq!(upgrade(&inside).status, 101);
    for origin in [Some("http://evil.example"), None] {
        let other = Browser {
            origin: origin.map(str::to_owned),
            ..inside.clone()
        };
        assert_eq!(upgrade(&other).status, 403, "{origin:?}");
    }
    assert_eq!(upgrade(&server.stranger()).status, 403);
}

#[test]
fn every_answer_forbids_what_it_does_not_need() {
    let server = Server::start();
    let inside = server.enter();
    for path in [
        "/",
        "/files",
        "/nowhere",
        "/static/app.js",
        "/static/../Cargo.toml",
        "/static/%2e%2e/mod.rs",
    ] {
        let answer = inside.get(path);
        let policy = header(&answer, "content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(header(&answer, "cache-control"), "no-store", "{path}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&answer, "x-frame-options"), "DENY", "{path}");
        assert!(answer.header("access-control-allow-origin").is_none(), "{path}");
        assert!(!answer.body.contains("[package]"), "{path}");
    }
    let page = inside.get("/files").body;
    for attribute in [
        "src=\"http",
        "href=\"http",
        "src=\"//",
        "href=\"//",
        " style=\"",
        " onclick=",
        "<style",
        "javascript:",
    ] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    for method in ["PUT", "DELETE", "TRACE", "OPTIONS", "PATCH"] {
        assert_eq!(inside.send(method, "/", "", b"").status, 405, "{method}");
    }
}

#[test]
fn hostile_uploads_are_refused_and_leave_nothing() {
    let server = Server::start();
    let inside = server.enter();
    let empty = || std::fs::read_dir(server.incoming()).unwrap().count() == 0;
    // Names that lead elsewhere.
    for name in ["../../evil.csv", "/etc/evil.csv", "..\\..\\evil.csv", "C:\\evil.csv"] {
        let answer = inside.upload(&[(name, b"x")]);
        assert!(
            answer.status == 400 && answer.body.contains("leads out of its folder"),
            "{name}: {answer:?}"
        );
    }
    // The same within an archive.
    let answer = inside.upload(&[("a.zip", &web::zip(&[("../../evil.csv", b"x")]))]);
    assert!(
        answer.status == 400 && answer.body.contains("leads out of its folder"),
        "{answer:?}"
    );
    // A bomb: 64 MB of zeros in 64 kB.
    let answer = inside.upload(&[("bomb.zip", &web::zip(&[("pelvis.csv", &vec![b'0'; 64 << 20])]))]);
    assert!(
        answer.status == 400 && answer.body.contains("far more than a recording"),
        "{answer:?}"
    );
    // Thousands of files.
    let names: Vec<String> = (0..1000).map(|k| format!("{k}.csv")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    assert!(inside.upload(&many).body.contains("more than 256 files"));
    assert!(
        inside
            .upload(&[("many.zip", &web::zip(&many))])
            .body
            .contains("more than 256 files")
    );
    // A torn archive, and nothing at all.
    assert!(
        inside
            .upload(&[("torn.zip", b"PK\x03\x04torn")])
            .body
            .contains("damaged")
    );
    assert!(inside.upload(&[]).body.contains("no file"));
    assert!(empty(), "refused uploads left something");
    // A packed row without end, a packed file far larger than itself.
    for (what, bytes) in [("row", vec![b'1'; 300 << 20]), ("zeros", vec![0; 300 << 20])] {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed
            .write_all(b"time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n")
            .unwrap();
        packed.write_all(&bytes).unwrap();
        let answer = inside.upload(&[("pelvis.csv.gz", &packed.finish().unwrap())]);
        assert_eq!(answer.status, 200, "{what}: {answer:?}");
        let page = inside.get(&answer.next());
        assert!(
            page.body.contains("could not be read") || page.body.contains("What happened"),
            "{what}"
        );
    }
    // An upload without the form's secret.
    let mut parts = Vec::new();
    web::part(&mut parts, "pelvis.csv", b"x");
    assert_eq!(
        inside
            .send("POST", "/files", "multipart/form-data; boundary=gait", &parts)
            .status,
        403
    );
}

#[test]
fn a_large_upload_is_cut_off() {
    let server = Server::start();
    let inside = server.enter();
    let answer = inside.upload_endless(700 << 20);
    assert!(answer.is_none_or(|answer| answer.status == 400 || answer.status == 413));
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(
        std::fs::read_dir(server.incoming()).unwrap().count(),
        0,
        "its pieces are gone"
    );
    assert_eq!(inside.get("/").status, 200);
}

#[test]
fn slow_uploads_are_given_up() {
    let limits = |idle_ms, whole_ms| Limits {
        idle: Duration::from_millis(idle_ms),
        whole: Duration::from_millis(whole_ms),
        ..Limits::default()
    };
    // One that falls silent, and one that drips without end.
    for limits in [limits(300, 60_000), limits(60_000, 1_000)] {
        let server = Server::with(|options| options.limits = limits);
        let inside = server.enter();
        let answer = inside.upload_slowly(|stream| {
            for _ in 0..100 {
                if limits.idle > limits.whole && stream.write_all(b"1\r\n1\r\n").is_err() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        if let Some(answer) = answer {
            assert!(
                answer.status == 400 && answer.body.contains("came too slowly"),
                "{limits:?}: {answer:?}"
            );
        }
        assert_eq!(
            std::fs::read_dir(server.incoming()).unwrap().count(),
            0,
            "its pieces are gone"
        );
        assert_eq!(inside.get("/").status, 200);
    }
}

#[test]
fn html_in_names_and_cells_stays_text() {
    let server = Server::start();
    let inside = server.enter();
    let name = "<img src=x onerror=alert(1)>.csv";
    let answer = inside.upload(&[(name, b"<script>alert(2)</script>,b\n1,2\n")]);
    assert_eq!(answer.status, 200, "{answer:?}");
    for page in [inside.get(&answer.next()).body, inside.get("/files").body] {
        assert!(
            !page.contains("<img src=x") && !page.contains("<script>alert"),
            "{page}"
        );
    }
}

#[test]
fn large_forms_are_refused() {
    let server = Server::start();
    let inside = server.enter();
    let body = format!("csrf={}&x={}", inside.csrf(), "y".repeat(1 << 20));
    assert_eq!(inside.post("/leave", &body).status, 413);
    assert_eq!(inside.get("/").status, 200);
}

#[test]
fn reports_run_no_script_and_ask_nobody() {
    let server = Server::start();
    let inside = server.enter();
    let next = inside.upload_folder("samples/limp").next();
    let page = inside.get(&format!("{next}/report"));
    assert!(
        page.status == 200 && page.body.contains("sandbox=\"allow-same-origin allow-modals\""),
        "{page:?}"
    );
    let report = inside.get(&format!("{next}/report/report.html"));
    let policy = header(&report, "content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox") && !policy.contains("script-src"),
        "{policy}"
    );
    assert!(
        !policy.contains("allow-scripts") && policy.contains("frame-ancestors 'self'"),
        "{policy}"
    );
    for name in [
        "../session.toml",
        "..%2f..%2fpelvis.csv",
        "session.toml",
        "%2e%2e/x",
        "report.html%00.csv",
    ] {
        assert_eq!(inside.get(&format!("{next}/report/{name}")).status, 404, "{name}");
    }
    assert_eq!(server.stranger().get(&format!("{next}/report/report.html")).status, 403);
    assert_eq!(inside.get(&format!("{next}/report/report.pdf")).status, 200);
}

#[test]
fn other_machines_need_tls_and_a_password() {
    let runtime = web::runtime();
    let open = AppOptions {
        listen: "0.0.0.0:0".parse().unwrap(),
        open: false,
        ..AppOptions::default()
    };
    assert!(matches!(
        runtime.block_on(start(&open)),
        Err(StartError::Unprotected { .. })
    ));
    let hash = password::hash("a long enough password").unwrap();
    let half = AppOptions {
        password_hash: Some(hash),
        ..open
    };
    assert!(matches!(
        runtime.block_on(start(&half)),
        Err(StartError::Unprotected { .. })
    ));
}

/// One request over TLS, by a client that trusts the test's certificate alone.
fn over_tls(port: u16, request: &str) -> Result<Answer, String> {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, ServerName};
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join("tests/fixtures/tls/certificate.pem");
    let mut trusted = rustls::RootCertStore::empty();
    trusted.add(CertificateDer::from_pem_file(file).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    let name = ServerName::try_from("praxis.example").unwrap();
    let session = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut stream = rustls::StreamOwned::new(session, stream);
    stream
        .write_all(request.as_bytes())
        .map_err(|error| error.to_string())?;
    web::read_answer(stream).ok_or_else(|| "no answer".to_owned())
}

#[test]
fn other_machines_are_served_by_tls_and_password() {
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join("tests/fixtures/tls");
    let hash = password::hash("a long enough password").unwrap();
    let server = Server::with(|options| {
        options.listen = "0.0.0.0:0".parse().unwrap();
        options.names = vec!["praxis.example".to_owned()];
        options.tls = Some((fixtures.join("certificate.pem"), fixtures.join("key.pem")));
        options.password_hash = Some(hash);
    });
    let port = server.port;
    let host = format!("praxis.example:{port}");
    let head = format!("Host: {host}\r\nOrigin: https://{host}\r\nConnection: close\r\n");
    let get = |path: &str, cookie: &str| {
        let cookie = if cookie.is_empty() {
            String::new()
        } else {
            format!("Cookie: {cookie}\r\n")
        };
        over_tls(port, &format!("GET {path} HTTP/1.1\r\n{head}{cookie}\r\n")).unwrap()
    };
    let log_in = |password: &str, head: &str| {
        let body = format!("password={password}");
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let length = body.len();
        over_tls(
            port,
            &format!("POST /login HTTP/1.1\r\n{head}{kind}\r\nContent-Length: {length}\r\n\r\n{body}"),
        )
        .unwrap()
    };
    let door = get("/patients", "");
    assert!(door.status == 303 && door.location().ends_with("/login"), "{door:?}");
    assert_eq!(log_in("guess+guess+guess", &head).status, 403);
    let plain_page = head.replace("https://", "http://");
    assert_eq!(
        log_in("a+long+enough+password", &plain_page).status,
        403,
        "a page without TLS"
    );
    let entered = log_in("a+long+enough+password", &head);
    let cookie = header(&entered, "set-cookie");
    for part in ["Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap();
    let inside = get("/patients", cookie);
    assert!(inside.status == 200 && inside.body.contains("<html"), "{inside:?}");
    // Another name, and no TLS at all, get nothing.
    let other = over_tls(
        port,
        &format!("GET / HTTP/1.1\r\nHost: evil.example:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"),
    );
    assert_eq!(other.unwrap().status, 421);
    let mut plain = TcpStream::connect(("127.0.0.1", port)).unwrap();
    plain.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    plain
        .write_all(format!("GET /patients HTTP/1.1\r\n{head}Cookie: {cookie}\r\n\r\n").as_bytes())
        .unwrap();
    let answer = web::read_answer(plain);
    assert!(
        answer.as_ref().is_none_or(|answer| !answer.body.contains("<html")),
        "{answer:?}"
    );
}

#[test]
fn with_a_password_the_token_opens_nothing() {
    let hash = password::hash("a long enough password").unwrap();
    let server = Server::with(|options| options.password_hash = Some(hash));
    let stranger = server.stranger();
    assert_eq!(stranger.get("/patients").status, 303, "to the door");
    let wrong = stranger.post("/login", "password=guess+guess+guess");
    assert!(wrong.status == 403 && wrong.header("set-cookie").is_none());
    let foreign = Browser {
        origin: Some("http://evil.example".to_owned()),
        ..stranger.clone()
    };
    assert_eq!(foreign.post("/login", "password=a+long+enough+password").status, 403);
    let right = stranger.post("/login", "password=a+long+enough+password");
    assert!(right.status == 303 && right.header("set-cookie").is_some(), "{right:?}");
    for _ in 0..5 {
        stranger.post("/login", "password=guess+guess+guess");
    }
    assert_eq!(
        stranger.post("/login", "password=a+long+enough+password").status,
        429,
        "guessing shuts the door"
    );
}

/// Browsers speak HTTP/2 to a server with TLS: there is no `Host`, and the address' authority names the server.
#[test]
fn http_2_is_answered_under_its_own_names_only() {
    use hyper_util::rt::{TokioExecutor, TokioIo};
    let server = Server::start();
    let asked = |authority: &str| -> u16 {
        let runtime = web::runtime();
        runtime.block_on(async {
            let stream = tokio::net::TcpStream::connect(("127.0.0.1", server.port))
                .await
                .unwrap();
            let (mut sender, connection) = hyper::client::conn::http2::handshake::<_, _, axum::body::Body>(
                TokioExecutor::new(),
                TokioIo::new(stream),
            )
            .await
            .unwrap();
            tokio::spawn(connection);
            let request = axum::http::Request::get(format!("http://{authority}/static/app.css"))
                .body(axum::body::Body::empty())
                .unwrap();
            sender.send_request(request).await.unwrap().status().as_u16()
        })
    };
    let port = server.port;
    assert_eq!(asked(&format!("127.0.0.1:{port}")), 200);
    assert_eq!(asked(&format!("LOCALHOST:{port}")), 200);
    for other in [
        "evil.example".to_owned(),
        "127.0.0.1".to_owned(),
        format!("evil.example:{port}"),
    ] {
        assert_eq!(asked(&other), 421, "{other}");
    }
}

/// Connections that say nothing are closed, and more than so many are not taken: others are answered all the while.
#[test]
fn silent_connections_shut_nobody_out() {
    use std::io::Read;
    let server = Server::start();
    let inside = server.enter();
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap());
    }
    assert_eq!(inside.get("/").status, 200);
    // One beyond the bound is closed at once.
    for _ in 0..200 {
        silent.push(std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap());
    }
    let mut last = silent.pop().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert!(matches!(last.read(&mut [0; 1]), Ok(0) | Err(_)));
    // The others after their time.
    let mut first = silent.swap_remove(0);
    first.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let began = std::time::Instant::now();
    assert!(matches!(first.read(&mut [0; 1]), Ok(0) | Err(_)));
    assert!(began.elapsed() < Duration::from_secs(15));
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(inside.get("/").status, 200);
}

#[test]
fn stalled_uploads_leave_room_for_others() {
    let server = Server::start();
    let inside = server.enter();
    let (over, done) = std::sync::mpsc::channel::<()>();
    let done = std::sync::Mutex::new(done);
    std::thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| {
                inside.upload_slowly(|_| {
                    // Until the others are done, or for the time after which it is given up.
                    done.lock().unwrap().recv_timeout(Duration::from_secs(5)).ok();
                })
            });
        }
        std::thread::sleep(Duration::from_millis(500));
        let answer = inside.upload(&[("notes.csv", b"a,b\n1,2\n")]);
        drop(over);
        assert_eq!(answer.status, 200, "{answer:?}");
    });
}

#[test]
fn uploads_that_drip_are_given_up() {
    let server = Server::with(|options| {
        options.limits = Limits {
            idle: Duration::from_millis(500),
            ..Limits::default()
        };
    });
    let inside = server.enter();
    let began = std::time::Instant::now();
    let answer = inside.upload_slowly(|stream| {
        // A byte in each hundred milliseconds is never idle.
        while began.elapsed() < Duration::from_secs(20) && stream.write_all(b"1\r\n1\r\n").is_ok() {
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    assert!(began.elapsed() < Duration::from_secs(15), "it went on");
    assert!(answer.is_none_or(|answer| answer.status == 400 && answer.body.contains("came too slowly")));
    assert_eq!(std::fs::read_dir(server.incoming()).unwrap().count(), 0);
}

/// A hundred requests for one report, of an upload and of a stored recording, get one report; everything about the person
/// is given out with a row in the audit trail, and nothing of it stays.
#[test]
fn many_ask_for_one_report_and_an_export_leaves_its_row() {
    let server = Server::start();
    let inside = server.enter();
    let next = inside.upload_folder("samples/limp").next();
    let all_at_once = |path: &str| {
        std::thread::scope(|scope| {
            let asked: Vec<_> = (0..100).map(|_| scope.spawn(|| inside.get(path))).collect();
            let bodies: std::collections::BTreeSet<String> = asked
                .into_iter()
                .map(|asked| {
                    let answer = asked.join().unwrap();
                    assert_eq!(answer.status, 200, "{path}");
                    answer.body
                })
                .collect();
            assert_eq!(bodies.len(), 1, "{path} is not one report");
        });
    };
    all_at_once(&format!("{next}/report/report.html"));
    let added = inside.submit("/patients", &[("pseudonym", "P-1")]);
    let home = added.location().to_owned();
    let patient = home.rsplit('/').next().unwrap();
    let kept = inside.submit(&format!("{next}/keep"), &[("patient", patient)]);
    let recording = kept.location().to_owned();
    assert_eq!(inside.get(&recording).status, 200);
    all_at_once(&format!("{recording}/report.html"));

    let incoming = || std::fs::read_dir(server.incoming()).unwrap().count();
    let before = incoming();
    let archive = inside.get(&format!("{home}/export.zip"));
    assert_eq!(archive.status, 200);
    assert!(
        archive.body.starts_with("PK") && archive.body.contains("person.json"),
        "no archive"
    );
    assert_eq!(incoming(), before, "the archive stays");
    let id: store::PatientId = patient.parse().unwrap();
    let trail = server.app().store.with(move |store| store.audit(Some(id), 10));
    let trail = server.runtime().block_on(trail).unwrap();
    assert!(trail.iter().any(|row| row.action == "patient-exported"), "{trail:?}");
    assert_eq!(inside.get("/patients/999/export.zip").status, 404);
}

/// A page of the program's own leads a browser in that came from a file: a redirect would go on without the cookie.
#[test]
fn a_browser_that_comes_from_the_programs_file_gets_in() {
    let server = Server::start();
    let mut stranger = server.stranger();
    stranger.extra.push("Sec-Fetch-Site: cross-site".to_owned());
    let answer = stranger.get(&server.entrance());
    assert!(
        answer.status == 200 && answer.body.contains("http-equiv=\"refresh\""),
        "{answer:?}"
    );
    let inside = Browser {
        cookie: Some(answer.cookie()),
        ..server.stranger()
    };
    assert_eq!(inside.get("/").status, 200);
}
