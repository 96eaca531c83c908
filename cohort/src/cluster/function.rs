//! `gait_strides(location, skip_failed)`: a recording in, its strides out.

use super::store;
use assessment::{Settings, analyze};
use datafusion::arrow::array::{
    Array, ArrayRef, BooleanBuilder, Float64Builder, Int64Builder, ListArray, StringArray, StringBuilder, StructArray,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::ScalarValue;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use export::columns::{Table, Values};
use export::tables;
use std::future::Future;
use std::sync::{Arc, LazyLock};

/// Its name in SQL.
pub const NAME: &str = "gait_strides";
/// The column after those of `strides`: why there are none.
pub const FAILED: &str = "failed";

/// The function for a session.
pub fn gait_strides() -> ScalarUDF {
    ScalarUDF::new_from_impl(GaitStrides {
        // Not because it gives another answer each time, but so that no rule of the planner has it computed twice.
        signature: Signature::exact(vec![DataType::Utf8, DataType::Boolean], Volatility::Volatile),
    })
}

/// Columns of a stride, as `batch` writes them, and `failed`.
pub fn fields() -> Fields {
    let mut fields: Vec<Field> = tables::no_strides()
        .columns()
        .iter()
        .map(|(name, values)| Field::new(name, kind(values), true))
        .collect();
    fields.push(Field::new(FAILED, DataType::Utf8, true));
    fields.into()
}

fn kind(values: &Values) -> DataType {
    match values {
        Values::Text(_) => DataType::Utf8,
        Values::Number(_) => DataType::Float64,
        Values::Whole(_) => DataType::Int64,
        Values::Truth(_) => DataType::Boolean,
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct GaitStrides {
    signature: Signature,
}

impl ScalarUDFImpl for GaitStrides {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType, DataFusionError> {
        Ok(DataType::List(item()))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue, DataFusionError> {
        let wrong = || DataFusionError::Execution(format!("{NAME} takes a location and true or false"));
        let [locations, skip] = args.args.as_slice() else {
            return Err(wrong());
        };
        let ColumnarValue::Scalar(ScalarValue::Boolean(Some(skip))) = skip else {
            return Err(wrong());
        };
        let locations = locations.to_array(args.number_rows)?;
        let Some(locations) = locations.as_any().downcast_ref::<StringArray>() else {
            return Err(wrong());
        };
        // One recording after the other, each within one thread: an executor runs as many parts as it has cores.
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
        let mut rows = Rows::new();
        for location in locations {
            let Some(location) = location else {
                rows.end_of_location();
                continue;
            };
            let recordings = waited(store::fetch(location.to_owned()));
            let tables = recordings.and_then(|recordings| {
                recordings
                    .iter()
                    .map(|recording| {
                        pool.install(|| analyze(recording, &Settings::default()))
                            .map(|analysis| tables::strides(&analysis))
                            .map_err(|error| error.to_string())
                    })
                    .collect::<Result<Vec<Table>, String>>()
            });
            match tables {
                Ok(tables) => {
                    for table in &tables {
                        rows.add(table)?;
                    }
                }
                Err(reason) if *skip => rows.add_failure(&reason),
                Err(reason) => return Err(DataFusionError::Execution(format!("{location}: {reason}"))),
            }
            rows.end_of_location();
        }
        Ok(ColumnarValue::Array(rows.finish()?))
    }
}

fn item() -> FieldRef {
    Arc::new(Field::new("item", DataType::Struct(fields()), true))
}

/// Reading is asynchronous and a function in SQL is not: it runs on threads of its own, while this one waits.
fn waited<T: Send + 'static>(future: impl Future<Output = Result<T, String>> + Send + 'static) -> Result<T, String> {
    static READING: LazyLock<Result<tokio::runtime::Runtime, String>> = LazyLock::new(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("reading")
            .enable_all()
            .build()
            .map_err(|error| error.to_string())
    });
    let runtime = READING.as_ref().map_err(Clone::clone)?;
    let (sender, receiver) = std::sync::mpsc::sync_channel(1);
    runtime.spawn(async move {
        // Nobody waits any more only where the whole part was given up.
        let _ = sender.send(future.await);
    });
    receiver
        .recv()
        .unwrap_or_else(|_| Err("reading was given up half-way".to_owned()))
}

enum Builder {
    Text(StringBuilder),
    Number(Float64Builder),
    Whole(Int64Builder),
    Truth(BooleanBuilder),
}

impl Builder {
    fn of(kind: &DataType) -> Builder {
        match kind {
            DataType::Float64 => Builder::Number(Float64Builder::new()),
            DataType::Int64 => Builder::Whole(Int64Builder::new()),
            DataType::Boolean => Builder::Truth(BooleanBuilder::new()),
            _ => Builder::Text(StringBuilder::new()),
        }
    }

    /// False where the values are of another kind.
    fn add(&mut self, values: &Values) -> bool {
        match (self, values) {
            (Builder::Text(builder), Values::Text(values)) => {
                values.iter().for_each(|v| builder.append_option(v.as_deref()))
            }
            (Builder::Number(builder), Values::Number(values)) => values.iter().for_each(|v| builder.append_option(*v)),
            (Builder::Whole(builder), Values::Whole(values)) => values.iter().for_each(|v| builder.append_option(*v)),
            (Builder::Truth(builder), Values::Truth(values)) => values.iter().for_each(|v| builder.append_option(*v)),
            _ => return false,
        }
        true
    }

    fn add_null(&mut self) {
        match self {
            Builder::Text(builder) => builder.append_null(),
            Builder::Number(builder) => builder.append_null(),
            Builder::Whole(builder) => builder.append_null(),
            Builder::Truth(builder) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Number(builder) => Arc::new(builder.finish()),
            Builder::Whole(builder) => Arc::new(builder.finish()),
            Builder::Truth(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Strides of several locations, a list for each.
struct Rows {
    fields: Fields,
    columns: Vec<Builder>,
    rows: usize,
    ends: Vec<usize>,
}

impl Rows {
    fn new() -> Rows {
        let fields = fields();
        Rows {
            columns: fields.iter().map(|field| Builder::of(field.data_type())).collect(),
            fields,
            rows: 0,
            ends: Vec::new(),
        }
    }

    fn add(&mut self, table: &Table) -> Result<(), DataFusionError> {
        let fault = || DataFusionError::Internal("the table of strides has other columns than it says".to_owned());
        if table.columns().len() + 1 != self.columns.len() {
            return Err(fault());
        }
        for (k, (name, values)) in table.columns().iter().enumerate() {
            if name != self.fields[k].name() || !self.columns[k].add(values) {
                return Err(fault());
            }
        }
        if let Some(failed) = self.columns.last_mut() {
            (0..table.len()).for_each(|_| failed.add_null());
        }
        self.rows += table.len();
        Ok(())
    }

    fn add_failure(&mut self, reason: &str) {
        let last = self.columns.len() - 1;
        self.columns[..last].iter_mut().for_each(Builder::add_null);
        self.columns[last].add(&Values::Text(vec![Some(reason.to_owned())]));
        self.rows += 1;
    }

    fn end_of_location(&mut self) {
        self.ends.push(self.rows);
    }

    fn finish(mut self) -> Result<ArrayRef, DataFusionError> {
        let arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Builder::finish).collect();
        let rows = StructArray::try_new(self.fields.clone(), arrays, None)?;
        let mut start = 0;
        let lengths = self.ends.iter().map(|end| {
            let length = end - start;
            start = *end;
            length
        });
        let offsets = OffsetBuffer::from_lengths(lengths);
        Ok(Arc::new(ListArray::try_new(item(), offsets, Arc::new(rows), None)?))
    }
}
