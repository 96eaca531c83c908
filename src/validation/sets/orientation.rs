//! One sensor with an optical orientation: the inclination and heading error of the orientation filter.

use super::common::{or_finding, reference};
use crate::discover::SetFolder;
use crate::score::{median, worst};
use crate::{Outcome, RecordingDetail, Row, SetInfo, Tools, ValidationReport};
use nalgebra::{Quaternion, UnitQuaternion, Vector3};

pub(super) fn score(folder: &SetFolder, tools: &Tools, report: &mut ValidationReport) {
    let set = folder.name.as_str();
    let Some(orientation) = tools.orientation else {
        report
            .findings
            .push(format!("{set}: no orientation filter was given to be scored"));
        return;
    };
    let mut inclination = Vec::new();
    let mut drift = Vec::new();
    for file in &folder.files {
        let Some(table) = reference(&folder.file(file), set, report) else {
            continue;
        };
        let mut detail = RecordingDetail::new(set, file.trim_end_matches(".csv"));
        let names = [
            "time_s",
            "acc_x_mps2",
            "acc_y_mps2",
            "acc_z_mps2",
            "gyr_x_radps",
            "gyr_y_radps",
            "gyr_z_radps",
        ];
        let reference_names = ["ref_quat_w", "ref_quat_x", "ref_quat_y", "ref_quat_z"];
        let columns: Result<Vec<Vec<f64>>, _> = names
            .iter()
            .chain(&reference_names)
            .map(|name| table.numbers(name))
            .collect();
        let Some(c) = or_finding(columns, set, report) else {
            continue;
        };
        let n = table.len();
        let vector = |first: usize, row: usize| Vector3::new(c[first][row], c[first + 1][row], c[first + 2][row]);
        let acc: Vec<Vector3<f64>> = (0..n).map(|row| vector(1, row)).collect();
        let gyr: Vec<Vector3<f64>> = (0..n).map(|row| vector(4, row)).collect();
        let steps: Vec<f64> = c[0].windows(2).map(|pair| pair[1] - pair[0]).collect();
        // The times are printed with few decimals: the mean step is nearer the true rate than the median.
        let rate_hz = steps.len() as f64 / steps.iter().sum::<f64>();
        if let Some(progress) = tools.progress {
            progress(&format!("{set}/{}", detail.recording));
        }
        match orientation(rate_hz, &gyr, &acc) {
            Ok(found) => {
                let truth = |row: usize| [c[7][row], c[8][row], c[9][row], c[10][row]];
                let errors: Vec<(f64, f64)> = (0..n.min(found.len()))
                    .filter_map(|row| error_deg(truth(row), found[row]))
                    .collect();
                let rms = |values: &[f64]| (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt();
                let tilt = rms(&errors.iter().map(|error| error.0).collect::<Vec<_>>());
                let heading = heading_rms(&errors.iter().map(|error| error.1).collect::<Vec<_>>());
                detail.figure("inclination RMSE", tilt, "deg");
                detail.figure("heading RMSE without its mean", heading, "deg");
                inclination.push(tilt);
                drift.push(heading);
            }
            Err(reason) => detail.outcome = Outcome::Refused(reason),
        }
        report.recordings.push(detail);
    }
    let n = inclination.len();
    report.rows.extend([
        Row::new(
            set,
            "inclination RMSE, median over trials",
            median(&inclination),
            "deg",
            n,
        ),
        Row::new(set, "inclination RMSE, worst trial", worst(&inclination), "deg", n),
        Row::new(
            set,
            "heading RMSE without its mean, worst trial",
            worst(&drift),
            "deg",
            n,
        )
        .note("drifts without a magnetometer; no result depends on it"),
    ]);
    report.sets.push(SetInfo {
        name: set.to_owned(),
        kind: "one sensor with optical orientation".to_owned(),
        recordings: folder.files.len(),
        reference: "Optical orientation of the sensor's case, absent where markers were lost. Whole recordings, rest \
                    included."
            .to_owned(),
        synthetic: false,
    });
}

/// Inclination (0..180) and heading (−180..180) of the rotation from the true to the found world frame, degrees.
fn error_deg(truth: [f64; 4], found: [f64; 4]) -> Option<(f64, f64)> {
    let unit = |q: [f64; 4]| {
        let finite = q.iter().all(|part| part.is_finite());
        finite.then(|| UnitQuaternion::from_quaternion(Quaternion::new(q[0], q[1], q[2], q[3])))
    };
    let error = unit(found)? * unit(truth)?.inverse();
    let inclination = 2.0 * error.w.hypot(error.k).min(1.0).acos();
    let heading = 2.0 * error.k.atan2(error.w);
    let heading = heading.sin().atan2(heading.cos());
    Some((inclination.to_degrees(), heading.to_degrees()))
}

/// Root mean square of angles around their circular mean, degrees.
fn heading_rms(angles: &[f64]) -> f64 {
    let (sin, cos) = angles.iter().fold((0.0, 0.0), |(s, c), a| {
        (s + a.to_radians().sin(), c + a.to_radians().cos())
    });
    let mean = f64::atan2(sin, cos).to_degrees();
    let around = |angle: f64| (angle - mean + 180.0).rem_euclid(360.0) - 180.0;
    (angles.iter().map(|a| around(*a).powi(2)).sum::<f64>() / angles.len() as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn inclination_and_heading_are_told_apart() {
        let truth = UnitQuaternion::from_euler_angles(0.3, -0.2, 1.0);
        let turn = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), 0.5);
        let tilt = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), 0.1);
        let array = |q: UnitQuaternion<f64>| [q.w, q.i, q.j, q.k];
        let (inclination, heading) = error_deg(array(truth), array(turn * truth)).unwrap();
        assert_relative_eq!(inclination, 0.0, epsilon = 1e-5);
        assert_relative_eq!(heading, 0.5_f64.to_degrees(), epsilon = 1e-9);
        let (inclination, _) = error_deg(array(truth), array(tilt * truth)).unwrap();
        assert_relative_eq!(inclination, 0.1_f64.to_degrees(), epsilon = 1e-9);
        assert_eq!(error_deg([f64::NAN; 4], array(truth)), None);
        assert_relative_eq!(heading_rms(&[178.0, -178.0]), 2.0, epsilon = 1e-9);
    }
}
