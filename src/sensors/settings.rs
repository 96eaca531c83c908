//! What the program remembers of sensors between recordings: where each is worn, by serial number.

use recording::{Site, durable};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};

const NAME: &str = "sensors.toml";

/// The settings file's content.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Remembered {
    #[serde(rename = "sensor")]
    pub sensors: Vec<RememberedSensor>,
}

/// One sensor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RememberedSensor {
    pub serial: String,
    /// What is printed on it, which a scan shows.
    pub label: String,
    pub family: String,
    pub site: Site,
}

/// Why the settings could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("there is no place for settings on this computer; give one")]
    NoPlace,
    #[error("{file}: {source}. Check that you may read and write it, or give another folder")]
    Io { file: PathBuf, source: std::io::Error },
    #[error("{file}: {message}. Correct it, or delete the file")]
    Content { file: PathBuf, message: String },
}

/// The platform's place for this program's settings.
///
/// # Errors
/// [`SettingsError::NoPlace`] where the environment names none.
pub fn config_dir() -> Result<PathBuf, SettingsError> {
    let var = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = if cfg!(windows) {
        var("APPDATA")
    } else if cfg!(target_os = "macos") {
        var("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        var("XDG_CONFIG_HOME").or_else(|| var("HOME").map(|home| home.join(".config")))
    };
    base.map(|base| base.join("gaitscope")).ok_or(SettingsError::NoPlace)
}

impl Remembered {
    /// Reads the settings of a folder; nothing is remembered where there is no file.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn load(dir: &Path) -> Result<Remembered, SettingsError> {
        let file = dir.join(NAME);
        match std::fs::read_to_string(&file) {
            Ok(text) => toml::from_str(&text).map_err(|error| SettingsError::Content {
                file,
                message: error.message().to_owned(),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Remembered::default()),
            Err(source) => Err(SettingsError::Io { file, source }),
        }
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn save(&self, dir: &Path) -> Result<(), SettingsError> {
        let file = dir.join(NAME);
        let text = toml::to_string_pretty(self).map_err(|error| SettingsError::Content {
            file: file.clone(),
            message: error.to_string(),
        })?;
        std::fs::create_dir_all(dir)
            .and_then(|()| durable::write(&file, |out| out.write_all(text.as_bytes())))
            .map_err(|source| SettingsError::Io { file, source })
    }

    /// Where a sensor is worn, by serial number or by what is printed on it.
    pub fn site(&self, serial: Option<&str>, label: &str) -> Option<Site> {
        let by_serial = |sensor: &&RememberedSensor| serial == Some(sensor.serial.as_str());
        let by_label = |sensor: &&RememberedSensor| sensor.label == label;
        let found = self
            .sensors
            .iter()
            .find(by_serial)
            .or_else(|| self.sensors.iter().find(by_label));
        found.map(|sensor| sensor.site)
    }

    /// Remembers a sensor, or with `None` forgets it. A site has one sensor of those remembered.
    pub fn assign(&mut self, sensor: RememberedSensor, site: Option<Site>) {
        self.sensors
            .retain(|other| other.serial != sensor.serial && Some(other.site) != site);
        if let Some(site) = site {
            self.sensors.push(RememberedSensor { site, ..sensor });
        }
        self.sensors.sort_by_key(|sensor| sensor.site);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_one_sensor_and_a_file_gives_it_back() {
        let sensor = |serial: &str| RememberedSensor {
            serial: serial.to_owned(),
            label: format!("GS-{serial}"),
            family: "gaitscope".to_owned(),
            site: Site::Trunk,
        };
        let mut all = Remembered::default();
        all.assign(sensor("1"), Some(Site::Pelvis));
        all.assign(sensor("2"), Some(Site::Pelvis));
        all.assign(sensor("3"), Some(Site::ShankLeft));
        let dir = tempfile::tempdir().unwrap();
        all.save(&dir.path().join("new")).unwrap();
        let all = Remembered::load(&dir.path().join("new")).unwrap();
        assert_eq!(all.site(Some("2"), ""), Some(Site::Pelvis));
        assert_eq!(all.site(None, "GS-3"), Some(Site::ShankLeft));
        assert_eq!(all.site(Some("1"), "GS-1"), None);
    }
}
