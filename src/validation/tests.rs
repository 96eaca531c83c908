//! The scoring is proved on analyses that are wrong by known amounts.
//!
//! Folders of every kind are written with a known truth; the analysis under test is a function that knows that truth
//! and bends it: contacts shifted, lost or swapped, angles lagged, offset or withheld. The report must say by how much.

use super::*;
use approx::assert_relative_eq;
use assessment::Grade;
use assessment::{Analysis, SessionQuality, Settings};
use body::{LongAxisMethod, SegmentCalibration, SideAxisMethod};
use gait::{AngleColumn, AngleSeries, Bout, Contact, ContactKind, ContactSource, Measure, Stride, Turn, Values};
use recording::{Side, Site};
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn blank(recording: &Recording) -> Analysis {
    Analysis {
        doubts: Vec::new(),
        version: String::new(),
        source: recording.source.clone(),
        session: recording.session.clone(),
        settings: Settings::default(),
        duration_s: 0.0,
        sensors: Vec::new(),
        calibration: recording.tracks.keys().map(|site| calibrated(*site)).collect(),
        contact_source: None,
        speed_method: None,
        speed: None,
        contacts: Vec::new(),
        bouts: Vec::new(),
        turns: Vec::new(),
        strides: Vec::new(),
        angles: AngleSeries::default(),
        cycles: Vec::new(),
        measures: Vec::new(),
        side_differences: Vec::new(),
        shock_transfer: Vec::new(),
        regularity: Vec::new(),
        variability: Vec::new(),
        findings: Vec::new(),
        loading: None,
        changes: Default::default(),
        function_test: None,
        walk_rest_walk: None,
        posture: None,
        profile: Default::default(),
        absent: Vec::new(),
        quality: SessionQuality {
            grade: Grade::A,
            reasons: Vec::new(),
        },
        notices: Vec::new(),
    }
}

fn calibrated(site: Site) -> SegmentCalibration {
    SegmentCalibration {
        site,
        long_axis: Some(LongAxisMethod::Given),
        side_axis: Some(SideAxisMethod::Given),
        rotation: Some([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        eigenvalue_share: None,
        offset_uncertainty_deg: None,
        refusals: Vec::new(),
    }
}

/// A reader that refuses everything, so that the plain way is taken and the refusal becomes a remark.
fn refusing(_: &[PathBuf]) -> Result<Recording, String> {
    Err("not today".to_owned())
}

fn contact(side: Side, kind: ContactKind, time_s: f64) -> Contact {
    Contact {
        side,
        kind,
        time_s,
        source: ContactSource::Shank,
    }
}

/// Contacts of a steady walk from 0.5 s on: left at 0.5, 1.5, …; right half a second later; off 0.6 s after on.
fn walk(seconds: f64) -> Vec<Contact> {
    let mut contacts = Vec::new();
    for k in 0..(seconds - 1.2) as usize {
        for (side, delay) in [(Side::Left, 0.5), (Side::Right, 1.0)] {
            let on = k as f64 + delay;
            contacts.push(contact(side, ContactKind::InitialContact, on));
            contacts.push(contact(side, ContactKind::FinalContact, on + 0.6));
        }
    }
    contacts
}

pub(super) fn strides_of(contacts: &[Contact], speed_mps: f64, length_m: f64) -> Vec<Stride> {
    let mut strides = Vec::new();
    for side in Side::BOTH {
        let on = contacts
            .iter()
            .filter(|c| c.side == side && c.kind == ContactKind::InitialContact);
        let times: Vec<f64> = on.map(|c| c.time_s).collect();
        for pair in times.windows(2) {
            let mut values = Values::default();
            values.set(Measure::Speed, speed_mps);
            values.set(Measure::StrideLength, length_m);
            strides.push(Stride {
                side,
                bout: 0,
                start_s: pair[0],
                end_s: pair[1],
                final_contact_s: None,
                opposite_final_contact_s: None,
                opposite_initial_contact_s: None,
                values,
                excluded_because: Vec::new(),
            });
        }
    }
    strides
}

fn knee(time: f64) -> f64 {
    let phase = 2.0 * std::f64::consts::PI * time;
    28.0 - 24.0 * phase.cos() - 10.0 * (2.0 * phase).sin()
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

fn times(seconds: f64) -> impl Iterator<Item = f64> {
    (0..(seconds * 100.0) as usize).map(|i| i as f64 / 100.0)
}

/// A wide sensor file; `rate(site, time)` is the angular rate about y.
fn wide_csv(sites: &[&str], seconds: f64, rate: impl Fn(&str, f64) -> f64) -> String {
    let mut text = "time_s".to_owned();
    for site in sites {
        for column in [
            "acc_x_mps2",
            "acc_y_mps2",
            "acc_z_mps2",
            "gyr_x_radps",
            "gyr_y_radps",
            "gyr_z_radps",
        ] {
            write!(text, ",{site}_{column}").unwrap();
        }
    }
    text.push('\n');
    for time in times(seconds) {
        write!(text, "{time:.2}").unwrap();
        for site in sites {
            write!(text, ",9.81,0,0,0,{:.4},0", rate(site, time)).unwrap();
        }
        text.push('\n');
    }
    text
}

fn single_csv(seconds: f64) -> String {
    wide_csv(&["x"], seconds, |_, _| 0.1)
        .replace("x_acc", "acc")
        .replace("x_gyr", "gyr")
}

fn events_csv(contacts: &[Contact], source: &str) -> String {
    let mut text = "side,event,time_s,source\n".to_owned();
    for contact in contacts {
        let event = if contact.kind == ContactKind::InitialContact {
            "heel_strike"
        } else {
            "toe_off"
        };
        writeln!(text, "{},{event},{:.4},{source}", contact.side, contact.time_s).unwrap();
    }
    text
}

fn value(report: &ValidationReport, figure: &str) -> f64 {
    row(report, figure)
        .value
        .unwrap_or_else(|| panic!("{figure} has no value"))
}

fn row<'a>(report: &'a ValidationReport, figure: &str) -> &'a Row {
    let found = report.rows.iter().find(|row| row.figure.starts_with(figure));
    found.unwrap_or_else(|| panic!("no row {figure} in {:#?}", report.rows))
}

const KIT: [&str; 5] = ["pelvis", "thigh_left", "thigh_right", "shank_left", "shank_right"];

fn write_kit(folder: &Path) {
    for name in ["child_1", "child_2"] {
        write(folder, &format!("{name}_imu.csv"), &wide_csv(&KIT, 6.0, |_, _| 0.1));
        // A plate saw one of the contacts 9 ms later: that row must not count.
        let plates = "left,heel_strike,1.509,force_plate_1\n";
        write(
            folder,
            &format!("{name}_events.csv"),
            &(events_csv(&walk(6.0), "c3d_event") + plates),
        );
        let mut angles = "time_s,knee_flex_L_deg,knee_flex_R_deg,hip_flex_L_deg,hip_flex_R_deg\n".to_owned();
        for time in times(6.0) {
            let (left, right) = (knee(time), knee(time - 0.5));
            writeln!(angles, "{time:.2},{left:.4},{right:.4},{left:.4},{right:.4}").unwrap();
        }
        write(folder, &format!("{name}_angles.csv"), &angles);
    }
}

/// The truth of [`write_kit`], with every contact `shift_s` late and every angle bent.
fn kit_analysis(recording: &Recording, shift_s: f64, bend: impl Fn(f64, f64) -> f64) -> Analysis {
    let mut analysis = blank(recording);
    analysis.contacts = walk(6.0);
    analysis
        .contacts
        .iter_mut()
        .for_each(|contact| contact.time_s += shift_s);
    analysis.angles.time_s = times(6.0).collect();
    for column in [AngleColumn::KneeFlexion, AngleColumn::HipFlexion] {
        for (side, delay) in [(Side::Left, 0.0), (Side::Right, 0.5)] {
            let values = times(6.0).map(|time| bend(time, knee(time - delay)));
            analysis.angles.columns.push((column(side), values.collect()));
        }
    }
    analysis
}

#[test]
fn a_perfect_kit_is_perfect() {
    let data = tempfile::tempdir().unwrap();
    write_kit(&data.path().join("anything"));
    let report = validate(
        data.path(),
        &|r| Ok(kit_analysis(r, 0.0, |_, a| a)),
        &refusing,
        &ValidateOptions::default(),
    );
    assert!(report.all_met(), "{:#?}", report.rows);
    assert_eq!(value(&report, "initial contact F1"), 1.0);
    assert_eq!(value(&report, "final contact F1"), 1.0);
    assert!(value(&report, "knee flexion RMSE, worst") < 1e-3);
    assert!(report.sets[0].synthetic);
    let remark = "the reader refused it: not today; read without it for scoring";
    assert!(
        report
            .recordings
            .iter()
            .all(|detail| detail.remarks.iter().any(|text| text == remark))
    );
}

#[test]
fn contacts_late_by_12_ms_have_a_median_error_of_12_ms() {
    let data = tempfile::tempdir().unwrap();
    write_kit(&data.path().join("kit"));
    let report = validate(
        data.path(),
        &|r| Ok(kit_analysis(r, 0.012, |_, a| a)),
        &refusing,
        &ValidateOptions::default(),
    );
    assert_relative_eq!(value(&report, "initial contact median"), 12.0, epsilon = 1e-6);
    assert_relative_eq!(value(&report, "final contact median"), 12.0, epsilon = 1e-6);
    assert!(value(&report, "initial contact error IQR") < 1e-6);
    assert_eq!(row(&report, "initial contact median").met, Some(false));
    assert_eq!(row(&report, "final contact median").met, Some(true));
    assert!(!report.all_met());
}

#[test]
fn swapped_sides_and_lost_contacts_cost_f1() {
    let data = tempfile::tempdir().unwrap();
    write_kit(&data.path().join("kit"));
    let swapped = |recording: &Recording| {
        let mut analysis = kit_analysis(recording, 0.0, |_, a| a);
        analysis
            .contacts
            .iter_mut()
            .for_each(|contact| contact.side = contact.side.other());
        Ok(analysis)
    };
    let report = validate(data.path(), &swapped, &refusing, &ValidateOptions::default());
    assert_eq!(value(&report, "initial contact F1"), 0.0);
    // Of the four left initial contacts of each recording one is lost: 2·14 / (2·14 + 2).
    let lossy = |recording: &Recording| {
        let mut analysis = kit_analysis(recording, 0.0, |_, a| a);
        analysis.contacts.retain(|contact| (contact.time_s - 2.5).abs() > 0.01);
        Ok(analysis)
    };
    let report = validate(data.path(), &lossy, &refusing, &ValidateOptions::default());
    assert_relative_eq!(value(&report, "initial contact F1"), 28.0 / 30.0);
}

#[test]
fn an_offset_is_an_offset_and_a_ripple_is_an_error() {
    let data = tempfile::tempdir().unwrap();
    write_kit(&data.path().join("kit"));
    let ripple = |time: f64, angle: f64| angle + 3.0 + 2.0 * (2.0 * std::f64::consts::PI * 7.0 * time).sin();
    let report = validate(
        data.path(),
        &|r| Ok(kit_analysis(r, 0.0, ripple)),
        &refusing,
        &ValidateOptions::default(),
    );
    assert_relative_eq!(
        value(&report, "knee flexion RMSE, median"),
        2.0_f64.sqrt(),
        epsilon = 0.05
    );
    assert_relative_eq!(value(&report, "knee flexion offset"), 3.0, epsilon = 0.05);
    assert_eq!(row(&report, "knee flexion RMSE, median").met, Some(false));
    assert_eq!(row(&report, "knee flexion offset").met, Some(true));
}

#[test]
fn withheld_angles_and_refusals_miss_their_bars() {
    let data = tempfile::tempdir().unwrap();
    write_kit(&data.path().join("kit"));
    let one_leg = |recording: &Recording| {
        let mut analysis = kit_analysis(recording, 0.0, |_, a| a);
        analysis
            .angles
            .columns
            .retain(|(column, _)| column.name().contains("left"));
        Ok(analysis)
    };
    let report = validate(data.path(), &one_leg, &refusing, &ValidateOptions::default());
    let knee_row = row(&report, "knee flexion RMSE, median");
    assert_eq!((knee_row.met, knee_row.n), (Some(false), 2));
    assert_eq!(knee_row.note, "2 of 4 legs could not be scored");

    let report = validate(
        data.path(),
        &|_| Err("no walking".to_owned()),
        &refusing,
        &ValidateOptions::default(),
    );
    assert_eq!(value(&report, "initial contact F1"), 0.0);
    assert_eq!(report.recordings[0].outcome, Outcome::Refused("no walking".to_owned()));
    assert!(report.rows.iter().all(|row| row.met != Some(true)));
}

#[test]
fn an_angle_without_calibration_is_an_unfounded_claim() {
    let data = tempfile::tempdir().unwrap();
    write_kit(&data.path().join("kit"));
    let boasting = |recording: &Recording| {
        let mut analysis = kit_analysis(recording, 0.0, |_, a| a);
        let thigh = analysis
            .calibration
            .iter_mut()
            .find(|entry| entry.site == Site::ThighLeft)
            .unwrap();
        thigh.rotation = None;
        Ok(analysis)
    };
    let report = validate(data.path(), &boasting, &refusing, &ValidateOptions::default());
    // Knee and hip of the left leg in two recordings.
    assert_eq!(value(&report, "angles claimed"), 4.0);
    assert_eq!(row(&report, "angles claimed").met, Some(false));
}

#[test]
fn one_knee_is_read_from_two_files() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("jumps");
    for part in ["thigh", "shank"] {
        write(&folder, &format!("hop_right_{part}.csv"), &single_csv(6.0));
    }
    let mut text = "time_s,knee_flexion_deg\n".to_owned();
    times(6.0).for_each(|time| writeln!(text, "{time:.2},{:.4}", knee(time - 0.5)).unwrap());
    write(&folder, "hop_right_knee_angle.csv", &text);
    let late = |recording: &Recording| {
        assert_eq!(
            recording.tracks.keys().copied().collect::<Vec<_>>(),
            [Site::ThighRight, Site::ShankRight]
        );
        let mut analysis = blank(recording);
        analysis.angles.time_s = times(6.0).collect();
        let values = times(6.0).map(|time| knee(time - 0.51) - 4.0).collect();
        analysis
            .angles
            .columns
            .push((AngleColumn::KneeFlexion(Side::Right), values));
        Ok(analysis)
    };
    let report = validate(data.path(), &late, &refusing, &ValidateOptions::default());
    assert!(report.all_met(), "{:#?}", report.rows);
    assert_relative_eq!(value(&report, "knee flexion offset"), 4.0, epsilon = 0.02);
    let lag = report.recordings[0]
        .figures
        .iter()
        .find(|figure| figure.name.ends_with("lag"))
        .unwrap();
    assert_relative_eq!(lag.value, 10.0, epsilon = 1e-6);
}

#[test]
fn windows_are_scored_alone_and_together_and_gaps_in_the_reference_are_no_legs() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("windows");
    let one = wide_csv(&KIT, 1.0, |_, _| 0.1);
    let mut sensors = format!("step,{}\n", one.lines().next().unwrap());
    let mut truth = "step,time_s,knee_flex_R_deg,knee_flex_L_deg\n".to_owned();
    for step in 0..3 {
        one.lines()
            .skip(1)
            .for_each(|line| writeln!(sensors, "{step},{line}").unwrap());
        for time in times(1.0) {
            let left = if step == 2 {
                "nan".to_owned()
            } else {
                format!("{:.4}", knee(time))
            };
            writeln!(truth, "{step},{time:.2},{:.4},{left}", knee(time - 0.5)).unwrap();
        }
    }
    write(&folder, "person_imu.csv", &sensors);
    write(&folder, "person_reference.csv", &truth);
    let perfect = |recording: &Recording| {
        let mut analysis = blank(recording);
        let clock = recording.tracks[&Site::ShankLeft].time_s.clone();
        for (side, delay) in [(Side::Left, 0.0), (Side::Right, 0.5)] {
            let values = clock.iter().map(|time| knee(time - delay)).collect();
            analysis.angles.columns.push((AngleColumn::KneeFlexion(side), values));
        }
        analysis.angles.time_s = clock;
        Ok(analysis)
    };
    let report = validate(data.path(), &perfect, &refusing, &ValidateOptions::default());
    assert!(report.all_met(), "{:#?}", report.rows);
    assert_eq!(row(&report, "knee flexion, single windows: RMSE, median").n, 5);
    let together = row(&report, "knee flexion, windows of a person together");
    assert_eq!(together.n, 5);
    assert!(together.value.unwrap() < 1e-3);
    assert_eq!(report.recordings.len(), 4);
}

fn write_trials(folder: &Path) {
    let mut events = "trial,side,event,time_s\n".to_owned();
    for trial in ["01-4", "12-1"] {
        write(folder, &format!("{trial}_lowerback.csv"), &single_csv(12.0));
        write(folder, &format!("{trial}_foot_left.csv"), &single_csv(12.0));
        let rows = events_csv(&walk(12.0), "");
        rows.lines()
            .skip(1)
            .for_each(|line| writeln!(events, "{trial},{}", line.trim_end_matches(',')).unwrap());
    }
    write(folder, "events.csv", &events);
    write(
        folder,
        "trials.csv",
        "subject,trial,uturn_start_s,uturn_end_s\n1,4,5.0,6.5\n12,1,5.5,7.0\n",
    );
}

#[test]
fn low_back_trials_give_sides_and_turns() {
    let data = tempfile::tempdir().unwrap();
    write_trials(&data.path().join("trials"));
    let one_wrong = |recording: &Recording| {
        assert_eq!(recording.tracks.keys().copied().collect::<Vec<_>>(), [Site::Pelvis]);
        let mut analysis = blank(recording);
        analysis.contacts = walk(12.0);
        for contact in &mut analysis.contacts {
            contact.time_s -= 0.03;
            if contact.kind == ContactKind::InitialContact && (contact.time_s - 4.47).abs() < 0.01 {
                contact.side = contact.side.other();
            }
        }
        analysis.turns.push(Turn {
            start_s: 5.2,
            end_s: 6.4,
            angle_deg: 180.0,
        });
        Ok(analysis)
    };
    let report = validate(data.path(), &one_wrong, &refusing, &ValidateOptions::default());
    // Twenty initial contacts per trial, one of them on the wrong side.
    assert_relative_eq!(value(&report, "matched contacts with the right side"), 95.0);
    assert_relative_eq!(value(&report, "initial contact F1 per side"), 0.95);
    assert_eq!(value(&report, "initial contact F1 without sides"), 1.0);
    assert_relative_eq!(value(&report, "initial contact median"), -30.0, epsilon = 1e-6);
    assert_relative_eq!(value(&report, "turn start"), 0.25, epsilon = 1e-9);
    assert_relative_eq!(value(&report, "turn end"), 0.35, epsilon = 1e-9);
    assert!(!report.all_met());
}

fn write_bouts(folder: &Path) {
    write(folder, "OA9_Test5_Trial1_lowerback.csv", &single_csv(14.0));
    let inside: Vec<Contact> = walk(14.0)
        .into_iter()
        .filter(|c| (3.0..9.1).contains(&c.time_s))
        .collect();
    // The second reference is 0.2 s late and its strides are longer.
    for (name, late_s, stride_s, length_m) in [("optical", 0.0, 1.0, 1.2), ("insole", 0.2, 1.1, 1.5)] {
        let moved: Vec<Contact> = inside
            .iter()
            .map(|c| contact(c.side, c.kind, c.time_s + late_s))
            .collect();
        let stem = "OA9_Test5_Trial1";
        write(folder, &format!("{stem}_events_{name}.csv"), &events_csv(&moved, ""));
        let bout = format!("bout,start_s,end_s\n0,{:.2},{:.2}\n", 3.0 + late_s, 9.1 + late_s);
        write(folder, &format!("{stem}_bouts_{name}.csv"), &bout);
        let mut strides = "bout,start_s,end_s,stride_time_s,stride_length_m,stride_speed_mps\n".to_owned();
        for stride in strides_of(&moved, 1.0, 1.0) {
            let (start, end) = (stride.start_s, stride.end_s);
            writeln!(
                strides,
                "0,{start:.2},{end:.2},{stride_s},{length_m},{}",
                length_m / stride_s
            )
            .unwrap();
        }
        // Some rows are empty.
        strides.push_str("0,8.9,9.0,,,\n");
        write(folder, &format!("{stem}_strides_{name}.csv"), &strides);
    }
}

#[test]
fn of_two_references_the_better_counts_inside_its_bouts() {
    let data = tempfile::tempdir().unwrap();
    write_bouts(&data.path().join("bouts"));
    let analysis = |recording: &Recording| {
        let mut analysis = blank(recording);
        // Walking outside the reference's bout is not judged.
        analysis.contacts = walk(14.0);
        analysis.contacts.iter_mut().for_each(|contact| contact.time_s += 0.02);
        analysis.strides = strides_of(&analysis.contacts, 1.26, 1.25);
        analysis.bouts = vec![Bout {
            start_s: 0.5,
            end_s: 12.0,
        }];
        Ok(analysis)
    };
    let report = validate(data.path(), &analysis, &refusing, &ValidateOptions::default());
    assert_eq!(value(&report, "initial contact F1 per side"), 1.0);
    assert_relative_eq!(value(&report, "initial contact median"), 20.0, epsilon = 1e-6);
    assert!(value(&report, "median stride time") < 1e-6);
    assert_relative_eq!(value(&report, "speed, absolute error"), 5.0, epsilon = 1e-6);
    assert_relative_eq!(value(&report, "stride length, median error"), 0.05, epsilon = 1e-9);
    assert!(
        report.recordings[0]
            .remarks
            .iter()
            .any(|text| text == "scored against optical")
    );
    assert!(report.all_met(), "{:#?}", report.rows);
}

#[test]
fn the_belt_and_the_feet_judge_the_treadmill() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("belt");
    let sites = ["shank_left", "shank_right", "lumbar", "foot_left", "foot_right"];
    let swing = |site: &str, time: f64| {
        let phase = (time + if site.ends_with("left") { 0.0 } else { 0.5 }).fract();
        5.0 * (-((phase - 0.7) / 0.1).powi(2)).exp() - 3.0 * (-((phase - 0.5) / 0.07).powi(2)).exp()
    };
    write(&folder, "pp07_FBPO.csv", &wide_csv(&sites, 40.0, swing));
    write(&folder, "pp07_1Reg.csv", &wide_csv(&sites, 40.0, swing));
    write(
        &folder,
        "trials.csv",
        "pp,trial,export,full_len_s,treadmill_speed_mps\n7,FBPO,e,1,1.25\n7,1Reg,e,1,\n",
    );
    let lossy = |recording: &Recording| {
        assert!(
            !recording.tracks.contains_key(&Site::FootLeft),
            "the reference must not be given away"
        );
        let mut analysis = blank(recording);
        let every = |index: usize| index as f64 + 0.2;
        for index in 0..40 {
            analysis
                .contacts
                .push(contact(Side::Left, ContactKind::InitialContact, every(index)));
            if index % 10 != 0 {
                analysis
                    .contacts
                    .push(contact(Side::Right, ContactKind::InitialContact, every(index) + 0.5));
            }
        }
        analysis.strides = strides_of(&analysis.contacts, 1.2, 1.2);
        Ok(analysis)
    };
    let report = validate(data.path(), &lossy, &refusing, &ValidateOptions::default());
    assert_relative_eq!(value(&report, "speed against the belt, median"), 4.0, epsilon = 1e-9);
    assert_eq!(row(&report, "speed against the belt, median").n, 1);
    assert_relative_eq!(
        value(&report, "strides per side against the feet, worst"),
        10.0,
        epsilon = 2.0
    );
    assert_eq!(
        row(&report, "strides per side against the feet, worst").met,
        Some(false)
    );
}

#[test]
fn a_still_recording_must_claim_nothing() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("full_body");
    for site in ["pelvis", "lower_back", "thigh_left", "shank_left"] {
        write(&folder, &format!("{site}.csv"), &single_csv(20.0));
    }
    let boasting = |recording: &Recording| {
        let mut analysis = blank(recording);
        analysis
            .calibration
            .iter_mut()
            .for_each(|entry| entry.side_axis = Some(SideAxisMethod::Hinge));
        Ok(analysis)
    };
    let report = validate(data.path(), &boasting, &refusing, &ValidateOptions::default());
    assert_eq!(report.sets[0].recordings, 1);
    // Pelvis (not the lower back as well), thigh and shank.
    assert_eq!(
        value(&report, "strides, knee angles and walking axes claimed while still"),
        3.0
    );
    let modest = |recording: &Recording| Err(format!("{} sensors, no walking", recording.tracks.len()));
    let report = validate(data.path(), &modest, &refusing, &ValidateOptions::default());
    assert_eq!(
        value(&report, "strides, knee angles and walking axes claimed while still"),
        0.0
    );
    assert_eq!(value(&report, "recordings refused"), 1.0);
}

#[test]
fn orientation_is_scored_where_a_filter_is_given() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("tumbling");
    let one = single_csv(5.0);
    let mut text = format!(
        "{},ref_quat_w,ref_quat_x,ref_quat_y,ref_quat_z\n",
        one.lines().next().unwrap()
    );
    one.lines()
        .skip(1)
        .for_each(|line| writeln!(text, "{line},1,0,0,0").unwrap());
    write(&folder, "17_slow.csv", &text);
    let half = 1.5_f64.to_radians();
    let tilted = |rate_hz: f64, gyr: &[Vector3<f64>], _: &[Vector3<f64>]| {
        assert_relative_eq!(rate_hz, 100.0, epsilon = 1e-6);
        Ok(vec![[half.cos(), half.sin(), 0.0, 0.0]; gyr.len()])
    };
    let options = ValidateOptions {
        orientation: Some(&tilted),
        ..ValidateOptions::default()
    };
    let never = |_: &Recording| Err("not asked".to_owned());
    let report = validate(data.path(), &never, &refusing, &options);
    assert_relative_eq!(value(&report, "inclination RMSE, median"), 3.0, epsilon = 1e-6);
    let without = validate(data.path(), &never, &refusing, &ValidateOptions::default());
    assert!(without.rows.is_empty() && without.findings.len() == 2, "{without:#?}");
}

#[test]
fn reports_are_the_same_twice_and_name_no_folders() {
    let data = tempfile::tempdir().unwrap();
    write_kit(&data.path().join("a_kit"));
    write_trials(&data.path().join("b_trials"));
    write_bouts(&data.path().join("c_bouts"));
    let refuse_with_path = |paths: &[PathBuf]| Err(format!("{}: line 3", paths[0].display()));
    let run = || {
        validate(
            data.path(),
            &|r| Ok(blank(r)),
            &refuse_with_path,
            &ValidateOptions::default(),
        )
    };
    let (first, second) = (render_markdown(&run()), render_markdown(&run()));
    assert_eq!(first, second);
    let json = serde_json::to_string(&run()).unwrap();
    let folder = data.path().display().to_string();
    assert!(!first.contains(&folder) && !json.contains(&folder));
    assert!(first.contains("child_1_imu.csv: line 3"));
    let only = ValidateOptions {
        only: vec!["trials".to_owned()],
        ..ValidateOptions::default()
    };
    let report = validate(data.path(), &|r| Ok(blank(r)), &refusing, &only);
    assert_eq!(report.sets.len(), 1);
}

#[test]
fn a_missing_folder_is_a_finding() {
    let report = validate(
        Path::new("no/such/folder"),
        &|r| Ok(blank(r)),
        &refusing,
        &ValidateOptions::default(),
    );
    assert!(!report.all_met() && report.findings.len() == 1);
    assert!(
        report.findings[0].contains("`folder` cannot be read"),
        "{:?}",
        report.findings
    );
}
