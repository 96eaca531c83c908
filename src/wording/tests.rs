//! Every key that the code uses has a message, and the files hold no errors.

use super::*;
use gait::{Curve, Exclusion, Measure};
use recording::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn wording() -> Wording {
    Wording::new(Language::English)
}

#[test]
fn the_files_hold_no_errors_and_no_key_twice() {
    let mut keys = BTreeSet::new();
    for file in Language::English.files() {
        if let Err((_, errors)) = FluentResource::try_new((*file).to_owned()) {
            panic!("{errors:?}");
        }
        for line in file
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        {
            let key = line.split('=').next().unwrap().trim();
            assert!(keys.insert(key.to_owned()), "{key} stands twice");
        }
        // No function is known here: a message that calls one would be replaced by its key.
        assert!(!file.contains("NUMBER("));
    }
    assert!(keys.len() > 150);
}

#[test]
fn no_isolation_marks() {
    let text = wording().text(
        "direction",
        &[
            ("amount", "3 %".into()),
            ("kind", "time".into()),
            ("side", "left".into()),
        ],
    );
    assert_eq!(text, "3 % longer on the left");
}

#[test]
fn unknown_codes_stay_readable() {
    let words = [("share", Word::from(0.214)), ("file_name", Word::from("a.csv"))];
    assert_eq!(
        wording().text("notice-strap-rings", &words),
        "Strap rings (share 0.21, file name a.csv)"
    );
}

#[test]
fn a_missing_value_is_not_printed_as_a_placeholder() {
    let text = wording().text("notice-low-rate", &[]);
    assert!(!text.contains('{') && !text.contains('$'), "{text}");
}

#[test]
fn every_measure_curve_site_and_exclusion_has_words() {
    let wording = wording();
    let mut missing = Vec::new();
    let mut want = |key: String| {
        if wording.try_text(&key, &[]).is_none() {
            missing.push(key);
        }
    };
    for measure in Measure::ALL {
        want(format!("measure-{}", measure.name()));
        want(format!("measure-{}.help", measure.name()));
    }
    for curve in Curve::ALL {
        want(format!("curve-{}", curve.name()));
        want(format!("curve-{}.axis", curve.name()));
    }
    for site in Site::ALL {
        want(format!("site-{}", site.name()));
    }
    for reason in Exclusion::ALL {
        want(format!("exclusion-{}", reason.name()));
    }
    for grade in ["A", "B", "C"] {
        want(format!("grade-{grade}"));
        want(format!("grade-{grade}.meaning"));
    }
    for side in ["left", "right"] {
        for kind in ["side", "figure", "initial"] {
            want(format!("{kind}-{side}"));
        }
    }
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn what_has_no_words_is_remembered() {
    let wording = wording();
    wording.say("notice-strap-rings");
    // Words that lack a value are none.
    wording.say("notice-low-rate");
    wording.say("unit-s");
    assert_eq!(wording.without_words(), ["notice-low-rate", "notice-strap-rings"]);
}

/// Every key of a file (`key` or `key.attribute`) with the names of the values that its text uses.
fn keys_and_values(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in language.files() {
        let (mut id, mut key) = (String::new(), String::new());
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                id = line.split('=').next().unwrap_or_default().trim().to_owned();
                key = id.clone();
            } else if let Some((name, _)) = line
                .trim_start()
                .strip_prefix('.')
                .and_then(|rest| rest.split_once(" ="))
            {
                key = format!("{id}.{name}");
            }
            let values = found.entry(key.clone()).or_default();
            for part in line.split('$').skip(1) {
                let end = part
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .unwrap_or(part.len());
                values.insert(part[..end].to_owned());
            }
        }
    }
    found.remove("");
    found
}

#[test]
fn all_languages_have_the_same_keys_and_values() {
    let english = keys_and_values(Language::English);
    assert!(english.len() > 500, "{}", english.len());
    for language in Language::ALL {
        let other = keys_and_values(language);
        let missing: Vec<&String> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let own = |key: &&String| !english.contains_key(*key);
        let surplus: Vec<&String> = other.keys().filter(own).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{language:?}: missing {missing:?}, surplus {surplus:?}"
        );
        let differing: Vec<&String> = english.keys().filter(|key| english[*key] != other[*key]).collect();
        assert!(differing.is_empty(), "{language:?}: other values in {differing:?}");
        for file in language.files() {
            if let Err((_, errors)) = FluentResource::try_new((*file).to_owned()) {
                panic!("{language:?}: {errors:?}");
            }
        }
    }
}

/// Words that tell a person what they have. They may stand only where they are denied or where the article is quoted.
#[test]
fn nothing_is_diagnosed() {
    let words = [
        "you have",
        "you suffer",
        "your disease",
        "diagnos",
        "caused by",
        "sie haben",
        "sie leiden",
        "ihre krankheit",
        "verursacht durch",
        "liegt an ihre",
    ];
    let allowed = [
        // Denials.
        "explanation-limit-evidence",
        "patient-last",
        "limits-device",
        "app-footer",
        "app-intake-help",
        "app-letter-asks",
        // What the article says of diagnosis as such.
        "next-diagnosis",
        // "Sie haben": what was said or how one moved, in German.
        "statement",
        "patient-urgent",
    ];
    for language in Language::ALL {
        let mut key = String::new();
        for line in language
            .files()
            .iter()
            .flat_map(|file| file.lines())
            .filter(|line| !line.starts_with('#'))
        {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                key = line.split('=').next().unwrap_or_default().trim().to_owned();
            }
            let text = line.split_once('=').map_or(line, |(_, text)| text).to_lowercase();
            let claim = words.iter().find(|word| text.contains(**word));
            assert!(
                claim.is_none() || allowed.contains(&key.as_str()),
                "{language:?}: {key} says {claim:?}"
            );
        }
    }
}

#[test]
fn numbers_follow_the_language() {
    let german = Wording::new(Language::German);
    assert_eq!(german.decimal(-0.254, 2), "−0,25");
    assert_eq!(german.decimal(-0.001, 2), "0,00");
    assert_eq!(wording().decimal(12.0, 1), "12.0");
    let words = [
        ("count", Word::from(1.0)),
        ("lost_percent", Word::from(2.5)),
        ("longest_s", Word::from(0.75)),
    ];
    let text = german.text("notice-gap", &words);
    assert!(
        text.contains("an einer Stelle") && text.contains("2,5 %") && text.contains("0,75 s"),
        "{text}"
    );
    assert_eq!(Language::from_tag("de-AT"), Some(Language::German));
    assert_eq!(Language::from_tag("fr"), None);
}

/// Every file with this extension below a folder, in no order.
fn files_below(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            files_below(&path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
}

/// True where the parts of a text with holes, such as `pattern-` and `.help`, fit a key.
fn fits(key: &str, parts: &[&str]) -> bool {
    let [first, .., last] = parts else { return false };
    !first.is_empty() && key.len() > first.len() + last.len() && key.starts_with(first) && key.ends_with(last)
}

/// Words that nobody says are taken away: each key stands in the code as it is, as a text with holes, as two parts that the code
/// joins, or within other words.
#[test]
fn every_key_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["src", "python"] {
        files_below(&root.join(folder), "rs", &mut files);
    }
    let code: String = files
        .iter()
        .map(|file| std::fs::read_to_string(file).expect("a file in UTF-8"))
        .collect();
    let texts: BTreeSet<&str> = code
        .lines()
        .flat_map(|line| line.split('"'))
        .filter(|text| !text.is_empty() && !text.contains(char::is_whitespace))
        .collect();
    let holes: Vec<Vec<&str>> = texts
        .iter()
        .filter(|text| text.contains('{') && !text.contains("::"))
        .map(|text| text.split(['{', '}']).step_by(2).collect())
        .map(|mut parts: Vec<&str>| {
            let last = parts.last_mut().expect("a part");
            *last = last.split('.').next().unwrap_or_default();
            parts
        })
        .collect();
    let ids = |text: &str| text.split('.').next().unwrap_or_default().to_owned();
    let plain: BTreeSet<String> = texts.iter().map(|text| ids(text)).collect();
    let words: String = Language::English.files().concat();
    let unused: BTreeSet<String> = keys_and_values(Language::English)
        .keys()
        .map(|key| ids(key))
        .filter(|key| {
            let joined = key.match_indices('-').any(|(at, _)| {
                let (first, second) = (&key[..at], &key[at + 1..]);
                plain.contains(first) && plain.contains(second)
            });
            let within = words.contains(&format!("{{ {key} }}")) || words.contains(&format!("{{ {key}."));
            !(plain.contains(key) || joined || within || holes.iter().any(|parts| fits(key, parts)))
        })
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}
