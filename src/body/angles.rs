//! Segment inclinations and joint angles over time.
//!
//! Inclinations come from the vertical seen by each sensor: they need no common heading and survive turns.
//! Signs (ISB-like): inclination + = distal end forward; knee and hip flexion +; pelvic tilt + = anterior; obliquity
//! + = right side up; rotation + = right side forward.

use super::motion::{Grid, Motion, RATE_HZ, SensorMotion};
use super::{Axes, Body, activity};
use nalgebra::Vector3;
use recording::{Side, Site};
use signal::statistics::wrap_angle;

/// Angles of one leg, degrees, on the common clock; `NaN` where samples are missing.
#[derive(Debug, Clone, Default)]
pub struct LegAngles {
    /// Inclination of the thigh, degrees, + = distal end forward.
    pub thigh: Option<Vec<f64>>,
    /// Inclination of the shank, degrees, + = distal end forward.
    pub shank: Option<Vec<f64>>,
    /// Knee flexion, degrees.
    pub knee: Option<Vec<f64>>,
    /// Hip flexion, degrees: the thigh against the pelvis.
    pub hip: Option<Vec<f64>>,
    /// Outward lean of the thigh (else the shank), degrees: + = distal end away from the body's middle.
    pub outward: Option<Vec<f64>>,
    /// Sagittal angular rates, rad/s, + = distal end swings forward.
    pub thigh_rate: Option<Vec<f64>>,
    /// Sagittal angular rate of the shank, rad/s, + = distal end swings forward.
    pub shank_rate: Option<Vec<f64>>,
}

/// Angles of pelvis or trunk, degrees.
#[derive(Debug, Clone)]
pub struct UpperAngles {
    /// Anterior tilt.
    pub tilt: Vec<f64>,
    /// Right side up.
    pub obliquity: Vec<f64>,
    /// Right side forward, against the heading averaged over about a stride.
    pub rotation: Vec<f64>,
}

/// All angles of a recording on the common clock.
#[derive(Debug, Clone)]
pub struct BodyAngles {
    /// The common clock.
    pub grid: Grid,
    /// The left leg.
    pub left: LegAngles,
    /// The right leg.
    pub right: LegAngles,
    /// The pelvis, where its sensor is aligned.
    pub pelvis: Option<UpperAngles>,
    /// The trunk, where its sensor is aligned.
    pub trunk: Option<UpperAngles>,
}

impl BodyAngles {
    /// The angles of one leg.
    pub fn leg(&self, side: Side) -> &LegAngles {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// Cost: a handful of trigonometric functions per sample and sensor.
    pub fn compute(motion: &Motion, body: &Body) -> BodyAngles {
        let pelvis = upper(motion, body, Site::Pelvis);
        let leg = |side: Side| leg_angles(motion, body, side, pelvis.as_ref());
        let (left, right) = rayon::join(|| leg(Side::Left), || leg(Side::Right));
        BodyAngles {
            grid: motion.grid,
            left,
            right,
            trunk: upper(motion, body, Site::Trunk),
            pelvis,
        }
    }
}

fn aligned<'a>(motion: &'a Motion, body: &'a Body, site: Site) -> Option<(&'a SensorMotion, &'a Axes)> {
    Some((motion.sensor(site)?, body.axes(site)?))
}

fn per_sample(sensor: &SensorMotion, value: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..sensor.valid.len())
        .map(|k| if sensor.valid[k] { value(k) } else { f64::NAN })
        .collect()
}

fn leg_angles(motion: &Motion, body: &Body, side: Side, pelvis: Option<&UpperAngles>) -> LegAngles {
    let mut leg = LegAngles::default();
    let outward_sign = if side == Side::Right { 1.0 } else { -1.0 };
    if let Some((sensor, axes)) = aligned(motion, body, Site::shank(side)) {
        leg.shank = Some(per_sample(sensor, |k| axes.inclination(&sensor.up[k]).to_degrees()));
        leg.shank_rate = Some(sensor.gyr.iter().map(|rate| rate.dot(&axes.z)).collect());
        leg.outward = Some(per_sample(sensor, |k| outward_sign * outward_lean(axes, &sensor.up[k])));
    }
    if let Some((sensor, axes)) = aligned(motion, body, Site::thigh(side)) {
        leg.thigh = Some(per_sample(sensor, |k| axes.inclination(&sensor.up[k]).to_degrees()));
        leg.thigh_rate = Some(sensor.gyr.iter().map(|rate| rate.dot(&axes.z)).collect());
        leg.outward = Some(per_sample(sensor, |k| outward_sign * outward_lean(axes, &sensor.up[k])));
    }
    if let (Some(thigh), Some(shank)) = (&leg.thigh, &leg.shank) {
        let flexion = thigh
            .iter()
            .zip(shank)
            .map(|(thigh, shank)| knee_flexion(*thigh, *shank));
        leg.knee = Some(flexion.collect());
    }
    if let (Some(thigh), Some(pelvis)) = (&leg.thigh, pelvis) {
        leg.hip = Some(
            thigh
                .iter()
                .zip(&pelvis.tilt)
                .map(|(thigh, tilt)| thigh + tilt)
                .collect(),
        );
    }
    leg
}

/// Knee flexion from two inclinations, degrees. A knee bends by at most 160° and hardly overextends: the turn of the
/// circle is placed at −90°.
pub fn knee_flexion(thigh_deg: f64, shank_deg: f64) -> f64 {
    let difference = wrap_angle((thigh_deg - shank_deg).to_radians()).to_degrees();
    if difference < -90.0 {
        difference + 360.0
    } else {
        difference
    }
}

/// Lean of the long axis in the frontal plane, degrees, + = distal end to the right.
fn outward_lean(axes: &Axes, up: &Vector3<f64>) -> f64 {
    up.dot(&axes.z).atan2(up.dot(&axes.y)).to_degrees()
}

fn upper(motion: &Motion, body: &Body, site: Site) -> Option<UpperAngles> {
    let (sensor, axes) = aligned(motion, body, site)?;
    let tilt = per_sample(sensor, |k| {
        let up = &sensor.up[k];
        (-up.dot(&axes.x)).atan2(up.dot(&axes.y)).to_degrees()
    });
    let obliquity = per_sample(sensor, |k| {
        sensor.up[k].dot(&axes.z).clamp(-1.0, 1.0).asin().to_degrees()
    });
    let mut heading = Vec::with_capacity(sensor.up.len());
    let mut unwrapped = 0.0;
    let mut last: Option<f64> = None;
    for orientation in &sensor.orientation {
        let right = orientation.transform_vector(&axes.z);
        let angle = right.y.atan2(right.x);
        unwrapped += last.map_or(0.0, |last| wrap_angle(angle - last));
        last = Some(angle);
        heading.push(unwrapped.to_degrees());
    }
    let mean = activity::moving_mean(heading.iter().copied(), (1.1 * RATE_HZ) as usize);
    let rotation = per_sample(sensor, |k| heading[k] - mean[k]);
    Some(UpperAngles {
        tilt,
        obliquity,
        rotation,
    })
}
