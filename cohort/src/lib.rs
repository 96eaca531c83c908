//! Questions to the data sets of many recordings that `gaitscope batch` writes.
//!
//! | module | knows |
//! |---|---|
//! | [`dataset`] | the folder of Parquet files as five SQL tables (DataFusion) |
//! | [`answer`] | what a question gives: columns, remarks, a figure; printed or written as CSV |
//! | [`questions`] | the named questions: groups compared, distribution by age and speed, who changed beyond error |
//! | `figure` | points, lines and bands as an SVG that says in words what it shows |
//! | `cluster` (feature) | the analysis as an SQL function on many machines (Ballista) |
//!
//! Numbers come from the data set; nothing is analysed again here, but with `cluster`.
#![forbid(unsafe_code)]

pub mod answer;
#[cfg(feature = "cluster")]
pub mod cluster;
pub mod dataset;
mod error;
mod figure;
pub mod questions;

pub use answer::Answer;
pub use dataset::Dataset;
pub use error::CohortError;
