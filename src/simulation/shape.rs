//! The angles of one leg from the phase of its cycle and the shape of its stride: healthy curves plus edits.

use super::curves::{CurveSource, Curves};
use super::scenario::{Edit, EditKind};
use super::smooth::plateau;
use recording::Side;
use std::ops::{Index, IndexMut};

/// What can differ from stride to stride. All but the first are additions in degrees (or percent for `Impact`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trait {
    /// Factor on the thigh curve: how far the leg reaches.
    Reach,
    ThighOffset,
    SwingKnee,
    Loading,
    LessExtension,
    Drop,
    Hike,
    Circumduction,
    Steppage,
    ForwardLean,
    TrunkLean,
    Impact,
}

const TRAITS: usize = 12;

/// The shape of one stride of one leg.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape([f64; TRAITS], CurveSource);

impl Shape {
    /// Healthy with a given reach.
    pub fn healthy(reach: f64, source: CurveSource) -> Shape {
        let mut shape = Shape([0.0; TRAITS], source);
        shape[Trait::Reach] = reach;
        shape
    }

    /// Between two strides' shapes.
    pub fn blend(&self, next: &Shape, share: f64) -> Shape {
        let mut out = *self;
        for (value, next) in out.0.iter_mut().zip(&next.0) {
            *value += (next - *value) * share;
        }
        out
    }

    /// Adds what the edits of this side ask for at a time.
    pub fn apply(&mut self, edits: &[Edit], side: Side, time_s: f64) {
        for edit in edits {
            let size = edit.size * edit.course.share(time_s);
            if edit.kind.has_side() && edit.side != side {
                continue;
            }
            match edit.kind {
                EditKind::SwingKnee => self[Trait::SwingKnee] += size,
                EditKind::LoadingResponse => self[Trait::Loading] += size,
                EditKind::PelvicDrop => self[Trait::Drop] += size,
                EditKind::HipHike => self[Trait::Hike] += size,
                EditKind::Circumduction => self[Trait::Circumduction] += size,
                EditKind::Steppage => {
                    self[Trait::Steppage] += size;
                    self[Trait::SwingKnee] += 2.0 * size;
                }
                EditKind::LessExtension => self[Trait::LessExtension] += size,
                EditKind::ForwardLean => self[Trait::ForwardLean] += size,
                EditKind::TrunkLean => self[Trait::TrunkLean] += size,
                EditKind::Impact => self[Trait::Impact] += size,
                EditKind::StepLength => self[Trait::Reach] *= 1.0 + size / 100.0,
                EditKind::StanceTime | EditKind::StepTime | EditKind::Speed | EditKind::Variability => {}
            }
        }
    }
}

impl Index<Trait> for Shape {
    type Output = f64;
    fn index(&self, index: Trait) -> &f64 {
        &self.0[index as usize]
    }
}

impl IndexMut<Trait> for Shape {
    fn index_mut(&mut self, index: Trait) -> &mut f64 {
        &mut self.0[index as usize]
    }
}

/// One leg's angles and its contributions to pelvis and trunk, degrees.
#[derive(Debug, Clone, Copy, Default)]
pub struct LegAngles {
    /// Inclination, knee end forward positive.
    pub thigh: f64,
    /// Inclination, ankle end forward positive.
    pub shank: f64,
    /// Dorsiflexion.
    pub ankle: f64,
    /// Outward lean of the leg.
    pub lean: f64,
    /// Internal rotation of the thigh.
    pub axial: f64,
    /// This leg's half of the tilt; both add.
    pub tilt: f64,
    /// This side up and forward; the other leg's value is subtracted.
    pub obliquity: f64,
    /// This side forward.
    pub rotation: f64,
    /// Trunk towards this side.
    pub trunk: f64,
}

/// Angles at a phase (cycles; 0 = initial contact).
pub fn leg_angles(phase: f64, shape: &Shape) -> LegAngles {
    let curves = Curves::of(shape.1);
    let healthy_knee = curves.knee.at(phase);
    let loading = shape[Trait::Loading] * plateau(phase, [0.0, 0.1, 0.16, 0.42]);
    let extension = shape[Trait::LessExtension] * plateau(phase, [0.22, 0.48, 0.57, 0.82]);
    let swing = shape[Trait::SwingKnee] * plateau(phase, [0.5, 0.66, 0.8, 0.96]) * healthy_knee / 61.0;
    let steppage = shape[Trait::Steppage] * plateau(phase, [0.58, 0.8, 0.88, 1.04]);
    let thigh =
        shape[Trait::Reach] * curves.thigh.at(phase) + shape[Trait::ThighOffset] + 0.5 * loading + extension + steppage;
    let drop = shape[Trait::Drop] * plateau(phase, [0.0, 0.15, 0.18, 0.5]);
    let hike = shape[Trait::Hike] * plateau(phase, [0.67, 0.81, 0.86, 0.99]);
    LegAngles {
        thigh,
        // The shank gives way with the thigh where the hip does not extend, so that the knee stays nearly as it was.
        shank: thigh - (healthy_knee + loading + swing + 0.3 * extension),
        ankle: curves.ankle.at(phase) + 0.5 * loading,
        lean: curves.lean.at(phase) + shape[Trait::Circumduction] * plateau(phase, [0.6, 0.74, 0.8, 0.97]),
        axial: curves.axial.at(phase),
        tilt: 0.5 * (curves.tilt.at(phase) + shape[Trait::ForwardLean]),
        obliquity: 0.5 * curves.obliquity.at(phase) + drop + hike,
        rotation: 0.5 * curves.rotation.at(phase) * shape[Trait::Reach],
        trunk: shape[Trait::TrunkLean] * plateau(phase, [0.0, 0.18, 0.42, 0.62]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_reach_the_curves_with_their_size() {
        let peak = |shape: &Shape| {
            (600..850)
                .map(|i| leg_angles(i as f64 / 1000.0, shape))
                .map(|a| a.thigh - a.shank)
                .fold(f64::MIN, f64::max)
        };
        let healthy = Shape::healthy(1.0, CurveSource::Fukuchi);
        for size in [-25.0, -10.0, 8.0] {
            let mut stiff = healthy;
            stiff.apply(&[Edit::new(EditKind::SwingKnee, Side::Left, size)], Side::Left, 0.0);
            assert!(
                (peak(&stiff) - peak(&healthy) - size).abs() < 1.0,
                "{size}: {}",
                peak(&stiff) - peak(&healthy)
            );
            let mut other = healthy;
            other.apply(&[Edit::new(EditKind::SwingKnee, Side::Left, size)], Side::Right, 0.0);
            assert_eq!(other, healthy);
        }
        let mut dropped = healthy;
        dropped[Trait::Drop] = 4.0;
        let rise = |shape: &Shape| leg_angles(0.16, shape).obliquity - leg_angles(0.0, shape).obliquity;
        assert!((rise(&dropped) - rise(&healthy) - 4.0).abs() < 1e-9);
    }
}
