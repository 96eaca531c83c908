//! Recordings found, parts made, a question asked.

use super::function::{self, FAILED, NAME};
use super::node::EXECUTOR_TIMEOUT_S;
use super::store::{self, Found};
use super::{ClusterError, session};
use crate::Answer;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use export::columns::Table;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How a question is put to the recordings.
#[derive(Debug, Clone)]
pub struct Asking {
    /// `df://HOST:PORT`.
    pub scheduler: String,
    /// Recordings in a part: a part is done by one executor at a stretch, and done again if that dies.
    pub per_part: usize,
    /// Leave out recordings that cannot be analysed, instead of giving up; the table `failures` has them.
    pub skip_failed: bool,
}

/// A session in which `recordings` (location, name, clinic, date), `strides` (as `batch` writes it) and `failures` can be
/// asked, and are computed when they are.
///
/// `plan`: an empty folder that the scheduler and all executors see by the same path; the list of recordings is written
/// there, a file for each part.
///
/// # Errors
/// [`ClusterError`].
pub async fn session(recordings: &[Found], plan: &Path, asking: &Asking) -> Result<SessionContext, ClusterError> {
    let parts = recordings.chunks(asking.per_part.max(1));
    let context = session::remote(&asking.scheduler, parts.len()).await?;
    for (k, part) in parts.enumerate() {
        let mut table = Table::new();
        table
            .text("location", part.iter().map(|found| Some(found.location.clone())))
            .text("name", part.iter().map(|found| Some(found.name.clone())))
            .text("clinic", part.iter().map(|found| Some(found.clinic.clone())))
            .text("date", part.iter().map(|found| Some(found.date.clone())));
        table.write(plan, &format!("part-{k:06}"))?;
    }
    let plan = store::url(&plan.to_string_lossy())?;
    context
        .register_parquet("recordings", plan.as_str(), ParquetReadOptions::default())
        .await?;
    let computed = format!(
        "SELECT clinic, date, unnest({NAME}(location, {})) AS stride FROM recordings",
        asking.skip_failed
    );
    let columns: Vec<String> = function::fields()
        .iter()
        .map(|field| format!("stride['{0}'] AS {0}", field.name()))
        .collect();
    let all = format!("SELECT clinic, date, {} FROM ({computed})", columns.join(", "));
    let fields = function::fields();
    let names: Vec<&str> = fields
        .iter()
        .map(|field| field.name().as_str())
        .filter(|name| *name != FAILED)
        .collect();
    for (view, query) in [
        (
            "strides",
            format!(
                "SELECT {}, clinic, date FROM ({all}) WHERE {FAILED} IS NULL",
                names.join(", ")
            ),
        ),
        (
            "failures",
            format!("SELECT clinic, date, {FAILED} FROM ({all}) WHERE {FAILED} IS NOT NULL"),
        ),
    ] {
        let frame = context.sql(&query).await?;
        context.register_table(view, frame.into_view())?;
    }
    Ok(context)
}

/// The answer to a query that only reads.
///
/// # Errors
/// [`ClusterError`], with the recording where one could not be analysed.
pub async fn sql(context: &SessionContext, query: &str) -> Result<Answer, ClusterError> {
    let only_reading = SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false);
    let frame = context.sql_with_options(query, only_reading).await?;
    let schema: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
    let mut tries = 1;
    let batches: Vec<RecordBatch> = loop {
        match frame.clone().collect().await {
            Ok(batches) => break batches,
            Err(error) if tries < TRIES && results_were_lost(&error) => {
                log::warn!("results were lost with an executor; asking again: {error}");
                tries += 1;
                // Until the scheduler knows it too, the same results would be promised again.
                tokio::time::sleep(Duration::from_secs(EXECUTOR_TIMEOUT_S + 2)).await;
            }
            Err(error) => return Err(error.into()),
        }
    };
    Ok(Answer::of_rows(&schema, &batches)?)
}

/// How often a query is put before it is given up.
const TRIES: usize = 3;

/// Whether an executor died after it had done its parts and before somebody fetched them. While a query runs the scheduler
/// has such parts done again; at its end only the client sees it.
pub fn results_were_lost(error: &DataFusionError) -> bool {
    // The engine tells this in words alone.
    let text = error.to_string();
    const BETWEEN_EXECUTORS: &str = "Shuffle fetch partition error";
    // What the scheduler gave up: a store that cannot be reached among it, in words like those below.
    if text.contains("Job ") && text.contains(" failed: ") {
        return text.contains(BETWEEN_EXECUTORS);
    }
    [
        BETWEEN_EXECUTORS,
        "GrpcConnectionError",
        "Grpc connection error",
        "tcp connect error",
        "transport error",
        "h2 protocol error",
        "error reading a body from connection",
    ]
    .iter()
    .any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_is_away_is_no_lost_result() {
        let lost = |text: &str| results_were_lost(&DataFusionError::Execution(text.to_owned()));
        assert!(!lost(
            "Job 8fX2 failed: Job failed due to stage 1 failed: Task failed: s3://gait/p1/: error sending request: tcp connect error"
        ));
        assert!(!lost("s3://gait/p1/: column `acc_x` holds no numbers"));
        assert!(lost(
            "Job 8fX2 failed: Shuffle fetch partition error from Executor a, map_stage 1, map_partition 0, error desc: gone"
        ));
        assert!(lost(
            "GrpcConnectionError(\"Error connecting to Ballista scheduler or executor at http://127.0.0.1:4411: ConnectError\")"
        ));
    }
}
