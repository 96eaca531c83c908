//! The native half of the Python package `gaitscope`: recordings in, an analysis out as columns and JSON.
//!
//! The Python half (`python/gaitscope`) gives them their types and documentation; nothing here is meant to be called by
//! anybody else. Both entrances end in the same reader and the same `analyze`, so that Python's numbers are the command
//! line's.

use gaitscope::analysis::{self, Analysis, Settings};
use gaitscope::export::columns::{Table, Values};
use gaitscope::export::tables;
use gaitscope::recording::{self, ReadOptions, Recording, Session, Site};
use gaitscope::report::Summary;
use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

pyo3::create_exception!(
    gaitscope,
    RecordingError,
    PyValueError,
    "The recording cannot be read; the message says where and what to do."
);
pyo3::create_exception!(
    gaitscope,
    AnalysisError,
    PyValueError,
    "The recording can be read but not analysed; the message says why."
);

/// Reads and analyses one recording from files.
#[pyfunction]
#[pyo3(signature = (paths, only, sites, rate_hz, seed))]
fn analyze_files<'py>(
    py: Python<'py>,
    paths: Vec<PathBuf>,
    only: Option<String>,
    sites: BTreeMap<String, String>,
    rate_hz: Option<f64>,
    seed: Option<u64>,
) -> PyResult<Bound<'py, PyDict>> {
    let options = ReadOptions {
        only,
        sites: sites
            .into_iter()
            .map(|(file, site)| Ok((file, named_site(&site)?)))
            .collect::<PyResult<_>>()?,
        rate_hz,
        ..ReadOptions::default()
    };
    let analysis = py.detach(|| {
        let recording = recording::read(&paths, &options).map_err(refused)?;
        analyzed(&recording, seed)
    })?;
    result(py, &analysis)
}

/// A sensor as Python hands it over: site, times (s), specific force (n × 3, m/s²), angular rate (n × 3, rad/s).
type Sensor<'py> = (
    String,
    PyReadonlyArray1<'py, f64>,
    PyReadonlyArray2<'py, f64>,
    PyReadonlyArray2<'py, f64>,
);

/// Analyses one recording from arrays; `session` is JSON with the content of a `session.toml`.
#[pyfunction]
#[pyo3(signature = (name, sensors, session, seed))]
fn analyze_arrays<'py>(
    py: Python<'py>,
    name: &str,
    sensors: Vec<Sensor<'py>>,
    session: Option<&str>,
    seed: Option<u64>,
) -> PyResult<Bound<'py, PyDict>> {
    // Arrays pass through the reader as the text of a session folder: it stays the one gate where units, times and gaps
    // are checked. Numbers are written with all their digits, so that they come back bit for bit.
    let mut files: Vec<(String, Arc<[u8]>)> = Vec::new();
    if let Some(json) = session {
        let session: Session =
            serde_json::from_str(json).map_err(|error| RecordingError::new_err(format!("session: {error}")))?;
        let text = toml::to_string(&session).map_err(|error| RecordingError::new_err(format!("session: {error}")))?;
        files.push(("session.toml".to_owned(), text.into_bytes().into()));
    }
    for (site, time_s, acc_mps2, gyr_radps) in &sensors {
        let site = named_site(site)?;
        files.push((
            format!("{site}.csv"),
            csv(site, time_s, acc_mps2, gyr_radps)?.into_bytes().into(),
        ));
    }
    let analysis = py.detach(|| {
        let recording = recording::read_memory(name, files, &ReadOptions::default()).map_err(refused)?;
        analyzed(&recording, seed)
    })?;
    result(py, &analysis)
}

fn csv(
    site: Site,
    time_s: &PyReadonlyArray1<'_, f64>,
    acc_mps2: &PyReadonlyArray2<'_, f64>,
    gyr_radps: &PyReadonlyArray2<'_, f64>,
) -> PyResult<String> {
    let (time_s, acc, gyr) = (time_s.as_array(), acc_mps2.as_array(), gyr_radps.as_array());
    let shape = [time_s.len(), 3];
    if acc.shape() != shape || gyr.shape() != shape {
        return Err(RecordingError::new_err(format!(
            "{site}: time_s has {} values, so acc_mps2 and gyr_radps must have the shape ({0}, 3); they have {:?} and {:?}",
            time_s.len(),
            acc.shape(),
            gyr.shape()
        )));
    }
    let mut text = String::with_capacity(96 * time_s.len() + 96);
    text.push_str("time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n");
    for (row, time) in time_s.iter().enumerate() {
        let values = acc.row(row).into_iter().chain(gyr.row(row)).copied();
        if !time.is_finite() || values.clone().any(|value| !value.is_finite()) {
            return Err(RecordingError::new_err(format!(
                "{site}: row {row} holds a value that is no finite number; leave out the rows that the sensor lost, the gap is then seen"
            )));
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{time}");
        for value in values {
            let _ = write!(text, ",{value}");
        }
        text.push('\n');
    }
    Ok(text)
}

fn named_site(name: &str) -> PyResult<Site> {
    Site::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = Site::ALL.iter().map(|site| site.name()).collect();
        RecordingError::new_err(format!("`{name}` is no site; the sites are {}", known.join(", ")))
    })
}

fn refused(error: recording::RecordingError) -> PyErr {
    RecordingError::new_err(error.to_string())
}

fn analyzed(recording: &Recording, seed: Option<u64>) -> PyResult<Analysis> {
    let settings = match seed {
        Some(seed) => Settings { seed },
        None => Settings::default(),
    };
    analysis::analyze(recording, &settings).map_err(|error| AnalysisError::new_err(error.to_string()))
}

/// `{"summary": JSON, "tables": {name: {column: values}}}`; angles and cycles are tables as well.
fn result<'py>(py: Python<'py>, analysis: &Analysis) -> PyResult<Bound<'py, PyDict>> {
    let summary = serde_json::to_string(&Summary::new(analysis))
        .map_err(|error| AnalysisError::new_err(format!("the summary cannot be written: {error}")))?;
    let named = PyDict::new(py);
    for (name, table) in tables::tables(analysis) {
        named.set_item(name, columns(py, &table)?)?;
    }
    named.set_item("angles", angles(py, analysis)?)?;
    named.set_item("cycles", columns(py, &cycles(analysis))?)?;
    let result = PyDict::new(py);
    result.set_item("summary", summary)?;
    result.set_item("tables", named)?;
    Ok(result)
}

/// Numbers as float64 with NaN for what was not measured, whole numbers as int64, truths as bool, texts as lists.
fn columns<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyDict>> {
    let result = PyDict::new(py);
    for (name, values) in table.columns() {
        match values {
            Values::Number(values) => {
                let values: Vec<f64> = values.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
                result.set_item(name, values.into_pyarray(py))?;
            }
            Values::Whole(values) => match values.iter().copied().collect::<Option<Vec<i64>>>() {
                Some(whole) => result.set_item(name, whole.into_pyarray(py))?,
                None => result.set_item(name, PyList::new(py, values)?)?,
            },
            Values::Truth(values) => match values.iter().copied().collect::<Option<Vec<bool>>>() {
                Some(truths) => result.set_item(name, truths.into_pyarray(py))?,
                None => result.set_item(name, PyList::new(py, values)?)?,
            },
            Values::Text(values) => result.set_item(name, PyList::new(py, values)?)?,
        }
    }
    Ok(result)
}

fn angles<'py>(py: Python<'py>, analysis: &Analysis) -> PyResult<Bound<'py, PyDict>> {
    let result = PyDict::new(py);
    result.set_item("time_s", analysis.angles.time_s.clone().into_pyarray(py))?;
    for (name, values) in &analysis.angles.columns {
        result.set_item(name, values.clone().into_pyarray(py))?;
    }
    Ok(result)
}

/// The mean curves in long form, as in `cycles.csv`.
fn cycles(analysis: &Analysis) -> Table {
    let rows = || {
        analysis
            .cycles
            .iter()
            .flat_map(|cycle| (0..cycle.mean.len()).map(move |percent| (cycle, percent)))
    };
    let mut table = Table::new();
    table
        .text("measure", rows().map(|(cycle, _)| Some(cycle.curve.name())))
        .text("side", rows().map(|(cycle, _)| Some(cycle.side.name())))
        .whole("percent", rows().map(|(_, percent)| Some(percent as i64)))
        .number("mean", rows().map(|(cycle, percent)| Some(cycle.mean[percent])))
        .number("sd", rows().map(|(cycle, percent)| cycle.sd.get(percent).copied()))
        .whole("n", rows().map(|(cycle, _)| Some(cycle.n as i64)));
    table
}

/// The module `gaitscope._native`.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("RecordingError", module.py().get_type::<RecordingError>())?;
    module.add("AnalysisError", module.py().get_type::<AnalysisError>())?;
    module.add("SITES", Site::ALL.iter().map(|site| site.name()).collect::<Vec<_>>())?;
    module.add_function(wrap_pyfunction!(analyze_files, module)?)?;
    module.add_function(wrap_pyfunction!(analyze_arrays, module)?)?;
    Ok(())
}
