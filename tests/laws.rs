//! Laws that the analysis keeps for everybody: mirroring, turning a sensor on its strap, shifting time, clocks, gaps.

use assessment::loading::LoadingBalance;
use assessment::{Analysis, Settings, analyze};
use assessment::{Finding, FindingVerdict, Pattern, Verdict};
use gait::{Exclusion, Measure};
use nalgebra::{Rotation3, Vector3};
use proptest::prelude::*;
use recording::{ReadOptions, Recording, Side, Site, Track, read, write_session};
use simulation::{Extent, Scenario, Stage, presets, simulate};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use validation::synthetic_patterns::with_pattern;

fn analysed(recording: &Recording) -> Analysis {
    analyze(recording, &Settings::default()).expect("a walk")
}

/// A walk of a preset: enough strides for verdicts, and short enough to be analysed often.
fn shortened(scenario: Scenario, seconds: f64) -> Scenario {
    Scenario {
        protocol: vec![
            Stage::Stand { seconds: 5.0 },
            Stage::Walk {
                extent: Extent::Seconds(seconds),
                lane_m: Some(15.0),
            },
            Stage::Stand { seconds: 3.0 },
        ],
        ..scenario
    }
}

fn limp() -> Scenario {
    shortened(presets::limp(3), 75.0)
}

static LIMP: LazyLock<(Recording, Analysis)> = LazyLock::new(|| {
    let recording = simulate(&limp()).recording;
    let analysis = analysed(&recording);
    (recording, analysis)
});

/// The recording of the mirrored person: sites swapped, and each sensor's own frame reflected (z turned round; a
/// reflection turns accelerations as vectors and angular rates as axial vectors). The mirrored sensor frame is as
/// good a frame as the other, so this is exact.
fn mirrored(recording: &Recording) -> Recording {
    let mut mirror = recording.clone();
    mirror.tracks = recording
        .tracks
        .values()
        .map(|track| {
            let site = track.site.mirrored();
            let mut track = Track { site, ..track.clone() };
            track.acc_mps2.iter_mut().for_each(|acc| acc.z = -acc.z);
            for gyr in &mut track.gyr_radps {
                *gyr = Vector3::new(-gyr.x, -gyr.y, gyr.z);
            }
            (site, track)
        })
        .collect();
    for sensor in &mut mirror.session.sensors {
        sensor.site = sensor.site.mirrored();
    }
    mirror.session.sensors.sort_by_key(|sensor| sensor.site);
    mirror
}

fn other(side: Option<Side>) -> Option<Side> {
    side.map(Side::other)
}

/// Largest distance between the contacts of `a` and those of `b` (sides swapped if asked), which must pair one to one.
fn contact_distance(a: &Analysis, b: &Analysis, swap: bool, shift_s: f64) -> f64 {
    let times = |analysis: &Analysis, swap: bool| {
        let mut times: BTreeMap<_, Vec<f64>> = BTreeMap::new();
        for contact in &analysis.contacts {
            let side = if swap { contact.side.other() } else { contact.side };
            times.entry((side, contact.kind)).or_default().push(contact.time_s);
        }
        times
    };
    let (a, b) = (times(a, false), times(b, swap));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    let mut worst: f64 = 0.0;
    for (key, times) in &a {
        assert_eq!(times.len(), b[key].len(), "{key:?}");
        for (x, y) in times.iter().zip(&b[key]) {
            worst = worst.max((y - x - shift_s).abs());
        }
    }
    worst
}

fn findings(analysis: &Analysis) -> BTreeMap<Pattern, (Option<Side>, FindingVerdict)> {
    analysis
        .findings
        .iter()
        .map(|finding| (finding.pattern, (finding.side, finding.verdict)))
        .collect()
}

/// A finding of one leg has the same criteria met in the mirror, on the other leg; one of neither leg has them of the leg
/// that is nearer to the limits.
fn assert_criteria_mirror(straight: &Analysis, mirror: &Analysis) {
    for (finding, twin) in straight.findings.iter().zip(&mirror.findings) {
        assert_eq!(finding.pattern, twin.pattern);
        assert_eq!(finding.reasons, twin.reasons, "{:?}", finding.pattern);
        assert_eq!(finding.remarks, twin.remarks, "{:?}", finding.pattern);
        assert_eq!(finding.grade, twin.grade, "{:?}", finding.pattern);
        let met = |finding: &Finding| -> Vec<(String, bool)> {
            let criteria = finding.criteria.iter();
            criteria
                .map(|criterion| (criterion.code.clone(), criterion.met))
                .collect()
        };
        assert_eq!(met(finding), met(twin), "{:?}", finding.pattern);
    }
}

/// What changed on the way changed on the other leg in the mirror.
fn assert_changes_mirror(straight: &Analysis, mirror: &Analysis, close: &dyn Fn(f64, f64) -> bool) {
    let (changes, twins) = (&straight.changes, &mirror.changes);
    assert_eq!(changes.series, twins.series);
    assert_eq!(changes.shifts.len(), twins.shifts.len());
    for shift in &changes.shifts {
        let sign = if shift.of_difference { -1.0 } else { 1.0 };
        let found = twins.shifts.iter().any(|twin| {
            (twin.measure, twin.side, twin.of_difference, twin.verdict)
                == (shift.measure, other(shift.side), shift.of_difference, shift.verdict)
                && close(shift.onset_s, twin.onset_s)
                && close(shift.change, sign * twin.change)
        });
        assert!(found, "no mirror of {shift:?}");
    }
    assert_eq!(changes.drifts.len(), twins.drifts.len());
    for drift in &changes.drifts {
        let sign = if drift.of_difference { -1.0 } else { 1.0 };
        let found = twins.drifts.iter().any(|twin| {
            (twin.measure, twin.side, twin.of_difference, twin.verdict)
                == (drift.measure, other(drift.side), drift.of_difference, drift.verdict)
                && close(drift.total_change, sign * twin.total_change)
        });
        assert!(found, "no mirror of {drift:?}");
    }
    let mut moved: Vec<Site> = twins.moved.iter().map(|sensor| sensor.site.mirrored()).collect();
    moved.sort_unstable();
    let mut own: Vec<Site> = changes.moved.iter().map(|sensor| sensor.site).collect();
    own.sort_unstable();
    assert_eq!(own, moved);
}

/// Both analyses say the same of swapped sides. Values agree within `share` of their size, or within the `least` of it.
fn assert_mirrors(straight: &Analysis, mirror: &Analysis, contacts_s: f64, [share, least]: [f64; 2]) {
    let distance = contact_distance(straight, mirror, true, 0.0);
    assert!(distance <= contacts_s, "contacts differ by {distance} s");
    let close = |a: f64, b: f64| (a - b).abs() <= (share * a.abs()).max(least);
    assert_eq!(straight.measures.len(), mirror.measures.len());
    for row in &straight.measures {
        let twin = mirror
            .measure(row.measure, other(row.side))
            .unwrap_or_else(|| panic!("{:?} is lost", row.measure));
        assert!(
            close(row.value, twin.value),
            "{:?}: {} against {}",
            row.measure,
            row.value,
            twin.value
        );
        assert_eq!((row.n, row.grade), (twin.n, twin.grade), "{:?}", row.measure);
    }
    assert_eq!(straight.side_differences.len(), mirror.side_differences.len());
    for row in &straight.side_differences {
        let twin = mirror
            .side_differences
            .iter()
            .find(|twin| twin.measure == row.measure)
            .expect("compared too");
        assert!(
            close(row.difference, -twin.difference),
            "{:?}: {} {}",
            row.measure,
            row.difference,
            twin.difference
        );
        assert_eq!(row.verdict, twin.verdict, "{:?}", row.measure);
        assert_eq!(row.pairs, twin.pairs, "{:?}", row.measure);
        // The same draws on both sides: the ends of the intervals swap and change sign.
        assert!(
            close(row.interval.low, -twin.interval.high) && close(row.interval.high, -twin.interval.low),
            "{:?}: {:?} {:?}",
            row.measure,
            row.interval,
            twin.interval
        );
    }
    let swapped: BTreeMap<_, _> = findings(mirror)
        .into_iter()
        .map(|(pattern, (side, verdict))| (pattern, (other(side), verdict)))
        .collect();
    assert_eq!(findings(straight), swapped);
    assert_criteria_mirror(straight, mirror);
    assert_changes_mirror(straight, mirror, &close);
    let (loading, twin) = (&straight.loading, &mirror.loading);
    let spared = |loading: &Option<LoadingBalance>| loading.as_ref().and_then(|balance| balance.spared);
    assert_eq!(spared(loading), other(spared(twin)));
    assert_eq!(straight.quality, mirror.quality);
    assert_eq!(straight.contact_source, mirror.contact_source);
    assert_eq!(straight.speed_method, mirror.speed_method);
    assert_eq!(straight.turns.len(), mirror.turns.len());
    for (turn, twin) in straight.turns.iter().zip(&mirror.turns) {
        assert!(
            (turn.angle_deg + twin.angle_deg).abs() < 3.0,
            "{} {}",
            turn.angle_deg,
            twin.angle_deg
        );
    }
}

#[test]
fn the_mirrored_recording_gives_the_mirrored_report() {
    let (recording, analysis) = &*LIMP;
    assert!(
        analysis
            .side_differences
            .iter()
            .any(|row| row.verdict == Verdict::Shown),
        "the limp shows"
    );
    assert_mirrors(analysis, &analysed(&mirrored(recording)), 1e-6, [1e-4; 2]);
}

#[test]
fn the_mirrored_person_gives_the_mirrored_report() {
    // The mirrored person's noise is the same in other axes: values agree less closely than for a mirrored recording.
    assert_mirrors(
        &LIMP.1,
        &analysed(&simulate(&limp().mirrored()).recording),
        0.010,
        [0.05; 2],
    );
}

#[test]
fn the_mirrored_stiff_knee_is_stiff_on_the_other_side() {
    let recording = simulate(&shortened(presets::stiff_knee(3), 75.0)).recording;
    let (straight, mirror) = (analysed(&recording), analysed(&mirrored(&recording)));
    assert_mirrors(&straight, &mirror, 1e-6, [1e-4; 2]);
    let verdict = |analysis: &Analysis| findings(analysis)[&Pattern::StiffKnee];
    assert_eq!(verdict(&straight), (Some(Side::Right), FindingVerdict::Shown));
    assert_eq!(verdict(&mirror), (Some(Side::Left), FindingVerdict::Shown));
}

/// Every pattern of one leg, a change on the way and a bad recording: the mirror says the same of the other leg.
#[test]
fn every_verdict_mirrors() {
    for scenario in [
        shortened(presets::pelvic_drop(4), 100.0),
        presets::changes_on_the_way(4),
        with_pattern(Pattern::Antalgic, Side::Left, 901),
        with_pattern(Pattern::ReducedLoadingFlexion, Side::Left, 902),
        with_pattern(Pattern::HipHiking, Side::Right, 903),
        with_pattern(Pattern::Circumduction, Side::Left, 904),
        with_pattern(Pattern::Steppage, Side::Right, 905),
        with_pattern(Pattern::ReducedThighExtension, Side::Left, 906),
        with_pattern(Pattern::LateralTrunkLean, Side::Right, 907),
        with_pattern(Pattern::AsymmetricLoading, Side::Left, 908),
    ] {
        let recording = simulate(&scenario).recording;
        let (straight, mirror) = (analysed(&recording), analysed(&mirrored(&recording)));
        assert_mirrors(&straight, &mirror, 1e-6, [1e-3; 2]);
    }
}

/// Gaps, clipping, a slipped strap and a late clock mirror too, but for the last digits: what is interpolated over a gap, and
/// where the filter's search for a bias ends (0.1 deg/s, a few hundredths of a degree in an angle), depend a little on the frame.
#[test]
fn a_bad_recording_mirrors() {
    let recording = simulate(&presets::badly_recorded(4)).recording;
    assert_mirrors(
        &analysed(&recording),
        &analysed(&mirrored(&recording)),
        3e-4,
        [0.02, 0.05],
    );
}

/// Fewer sensors mirror as well: a walk seen by the pelvis alone, by the thighs, by the shanks.
#[test]
fn every_kit_mirrors() {
    let whole = simulate(&shortened(presets::limp(6), 60.0)).recording;
    let kits: [&[Site]; 4] = [
        &[Site::Pelvis],
        &[Site::ThighLeft, Site::ThighRight],
        &[Site::ShankLeft, Site::ShankRight, Site::Pelvis],
        &[Site::ThighLeft, Site::ShankLeft],
    ];
    for kit in kits {
        let mut part = whole.clone();
        part.tracks.retain(|site, _| kit.contains(site));
        assert_mirrors(&analysed(&part), &analysed(&mirrored(&part)), 1e-6, [1e-4; 2]);
    }
}

/// The recording as sensors strapped on in other orientations would have made it.
fn turned(recording: &Recording, rotations: &BTreeMap<Site, Rotation3<f64>>) -> Recording {
    let mut turned = recording.clone();
    for (site, track) in &mut turned.tracks {
        let rotation = rotations[site];
        track.acc_mps2.iter_mut().for_each(|acc| *acc = rotation * *acc);
        track.gyr_radps.iter_mut().for_each(|gyr| *gyr = rotation * *gyr);
    }
    turned
}

/// Root mean square difference of each angle over time, degrees.
fn angle_differences(a: &Analysis, b: &Analysis) -> BTreeMap<String, f64> {
    let names = |analysis: &Analysis| {
        analysis
            .angles
            .columns
            .iter()
            .map(|(column, _)| *column)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(a), names(b), "the same angles are there");
    let pairs = a.angles.columns.iter().zip(&b.angles.columns);
    pairs
        .map(|((column, x), (_, y))| {
            let name = column.name();
            let both = x.iter().zip(y).filter(|(x, y)| x.is_finite() && y.is_finite());
            let (sum, n) = both.fold((0.0, 0), |(sum, n), (x, y)| (sum + (x - y).powi(2), n + 1));
            assert!(n > 1000, "{name}: {n} values in common");
            (name.to_owned(), f64::sqrt(sum / f64::from(n)))
        })
        .collect()
}

/// Any orientation: a random axis and a random angle.
fn any_rotation() -> impl Strategy<Value = Rotation3<f64>> {
    (-1.0..1.0f64, -1.0..1.0f64, -1.0..1.0f64, 0.0..std::f64::consts::PI).prop_filter_map(
        "an axis",
        |(x, y, z, angle)| {
            let axis = Vector3::new(x, y, z);
            (axis.norm() > 0.1).then(|| Rotation3::new(axis.normalize() * angle))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(42), ..ProptestConfig::default() })]

    /// However the sensors are strapped on: angles stay within 2 degrees, contacts within 10 ms.
    #[test]
    fn sensors_may_be_strapped_on_in_any_orientation(rotations in prop::collection::vec(any_rotation(), 5)) {
        let (recording, straight) = &*LIMP;
        let rotations: BTreeMap<Site, Rotation3<f64>> = recording.tracks.keys().copied().zip(rotations).collect();
        let analysis = analysed(&turned(recording, &rotations));
        let distance = contact_distance(straight, &analysis, false, 0.0);
        prop_assert!(distance <= 0.010, "contacts move by {distance} s");
        for (name, difference) in angle_differences(straight, &analysis) {
            prop_assert!(difference <= 2.0, "{name} changes by {difference} degrees");
        }
    }
}

#[test]
fn a_shift_of_all_times_shifts_only_times() {
    let (recording, straight) = &*LIMP;
    // Binary fractions add exactly, so that nothing but the shift changes; sensors' clocks often count from their start.
    for shift in [-4.0, 1024.0] {
        let mut later = recording.clone();
        for track in later.tracks.values_mut() {
            track.time_s.iter_mut().for_each(|time| *time += shift);
        }
        for phase in &mut later.session.protocol.phases {
            phase.start_s += shift;
            phase.end_s += shift;
        }
        let analysis = analysed(&later);
        let distance = contact_distance(straight, &analysis, false, shift);
        assert!(distance <= 1e-6, "contacts move by {distance} s beyond the shift");
        assert_eq!(straight.strides.len(), analysis.strides.len());
        for (a, b) in straight.strides.iter().zip(&analysis.strides) {
            assert!((b.start_s - a.start_s - shift).abs() < 1e-6 && (b.end_s - a.end_s - shift).abs() < 1e-6);
            assert_eq!((a.side, &a.excluded_because), (b.side, &b.excluded_because));
        }
        for row in &straight.measures {
            let twin = analysis.measure(row.measure, row.side).expect("measured too");
            assert!(
                (row.value - twin.value).abs() <= 1e-4 * row.value.abs().max(1.0),
                "{:?}: {} {}",
                row.measure,
                row.value,
                twin.value
            );
        }
        let verdicts = |analysis: &Analysis| {
            analysis
                .side_differences
                .iter()
                .map(|row| (row.measure, row.verdict, row.pairs))
                .collect::<Vec<_>>()
        };
        assert_eq!(verdicts(straight), verdicts(&analysis));
        assert_eq!(findings(straight), findings(&analysis));
        assert!((straight.duration_s - analysis.duration_s).abs() < 1e-6);
    }
}

/// Stance is measured within one sensor, steps across two: only the latter suffer from clocks. Through the session
/// file, as a user would say it.
#[test]
fn unsure_clocks_widen_steps_and_not_stances() {
    let (recording, sure) = &*LIMP;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut unsure = recording.clone();
    for (k, track) in unsure.tracks.values_mut().enumerate() {
        track.clock.uncertainty_s = Some(0.02 + 0.001 * k as f64);
    }
    write_session(folder.path(), &unsure).expect("written");
    let text = std::fs::read_to_string(folder.path().join("session.toml")).expect("a session");
    assert!(text.contains("clock_uncertainty_s"), "{text}");
    let unsure = analysed(&read(&[folder.path().to_path_buf()], &ReadOptions::default()).expect("read back"));
    let row = |analysis: &Analysis, measure: Measure| {
        analysis
            .side_differences
            .iter()
            .find(|row| row.measure == measure)
            .cloned()
            .expect("compared")
    };
    let width = |analysis: &Analysis, measure: Measure| {
        let interval = row(analysis, measure).interval;
        interval.high - interval.low
    };
    let (step, stance) = (Measure::StepTime, Measure::StanceTime);
    assert!(row(&unsure, step).clock_uncertainty > 0.0);
    assert!(row(&unsure, stance).clock_uncertainty < 1e-9);
    assert!(
        width(&unsure, step) > 2.0 * width(sure, step),
        "{} {}",
        width(&unsure, step),
        width(sure, step)
    );
    assert!((width(&unsure, stance) / width(sure, stance) - 1.0).abs() < 0.05);
    assert_eq!(row(sure, step).clock_uncertainty, 0.0);
    // A limp in the steps cannot be told from the clocks any more; the stance's can.
    assert_eq!(row(sure, step).verdict, Verdict::Shown);
    assert_ne!(row(&unsure, step).verdict, Verdict::Shown);
    assert_eq!(row(&unsure, stance).verdict, row(sure, stance).verdict);
}

#[test]
fn a_gap_is_reported_and_its_strides_do_not_count() {
    let (recording, whole) = &*LIMP;
    let (from, to) = (15.0, 16.5);
    let mut torn = recording.clone();
    let track = torn.tracks.get_mut(&Site::ShankLeft).expect("worn");
    let keep: Vec<bool> = track.time_s.iter().map(|time| !(from..to).contains(time)).collect();
    let mut kept = keep.iter();
    track.time_s.retain(|_| *kept.next().expect("as long"));
    let mut kept = keep.iter();
    track.acc_mps2.retain(|_| *kept.next().expect("as long"));
    let mut kept = keep.iter();
    track.gyr_radps.retain(|_| *kept.next().expect("as long"));
    let analysis = analysed(&torn);

    let sensor = analysis
        .sensors
        .iter()
        .find(|sensor| sensor.site == Site::ShankLeft)
        .expect("listed");
    assert!((sensor.longest_gap_s - 1.5).abs() < 0.02, "{}", sensor.longest_gap_s);
    assert!(
        sensor.lost_share > 0.01 && sensor.lost_share < 0.05,
        "{}",
        sensor.lost_share
    );
    let notice = analysis
        .notices
        .iter()
        .find(|notice| notice.site == Some(Site::ShankLeft));
    assert!(notice.is_some(), "{:?}", analysis.notices);

    let overlaps = |start: f64, end: f64| start < to && end > from;
    for stride in analysis.strides.iter().filter(|stride| stride.side == Side::Left) {
        if overlaps(stride.start_s, stride.end_s) {
            assert!(
                !stride.included(),
                "a stride from {} to {} s counts",
                stride.start_s,
                stride.end_s
            );
            assert!(
                stride.excluded_because.contains(&Exclusion::Gap)
                    || stride.excluded_because.contains(&Exclusion::Implausible),
                "{:?}",
                stride.excluded_because
            );
        }
    }
    // No contact is made up where nothing was recorded.
    let made_up = analysis
        .contacts
        .iter()
        .filter(|c| c.side == Side::Left && c.time_s > from + 0.1 && c.time_s < to - 0.1);
    assert_eq!(made_up.count(), 0);
    // Away from the gap all is as before.
    let far = |analysis: &Analysis| {
        let contacts = analysis
            .contacts
            .iter()
            .filter(|c| c.time_s < from - 3.0 || c.time_s > to + 3.0);
        contacts
            .map(|c| (c.side, c.kind, (c.time_s * 200.0).round() as i64))
            .collect::<Vec<_>>()
    };
    let (before, after) = (far(whole), far(&analysis));
    assert_eq!(before.len(), after.len());
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(a, b)| (a.0, a.1) == (b.0, b.1) && (a.2 - b.2).abs() <= 1)
    );
    let stance = |analysis: &Analysis| {
        analysis
            .measure(Measure::StanceTime, Some(Side::Left))
            .expect("measured")
            .value
    };
    assert!((stance(whole) - stance(&analysis)).abs() < 0.01);
}

#[test]
fn the_same_recording_gives_the_same_analysis() {
    let (recording, first) = &*LIMP;
    // NaN is not itself: compared as text.
    assert_eq!(format!("{first:?}"), format!("{:?}", analysed(recording)));
}

/// The order in which sensors were added, and other threads at work, change nothing.
#[test]
fn threads_change_nothing() {
    let (recording, first) = &*LIMP;
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let alone = one.install(|| analysed(recording));
    assert_eq!(format!("{first:?}"), format!("{alone:?}"));
}
