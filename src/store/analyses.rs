//! Analyses: kept by what they depend on, so that an old one is never taken for a current one, and never lost.

use super::audit::{self, Done};
use super::clock::{By, from_us};
use super::types::{AnalysisId, AnalysisKey, MethodChange, RecordingId, StoredAnalysis};
use super::{Store, StoreError, hex, recordings};
use assessment::{Analysis, AnalysisError, Settings};
use recording::Recording;
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use summary::Summary;

const COLUMNS: &str = "SELECT id, recording_id, input, settings, program, made_us, summary, headlines FROM analysis";

/// An analysis to be made: run it without the store, which is free for others meanwhile, then
/// [keep](Store::keep_analysis) it.
#[derive(Debug, Clone)]
pub struct AnalysisJob {
    pub id: RecordingId,
    pub key: AnalysisKey,
    pub recording: Recording,
    pub settings: Settings,
}

impl AnalysisJob {
    pub fn run(&self) -> Result<Analysis, AnalysisError> {
        assessment::analyze(&self.recording, &self.settings)
    }
}

impl Store {
    /// What an analysis of this recording depends on, as everything is now.
    pub fn analysis_key(&self, id: RecordingId, settings: &Settings) -> Result<AnalysisKey, StoreError> {
        let stored = self.stored_recording(id)?;
        let visit = self.visit(stored.visit)?;
        let patient = self.patient(stored.patient)?;
        let input = serde_json::json!({
            "content": stored.content,
            "title": stored.title,
            "protocol": stored.protocol,
            "reading": stored.reading,
            "pseudonym": patient.pseudonym,
            "details": patient.details,
            "year": visit.began.to_zoned(jiff::tz::TimeZone::UTC).year(),
            "intake": visit.intake,
        });
        Ok(AnalysisKey {
            input: hex(&Sha256::digest(input.to_string())),
            settings: serde_json::to_string(settings).map_err(StoreError::json("the settings"))?,
            program: summary::METHODS.to_owned(),
        })
    }

    /// The analysis that still holds: of these very files, answers, settings and program.
    pub(crate) fn current_analysis(
        &self,
        id: RecordingId,
        settings: &Settings,
    ) -> Result<Option<StoredAnalysis>, StoreError> {
        let key = self.analysis_key(id, settings)?;
        self.kept(id, &key)
    }

    fn kept(&self, id: RecordingId, key: &AnalysisKey) -> Result<Option<StoredAnalysis>, StoreError> {
        self.connection
            .prepare_cached(&format!(
                "{COLUMNS} WHERE recording_id = ?1 AND input = ?2 AND settings = ?3 AND program = ?4"
            ))?
            .query_row(params![id, key.input, key.settings, key.program], |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    /// All analyses of a recording that were ever kept, the newest first.
    pub fn analyses(&self, id: RecordingId) -> Result<Vec<StoredAnalysis>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{COLUMNS} WHERE recording_id = ?1 ORDER BY id DESC"))?;
        let rows = statement.query_map([id], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Patterns and side measures that the newest analysis shows otherwise than the last one by an earlier program did, from
    /// the same files, answers and settings: by the method alone. Empty where there is no such earlier one.
    pub fn changed_by_method(&self, id: RecordingId) -> Result<Vec<MethodChange>, StoreError> {
        let all = self.analyses(id)?;
        let Some((newest, older)) = all.split_first() else {
            return Ok(Vec::new());
        };
        let same = |one: &&StoredAnalysis| {
            one.key.input == newest.key.input
                && one.key.settings == newest.key.settings
                && one.key.program != newest.key.program
        };
        let Some(earlier) = older.iter().find(same) else {
            return Ok(Vec::new());
        };
        let (before, after) = (told(&earlier.summary)?, told(&newest.summary)?);
        let names: BTreeSet<&MethodChange> = before.keys().chain(after.keys()).collect();
        let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
        Ok(changed.cloned().collect())
    }

    /// The newest analysis, current or not: compare its key with [`analysis_key`](Store::analysis_key).
    pub(crate) fn latest_analysis(&self, id: RecordingId) -> Result<Option<StoredAnalysis>, StoreError> {
        self.connection
            .prepare_cached(&format!("{COLUMNS} WHERE recording_id = ?1 ORDER BY id DESC LIMIT 1"))?
            .query_row([id], |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

    /// The analysis that still holds; where there is none yet, the newest of those made before something was changed.
    pub fn analysis_to_show(&self, id: RecordingId, settings: &Settings) -> Result<Option<StoredAnalysis>, StoreError> {
        match self.current_analysis(id, settings)? {
            Some(current) => Ok(Some(current)),
            None => self.latest_analysis(id),
        }
    }

    /// Reads what an analysis needs.
    pub fn analysis_job(&self, id: RecordingId, settings: &Settings) -> Result<AnalysisJob, StoreError> {
        Ok(AnalysisJob {
            id,
            key: self.analysis_key(id, settings)?,
            recording: self.read_recording(id)?,
            settings: settings.clone(),
        })
    }

    /// Keeps a finished analysis beside the older ones. One with the same key that is there already stays as it is.
    pub fn keep_analysis(
        &mut self,
        job: &AnalysisJob,
        analysis: &Analysis,
        by: &By,
    ) -> Result<StoredAnalysis, StoreError> {
        let summary =
            serde_json::to_string(&Summary::new(analysis)).map_err(StoreError::json("the summary of an analysis"))?;
        let packed = zstd::encode_all(summary.as_bytes(), 3).map_err(StoreError::io(&self.data_dir.root, "written"))?;
        let headlines = serde_json::to_string(&summary::headline_sentences(analysis))
            .map_err(StoreError::json("the headlines of an analysis"))?;
        let (id, key) = (job.id, &job.key);
        self.change(|connection| {
            let patient = recordings::patient_of(connection, id)?;
            let rows = connection.execute(
                "INSERT OR IGNORE INTO analysis (recording_id, input, settings, program, made_us, summary, headlines) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    id,
                    key.input,
                    key.settings,
                    key.program,
                    by.at.as_microsecond(),
                    packed,
                    headlines
                ],
            )?;
            if rows == 0 {
                return Ok(());
            }
            audit::note(
                connection,
                by,
                Done {
                    action: "analysis-made",
                    patient: Some(patient),
                    object: Some(connection.last_insert_rowid()),
                    detail: Some(&key.program),
                },
            )
        })?;
        self.kept(id, key)?.ok_or(StoreError::Missing {
            what: "recording",
            id: id.0,
        })
    }

    /// The current analysis, made now where there is none. Blocks the store while it runs (a second or two).
    pub fn analyze(&mut self, id: RecordingId, settings: &Settings, by: &By) -> Result<StoredAnalysis, StoreError> {
        if let Some(kept) = self.current_analysis(id, settings)? {
            return Ok(kept);
        }
        let job = self.analysis_job(id, settings)?;
        let analysis = job.run()?;
        self.keep_analysis(&job, &analysis, by)
    }
}

/// What an analysis shows, or holds possible, with its verdict and side.
fn told(summary: &str) -> Result<BTreeMap<MethodChange, String>, StoreError> {
    let summary: serde_json::Value =
        serde_json::from_str(summary).map_err(StoreError::json("the summary of an analysis"))?;
    let rows = |list: &str| summary[list].as_array().cloned().unwrap_or_default();
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let mut told = BTreeMap::new();
    for row in rows("findings") {
        let verdict = text(&row, "verdict");
        if verdict == "shown" || verdict == "possible" {
            let name = text(&row, "pattern").replace('_', "-");
            told.insert(MethodChange::Pattern(name), format!("{verdict} {}", text(&row, "side")));
        }
    }
    for row in rows("side_differences") {
        if text(&row, "verdict") == "shown" {
            let right = row["difference"].as_f64().is_some_and(|difference| difference > 0.0);
            told.insert(MethodChange::SideMeasure(text(&row, "measure")), right.to_string());
        }
    }
    Ok(told)
}

fn read(row: &Row) -> Result<StoredAnalysis, StoreError> {
    let id: AnalysisId = row.get(0)?;
    let packed: Vec<u8> = row.get(6)?;
    let summary = zstd::decode_all(&packed[..])
        .map_err(|error| error.to_string())
        .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()))
        .map_err(|problem| StoreError::Field {
            field: "analysis",
            problem: format!("number {id} cannot be unpacked: {problem}; restore a backup"),
        })?;
    Ok(StoredAnalysis {
        id,
        recording: row.get(1)?,
        key: AnalysisKey {
            input: row.get(2)?,
            settings: row.get(3)?,
            program: row.get(4)?,
        },
        made: from_us(row.get(5)?)?,
        summary,
        headlines: match row.get::<_, Option<String>>(7)? {
            Some(text) => serde_json::from_str(&text).map_err(StoreError::json("the headlines of an analysis"))?,
            None => BTreeMap::new(),
        },
    })
}
