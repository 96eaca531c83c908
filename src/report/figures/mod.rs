//! Every drawing of the report, as SVG.
//!
//! Left is blue, solid and round; right is orange, dashed and three-cornered: three signs for one thing, so that a grey
//! print and a colour-blind reader lose nothing. Plotters draws; its coordinates are whole pixels, so figures are drawn
//! large and scaled down by the page.

mod body;
mod canvas;
pub(crate) mod comparison;
pub(crate) mod course;
pub(crate) mod criteria;
pub(crate) mod curves;
pub(crate) mod differences;
pub(crate) mod glance;
mod placement;
#[cfg(feature = "pdf")]
mod raster;
pub(crate) mod sides;
mod silhouette;
pub(crate) mod timeline;

pub use canvas::FigureError;
#[cfg(feature = "pdf")]
pub(crate) use canvas::{BOLD_FONT, REGULAR_FONT, wrap};
pub(crate) use canvas::{wrap_for_file, wrap_for_screen};
pub use placement::{placement_kit_svg, placement_svg};
#[cfg(feature = "pdf")]
pub(crate) use raster::FONTS;
#[cfg(feature = "pdf")]
pub use raster::{png, print_png};

use plotters::style::RGBColor;
use recording::Side;

/// Width of every figure's coordinate system.
const WIDTH: u32 = 2000;
/// Text of labels, ticks and small remarks, in figure units: 8, 7.5 and 7 points on an A4 page.
const LABEL: i32 = 33;
const TICK: i32 = 30;

const INK: RGBColor = RGBColor(0x1f, 0x29, 0x33);
const SOFT: RGBColor = RGBColor(0x52, 0x5f, 0x6b);
const FAINT: RGBColor = RGBColor(0xb8, 0xc2, 0xcc);
const GRID: RGBColor = RGBColor(0xe3, 0xe8, 0xec);
const BAND: RGBColor = RGBColor(0xd9, 0xde, 0xe3);
const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xb2);
/// Dark enough for small letters on white (contrast 4.8).
const ORANGE: RGBColor = RGBColor(0xc0, 0x4f, 0x00);

/// Legs tinted by side, light enough for letters and marks on them.
const TINTS: [RGBColor; 2] = [RGBColor(0xcf, 0xe3, 0xf1), RGBColor(0xf8, 0xdc, 0xc4)];

fn colour(side: Side) -> RGBColor {
    match side {
        Side::Left => BLUE,
        Side::Right => ORANGE,
    }
}

/// A linear map from values to pixels.
#[derive(Debug, Clone, Copy)]
struct Scale {
    from: (f64, f64),
    to: (i32, i32),
}

impl Scale {
    fn at(&self, value: f64) -> i32 {
        let share = (value - self.from.0) / (self.from.1 - self.from.0);
        (f64::from(self.to.0) + share * f64::from(self.to.1 - self.to.0)).round() as i32
    }
}

/// A round tick step that gives at most `most` ticks over a span.
fn tick_step(span: f64, most: usize) -> f64 {
    let raw = (span / most.max(1) as f64).max(1e-9);
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= raw * 0.999);
    step.unwrap_or(10.0 * power)
}

/// Ticks within a range, from the first multiple of the step.
fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|k| k as f64 * step).collect()
}

/// Decimals that a tick step needs.
fn tick_decimals(step: f64) -> usize {
    (0..4)
        .find(|decimals| {
            let scaled = step * 10f64.powi(*decimals as i32);
            (scaled - scaled.round()).abs() < 1e-6
        })
        .unwrap_or(3)
}

/// Smallest and largest finite value.
fn span<'a>(values: impl IntoIterator<Item = &'a f64>) -> Option<(f64, f64)> {
    values
        .into_iter()
        .filter(|value| value.is_finite())
        .fold(None, |span, value| match span {
            None => Some((*value, *value)),
            Some((low, high)) => Some((f64::min(low, *value), f64::max(high, *value))),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(tick_step(70.0, 6), 20.0);
        assert_eq!(ticks(-5.0, 65.0, 20.0), vec![0.0, 20.0, 40.0, 60.0]);
        assert_eq!(tick_decimals(0.25), 2);
        assert_eq!(tick_decimals(20.0), 0);
    }

    proptest! {
        #[test]
        fn never_more_ticks_than_asked(low in -1e3f64..1e3, span in 1e-3f64..1e4, most in 1usize..12) {
            let step = tick_step(span, most);
            prop_assert!(ticks(low, low + span, step).len() <= most + 1);
        }
    }
}
