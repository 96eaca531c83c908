//! The pages, a file per place.

pub(crate) mod analysed;
mod bars;
mod columns;
pub(crate) mod compare;
pub(crate) mod export;
pub(crate) mod files;
pub(crate) mod interrupted;
mod layout;
pub(crate) mod live;
pub(crate) mod login;
pub(crate) mod notice;
pub(crate) mod patient;
pub(crate) mod patients;
mod person_form;
pub(crate) mod recording;
pub(crate) mod report;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod start;
mod trend;
mod understood;
pub(crate) mod visit;
mod words;
