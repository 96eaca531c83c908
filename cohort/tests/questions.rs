//! Questions to a data set that `batch` made of copies of the samples.

mod common;

use assessment::compare::{ChangeState, Visit, compare};
use assessment::{Analysis, Settings, analyze};
use gait::Measure;
use gaitscope_cohort::{Answer, CohortError, Dataset, questions};
use recording::{ReadOptions, read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

const VISITS: &[common::Visit] = &[
    ("north", "n1", 1, "pelvic_drop", 30.0, "female"),
    ("north", "n1", 2, "limp", 30.0, "female"),
    ("north", "n2", 1, "healthy", 70.0, "male"),
    ("south", "s1", 1, "limp", 40.0, "female"),
    ("south", "s2", 1, "healthy", 75.0, "male"),
    ("south", "s2", 2, "stiff_knee", 75.0, "male"),
];

/// The recordings below `recordings`, the data set in `data set [1]`: a name that is no pattern and needs escaping.
static DATA: LazyLock<TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a folder");
    common::write(&dir.path().join("recordings"), VISITS);
    common::batch(&dir.path().join("recordings"), &dir.path().join("data set [1]"));
    dir
});

fn dataset() -> PathBuf {
    DATA.path().join("data set [1]")
}

fn analysed(name: &str) -> Analysis {
    let recording = read(&[DATA.path().join("recordings").join(name)], &ReadOptions::default()).expect("read");
    analyze(&recording, &Settings::default()).expect("analysed")
}

/// Mean over the sides that have the measure.
fn value(name: &str, measure: Measure) -> f64 {
    let analysis = analysed(name);
    let values: Vec<f64> = analysis
        .measures
        .iter()
        .filter(|row| row.measure == measure)
        .map(|row| row.value)
        .collect();
    values.iter().sum::<f64>() / values.len() as f64
}

async fn open() -> Dataset {
    Dataset::open(&dataset()).await.expect("a data set")
}

/// The rows as CSV cells, without the header.
fn cells(answer: &Answer) -> Vec<Vec<String>> {
    let csv = String::from_utf8(answer.to_csv().expect("CSV")).expect("text");
    csv.lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().expect("a number")
}

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gaitscope-cohort"))
        .arg(dataset())
        .args(arguments)
        .output()
        .expect("run")
}

#[tokio::test]
async fn sql_sees_every_stride_with_its_partition() {
    let dataset = open().await;
    let answer = dataset
        .sql("SELECT clinic, date, subject, count(*) AS n FROM strides GROUP BY clinic, date, subject ORDER BY clinic, date, subject")
        .await
        .expect("an answer");
    let expected: Vec<Vec<String>> = [
        ("north", "2026-01-10", "n1", "north/n1/visit-1"),
        ("north", "2026-01-10", "n2", "north/n2/visit-1"),
        ("north", "2026-02-09", "n1", "north/n1/visit-2"),
        ("south", "2026-01-10", "s1", "south/s1/visit-1"),
        ("south", "2026-01-10", "s2", "south/s2/visit-1"),
        ("south", "2026-02-09", "s2", "south/s2/visit-2"),
    ]
    .map(|(clinic, date, subject, name)| {
        let strides = analysed(name).strides.len().to_string();
        [clinic, date, subject, &strides].map(str::to_owned).to_vec()
    })
    .into();
    assert_eq!(cells(&answer), expected);
    assert_eq!(dataset.unfinished, 0);
}

#[tokio::test]
async fn groups_are_compared_by_people() {
    let answer = questions::compare(&open().await, "stance_time_s", "clinic")
        .await
        .expect("an answer");
    let rows = cells(&answer);
    let of = |name: &str| value(name, Measure::StanceTime);
    // Who has two visits counts once, with the mean of both.
    let north = [
        (of("north/n1/visit-1") + of("north/n1/visit-2")) / 2.0,
        of("north/n2/visit-1"),
    ];
    let south = [
        of("south/s1/visit-1"),
        (of("south/s2/visit-1") + of("south/s2/visit-2")) / 2.0,
    ];
    let mean = |values: [f64; 2]| (values[0] + values[1]) / 2.0;
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0][0].as_str(), rows[0][1].as_str()), ("north", "2"));
    assert!((number(&rows[0][2]) - mean(north)).abs() < 1e-12);
    assert!((number(&rows[1][2]) - mean(south)).abs() < 1e-12);
    // One of the groups is the base, the other carries the difference.
    let differences: Vec<f64> = rows
        .iter()
        .filter(|row| !row[5].is_empty())
        .map(|row| number(&row[5]))
        .collect();
    assert_eq!(differences.len(), 1);
    assert!((differences[0].abs() - (mean(south) - mean(north)).abs()).abs() < 1e-12);
    let figure = answer.figure.expect("a figure");
    assert!(figure.contains("stance_time_s by clinic") && figure.contains("role=\"img\""));
}

#[tokio::test]
async fn groups_can_be_made_by_an_expression() {
    let answer = questions::compare(&open().await, "speed_mps", "age_years >= 65")
        .await
        .expect("an answer");
    let rows = cells(&answer);
    assert_eq!((rows[0][0].as_str(), rows[0][1].as_str()), ("false", "2"));
    assert_eq!((rows[1][0].as_str(), rows[1][1].as_str()), ("true", "2"));
}

#[tokio::test]
async fn a_measure_is_spread_over_age_and_speed() {
    let answer = questions::distribution(&open().await, "knee_swing_peak_deg")
        .await
        .expect("an answer");
    let rows = cells(&answer);
    let people: usize = rows.iter().map(|row| row[2].parse::<usize>().expect("a number")).sum();
    assert!(people >= 4, "{rows:?}");
    assert!(rows.iter().any(|row| row[0] == "60 to 80"), "{rows:?}");
    for row in &rows {
        assert!(
            number(&row[3]) <= number(&row[4]) && number(&row[4]) <= number(&row[5]),
            "{row:?}"
        );
    }
    assert!(answer.figure.expect("a figure").contains("<desc"));
}

#[tokio::test]
async fn who_changed_is_judged_as_for_two_folders() {
    let answer = questions::changed(&open().await, None).await.expect("an answer");
    let mut expected: Vec<(String, String, String, f64)> = Vec::new();
    let mut states = [0; 3];
    for person in ["north/n1", "south/s2"] {
        let visit = |number: u32| Visit::from_analysis(&analysed(&format!("{person}/visit-{number}")));
        let compared = compare(&visit(1), &visit(2));
        for row in compared.measures.iter().chain(&compared.side_differences) {
            states[row.state as usize] += 1;
            if row.state == ChangeState::ChangedBeyondError {
                let side = row.side.map_or("", |side| side.name());
                expected.push((
                    person.to_owned(),
                    row.measure.name().to_owned(),
                    side.to_owned(),
                    row.change,
                ));
            }
        }
    }
    let found: Vec<(String, String, String, f64)> = cells(&answer)
        .iter()
        .map(|row| (row[0].clone(), row[4].clone(), row[5].clone(), number(&row[8])))
        .collect();
    // The limp of the one is there in measures and side differences; the other only walks slower, which forbids the rest.
    let has = |person: &str, measure: &str, side: &str| {
        expected
            .iter()
            .any(|row| (row.0.as_str(), row.1.as_str(), row.2.as_str()) == (person, measure, side))
    };
    assert!(has("north/n1", "swing_time_s", "left") && has("north/n1", "swing_time_s", ""));
    assert!(has("south/s2", "speed_mps", "") && !has("south/s2", "knee_swing_peak_deg", "right"));
    assert_eq!(found.len(), expected.len(), "{found:?}\n{expected:?}");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!((&found.0, &found.1, &found.2), (&expected.0, &expected.1, &expected.2));
        assert!((found.3 - expected.3).abs() < 1e-12);
    }
    let [beyond, not_shown, not_comparable] = states;
    assert_eq!(
        answer.remarks[0],
        format!(
            "2 pairs of recordings: {beyond} changes beyond measurement error, {not_shown} not shown, {not_comparable} not comparable."
        )
    );

    let one = questions::changed(&open().await, Some("swing_time_s"))
        .await
        .expect("an answer");
    assert!(one.figure.as_ref().expect("a figure").contains("earlier and later"));
    assert!(cells(&one).iter().all(|row| row[4] == "swing_time_s"));
}

#[tokio::test]
async fn what_is_not_there_is_named_with_what_is() {
    let dataset = open().await;
    let said = |error: CohortError| error.to_string();
    let column = said(
        dataset
            .sql("SELECT stanse_time_s FROM strides")
            .await
            .expect_err("no such column"),
    );
    assert!(
        column.contains("`stanse_time_s`") && column.contains("stance_time_s"),
        "{column}"
    );
    let table = said(dataset.sql("SELECT * FROM steps").await.expect_err("no such table"));
    assert!(table.contains("`steps`") && table.contains("strides"), "{table}");
    let syntax = said(dataset.sql("SELECT side FROM strides WHERE").await.expect_err("no SQL"));
    assert!(syntax.contains("no SQL that can be read"), "{syntax}");
    let measure = said(
        questions::distribution(&dataset, "knee")
            .await
            .expect_err("no such measure"),
    );
    assert!(
        measure.contains("`knee`") && measure.contains("knee_swing_peak_deg"),
        "{measure}"
    );
    let by = said(
        questions::compare(&dataset, "speed_mps", "country")
            .await
            .expect_err("no such column"),
    );
    assert!(by.contains("`country`") && by.contains("protocol"), "{by}");
    let missing = said(
        Dataset::open(Path::new("no such folder"))
            .await
            .err()
            .expect("no folder"),
    );
    assert!(missing.contains("no such folder"), "{missing}");
    let other = said(
        Dataset::open(&DATA.path().join("recordings"))
            .await
            .err()
            .expect("no data set"),
    );
    assert!(other.contains("gaitscope batch"), "{other}");
}

#[tokio::test]
async fn a_question_changes_nothing() {
    let dataset = open().await;
    let target = DATA.path().join("stolen.parquet");
    for query in [
        format!("COPY strides TO '{}'", target.display()),
        "DROP TABLE strides".to_owned(),
        "INSERT INTO strides SELECT * FROM strides".to_owned(),
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'".to_owned(),
        "SET datafusion.execution.batch_size = 1".to_owned(),
    ] {
        let error = dataset.sql(&query).await.expect_err("refused");
        assert!(matches!(error, CohortError::NotAQuestion(_)), "{query}: {error}");
    }
    assert!(!target.exists());
}

#[tokio::test]
async fn what_a_stopped_batch_left_is_told() {
    let copy = tempfile::tempdir().expect("a folder");
    copy_tree(&dataset(), copy.path());
    let recordings = copy.path().join("recordings/clinic=south/date=2026-01-10");
    let one = std::fs::read_dir(recordings)
        .expect("listed")
        .next()
        .expect("a file")
        .expect("an entry");
    std::fs::remove_file(one.path()).expect("removed");
    let dataset = Dataset::open(copy.path()).await.expect("a data set");
    assert_eq!(dataset.unfinished, 1);
    let answer = questions::distribution(&dataset, "speed_mps").await.expect("an answer");
    assert!(
        answer.remarks[0].contains("gaitscope batch again"),
        "{:?}",
        answer.remarks
    );
}

fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("listed") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_tree(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

#[test]
fn the_program_answers_and_writes() {
    let out = tempfile::tempdir().expect("a folder");
    let place = out.path().to_string_lossy().into_owned();
    let done = program(&["compare", "--measure", "cadence_spm", "--by", "sex", "--out", &place]);
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(
        text.contains("| female |") && text.contains("nothing about its cause"),
        "{text}"
    );
    let csv = std::fs::read_to_string(out.path().join("compare.csv")).expect("a table");
    assert!(
        csv.starts_with("group,people,mean,sd,median,difference,low,high,unit\n"),
        "{csv}"
    );
    let svg = std::fs::read_to_string(out.path().join("compare.svg")).expect("a figure");
    assert!(svg.starts_with("<svg") && svg.contains("cadence_spm by sex"));

    let done = program(&["SELECT count(*) AS n FROM recordings", "--csv"]);
    assert_eq!(String::from_utf8_lossy(&done.stdout), "n\n6\n");
    let done = program(&["tables", "--csv"]);
    assert!(String::from_utf8_lossy(&done.stdout).contains("strides,stance_time_s,Float64\n"));
}

#[test]
fn the_program_says_what_it_needs() {
    let said = |arguments: &[&str]| {
        let done = program(arguments);
        assert_eq!(done.status.code(), Some(1));
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    assert!(said(&["compare", "--measure", "speed_mps"]).contains("needs --by"));
    assert!(said(&["histogram"]).contains("no question `histogram`"));
    assert!(said(&["SELECT 1 AS one", "--by", "sex"]).contains("--by has no meaning"));
}
