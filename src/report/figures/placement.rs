//! Where each sensor goes, as pictures to strap it on by: one for a site, one for a whole kit.
//!
//! The body stands as the reader meets it, from the front (so that the wearer's left is on the right) or from behind;
//! sides carry a colour, a letter and a word each. Places: lower third of the outer thigh, flat inner face of the shin or
//! its outer side below the head of the fibula (where a tight strap can press the common peroneal nerve), sacrum.

use super::canvas::{self, Anchor, Canvas, FigureError};
use super::silhouette::{self, Seen, Stand, smooth};
use super::{BAND, FAINT, INK, SOFT, TINTS, colour};
use crate::document::Figure;
use plotters::style::{RGBColor, WHITE};
use recording::{Segment, Side, Site};
use wording::{Language, Wording};

const WIDE: u32 = 1200;
const TALL: u32 = 1260;
const TEXT: i32 = 29;
const STRAP: RGBColor = RGBColor(0x6b, 0x78, 0x84);
const WARNING: RGBColor = RGBColor(0xb0, 0x1e, 0x1e);

/// Heights in thousandths of body height below the crown: the middle of the strap, and the knob to keep off.
const THIGH: f64 = 684.0;
const SHANK: f64 = 824.0;
const SACRUM: f64 = 483.0;
const BACK: f64 = 238.0;
const FIBULA: (f64, f64) = (771.0, 72.0);

/// A leg from its outside, front towards negative: (down, front edge, back edge).
const SIDE_VIEW: &[(f64, f64, f64)] = &[
    (560.0, -66.0, 64.0),
    (620.0, -60.0, 54.0),
    (680.0, -51.0, 42.0),
    (715.0, -47.0, 36.0),
    (738.0, -45.0, 34.0),
    (765.0, -37.0, 35.0),
    (812.0, -30.0, 46.0),
    (860.0, -27.0, 36.0),
    (915.0, -24.0, 21.0),
    (945.0, -24.0, 20.0),
];

/// The picture of one site as a whole SVG file, 1200 by 1260 units, with an accessible name and description.
///
/// The same site and language give the same bytes. Cost: about a millisecond.
pub fn placement_svg(site: Site, language: Language) -> Result<String, FigureError> {
    let wording = Wording::new(language);
    let name = title(site, &wording);
    let body = canvas::draw_sized(WIDE, TALL, |canvas| draw_site(canvas, site, &name, &wording))?;
    let mut description = vec![wording.say(seen_key(seen(site)))];
    description.extend(instructions(site, &wording));
    if site.segment() == Segment::Shank {
        description.push(wording.say("placement-fibula"));
    }
    description.push(wording.say("placement-sides"));
    Ok(canvas::wrap(&Figure {
        id: format!("placement-{}", site.name()),
        body,
        width: WIDE,
        height: TALL,
        title: name,
        description: description.join(" "),
        caption: String::new(),
        hover: Vec::new(),
    }))
}

/// The picture of a kit, front and back, as a whole SVG file, 1600 by 1290 units. Sites in any order.
pub fn placement_kit_svg(sites: &[Site], language: Language) -> Result<String, FigureError> {
    const SIZE: (u32, u32) = (1600, 1290);
    let wording = Wording::new(language);
    let mut sites = sites.to_vec();
    sites.sort();
    sites.dedup();
    let body = canvas::draw_sized(SIZE.0, SIZE.1, |canvas| draw_kit(canvas, &sites, &wording))?;
    let mut description: Vec<String> = sites
        .iter()
        .filter(|site| site.side() != Some(Side::Right))
        .filter_map(|site| instructions(*site, &wording).into_iter().next())
        .collect();
    if sites.iter().any(|site| site.segment() == Segment::Shank) {
        description.push(wording.say("placement-fibula"));
    }
    description.push(wording.say("placement-sides"));
    Ok(canvas::wrap(&Figure {
        id: "placement-kit".to_owned(),
        body,
        width: SIZE.0,
        height: SIZE.1,
        title: wording.say("placement-kit"),
        description: description.join(" "),
        caption: String::new(),
        hover: Vec::new(),
    }))
}

fn title(site: Site, wording: &Wording) -> String {
    let name = wording.say(&format!("site-{}", site.name()));
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name,
    }
}

fn seen(site: Site) -> Seen {
    match site.segment() {
        Segment::Pelvis | Segment::Trunk => Seen::Behind,
        Segment::Thigh | Segment::Shank | Segment::Foot => Seen::Front,
    }
}

fn seen_key(seen: Seen) -> &'static str {
    match seen {
        Seen::Front => "placement-seen-front",
        Seen::Behind => "placement-seen-behind",
    }
}

fn instructions(site: Site, wording: &Wording) -> Vec<String> {
    let segment = match site.segment() {
        Segment::Pelvis => "pelvis",
        Segment::Thigh => "thigh",
        Segment::Shank => "shank",
        Segment::Foot => "foot",
        Segment::Trunk => "trunk",
    };
    let own = wording.say(&format!("placement-{segment}"));
    let second = match site.side() {
        Some(_) => "placement-both-legs",
        None => "placement-middle",
    };
    vec![own, wording.say(second), wording.say("placement-turn")]
}

/// Middle of the sensor on a body seen from in front or behind: (side of the offset, down, out).
fn spot(site: Site) -> (Side, f64, f64) {
    match (site.segment(), site.side()) {
        (Segment::Thigh, Some(side)) => (side, THIGH, Stand::leg_at(THIGH).1 - 8.0),
        (Segment::Shank, Some(side)) => (side, SHANK, 34.0),
        (Segment::Foot, Some(side)) => (side, 976.0, 46.0),
        (Segment::Trunk, _) => (Side::Left, BACK, 0.0),
        _ => (Side::Left, SACRUM, 0.0),
    }
}

/// A sensor: a filled box with its side's letter, so that it is told without colour.
fn sensor(
    canvas: &Canvas,
    at: (i32, i32),
    half: i32,
    side: Option<Side>,
    wording: &Wording,
) -> Result<(), FigureError> {
    let (x, y) = at;
    let tall = half * 3 / 4;
    canvas.rect((x - half - 5, y - tall - 5), (x + half + 5, y + tall + 5), WHITE, 1.0)?;
    canvas.rect((x - half - 2, y - tall - 2), (x + half + 2, y + tall + 2), INK, 1.0)?;
    canvas.rect(
        (x - half, y - tall),
        (x + half, y + tall),
        side.map_or(INK, colour),
        1.0,
    )?;
    match side {
        Some(side) => {
            let letter = wording.say(&format!("initial-{}", side.name()));
            canvas.text(&letter, at, half * 5 / 4, WHITE, Anchor::Middle, true)
        }
        None => canvas.circle(at, half / 4, WHITE),
    }
}

/// The strap of a site on a whole body.
fn strap(canvas: &Canvas, stand: &Stand, site: Site) -> Result<(), FigureError> {
    let half = 10.0;
    match (site.segment(), site.side()) {
        (Segment::Thigh, Some(side)) => canvas.polygon(&stand.leg(side, THIGH - half, THIGH + half), STRAP, 1.0),
        (Segment::Shank, Some(side)) => canvas.polygon(&stand.leg(side, SHANK - half, SHANK + half), STRAP, 1.0),
        (Segment::Pelvis, _) => canvas.polygon(&stand.trunk(SACRUM - half, SACRUM + half), STRAP, 1.0),
        (Segment::Trunk, _) => canvas.polygon(&stand.trunk(BACK - half + 12.0, BACK + half + 12.0), STRAP, 1.0),
        _ => Ok(()),
    }
}

fn body(canvas: &Canvas, stand: &Stand) -> Result<(), FigureError> {
    stand.draw(canvas, BAND, SOFT, 4, Some(TINTS))?;
    stand.features(canvas, SOFT, 3)
}

/// "L left" and "R right" beside the hands, in letter, word, colour and shape.
fn sides(canvas: &Canvas, stand: &Stand, wording: &Wording, size: i32) -> Result<(), FigureError> {
    for side in Side::BOTH {
        let at = stand.place(side, 655.0, 178.0);
        let radius = size * 4 / 5;
        silhouette::badge(canvas, side, at, size, wording)?;
        let word = wording.say(&format!("figure-{}", side.name()));
        let below = (at.0, at.1 + radius + size);
        canvas.text(&word, below, size, colour(side), Anchor::Middle, true)?;
    }
    Ok(())
}

/// A ring with a bar: keep off.
fn keep_off(canvas: &Canvas, at: (i32, i32), radius: i32) -> Result<(), FigureError> {
    canvas.ring(at, radius, WARNING, 6)?;
    let reach = radius * 7 / 10;
    canvas.line(
        &[(at.0 - reach, at.1 - reach), (at.0 + reach, at.1 + reach)],
        WARNING,
        6,
        1.0,
    )
}

/// Lines of text from a top edge; returns the edge below them.
fn lines(
    canvas: &Canvas,
    text: &str,
    (x, top): (i32, i32),
    width: i32,
    ink: RGBColor,
    bold: bool,
) -> Result<i32, FigureError> {
    let mut y = top;
    for line in canvas::wrapped(text, TEXT, bold, width) {
        canvas.text(&line, (x, y + TEXT / 2), TEXT, ink, Anchor::Start, bold)?;
        y += TEXT * 13 / 10;
    }
    Ok(y)
}

fn draw_site(canvas: &Canvas, site: Site, name: &str, wording: &Wording) -> Result<(), FigureError> {
    let ink = site.side().map_or(INK, colour);
    canvas.text(name, (20, 40), 44, ink, Anchor::Start, true)?;
    let stand = Stand {
        seen: seen(site),
        at: (258, 150),
        scale: 0.96,
    };
    canvas.text(
        &wording.say(seen_key(stand.seen)),
        (258, 112),
        TEXT,
        SOFT,
        Anchor::Middle,
        false,
    )?;
    body(canvas, &stand)?;
    sides(canvas, &stand, wording, 34)?;
    strap(canvas, &stand, site)?;
    let (side, down, out) = spot(site);
    sensor(canvas, stand.place(side, down, out), 20, site.side(), wording)?;
    if let (Segment::Shank, Some(side)) = (site.segment(), site.side()) {
        keep_off(canvas, stand.place(side, FIBULA.0, FIBULA.1), 11)?;
    }
    detail(canvas, site, wording)?;
    let (x, width) = (540, 640);
    let mut y = 662;
    for text in instructions(site, wording) {
        canvas.circle((x + 8, y + TEXT / 2), 5, INK)?;
        y = lines(canvas, &text, (x + 30, y), width - 30, INK, false)? + 8;
    }
    if site.segment() == Segment::Shank {
        keep_off(canvas, (x + 8, y + TEXT / 2), 12)?;
        lines(
            canvas,
            &wording.say("placement-fibula"),
            (x + 30, y),
            width - 30,
            WARNING,
            true,
        )?;
    }
    let note = wording.say("placement-sides");
    canvas.text(&note, (20, TALL as i32 - 24), TEXT - 2, SOFT, Anchor::Start, false)
}

/// The place itself, larger, in a frame.
fn detail(canvas: &Canvas, site: Site, wording: &Wording) -> Result<(), FigureError> {
    let (left, top, right, bottom) = (540, 90, 1180, 640);
    canvas.rect((left, top), (right, bottom), RGBColor(0xf7, 0xf9, 0xfa), 1.0)?;
    let frame = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    canvas.line(&frame, FAINT, 3, 1.0)?;
    let middle = (left + right) / 2;
    let below = |words: &str| {
        canvas.text(
            &wording.say(words),
            (middle, bottom - 26),
            TEXT - 2,
            SOFT,
            Anchor::Middle,
            false,
        )
    };
    match (site.segment(), site.side()) {
        (Segment::Thigh | Segment::Foot, Some(side)) => {
            from_the_side(canvas, site, side, (middle, top), wording)?;
            below("placement-seen-outside")
        }
        (Segment::Shank, Some(side)) => {
            shin(canvas, side, (middle, top), wording)?;
            below("placement-seen-front")
        }
        _ => {
            back(canvas, site, (middle, top), wording)?;
            below("placement-seen-behind")
        }
    }
}

/// Thigh or foot from the leg's outside; the wearer's front is where the toes are.
fn from_the_side(
    canvas: &Canvas,
    site: Site,
    side: Side,
    (middle, top): (i32, i32),
    wording: &Wording,
) -> Result<(), FigureError> {
    let thigh = site.segment() == Segment::Thigh;
    let (from, to, scale) = if thigh {
        (590.0, 815.0, 2.15)
    } else {
        (880.0, 1001.0, 3.4)
    };
    // Who looks at somebody's left leg from outside sees them face left.
    let way = match side {
        Side::Left => 1.0,
        Side::Right => -1.0,
    };
    let at = |down: f64, x: f64| -> (i32, i32) {
        (
            // Room for the words before the knee, and for the toes.
            middle + (way * (x * scale + 112.0)).round() as i32,
            top + 20 + ((down - from) * scale).round() as i32,
        )
    };
    let edge = |pick: fn(&(f64, f64, f64)) -> f64| -> Vec<(f64, f64)> {
        smooth(
            &SIDE_VIEW.iter().map(|row| (row.0, pick(row))).collect::<Vec<_>>(),
            false,
        )
    };
    let (front, rear) = (edge(|row| row.1), edge(|row| row.2));
    let within = |line: &[(f64, f64)], from: f64, to: f64| -> Vec<(f64, f64)> {
        line.iter()
            .copied()
            .filter(|(down, _)| *down >= from && *down <= to)
            .collect()
    };
    let tint = TINTS[usize::from(side == Side::Right)];
    let limb: Vec<(i32, i32)> = within(&front, from, to)
        .into_iter()
        .chain(within(&rear, from, to).into_iter().rev())
        .map(|(down, x)| at(down, x))
        .collect();
    canvas.polygon(&limb, tint, 1.0)?;
    for line in [&front, &rear] {
        let pixels: Vec<(i32, i32)> = within(line, from, to)
            .into_iter()
            .map(|(down, x)| at(down, x))
            .collect();
        canvas.line(&pixels, SOFT, 4, 1.0)?;
    }
    if thigh {
        let cap: Vec<(i32, i32)> = smooth(&[(722.0, -46.0), (740.0, -38.0), (758.0, -38.0)], false)
            .into_iter()
            .map(|(down, x)| at(down, x))
            .collect();
        canvas.line(&cap, SOFT, 3, 1.0)?;
        let band: Vec<(i32, i32)> = within(&front, THIGH - 12.0, THIGH + 12.0)
            .into_iter()
            .chain(within(&rear, THIGH - 12.0, THIGH + 12.0).into_iter().rev())
            .map(|(down, x)| at(down, x))
            .collect();
        canvas.polygon(&band, STRAP, 1.0)?;
        sensor(canvas, at(THIGH, -2.0), 44, Some(side), wording)?;
        // How far above the knee cap.
        let x = -78.0;
        for down in [THIGH, 722.0] {
            canvas.line(&[at(down, x - 6.0), at(down, x + 6.0)], INK, 3, 1.0)?;
        }
        canvas.line(&[at(THIGH, x), at(722.0, x)], INK, 3, 1.0)?;
        let words = wording.say("placement-hand");
        let anchor = if side == Side::Left { Anchor::End } else { Anchor::Start };
        let beside = at((THIGH + 722.0) / 2.0, x - 9.0);
        return canvas.text(&words, beside, TEXT - 2, INK, anchor, false);
    }
    let foot: Vec<(i32, i32)> = smooth(
        &[
            (940.0, -24.0),
            (962.0, -42.0),
            (978.0, -76.0),
            (990.0, -98.0),
            (999.0, -96.0),
            (1000.0, -40.0),
            (999.0, 24.0),
            (985.0, 30.0),
            (962.0, 25.0),
            (940.0, 20.0),
        ],
        false,
    )
    .into_iter()
    .map(|(down, x)| at(down, x))
    .collect();
    canvas.polygon(&foot, tint, 1.0)?;
    canvas.line(&foot, SOFT, 4, 1.0)?;
    sensor(canvas, at(963.0, -52.0), 36, Some(side), wording)
}

/// The shin from the front, with the place, its alternative and the knob to keep off.
fn shin(canvas: &Canvas, side: Side, (middle, top): (i32, i32), wording: &Wording) -> Result<(), FigureError> {
    let (from, to) = (668.0_f64, 905.0);
    let scale = 2.05_f64;
    let stand = Stand {
        seen: Seen::Front,
        at: (0, top + 18 - (from * scale).round() as i32),
        scale,
    };
    // The middle of the leg comes to the middle of the frame.
    let shift = middle - stand.place(side, 800.0, 50.0).0;
    let stand = Stand {
        at: (shift, stand.at.1),
        ..stand
    };
    let leg = stand.leg(side, from, to);
    canvas.polygon(&leg, TINTS[usize::from(side == Side::Right)], 1.0)?;
    let half = leg.len() / 2;
    canvas.line(&leg[..half], SOFT, 4, 1.0)?;
    canvas.line(&leg[half..], SOFT, 4, 1.0)?;
    let cap: Vec<(i32, i32)> = (0..=32)
        .map(|k| {
            let turn = std::f64::consts::TAU * f64::from(k) / 32.0;
            stand.place(side, 742.0 + 19.0 * turn.sin(), 49.0 + 15.0 * turn.cos())
        })
        .collect();
    canvas.line(&cap, SOFT, 3, 1.0)?;
    canvas.polygon(&stand.leg(side, SHANK - 12.0, SHANK + 12.0), STRAP, 1.0)?;
    sensor(canvas, stand.place(side, SHANK, 35.0), 38, Some(side), wording)?;
    // The other place: an empty box.
    let (x, y) = stand.place(side, SHANK + 2.0, 78.0);
    canvas.rect((x - 26, y - 27), (x + 26, y + 27), WHITE, 0.9)?;
    let frame = [
        (x - 26, y - 27),
        (x + 26, y - 27),
        (x + 26, y + 27),
        (x - 26, y + 27),
        (x - 26, y - 27),
    ];
    canvas.dashed(&frame, INK, 4, (12.0, 7.0))?;
    keep_off(canvas, stand.place(side, FIBULA.0, FIBULA.1), 24)?;
    let outward = stand.way(side);
    let (anchor, inward) = if outward > 0 {
        (Anchor::Start, Anchor::End)
    } else {
        (Anchor::End, Anchor::Start)
    };
    let beside = |canvas: &Canvas, words: &str, y: i32, out: i32, anchor: Anchor, ink: RGBColor| {
        let text = wording.say(words);
        let broken = canvas::wrapped(&text, TEXT - 2, true, 195);
        for (k, line) in broken.iter().enumerate() {
            let y = y + 35 * k as i32 - 35 * (broken.len() as i32 - 1) / 2;
            canvas.text(line, (middle + out, y), TEXT - 2, ink, anchor, true)?;
        }
        Ok(())
    };
    let knob = stand.place(side, FIBULA.0, 0.0).1;
    beside(canvas, "placement-not-here", knob, outward * 118, anchor, WARNING)?;
    beside(canvas, "placement-or-here", y, outward * 118, anchor, INK)?;
    let words_y = stand.place(side, SHANK, 0.0).1;
    beside(canvas, "placement-here", words_y, -outward * 96, inward, INK)?;
    // A hand's breadth below the knee cap.
    let x = middle - outward * 96;
    let (high, low) = (stand.place(side, 761.0, 0.0).1, stand.place(side, SHANK - 16.0, 0.0).1);
    canvas.line(&[(x, high), (x, low)], INK, 3, 1.0)?;
    canvas.line(&[(x - 12, high), (x + 12, high)], INK, 3, 1.0)?;
    canvas.line(&[(x - 12, low), (x + 12, low)], INK, 3, 1.0)?;
    let hand = wording.say("placement-hand");
    let at = (x - outward * 14, (high + low) / 2);
    canvas.text(&hand, at, TEXT - 2, INK, inward, false)
}

/// The lower or the upper back.
fn back(canvas: &Canvas, site: Site, (middle, top): (i32, i32), wording: &Wording) -> Result<(), FigureError> {
    let pelvis = site.segment() == Segment::Pelvis;
    let (from, to): (f64, f64) = if pelvis { (375.0, 600.0) } else { (150.0, 375.0) };
    let scale = 2.1_f64;
    let stand = Stand {
        seen: Seen::Behind,
        at: (middle, top + 20 - (from * scale).round() as i32),
        scale,
    };
    let stroke = |points: &[(f64, f64)], ink: RGBColor| -> Result<(), FigureError> {
        for side in Side::BOTH {
            let pixels: Vec<(i32, i32)> = smooth(points, false)
                .into_iter()
                .map(|(down, out)| stand.place(side, down, out))
                .collect();
            canvas.line(&pixels, ink, 3, 1.0)?;
        }
        Ok(())
    };
    let trunk = stand.trunk(from, to.min(530.0));
    canvas.polygon(&trunk, BAND, 1.0)?;
    let half = trunk.len() / 2;
    canvas.line(&trunk[..half], SOFT, 4, 1.0)?;
    canvas.line(&trunk[half..], SOFT, 4, 1.0)?;
    if pelvis {
        for (k, side) in Side::BOTH.into_iter().enumerate() {
            let leg = stand.leg(side, 528.0, to);
            canvas.polygon(&leg, TINTS[k], 1.0)?;
            let half = leg.len() / 2;
            canvas.line(&leg[..half], SOFT, 4, 1.0)?;
            canvas.line(&leg[half..], SOFT, 4, 1.0)?;
        }
        canvas.polygon(&stand.trunk(SACRUM - 11.0, SACRUM + 11.0), STRAP, 1.0)?;
        stroke(&[(375.0, 0.0), (410.0, 0.0), (440.0, 0.0)], SOFT)?;
        stroke(&[(510.0, 0.0), (525.0, 0.0), (548.0, 0.0)], SOFT)?;
        stroke(&[(548.0, 8.0), (562.0, 34.0), (562.0, 64.0), (546.0, 90.0)], SOFT)?;
        // The dimples of the lower back.
        stroke(&[(462.0, 22.0), (466.0, 27.0), (462.0, 32.0)], INK)?;
        sensor(canvas, stand.place(Side::Left, SACRUM, 0.0), 44, None, wording)?;
        for side in Side::BOTH {
            let at = stand.place(side, 412.0, 44.0);
            let word = wording.say(&format!("figure-{}", side.name()));
            canvas.text(&word, at, TEXT, colour(side), Anchor::Middle, true)?;
        }
        return Ok(());
    }
    stroke(&[(160.0, 0.0), (260.0, 0.0), (375.0, 0.0)], FAINT)?;
    stroke(
        &[
            (212.0, 28.0),
            (236.0, 30.0),
            (284.0, 44.0),
            (250.0, 66.0),
            (206.0, 74.0),
        ],
        SOFT,
    )?;
    canvas.polygon(&stand.trunk(BACK + 1.0, BACK + 23.0), STRAP, 1.0)?;
    sensor(canvas, stand.place(Side::Left, BACK, 0.0), 44, None, wording)?;
    for side in Side::BOTH {
        let at = stand.place(side, 334.0, 44.0);
        let word = wording.say(&format!("figure-{}", side.name()));
        canvas.text(&word, at, TEXT, colour(side), Anchor::Middle, true)?;
    }
    Ok(())
}

fn draw_kit(canvas: &Canvas, sites: &[Site], wording: &Wording) -> Result<(), FigureError> {
    canvas.text(&wording.say("placement-kit"), (20, 40), 44, INK, Anchor::Start, true)?;
    let stand = |seen, x| Stand {
        seen,
        at: (x, 150),
        scale: 0.97,
    };
    for stand in [stand(Seen::Front, 470), stand(Seen::Behind, 1180)] {
        let seen = wording.say(seen_key(stand.seen));
        canvas.text(&seen, (stand.at.0, 112), TEXT + 2, SOFT, Anchor::Middle, false)?;
        body(canvas, &stand)?;
        sides(canvas, &stand, wording, 36)?;
        for site in sites {
            strap(canvas, &stand, *site)?;
        }
        for site in sites {
            let here = self::seen(*site) == stand.seen || site.segment() == Segment::Thigh;
            if !here {
                continue;
            }
            let (side, down, out) = spot(*site);
            let at = stand.place(side, down, out);
            if self::seen(*site) == stand.seen {
                name(canvas, *site, &stand, at, wording)?;
            }
            sensor(canvas, at, 22, site.side(), wording)?;
        }
        if stand.seen == Seen::Front && sites.iter().any(|site| site.segment() == Segment::Shank) {
            for side in Side::BOTH {
                keep_off(canvas, stand.place(side, FIBULA.0, FIBULA.1), 12)?;
            }
        }
    }
    let mut y = 1168;
    if sites.iter().any(|site| site.segment() == Segment::Shank) {
        keep_off(canvas, (32, y + TEXT / 2), 13)?;
        y = lines(canvas, &wording.say("placement-fibula"), (62, y), 1500, WARNING, true)? + 6;
    }
    lines(canvas, &wording.say("placement-sides"), (20, y), 1560, SOFT, false)?;
    Ok(())
}

/// A site's name beside the body, with a line to its sensor.
fn name(canvas: &Canvas, site: Site, stand: &Stand, at: (i32, i32), wording: &Wording) -> Result<(), FigureError> {
    let words = wording.say(&format!("site-{}", site.name()));
    // Names of the middle stand on the reader's right, below the arm or above it.
    let way = site.side().map_or(1, |side| stand.way(side));
    let broken = canvas::wrapped(&words, TEXT - 1, true, 200);
    let (anchor, x) = if way > 0 {
        (Anchor::Start, stand.at.0 + 205)
    } else {
        (Anchor::End, stand.at.0 - 205)
    };
    let y = match site.segment() {
        Segment::Thigh => at.1 - 130,
        _ => at.1,
    };
    let ink = site.side().map_or(INK, colour);
    canvas.line(&[at, (x - way * 10, y)], INK, 3, 1.0)?;
    for (k, line) in broken.iter().enumerate() {
        let y = y + 36 * k as i32 - 36 * (broken.len() as i32 - 1) / 2;
        canvas.text(line, (x, y), TEXT - 1, ink, anchor, true)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_has_a_picture_that_names_it_in_every_language() {
        for language in Language::ALL {
            let wording = Wording::new(language);
            for site in Site::ALL {
                let svg = placement_svg(site, language).unwrap();
                assert!(svg.contains(&title(site, &wording)), "{site} {language:?}");
                assert!(svg.contains("<desc") && svg.contains(&wording.say("placement-sides")));
            }
        }
    }

    #[test]
    fn the_pictures_of_knee_sensors_warn_of_the_fibula_and_those_of_hip_sensors_do_not() {
        let wording = Wording::new(Language::English);
        let warning = wording.say("placement-fibula");
        for site in Site::ALL {
            let svg = placement_svg(site, Language::English).unwrap();
            assert_eq!(svg.contains(&warning), site.segment() == Segment::Shank, "{site}");
        }
        assert!(
            placement_kit_svg(&Site::ALL, Language::English)
                .unwrap()
                .contains(&warning)
        );
        assert!(
            !placement_kit_svg(&[Site::Pelvis], Language::English)
                .unwrap()
                .contains(&warning)
        );
    }

    #[test]
    fn a_kit_names_its_own_sensors_only() {
        let wording = Wording::new(Language::English);
        let kit = [Site::ShankLeft, Site::ShankRight];
        let first = |site: Site| instructions(site, &wording).into_iter().next().unwrap();
        let svg = placement_kit_svg(&kit, Language::English).unwrap();
        assert!(svg.contains(&first(Site::ShankLeft)) && !svg.contains(&first(Site::Pelvis)));
        assert_eq!(
            svg,
            placement_kit_svg(&[kit[1], kit[0], kit[1]], Language::English).unwrap()
        );
    }
}
