//! HL7 FHIR R4: one `Bundle` with everything that a clinical record takes.
//!
//! * `Patient`: the pseudonym only, no name;
//! * `Device`: one per sensor, one for the program;
//! * `Observation`: one per measure and side, with UCUM unit, strides behind it, confidence interval, healthy range where
//!   one fits, and the method;
//! * `DiagnosticReport`: refers to all of them, carries the PDF, and says that it describes movement and diagnoses nothing;
//! * `CodeSystem`: what the codes mean. No LOINC or SNOMED code is claimed: none was found that means exactly these
//!   measures, and a wrong code is worse than a local one;
//! * `Provenance`: program, version, hash of the recording.
//!
//! Ids come from the recording's hash: the same recording gives the same bundle.

use super::{ExportError, ExportOptions, files};
use assessment::Analysis;
use assessment::MeasureSummary;
use gait::Measure;
use recording::Side;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Names this program's codes; a UUID, since no web address is claimed.
const CODES: &str = "urn:uuid:6a1d4d0e-1c53-5d0b-9f5a-52a4b0a4d7c1";
const UCUM: &str = "http://unitsofmeasure.org";

/// Writes `bundle.json`.
///
/// # Errors
/// [`ExportError::Time`] where `made_at` has no date, time and zone, beside those of writing.
pub fn write(analysis: &Analysis, dir: &Path, options: &ExportOptions) -> Result<Vec<PathBuf>, ExportError> {
    Ok(vec![files::write_json(
        dir.join("bundle.json"),
        &bundle(analysis, options)?,
    )?])
}

/// The bundle as JSON.
pub fn bundle(analysis: &Analysis, options: &ExportOptions) -> Result<Value, ExportError> {
    // FHIR's `instant`: a time stamp with a zone; a bare date or a local time is none.
    let made_at = options
        .made_at
        .parse::<jiff::Timestamp>()
        .map_err(|_| ExportError::Time(options.made_at.clone()))?
        .to_string();
    let ids = Ids {
        seed: format!("{} {}", analysis.source.sha256, analysis.version),
    };
    let patient = ids.of("patient");
    let program = ids.of("program");
    let mut entries = vec![
        entry(&ids.of("codes"), code_system(&made_at)),
        entry(&patient, patient_resource(analysis)),
        entry(&program, program_device(analysis)),
    ];
    for sensor in &analysis.sensors {
        entries.push(entry(
            &ids.of(&format!("sensor {}", sensor.site)),
            sensor_device(analysis, sensor.site, &patient),
        ));
    }
    let mut results = Vec::new();
    for row in analysis.measures.iter().filter(|row| row.value.is_finite()) {
        let id = ids.of(&format!("observation {} {:?}", row.measure.name(), row.side));
        results.push(json!({"reference": id}));
        entries.push(entry(&id, observation(row, &patient, &program, &made_at)));
    }
    let report = ids.of("report");
    let mut resource = json!({
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"coding": [coding("gait-report", "Gait report")], "text": "Gait report from motion sensors"},
        "subject": {"reference": patient},
        "issued": made_at,
        "result": results,
        "conclusion": "This report describes movement during one recording, with its uncertainty. It makes no diagnosis.",
    });
    if let Some(pdf) = &options.report_pdf {
        resource["presentedForm"] =
            json!([{"contentType": "application/pdf", "data": base64(pdf), "title": "Gait report", "size": pdf.len()}]);
    }
    let mut targets = vec![json!({"reference": report})];
    targets.extend(results);
    entries.push(entry(&report, resource));
    let provenance = json!({
        "resourceType": "Provenance",
        "target": targets,
        "recorded": made_at,
        "agent": [{"type": {"text": "program"}, "who": {"reference": program}}],
        "entity": [{"role": "source", "what": {
            "identifier": {"system": "urn:ietf:rfc:6920", "value": format!("sha-256;{}", analysis.source.sha256)},
            "display": analysis.source.name}}],
    });
    entries.push(entry(&ids.of("provenance"), provenance));
    Ok(json!({"resourceType": "Bundle", "type": "collection", "timestamp": made_at, "entry": entries}))
}

struct Ids {
    seed: String,
}

impl Ids {
    /// A UUID (version 8, RFC 9562) from the recording and the resource's role.
    fn of(&self, role: &str) -> String {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(format!("{} {role}", self.seed))[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().urn().to_string()
    }
}

fn entry(url: &str, resource: Value) -> Value {
    json!({"fullUrl": url, "resource": resource})
}

fn coding(code: &str, display: &str) -> Value {
    json!({"system": CODES, "code": code, "display": display})
}

/// A code has no underscore by the custom of FHIR.
fn code(measure: Measure) -> String {
    measure.name().replace('_', "-")
}

fn code_system(made_at: &str) -> Value {
    let concept = |code: String, display: &str, definition: &str| json!({"code": code, "display": display, "definition": definition});
    let mut concepts: Vec<Value> = Measure::ALL
        .iter()
        .map(|measure| concept(code(*measure), measure.name(), measure.definition()))
        .collect();
    concepts.push(concept(
        "gait-report".to_owned(),
        "Gait report",
        "A description of one recorded walk, made from motion sensors.",
    ));
    for (code, text) in [
        ("strides", "Strides behind a value."),
        ("interval-low", "Lower end of the 95 % confidence interval of a value."),
        ("interval-high", "Upper end of the 95 % confidence interval of a value."),
    ] {
        concepts.push(concept(code.to_owned(), code, text));
    }
    json!({
        "resourceType": "CodeSystem",
        "url": CODES,
        "version": env!("CARGO_PKG_VERSION"),
        "name": "GaitscopeMeasures",
        "title": "Measures of gait",
        "status": "active",
        "date": made_at,
        "content": "complete",
        "concept": concepts,
    })
}

fn patient_resource(analysis: &Analysis) -> Value {
    let subject = &analysis.session.subject;
    let mut patient = json!({"resourceType": "Patient"});
    if let Some(pseudonym) = &subject.pseudonym {
        patient["identifier"] = json!([{"use": "secondary", "value": pseudonym}]);
    }
    if let Some(sex @ ("female" | "male")) = subject.sex.as_deref() {
        patient["gender"] = json!(sex);
    }
    patient
}

fn program_device(analysis: &Analysis) -> Value {
    json!({
        "resourceType": "Device",
        "deviceName": [{"name": "gaitscope", "type": "model-name"}],
        "type": {"text": "Gait analysis software; not a medical device"},
        "version": [{"value": analysis.version}],
    })
}

fn sensor_device(analysis: &Analysis, site: recording::Site, patient: &str) -> Value {
    let known = analysis.session.sensors.iter().find(|sensor| sensor.site == site);
    let mut device = json!({
        "resourceType": "Device",
        "type": {"text": format!("Motion sensor worn at {}", site.name())},
        "patient": {"reference": patient},
    });
    if let Some(model) = known.and_then(|sensor| sensor.model.as_ref()) {
        device["modelNumber"] = json!(model);
    }
    if let Some(serial) = known.and_then(|sensor| sensor.serial.as_ref()) {
        device["serialNumber"] = json!(serial);
    }
    device
}

fn quantity(value: f64, unit: &str) -> Value {
    json!({"value": value, "unit": unit, "system": UCUM, "code": unit})
}

fn observation(row: &MeasureSummary, patient: &str, program: &str, made_at: &str) -> Value {
    let mut components = vec![json!({
        "code": {"coding": [coding("strides", "strides")]},
        "valueQuantity": quantity(row.n as f64, "{strides}"),
    })];
    if let Some(interval) = row.interval {
        for (name, value) in [("interval-low", interval.low), ("interval-high", interval.high)] {
            components.push(json!({
                "code": {"coding": [coding(name, name)]},
                "valueQuantity": quantity(value, &row.unit),
            }));
        }
    }
    let mut resource = json!({
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [coding(&code(row.measure), row.measure.name())], "text": row.measure.definition()},
        "subject": {"reference": patient},
        "issued": made_at,
        "valueQuantity": quantity(row.value, &row.unit),
        "method": {"text": row.method},
        "device": {"reference": program},
        "note": [{"text": format!("Quality grade {:?}.", row.grade)}],
        "component": components,
    });
    if let Some(side) = row.side {
        let text = match side {
            Side::Left => "left leg",
            Side::Right => "right leg",
        };
        resource["bodySite"] = json!({"text": text});
    }
    if let Some(reference) = &row.reference {
        resource["referenceRange"] = json!([{
            "low": quantity(reference.p05, &row.unit),
            "high": quantity(reference.p95, &row.unit),
            "text": format!("5th to 95th percentile of healthy adults ({})", reference.source),
        }]);
    }
    resource
}

/// RFC 4648 with padding.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
