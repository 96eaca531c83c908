//! Starting and ending the server.

use super::connections::{self, Bounded};
use super::listen::{AppOptions, StartError};
use super::routes;
use super::safety::authenticator::{Authenticator, Credential};
use super::safety::guard::{self, Names};
use super::session::SessionController;
use super::session::sensor_manager::SensorManager;
use super::state::{App, Parts, Shared};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use sensors::settings;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
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
        self.app.controller.close().await;
        self.app.end();
        self.handle.graceful_shutdown(Some(LAST_WORDS));
        self.wait().await
    }

    /// Waits until the server ended.
    pub async fn wait(self) -> Result<(), StartError> {
        let Running {
            app, task, temporary, ..
        } = self;
        let ended = task.await.unwrap_or_else(|error| Err(std::io::Error::other(error)));
        // Uploads that were not stored are nobody's data any more.
        let _ = std::fs::remove_dir_all(&app.incoming);
        if temporary {
            let root = app.store.root.clone();
            // Windows removes no database that is open.
            drop(app);
            let _ = std::fs::remove_dir_all(root);
        }
        ended.map_err(|source| StartError::Server { source })
    }
}

/// Starts the server and returns at once.
///
/// # Errors
/// [`StartError`]: above all where other machines could reach it without TLS and a password.
pub async fn start(options: &AppOptions) -> Result<Running, StartError> {
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
    tokio::spawn(watch_places(Arc::downgrade(&app)));
    if options.demo {
        let app = app.clone();
        tokio::spawn(async move { super::demo::fill(&app.store).await });
    }
    let handle = Handle::new();
    let service = routes::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serving = handle.clone();
    let task = match tls {
        Some(tls) => {
            let mut server = axum_server::from_tcp_rustls(listener, tls)
                .map_err(failed)?
                .map(Bounded::new)
                .handle(serving);
            bound(server.http_builder());
            tokio::spawn(server.serve(service))
        }
        None => {
            let mut server = axum_server::from_tcp(listener)
                .map_err(failed)?
                .map(Bounded::new)
                .handle(serving);
            bound(server.http_builder());
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

/// Keeps with the session what its walk says of the sensors' places.
async fn watch_places(app: Weak<App>) {
    let Some(mut doubts) = app.upgrade().map(|app| app.controller.doubts()) else {
        return;
    };
    while doubts.changed().await.is_ok() {
        let doubt = *doubts.borrow_and_update();
        let Some(app) = app.upgrade() else { return };
        app.controller.doubt(doubt);
    }
}

/// Time-outs and bounds of the protocols themselves.
fn bound(builder: &mut Builder<TokioExecutor>) {
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(connections::HEADERS)
        .max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20))
        .max_concurrent_streams(64)
        .max_header_list_size(64 * 1024);
}

fn prepare(options: &AppOptions, address: SocketAddr) -> Result<App, StartError> {
    let secure = options.tls.is_some();
    let key = match &options.password_hash {
        Some(hash) => Credential::Password(hash.clone()),
        None => Credential::Token,
    };
    let scheme = if secure { "https" } else { "http" };
    let shown = match options.names.first() {
        Some(name) => format!("{name}:{}", address.port()),
        None => address.to_string(),
    };
    let store = super::store_handle::open(options)?;
    let language = store.language();
    let sensor_manager = sensor_manager(options, &store.root);
    Ok(App::new(Parts {
        names: Names::new(address, secure, &options.names),
        cookie_name: guard::cookie_name(address.port()),
        origin: format!("{scheme}://{shown}"),
        authenticator: Authenticator::new(key),
        demo: options.demo,
        store,
        controller: SessionController::new(sensor_manager),
        limits: options.limits,
        reader: options.reader.clone(),
        language,
    }))
}

/// The sensors around. A demonstration, and whoever named a data folder, remembers them there; others where the command
/// line does.
fn sensor_manager(options: &AppOptions, root: &Path) -> SensorManager {
    let settings = match options.demo || options.data_dir.is_some() {
        true => Some(root.join("sensors")),
        false => settings::config_dir().ok(),
    };
    match (&options.radio, options.demo) {
        (Some(radio), _) => SensorManager::given(Arc::clone(&radio.0), settings),
        (None, true) => SensorManager::demonstration(settings),
        (None, false) => SensorManager::bluetooth(settings),
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
pub async fn run(options: &AppOptions) -> Result<(), StartError> {
    let running = start(options).await?;
    let entrance = running.entrance();
    // A terminal that was closed does not end the program.
    let _ = writeln!(
        std::io::stdout(),
        "gaitscope: {entrance}\nCtrl-C ends it; a running recording is kept."
    );
    if options.open {
        open_browser(&running.app.incoming, &entrance);
    }
    if let Err(error) = platform::asked_to_end().await {
        tracing::error!("nothing but the computer's own means ends the program: {error}");
        std::future::pending::<()>().await;
    }
    running.stop().await
}

/// Opens the system's browser. Where there is none, the printed address does as well.
///
/// The address holds a secret, and every user of the computer sees the command lines of all: the browser gets a file that
/// nobody else can read, which leads to the address.
fn open_browser(folder: &Path, address: &str) {
    let told = "No browser could be opened; open the address above yourself.";
    let page = match redirect(folder, address) {
        Ok(page) => page,
        Err(error) => {
            tracing::warn!("the page that leads the browser here cannot be written: {error}");
            let _ = writeln!(std::io::stdout(), "{told}");
            return;
        }
    };
    let quiet = std::process::Stdio::null;
    let started = platform::browser(&page)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
    if started.is_err() {
        let _ = writeln!(std::io::stdout(), "{told}");
    }
}

/// A page in the folder of this run, for the owner alone, that leads to the address; it goes with the folder.
fn redirect(folder: &Path, address: &str) -> std::io::Result<PathBuf> {
    let path = folder.join("enter.html");
    let page = maud::html! {
        (maud::DOCTYPE)
        meta charset="utf-8";
        title { "gaitscope" }
        meta http-equiv="refresh" content={ "0; url=" (address) };
        p { a href=(address) { "gaitscope" } }
    };
    platform::create_private(&path)?.write_all(page.into_string().as_bytes())?;
    Ok(path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_page_that_leads_in_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let address = "http://127.0.0.1:1/enter?token=ab";
        let page = redirect(folder.path(), address).unwrap();
        assert_eq!(page.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(std::fs::read_to_string(&page).unwrap().contains(address));
        // Nobody can have put another one there.
        assert!(redirect(folder.path(), address).is_err());
    }
}
