//! Settings by key; every change is in the audit trail.

use super::audit::{self, Done};
use super::clock::By;
use super::types;
use super::{Store, StoreError};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

impl Store {
    /// The value of a setting, where it was ever set.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self
            .connection
            .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        text.map(|text| serde_json::from_str(&text).map_err(StoreError::json("a setting")))
            .transpose()
    }

    /// Sets a value; the audit trail notes the key, and old and new value. Do not keep personal data in settings.
    pub fn set_setting<T: Serialize>(&mut self, key: &str, value: &T, by: &By) -> Result<(), StoreError> {
        let key = types::full_line("setting", key)?;
        let text = serde_json::to_string(value).map_err(StoreError::json("a setting"))?;
        self.change(|connection| {
            let old: Option<String> = connection
                .query_row("SELECT value FROM setting WHERE key = ?1", [&key], |row| row.get(0))
                .optional()?;
            if old.as_deref() == Some(text.as_str()) {
                return Ok(());
            }
            connection.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                params![key, text],
            )?;
            let detail = format!("{key}: {} -> {text}", old.as_deref().unwrap_or("unset"));
            audit::note(
                connection,
                by,
                Done {
                    action: "setting-changed",
                    detail: Some(&detail),
                    ..Done::default()
                },
            )
        })
    }
}
