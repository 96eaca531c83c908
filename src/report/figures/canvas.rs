//! A thin layer over plotters: the few shapes that the figures need, in whole pixels, and their SVG text.

use super::{INK, WIDTH};
use ab_glyph::{Font, FontRef};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, FontTransform};
use std::fmt::Write;
use std::sync::LazyLock;

pub(crate) static REGULAR_FONT: &[u8] = include_bytes!("../../../data/fonts/DejaVuSans.ttf");
pub(crate) static BOLD_FONT: &[u8] = include_bytes!("../../../data/fonts/DejaVuSans-Bold.ttf");

/// A figure that could not be drawn; a fault of the program, never of the data.
#[derive(Debug, thiserror::Error)]
#[error(
    "a figure could not be drawn ({0}); this is a fault of the program, please report it with the recording's notices"
)]
pub struct FigureError(String);

impl FigureError {
    pub(super) fn new(error: impl std::fmt::Display) -> FigureError {
        FigureError(error.to_string())
    }
}

struct Fonts {
    registered: bool,
    regular: Option<FontRef<'static>>,
    bold: Option<FontRef<'static>>,
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts {
    registered: plotters::style::register_font("sans-serif", FontStyle::Normal, REGULAR_FONT).is_ok()
        && plotters::style::register_font("sans-serif", FontStyle::Bold, BOLD_FONT).is_ok(),
    regular: FontRef::try_from_slice(REGULAR_FONT).ok(),
    bold: FontRef::try_from_slice(BOLD_FONT).ok(),
});

/// Width of a text in the embedded font, pixels.
pub(super) fn text_width(text: &str, size: i32, bold: bool) -> i32 {
    let font = if bold { &FONTS.bold } else { &FONTS.regular };
    let Some(font) = font else {
        return text.len() as i32 * size * 6 / 10;
    };
    let units = font.units_per_em().unwrap_or(2048.0);
    let wide: f32 = text.chars().map(|c| font.h_advance_unscaled(font.glyph_id(c))).sum();
    (wide / units * size as f32).ceil() as i32
}

/// Where a text hangs: horizontally and vertically centred on its point or beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

pub(super) struct Canvas<'a> {
    root: DrawingArea<SVGBackend<'a>, Shift>,
}

type Drawn = Result<(), FigureError>;
type Point = (i32, i32);

/// Draws a figure and returns the inside of its SVG.
pub(super) fn draw(height: u32, paint: impl FnOnce(&Canvas) -> Drawn) -> Result<String, FigureError> {
    draw_sized(WIDTH, height, paint)
}

/// As [`draw`], with a width of its own.
pub(super) fn draw_sized(width: u32, height: u32, paint: impl FnOnce(&Canvas) -> Drawn) -> Result<String, FigureError> {
    if !FONTS.registered {
        return Err(FigureError("the embedded font cannot be read".to_owned()));
    }
    let mut svg = String::new();
    {
        let canvas = Canvas {
            root: SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area(),
        };
        paint(&canvas)?;
        canvas.root.present().map_err(fault)?;
    }
    let start = svg.find('>').map_or(0, |at| at + 1);
    let end = svg.rfind("</svg>").unwrap_or(svg.len());
    Ok(svg[start..end].trim().to_owned())
}

fn fault(error: impl std::fmt::Display) -> FigureError {
    FigureError::new(error)
}

impl Canvas<'_> {
    pub(super) fn line(&self, points: &[Point], colour: RGBColor, width: u32, alpha: f64) -> Drawn {
        let style = ShapeStyle {
            color: colour.mix(alpha),
            filled: false,
            stroke_width: width,
        };
        self.root.draw(&PathElement::new(points.to_vec(), style)).map_err(fault)
    }

    /// A line in dashes, cut along its own length.
    pub(super) fn dashed(&self, points: &[Point], colour: RGBColor, width: u32, dash: (f64, f64)) -> Drawn {
        for piece in dashes(points, dash) {
            self.line(&piece, colour, width, 1.0)?;
        }
        Ok(())
    }

    pub(super) fn polygon(&self, points: &[Point], colour: RGBColor, alpha: f64) -> Drawn {
        self.root
            .draw(&Polygon::new(points.to_vec(), colour.mix(alpha).filled()))
            .map_err(fault)
    }

    pub(super) fn rect(&self, from: Point, to: Point, colour: RGBColor, alpha: f64) -> Drawn {
        self.root
            .draw(&Rectangle::new([from, to], colour.mix(alpha).filled()))
            .map_err(fault)
    }

    pub(super) fn circle(&self, at: Point, radius: i32, colour: RGBColor) -> Drawn {
        self.root.draw(&Circle::new(at, radius, colour.filled())).map_err(fault)
    }

    /// A white disc with a coloured rim.
    pub(super) fn ring(&self, at: Point, radius: i32, colour: RGBColor, width: u32) -> Drawn {
        self.circle(at, radius, WHITE)?;
        let style = ShapeStyle {
            color: colour.to_rgba(),
            filled: false,
            stroke_width: width,
        };
        self.root.draw(&Circle::new(at, radius, style)).map_err(fault)
    }

    pub(super) fn triangle(&self, at: Point, radius: i32, colour: RGBColor) -> Drawn {
        let (x, y) = at;
        self.polygon(
            &[
                (x, y - radius),
                (x + radius, y + radius * 3 / 4),
                (x - radius, y + radius * 3 / 4),
            ],
            colour,
            1.0,
        )
    }

    pub(super) fn diamond(&self, at: Point, radius: i32, colour: RGBColor) -> Drawn {
        let (x, y) = at;
        self.polygon(
            &[(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)],
            colour,
            1.0,
        )
    }

    pub(super) fn cross(&self, at: Point, radius: i32, colour: RGBColor, width: u32) -> Drawn {
        let (x, y) = at;
        self.line(
            &[(x - radius, y - radius), (x + radius, y + radius)],
            colour,
            width,
            1.0,
        )?;
        self.line(
            &[(x - radius, y + radius), (x + radius, y - radius)],
            colour,
            width,
            1.0,
        )
    }

    /// A text, vertically centred on its point.
    pub(super) fn text(&self, text: &str, at: Point, size: i32, colour: RGBColor, anchor: Anchor, bold: bool) -> Drawn {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        // The backend divides the size by 1.24.
        let font = ("sans-serif", f64::from(size) * 1.24).into_font();
        let font = if bold { font.style(FontStyle::Bold) } else { font }.transform(FontTransform::None);
        let style = TextStyle::from(font)
            .color(&colour)
            .pos(Pos::new(horizontal, VPos::Center));
        self.root.draw(&Text::new(text.to_owned(), at, style)).map_err(fault)
    }

    /// A text that may not be wider than so many pixels: set a little smaller, and where that is not enough, cut.
    pub(super) fn fitted(&self, text: &str, at: Point, size: i32, colour: RGBColor, bold: bool, width: i32) -> Drawn {
        let least = size * 4 / 5;
        let size = (least..=size)
            .rev()
            .find(|size| text_width(text, *size, bold) <= width)
            .unwrap_or(least);
        let mut shown = text.to_owned();
        while text_width(&shown, size, bold) > width && shown.chars().count() > 2 {
            shown = shown
                .chars()
                .take(shown.chars().count() - 2)
                .collect::<String>()
                .trim_end()
                .to_owned()
                + "…";
        }
        self.text(&shown, at, size, colour, Anchor::Start, bold)
    }

    /// A text on a veil of white, readable over lines.
    pub(super) fn label(&self, text: &str, at: Point, size: i32, colour: RGBColor, anchor: Anchor) -> Drawn {
        let wide = text_width(text, size, true);
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - wide / 2,
            Anchor::End => at.0 - wide,
        };
        self.rect(
            (left - 4, at.1 - size * 6 / 10),
            (left + wide + 4, at.1 + size * 6 / 10),
            WHITE,
            0.85,
        )?;
        self.text(text, at, size, colour, anchor, true)
    }

    /// A text in ink.
    pub(super) fn ink(&self, text: &str, at: Point, size: i32, anchor: Anchor) -> Drawn {
        self.text(text, at, size, INK, anchor, false)
    }
}

/// Cuts a line into dashes of a length with gaps of a length.
fn dashes(points: &[Point], (dash, gap): (f64, f64)) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut piece: Vec<Point> = points.first().map(|point| vec![*point]).unwrap_or_default();
    let (mut drawing, mut left) = (true, dash);
    for pair in points.windows(2) {
        let (mut from, to) = (
            (f64::from(pair[0].0), f64::from(pair[0].1)),
            (f64::from(pair[1].0), f64::from(pair[1].1)),
        );
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length < left {
                left -= length;
                if drawing {
                    piece.push(pair[1]);
                }
                break;
            }
            let share = left / length.max(1e-9);
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            let corner = (from.0.round() as i32, from.1.round() as i32);
            if drawing {
                piece.push(corner);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![corner];
            }
            drawing = !drawing;
            left = if drawing { dash } else { gap };
        }
    }
    if drawing && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

/// Words broken into lines of at most a width, pixels.
pub(super) fn wrapped(text: &str, size: i32, bold: bool, width: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size, bold) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// As [`wrap`], with the parts that tell their value when pointed at.
pub(crate) fn wrap_for_screen(figure: &crate::document::Figure) -> String {
    let mut svg = wrap(figure);
    let mut parts = String::new();
    for part in &figure.hover {
        write!(
            parts,
            "<rect class=\"hover\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
            part.x,
            part.y,
            part.width,
            part.height,
            escape(&part.text)
        )
        .expect("a string takes all");
    }
    if let Some(at) = svg.rfind("</svg>") {
        svg.insert_str(at, &parts);
    }
    svg
}

/// The `<svg>` element around a drawing, with its accessible name and description.
pub(crate) fn wrap(figure: &crate::document::Figure) -> String {
    let mut svg = String::with_capacity(figure.body.len() + 1024);
    let (title, description) = (escape(&figure.title), escape(&figure.description));
    let id = escape(&figure.id);
    write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-title \
         {id}-desc\"><title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{description}</desc><g \
         stroke-linejoin=\"round\" font-family=\"sans-serif\">{}</g></svg>",
        figure.width, figure.height, figure.body
    )
    .expect("a string takes all");
    svg
}

/// Width of a whole page's figure on paper, metres: the text of an A4 page.
const PAGE_WIDTH_M: f64 = 0.171;

/// As [`wrap`], as a file of its own: with its size on paper and the font that its text was measured with.
pub(crate) fn wrap_for_file(figure: &crate::document::Figure) -> String {
    let millimetres = |units: u32| 1e3 * PAGE_WIDTH_M * f64::from(units) / f64::from(super::WIDTH);
    let sized = format!(
        "<svg width=\"{:.1}mm\" height=\"{:.1}mm\" ",
        millimetres(figure.width),
        millimetres(figure.height)
    );
    let mut svg = wrap(figure).replacen("<svg ", &sized, 1).replacen(
        "font-family=\"sans-serif\"",
        "font-family=\"DejaVu Sans, Verdana, sans-serif\"",
        1,
    );
    svg.push('\n');
    svg
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_cover_the_line_in_turn_with_gaps() {
        let pieces = dashes(&[(0, 0), (100, 0)], (30.0, 10.0));
        assert_eq!(
            pieces,
            vec![vec![(0, 0), (30, 0)], vec![(40, 0), (70, 0)], vec![(80, 0), (100, 0)]]
        );
    }

    #[test]
    fn text_is_escaped_in_drawings() {
        let svg = draw(100, |canvas| canvas.ink("<b>&", (10, 10), 20, Anchor::Start)).unwrap();
        assert!(svg.contains("&lt;b&gt;&amp;") && !svg.contains("<b>"), "{svg}");
    }

    #[test]
    fn bold_text_is_wider() {
        assert!(text_width("Stance time", 30, true) > text_width("Stance time", 30, false));
        assert!((200..280).contains(&text_width("Stance time", 40, false)));
    }
}
