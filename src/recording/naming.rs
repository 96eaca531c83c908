//! Sites from the names that people give to files and columns, and what is left of a file name: the recording's key.

use super::{Segment, Side, Site};

/// A word of a name, lower case, with its place in the original.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub text: String,
    start: usize,
    end: usize,
}

/// What a name says about a site.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Named {
    /// `exact` where the site's own words were used and no alias; `rest` is the name without them.
    Site {
        site: Site,
        exact: bool,
        rest: String,
    },
    /// A leg's segment without the leg.
    NoSide(&'static str),
    /// Several sites or both legs.
    Ambiguous,
    Nothing,
}

/// Words that say "this is sensor data" and do not belong to a recording's key.
const FILLERS: [&str; 4] = ["imu", "imus", "sensor", "sensors"];

/// Splits at everything that is not a letter or digit, and at the humps of `LeftThigh` and `LTibia`.
pub(super) fn tokens(name: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = name.char_indices().collect();
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut close = |start: &mut Option<usize>, end: usize| {
        if let Some(begin) = start.take() {
            found.push(Token {
                text: name[begin..end].to_lowercase(),
                start: begin,
                end,
            });
        }
    };
    for (i, &(at, c)) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            close(&mut start, at);
            continue;
        }
        if c.is_uppercase() && i > 0 {
            let before = chars[i - 1].1;
            let after = chars.get(i + 1).map(|&(_, c)| c);
            let hump = before.is_lowercase() || (before.is_uppercase() && after.is_some_and(char::is_lowercase));
            if hump {
                close(&mut start, at);
            }
        }
        start.get_or_insert(at);
    }
    close(&mut start, name.len());
    found
}

/// The segment that a word stands for, and whether it is the segment's own name.
///
/// People who wear the sensors say "hip" for the lateral thigh and "knee" for the spot below the knee.
fn segment_word(word: &str) -> Option<(Segment, bool)> {
    Some(match word {
        "pelvis" => (Segment::Pelvis, true),
        "lowerback" | "lowback" | "lumbar" | "sacrum" | "sacral" | "waist" => (Segment::Pelvis, false),
        "thigh" => (Segment::Thigh, true),
        "hip" | "femur" | "upperleg" => (Segment::Thigh, false),
        "shank" => (Segment::Shank, true),
        "knee" | "tibia" | "shin" | "lowerleg" | "ankle" => (Segment::Shank, false),
        "calcn" | "calcaneus" => (Segment::Foot, false),
        "foot" => (Segment::Foot, true),
        "trunk" => (Segment::Trunk, true),
        "chest" | "sternum" | "thorax" | "torso" => (Segment::Trunk, false),
        _ => return None,
    })
}

fn side_word(word: &str) -> Option<(Side, bool)> {
    Some(match word {
        "left" => (Side::Left, true),
        "right" => (Side::Right, true),
        "l" | "lt" => (Side::Left, false),
        "r" | "rt" => (Side::Right, false),
        _ => return None,
    })
}

/// `lefthip`, `hipleft`, `lfemur`: one word for both.
fn glued(word: &str) -> Option<(Segment, Side)> {
    for (text, side) in [
        ("left", Side::Left),
        ("right", Side::Right),
        ("l", Side::Left),
        ("r", Side::Right),
    ] {
        for rest in [word.strip_prefix(text), word.strip_suffix(text)].into_iter().flatten() {
            if let Some((segment, _)) = segment_word(rest)
                && !matches!(segment, Segment::Pelvis | Segment::Trunk)
            {
                return Some((segment, side));
            }
        }
    }
    None
}

/// Whether a word of a column's name can say which sensor it is: a number, a segment, a side, or what labs write for both.
pub(super) fn is_place(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
        || segment_word(word).is_some()
        || side_word(word).is_some()
        || glued(word).is_some()
        || [
            "upper", "lower", "low", "imu", "lua", "rua", "lla", "rla", "lfa", "rfa", "lw", "rw", "lh", "rh", "head",
            "wrist", "arm", "hand", "forearm", "upperarm", "ear", "neck", "waist", "back", "shoulder",
        ]
        .contains(&word)
        || abbreviation(word).is_some()
}

/// The site for which labs write two or three letters. No more than a guess: LS is a left shank here and a left shoulder there.
pub(super) fn abbreviation(name: &str) -> Option<Site> {
    let words = tokens(name);
    let word = words.last()?.text.as_str();
    if !matches!(words.len(), 1 | 2) && word.len() < 3 {
        return None;
    }
    Some(match word {
        "ls" | "lsh" | "lsk" | "lsha" | "lll" => Site::ShankLeft,
        "rs" | "rsh" | "rsk" | "rsha" | "rll" => Site::ShankRight,
        "lt" | "lth" | "lthi" | "lul" => Site::ThighLeft,
        "rt" | "rth" | "rthi" | "rul" => Site::ThighRight,
        "lf" | "lft" | "lfo" => Site::FootLeft,
        "rf" | "rft" | "rfo" => Site::FootRight,
        "sa" | "sac" | "lb" | "lba" | "pel" | "pv" => Site::Pelvis,
        "st" | "ster" | "tr" | "trk" => Site::Trunk,
        _ => return None,
    })
}

fn segment_name(segment: Segment) -> &'static str {
    match segment {
        Segment::Pelvis => "pelvis",
        Segment::Thigh => "thigh",
        Segment::Shank => "shank",
        Segment::Foot => "foot",
        Segment::Trunk => "trunk",
    }
}

/// A segment's word: which tokens it takes, how exact it is, and the side if it is glued on.
struct SegmentHit {
    first: usize,
    last: usize,
    segment: Segment,
    exact: bool,
    side: Option<Side>,
}

/// Reads the site out of a file name without extensions, or out of a column's prefix.
///
/// Segment and side may stand apart among other words (`s01_left_t10_shank`). A segment's own name counts more than an
/// alias (`hip_study_left_shank` is a shank), a written-out side more than `l` or `r`.
pub(super) fn site_of(name: &str) -> Named {
    let words = tokens(name);
    let segments = segment_hits(&words);
    let strongest = segments.iter().any(|hit| hit.exact);
    let mut segments = segments.into_iter().filter(|hit| hit.exact == strongest);
    let Some(hit) = segments.next() else {
        return Named::Nothing;
    };
    if segments.any(|other| other.segment != hit.segment || other.side != hit.side) {
        return Named::Ambiguous;
    }
    if matches!(hit.segment, Segment::Pelvis | Segment::Trunk) {
        let site = if hit.segment == Segment::Pelvis {
            Site::Pelvis
        } else {
            Site::Trunk
        };
        let rest = rest_of(name, &words, |i| (hit.first..=hit.last).contains(&i));
        return Named::Site {
            site,
            exact: hit.exact,
            rest,
        };
    }
    let (side, at, exact) = match hit.side {
        Some(side) => (side, hit.first, false),
        None => {
            let sides: Vec<(usize, Side, bool)> = (words.iter().enumerate())
                .filter_map(|(i, word)| side_word(&word.text).map(|(side, exact)| (i, side, exact)))
                .collect();
            let written_out = sides.iter().any(|&(_, _, exact)| exact);
            let mut sides = sides.into_iter().filter(|&(_, _, exact)| exact == written_out);
            let Some((at, side, exact)) = sides.next() else {
                return Named::NoSide(segment_name(hit.segment));
            };
            if sides.any(|(_, other, _)| other != side) {
                return Named::Ambiguous;
            }
            (side, at, exact)
        }
    };
    let site = match hit.segment {
        Segment::Thigh => Site::thigh(side),
        Segment::Shank => Site::shank(side),
        _ => Site::foot(side),
    };
    let rest = rest_of(name, &words, |i| i == at || (hit.first..=hit.last).contains(&i));
    Named::Site {
        site,
        exact: exact && hit.exact,
        rest,
    }
}

fn segment_hits(words: &[Token]) -> Vec<SegmentHit> {
    let mut hits = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let word = words[i].text.as_str();
        if let Some(next) = words.get(i + 1)
            && matches!(word, "lower" | "low" | "upper")
            && let Some((segment, _)) = segment_word(&format!("{word}{}", next.text))
        {
            hits.push(SegmentHit {
                first: i,
                last: i + 1,
                segment,
                exact: false,
                side: None,
            });
            i += 2;
            continue;
        }
        if let Some((segment, exact)) = segment_word(word) {
            hits.push(SegmentHit {
                first: i,
                last: i,
                segment,
                exact,
                side: None,
            });
        } else if let Some((segment, side)) = glued(word) {
            hits.push(SegmentHit {
                first: i,
                last: i,
                segment,
                exact: false,
                side: Some(side),
            });
        }
        i += 1;
    }
    hits
}

/// The recording's key in a file name that names no site: the name without words such as `imu`.
pub(super) fn key_of(name: &str) -> String {
    rest_of(name, &tokens(name), |_| false)
}

/// The name without the words taken, joined by the separators that stood before the words kept.
fn rest_of(name: &str, words: &[Token], taken: impl Fn(usize) -> bool) -> String {
    let mut rest = String::new();
    for (i, word) in words.iter().enumerate() {
        if taken(i) || FILLERS.contains(&word.text.as_str()) {
            continue;
        }
        if !rest.is_empty() {
            rest.push_str(&name[words[i - 1].end..word.start]);
        }
        rest.push_str(&name[word.start..word.end]);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str) -> (Site, bool, String) {
        match site_of(name) {
            Named::Site { site, exact, rest } => (site, exact, rest),
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn every_exact_name_is_its_site() {
        for expected in Site::ALL {
            assert_eq!(site(expected.name()), (expected, true, String::new()));
            assert_eq!(site(&expected.name().to_uppercase()), (expected, true, String::new()));
        }
    }

    #[test]
    fn people_say_hip_for_the_thigh_and_knee_for_the_shank() {
        for name in [
            "hip_left",
            "left_hip",
            "lefthip",
            "HipLeft",
            "Left Hip",
            "hip-l",
            "L_HIP",
            "femur_left",
            "LFemur",
        ] {
            assert_eq!(site(name).0, Site::ThighLeft, "{name}");
            assert!(!site(name).1, "{name} is an alias");
        }
        for name in [
            "knee_right",
            "right_knee",
            "rightknee",
            "tibia_r",
            "RTibia",
            "rtibia",
            "shank_r",
        ] {
            assert_eq!(site(name).0, Site::ShankRight, "{name}");
        }
        for name in ["lower_back", "lowerback", "lumbar", "sacrum", "LowerBack", "lower back"] {
            assert_eq!(site(name).0, Site::Pelvis, "{name}");
        }
        assert_eq!(site("chest").0, Site::Trunk);
        assert_eq!(site("sternum").0, Site::Trunk);
    }

    #[test]
    fn segment_and_side_may_stand_apart_and_the_rest_is_the_key() {
        assert_eq!(site("s01_left_t10_shank"), (Site::ShankLeft, true, "s01_t10".into()));
        assert_eq!(site("01-4_lowerback"), (Site::Pelvis, false, "01-4".into()));
        assert_eq!(
            site("drop_landing_left_thigh"),
            (Site::ThighLeft, true, "drop_landing".into())
        );
        assert_eq!(site("thigh_right_walk 2").2, "walk 2");
        assert_eq!(site("pelvis_imu").2, "");
        assert_eq!(key_of("HC031A06_imu"), "HC031A06");
        assert_eq!(site("HA001_Test5_Trial2_lowerback").2, "HA001_Test5_Trial2");
    }

    #[test]
    fn a_segments_own_name_counts_more_than_an_alias() {
        assert_eq!(site("hip_study_left_shank").0, Site::ShankLeft);
        assert_eq!(site("r_left_foot").0, Site::FootLeft);
    }

    #[test]
    fn abbreviations_are_guesses_and_no_sites() {
        for (name, site) in [
            ("LS", Site::ShankLeft),
            ("sub1_RS", Site::ShankRight),
            ("SA", Site::Pelvis),
            ("LT", Site::ThighLeft),
        ] {
            assert_eq!(abbreviation(name), Some(site), "{name}");
            assert_eq!(site_of(name), Named::Nothing, "{name}");
        }
        assert_eq!(abbreviation("LUA"), None, "an upper arm");
    }

    #[test]
    fn what_is_not_said_is_not_guessed() {
        assert_eq!(site_of("thigh"), Named::NoSide("thigh"));
        assert_eq!(site_of("hip"), Named::NoSide("thigh"));
        assert_eq!(site_of("left"), Named::Nothing);
        assert_eq!(site_of(""), Named::Nothing);
        assert_eq!(site_of("wrist_left"), Named::Nothing);
        assert_eq!(site_of("thigh_left_right"), Named::Ambiguous);
        assert_eq!(site_of("thigh_shank_left"), Named::Ambiguous);
        assert_eq!(site_of("shipment_relationship"), Named::Nothing);
    }
}
