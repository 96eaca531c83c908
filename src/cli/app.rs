//! `gaitscope app`.

use anyhow::{Context, bail};
use app::safety::password;
use app::{self, AppOptions};
use clap::Args;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// Standard error for the log: nothing from outside that stands in it acts on the terminal, or forges a line.
struct Printable;

impl Write for Printable {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let mut out = std::io::stderr().lock();
        writeln!(out, "{}", recording::printable(text.trim_end_matches('\n')))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

/// Where the app runs, and how it is protected.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  gaitscope app\n  gaitscope app --demo\n  \
                        gaitscope app --listen 192.0.2.7:8443 --tls-certificate c.pem --tls-key k.pem --password-file p.txt")]
pub(super) struct AppArgs {
    /// Virtual people and sensors in a folder of their own: nothing real is read or changed.
    #[arg(long)]
    demo: bool,
    /// Where patients and recordings are kept; the platform's place for data if not given.
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Port on this machine; a free one if not given.
    #[arg(long, default_value_t = 0, conflicts_with = "listen")]
    port: u16,
    /// Listen on this address; one that other machines can reach needs TLS and a password.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// A name under which other machines call this one.
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<String>,
    /// Certificate chain, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// Private key, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// A file whose first line is the hash of the password (see --hash-password).
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Read a password from standard input, print its hash, and end.
    #[arg(long, exclusive = true)]
    hash_password: bool,
    /// Ask for the passphrase of an encrypted store.
    #[cfg(feature = "encrypted-store")]
    #[arg(long)]
    passphrase: bool,
    /// Do not open the browser.
    #[arg(long)]
    no_browser: bool,
}

pub(super) fn run(options: &AppArgs) -> anyhow::Result<()> {
    if options.hash_password {
        let mut line = String::new();
        std::io::stdin()
            .read_line(&mut line)
            .context("the password cannot be read")?;
        outln!("{}", password::hash(line.trim_end_matches(['\r', '\n']))?);
        return Ok(());
    }
    let password_hash = match &options.password_file {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
            match text.lines().next() {
                Some(line) => Some(line.trim().to_owned()),
                None => bail!("{}: is empty", path.display()),
            }
        }
        None => None,
    };
    let tls = options.tls_certificate.clone().zip(options.tls_key.clone());
    #[cfg(feature = "encrypted-store")]
    let passphrase = match options.passphrase {
        true => Some(store::Passphrase::new(rpassword::prompt_password("Passphrase: ")?)),
        false => None,
    };
    #[cfg(not(feature = "encrypted-store"))]
    let passphrase = None;
    let at_home = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), options.port);
    let app_options = AppOptions {
        listen: options.listen.unwrap_or(at_home),
        names: options.names.clone(),
        tls,
        password_hash,
        data_dir: options.data_dir.clone(),
        passphrase,
        demo: options.demo,
        open: !options.no_browser,
        reader: std::env::current_exe().ok(),
        ..AppOptions::default()
    };
    // What went wrong behind the pages is told at the terminal; never names, see the tests of the app's safety.
    let level = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("gaitscope=info"));
    let told = tracing_subscriber::fmt()
        .with_env_filter(level)
        .with_writer(|| Printable)
        .with_ansi(false)
        // An error of writing would be told with `eprintln!`, which panics where standard error is closed or full.
        .log_internal_errors(false)
        .try_init();
    // Set up already by whoever embeds the command line.
    drop(told);
    store::when_waiting(super::say_waiting);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(app::run(&app_options))?;
    Ok(())
}
