//! The analysis as an SQL function on many machines.
//!
//! Apache Ballista plans a query at a scheduler and runs its parts at executors. Here the parts are recordings: each
//! executor reads some from a folder or an S3-compatible store, analyses them with the same function as everybody else, and
//! goes on with the strides as SQL says. An executor that dies has its parts done again by another.
//!
//! | module | knows |
//! |---|---|
//! | [`store`] | where recordings lie, and how one is read from there |
//! | [`function`] | `gait_strides(location, skip_failed)`: a recording in, its strides out |
//! | [`session`] | what client, scheduler and executors must agree on |
//! | [`node`] | a scheduler, an executor |
//! | [`local`] | a scheduler and some executors on this machine, loopback only |
//! | [`ask`] | recordings found, the parts made, a question asked |

pub mod ask;
pub mod function;
pub mod local;
pub mod node;
pub mod session;
pub mod store;

/// Why a cluster does not do what it should; each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error("`{0}` is neither a folder that is there nor a URL like s3://bucket/folder")]
    Location(String),
    #[error(
        "{location}: cannot be read: {reason}. Check the address, and for s3 the environment (AWS_ENDPOINT, AWS_ACCESS_KEY_ID, …)."
    )]
    Store { location: String, reason: String },
    #[error("no recording lies below {0}; a recording is a folder with session.toml or with CSV files named by site")]
    Empty(String),
    #[error("the {what} did not start: {reason}")]
    Start { what: String, reason: String },
    #[error(transparent)]
    Cohort(#[from] crate::CohortError),
    #[error(transparent)]
    Export(#[from] export::ExportError),
}

impl From<datafusion::error::DataFusionError> for ClusterError {
    fn from(error: datafusion::error::DataFusionError) -> ClusterError {
        ClusterError::Cohort(error.into())
    }
}
