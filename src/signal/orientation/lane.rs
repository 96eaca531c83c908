//! Numbers that the filter runs on: one recording direction (`f64`), or two side by side (`f64x2`).

use std::ops::{Add, Div, Mul, Neg, Sub};

use wide::f64x2;

/// A number, or several that pass through the same arithmetic.
pub(super) trait Lane:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// Truth per lane.
    type Mask: Copy;

    fn splat(value: f64) -> Self;
    fn sqrt(self) -> Self;
    fn abs(self) -> Self;
    fn max(self, other: Self) -> Self;
    fn min(self, other: Self) -> Self;
    fn ge(self, other: Self) -> Self::Mask;
    fn gt(self, other: Self) -> Self::Mask;
    fn or(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    fn any(mask: Self::Mask) -> bool;
    fn all(mask: Self::Mask) -> bool;
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// `(sin x, cos x)` lane by lane, for arguments too large for the series.
    fn sin_cos(self) -> (Self, Self);
}

impl Lane for f64 {
    type Mask = bool;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f64::abs(self)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }
    #[inline(always)]
    fn ge(self, other: Self) -> bool {
        self >= other
    }
    #[inline(always)]
    fn gt(self, other: Self) -> bool {
        self > other
    }
    #[inline(always)]
    fn or(a: bool, b: bool) -> bool {
        a | b
    }
    #[inline(always)]
    fn any(mask: bool) -> bool {
        mask
    }
    #[inline(always)]
    fn all(mask: bool) -> bool {
        mask
    }
    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
    fn sin_cos(self) -> (Self, Self) {
        f64::sin_cos(self)
    }
}

impl Lane for f64x2 {
    type Mask = f64x2;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        f64x2::splat(value)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64x2::sqrt(self)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f64x2::abs(self)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        f64x2::fast_max(self, other)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        f64x2::fast_min(self, other)
    }
    #[inline(always)]
    fn ge(self, other: Self) -> f64x2 {
        self.simd_ge(other)
    }
    #[inline(always)]
    fn gt(self, other: Self) -> f64x2 {
        self.simd_gt(other)
    }
    #[inline(always)]
    fn or(a: f64x2, b: f64x2) -> f64x2 {
        a | b
    }
    #[inline(always)]
    fn any(mask: f64x2) -> bool {
        mask.to_bitmask() != 0
    }
    #[inline(always)]
    fn all(mask: f64x2) -> bool {
        mask.to_bitmask() == 3
    }
    #[inline(always)]
    fn select(mask: f64x2, yes: Self, no: Self) -> Self {
        mask.bitselect(yes, no)
    }
    fn sin_cos(self) -> (Self, Self) {
        let [a, b] = self.to_array().map(f64::sin_cos);
        (f64x2::from([a.0, b.0]), f64x2::from([a.1, b.1]))
    }
}
