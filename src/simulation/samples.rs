//! Session folders with the truth beside them: samples to try the program on.

use super::{Simulated, presets, simulate};
use recording::{Recording, Track};
use serde::Serialize;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The presets that the samples are made of.
pub const SAMPLE_NAMES: [&str; 6] = [
    "badly_recorded",
    "changes_on_the_way",
    "healthy",
    "limp",
    "pelvic_drop",
    "stiff_knee",
];

/// The seed that the samples are made with.
pub const SAMPLE_SEED: u64 = 7;

/// Writes all samples below a folder, one session folder per preset (about 12 MB together).
///
/// # Errors
/// The first file or folder that cannot be written.
pub fn generate_samples(dir: &Path) -> io::Result<()> {
    for name in SAMPLE_NAMES {
        let scenario = presets::by_name(name, SAMPLE_SEED)
            .ok_or_else(|| io::Error::other(format!("no preset is called {name}")))?;
        write_simulated(&dir.join(name), &simulate(&scenario))?;
    }
    Ok(())
}

/// Writes one simulated session: `session.toml`, a CSV per site, and the truth in `truth_events.csv`,
/// `truth_strides.csv`, `truth_angles.csv` (50 Hz) and `truth.toml`. Numbers are rounded to 4 decimals (times to 5),
/// well below the sensors' noise.
///
/// # Errors
/// The first file or folder that cannot be written.
pub fn write_simulated(dir: &Path, simulated: &Simulated) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    write_recording(dir, &simulated.recording)?;
    fs::write(dir.join("truth_events.csv"), events(simulated))?;
    fs::write(dir.join("truth_strides.csv"), strides(simulated))?;
    fs::write(dir.join("truth_angles.csv"), angles(simulated))?;
    let summary = toml::to_string_pretty(&Summary::of(simulated)).map_err(io::Error::other)?;
    fs::write(dir.join("truth.toml"), summary)
}

fn write_recording(dir: &Path, recording: &Recording) -> io::Result<()> {
    let session = toml::to_string_pretty(&recording.session).map_err(io::Error::other)?;
    fs::write(dir.join("session.toml"), session)?;
    for track in recording.tracks.values() {
        write_track(&dir.join(format!("{}.csv", track.site)), track)?;
    }
    Ok(())
}

fn write_track(path: &Path, track: &Track) -> io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    writeln!(
        out,
        "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps"
    )?;
    for ((time_s, acc), gyr) in track.time_s.iter().zip(&track.acc_mps2).zip(&track.gyr_radps) {
        writeln!(
            out,
            "{},{},{},{},{},{},{}",
            number(*time_s, 5),
            number(acc.x, 4),
            number(acc.y, 4),
            number(acc.z, 4),
            number(gyr.x, 4),
            number(gyr.y, 4),
            number(gyr.z, 4)
        )?;
    }
    out.flush()
}

/// Rounded, without trailing zeros and without a negative zero.
fn number(value: f64, decimals: i32) -> String {
    let scale = 10_f64.powi(decimals);
    let rounded = (value * scale).round() / scale;
    format!("{}", rounded + 0.0)
}

fn events(simulated: &Simulated) -> String {
    let mut text = String::from("side,event,time_s,gain\n");
    for contact in &simulated.truth.contacts {
        let event = if contact.initial {
            "initial_contact"
        } else {
            "final_contact"
        };
        writeln!(
            text,
            "{},{event},{},{}",
            contact.side,
            number(contact.time_s, 5),
            number(contact.gain, 3)
        )
        .expect("a string takes all");
    }
    text
}

fn strides(simulated: &Simulated) -> String {
    let mut text = String::from(
        "side,start_s,end_s,stance_s,swing_s,step_time_s,length_m,speed_mps,steady,knee_swing_peak_deg,\
         loading_excursion_deg,pelvic_drop_deg,hip_hike_deg,circumduction_deg,thigh_max_deg,thigh_min_deg,impact_mps2\n",
    );
    for stride in &simulated.truth.strides {
        let f = &stride.features;
        let values = [
            stride.start_s,
            stride.end_s,
            stride.stance_s(),
            stride.swing_s(),
            stride.step_time_s,
            stride.length_m,
            stride.speed_mps(),
        ];
        let features = [
            f.knee_swing_peak,
            f.loading_excursion,
            f.pelvic_drop,
            f.hip_hike,
            f.circumduction,
            f.thigh_max,
            f.thigh_min,
            f.impact_mps2,
        ];
        let join = |values: &[f64]| values.iter().map(|v| number(*v, 4)).collect::<Vec<_>>().join(",");
        writeln!(
            text,
            "{},{},{},{}",
            stride.side,
            join(&values),
            stride.steady,
            join(&features)
        )
        .expect("a string takes all");
    }
    text
}

fn angles(simulated: &Simulated) -> String {
    let a = &simulated.truth.angles;
    let mut text = String::from(
        "time_s,knee_flexion_left_deg,knee_flexion_right_deg,hip_flexion_left_deg,hip_flexion_right_deg,\
         thigh_inclination_left_deg,thigh_inclination_right_deg,shank_inclination_left_deg,\
         shank_inclination_right_deg,pelvis_tilt_deg,pelvis_obliquity_deg,pelvis_rotation_deg\n",
    );
    for i in (0..a.time_s.len()).step_by(2) {
        let sides = [
            &a.knee_flexion,
            &a.hip_flexion,
            &a.thigh_inclination,
            &a.shank_inclination,
        ];
        let mut row = vec![number(a.time_s[i], 3)];
        row.extend(
            sides
                .iter()
                .flat_map(|pair| pair.iter())
                .map(|curve| number(curve[i], 2)),
        );
        row.extend([&a.pelvis_tilt, &a.pelvis_obliquity, &a.pelvis_rotation].map(|curve| number(curve[i], 2)));
        text.push_str(&row.join(","));
        text.push('\n');
    }
    text
}

/// `truth.toml`.
#[derive(Serialize)]
struct Summary {
    speed_mps: f64,
    onsets_s: Vec<f64>,
    turn: Vec<TurnEntry>,
    edit: Vec<EffectEntry>,
    sensor: Vec<SensorEntry>,
}

#[derive(Serialize)]
struct TurnEntry {
    start_s: f64,
    end_s: f64,
    angle_deg: f64,
}

#[derive(Serialize)]
struct EffectEntry {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<&'static str>,
    size: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    onset_s: Option<f64>,
    left: f64,
    right: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference_percent: Option<f64>,
}

#[derive(Serialize)]
struct SensorEntry {
    site: &'static str,
    about_long_axis_deg: f64,
    tilt_sagittal_deg: f64,
    tilt_frontal_deg: f64,
    clock_offset_s: f64,
    clock_drift_ppm: f64,
    lost_share: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    slip_at_s: Option<f64>,
}

impl Summary {
    fn of(simulated: &Simulated) -> Summary {
        let truth = &simulated.truth;
        let rounded = |x: f64| (x * 1e4).round() / 1e4;
        Summary {
            speed_mps: rounded(truth.speed_mps),
            onsets_s: truth.onsets_s.clone(),
            turn: truth
                .turns
                .iter()
                .map(|t| TurnEntry {
                    start_s: rounded(t.start_s),
                    end_s: rounded(t.end_s),
                    angle_deg: rounded(t.angle_deg),
                })
                .collect(),
            edit: truth
                .effects
                .iter()
                .map(|e| EffectEntry {
                    kind: e.kind.name(),
                    side: e.kind.has_side().then(|| e.side.name()),
                    size: e.size,
                    onset_s: e.onset_s,
                    left: rounded(e.left),
                    right: rounded(e.right),
                    difference_percent: e.difference_percent.map(rounded),
                })
                .collect(),
            sensor: truth
                .sensors
                .iter()
                .map(|s| SensorEntry {
                    site: s.sensor.site.name(),
                    about_long_axis_deg: rounded(s.sensor.mount.about_long_axis_deg),
                    tilt_sagittal_deg: rounded(s.sensor.mount.tilt_sagittal_deg),
                    tilt_frontal_deg: rounded(s.sensor.mount.tilt_frontal_deg),
                    clock_offset_s: s.sensor.clock.offset_s,
                    clock_drift_ppm: s.sensor.clock.drift_ppm,
                    lost_share: rounded(s.lost_share),
                    slip_at_s: s.sensor.slip.map(|slip| slip.at_s),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_have_no_negative_zero() {
        assert_eq!(number(-0.000_01, 4), "0");
        assert_eq!(number(9.806_65, 4), "9.8067");
        assert_eq!(number(12.34, 5), "12.34");
    }

    #[test]
    fn a_session_folder_holds_what_was_simulated() {
        let folder = tempfile::tempdir().unwrap();
        let simulated = simulate(&presets::limp(1));
        write_simulated(folder.path(), &simulated).unwrap();
        let session: recording::Session =
            toml::from_str(&fs::read_to_string(folder.path().join("session.toml")).unwrap()).unwrap();
        assert_eq!(session, simulated.recording.session);
        let rows = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap().lines().count() - 1;
        for track in simulated.recording.tracks.values() {
            assert_eq!(rows(&format!("{}.csv", track.site)), track.len());
        }
        assert_eq!(rows("truth_events.csv"), simulated.truth.contacts.len());
        assert_eq!(
            rows("truth_angles.csv"),
            simulated.truth.angles.time_s.len().div_ceil(2)
        );
    }
}
