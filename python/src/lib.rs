//! The native half of the Python package `gaitscope`: recordings in, an analysis out as columns and JSON.
//!
//! The Python half (`python/gaitscope`) gives them their types and documentation; nothing here is meant to be called by
//! anybody else. Both entrances end in the same reader and the same `analyze`, so that Python's numbers are the command
//! line's.

use assessment::{Analysis, Settings};
use export::columns::{Table, Values};
use export::tables;
use numpy::ndarray::ArrayView2;
use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use recording::{self, ReadOptions, Recording, Session, Site, Track};
use std::collections::BTreeMap;
use std::path::PathBuf;
use summary::Summary;

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
    let session: Session = match session {
        Some(json) => {
            serde_json::from_str(json).map_err(|error| RecordingError::new_err(format!("session: {error}")))?
        }
        None => Session::default(),
    };
    let tracks: Vec<Track> = sensors
        .iter()
        .map(|(site, time_s, acc_mps2, gyr_radps)| track(named_site(site)?, time_s, acc_mps2, gyr_radps))
        .collect::<PyResult<_>>()?;
    let analysis = py.detach(|| {
        let recording = Recording::new(name, session, tracks).map_err(refused)?;
        analyzed(&recording, seed)
    })?;
    result(py, &analysis)
}

/// A sensor's arrays as a track; a row is named as Python counts it, from 0.
fn track(
    site: Site,
    time_s: &PyReadonlyArray1<'_, f64>,
    acc_mps2: &PyReadonlyArray2<'_, f64>,
    gyr_radps: &PyReadonlyArray2<'_, f64>,
) -> PyResult<Track> {
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
    for (row, time) in time_s.iter().enumerate() {
        let mut values = acc.row(row).into_iter().chain(gyr.row(row)).chain([time]);
        if values.any(|value| !value.is_finite()) {
            return Err(RecordingError::new_err(format!(
                "{site}: row {row} holds a value that is no finite number; leave out the rows that the sensor lost, the gap is then seen"
            )));
        }
    }
    let vectors = |rows: &ArrayView2<f64>| {
        rows.rows()
            .into_iter()
            .map(|row| [row[0], row[1], row[2]].into())
            .collect()
    };
    Track::new(site, time_s.to_vec(), vectors(&acc), vectors(&gyr)).map_err(refused)
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
    assessment::analyze(recording, &settings).map_err(|error| AnalysisError::new_err(error.to_string()))
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
    for (column, values) in &analysis.angles.columns {
        result.set_item(column.name(), values.clone().into_pyarray(py))?;
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
