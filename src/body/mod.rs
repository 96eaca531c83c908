//! From sensors to segments: calibration, segment and joint angles.
//!
//! [`motion`] puts all sensors on one clock and finds their orientation; [`calibrate`] and [`trunk`] find how each sensor
//! sits on its segment; [`angles`] turns both into inclinations and joint angles.

pub mod activity;
pub mod alignment;
pub mod angles;
pub mod calibrate;
pub mod motion;
pub mod period;
pub mod principal;
pub mod signs;
pub mod trunk;
pub mod types;

pub use alignment::{Alignment, Axes};
pub use angles::BodyAngles;
pub use motion::{Grid, Motion, RATE_HZ, SensorMotion};
pub use types::*;

use crate::recording::{Recording, Site};
use std::collections::BTreeMap;

/// How every sensor sits on its segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    pub alignments: BTreeMap<Site, Alignment>,
}

impl Body {
    /// Calibrates all sensors that angles are made of.
    pub fn calibrate(recording: &Recording, motion: &Motion) -> Body {
        let quiet = calibrate::common_quiet(motion);
        let mut alignments = calibrate::align_limbs(recording, motion, &quiet);
        let step_hz = period::step_frequency(motion, &alignments);
        let align = |site: Site| trunk::align_upper(recording, motion, site, &quiet, step_hz);
        let (pelvis, trunk) = rayon::join(|| align(Site::Pelvis), || align(Site::Trunk));
        alignments.extend(
            [pelvis, trunk]
                .into_iter()
                .flatten()
                .map(|alignment| (alignment.report.site, alignment)),
        );
        Body { alignments }
    }

    /// The segment axes of a site, where it was calibrated.
    pub fn axes(&self, site: Site) -> Option<&Axes> {
        self.alignments.get(&site).and_then(|alignment| alignment.axes.as_ref())
    }
}
