//! Why a question has no answer.

use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use std::path::PathBuf;

/// Why a question has no answer; each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CohortError {
    #[error("{}: cannot be read: {source}. Check the spelling and that you may read it.", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    #[error(
        "{} is no data set: it has no folder `{missing}` with Parquet files. Make one with: gaitscope batch RECORDINGS --out DATASET",
        path.display()
    )]
    NoDataset { path: PathBuf, missing: &'static str },
    #[error("there is no column `{name}`{}", known(columns, "; the columns here are "))]
    NoColumn { name: String, columns: Vec<String> },
    #[error("there is no table `{name}`; the tables are strides, events, measures, findings and recordings")]
    NoTable { name: String },
    #[error("this is no SQL that can be read: {0}")]
    Syntax(String),
    #[error("questions only read: {0}. Begin with SELECT or WITH.")]
    NotAQuestion(String),
    #[error("{0}")]
    Query(String),
    #[error("there is no measure `{name}` in this data set{}", known(measures, "; it has "))]
    NoMeasure { name: String, measures: Vec<String> },
    #[error("{0}")]
    TooLittle(String),
    #[error(
        "the data set holds analyses by more than one version or setting ({}); a difference between them would look like one between \
         people. Analyse everything into a new data set: gaitscope batch RECORDINGS --out NEW", found.join(", ")
    )]
    Mixed { found: Vec<String> },
    #[error(
        "the data set was made by an older version, which did not note what this question needs ({0}). Analyse the recordings into a \
         new data set: gaitscope batch RECORDINGS --out NEW"
    )]
    Older(&'static str),
    #[error("the figure could not be drawn ({0}); this is a fault of the program, please report it")]
    Figure(String),
    #[error("{}: cannot be written: {source}. Check the free space and the right to write there.", path.display())]
    Write { path: PathBuf, source: std::io::Error },
}

fn known(names: &[String], lead: &str) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!("{lead}{}", names.join(", "))
    }
}

impl From<DataFusionError> for CohortError {
    fn from(error: DataFusionError) -> CohortError {
        match error.find_root() {
            DataFusionError::SchemaError(inner, _) => match inner.as_ref() {
                SchemaError::FieldNotFound { field, valid_fields } => {
                    let mut columns: Vec<String> = valid_fields.iter().map(|column| column.name.clone()).collect();
                    columns.dedup();
                    CohortError::NoColumn {
                        name: field.name.clone(),
                        columns,
                    }
                }
                other => CohortError::Query(other.to_string()),
            },
            DataFusionError::SQL(inner, _) => CohortError::Syntax(inner.to_string()),
            DataFusionError::Plan(message) => plan(message),
            // The library's own words, without its "internal error, please report it to the maintainers" of a library.
            other => CohortError::Query(other.message().into_owned()),
        }
    }
}

fn plan(message: &str) -> CohortError {
    // "table 'datafusion.public.stride' not found"
    if let Some(name) = message
        .strip_prefix("table '")
        .and_then(|rest| rest.strip_suffix("' not found"))
    {
        let name = name.rsplit('.').next().unwrap_or(name);
        return CohortError::NoTable { name: name.to_owned() };
    }
    if ["DDL", "DML", "Statement"].iter().any(|kind| message.starts_with(kind)) {
        return CohortError::NotAQuestion(message.to_owned());
    }
    CohortError::Query(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_table_is_named_with_those_that_are_there() {
        let error = CohortError::from(DataFusionError::Plan(
            "table 'datafusion.public.stride' not found".to_owned(),
        ));
        assert_eq!(
            error.to_string(),
            "there is no table `stride`; the tables are strides, events, measures, findings and recordings"
        );
    }
}
