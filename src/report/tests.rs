//! The report as a whole: every case is written, read back and held against its promises.

use super::document::Block;
use super::sample::{self, Case};
use super::*;
use crate::assessment::Verdict;
use crate::gait::Measure;
use crate::recording::{Notice, Severity, Side};
use std::fs;

fn write(analysis: &Analysis) -> (tempfile::TempDir, Written) {
    let dir = tempfile::tempdir().unwrap();
    let written = write_all(analysis, dir.path(), &ReportOptions::default()).unwrap();
    (dir, written)
}

fn read(dir: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(dir.path().join(name)).unwrap()
}

/// Writes reports in both languages to the folder named by `GAITSCOPE_SAMPLES`, to be looked at: every case, and the
/// recordings below the folders in `GAITSCOPE_RECORDINGS` (with colons between), by default the samples.
#[test]
fn samples_for_the_eye() {
    let Some(dir) = std::env::var_os("GAITSCOPE_SAMPLES") else {
        eprintln!("GAITSCOPE_SAMPLES names no folder; nothing to look at");
        return;
    };
    let mut analyses: Vec<(String, Analysis)> = Case::ALL
        .into_iter()
        .map(|case| (case.name().to_owned(), sample::analysis(case)))
        .collect();
    let folders = std::env::var("GAITSCOPE_RECORDINGS").unwrap_or_else(|_| "samples".to_owned());
    for folder in folders.split(':') {
        let mut recordings: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        recordings.sort();
        for path in recordings.into_iter().filter(|path| path.is_dir()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match crate::recording::read(std::slice::from_ref(&path), &crate::recording::ReadOptions::default()) {
                Ok(recording) => match crate::analysis::analyze(&recording, &Default::default()) {
                    Ok(analysis) => analyses.push((name, analysis)),
                    Err(error) => eprintln!("{name}: {error}"),
                },
                Err(error) => eprintln!("{name}: {error}"),
            }
        }
    }
    for (name, analysis) in analyses {
        for language in crate::wording::Language::ALL {
            let out = Path::new(&dir).join(format!("{name}-{}", language.tag()));
            write_all(&analysis, &out, &ReportOptions { language }).unwrap();
        }
    }
}

#[test]
fn every_case_is_written_whole_and_leaves_nothing_else_behind() {
    for case in Case::ALL {
        let (dir, written) = write(&sample::analysis(case));
        let mut names: Vec<String> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let mut wanted = vec![
            "angles.csv",
            "cycles.csv",
            "events.csv",
            "report.html",
            "report.pdf",
            "strides.csv",
            "summary.json",
        ];
        wanted.retain(|name| cfg!(feature = "pdf") || *name != "report.pdf");
        assert_eq!(names, wanted, "{case:?}");
        assert_eq!(written.files.len(), names.len());
    }
}

#[test]
fn the_statement_stands_first_and_last() {
    let (dir, _) = write(&sample::analysis(Case::Healthy));
    let html = read(&dir, "report.html");
    let statement = "This report describes how you moved during this recording. It cannot show what causes your pain. \
                     Discuss it with your physiotherapist or physician.";
    assert_eq!(html.matches(statement).count(), 2);
    assert!(html.find(statement).unwrap() < html.find("<h2>").unwrap());
    let after = &html[html.rfind(statement).unwrap()..];
    assert!(!after.contains("<h2>") && !after.contains("<p class=\"note\">"));
}

#[test]
fn the_same_analysis_gives_the_same_bytes() {
    for case in [Case::Limp, Case::Bad] {
        let (first, written) = write(&sample::analysis(case));
        let (second, _) = write(&sample::analysis(case));
        for path in &written.files {
            let name = path.file_name().unwrap();
            assert!(
                fs::read(first.path().join(name)).unwrap() == fs::read(second.path().join(name)).unwrap(),
                "{name:?} differs"
            );
        }
    }
}

#[test]
fn hostile_names_are_only_text() {
    let mut analysis = sample::analysis(Case::Bad);
    let hostile = "</title><script>alert(1)</script>&\"'\u{202e}漢\u{0}\n𝒳";
    analysis.session.subject.pseudonym = Some(hostile.to_owned());
    analysis.session.protocol.name = Some(format!("{hostile}{}", "x".repeat(300)));
    analysis.source.name = hostile.to_owned();
    analysis.source.files = vec![hostile.to_owned()];
    analysis
        .notices
        .push(Notice::new("<b>evil</b>", Severity::Problem).with("<i>", hostile));
    let (dir, _) = write(&analysis);
    let html = read(&dir, "report.html");
    assert!(!html.contains("<script>alert") && !html.contains("<b>evil") && !html.contains("<i>"));
    assert!(html.contains("&lt;script&gt;"));
}

#[test]
fn html_is_self_contained_and_its_headings_are_in_order() {
    let (dir, _) = write(&sample::analysis(Case::Limp));
    let html = read(&dir, "report.html");
    // One script, inside, that only shows what stands in the page already.
    assert_eq!(html.matches("<script").count(), 1);
    assert!(html.find("<script").unwrap() > html.find("</main>").unwrap());
    for forbidden in ["fetch(", "XMLHttp", "innerHTML", "src=", "url(", "@import", "<link"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    // The only links lead to sections of the page itself.
    let links: Vec<&str> = html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(links.len() > 5);
    for link in links {
        let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{link} leads out"));
        assert!(html.contains(&format!("<h2 id=\"{target}\"")), "{link} leads nowhere");
    }
    assert!(html.contains("<html lang=\"en\">"));
    let levels: Vec<u8> = html
        .match_indices("<h")
        .filter_map(|(at, _)| html.as_bytes().get(at + 2))
        .filter(|c| c.is_ascii_digit())
        .map(|c| c - b'0')
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert_eq!(html.matches("<svg").count(), html.matches("<title id=").count());
    assert!(html.matches("<rect class=\"hover\"").count() > 100);
    assert_eq!(html.matches("<svg").count(), html.matches("<desc id=").count());
    assert_eq!(html.matches("<table").count(), html.matches("<caption>").count());
}

#[test]
fn no_page_says_nan_and_no_placeholder_is_left() {
    for case in Case::ALL {
        let document = document(&sample::analysis(case), &ReportOptions::default()).unwrap();
        let html = html::render(&document);
        let body = &html[html.find("<body").unwrap()..];
        for forbidden in ["NaN", "inf", "{ $", "{$", "\u{2068}"] {
            // `inf` inside words such as `inferred` is fine.
            let found = body
                .match_indices(forbidden)
                .any(|(at, text)| !body[at + text.len()..].starts_with(|c: char| c.is_ascii_alphabetic()));
            assert!(!found, "{case:?}: {forbidden}");
        }
    }
}

/// Every sentence of the page comes from the wording files: a key without words would read as the key itself.
#[test]
fn every_key_of_the_report_has_words() {
    let sources = [
        include_str!("compose/mod.rs"),
        include_str!("compose/changes.rs"),
        include_str!("compose/findings.rs"),
        include_str!("compose/front.rs"),
        include_str!("compose/loading.rs"),
        include_str!("compose/measured.rs"),
        include_str!("compose/methods.rs"),
        include_str!("compose/patient.rs"),
        include_str!("compose/posture.rs"),
        include_str!("compose/quality.rs"),
        include_str!("compose/recording.rs"),
        include_str!("compose/sides.rs"),
        include_str!("compose/words.rs"),
        include_str!("figures/body.rs"),
        include_str!("figures/course.rs"),
        include_str!("figures/criteria.rs"),
        include_str!("figures/curves.rs"),
        include_str!("figures/differences.rs"),
        include_str!("figures/glance.rs"),
        include_str!("figures/timeline.rs"),
    ];
    let kinds = [
        "heading-",
        "front-",
        "essential",
        "figure-",
        "column-",
        "caption-",
        "criterion-state",
        "summary-",
        "unit-",
        "posture-",
        "rest-",
        "shape-",
        "changes-",
        "loading-",
        "method-",
        "limits-",
        "sources-",
        "direction-",
        "fact-",
        "finding-",
        "verdict-",
        "changed-",
        "transfer-",
        "condition-told",
        "not-shown",
        "timeline-",
        "severity-",
    ];
    let wording = Wording::new(Language::English);
    let mut seen = 0;
    for source in sources {
        for text in source.split('"').skip(1).step_by(2) {
            let plain = text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
            if !plain || text.ends_with('-') || !kinds.iter().any(|kind| text.starts_with(kind)) {
                continue;
            }
            seen += 1;
            assert!(wording.has(text), "{text} has no words");
        }
    }
    assert!(seen > 150, "only {seen} keys were looked at");
}

#[test]
fn sections_stand_in_the_promised_order() {
    let html = html::render(&document(&sample::analysis(Case::Limp), &ReportOptions::default()).unwrap());
    let wording = Wording::new(Language::English);
    let mut last = 0;
    for key in [
        "heading-essentials",
        "heading-findings",
        "heading-sides-glance",
        "heading-meaning",
        "heading-next-steps",
        "heading-curves",
        "heading-sides",
        "heading-loading",
        "heading-changes",
        "heading-posture",
        "heading-explanation",
        "heading-methods",
        "heading-limits",
        "heading-sources",
        "heading-patient",
    ] {
        let heading = format!(">{}</h", wording.say(key));
        let at = html[last..]
            .find(&heading)
            .unwrap_or_else(|| panic!("{key} is missing or stands too early"));
        last += at + heading.len();
    }
}

/// Warning signs come first, whatever the gait says, and what was not asked is named.
#[test]
fn warning_signs_stand_above_everything_measured() {
    let mut analysis = sample::analysis(Case::Healthy);
    let first = |analysis: &Analysis| {
        let html = html::render(&document(analysis, &ReportOptions::default()).unwrap());
        html[..html.find("<h2>").unwrap()].to_owned()
    };
    assert!(first(&analysis).contains("not asked yet:"));
    analysis.session.intake.set("saddle_numbness", "yes").unwrap();
    let head = first(&analysis);
    assert!(head.contains("act today") && head.contains("numbness in the saddle area"));
    assert!(head.find("act today").unwrap() < head.find("Good recording").unwrap_or(usize::MAX));
    assert!(head.contains("class=\"badge\">!"));
}

/// The page speaks of what is consistent, never of what the person has.
#[test]
fn the_page_names_no_diagnosis() {
    for case in Case::ALL {
        let html = html::render(&document(&sample::analysis(case), &ReportOptions::default()).unwrap()).to_lowercase();
        for forbidden in ["you have ", "you suffer", "diagnosed", "is caused by"] {
            assert!(!html.contains(forbidden), "{case:?}: {forbidden}");
        }
    }
}

#[cfg(feature = "pdf")]
#[test]
fn page_one_fits_one_page_in_every_case() {
    for case in Case::ALL {
        let document = document(&sample::analysis(case), &ReportOptions::default()).unwrap();
        assert_eq!(pdf::front_pages(&document).unwrap(), 1, "{case:?}");
    }
}

#[test]
fn the_summary_names_what_the_verdicts_say() {
    let mut analysis = sample::analysis(Case::Limp);
    let html = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(html.contains("Different between the sides:"));
    assert!(html.contains("swing time (20\u{a0}% longer on the left)"));
    for row in &mut analysis.side_differences {
        row.verdict = Verdict::NotShown;
    }
    let html = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(!html.contains("Different between the sides:"));
    assert!(html.contains("No difference between the sides is shown"));
    analysis.side_differences.clear();
    let html = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(html.contains("There are too few steady strides to compare the two sides"));
}

/// Mirror the person, and every sentence and figure mirrors: what was larger on the left is now larger on the right.
#[test]
fn mirrored_differences_change_their_side() {
    let mut analysis = sample::analysis(Case::Limp);
    for row in &mut analysis.side_differences {
        row.difference = -row.difference;
        (row.interval.low, row.interval.high) = (-row.interval.high, -row.interval.low);
    }
    let html = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(html.contains("swing time (20\u{a0}% longer on the right)"));
}

#[test]
fn json_holds_no_null_where_the_schema_wants_a_number() {
    let mut analysis = sample::analysis(Case::Healthy);
    analysis.measures[0].value = f64::NAN;
    analysis.measures[1].spread = f64::INFINITY;
    analysis.side_differences[0].interval.low = f64::NAN;
    analysis.variability[0].cv_percent = f64::NAN;
    let (dir, _) = write(&analysis);
    let json: serde_json::Value = serde_json::from_str(&read(&dir, "summary.json")).unwrap();
    let schema = serde_json::to_value(summary_schema()).unwrap();
    check(&json, &schema, &schema, "summary");
    assert_eq!(json["measures"].as_array().unwrap().len(), analysis.measures.len() - 1);
    let absent = json["absent"].as_array().unwrap();
    assert!(
        absent
            .iter()
            .any(|row| row["what"] == analysis.measures[0].measure.name() && row["reason"] == "not-a-number")
    );
}

#[test]
fn every_case_fits_the_published_schema() {
    let schema = serde_json::to_value(summary_schema()).unwrap();
    for case in Case::ALL {
        let json = serde_json::to_value(Summary::new(&sample::analysis(case))).unwrap();
        check(&json, &schema, &schema, case.name());
    }
}

/// The part of JSON Schema that the published schema uses: types, required and known properties, items, references,
/// alternatives and enumerations.
fn check(value: &serde_json::Value, schema: &serde_json::Value, root: &serde_json::Value, at: &str) {
    if let Some(message) = fault(value, schema, root, at) {
        panic!("{message}");
    }
}

fn fault(value: &serde_json::Value, schema: &serde_json::Value, root: &serde_json::Value, at: &str) -> Option<String> {
    if let Some(reference) = schema.get("$ref").and_then(|r| r.as_str()) {
        let target = root
            .pointer(reference.trim_start_matches('#'))
            .expect("the reference leads somewhere");
        return fault(value, target, root, at);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(choices) = schema.get(key).and_then(|c| c.as_array()) {
            let fits = choices.iter().any(|choice| fault(value, choice, root, at).is_none());
            return (!fits).then(|| format!("{at}: {value} fits none of {key}"));
        }
    }
    if let Some(only) = schema.get("const") {
        return (only != value).then(|| format!("{at}: {value} is not {only}"));
    }
    if let Some(names) = schema.get("enum").and_then(|names| names.as_array()) {
        return (!names.contains(value)).then(|| format!("{at}: {value} is not one of {names:?}"));
    }
    if let Some(kind) = schema.get("type") {
        let kinds: Vec<&str> = match kind {
            serde_json::Value::String(kind) => vec![kind],
            other => other
                .as_array()
                .unwrap()
                .iter()
                .map(|kind| kind.as_str().unwrap())
                .collect(),
        };
        let is = |kind: &&str| match *kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "number" => value.is_number(),
            "integer" => value.is_u64() || value.is_i64(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            other => panic!("{at}: unknown type {other}"),
        };
        if !kinds.iter().any(is) {
            return Some(format!("{at}: {value} is not {kinds:?}"));
        }
    }
    if let (Some(object), Some(properties)) = (value.as_object(), schema.get("properties").and_then(|p| p.as_object()))
    {
        for name in schema.get("required").and_then(|r| r.as_array()).into_iter().flatten() {
            if !object.contains_key(name.as_str().unwrap()) {
                return Some(format!("{at}: {name} is missing"));
            }
        }
        for (name, value) in object {
            let inner = properties.get(name)?;
            if let Some(message) = fault(value, inner, root, &format!("{at}.{name}")) {
                return Some(message);
            }
        }
    }
    if let (Some(values), Some(items)) = (value.as_array(), schema.get("items")) {
        return values
            .iter()
            .enumerate()
            .find_map(|(k, value)| fault(value, items, root, &format!("{at}[{k}]")));
    }
    None
}

#[test]
fn tables_have_the_promised_columns() {
    let analysis = sample::analysis(Case::Bad);
    let (dir, _) = write(&analysis);
    let first = |name: &str| read(&dir, name).lines().next().unwrap().to_owned();
    assert_eq!(first("events.csv"), "side,event,time_s");
    assert_eq!(first("cycles.csv"), "measure,side,percent,mean,sd,n");
    assert!(first("angles.csv").starts_with("time_s,knee_flexion_left_deg,knee_flexion_right_deg,"));
    assert!(first("strides.csv").starts_with("side,start_s,end_s,stride_time_s,"));
    assert!(first("strides.csv").ends_with(",included,excluded_because"));

    let mut reader = csv::Reader::from_path(dir.path().join("strides.csv")).unwrap();
    let columns = reader.headers().unwrap().clone();
    let stance = columns.iter().position(|name| name == "stance_time_s").unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), analysis.strides.len());
    for (row, stride) in rows.iter().zip(&analysis.strides) {
        let value: f64 = row[stance].parse().unwrap();
        assert!((value - stride.values.get(Measure::StanceTime).unwrap()).abs() < 1e-6);
        assert_eq!(&row[0], stride.side.name());
        assert_eq!(row[columns.len() - 2] == *"true", stride.included());
        assert_eq!(row[columns.len() - 1].is_empty(), stride.included());
    }
    assert!(
        rows.iter().any(|row| row[columns.len() - 1].contains(';')),
        "no stride has two reasons"
    );

    let mut reader = csv::Reader::from_path(dir.path().join("angles.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), analysis.angles.time_s.len());
    assert_eq!(&rows[0][1], "", "a missing angle is an empty cell");
    let (_, values) = &analysis.angles.columns[0];
    assert!((rows[1000][1].parse::<f64>().unwrap() - values[1000]).abs() <= 0.005);
}

#[test]
fn a_measure_that_no_stride_has_is_no_column() {
    let (dir, _) = write(&sample::analysis(Case::PelvisOnly));
    let text = read(&dir, "strides.csv");
    let columns = text.lines().next().unwrap();
    assert!(!columns.contains("knee_range_deg") && columns.contains("pelvic_drop_deg"));
}

#[test]
fn one_leg_gives_no_words_about_sides() {
    let analysis = sample::analysis(Case::OneSided);
    assert!(analysis.strides.iter().all(|stride| stride.side == Side::Right));
    let html = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(html.contains("cannot be compared"));
    assert!(!html.contains("longer on the") && !html.contains("larger on the"));
}

#[test]
fn children_and_slow_walkers_see_no_adult_band() {
    let mut analysis = sample::analysis(Case::Healthy);
    let adult = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(adult.contains("middle 90 % of healthy adults"));
    analysis.session.subject.age_years = Some(12.0);
    let child = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(child.contains("the reference holds adults only") && child.len() < adult.len());
    analysis.session.subject.age_years = None;
    for row in analysis.measures.iter_mut().filter(|row| row.measure == Measure::Speed) {
        row.value = 0.6;
    }
    let slow = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(slow.contains("outside the speeds of the reference"));
}

#[test]
fn errors_name_the_file_and_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let taken = dir.path().join("taken");
    fs::write(&taken, "a file where the folder should be").unwrap();
    let error = write_all(&sample::analysis(Case::Short), &taken, &ReportOptions::default()).unwrap_err();
    assert!(
        error.to_string().contains("taken") && error.to_string().contains("choose another folder"),
        "{error}"
    );
    // A folder in the place of a file: the rename fails, and no partial file stays.
    let out = dir.path().join("out");
    fs::create_dir_all(out.join("report.html")).unwrap();
    let error = write_all(&sample::analysis(Case::Short), &out, &ReportOptions::default()).unwrap_err();
    assert!(error.to_string().contains("report.html"), "{error}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[cfg(feature = "pdf")]
#[test]
fn every_pdf_passes_the_accessibility_check_and_is_tagged() {
    for case in Case::ALL {
        let document = document(&sample::analysis(case), &ReportOptions::default()).unwrap();
        // krilla refuses what breaks PDF/UA-1 (no title, no alternative text, glyphs without meaning, no outline).
        let bytes = pdf::render(&document).unwrap_or_else(|error| panic!("{case:?}: {error}"));
        assert!(bytes.starts_with(b"%PDF-1.7"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("/StructTreeRoot") && text.contains("pdfuaid:part"));
    }
}

fn with_note(text: &str) -> crate::analysis::Analysis {
    let mut analysis = sample::analysis(Case::Limp);
    analysis.session.note = Some(crate::recording::Note {
        text: text.to_owned(),
        author: Some("A. <b>Meier</b>".to_owned()),
        date: Some("2026-05-31".to_owned()),
    });
    analysis
}

#[test]
fn a_note_is_shown_as_text_with_its_author_and_date() {
    let analysis = with_note("Two stairs.\n\n<img src=x onerror=alert(1)> & \"quoted\" </svg></script>");
    let (dir, _) = write(&analysis);
    let html = read(&dir, "report.html");
    assert!(html.contains("Note of the therapist (A. &lt;b&gt;Meier&lt;/b&gt;, 2026-05-31)"));
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt; &amp;"));
    assert!(!html.contains("<img") && !html.contains("<b>Meier"));
    let summary: serde_json::Value = serde_json::from_str(&read(&dir, "summary.json")).unwrap();
    assert_eq!(summary["session"]["note"]["date"], "2026-05-31");
    let german = ReportOptions {
        language: crate::wording::Language::German,
    };
    assert!(html::render(&document(&analysis, &german).unwrap()).contains("31.05.2026"));
}

#[test]
fn a_long_note_leaves_page_one_a_page() {
    let analysis = with_note(&"The left knee was taped. ".repeat(380));
    let document = document(&analysis, &ReportOptions::default()).unwrap();
    let html = html::render(&document);
    let (pointer, note) = (
        html.find("stands on the next page").unwrap(),
        html.find("knee was taped").unwrap(),
    );
    assert!(pointer < note);
    #[cfg(feature = "pdf")]
    {
        assert_eq!(pdf::front_pages(&document).unwrap(), 1);
        assert!(pdf::render(&document).is_ok());
    }
}

/// The text between the tags, drawings and descriptions included, style and script left out.
fn visible(html: &str) -> String {
    let body = html.split("<body>").nth(1).unwrap().split("<script>").next().unwrap();
    body.split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|(_, text)| format!("{text}\n"))
        .collect()
}

#[test]
fn german_pages_write_decimal_commas_everywhere() {
    let german = ReportOptions {
        language: crate::wording::Language::German,
    };
    for case in Case::ALL {
        let text = visible(&html::render(&document(&sample::analysis(case), &german).unwrap()));
        let wrong: Vec<&str> = text
            .split_whitespace()
            .filter(|word| {
                let bytes = word.as_bytes();
                bytes
                    .windows(3)
                    .any(|w| w[0].is_ascii_digit() && w[1] == b'.' && w[2].is_ascii_digit())
            })
            // The program's version, a licence, a threshold inside a file.
            .filter(|word| !word.contains(env!("CARGO_PKG_VERSION")) && !word.starts_with("4.0"))
            .collect();
        assert!(wrong.is_empty(), "{case:?}: {wrong:?}");
    }
}

#[test]
fn german_nouns_keep_their_capital_within_sentences() {
    let german = ReportOptions {
        language: crate::wording::Language::German,
    };
    let text = visible(&html::render(
        &document(&sample::analysis(Case::Limp), &german).unwrap(),
    ));
    assert!(text.contains("Standzeit"));
    assert!(!text.contains(" standzeit") && !text.contains(" schritt"), "{text}");
}

#[test]
fn both_languages_give_the_same_blocks() {
    for case in Case::ALL {
        let analysis = sample::analysis(case);
        let shapes: Vec<Vec<std::mem::Discriminant<Block>>> = crate::wording::Language::ALL
            .into_iter()
            .map(|language| {
                let document = document(&analysis, &ReportOptions { language }).unwrap();
                let blocks = document.front.iter().chain(&document.blocks);
                blocks.map(std::mem::discriminant).collect()
            })
            .collect();
        assert_eq!(shapes[0], shapes[1], "{case:?}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn the_structure_of_the_pdf_is_that_of_the_document() {
    for case in Case::ALL {
        let document = document(&sample::analysis(case), &ReportOptions::default()).unwrap();
        let tags = pdf::lay_out(&document).unwrap().structure.tags();
        let count = |wanted: &str| tags.iter().filter(|(_, name, _)| name == wanted).count();
        let blocks: Vec<&Block> = document.front.iter().chain(&document.blocks).collect();
        let of = |fits: fn(&Block) -> bool| blocks.iter().filter(|block| fits(block)).count();
        assert_eq!(
            count("Hn"),
            1 + of(|block| matches!(block, Block::Heading { .. })),
            "{case:?}"
        );
        assert_eq!(
            count("Figure"),
            of(|block| matches!(block, Block::Figure(_) | Block::Beside { .. }))
        );
        assert_eq!(
            count("Table"),
            of(|block| matches!(block, Block::Table(_) | Block::Facts(_)))
        );
        // Figures and tables say what they are; every row of a table begins with a header.
        for (_, name, children) in &tags {
            match name.as_str() {
                "TR" => assert_eq!(
                    children.first().map(String::as_str),
                    Some("TH"),
                    "{case:?}: {children:?}"
                ),
                "L" => assert!(children.iter().all(|child| child == "LI"), "{children:?}"),
                "LI" => assert_eq!(children, &["Lbl", "LBody"]),
                "Figure" => assert_eq!(children, &["Caption"]),
                _ => (),
            }
        }
    }
}
