//! Starting and ending the server.

use super::clinic::Clinic;
use super::clinic::line::Sensing;
use super::listen::{Options, StartError};
use super::routes;
use super::safety::door::{Door, Key};
use super::safety::guard::{self, Names};
use super::state::{App, Parts, Shared};
use crate::sensors::settings;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long open connections may go on after the end was asked for.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// A server that answers.
pub struct Running {
    pub app: Shared,
    pub address: SocketAddr,
    handle: Handle<SocketAddr>,
    task: JoinHandle<std::io::Result<()>>,
    /// A demonstration's folder goes with it.
    temporary: bool,
}

impl Running {
    /// The address that lets the first browser in.
    pub fn entrance(&self) -> String {
        self.app.address()
    }

    /// Asks the server to end; a running recording is stopped and kept first.
    pub async fn stop(self) -> Result<(), StartError> {
        self.app.clinic.close().await;
        self.app.end();
        self.handle.graceful_shutdown(Some(LAST_WORDS));
        self.wait().await
    }

    /// Waits until the server ended.
    pub async fn wait(self) -> Result<(), StartError> {
        let ended = self
            .task
            .await
            .unwrap_or_else(|error| Err(std::io::Error::other(error)));
        // Uploads that were not stored are nobody's data any more.
        let _ = std::fs::remove_dir_all(&self.app.incoming);
        if self.temporary {
            let _ = std::fs::remove_dir_all(&self.app.desk.root);
        }
        ended.map_err(|source| StartError::Server { source })
    }
}

/// Starts the server and returns at once.
///
/// # Errors
/// [`StartError`]: above all where other machines could reach it without TLS and a password.
pub async fn start(options: &Options) -> Result<Running, StartError> {
    options.check()?;
    let failed = |source| StartError::Address {
        address: options.listen,
        source,
    };
    let listener = TcpListener::bind(options.listen).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let tls = match &options.tls {
        Some((certificate, key)) => Some(tls(certificate, key).await?),
        None => None,
    };
    let app = Arc::new(prepare(options, address)?);
    if options.demo {
        let app = app.clone();
        tokio::spawn(async move { super::demo::fill(&app.desk).await });
    }
    let handle = Handle::new();
    let service = routes::router(app.clone()).into_make_service();
    let serving = handle.clone();
    let task = match tls {
        Some(tls) => {
            let server = axum_server::from_tcp_rustls(listener, tls)
                .map_err(failed)?
                .handle(serving);
            tokio::spawn(server.serve(service))
        }
        None => {
            let server = axum_server::from_tcp(listener).map_err(failed)?.handle(serving);
            tokio::spawn(server.serve(service))
        }
    };
    Ok(Running {
        app,
        address,
        handle,
        task,
        temporary: options.demo && options.data_dir.is_none(),
    })
}

fn prepare(options: &Options, address: SocketAddr) -> Result<App, StartError> {
    let secure = options.tls.is_some();
    let key = match &options.password_hash {
        Some(hash) => Key::Password(hash.clone()),
        None => Key::Token,
    };
    let scheme = if secure { "https" } else { "http" };
    let shown = match options.names.first() {
        Some(name) => format!("{name}:{}", address.port()),
        None => address.to_string(),
    };
    let desk = super::desk::open(options)?;
    let language = desk.language();
    let sensing = sensing(options, &desk.root);
    Ok(App::new(Parts {
        names: Names::new(address, secure, &options.names),
        cookie_name: guard::cookie_name(address.port()),
        origin: format!("{scheme}://{shown}"),
        door: Door::new(key),
        demo: options.demo,
        desk,
        clinic: Clinic::new(sensing),
        limits: options.limits,
        language,
    }))
}

/// The sensors around. A demonstration, and whoever named a data folder, remembers them there; others where the command
/// line does.
fn sensing(options: &Options, root: &Path) -> Sensing {
    let settings = match options.demo || options.data_dir.is_some() {
        true => Some(root.join("sensors")),
        false => settings::config_dir().ok(),
    };
    match (&options.radio, options.demo) {
        (Some(radio), _) => Sensing::given(Arc::clone(&radio.0), settings),
        (None, true) => Sensing::demonstration(settings),
        (None, false) => Sensing::bluetooth(settings),
    }
}

async fn tls(certificate: &Path, key: &Path) -> Result<RustlsConfig, StartError> {
    // A second start in one process finds the provider in place already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    RustlsConfig::from_pem_file(certificate, key)
        .await
        .map_err(|source| StartError::Certificate { source })
}

/// Starts the server, says where it is, opens the browser, and goes on until Ctrl-C.
pub async fn run(options: &Options) -> Result<(), StartError> {
    let running = start(options).await?;
    let entrance = running.entrance();
    // A terminal that was closed does not end the program.
    let _ = writeln!(
        std::io::stdout(),
        "gaitscope: {entrance}\nCtrl-C ends it; a running recording is kept."
    );
    if options.open {
        open_browser(&entrance);
    }
    tokio::select! {
        _ = tokio::signal::ctrl_c() => running.stop().await,
        () = terminated() => running.stop().await,
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}

/// Opens the system's browser. Where there is none, the printed address does as well.
fn open_browser(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let quiet = std::process::Stdio::null;
    let started = std::process::Command::new(program)
        .args(before)
        .arg(address)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
    if started.is_err() {
        let told = "No browser could be opened; open the address above yourself.";
        let _ = writeln!(std::io::stdout(), "{told}");
    }
}
