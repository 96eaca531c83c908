//! A table of named columns, written as Parquet and read back.
//!
//! Plain files: one row group, Snappy, every column optional (what was not measured is null, never zero). Values keep all
//! their bits.

use super::ExportError;
use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Words.
    Text(Vec<Option<String>>),
    /// Finite numbers.
    Number(Vec<Option<f64>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Yes or no.
    Truth(Vec<Option<bool>>),
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Text(values) => values.len(),
            Values::Number(values) => values.len(),
            Values::Whole(values) => values.len(),
            Values::Truth(values) => values.len(),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Values::Text(_) => "BYTE_ARRAY",
            Values::Number(_) => "DOUBLE",
            Values::Whole(_) => "INT64",
            Values::Truth(_) => "BOOLEAN",
        }
    }
}

/// Columns of one length, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    columns: Vec<(String, Values)>,
}

impl Table {
    /// A table without columns.
    pub fn new() -> Table {
        Table::default()
    }

    /// Rows of the table.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names and values, in order.
    pub fn columns(&self) -> &[(String, Values)] {
        &self.columns
    }

    fn push(&mut self, name: &str, values: Values) {
        debug_assert!(
            self.columns.is_empty() || values.len() == self.len(),
            "columns of one length"
        );
        self.columns.push((name.to_owned(), values));
    }

    /// Adds a column of words.
    pub fn text<T: Into<String>>(&mut self, name: &str, values: impl IntoIterator<Item = Option<T>>) -> &mut Self {
        self.push(
            name,
            Values::Text(values.into_iter().map(|value| value.map(Into::into)).collect()),
        );
        self
    }

    /// Numbers that are not finite become null.
    pub fn number(&mut self, name: &str, values: impl IntoIterator<Item = Option<f64>>) -> &mut Self {
        let values = values
            .into_iter()
            .map(|value| value.filter(|v| v.is_finite()))
            .collect();
        self.push(name, Values::Number(values));
        self
    }

    /// Adds a column of whole numbers.
    pub fn whole(&mut self, name: &str, values: impl IntoIterator<Item = Option<i64>>) -> &mut Self {
        self.push(name, Values::Whole(values.into_iter().collect()));
        self
    }

    /// Adds a column of yes and no.
    pub fn truth(&mut self, name: &str, values: impl IntoIterator<Item = Option<bool>>) -> &mut Self {
        self.push(name, Values::Truth(values.into_iter().collect()));
        self
    }

    /// The bytes of a Parquet file.
    pub(crate) fn to_parquet(&self) -> Result<Vec<u8>, ParquetError> {
        let fields: String = self
            .columns
            .iter()
            .map(|(name, values)| {
                let logical = if matches!(values, Values::Text(_)) {
                    " (UTF8)"
                } else {
                    ""
                };
                format!("OPTIONAL {} {name}{logical}; ", values.kind())
            })
            .collect();
        let schema = Arc::new(parse_message_type(&format!("message gaitscope {{ {fields} }}"))?);
        let version = KeyValue::new("gaitscope_version".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("gaitscope {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(vec![version]))
            .build();
        let mut bytes = Vec::new();
        let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
        let mut group = file.next_row_group()?;
        for (_, values) in &self.columns {
            // The writer offers as many columns as the schema has, and the schema was made from these columns.
            let Some(mut column) = group.next_column()? else { break };
            write_values(&mut column, values)?;
            column.close()?;
        }
        group.close()?;
        file.close()?;
        Ok(bytes)
    }

    /// Writes `NAME.parquet`, whole or not at all.
    pub fn write(&self, dir: &Path, name: &str) -> Result<PathBuf, ExportError> {
        let path = dir.join(format!("{name}.parquet"));
        let bytes = self.to_parquet().map_err(|error| ExportError::Format {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        super::files::write(path, &bytes)
    }
}

fn write_values(column: &mut SerializedColumnWriter, values: &Values) -> Result<(), ParquetError> {
    fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
        values.iter().map(|value| i16::from(value.is_some())).collect()
    }
    match values {
        Values::Text(values) => {
            let present: Vec<ByteArray> = values
                .iter()
                .flatten()
                .map(|text| ByteArray::from(text.as_str()))
                .collect();
            column
                .typed::<ByteArrayType>()
                .write_batch(&present, Some(&levels(values)), None)?;
        }
        Values::Number(values) => {
            let present: Vec<f64> = values.iter().flatten().copied().collect();
            column
                .typed::<DoubleType>()
                .write_batch(&present, Some(&levels(values)), None)?;
        }
        Values::Whole(values) => {
            let present: Vec<i64> = values.iter().flatten().copied().collect();
            column
                .typed::<Int64Type>()
                .write_batch(&present, Some(&levels(values)), None)?;
        }
        Values::Truth(values) => {
            let present: Vec<bool> = values.iter().flatten().copied().collect();
            column
                .typed::<BoolType>()
                .write_batch(&present, Some(&levels(values)), None)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    #[test]
    fn a_table_comes_back_from_parquet_as_it_was() {
        let mut table = Table::new();
        table
            .text("side", [Some("left"), None, Some("right")])
            .number("value", [Some(0.1 + 0.2), Some(f64::NAN), None])
            .whole("n", [Some(-3), None, Some(i64::MAX)])
            .truth("included", [Some(true), Some(false), None]);
        let bytes = table.to_parquet().expect("a file");
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("readable");
        let rows: Vec<Vec<Field>> = reader
            .get_row_iter(None)
            .expect("rows")
            .map(|row| {
                row.expect("a row")
                    .get_column_iter()
                    .map(|(_, field)| field.clone())
                    .collect()
            })
            .collect();
        let text = |text: &str| Field::Str(text.to_owned());
        assert_eq!(
            rows,
            [
                vec![
                    text("left"),
                    Field::Double(0.1 + 0.2),
                    Field::Long(-3),
                    Field::Bool(true)
                ],
                vec![Field::Null, Field::Null, Field::Null, Field::Bool(false)],
                vec![text("right"), Field::Null, Field::Long(i64::MAX), Field::Null],
            ]
        );
    }

    #[test]
    fn a_table_without_rows_is_a_file_too() {
        let mut table = Table::new();
        table.number("value", []);
        let bytes = table.to_parquet().expect("a file");
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("readable");
        assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    }
}
