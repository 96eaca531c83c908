//! The local web app for gait sessions: a server on this machine, its pages in the browser that is there anyway.
//!
//! ```
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use app::{AppOptions, start};
//!
//! let data = tempfile::tempdir()?;
//! let options = AppOptions {
//!     data_dir: Some(data.path().to_owned()),
//!     open: false,
//!     ..AppOptions::default()
//! };
//! let running = start(&options).await?;
//! // With a secret in it, which lets one browser in.
//! assert!(running.entrance().starts_with("http://127.0.0.1:"));
//! running.stop().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`run`] does the same until it is told to stop. Pages are rendered here (`pages`), with a little script of our own and uPlot for the live curves;
//! nothing is asked of any other machine. `safety` decides who may talk to it, `incoming` takes files, `session` is the
//! one gait session that can go on at a time, seen alike by all tabs.

#![allow(
    clippy::let_underscore_must_use,
    reason = "a channel whose other end is gone is no error, and what cannot be tidied up is left to the next start"
)]

pub mod assets;
mod connections;
mod context;
mod demo;
pub mod incoming;
mod ingest;
mod listen;
mod pages;
mod routes;
pub mod safety;
mod server;
pub mod session;
mod socket;
pub mod state;
pub mod store_handle;

pub use listen::{AppOptions, GivenRadio, StartError};
pub use server::{Running, run, start};
