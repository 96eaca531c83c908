//! OpenSim: segment orientations (`orientations.sto`) and joint angles (`angles.mot`).
//!
//! **Orientations** are those of the *segments*, not of the sensors' cases, in one world frame: Z up, X the direction in
//! which the person walked. Six-axis sensors know no common heading; each segment is turned about the vertical so that
//! its own side axis, averaged over the strides that count, lies square to X. Slow drift of the heading within the
//! recording stays in (some degrees a minute). OpenSim's world has Y up: give
//! `sensor_to_opensim_rotations = (-π/2, 0, 0)`, as for any Z-up sensor system. The column names are those that OpenSim's
//! IMU Placer attaches to bodies (`femur_r_imu` to `femur_r`); since segment axes are exported, a standing first frame
//! is not needed to place them.
//!
//! **Angles** carry the coordinate names and signs of the full-body model of Rajagopal et al. (2016, IEEE Trans Biomed
//! Eng 63:2068): knee and hip flexion positive; pelvic tilt positive backwards, list positive with the right side down,
//! rotation positive with the right side forward. Coordinates that were not measured are left out.

use super::{ExportError, files};
use assessment::Analysis;
use body::{Body, Motion, SensorMotion};
use gait::AngleColumn;
use nalgebra::{Rotation3, UnitQuaternion, Vector3};
use recording::{Recording, Side, Site};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const ADVICE: &str = "record a walk with sensors on thighs, shanks or pelvis, standing still for five seconds first";

/// One aligned segment: orientation segment → world at every sample of the common clock, `None` where samples are missing.
pub struct SegmentOrientation {
    /// The segment.
    pub site: Site,
    /// Segment → world at every sample of the common clock; `None` where samples are missing.
    pub orientation: Vec<Option<UnitQuaternion<f64>>>,
}

/// The orientations of all aligned segments and the clock's times. Cost: that of the orientation filter.
pub fn orientations(recording: &Recording, analysis: &Analysis) -> (Vec<f64>, Vec<SegmentOrientation>) {
    let Some(motion) = Motion::from_recording(recording) else {
        return (Vec::new(), Vec::new());
    };
    let body = Body::calibrate(recording, &motion);
    let times = (0..motion.grid.len).map(|k| motion.grid.time(k as f64)).collect();
    let segments = motion
        .sensors
        .iter()
        .filter_map(|(site, sensor)| {
            let axes = body.axes(*site)?;
            let to_sensor =
                UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(axes.matrix().transpose()));
            let heading = heading(sensor, &axes.z, &motion, analysis);
            let turn = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), -heading);
            let orientation = sensor
                .orientation
                .iter()
                .zip(&sensor.valid)
                .map(|(q, valid)| valid.then(|| turn * q * to_sensor))
                .collect();
            Some(SegmentOrientation {
                site: *site,
                orientation,
            })
        })
        .collect();
    (times, segments)
}

/// The direction in which the segment walked, radians about the vertical: a quarter turn left of the mean side axis, over
/// the longest bout's strides that count, or over everything where there are none.
fn heading(sensor: &SensorMotion, side_axis: &Vector3<f64>, motion: &Motion, analysis: &Analysis) -> f64 {
    let longest = analysis
        .bouts
        .iter()
        .enumerate()
        .max_by(|(_, a), (_, b)| (a.end_s - a.start_s).total_cmp(&(b.end_s - b.start_s)))
        .map(|(index, _)| index);
    // People walk back after a turn; only the stretch before the bout's first turn has one direction.
    let first_turn = |bout: usize| {
        let bout = &analysis.bouts[bout];
        analysis
            .turns
            .iter()
            .map(|turn| turn.start_s)
            .filter(|start| (bout.start_s..bout.end_s).contains(start))
            .fold(bout.end_s, f64::min)
    };
    let spans: Vec<(usize, usize)> = analysis
        .strides
        .iter()
        .filter(|stride| stride.included() && Some(stride.bout) == longest && stride.end_s <= first_turn(stride.bout))
        .map(|stride| {
            let index = |time: f64| motion.grid.index(time).max(0.0) as usize;
            (index(stride.start_s), index(stride.end_s).min(motion.grid.len))
        })
        .collect();
    let everything = [(0, motion.grid.len)];
    let spans: &[(usize, usize)] = if spans.is_empty() { &everything } else { &spans };
    let sum: Vector3<f64> = spans
        .iter()
        .flat_map(|(from, to)| *from..*to)
        .filter(|k| sensor.valid[*k])
        .map(|k| sensor.orientation[k] * side_axis)
        .sum();
    // Forward = up × right.
    let forward = Vector3::z().cross(&sum);
    forward.y.atan2(forward.x)
}

/// The name under which OpenSim's models know the segment's sensor.
fn column(site: Site) -> &'static str {
    match site {
        Site::Pelvis => "pelvis_imu",
        Site::ThighLeft => "femur_l_imu",
        Site::ThighRight => "femur_r_imu",
        Site::ShankLeft => "tibia_l_imu",
        Site::ShankRight => "tibia_r_imu",
        Site::Trunk => "torso_imu",
        Site::FootLeft => "calcn_l_imu",
        Site::FootRight => "calcn_r_imu",
    }
}

/// Writes both files.
pub fn write(recording: &Recording, analysis: &Analysis, dir: &Path) -> Result<Vec<PathBuf>, ExportError> {
    let (times, segments) = orientations(recording, analysis);
    if segments.is_empty() {
        return Err(ExportError::NothingAligned { advice: ADVICE });
    }
    Ok(vec![
        files::write(dir.join("orientations.sto"), storage(&times, &segments).as_bytes())?,
        files::write(dir.join("angles.mot"), angles(analysis).as_bytes())?,
    ])
}

/// Rows where every segment is known: OpenSim's reader of quaternions takes no empty cells.
fn storage(times: &[f64], segments: &[SegmentOrientation]) -> String {
    let mut text =
        String::from("DataRate=100.000000\nDataType=Quaternion\nversion=3\nOpenSimVersion=4.5\nendheader\ntime");
    for segment in segments {
        text.push('\t');
        text.push_str(column(segment.site));
    }
    text.push('\n');
    for (k, time) in times.iter().enumerate() {
        let row: Option<Vec<UnitQuaternion<f64>>> = segments.iter().map(|segment| segment.orientation[k]).collect();
        let Some(row) = row else { continue };
        write!(text, "{time:.4}").expect("a string takes all");
        for q in row {
            write!(text, "\t{:.9},{:.9},{:.9},{:.9}", q.w, q.i, q.j, q.k).expect("a string takes all");
        }
        text.push('\n');
    }
    text
}

/// `(coordinate, column of angles.csv, sign)`.
fn coordinates() -> Vec<(String, AngleColumn, f64)> {
    let mut list = vec![
        ("pelvis_tilt".to_owned(), AngleColumn::PelvisTilt, -1.0),
        ("pelvis_list".to_owned(), AngleColumn::PelvisObliquity, -1.0),
        ("pelvis_rotation".to_owned(), AngleColumn::PelvisRotation, 1.0),
    ];
    for side in [Side::Right, Side::Left] {
        let letter = &side.name()[..1];
        list.push((format!("hip_flexion_{letter}"), AngleColumn::HipFlexion(side), 1.0));
        list.push((format!("knee_angle_{letter}"), AngleColumn::KneeFlexion(side), 1.0));
    }
    list
}

/// A motion file; times at which an angle is missing hold `NaN`, which OpenSim reads as such.
fn angles(analysis: &Analysis) -> String {
    let series = &analysis.angles;
    let columns: Vec<(String, &[f64], f64)> = coordinates()
        .into_iter()
        .filter_map(|(coordinate, column, sign)| Some((coordinate, series.get(column)?, sign)))
        .collect();
    let mut text = format!(
        "Coordinates\nversion=1\nnRows={}\nnColumns={}\ninDegrees=yes\nendheader\ntime",
        series.time_s.len(),
        columns.len() + 1
    );
    for (name, _, _) in &columns {
        text.push('\t');
        text.push_str(name);
    }
    text.push('\n');
    for (k, time) in series.time_s.iter().enumerate() {
        write!(text, "{time:.4}").expect("a string takes all");
        for (_, values, sign) in &columns {
            let value = values[k] * sign;
            if value.is_finite() {
                write!(text, "\t{value:.6}").expect("a string takes all");
            } else {
                text.push_str("\tNaN");
            }
        }
        text.push('\n');
    }
    text
}
