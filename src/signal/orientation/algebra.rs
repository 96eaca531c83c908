//! Quaternions and symmetric 3 × 3 matrices over [`Lane`]s, only what the filter needs.

use super::lane::Lane;

pub(super) type Vec3<L> = [L; 3];
/// A quaternion, scalar first.
pub(super) type Quat<L> = [L; 4];

/// Largest squared half angle for which the series below are exact to the last bit or two.
const SERIES_LIMIT: f64 = 0.0625;

#[inline(always)]
pub(super) fn dot<L: Lane>(a: Vec3<L>, b: Vec3<L>) -> L {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[inline(always)]
pub(super) fn identity<L: Lane>() -> Quat<L> {
    [L::splat(1.0), L::splat(0.0), L::splat(0.0), L::splat(0.0)]
}

#[inline(always)]
pub(super) fn multiply<L: Lane>(p: Quat<L>, q: Quat<L>) -> Quat<L> {
    [
        (p[0] * q[0] - p[1] * q[1]) - (p[2] * q[2] + p[3] * q[3]),
        (p[0] * q[1] + p[1] * q[0]) + (p[2] * q[3] - p[3] * q[2]),
        (p[0] * q[2] - p[1] * q[3]) + (p[2] * q[0] + p[3] * q[1]),
        (p[0] * q[3] + p[1] * q[2]) + (p[3] * q[0] - p[2] * q[1]),
    ]
}

/// Sets the length of a product of unit quaternions back to one. It is off by rounding alone, so one Newton step for the
/// inverse root is exact, and costs neither root nor division.
#[inline(always)]
pub(super) fn renormalise<L: Lane>(q: Quat<L>) -> Quat<L> {
    let square = (q[0] * q[0] + q[1] * q[1]) + (q[2] * q[2] + q[3] * q[3]);
    let scale = L::splat(1.5) - L::splat(0.5) * square;
    q.map(|value| value * scale)
}

#[cold]
#[inline(never)]
fn normalise<L: Lane>(q: Quat<L>) -> Quat<L> {
    let size = ((q[0] * q[0] + q[1] * q[1]) + (q[2] * q[2] + q[3] * q[3])).sqrt();
    q.map(|value| value / size)
}

/// The rotation by the angular rate `rate` over the time `2 · half_step`.
#[inline(always)]
pub(super) fn rate_step<L: Lane>(rate: Vec3<L>, half_step: f64) -> Quat<L> {
    let half = rate.map(|value| value * L::splat(half_step));
    let x = dot(half, half);
    let (sinc, cosine) = if L::all(L::splat(SERIES_LIMIT).ge(x)) {
        series(x)
    } else {
        large_step(x)
    };
    [cosine, half[0] * sinc, half[1] * sinc, half[2] * sinc]
}

/// `(sin √x / √x, cos √x)` for small x, in Estrin's form: short chains.
#[inline(always)]
fn series<L: Lane>(x: L) -> (L, L) {
    let c = |value: f64| L::splat(value);
    let (x2, one) = (x * x, c(1.0));
    let x4 = x2 * x2;
    let sinc = ((one - x * c(1.0 / 6.0)) + (c(1.0 / 120.0) - x * c(1.0 / 5040.0)) * x2)
        + (c(1.0 / 362_880.0) - x * c(1.0 / 39_916_800.0)) * x4;
    let cosine = ((one - x * c(0.5)) + (c(1.0 / 24.0) - x * c(1.0 / 720.0)) * x2)
        + ((c(1.0 / 40_320.0) - x * c(1.0 / 3_628_800.0)) + x2 * c(1.0 / 479_001_600.0)) * x4;
    (sinc, cosine)
}

#[cold]
#[inline(never)]
fn large_step<L: Lane>(x: L) -> (L, L) {
    // The floor keeps a lane without motion from dividing zero by zero.
    let angle = x.max(L::splat(1e-60)).sqrt();
    let (sine, cosine) = angle.sin_cos();
    (sine / angle, cosine)
}

/// Rows of the rotation matrix of a unit quaternion.
#[inline(always)]
pub(super) fn matrix<L: Lane>(q: Quat<L>) -> [Vec3<L>; 3] {
    let one = L::splat(1.0);
    let [w2, x2, y2, z2] = q.map(|value| value + value);
    let (xx, yy, zz) = (x2 * q[1], y2 * q[2], z2 * q[3]);
    let (xy, xz, yz) = (x2 * q[2], x2 * q[3], y2 * q[3]);
    let (wx, wy, wz) = (w2 * q[1], w2 * q[2], w2 * q[3]);
    [
        [one - yy - zz, xy - wz, xz + wy],
        [xy + wz, one - xx - zz, yz - wx],
        [xz - wy, yz + wx, one - xx - yy],
    ]
}

#[inline(always)]
pub(super) fn apply<L: Lane>(m: &[Vec3<L>; 3], v: Vec3<L>) -> Vec3<L> {
    [dot(m[0], v), dot(m[1], v), dot(m[2], v)]
}

#[inline(always)]
pub(super) fn rotate<L: Lane>(q: Quat<L>, v: Vec3<L>) -> Vec3<L> {
    apply(&matrix(q), v)
}

/// The inclination correction: turns `tilt` by the shortest way so that the low-passed acceleration `lowpassed`, seen
/// from the frame that `tilt` gives, points up. Gives the new tilt and the unit direction before the correction.
///
/// The size is taken before the rotation, which does not change it, so that the root does not wait for the rotation.
#[inline(always)]
pub(super) fn level<L: Lane>(tilt: Quat<L>, lowpassed: Vec3<L>) -> (Quat<L>, Vec3<L>) {
    let square = dot(lowpassed, lowpassed);
    // Without any acceleration there is no direction, and nothing to correct.
    let tiny = L::splat(f64::EPSILON * f64::EPSILON).gt(square);
    let scale = L::select(tiny, L::splat(0.0), L::splat(1.0) / square.sqrt());
    let mut up = rotate(tilt, lowpassed).map(|value| value * scale);
    up[2] = L::select(tiny, L::splat(1.0), up[2]);
    let mut w = ((up[2] + L::splat(1.0)).max(L::splat(0.0)) * L::splat(0.5)).sqrt();
    // Straight down (or nearly): any horizontal axis will do for half a turn.
    let upright = w.gt(L::splat(1e-6));
    let factor = L::splat(0.5) / L::select(upright, w, L::splat(1.0));
    let (zero, one) = (L::splat(0.0), L::splat(1.0));
    // Nearly upside down the root above loses digits, which one Newton step could not restore.
    let exact = L::any(L::splat(1e-3).gt(w));
    w = L::select(upright, w, zero);
    let x = L::select(upright, up[1] * factor, one);
    let y = L::select(upright, -up[0] * factor, zero);
    let [tw, tx, ty, tz] = tilt;
    let turned = [
        w * tw - (x * tx + y * ty),
        w * tx + (x * tw + y * tz),
        w * ty + (y * tw - x * tz),
        w * tz + (x * ty - y * tx),
    ];
    (if exact { normalise(turned) } else { renormalise(turned) }, up)
}

/// A symmetric matrix: xx, xy, xz, yy, yz, zz.
#[derive(Clone, Copy)]
pub(super) struct Symmetric<L>(pub [L; 6]);

impl<L: Lane> Symmetric<L> {
    #[inline(always)]
    pub(super) fn scaled_identity(value: f64) -> Self {
        let (d, o) = (L::splat(value), L::splat(0.0));
        Symmetric([d, o, o, d, o, d])
    }

    #[inline(always)]
    pub(super) fn times(&self, v: Vec3<L>) -> Vec3<L> {
        let [xx, xy, xz, yy, yz, zz] = self.0;
        [dot([xx, xy, xz], v), dot([xy, yy, yz], v), dot([xz, yz, zz], v)]
    }

    #[inline(always)]
    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut sum = self.0;
        for (a, b) in sum.iter_mut().zip(other.0) {
            *a = *a + b;
        }
        Symmetric(sum)
    }

    /// The inverse by cofactors; the covariances here are far from singular.
    #[inline(always)]
    pub(super) fn inverse(&self) -> Self {
        let [xx, xy, xz, yy, yz, zz] = self.0;
        let (a, b, c) = (yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy);
        let scale = L::splat(1.0) / (xx * a + xy * b + xz * c);
        Symmetric([a, b, c, xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy].map(|value| value * scale))
    }

    /// Largest absolute row sum: an upper bound of the largest eigenvalue (Gershgorin).
    #[inline(always)]
    pub(super) fn bound(&self) -> L {
        let [xx, xy, xz, yy, yz, zz] = self.0.map(L::abs);
        (xx + xy + xz).max(xy + yy + yz).max(xz + yz + zz)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wide::f64x2;

    #[test]
    fn the_series_are_sine_and_cosine() {
        for k in 0..=1000 {
            let angle = 0.25 * k as f64 / 1000.0;
            let (sinc, cosine) = series(angle * angle);
            let wanted = if k == 0 { 1.0 } else { angle.sin() / angle };
            assert!(
                (sinc - wanted).abs() < 4e-16 && (cosine - angle.cos()).abs() < 4e-16,
                "{angle}"
            );
        }
    }

    #[test]
    fn large_and_small_steps_agree_in_both_lanes() {
        let rate = [
            f64x2::from([0.0, 120.0]),
            f64x2::from([0.0, -300.0]),
            f64x2::from([0.0, 40.0]),
        ];
        let [w, x, y, z] = rate_step(rate, 0.005).map(f64x2::to_array);
        assert_eq!([w[0], x[0], y[0], z[0]], [1.0, 0.0, 0.0, 0.0]);
        let half = 0.005 * (120.0f64 * 120.0 + 300.0 * 300.0 + 40.0 * 40.0).sqrt();
        assert!((w[1] - half.cos()).abs() < 1e-14 && (y[1] / x[1] + 2.5).abs() < 1e-12 && z[1] / x[1] > 0.0);
    }

    #[test]
    fn levelling_turns_gravity_up_from_any_side() {
        for v in [
            [1.0, 2.0, 9.0],
            [0.0, 0.0, -9.8],
            [5.0, 0.0, -1e-9],
            [0.0, 0.0, 0.0],
            [0.0, 0.0, 3.0],
        ] {
            let (q, _) = level(identity::<f64>(), v);
            let up = rotate(q, v);
            assert!((up[2] - dot(v, v).sqrt()).abs() < 1e-9, "{v:?} -> {up:?}");
            assert!((q.iter().map(|value| value * value).sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_inverse_inverts() {
        let m = Symmetric([4.0, 0.5, -0.3, 3.0, 0.2, 5.0]);
        for axis in 0..3 {
            let mut e = [0.0; 3];
            e[axis] = 1.0;
            let back = m.times(m.inverse().times(e));
            assert!(back.iter().zip(e).all(|(a, b)| (a - b).abs() < 1e-14));
        }
    }
}
