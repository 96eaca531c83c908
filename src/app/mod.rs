//! The local web app for gait sessions: a server on this machine, its pages in the browser that is there anyway.
//!
//! [`run`] starts it. Pages are rendered here (`pages`), with a little script of our own and uPlot for the live curves;
//! nothing is asked of any other machine. `safety` decides who may talk to it, `incoming` takes files, `clinic` is the
//! one gait session that can go on at a time, seen alike by all tabs.

pub mod assets;
pub mod clinic;
mod context;
mod demo;
pub mod desk;
pub mod incoming;
mod keep;
mod listen;
mod pages;
mod routes;
pub mod safety;
mod server;
mod socket;
pub mod state;

pub use listen::{GivenRadio, Options, StartError};
pub use server::{Running, run, start};
