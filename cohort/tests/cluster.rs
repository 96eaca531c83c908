//! A scheduler and two executors on this machine against `batch`, row by row.

mod common;

use futures::StreamExt;
use gaitscope_cohort::cluster::{ask, local::LocalCluster, store};
use gaitscope_cohort::{Answer, Dataset};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_gaitscope-cluster");

/// Twelve walks of a minute and more: long enough that an executor can die in their middle.
const VISITS: &[common::Visit] = &[
    ("north", "n1", 1, "healthy", 30.0, "female"),
    ("north", "n1", 2, "stiff_knee", 30.0, "female"),
    ("north", "n2", 1, "pelvic_drop", 70.0, "male"),
    ("north", "n3", 1, "limp", 71.0, "male"),
    ("north", "n4", 1, "badly_recorded", 51.0, "male"),
    ("north", "n5", 1, "changes_on_the_way", 20.0, "female"),
    ("south", "s1", 1, "limp", 40.0, "female"),
    ("south", "s2", 1, "healthy", 75.0, "male"),
    ("south", "s3", 1, "stiff_knee", 45.0, "male"),
    ("south", "s4", 1, "pelvic_drop", 35.0, "female"),
    ("south", "s5", 1, "badly_recorded", 65.0, "female"),
    ("south", "s6", 1, "changes_on_the_way", 85.0, "female"),
];

struct Place {
    dir: TempDir,
}

impl Place {
    fn new(visits: &[common::Visit]) -> Place {
        let dir = tempfile::tempdir().expect("a folder");
        common::write(&dir.path().join("recordings"), visits);
        Place { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    async fn by_batch(&self, query: &str) -> Answer {
        common::batch(&self.path("recordings"), &self.path("dataset"));
        let dataset = Dataset::open(&self.path("dataset")).await.expect("a data set");
        dataset.sql(query).await.expect("an answer")
    }

    fn cluster(&self) -> LocalCluster {
        LocalCluster::start(Path::new(PROGRAM), 2, &self.path("work")).expect("a cluster")
    }
}

/// The rows as text with all digits, sorted: no engine promises an order that was not asked for.
fn rows(answer: &Answer) -> Vec<String> {
    let csv = String::from_utf8(answer.to_csv().expect("CSV")).expect("text");
    let mut rows: Vec<String> = csv.lines().map(str::to_owned).collect();
    rows[1..].sort();
    rows
}

fn holds_a_file(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let path = entry.path();
            if path.is_dir() {
                holds_a_file(&path)
            } else {
                path.metadata().is_ok_and(|data| data.len() > 0)
            }
        })
    })
}

fn asking(cluster: &LocalCluster, skip_failed: bool) -> ask::Asking {
    ask::Asking {
        scheduler: cluster.url(),
        per_part: 1,
        skip_failed,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_executor_dies_and_every_row_is_that_of_batch() {
    const QUERY: &str = "SELECT * FROM strides";
    let place = Place::new(VISITS);
    let expected = rows(&place.by_batch(QUERY).await);
    // Somebody kept a copy: it counts once, as it does for `batch`. One with another pseudonym is another recording.
    let (from, to) = (place.path("recordings/south/s1"), place.path("recordings/south/s9"));
    for file in files(&from) {
        let copy = to.join(file.strip_prefix(&from).expect("below"));
        std::fs::create_dir_all(copy.parent().expect("a folder")).expect("made");
        std::fs::copy(&file, copy).expect("copied");
    }
    let mut cluster = place.cluster();
    let url = store::url(&place.path("recordings").to_string_lossy()).expect("a URL");
    let found = store::discover(&url).await.expect("found");
    assert_eq!(found.len(), VISITS.len() + 1);
    let (found, copies) = store::once_each(found).await;
    assert_eq!((found.len(), copies), (VISITS.len(), 1));
    let plan = place.path("plan");
    std::fs::create_dir_all(&plan).expect("a folder");
    let context = ask::session(&found, &plan, &asking(&cluster, false))
        .await
        .expect("a session");
    let answering = tokio::spawn(async move { ask::sql(&context, QUERY).await });

    // Once the first executor has results, they die with it: they lie in its folder and nobody has fetched them.
    let begin = Instant::now();
    while !holds_a_file(&cluster.work_of(0)) {
        assert!(
            !answering.is_finished(),
            "the answer was there before an executor could die"
        );
        assert!(
            begin.elapsed() < Duration::from_secs(300),
            "no executor has done anything"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    cluster.kill_executor(0).expect("killed");
    std::fs::remove_dir_all(cluster.work_of(0)).expect("its results are gone");
    assert!(!answering.is_finished(), "the executor died after the answer");

    let answer = answering.await.expect("no panic").expect("an answer");
    let found = rows(&answer);
    assert_eq!(found[0], expected[0], "columns");
    assert_eq!(found.len(), expected.len());
    assert!(expected.len() > 500, "{} strides", expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn results_that_die_before_they_are_fetched_are_known_as_lost() {
    let place = Place::new(&VISITS[..4]);
    let mut cluster = place.cluster();
    let url = store::url(&place.path("recordings").to_string_lossy()).expect("a URL");
    let found = store::discover(&url).await.expect("found");
    let plan = place.path("plan");
    std::fs::create_dir_all(&plan).expect("a folder");
    let context = ask::session(&found, &plan, &asking(&cluster, false))
        .await
        .expect("a session");
    let frame = context.sql("SELECT * FROM strides").await.expect("a query");
    let mut answer = frame.execute_stream().await.expect("begun");
    // The first rows come when all parts are done; the others are fetched as they are asked for.
    answer.next().await.expect("rows").expect("no error");
    cluster.kill_executor(0).expect("killed");
    cluster.kill_executor(1).expect("killed");
    let mut lost = None;
    while let Some(rows) = answer.next().await {
        if let Err(error) = rows {
            lost = Some(error);
            break;
        }
    }
    let lost = lost.expect("results that nobody has any more");
    assert!(ask::results_were_lost(&lost), "{lost}");
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_and_failures_are_those_of_batch() {
    const QUERY: &str = "SELECT clinic, side, count(*) AS n, max(stance_time_s) AS longest FROM strides WHERE included \
                         GROUP BY clinic, side ORDER BY clinic, side";
    let place = Place::new(&VISITS[..3]);
    let expected = rows(&place.by_batch(QUERY).await);
    let broken = place.path("recordings/south/broken");
    std::fs::create_dir_all(&broken).expect("a folder");
    std::fs::write(broken.join("pelvis.csv"), "time_s,acc_x_mps2\n0,nothing\n").expect("written");
    let cluster = place.cluster();
    let url = store::url(&place.path("recordings").to_string_lossy()).expect("a URL");
    let found = store::discover(&url).await.expect("found");
    assert_eq!(found.len(), 4);

    // Nothing is left out in silence.
    let plan = place.path("plan-1");
    std::fs::create_dir_all(&plan).expect("a folder");
    let context = ask::session(&found, &plan, &asking(&cluster, false))
        .await
        .expect("a session");
    let error = ask::sql(&context, QUERY).await.expect_err("refused").to_string();
    assert!(error.contains("south/broken"), "{error}");

    let plan = place.path("plan-2");
    std::fs::create_dir_all(&plan).expect("a folder");
    let context = ask::session(&found, &plan, &asking(&cluster, true))
        .await
        .expect("a session");
    assert_eq!(rows(&ask::sql(&context, QUERY).await.expect("an answer")), expected);
    let failures = rows(
        &ask::sql(&context, "SELECT clinic, failed FROM failures")
            .await
            .expect("an answer"),
    );
    assert_eq!(failures.len(), 2, "{failures:?}");
    assert!(failures[1].starts_with("south,"), "{failures:?}");
}

#[test]
fn one_command_asks_a_cluster_of_its_own() {
    let place = Place::new(&VISITS[..1]);
    let out = place.path("answer.csv");
    let done = Command::new(PROGRAM)
        .arg("ask")
        .arg(place.path("recordings"))
        .arg("SELECT subject, count(*) AS n FROM strides GROUP BY subject")
        .arg("--out")
        .arg(&out)
        .output()
        .expect("run");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let answer = std::fs::read_to_string(&out).expect("an answer");
    assert!(answer.starts_with("subject,n\nn1,"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an S3-compatible store: cohort/scripts/s3.sh starts one and runs this"]
async fn recordings_in_an_object_store_give_the_same_rows() {
    use object_store::ObjectStoreExt;
    // Files are as old as their upload there.
    const QUERY: &str = "SELECT * EXCLUDE (date) FROM strides";
    let address = std::env::var("GAITSCOPE_S3").expect("GAITSCOPE_S3 says where");
    let url = store::url(&address).expect("a URL");
    let place = Place::new(&VISITS[..3]);
    let expected = rows(&place.by_batch(QUERY).await);
    let bucket = object_store::aws::AmazonS3Builder::from_env()
        .with_url(url.as_str())
        .build()
        .expect("a store");
    for file in files(&place.path("recordings")) {
        let below = file
            .strip_prefix(place.path("recordings"))
            .expect("below")
            .to_string_lossy()
            .into_owned();
        let key = format!("{}{below}", url.path().trim_start_matches('/'));
        let bytes = std::fs::read(&file).expect("read");
        bucket
            .put(&object_store::path::Path::from(key), bytes.into())
            .await
            .expect("stored");
    }
    let found = store::discover(&url).await.expect("found");
    let clinics: Vec<&str> = found.iter().map(|found| found.clinic.as_str()).collect();
    assert_eq!(clinics, ["north", "north", "north"]);
    let cluster = place.cluster();
    let plan = place.path("plan");
    std::fs::create_dir_all(&plan).expect("a folder");
    let context = ask::session(&found, &plan, &asking(&cluster, false))
        .await
        .expect("a session");
    assert_eq!(rows(&ask::sql(&context, QUERY).await.expect("an answer")), expected);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
