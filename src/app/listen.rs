//! Where the server listens, and what it demands for it.

use super::incoming::Limits;
use super::safety::password::{self, PasswordError};
use sensors::radio::Radio;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use store::Passphrase;

/// A radio to use in place of the computer's adapter.
#[derive(Clone)]
pub struct GivenRadio(pub Arc<dyn Radio>);

impl std::fmt::Debug for GivenRadio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GivenRadio")
    }
}

/// How the app is started.
#[derive(Debug, Clone)]
pub struct AppOptions {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Names under which other machines call this one.
    pub names: Vec<String>,
    /// Certificate chain and private key, PEM files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Argon2id hash of the password.
    pub password_hash: Option<String>,
    /// Where patients and recordings are kept; `None` for the platform's place.
    pub data_dir: Option<PathBuf>,
    /// Opens an encrypted store.
    pub passphrase: Option<Passphrase>,
    /// Virtual people and sensors in a folder of their own.
    pub demo: bool,
    /// By which sensors are reached; `None` for the computer's adapter.
    pub radio: Option<GivenRadio>,
    /// How much of an upload is taken.
    pub limits: Limits,
    /// This program, which then reads what is dropped in a process of its own ([`crate::incoming::apart`]); `None` reads it
    /// in this process.
    pub reader: Option<PathBuf>,
    /// Opens the browser.
    pub open: bool,
}

impl Default for AppOptions {
    fn default() -> Self {
        AppOptions {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            names: Vec::new(),
            tls: None,
            password_hash: None,
            data_dir: None,
            passphrase: None,
            demo: false,
            radio: None,
            limits: Limits::default(),
            reader: None,
            open: true,
        }
    }
}

/// Why the app does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "{address} can be reached from other machines, and a recording is health data: give a certificate, its key and \
         a password file too, or stay on this machine"
    )]
    Unprotected { address: SocketAddr },
    #[error("{address} stands for every address; say under which name others call this machine")]
    Nameless { address: SocketAddr },
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error("{address} cannot be used: {source}; another program may be using it: choose another port")]
    Address {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("the certificate or its key cannot be used: {source}; both must be PEM files that belong together")]
    Certificate { source: std::io::Error },
    #[error("the data folder {} cannot be used: {reason}", folder.display())]
    Folder { folder: PathBuf, reason: String },
    #[error("the server stopped: {source}; a recording up to that moment is in the data folder")]
    Server { source: std::io::Error },
}

impl AppOptions {
    /// Refuses what would show patients to the network.
    pub fn check(&self) -> Result<(), StartError> {
        if let Some(hash) = &self.password_hash {
            password::check_hash(hash)?;
        }
        if !self.listen.ip().is_loopback() && (self.tls.is_none() || self.password_hash.is_none()) {
            return Err(StartError::Unprotected { address: self.listen });
        }
        if self.listen.ip().is_unspecified() && self.names.is_empty() {
            return Err(StartError::Nameless { address: self.listen });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_addresses_need_tls_and_a_password() {
        let listen = |address: &str| AppOptions {
            listen: address.parse().unwrap(),
            ..AppOptions::default()
        };
        assert!(listen("127.0.0.1:0").check().is_ok() && listen("[::1]:0").check().is_ok());
        let tls = Some(("a.pem".into(), "b.pem".into()));
        let hash = Some(password::hash("long enough it is").unwrap());
        for open in [
            listen("192.0.2.7:0"),
            AppOptions {
                tls: tls.clone(),
                ..listen("192.0.2.7:0")
            },
            AppOptions {
                password_hash: hash.clone(),
                ..listen("192.0.2.7:0")
            },
        ] {
            assert!(matches!(open.check(), Err(StartError::Unprotected { .. })));
        }
        let safe = AppOptions {
            tls,
            password_hash: hash,
            ..listen("0.0.0.0:0")
        };
        assert!(matches!(safe.check(), Err(StartError::Nameless { .. })));
        assert!(
            AppOptions {
                names: vec!["praxis.example".to_owned()],
                ..safe
            }
            .check()
            .is_ok()
        );
    }
}
