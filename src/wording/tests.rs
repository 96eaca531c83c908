//! Every key that the code uses has a message, and the files hold no errors.

use super::*;
use crate::gait::{Curve, Exclusion, Measure};
use crate::recording::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
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
    use Exclusion::*;
    for reason in [Turn, GaitStart, GaitStop, Gap, Implausible, NotSteady, NotLevelWalking] {
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

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The string literals that stand in a text.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

fn source_of(room: &str) -> String {
    let mut files = Vec::new();
    rust_files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room),
        &mut files,
    );
    let own_tests = ["tests.rs", "sample.rs"];
    files
        .iter()
        .filter(|path| !own_tests.iter().any(|name| path.ends_with(name)))
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            text.split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

/// Every literal of the report's code that has the form of a key of one of the known kinds.
#[test]
fn every_key_written_in_the_reports_code_exists() {
    let kinds = [
        "title",
        "subtitle",
        "heading",
        "caption",
        "column",
        "summary",
        "figure",
        "fact",
        "limits",
        "sources",
        "method",
        "contacts",
        "speed",
        "calibration",
        "domain",
        "unit",
        "verdict",
        "curves",
        "sides",
        "strides",
        "remark",
        "remarks",
        "severity",
        "timeline",
        "direction",
        "difference",
        "grade",
        "both",
        "key",
        "all",
        "in",
        "footer",
        "page",
        "placement",
        "note",
    ];
    let wording = wording();
    let source = source_of("report");
    let mut seen = 0;
    let mut missing = BTreeSet::new();
    for literal in literals(&source) {
        let fits = literal
            .split_once('-')
            .is_some_and(|(kind, rest)| kinds.contains(&kind) && !rest.is_empty())
            && literal
                .chars()
                .all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
        if fits && literal != "speed" {
            seen += 1;
            if !wording.has(literal) {
                missing.insert(literal.to_owned());
            }
        }
    }
    // Names of figures have the form of keys without being any.
    for id in ["curves-", "differences-ratios", "differences-angles", "placement-"] {
        missing.remove(id);
    }
    assert!(seen > 80, "only {seen} keys found: the test looks at the wrong files");
    assert!(missing.is_empty(), "no words for {missing:?}");
}

/// The codes that other rooms give to notices, absences, quality reasons and gates.
#[test]
fn every_code_of_the_other_rooms_has_words() {
    let wording = wording();
    let mut missing = Vec::new();
    for room in ["recording", "body", "gait", "assessment"] {
        let source = source_of(room);
        for part in source.split("Notice::new(").skip(1) {
            let Some(code) = part
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            else {
                continue;
            };
            if !wording.has(&format!("notice-{code}")) {
                missing.push(format!("notice-{code}"));
            }
        }
    }
    let check = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/recording/check.rs")).unwrap();
    for part in check.split("notice(\"").skip(1) {
        let code = part.split('"').next().unwrap_or_default();
        if !wording.has(&format!("notice-{code}")) {
            missing.push(format!("notice-{code}"));
        }
    }
    let quality = source_of("assessment");
    for literal in literals(&quality).filter(|text| text.contains('-')) {
        let is_code = literal.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let kinds = [
            "quality",
            "gate",
            "absent",
            "pattern",
            "criterion",
            "alike",
            "not",
            "check",
            "reason",
            "remark",
            "thing",
        ];
        if is_code && !literal.contains("--") && !kinds.iter().any(|kind| wording.has(&format!("{kind}-{literal}"))) {
            missing.push(literal.to_owned());
        }
    }
    // Strands of criteria that count once; never shown.
    let strands = ["stance-minimum", "double-support", "contact-times"];
    missing.retain(|code| !is_method_id(code) && !strands.contains(&code.as_str()));
    assert!(missing.is_empty(), "no words for {missing:?}");
}

/// Ids of methods and sources end in a version or a year and are not shown as sentences.
fn is_method_id(code: &str) -> bool {
    code.ends_with('-') || code.chars().last().is_some_and(|c| c.is_ascii_digit())
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
        // Why files cannot be read is said in English by the error itself.
        let own = |key: &&String| !english.contains_key(*key) && !key.starts_with("reading-");
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
fn every_part_of_an_explanation_has_words() {
    use crate::assessment::patterns::table::TABLE;
    use crate::assessment::{FindingVerdict, Pattern};
    use crate::explanation::{Fact, Sign};
    for wording in Language::ALL.map(Wording::new) {
        let mut keys: Vec<String> = Fact::all().map(|fact| fact.key().to_owned()).collect();
        for pattern in Pattern::ALL {
            keys.push(format!("pattern-{}", pattern.name()));
            keys.push(format!("pattern-{}.help", pattern.name()));
            keys.push(format!("link-{}", pattern.name()));
        }
        for verdict in [
            FindingVerdict::Shown,
            FindingVerdict::Possible,
            FindingVerdict::NotShown,
            FindingVerdict::CannotBeJudged,
        ] {
            let name = serde_json::to_value(verdict).unwrap();
            keys.push(format!("finding-verdict-{}", name.as_str().unwrap()));
        }
        keys.extend(
            Sign::ALL
                .iter()
                .filter(|sign| sign.intake_key().is_some())
                .map(|sign| format!("{}.question", sign.key())),
        );
        for rule in &TABLE {
            keys.extend(
                rule.criteria
                    .iter()
                    .map(|criterion| format!("criterion-{}", criterion.code)),
            );
            keys.extend(rule.remarks.iter().map(|remark| format!("remark-{}", remark.code)));
            keys.extend(rule.alike.iter().map(|code| format!("alike-{code}")));
            keys.extend(rule.not.iter().map(|code| format!("not-{code}")));
            keys.extend(rule.checks.iter().map(|code| format!("check-{code}")));
        }
        let missing: Vec<&String> = keys.iter().filter(|key| wording.try_text(key, &[]).is_none()).collect();
        assert!(missing.is_empty(), "{:?}: {missing:?}", wording.language());
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
