//! The pages, a file per place.

pub mod door;
pub mod files;
mod layout;
pub mod notice;
pub mod report;
pub mod start;
mod understood;
