//! The outline of a standing adult, in thousandths of body height, and its way onto a drawing.
//!
//! Proportions are our own drawing after the usual segment lengths (hip at 0.53, knee at 0.285, ankle at 0.04 of height);
//! nothing is measured from it.

use super::canvas::{Anchor, Canvas, FigureError};
use super::colour;
use plotters::style::{RGBColor, WHITE};
use recording::Side;
use wording::Wording;

type Pixel = (i32, i32);

/// From which side a body is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Front,
    Behind,
}

/// Where a body stands on a drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand {
    pub seen: Seen,
    /// Pixel of the middle of the body at the crown of the head.
    pub at: Pixel,
    /// Pixels for a thousandth of body height.
    pub scale: f64,
}

/// Half of the trunk's outline: (down from the crown, out from the middle).
const TRUNK: &[(f64, f64)] = &[
    (118.0, 27.0),
    (140.0, 30.0),
    (156.0, 58.0),
    (170.0, 96.0),
    (200.0, 99.0),
    (250.0, 93.0),
    (310.0, 83.0),
    (372.0, 77.0),
    (430.0, 87.0),
    (490.0, 101.0),
    (530.0, 104.0),
];

/// A leg from in front: (down, inner edge, outer edge).
const LEG: &[(f64, f64, f64)] = &[
    (530.0, 3.0, 104.0),
    (590.0, 6.0, 103.0),
    (650.0, 12.0, 96.0),
    (700.0, 18.0, 86.0),
    (735.0, 21.0, 79.0),
    (765.0, 21.0, 77.0),
    (812.0, 19.0, 81.0),
    (860.0, 24.0, 74.0),
    (915.0, 31.0, 63.0),
    (948.0, 31.0, 60.0),
    (968.0, 29.0, 64.0),
    (985.0, 25.0, 74.0),
    (997.0, 25.0, 78.0),
];

/// An arm, as a closed line: (down, out).
const ARM: &[(f64, f64)] = &[
    (168.0, 92.0),
    (182.0, 118.0),
    (215.0, 130.0),
    (290.0, 139.0),
    (360.0, 150.0),
    (450.0, 167.0),
    (500.0, 178.0),
    (545.0, 183.0),
    (575.0, 172.0),
    (560.0, 158.0),
    (505.0, 154.0),
    (450.0, 142.0),
    (360.0, 121.0),
    (290.0, 106.0),
    (225.0, 96.0),
];

/// The sign of a side: a disc or a triangle in its colour with its letter, so that grey paper loses nothing.
pub(super) fn badge(canvas: &Canvas, side: Side, at: Pixel, size: i32, wording: &Wording) -> Result<(), FigureError> {
    let radius = size * 4 / 5;
    match side {
        Side::Left => canvas.circle(at, radius, colour(side))?,
        Side::Right => canvas.triangle(at, radius * 5 / 4, colour(side))?,
    }
    let letter = wording.say(&format!("initial-{}", side.name()));
    let lower = if side == Side::Right { size / 8 } else { 0 };
    canvas.text(&letter, (at.0, at.1 + lower), size * 7 / 8, WHITE, Anchor::Middle, true)
}

/// A smooth line through points (Catmull-Rom, centripetal enough for an outline), eight pieces a span.
pub(super) fn smooth(points: &[(f64, f64)], closed: bool) -> Vec<(f64, f64)> {
    const PIECES: usize = 8;
    let n = points.len();
    if n < 3 {
        return points.to_vec();
    }
    let at = |k: isize| -> (f64, f64) {
        let last = n as isize - 1;
        let index = if closed {
            k.rem_euclid(n as isize)
        } else {
            k.clamp(0, last)
        };
        points[index as usize]
    };
    let spans = if closed { n } else { n - 1 };
    let mut line = Vec::with_capacity(spans * PIECES + 1);
    for k in 0..spans as isize {
        let (a, b, c, d) = (at(k - 1), at(k), at(k + 1), at(k + 2));
        for piece in 0..PIECES {
            let t = piece as f64 / PIECES as f64;
            let blend = |a: f64, b: f64, c: f64, d: f64| {
                0.5 * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                    + (3.0 * b - a - 3.0 * c + d) * t * t * t)
            };
            line.push((blend(a.0, b.0, c.0, d.0), blend(a.1, b.1, c.1, d.1)));
        }
    }
    line.push(if closed { points[0] } else { points[n - 1] });
    line
}

/// The value of a smooth profile at a height.
fn profile(line: &[(f64, f64)], down: f64) -> f64 {
    let k = line.partition_point(|(at, _)| *at < down);
    match (k.checked_sub(1).and_then(|k| line.get(k)), line.get(k)) {
        (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (down - a.0) / (b.0 - a.0).max(1e-9),
        (None, Some(only)) | (Some(only), None) => only.1,
        (None, None) => 0.0,
    }
}

fn leg_edges() -> [Vec<(f64, f64)>; 2] {
    let inner: Vec<(f64, f64)> = LEG.iter().map(|(down, inner, _)| (*down, *inner)).collect();
    let outer: Vec<(f64, f64)> = LEG.iter().map(|(down, _, outer)| (*down, *outer)).collect();
    [smooth(&inner, false), smooth(&outer, false)]
}

impl Stand {
    /// −1 where this side is left on the paper, +1 where it is right.
    pub(super) fn way(&self, side: Side) -> i32 {
        match (self.seen, side) {
            (Seen::Behind, Side::Left) | (Seen::Front, Side::Right) => -1,
            (Seen::Behind, Side::Right) | (Seen::Front, Side::Left) => 1,
        }
    }

    /// The pixel of a place: down from the crown, out from the middle towards a side.
    pub(super) fn place(&self, side: Side, down: f64, out: f64) -> Pixel {
        let x = f64::from(self.at.0) + f64::from(self.way(side)) * out * self.scale;
        (x.round() as i32, self.at.1 + (down * self.scale).round() as i32)
    }

    /// Inner and outer edge of the thigh or shank at a height.
    pub(super) fn leg_at(down: f64) -> (f64, f64) {
        let [inner, outer] = leg_edges();
        (profile(&inner, down), profile(&outer, down))
    }

    /// A leg between two heights, as a closed line.
    pub(super) fn leg(&self, side: Side, from: f64, to: f64) -> Vec<Pixel> {
        let [inner, outer] = leg_edges();
        let between = |line: &[(f64, f64)]| -> Vec<(f64, f64)> {
            let inside = line.iter().copied().filter(|(down, _)| *down > from && *down < to);
            std::iter::once((from, profile(line, from)))
                .chain(inside)
                .chain(std::iter::once((to, profile(line, to))))
                .collect()
        };
        let (inner, outer) = (between(&inner), between(&outer));
        let around = outer.iter().chain(inner.iter().rev());
        around.map(|(down, out)| self.place(side, *down, *out)).collect()
    }

    /// The trunk between two heights, as a closed line.
    pub(super) fn trunk(&self, from: f64, to: f64) -> Vec<Pixel> {
        let line = smooth(TRUNK, false);
        let inside = line.iter().copied().filter(|(down, _)| *down > from && *down < to);
        let half: Vec<(f64, f64)> = std::iter::once((from, profile(&line, from)))
            .chain(inside)
            .chain(std::iter::once((to, profile(&line, to))))
            .collect();
        let left = half.iter().map(|(down, out)| self.place(Side::Left, *down, *out));
        let right = half
            .iter()
            .rev()
            .map(|(down, out)| self.place(Side::Right, *down, *out));
        left.chain(right).collect()
    }

    fn arm(&self, side: Side) -> Vec<Pixel> {
        let line = smooth(ARM, true);
        line.iter().map(|(down, out)| self.place(side, *down, *out)).collect()
    }

    fn head(&self) -> Vec<Pixel> {
        (0..=60)
            .map(|k| {
                let turn = std::f64::consts::TAU * f64::from(k) / 60.0;
                self.place(Side::Left, 64.0 + 63.0 * turn.sin(), 46.0 * turn.cos())
            })
            .collect()
    }

    /// Draws the whole body: one fill, one line around it. `legs` colours the legs apart, where sides must not be confused.
    pub(super) fn draw(
        &self,
        canvas: &Canvas,
        fill: RGBColor,
        line: RGBColor,
        width: u32,
        legs: Option<[RGBColor; 2]>,
    ) -> Result<(), FigureError> {
        let trunk = self.trunk(TRUNK[0].0, 532.0);
        canvas.polygon(&trunk, fill, 1.0)?;
        for (k, side) in Side::BOTH.into_iter().enumerate() {
            canvas.polygon(&self.arm(side), fill, 1.0)?;
            let leg = self.leg(side, 528.0, 997.0);
            canvas.polygon(&leg, legs.map_or(fill, |legs| legs[k]), 1.0)?;
        }
        for side in Side::BOTH {
            // Arms are drawn open at the shoulder, legs open at the hip: one body, not a jointed doll.
            let arm = self.arm(side);
            canvas.line(&arm[..arm.len().saturating_sub(9)], line, width, 1.0)?;
            let trunk: Vec<Pixel> = smooth(TRUNK, false)
                .iter()
                .filter(|(down, _)| *down <= 172.0 || *down >= 246.0)
                .map(|(down, out)| self.place(side, *down, *out))
                .collect();
            let (upper, lower) = trunk.split_at(trunk.partition_point(|(_, y)| *y <= self.place(side, 175.0, 0.0).1));
            canvas.line(upper, line, width, 1.0)?;
            canvas.line(lower, line, width, 1.0)?;
            let [inner, outer] = leg_edges();
            let mut around: Vec<Pixel> = outer.iter().map(|(down, out)| self.place(side, *down, *out)).collect();
            around.extend(inner.iter().rev().map(|(down, out)| self.place(side, *down, *out)));
            around.push(self.place(side, 524.0, 0.0));
            canvas.line(&around, line, width, 1.0)?;
        }
        let head = self.head();
        canvas.polygon(&head, fill, 1.0)?;
        canvas.line(&head, line, width, 1.0)
    }

    /// The few lines that tell front from back: knee caps and collar bones, or spine, buttocks and the hollows of the knees.
    pub(super) fn features(&self, canvas: &Canvas, line: RGBColor, width: u32) -> Result<(), FigureError> {
        let stroke = |points: &[(f64, f64)], side: Side| {
            let pixels: Vec<Pixel> = smooth(points, false)
                .iter()
                .map(|(down, out)| self.place(side, *down, *out))
                .collect();
            canvas.line(&pixels, line, width, 1.0)
        };
        for side in Side::BOTH {
            match self.seen {
                Seen::Front => {
                    stroke(&[(56.0, 12.0), (54.0, 18.0), (56.0, 24.0)], side)?;
                    stroke(&[(94.0, 0.0), (93.0, 9.0), (88.0, 17.0)], side)?;
                    stroke(&[(162.0, 14.0), (160.0, 40.0), (166.0, 74.0)], side)?;
                    let cap: Vec<(f64, f64)> = (0..=24)
                        .map(|k| {
                            let turn = std::f64::consts::TAU * f64::from(k) / 24.0;
                            (742.0 + 19.0 * turn.sin(), 49.0 + 15.0 * turn.cos())
                        })
                        .collect();
                    stroke(&cap, side)?;
                }
                Seen::Behind => {
                    stroke(&[(228.0, 30.0), (262.0, 44.0), (286.0, 40.0)], side)?;
                    stroke(&[(548.0, 8.0), (560.0, 30.0), (562.0, 62.0), (548.0, 88.0)], side)?;
                    stroke(&[(744.0, 30.0), (748.0, 50.0), (744.0, 68.0)], side)?;
                    stroke(&[(966.0, 34.0), (972.0, 46.0), (968.0, 57.0)], side)?;
                }
            }
        }
        match self.seen {
            Seen::Front => stroke(&[(424.0, 0.0), (429.0, 0.0), (434.0, 0.0)], Side::Left),
            Seen::Behind => {
                stroke(&[(170.0, 0.0), (300.0, 0.0), (440.0, 0.0)], Side::Left)?;
                stroke(&[(496.0, 0.0), (520.0, 0.0), (545.0, 0.0)], Side::Left)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_is_on_the_readers_right_from_the_front_and_on_the_left_from_behind() {
        let stand = |seen| Stand {
            seen,
            at: (500, 0),
            scale: 1.0,
        };
        assert!(stand(Seen::Front).place(Side::Left, 700.0, 50.0).0 > 500);
        assert!(stand(Seen::Behind).place(Side::Left, 700.0, 50.0).0 < 500);
    }

    #[test]
    fn smooth_lines_pass_through_their_points() {
        let line = smooth(&[(0.0, 0.0), (10.0, 5.0), (20.0, 0.0)], false);
        assert!(line.contains(&(10.0, 5.0)) && line.last() == Some(&(20.0, 0.0)));
        let (inner, outer) = Stand::leg_at(700.0);
        assert!((inner - 18.0).abs() < 0.5 && (outer - 86.0).abs() < 0.5);
    }
}
