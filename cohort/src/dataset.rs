//! The folder of Parquet files as five SQL tables.

use crate::{Answer, CohortError};
use datafusion::arrow::datatypes::DataType;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::Url;

/// The tables that `gaitscope batch` writes; each also has the columns `clinic` (text) and `date`.
pub const TABLES: [&str; 5] = ["strides", "events", "measures", "findings", "recordings"];

/// A data set, opened. Only its directories and five footers are read before the first question.
pub struct Dataset {
    pub(crate) context: SessionContext,
    path: PathBuf,
    /// Recordings whose files are not all there: a batch was stopped in their middle.
    pub unfinished: usize,
}

impl Dataset {
    /// Opens the folder that `gaitscope batch --out` wrote.
    ///
    /// Cost: linear in the number of files, without opening them.
    ///
    /// # Errors
    /// [`CohortError::NoDataset`] where it is none, [`CohortError::Folder`] where it cannot be listed.
    pub async fn open(path: &Path) -> Result<Dataset, CohortError> {
        let path = std::path::absolute(path)
            .and_then(std::fs::canonicalize)
            .map_err(|source| CohortError::Folder {
                path: path.to_owned(),
                source,
            })?;
        let mut config = SessionConfig::new().with_collect_statistics(false);
        // Plain strings: views save nothing here, and casts of them cost.
        config.options_mut().execution.parquet.schema_force_view_types = false;
        let context = SessionContext::new_with_config(config);
        let mut keys: Vec<BTreeSet<String>> = Vec::new();
        for table in TABLES {
            let folder = path.join(table);
            let mut files = Vec::new();
            if folder.is_dir() {
                list(&folder, &mut files)?;
            }
            let Some(first) = files.first() else {
                return Err(CohortError::NoDataset {
                    path: path.clone(),
                    missing: table,
                });
            };
            register(&context, table, &folder, first).await?;
            keys.push(
                files
                    .iter()
                    .filter_map(|file| file.file_stem())
                    .map(|stem| stem.to_string_lossy().into_owned())
                    .collect(),
            );
        }
        // `recordings` is written last: keys without it belong to a batch that was stopped.
        let unfinished = keys.pop().map_or(0, |whole| {
            keys.iter()
                .flatten()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .filter(|key| !whole.contains(*key))
                .count()
        });
        Ok(Dataset {
            context,
            path,
            unfinished,
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The answer to a SQL query. It only reads: what would change anything is refused.
    ///
    /// # Errors
    /// [`CohortError`], with the names that are there where one was not found.
    pub async fn sql(&self, query: &str) -> Result<Answer, CohortError> {
        let only_reading = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        let frame = self.context.sql_with_options(query, only_reading).await?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await?;
        Answer::of_rows(&schema, &batches)
    }
}

async fn register(context: &SessionContext, table: &str, folder: &Path, first: &Path) -> Result<(), CohortError> {
    let options = ListingOptions::new(Arc::new(ParquetFormat::default()))
        .with_file_extension(".parquet")
        .with_table_partition_cols(vec![
            ("clinic".to_owned(), DataType::Utf8),
            ("date".to_owned(), DataType::Date32),
        ]);
    // All files of a table have the schema of any: one footer is enough, a million would take hours.
    let schema = options.infer_schema(&context.state(), &file_url(first)?).await?;
    let config = ListingTableConfig::new(folder_url(folder)?)
        .with_listing_options(options)
        .with_schema(schema);
    context.register_table(table, Arc::new(ListingTable::try_new(config)?))?;
    Ok(())
}

/// URLs by their own rules: a path as text would have its `*` and `[` taken for patterns.
fn file_url(path: &Path) -> Result<ListingTableUrl, CohortError> {
    located(path, Url::from_file_path(path))
}

fn folder_url(path: &Path) -> Result<ListingTableUrl, CohortError> {
    located(path, Url::from_directory_path(path))
}

fn located(path: &Path, url: Result<Url, ()>) -> Result<ListingTableUrl, CohortError> {
    let url = url.map_err(|()| CohortError::Folder {
        path: path.to_owned(),
        source: std::io::Error::other("its path cannot be written as a URL"),
    })?;
    Ok(ListingTableUrl::try_new(url, None)?)
}

/// All Parquet files below a folder, in the order of their paths.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), CohortError> {
    let failed = |source| CohortError::Folder {
        path: folder.to_owned(),
        source,
    };
    let mut entries = std::fs::read_dir(folder)
        .and_then(|entries| entries.collect::<Result<Vec<_>, _>>())
        .map_err(failed)?;
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "parquet") {
            files.push(path);
        }
    }
    Ok(())
}
