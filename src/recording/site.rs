//! Where a sensor is worn, in the words of anatomy and in the words of the people who wear it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The leg a value belongs to, always from the person's own point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The person's left.
    Left,
    /// The person's right.
    Right,
}

impl Side {
    /// In the order of tables.
    pub const BOTH: [Side; 2] = [Side::Left, Side::Right];

    /// The other leg.
    pub fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }

    /// `left` or `right`, as in file names and CSV columns.
    pub fn name(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A body segment that a sensor can sit on, without its side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Pelvis.
    Pelvis,
    /// Thigh.
    Thigh,
    /// Shank.
    Shank,
    /// Foot.
    Foot,
    /// Trunk.
    Trunk,
}

/// One of the eight places where a sensor can be worn.
///
/// Physiotherapists say "hip sensor" for the thigh sites (strapped to the lateral thigh) and "knee sensor" for the
/// shank sites (just below the knee); only `Pelvis` is a pelvis sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// On the sacrum.
    Pelvis,
    /// Lateral on the left thigh ("hip sensor").
    ThighLeft,
    /// Lateral on the right thigh ("hip sensor").
    ThighRight,
    /// On the left shank ("knee sensor").
    ShankLeft,
    /// On the right shank ("knee sensor").
    ShankRight,
    /// On the trunk.
    Trunk,
    /// On the left foot.
    FootLeft,
    /// On the right foot.
    FootRight,
}

impl Site {
    /// In the order of tables.
    pub const ALL: [Site; 8] = [
        Site::Pelvis,
        Site::ThighLeft,
        Site::ThighRight,
        Site::ShankLeft,
        Site::ShankRight,
        Site::Trunk,
        Site::FootLeft,
        Site::FootRight,
    ];

    /// The name used in files and columns, such as `thigh_left`.
    pub fn name(self) -> &'static str {
        match self {
            Site::Pelvis => "pelvis",
            Site::ThighLeft => "thigh_left",
            Site::ThighRight => "thigh_right",
            Site::ShankLeft => "shank_left",
            Site::ShankRight => "shank_right",
            Site::Trunk => "trunk",
            Site::FootLeft => "foot_left",
            Site::FootRight => "foot_right",
        }
    }

    /// The site with exactly this [`name`](Site::name).
    pub fn from_name(name: &str) -> Option<Site> {
        Site::ALL.into_iter().find(|site| site.name() == name)
    }

    /// The thigh of a side.
    pub fn thigh(side: Side) -> Site {
        match side {
            Side::Left => Site::ThighLeft,
            Side::Right => Site::ThighRight,
        }
    }

    /// The shank of a side.
    pub fn shank(side: Side) -> Site {
        match side {
            Side::Left => Site::ShankLeft,
            Side::Right => Site::ShankRight,
        }
    }

    /// The foot of a side.
    pub fn foot(side: Side) -> Site {
        match side {
            Side::Left => Site::FootLeft,
            Side::Right => Site::FootRight,
        }
    }

    /// The segment without its side.
    pub fn segment(self) -> Segment {
        match self {
            Site::Pelvis => Segment::Pelvis,
            Site::ThighLeft | Site::ThighRight => Segment::Thigh,
            Site::ShankLeft | Site::ShankRight => Segment::Shank,
            Site::FootLeft | Site::FootRight => Segment::Foot,
            Site::Trunk => Segment::Trunk,
        }
    }

    /// The leg, or `None` for the pelvis and the trunk.
    pub fn side(self) -> Option<Side> {
        match self {
            Site::ThighLeft | Site::ShankLeft | Site::FootLeft => Some(Side::Left),
            Site::ThighRight | Site::ShankRight | Site::FootRight => Some(Side::Right),
            Site::Pelvis | Site::Trunk => None,
        }
    }

    /// The same place on the other leg; the pelvis and the trunk are their own mirror image.
    pub fn mirrored(self) -> Site {
        match self {
            Site::ThighLeft => Site::ThighRight,
            Site::ThighRight => Site::ThighLeft,
            Site::ShankLeft => Site::ShankRight,
            Site::ShankRight => Site::ShankLeft,
            Site::FootLeft => Site::FootRight,
            Site::FootRight => Site::FootLeft,
            Site::Pelvis | Site::Trunk => self,
        }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
