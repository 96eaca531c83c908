//! What the store's analyses say, for lists, trends and comparisons: always of one protocol, since a walk is no chair test.

use super::bars::{self, Difference};
use crate::context::Context;
use assessment::Settings;
use assessment::compare::Visit as Compared;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use store::{AnalysisId, RecordingId, Store, StoreError, StoredAnalysis, StoredRecording};
use wording::Language;

/// A recording with what its newest analysis says.
pub(crate) struct Analysed {
    pub recording: RecordingId,
    /// Its protocol's name as comparisons know it; empty where none is named.
    pub protocol: String,
    /// The headlines, most important first.
    pub sentences: Vec<String>,
    pub compared: Compared,
    /// What weighs most between the legs; empty where it is doubted which leg is which.
    pub differences: Vec<Difference>,
    /// The time of a test of function, seconds.
    pub test_s: Option<f64>,
    /// Beyond it a test takes longer than at this age, seconds, and the ages that it is of.
    pub test_norm: Option<TestNorm>,
    /// A headline says that the legs' sensors seem to be on other places, by its name.
    pub places_doubted: Option<&'static str>,
}

/// What people of an age need for a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TestNorm {
    pub low_age: u64,
    pub high_age: u64,
    pub limit_s: f64,
}

/// A protocol's name without regard to case, dashes and spaces.
pub(crate) fn protocol_key(name: Option<&str>) -> String {
    name.unwrap_or_default().trim().to_lowercase().replace([' ', '-'], "_")
}

/// What an analysis says in a language; `None` where its summary is of a form that is no longer read. That is told in the log.
pub(crate) fn of_analysis(
    recording: &StoredRecording,
    analysis: &StoredAnalysis,
    language: Language,
) -> Option<Analysed> {
    let read = Compared::from_summary(&analysis.summary)
        .map_err(|error| error.to_string())
        .and_then(|compared| {
            Ok((
                compared,
                serde_json::from_str::<Value>(&analysis.summary).map_err(|e| e.to_string())?,
            ))
        });
    let (compared, summary) = match read {
        Ok(read) => read,
        Err(error) => {
            tracing::warn!("the summary of analysis {} is not read: {error}", analysis.id);
            return None;
        }
    };
    let rows = || summary["headlines"].as_array().into_iter().flatten();
    let sentences = match analysis.headlines.get(language.tag()) {
        Some(sentences) => sentences.clone(),
        None => rows()
            .filter_map(|row| Some(row["sentence"].as_str()?.to_owned()))
            .collect(),
    };
    let norm = &summary["function_reference"];
    let test_norm = || {
        Some(TestNorm {
            low_age: norm["low_age"].as_u64()?,
            high_age: norm["high_age"].as_u64()?,
            limit_s: norm["limit_s"].as_f64()?,
        })
    };
    let doubted = |about: &str| {
        rows()
            .any(|row| row["code"] == "doubt" && row["about"].as_str().is_some_and(|of| of.replace('_', "-") == about))
    };
    let places_doubted = ["legs-exchanged", "legs-crossed"]
        .into_iter()
        .find(|about| doubted(about));
    Some(Analysed {
        recording: recording.id,
        differences: match places_doubted {
            Some(_) => Vec::new(),
            None => bars::differences(&summary),
        },
        protocol: match &recording.protocol {
            Some(protocol) => protocol_key(Some(protocol)),
            // Not kept with the recording by earlier programs.
            None => compared.protocol.clone().unwrap_or_default(),
        },
        sentences,
        test_s: summary["function_test"]["total_s"].as_f64(),
        test_norm: test_norm(),
        places_doubted,
        compared,
    })
}

/// The analysed recordings of a visit, in the order in which they were added.
pub(crate) fn of_visit(
    store: &Store,
    recordings: &[StoredRecording],
    language: Language,
) -> Result<Vec<Analysed>, StoreError> {
    let mut found = Vec::new();
    for recording in recordings {
        if let Some(analysis) = store.analysis_to_show(recording.id, &Settings::default())? {
            found.extend(of_analysis(recording, &analysis, language));
        }
    }
    Ok(found)
}

/// Summaries of a person's earlier visits, the newest first, and what is known of the protocol: to be read without the store.
pub(crate) struct Earlier {
    protocol: String,
    found: Vec<(StoredRecording, StoredAnalysis)>,
}

/// What a recording is compared with: recordings of visits before its own.
pub(crate) fn earlier(store: &Store, recording: &StoredRecording) -> Result<Earlier, StoreError> {
    let visit = store.visit(recording.visit)?;
    let mut visits = store.visits(visit.patient)?;
    visits.retain(|other| other.began < visit.began);
    let mut found = Vec::new();
    for other in visits {
        for recording in store.recordings(other.id)?.into_iter().rev() {
            if let Some(analysis) = store.analysis_to_show(recording.id, &Settings::default())? {
                found.push((recording, analysis));
            }
        }
    }
    let own = store.analysis_to_show(recording.id, &Settings::default())?;
    let own = own.and_then(|own| of_analysis(recording, &own, Language::English));
    Ok(Earlier {
        protocol: own.map_or_else(|| protocol_key(recording.protocol.as_deref()), |own| own.protocol),
        found,
    })
}

impl Earlier {
    /// The newest of them with the same protocol; one that cannot be read is passed over, and told in the log.
    pub(crate) fn last(&self, language: Language) -> Option<(AnalysisId, Analysed)> {
        self.found.iter().find_map(|(recording, analysis)| {
            let read = of_analysis(recording, analysis, language)?;
            (read.protocol == self.protocol).then_some((analysis.id, read))
        })
    }
}

/// For each protocol the visits with a recording of it, the earliest first; of each visit the newest recording.
pub(crate) fn by_protocol<'a>(
    visits: impl Iterator<Item = (Timestamp, &'a [Analysed])>,
) -> BTreeMap<&'a str, Vec<(Timestamp, &'a Analysed)>> {
    let mut all: BTreeMap<&str, Vec<(Timestamp, &Analysed)>> = BTreeMap::new();
    for (at, analysed) in visits {
        let newest: BTreeMap<&str, &Analysed> = analysed.iter().map(|one| (one.protocol.as_str(), one)).collect();
        for (protocol, one) in newest {
            all.entry(protocol).or_default().push((at, one));
        }
    }
    for visits in all.values_mut() {
        visits.sort_by_key(|(at, _)| *at);
    }
    all
}

/// A protocol's name: one of ours by its key, others as they are written.
pub(crate) fn protocol_name(context: &Context, protocol: Option<&str>) -> String {
    match protocol.filter(|name| !name.is_empty()) {
        Some(name) => context
            .words()
            .try_text(&format!("app-protocol-{}", name.replace('_', "-")), &[])
            .unwrap_or_else(|| name.to_owned()),
        None => context.say("app-protocol-unknown"),
    }
}
