//! What a question gives.

use crate::CohortError;
use datafusion::arrow::array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, new_empty_array};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::arrow::util::pretty::pretty_format_batches;
use std::path::Path;
use std::sync::Arc;

/// Columns of one length, what has to be known about them, and a figure where the question has one.
#[derive(Debug, Clone)]
pub struct Answer {
    pub table: RecordBatch,
    /// Sentences: who was left out and why, what an interval assumes.
    pub remarks: Vec<String>,
    /// An SVG document.
    pub figure: Option<String>,
}

impl Answer {
    /// An answer of nothing but rows.
    ///
    /// # Errors
    /// [`CohortError::Query`] where the batches have not this schema.
    pub fn of_rows(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Answer, CohortError> {
        Ok(Answer {
            table: concat_batches(schema, batches).map_err(|error| CohortError::Query(error.to_string()))?,
            remarks: Vec::new(),
            figure: None,
        })
    }

    /// The rows as a table of text with a frame, numbers with five digits, then the remarks.
    pub fn to_text(&self) -> Result<String, CohortError> {
        let mut text = pretty_format_batches(&[rounded(&self.table)?])
            .map_err(|error| CohortError::Query(error.to_string()))?
            .to_string();
        text.push('\n');
        for remark in &self.remarks {
            text.push_str(remark);
            text.push('\n');
        }
        Ok(text)
    }

    /// The rows as comma-separated values with a header; what is not known is an empty cell.
    pub fn to_csv(&self) -> Result<Vec<u8>, CohortError> {
        let mut bytes = Vec::new();
        let mut writer = WriterBuilder::new().with_header(true).build(&mut bytes);
        writer
            .write(&self.table)
            .map_err(|error| CohortError::Query(error.to_string()))?;
        drop(writer);
        Ok(bytes)
    }

    /// Writes `NAME.csv`, and `NAME.svg` where there is a figure.
    ///
    /// # Errors
    /// [`CohortError::Write`] with the file.
    pub fn write(&self, dir: &Path, name: &str) -> Result<Vec<std::path::PathBuf>, CohortError> {
        let mut files = vec![(dir.join(format!("{name}.csv")), self.to_csv()?)];
        if let Some(figure) = &self.figure {
            files.push((dir.join(format!("{name}.svg")), figure.clone().into_bytes()));
        }
        std::fs::create_dir_all(dir).map_err(|source| CohortError::Write {
            path: dir.to_owned(),
            source,
        })?;
        files
            .into_iter()
            .map(|(path, bytes)| match std::fs::write(&path, bytes) {
                Ok(()) => Ok(path),
                Err(source) => Err(CohortError::Write { path, source }),
            })
            .collect()
    }
}

/// The table with its numbers as people read them; whoever goes on with them takes the CSV.
fn rounded(table: &RecordBatch) -> Result<RecordBatch, CohortError> {
    let schema = table.schema();
    let columns = schema.fields().iter().zip(table.columns()).map(|(field, column)| {
        let column: ArrayRef = match column.as_any().downcast_ref::<Float64Array>() {
            Some(numbers) => Arc::new(numbers.iter().map(|value| value.map(short)).collect::<StringArray>()),
            None => column.clone(),
        };
        (field.name().clone(), column, true)
    });
    if schema.fields().is_empty() {
        return Ok(table.clone());
    }
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|error| CohortError::Query(error.to_string()))
}

/// Five significant digits, those before the point whole.
fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let decimals = (4 - value.abs().log10().floor() as i32).clamp(0, 15) as usize;
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A column of text; whatever else it was is written as text.
pub(crate) fn texts(table: &RecordBatch, name: &str) -> Result<Vec<Option<String>>, CohortError> {
    let column = column(table, name, &DataType::Utf8)?;
    let Some(column) = column.as_any().downcast_ref::<StringArray>() else {
        return Ok(Vec::new());
    };
    Ok(column.iter().map(|value| value.map(str::to_owned)).collect())
}

/// A column of numbers.
pub(crate) fn numbers(table: &RecordBatch, name: &str) -> Result<Vec<Option<f64>>, CohortError> {
    let column = column(table, name, &DataType::Float64)?;
    let Some(column) = column.as_any().downcast_ref::<Float64Array>() else {
        return Ok(Vec::new());
    };
    Ok(column.iter().collect())
}

fn column(table: &RecordBatch, name: &str, kind: &DataType) -> Result<ArrayRef, CohortError> {
    let Some(column) = table.column_by_name(name) else {
        return Ok(new_empty_array(kind));
    };
    cast(column, kind).map_err(|error| CohortError::Query(error.to_string()))
}

/// Builds a table from named columns.
#[derive(Default)]
pub(crate) struct Columns(Vec<(String, ArrayRef)>);

impl Columns {
    pub(crate) fn text(mut self, name: &str, values: impl IntoIterator<Item = Option<String>>) -> Columns {
        let values: StringArray = values.into_iter().collect();
        self.0.push((name.to_owned(), Arc::new(values)));
        self
    }

    pub(crate) fn number(mut self, name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Columns {
        let values: Float64Array = values.into_iter().collect();
        self.0.push((name.to_owned(), Arc::new(values)));
        self
    }

    pub(crate) fn whole(mut self, name: &str, values: impl IntoIterator<Item = usize>) -> Columns {
        let values: Int64Array = values.into_iter().map(|value| Some(value as i64)).collect();
        self.0.push((name.to_owned(), Arc::new(values)));
        self
    }

    pub(crate) fn table(self) -> Result<RecordBatch, CohortError> {
        RecordBatch::try_from_iter_with_nullable(self.0.into_iter().map(|(name, values)| (name, values, true)))
            .map_err(|error| CohortError::Query(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_five_digits_and_the_table_keeps_all() {
        assert_eq!(short(1.1962895616356921), "1.1963");
        assert_eq!(short(-0.0015621821637998856), "-0.0015622");
        assert_eq!(short(123_456.7), "123457");
        assert_eq!(short(100.0), "100");
        let table = Columns::default()
            .number("mean", [Some(1.1962895616356921), None])
            .table();
        let answer = Answer {
            table: table.expect("a table"),
            remarks: vec!["A remark.".to_owned()],
            figure: None,
        };
        let text = answer.to_text().expect("text");
        assert!(text.contains("| 1.1963 |") && text.ends_with("A remark.\n"), "{text}");
        assert!(answer.to_csv().expect("CSV").starts_with(b"mean\n1.1962895616356921\n"));
    }
}
