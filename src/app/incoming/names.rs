//! File names from outside.

use super::UploadError;
use std::path::PathBuf;

/// Folders within folders.
const DEEPEST: usize = 6;
const LONGEST: usize = 120;

/// The place of a file below the upload's folder, with harmless names; `None` for files that systems add by themselves.
///
/// # Errors
/// [`UploadError::Name`] for a name that tries to lead elsewhere.
pub fn inside(name: &str) -> Result<Option<PathBuf>, UploadError> {
    // Windows writes backslashes into archives at times; a colon would name a drive or a stream.
    let name = name.replace('\\', "/");
    if name.starts_with('/') || name.contains(['\0', ':']) {
        return Err(UploadError::Name);
    }
    let parts: Vec<&str> = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    if parts.contains(&"..") || parts.len() > DEEPEST {
        return Err(UploadError::Name);
    }
    let Some((file, folders)) = parts.split_last() else {
        return Err(UploadError::Name);
    };
    if file.starts_with('.') || matches!(*file, "Thumbs.db" | "desktop.ini") || folders.contains(&"__MACOSX") {
        return Ok(None);
    }
    Ok(Some(parts.iter().map(|part| harmless(part)).collect()))
}

/// Letters, digits and a few signs; everything else becomes an underscore, so that no shell, header or file system
/// gets to see anything strange. Names that Windows keeps for devices get a letter before them.
fn harmless(part: &str) -> String {
    let mut clean: String = part
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ' | '(' | ')') {
                c
            } else {
                '_'
            }
        })
        .collect();
    clean = clean.trim_matches([' ', '.']).to_owned();
    if clean.chars().count() > LONGEST {
        // The end holds the kind of file.
        clean = clean.chars().skip(clean.chars().count() - LONGEST).collect();
    }
    let stem = clean.split('.').next().unwrap_or_default().to_uppercase();
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
        || (stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")));
    if clean.is_empty() || device {
        format!("x{clean}")
    } else {
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tricks_are_refused() {
        for name in [
            "../x.csv",
            "a/../../x.csv",
            "/etc/passwd",
            "C:\\x.csv",
            "..\\..\\x.csv",
            "a\0.csv",
            "",
            "a/b/c/d/e/f/g.csv",
        ] {
            assert!(inside(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn usual_names_stay() {
        let kept = |name: &str| {
            let path = inside(name).unwrap()?;
            Some(
                path.iter()
                    .map(|part| part.to_str().unwrap())
                    .collect::<Vec<_>>()
                    .join("/"),
            )
        };
        assert_eq!(
            kept("my session/thigh_left.csv"),
            Some("my session/thigh_left.csv".to_owned())
        );
        assert_eq!(
            kept("<img src=x onerror=alert(1)>.csv"),
            Some("_img src_x onerror_alert(1)_.csv".to_owned())
        );
        assert_eq!(kept("con.csv"), Some("xcon.csv".to_owned()));
        assert_eq!(kept("__MACOSX/a.csv"), None);
        assert_eq!(kept(".DS_Store"), None);
    }
}
