//! Where a sensor is worn, as one byte.

use core::fmt;

/// The body segment that a sensor is assigned to. "Hip sensors" are strapped to the lateral thigh, "knee sensors" to the
/// shank just below the knee. Left and right are the wearer's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Site {
    Pelvis = 1,
    ThighLeft = 2,
    ThighRight = 3,
    ShankLeft = 4,
    ShankRight = 5,
    Trunk = 6,
    FootLeft = 7,
    FootRight = 8,
}

impl Site {
    /// All sites in the order of their codes.
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

    /// The byte on the air; a sensor without a site sends 0.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The byte for a site or none.
    pub fn code_of(site: Option<Site>) -> u8 {
        site.map_or(0, Site::code)
    }

    /// `Ok(None)` for 0, `Err` with the byte for a code that this version does not know.
    pub fn from_code(code: u8) -> Result<Option<Site>, u8> {
        match code {
            0 => Ok(None),
            _ => Site::ALL.get(usize::from(code) - 1).copied().map(Some).ok_or(code),
        }
    }

    /// The name in files and columns, such as `thigh_left`.
    pub const fn name(self) -> &'static str {
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
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_reversible() {
        for code in 0..=u8::MAX {
            match Site::from_code(code) {
                Ok(site) => assert_eq!(Site::code_of(site), code),
                Err(unknown) => assert!(unknown == code && code > 8),
            }
        }
    }
}
