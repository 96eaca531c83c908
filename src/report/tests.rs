//! The report as a whole: every case is written, read back and held against its promises.

use super::document::Block;
use super::sample::{self, Case};
use super::*;
use assessment::Verdict;
use gait::Measure;
use recording::{Notice, NoticeCode, RawSignalsAdvice, RecordingErrorCode, Severity, Side};
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
#[ignore = "writes reports to be looked at"]
fn samples_for_the_eye() {
    let dir = std::env::var_os("GAITSCOPE_SAMPLES").expect("GAITSCOPE_SAMPLES names the folder to write to");
    let mut analyses: Vec<(String, Analysis)> = Case::ALL
        .into_iter()
        .map(|case| (case.name().to_owned(), sample::analysis(case)))
        .collect();
    let folders = std::env::var("GAITSCOPE_RECORDINGS").unwrap_or_else(|_| "../../samples".to_owned());
    for folder in folders.split(':') {
        let mut recordings: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        recordings.sort();
        for path in recordings.into_iter().filter(|path| path.is_dir()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match recording::read(std::slice::from_ref(&path), &recording::ReadOptions::default()) {
                Ok(recording) => match assessment::analyze(&recording, &Default::default()) {
                    Ok(analysis) => analyses.push((name, analysis)),
                    Err(error) => eprintln!("{name}: {error}"),
                },
                Err(error) => eprintln!("{name}: {error}"),
            }
        }
    }
    for (name, analysis) in analyses {
        for language in wording::Language::ALL {
            let out = Path::new(&dir).join(format!("{name}-{}", language.tag()));
            write_all(
                &analysis,
                &out,
                &ReportOptions {
                    language,
                    ..ReportOptions::default()
                },
            )
            .unwrap();
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
            "patient.pdf",
            "report.html",
            "report.pdf",
            "strides.csv",
            "summary.json",
        ];
        wanted.retain(|name| cfg!(feature = "pdf") || !name.ends_with(".pdf"));
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
        .push(Notice::new(NoticeCode::SecondSensorIgnored, Severity::Problem).with("<i>", hostile));
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
        assert!(html.contains(&format!(" id=\"{target}\"")), "{link} leads nowhere");
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
fn every_key_of_every_case_has_words() {
    for language in Language::ALL {
        let wording = Wording::new(language);
        for case in Case::ALL {
            let analysis = sample::analysis(case);
            compose::compose(
                &analysis,
                &Explanation::of(&analysis),
                &wording,
                &ReportOptions::default(),
            )
            .unwrap();
        }
        assert_eq!(wording.without_words(), Vec::<String>::new(), "{language:?}");
    }
}

#[test]
fn sections_stand_in_the_promised_order() {
    let html = html::render(&document(&sample::analysis(Case::Limp), &ReportOptions::default()).unwrap());
    let wording = Wording::new(Language::English);
    let mut last = 0;
    for key in [
        "heading-essentials",
        "heading-meaning",
        "heading-next-steps",
        "heading-explanation",
        "heading-sides",
        "heading-curves",
        "heading-changes",
        "heading-explanation-details",
        "heading-loading",
        "heading-posture",
        "heading-methods",
        "heading-limits",
        "heading-sources",
        "heading-glossary",
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
    let text = page_one_text(&analysis, &ReportOptions::default()).unwrap();
    assert!(text.contains("Warning signs: not asked: numb saddle area"), "{text}");
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

/// Page one holds 250 words of running text, its letters have nine points or more, figures among them, and page one with what
/// follows fits six pages; half a page more for each finding beyond three.
#[cfg(feature = "pdf")]
#[test]
fn six_pages_and_a_page_one_that_can_be_read() {
    for case in Case::ALL {
        for language in Language::ALL {
            let options = ReportOptions {
                language,
                ..ReportOptions::default()
            };
            let analysis = sample::analysis(case);
            let found = fullness(&analysis, &options).unwrap();
            let findings = Explanation::of(&analysis).chains.len();
            let most = 6 + findings.saturating_sub(3).div_ceil(2);
            let kept = found.words <= 250 && found.front_pages == 1 && found.smallest_letters_pt >= 8.99;
            assert!(kept, "{case:?} {language:?}: {found:?}");
            assert!(
                found.pages <= most && found.sheet_pages == 1,
                "{case:?} {language:?}: {found:?}"
            );
        }
    }
}

#[test]
fn the_summary_names_what_the_verdicts_say() {
    let mut analysis = sample::analysis(Case::Limp);
    let html = html::render(&document(&analysis, &ReportOptions::default()).unwrap());
    assert!(html.contains("Different between the sides:"));
    assert!(html.contains("swing time (22\u{a0}% longer on the left)"));
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
    assert!(html.contains("swing time (22\u{a0}% longer on the right)"));
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
    let schema = serde_json::to_value(summary::summary_schema()).unwrap();
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
    let schema = serde_json::to_value(summary::summary_schema()).unwrap();
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

fn with_note(text: &str) -> assessment::Analysis {
    let mut analysis = sample::analysis(Case::Limp);
    analysis.session.note = Some(recording::Note {
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
        language: wording::Language::German,
        ..ReportOptions::default()
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
        language: wording::Language::German,
        ..ReportOptions::default()
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
            // The program's version, a licence, the number of a paper, a day.
            .filter(|word| !word.contains(env!("CARGO_PKG_VERSION")) && !word.starts_with("4.0"))
            .filter(|word| !word.starts_with("10."))
            .filter(|word| word.split('.').count() != 3)
            .collect();
        assert!(wrong.is_empty(), "{case:?}: {wrong:?}");
    }
}

#[test]
fn german_nouns_keep_their_capital_within_sentences() {
    let german = ReportOptions {
        language: wording::Language::German,
        ..ReportOptions::default()
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
        let shapes: Vec<Vec<std::mem::Discriminant<Block>>> = wording::Language::ALL
            .into_iter()
            .map(|language| {
                let document = document(
                    &analysis,
                    &ReportOptions {
                        language,
                        ..ReportOptions::default()
                    },
                )
                .unwrap();
                document.all().map(std::mem::discriminant).collect()
            })
            .collect();
        assert_eq!(shapes[0], shapes[1], "{case:?}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn the_structure_of_the_pdf_is_that_of_the_document() {
    for case in Case::ALL {
        let options = ReportOptions {
            full: true,
            ..ReportOptions::default()
        };
        let document = document(&sample::analysis(case), &options).unwrap();
        let tags = pdf::lay_out(&document).unwrap().structure.tags();
        let count = |wanted: &str| tags.iter().filter(|(_, name, _)| name == wanted).count();
        // The page for the person who walked is a file of its own.
        let patient = document.patient.len();
        let all: Vec<&Block> = document.all().collect();
        let blocks = [&all[..all.len() - 1 - patient], &all[all.len() - 1..]].concat();
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

/// A page of two visits: what was said then and now in the language of the page, the band of measuring twice, what is not alike
/// in words, and why.
#[test]
fn two_visits_are_a_page_of_their_own() {
    use assessment::compare::{Visit, compare};
    let [then, now] = [Case::Limp, Case::Healthy].map(|case| Visit::from_analysis(&sample::analysis(case)));
    for language in Language::ALL {
        let wording = Wording::new(language);
        let options = ReportOptions {
            language,
            ..ReportOptions::default()
        };
        let dir = tempfile::tempdir().unwrap();
        let written = |then: &Visit, now: &Visit| {
            let found = compare(then, now);
            let written = write_comparison(&found, [&then.headlines, &now.headlines], dir.path(), &options).unwrap();
            assert_eq!(written.files.len(), if cfg!(feature = "pdf") { 2 } else { 1 });
            (found, fs::read_to_string(dir.path().join("compare.html")).unwrap())
        };
        let (_, html) = written(&then, &now);
        for headline in then.headlines.iter().chain(&now.headlines) {
            let sentence = explanation::headline_sentence(headline).text(&wording);
            // Explained words stand in tags of their own.
            assert!(visible(&html).replace('\n', "").contains(&sentence), "{sentence}");
        }
        assert!(html.contains(&wording.say("compare-heading-headlines")));
        let mut other = now.clone();
        other.protocol = Some("walk_6_min".to_owned());
        other.contact_source = Some("thigh".to_owned());
        other.treadmill = !then.treadmill;
        let mut this = then.clone();
        this.protocol = Some("walk_10_m".to_owned());
        let (found, html) = written(&this, &other);
        let none = found.measures.iter().chain(&found.side_differences);
        assert!(none.clone().count() > 0);
        assert!(
            none.into_iter()
                .all(|row| row.reasons.contains(&assessment::Reason::OtherProtocol))
        );
        assert!(!found.patterns.is_empty());
        assert!(
            found
                .patterns
                .iter()
                .all(|row| row.reasons.contains(&assessment::Reason::OtherProtocol))
        );
        assert!(html.contains(&wording.say("compare-unlike")));
        assert!(
            html.contains(&wording.say("protocol-walk-6-min")) && html.contains(&wording.say("compare-contacts-thigh"))
        );
        for code in ["walk_6_min", "walk_10_m", "overground", "shank_left", "walking_mean"] {
            assert!(!visible(&html).contains(code), "{language:?}: {code} is no word");
        }
    }
}

/// A stored summary is worded anew from its codes: in the other language it says what the analysis would.
#[test]
fn a_stored_visit_speaks_the_language_of_the_page() {
    use assessment::compare::Visit;
    for case in Case::ALL {
        let analysis = sample::analysis(case);
        let stored = serde_json::to_string(&Summary::new(&analysis)).unwrap();
        let read = Visit::from_summary(&stored).unwrap();
        let wording = Wording::new(Language::German);
        let told = |visit: &Visit| -> Vec<String> {
            let headlines = visit.headlines.iter();
            headlines
                .map(|headline| explanation::headline_sentence(headline).text(&wording))
                .collect()
        };
        assert_eq!(told(&read), told(&Visit::from_analysis(&analysis)), "{case:?}");
        assert!(!read.headlines.is_empty());
    }
}

/// Page one of two visits keeps the limits of page one.
#[cfg(feature = "pdf")]
#[test]
fn page_one_of_two_visits_can_be_read() {
    use assessment::compare::{Visit, compare};
    let visits = Case::ALL.map(|case| Visit::from_analysis(&sample::analysis(case)));
    for language in Language::ALL {
        let options = ReportOptions {
            language,
            ..ReportOptions::default()
        };
        for (then, now) in visits.iter().flat_map(|then| visits.iter().map(move |now| (then, now))) {
            let found = comparison_fullness(&compare(then, now), [&then.headlines, &now.headlines], &options).unwrap();
            let kept = found.words <= 250 && found.front_pages == 1 && found.smallest_letters_pt >= 8.99;
            assert!(
                kept && found.pages <= 6,
                "{} to {} {language:?}: {found:?}",
                then.name,
                now.name
            );
        }
    }
}

/// The visit before is a mark in the picture of page one, and words for those who cannot see it.
#[test]
fn the_visit_before_is_marked_in_the_picture() {
    let analysis = sample::analysis(Case::Healthy);
    let with = |last: Option<assessment::compare::Visit>| {
        let options = ReportOptions {
            last,
            ..ReportOptions::default()
        };
        page_one_text(&analysis, &options).unwrap()
    };
    let before = assessment::compare::Visit::from_analysis(&analysis);
    assert!(with(Some(before)).contains("Last visit, "));
    assert!(!with(None).contains("Last visit, "));
}

/// So are the values of a kit that compares no legs.
#[test]
fn the_visit_before_is_marked_among_values() {
    let analysis = sample::analysis(Case::OneSided);
    let before = assessment::compare::Visit::from_analysis(&analysis);
    let options = ReportOptions {
        last: Some(before),
        ..ReportOptions::default()
    };
    let text = page_one_text(&analysis, &options).unwrap();
    assert!(text.contains("Last visit, "), "{text}");
}

/// The advice that belongs to a doubt is given, whatever else the kit lacks.
#[test]
fn a_doubt_keeps_its_advice_on_a_kit_of_one_leg() {
    use assessment::GradeReason;
    use assessment::doubt::{Doubt, Scope};
    let mut analysis = sample::analysis(Case::OneSided);
    let english = Wording::new(Language::English);
    let text = |analysis: &Analysis| page_one_text(analysis, &ReportOptions::default()).unwrap();
    assert!(text(&analysis).contains(&english.say("front-both-legs")));
    let code = GradeReason::SensorMoved;
    analysis.doubts.push(Doubt {
        code,
        sites: vec![recording::Site::ShankRight],
        scope: Scope::Sensor,
        grade: assessment::Grade::C,
        withholds: true,
        notice: Notice::new(NoticeCode::SensorMoved, Severity::Problem),
    });
    let advice = english.say(code.advice_key().unwrap());
    assert!(text(&analysis).contains(&advice), "{advice}");
    assert!(!text(&analysis).contains(&english.say("front-both-legs")));
}

/// Curves whose shape healthy people do not show are named on page one, with their legs.
#[test]
fn curves_beyond_healthy_are_named_on_page_one() {
    let mut analysis = sample::analysis(Case::Healthy);
    let text = |analysis: &Analysis| page_one_text(analysis, &ReportOptions::default()).unwrap();
    analysis
        .profile
        .shapes
        .iter_mut()
        .for_each(|shape| shape.above_healthy = false);
    assert!(!text(&analysis).contains("Shape of the curve beyond"));
    analysis.profile.shapes = vec![assessment::profile::ShapeScore {
        curve: gait::Curve::KneeFlexion,
        side: Side::Left,
        score_deg: 9.0,
        offset_deg: 0.0,
        healthy_median_deg: 4.0,
        healthy_p95_deg: 7.0,
        above_healthy: true,
        n: 40,
    }];
    assert!(text(&analysis).contains("Shape of the curve beyond that of healthy people: knee flexion (left)."));
}

/// What the article says carries the id of the fact, in the report itself as in the appendix.
#[test]
fn sentences_of_the_article_carry_their_facts() {
    let document = document(&sample::analysis(Case::Limp), &ReportOptions::default()).unwrap();
    for blocks in [&document.blocks, &document.appendix] {
        let text: String = blocks.iter().flat_map(Block::text).collect();
        assert!(text.contains("[M-"), "{text}");
    }
}

/// Clinical words that stand in brackets in the name of a pattern are explained where the pointer is.
#[test]
fn clinical_names_of_patterns_are_explained() {
    for wording in Language::ALL.map(Wording::new) {
        let terms = compose::glossary_terms(&wording);
        for pattern in assessment::Pattern::ALL {
            let name = wording.say(&format!("pattern-{}", pattern.name()));
            let known = !name.contains('(') || terms.iter().any(|(term, _)| name.contains(term));
            assert!(known, "{:?}: {name}", wording.language());
        }
    }
}

/// Every code of every list has its words, and its advice where it promises one, in every language.
#[test]
fn every_code_has_words() {
    use assessment::compare::PreconditionCode;
    use assessment::setup::{Fault, Remedy};
    use assessment::{AbsenceReason, GradeReason, QualityReason, Reason};
    use gait::Exclusion;
    use gait::function::FunctionProblem;
    let mut keys: Vec<String> = Vec::new();
    macro_rules! list {
        ($($codes:ty),+) => {
            $(for code in <$codes>::ALL {
                keys.push(code.key().to_owned());
                keys.extend(code.advice_key().map(str::to_owned));
            })+
        };
    }
    list!(
        RawSignalsAdvice,
        RecordingErrorCode,
        NoticeCode,
        FunctionProblem,
        QualityReason,
        GradeReason,
        AbsenceReason,
        Reason,
        PreconditionCode
    );
    keys.extend(Fault::ALL.map(|fault| fault.notice_code().key().to_owned()));
    let remedies = [Remedy::Repaired, Remedy::Asked, Remedy::Refused, Remedy::Told];
    keys.extend(remedies.map(|remedy| format!("setup-remedy-{}", remedy.name())));
    keys.extend(Exclusion::ALL.map(|reason| format!("exclusion-{}", reason.name())));
    for wording in Language::ALL.map(Wording::new) {
        for key in &keys {
            assert!(wording.has(key), "{:?}: no words for {key}", wording.language());
        }
    }
}
