//! The pages, a file per place.

pub mod broken;
pub mod compare;
pub mod door;
pub mod export;
pub mod files;
mod layout;
pub mod live;
pub mod notice;
pub mod patient;
pub mod patients;
pub mod recording;
pub mod report;
pub mod session;
pub mod settings;
pub mod start;
mod trend;
mod understood;
mod words;
