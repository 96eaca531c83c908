//! The smaller commands.

use crate::support::{SAMPLES, analyze_to, gaitscope, report, sample, say};
use serde_json::Value;
use simulation::presets;
use std::ffi::OsStr;
use std::fs;
use std::process::{Command, Stdio};

#[test]
fn help_and_version_are_no_errors() {
    for words in [
        &["--help"][..],
        &["--version"],
        &["analyze", "--help"],
        &["check", "--help"],
        &["simulate", "--help"],
    ] {
        let ran = say(words);
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{words:?}");
    }
    assert!(say(&["--version"]).stdout.contains(env!("CARGO_PKG_VERSION")));
    for command in ["analyze", "check", "simulate", "validate", "completions", "schema"] {
        let help = say(&[command, "--help"]).stdout;
        assert!(help.contains("Example"), "{command} shows no example: {help}");
    }
}

#[test]
fn check_says_what_is_wrong_as_json_and_in_words() {
    let folder = sample("badly_recorded");
    let ran = gaitscope(&["check".as_ref(), folder.as_ref(), "--json".as_ref()]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let value: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(value["sensors"].as_array().map(Vec::len), Some(5));
    assert_eq!(value["calibration"].as_array().map(Vec::len), Some(5));
    let notices = value["notices"].as_array().expect("a list");
    assert!(
        notices.iter().any(|notice| notice["site"] == "shank_left"),
        "{notices:?}"
    );
    assert_eq!(value["notices"], report("badly_recorded").summary["notices"]);
    let words = gaitscope(&["check".as_ref(), folder.as_ref()]);
    assert_eq!(words.status, 0);
    for site in ["pelvis", "thigh_left", "shank_right"] {
        assert!(words.stdout.contains(site), "{}", words.stdout);
    }
    assert!(words.stdout.contains("8.0 % lost"), "{}", words.stdout);
    assert!(
        words.stdout.contains("warning") || words.stdout.contains("problem"),
        "{}",
        words.stdout
    );
}

/// `gaitscope … | head -0`: no panic, no complaint, and what was to be written is written.
#[test]
fn a_reader_that_has_gone_ends_nothing() {
    let (folder, out) = (sample("stiff_knee"), tempfile::tempdir().expect("a temporary folder"));
    let compared = report("limp").path("summary.json");
    let commands: [&[&OsStr]; 7] = [
        &[
            "analyze".as_ref(),
            folder.as_ref(),
            "--out".as_ref(),
            out.path().as_ref(),
        ],
        &["check".as_ref(), folder.as_ref()],
        &["check".as_ref(), folder.as_ref(), "--json".as_ref()],
        &["compare".as_ref(), compared.as_ref(), compared.as_ref()],
        &["schema".as_ref()],
        &["completions".as_ref(), "bash".as_ref()],
        &[
            "replay".as_ref(),
            folder.as_ref(),
            "--json".as_ref(),
            "--speed".as_ref(),
            "max".as_ref(),
        ],
    ];
    for arguments in commands {
        let mut program = Command::new(env!("CARGO_BIN_EXE_gaitscope"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(program.stdout.take());
        let ran = program.wait_with_output().expect("the program ends");
        let complaint = String::from_utf8(ran.stderr).expect("text");
        assert_eq!((ran.status.code(), complaint.as_str()), (Some(0), ""), "{arguments:?}");
    }
    assert!(out.path().join("summary.json").is_file());
    // Both at once, as by `2>&1 | head`: the status tells what nobody reads.
    let mut program = Command::new(env!("CARGO_BIN_EXE_gaitscope"))
        .args(["check", "no-such-folder"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(program.stderr.take());
    assert_eq!(program.wait().expect("the program ends").code(), Some(1));
}

#[test]
fn analyze_speaks_json_to_programs() {
    let out = tempfile::tempdir().expect("a temporary folder");
    let folder = sample("stiff_knee");
    let ran = gaitscope(&[
        "analyze".as_ref(),
        folder.as_ref(),
        "--json".as_ref(),
        "--out".as_ref(),
        out.path().as_ref(),
    ]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let value: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(value["recording"], "stiff_knee");
    let shown = value["side_differences_shown"].as_array().expect("a list");
    assert!(shown.iter().any(|measure| measure == "knee_range_deg"), "{shown:?}");
    for file in value["files"].as_array().expect("a list") {
        let file = std::path::Path::new(file.as_str().expect("a path"));
        assert!(file.is_file(), "{} does not exist", file.display());
    }
}

/// What page one says is said in the terminal too: a change on the way, and before all else what is urgent.
#[test]
fn analyze_says_the_essentials() {
    let out = tempfile::tempdir().expect("a temporary folder");
    let said = |name: &str, more: &[&str]| {
        let folder = sample(name);
        let mut arguments: Vec<&std::ffi::OsStr> = vec![
            "analyze".as_ref(),
            folder.as_ref(),
            "--out".as_ref(),
            out.path().as_ref(),
        ];
        arguments.extend(more.iter().map(std::ffi::OsStr::new));
        let ran = gaitscope(&arguments);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        ran.stdout
    };
    let limp = said("limp", &[]);
    assert!(
        limp.contains("Shorter stance (fits a sparing, antalgic gait), left leg: shown."),
        "{limp}"
    );
    assert!(!limp.contains("urgent"), "{limp}");
    let changes = said("changes_on_the_way", &[]);
    let line = changes
        .lines()
        .find(|line| line.contains(" on the legs differ otherwise:") || line.contains("From "));
    assert!(line.is_some_and(|line| !line.contains("no change")), "{changes}");
    let urgent = said("limp", &["--intake", "saddle_numbness=yes", "--language", "de"]);
    let second = urgent.lines().nth(1).expect("a second line");
    assert!(second.contains("Notaufnahme") || second.contains("sofort"), "{urgent}");
}

/// The parts of a JSON Schema that schemars writes: enough to hold our own files against it.
fn violations(schema: &Value, root: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
        assert!(!target.is_null(), "{reference} leads nowhere");
        violations(target, root, value, place, found);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[key].as_array() {
            let fits = choices.iter().any(|choice| {
                let mut none = Vec::new();
                violations(choice, root, value, place, &mut none);
                none.is_empty()
            });
            if !fits {
                found.push(format!("{place}: {value} fits no choice of {key}"));
            }
        }
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |name: &Value| name == kind || (name == "number" && kind == "integer");
    match &schema["type"] {
        Value::Null => {}
        Value::Array(kinds) if kinds.iter().any(fits) => {}
        one if fits(one) => {}
        other => found.push(format!("{place}: {kind} where {other} is asked")),
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        found.push(format!("{place}: {value} is none of the choices"));
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        found.push(format!("{place}: {value} is not {}", schema["const"]));
    }
    if let Value::Object(fields) = value {
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !fields.contains_key(name) {
                found.push(format!("{place}: {name} is missing"));
            }
        }
        for (name, field) in fields {
            let known = &schema["properties"][name];
            let known = if known.is_null() {
                &schema["additionalProperties"]
            } else {
                known
            };
            match known {
                Value::Bool(false) => found.push(format!("{place}: {name} is not in the schema")),
                Value::Object(_) => violations(known, root, field, &format!("{place}.{name}"), found),
                _ if schema["properties"].is_object() => found.push(format!("{place}: {name} is not in the schema")),
                _ => {}
            }
        }
    }
    if let (Value::Array(items), Value::Object(_)) = (value, &schema["items"]) {
        for (k, item) in items.iter().enumerate() {
            violations(&schema["items"], root, item, &format!("{place}[{k}]"), found);
        }
    }
}

#[test]
fn every_summary_keeps_the_printed_schema() {
    let ran = say(&["schema"]);
    assert_eq!(ran.status, 0);
    let schema: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    for name in SAMPLES {
        let mut found = Vec::new();
        violations(&schema, &schema, &report(name).summary, "summary", &mut found);
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
    // The check itself can fail.
    let mut wrong = report("limp").summary.clone();
    wrong["measures"][0]["n"] = Value::from("many");
    wrong["quality"]["grade"] = Value::from("Z");
    wrong.as_object_mut().expect("an object").remove("turns");
    let mut found = Vec::new();
    violations(&schema, &schema, &wrong, "summary", &mut found);
    assert!(found.len() >= 3, "{found:?}");
}

#[test]
fn completions_know_the_commands() {
    let ran = say(&["completions", "bash"]);
    assert_eq!(ran.status, 0);
    for word in ["analyze", "check", "simulate", "--out", "complete "] {
        assert!(ran.stdout.contains(word), "{word}");
    }
}

#[test]
fn simulated_sessions_are_sessions() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = place.path().join("walk");
    let path = folder.to_str().expect("text");
    let ran = say(&["simulate", "healthy_person", "--seed", "5", "--out", path]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let again = place.path().join("again");
    say(&[
        "simulate",
        "healthy_person",
        "--seed",
        "5",
        "--out",
        again.to_str().expect("text"),
    ]);
    for file in ["session.toml", "pelvis.csv", "truth_events.csv", "truth.toml"] {
        assert!(
            fs::read(folder.join(file)).expect(file) == fs::read(again.join(file)).expect(file),
            "{file} differs"
        );
    }
    let out = place.path().join("report");
    assert_eq!(analyze_to(&folder, &out).status, 0);
    // The committed samples are what the program makes.
    let limp = place.path().join("limp");
    assert_eq!(
        say(&["simulate", "limp", "--out", limp.to_str().expect("text")]).status,
        0
    );
    for file in ["shank_left.csv", "truth_strides.csv"] {
        assert!(
            fs::read(limp.join(file)).expect(file) == fs::read(sample("limp").join(file)).expect(file),
            "{file}"
        );
    }
}

#[test]
fn simulate_names_its_presets() {
    let ran = say(&["simulate", "moonwalk", "--out", "unused"]);
    assert_eq!(ran.status, 1);
    for name in presets::NAMES {
        assert!(ran.stderr.contains(name), "{name} is missing in: {}", ran.stderr);
    }
    let ran = say(&["simulate", "healthy", "--speed", "9", "--out", "unused"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("0.3 to 2.0"), "{}", ran.stderr);
    assert!(!std::path::Path::new("unused").exists());
}
