//! Drawings as pixels, for places that take no SVG.

use super::canvas::FigureError;
use super::{BOLD_FONT, REGULAR_FONT};
use std::sync::{Arc, LazyLock};

/// The embedded font alone, so that a drawing looks the same on every machine.
pub(crate) static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(REGULAR_FONT.to_vec());
    fonts.load_font_data(BOLD_FONT.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Arc::new(fonts)
});

/// An SVG file as a PNG file of a width in pixels, on white.
///
/// # Errors
/// Text that is no SVG, or a width without pixels.
pub fn png(svg: &str, width: u32) -> Result<Vec<u8>, FigureError> {
    let options = usvg::Options {
        font_family: "DejaVu Sans".to_owned(),
        fontdb: FONTS.clone(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(FigureError::new)?;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).round() as u32;
    let mut picture = resvg::tiny_skia::Pixmap::new(width, height)
        .ok_or_else(|| FigureError::new(format!("a picture of {width} by {height} pixels")))?;
    picture.fill(resvg::tiny_skia::Color::WHITE);
    let transform = resvg::tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut picture.as_mut());
    picture.encode_png().map_err(FigureError::new)
}

/// Resolution of drawings for print, dots per inch: that of line art.
const PRINT_DPI: f64 = 600.0;
const INCH_M: f64 = 0.0254;

/// An SVG file that states its size (in mm) as a PNG file of 600 dots per inch, on white, which says so.
///
/// # Errors
/// Text that is no SVG.
pub fn print_png(svg: &str) -> Result<Vec<u8>, FigureError> {
    let options = usvg::Options::default();
    let size = usvg::Tree::from_str(svg, &options).map_err(FigureError::new)?.size();
    // SVG's millimetres arrive as pixels of 1/96 inch.
    let width = (f64::from(size.width()) / 96.0 * PRINT_DPI).round() as u32;
    let mut png = png(svg, width)?;
    // The chunk pHYs stands between the header (8 + 25 bytes) and the data.
    let per_metre = ((PRINT_DPI / INCH_M).round() as u32).to_be_bytes();
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(per_metre.iter().chain(&per_metre).chain(&[1u8]));
    let mut check = flate2::Crc::new();
    check.update(&chunk);
    let length = (chunk.len() as u32 - 4).to_be_bytes();
    let whole = [&length[..], &chunk, &check.sum().to_be_bytes()].concat();
    png.splice(33..33, whole);
    Ok(png)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_for_print_states_its_resolution() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="25.4mm" height="12.7mm" viewBox="0 0 200 100"><rect width="100" height="100"/></svg>"#;
        let png = print_png(svg).unwrap();
        assert_eq!(&png[16..24], &[0, 0, 2, 88, 0, 0, 1, 44], "600 by 300");
        assert_eq!(
            &png[33..54],
            b"\x00\x00\x00\x09pHYs\x00\x00\x5c\x46\x00\x00\x5c\x46\x01\x14\x94\x43\x41"
        );
        assert_eq!(&png[58..62], b"IDAT");
    }

    #[test]
    fn a_drawing_becomes_a_picture_of_the_asked_width() {
        let svg =
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="100" height="100"/></svg>"#;
        let png = png(svg, 50).unwrap();
        assert_eq!(&png[..4], b"\x89PNG");
        assert_eq!(
            &png[16..24],
            &[0, 0, 0, 50, 0, 0, 0, 25],
            "width and height of the header"
        );
    }

    #[test]
    fn what_is_no_drawing_is_an_error() {
        assert!(png("no drawing", 50).is_err());
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"/>"#;
        assert!(png(svg, 0).is_err());
    }
}
