//! Points, lines and bands as an SVG that says in words what it shows.
//!
//! Series differ by colour and by shape, so that a grey print and a colour-blind reader lose nothing.

use crate::CohortError;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::FontStyle;
use std::sync::LazyLock;

static FONT: &[u8] = include_bytes!("../../data/fonts/DejaVuSans.ttf");
static REGISTERED: LazyLock<bool> =
    LazyLock::new(|| plotters::style::register_font("sans-serif", FontStyle::Normal, FONT).is_ok());

/// Plotters rounds to whole pixels: drawn large, scaled by whoever shows it.
const SIZE: (u32, u32) = (1600, 1000);
const INK: RGBColor = RGBColor(0x1f, 0x29, 0x33);
const GRID: RGBColor = RGBColor(0xe3, 0xe8, 0xec);
const COLOURS: [RGBColor; 6] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xc0, 0x4f, 0x00),
    RGBColor(0x00, 0x7a, 0x5a),
    RGBColor(0x9b, 0x3d, 0x7e),
    RGBColor(0x6b, 0x5b, 0x00),
    RGBColor(0x52, 0x5f, 0x6b),
];

/// Points of one kind, with a name in the legend.
pub(crate) struct Series {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

/// A figure before it is drawn.
pub(crate) struct Figure {
    /// What it shows, one line.
    pub title: String,
    /// What it shows, for those who cannot see it.
    pub description: String,
    pub x: String,
    pub y: String,
    /// Names at whole numbers of x, from 0, in place of numbers.
    pub groups: Option<Vec<String>>,
    pub series: Vec<Series>,
    /// Lines over the points.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// Shaded areas behind the points, as outlines.
    pub bands: Vec<Vec<(f64, f64)>>,
    /// Vertical intervals with their middle: x, low, middle, high.
    pub intervals: Vec<(f64, f64, f64, f64)>,
}

impl Figure {
    pub(crate) fn svg(&self) -> Result<String, CohortError> {
        if !*REGISTERED {
            return Err(CohortError::Figure("the font cannot be registered".to_owned()));
        }
        let mut drawn = String::new();
        {
            let root = SVGBackend::with_string(&mut drawn, SIZE).into_drawing_area();
            self.draw(&root)
                .map_err(|error| CohortError::Figure(error.to_string()))?;
            root.present().map_err(|error| CohortError::Figure(error.to_string()))?;
        }
        // Plotters knows no accessible name: it comes right after the opening tag.
        let Some(end) = drawn.find('>') else {
            return Err(CohortError::Figure("the drawing is empty".to_owned()));
        };
        let (open, rest) = drawn.split_at(end);
        Ok(format!(
            "{open} role=\"img\" aria-labelledby=\"title desc\"><title id=\"title\">{}</title><desc id=\"desc\">{}</desc>{}",
            escaped(&self.title),
            escaped(&self.description),
            &rest[1..]
        ))
    }

    fn draw(&self, root: &DrawingArea<SVGBackend<'_>, Shift>) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
        root.fill(&WHITE)?;
        let (x, y) = self.ranges();
        let mut chart = ChartBuilder::on(root)
            .caption(&self.title, ("sans-serif", 34).into_font().color(&INK))
            .margin(24)
            .x_label_area_size(80)
            .y_label_area_size(120)
            .build_cartesian_2d(x, y)?;
        let named = |x: &f64| match &self.groups {
            None => format!("{x:.2}").trim_end_matches('0').trim_end_matches('.').to_owned(),
            Some(_) if (x - x.round()).abs() > 1e-9 || *x < 0.0 => String::new(),
            Some(groups) => groups.get(x.round() as usize).cloned().unwrap_or_default(),
        };
        chart
            .configure_mesh()
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(INK)
            .label_style(("sans-serif", 24).into_font().color(&INK))
            .x_labels(self.groups.as_ref().map_or(9, |groups| 2 * groups.len() + 3))
            .x_label_formatter(&named)
            .x_desc(&self.x)
            .y_desc(&self.y)
            .draw()?;
        for band in &self.bands {
            chart.draw_series([Polygon::new(band.clone(), INK.mix(0.10))])?;
        }
        for (k, series) in self.series.iter().enumerate() {
            let colour = COLOURS[k % COLOURS.len()];
            let points = series.points.iter().copied();
            let drawn = match k % 3 {
                0 => chart.draw_series(points.map(|point| Circle::new(point, 7, colour.mix(0.7).filled())))?,
                1 => chart.draw_series(points.map(|point| TriangleMarker::new(point, 9, colour.mix(0.7).filled())))?,
                _ => chart.draw_series(points.map(|point| Cross::new(point, 7, colour.stroke_width(3))))?,
            };
            if self.series.len() > 1 {
                let drawn = drawn.label(&series.name);
                match k % 3 {
                    0 => drawn.legend(move |(x, y)| Circle::new((x + 12, y), 7, colour.filled())),
                    1 => drawn.legend(move |(x, y)| TriangleMarker::new((x + 12, y), 9, colour.filled())),
                    _ => drawn.legend(move |(x, y)| Cross::new((x + 12, y), 7, colour.stroke_width(3))),
                };
            }
        }
        for line in &self.lines {
            chart.draw_series([PathElement::new(line.clone(), INK.stroke_width(4))])?;
        }
        for &(x, low, middle, high) in &self.intervals {
            chart.draw_series([PathElement::new(vec![(x, low), (x, high)], INK.stroke_width(4))])?;
            chart.draw_series([Circle::new((x, middle), 9, INK.filled())])?;
        }
        if self.series.len() > 1 {
            chart
                .configure_series_labels()
                .border_style(GRID)
                .background_style(WHITE.mix(0.9))
                .label_font(("sans-serif", 24).into_font().color(&INK))
                .draw()?;
        }
        Ok(())
    }

    /// What has to be seen, and a little more on each side.
    fn ranges(&self) -> (std::ops::Range<f64>, std::ops::Range<f64>) {
        let points = || {
            self.series
                .iter()
                .flat_map(|series| series.points.iter().copied())
                .chain(self.lines.iter().flatten().copied())
                .chain(
                    self.intervals
                        .iter()
                        .flat_map(|&(x, low, _, high)| [(x, low), (x, high)]),
                )
        };
        let range = |values: &mut dyn Iterator<Item = f64>| {
            let (low, high) = values
                .filter(|value| value.is_finite())
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                    (low.min(value), high.max(value))
                });
            if low > high {
                return 0.0..1.0;
            }
            let room = 0.06 * (high - low).max(1e-6 * high.abs()).max(1e-6);
            low - room..high + room
        };
        let y = range(&mut points().map(|(_, y)| y));
        let x = match &self.groups {
            Some(groups) => -0.6..groups.len() as f64 - 0.4,
            None => range(&mut points().map(|(x, _)| x)),
        };
        (x, y)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_says_in_words_what_it_shows_and_draws_every_point() {
        let figure = Figure {
            title: "Speed & age".to_owned(),
            description: "Three points".to_owned(),
            x: "age".to_owned(),
            y: "speed".to_owned(),
            groups: None,
            series: vec![
                Series {
                    name: "a".to_owned(),
                    points: vec![(20.0, 1.2), (30.0, 1.3)],
                },
                Series {
                    name: "b".to_owned(),
                    points: vec![(40.0, 1.1)],
                },
            ],
            lines: Vec::new(),
            bands: Vec::new(),
            intervals: Vec::new(),
        };
        let svg = figure.svg().expect("drawn");
        assert!(svg.contains("role=\"img\"") && svg.contains("<title id=\"title\">Speed &amp; age</title>"));
        assert!(svg.contains("<desc id=\"desc\">Three points</desc>"));
        // Two circles and one in the legend.
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.trim_end().ends_with("</svg>"));
    }
}
