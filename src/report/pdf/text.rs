//! Measuring and breaking text in the two embedded fonts.

use crate::document::Text;
use crate::figures::{BOLD_FONT, REGULAR_FONT};
use ab_glyph::{Font, FontRef};
use unicode_linebreak::{BreakOpportunity, linebreaks};

/// The two faces of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
}

/// A stretch of one line in one face.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    pub face: Face,
    pub width: f32,
}

/// One line, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Line {
    pub pieces: Vec<Piece>,
    /// Without the space at its end.
    pub width: f32,
}

/// The metrics of both faces.
pub(super) struct Metrics {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Metrics {
    pub(super) fn new() -> Option<Metrics> {
        Some(Metrics {
            regular: FontRef::try_from_slice(REGULAR_FONT).ok()?,
            bold: FontRef::try_from_slice(BOLD_FONT).ok()?,
        })
    }

    fn font(&self, face: Face) -> &FontRef<'static> {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    fn advance(&self, c: char, face: Face) -> f32 {
        let font = self.font(face);
        font.h_advance_unscaled(font.glyph_id(c)) / font.units_per_em().unwrap_or(2048.0)
    }

    /// Width of a text, points.
    pub(super) fn width(&self, text: &str, face: Face, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c, face)).sum::<f32>() * size
    }

    /// The text with characters that the fonts cannot show replaced: controls by spaces, others by U+FFFD. PDF/UA
    /// forbids glyphs that say nothing, and a strange name must not cost the report.
    pub(super) fn printable(&self, text: &str) -> String {
        text.chars()
            .map(|c| {
                if c.is_control()
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
                {
                    ' '
                } else if self.regular.glyph_id(c).0 == 0 || self.bold.glyph_id(c).0 == 0 {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect()
    }

    /// Breaks a text into lines of at most `width` points (Unicode line breaking; words that are too long are cut).
    pub(super) fn lines(&self, text: &Text, face: Face, size: f32, width: f32) -> Vec<Line> {
        // All runs as one text, with the face of every character beside it.
        let mut letters: Vec<(char, Face)> = Vec::new();
        for run in &text.0 {
            let face = if run.strong { Face::Bold } else { face };
            letters.extend(self.printable(&run.text).chars().map(|c| (c, face)));
        }
        let whole: String = letters.iter().map(|(c, _)| *c).collect();
        let mut lines = Vec::new();
        let mut line: Vec<(char, Face)> = Vec::new();
        let mut filled = 0.0;
        let (mut byte, mut letter) = (0, 0);
        for (end, opportunity) in linebreaks(&whole) {
            // A unit such as m/s stays whole.
            if opportunity == BreakOpportunity::Allowed && whole[..end].ends_with('/') {
                continue;
            }
            let count = whole[byte..end].chars().count();
            let word = &letters[letter..letter + count];
            (byte, letter) = (end, letter + count);
            let wide =
                |letters: &[(char, Face)]| letters.iter().map(|(c, face)| self.advance(*c, *face)).sum::<f32>() * size;
            let solid: &[(char, Face)] = match word.last() {
                Some((' ', _)) => &word[..word.len() - 1],
                _ => word,
            };
            if filled + wide(solid) > width && !line.is_empty() {
                lines.push(self.line(std::mem::take(&mut line), size));
                filled = 0.0;
            }
            if wide(solid) > width {
                for letter in word {
                    let step = self.advance(letter.0, letter.1) * size;
                    if filled + step > width && !line.is_empty() {
                        lines.push(self.line(std::mem::take(&mut line), size));
                        filled = 0.0;
                    }
                    line.push(*letter);
                    filled += step;
                }
            } else {
                line.extend_from_slice(word);
                filled += wide(word);
            }
            if opportunity == BreakOpportunity::Mandatory && end < whole.len() {
                lines.push(self.line(std::mem::take(&mut line), size));
                filled = 0.0;
            }
        }
        if !line.is_empty() {
            lines.push(self.line(line, size));
        }
        lines
    }

    fn line(&self, letters: Vec<(char, Face)>, size: f32) -> Line {
        let mut line = Line::default();
        for (c, face) in &letters {
            let step = self.advance(*c, *face) * size;
            match line.pieces.last_mut() {
                Some(piece) if piece.face == *face => {
                    piece.text.push(*c);
                    piece.width += step;
                }
                _ => line.pieces.push(Piece {
                    text: c.to_string(),
                    face: *face,
                    width: step,
                }),
            }
        }
        line.width = line.pieces.iter().map(|piece| piece.width).sum();
        for (c, face) in letters.iter().rev() {
            if *c != ' ' {
                break;
            }
            line.width -= self.advance(*c, *face) * size;
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn metrics() -> Metrics {
        Metrics::new().unwrap()
    }

    fn joined(lines: &[Line]) -> String {
        lines
            .iter()
            .flat_map(|line| &line.pieces)
            .map(|piece| piece.text.as_str())
            .collect()
    }

    #[test]
    fn breaks_between_words_and_keeps_units_together() {
        let text = Text::from("Walking speed was 1.19\u{a0}m/s at 111 steps per minute.");
        let lines = metrics().lines(&text, Face::Regular, 10.0, 120.0);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| !line.pieces[0].text.starts_with("m/s")));
    }

    #[test]
    fn cuts_a_word_that_is_too_long() {
        let lines = metrics().lines(
            &Text::from("5a1e0c9d7b3f4e2860d1c2b3a4958677869504132a3b"),
            Face::Regular,
            10.0,
            100.0,
        );
        assert!(lines.len() > 2 && lines.iter().all(|line| line.width <= 100.0));
    }

    #[test]
    fn strange_characters_become_printable() {
        assert_eq!(metrics().printable("A\u{0}B\u{202e}C漢"), "A B C\u{fffd}");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(words in proptest::collection::vec("[a-zA-Z°−]{1,14}", 1..40)) {
            let text = words.join(" ");
            let lines = metrics().lines(&Text::from(text.as_str()), Face::Regular, 9.0, 90.0);
            prop_assert!(lines.iter().all(|line| line.width <= 90.01));
            prop_assert_eq!(joined(&lines), text);
        }
    }
}
