//! From sensors to segments: calibration, segment and joint angles.
//!
//! [`motion`] puts all sensors on one clock and finds their orientation; [`calibrate`] and [`trunk`] find how each sensor
//! sits on its segment, from walking and from the stands that `standing` proves; [`angles`] turns both into inclinations and joint angles.
//!
//! ```
//! use body::angles::knee_flexion;
//!
//! // Thigh 20° forward, shank 30° back: the knee is bent by 50°.
//! assert!((knee_flexion(20.0, -30.0) - 50.0).abs() < 1e-9);
//! ```

#![warn(missing_docs, clippy::missing_errors_doc)]

pub mod activity;
pub mod alignment;
pub mod angles;
pub mod calibrate;
pub mod motion;
pub mod period;
pub mod principal;
pub mod remount;
mod shared;
pub mod signs;
mod standing;
pub mod synchronisation;
pub mod trunk;
pub mod types;

pub use alignment::{Alignment, Axes};
pub use angles::BodyAngles;
pub use motion::{Grid, Motion, RATE_HZ, SensorMotion};
pub use types::*;

use recording::{Recording, Site};
use std::collections::BTreeMap;

/// How every sensor sits on its segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// By site; sensors of which no angle is made (feet) are not in it.
    pub alignments: BTreeMap<Site, Alignment>,
}

impl Body {
    /// Calibrates all sensors that angles are made of.
    pub fn calibrate(recording: &Recording, motion: &Motion) -> Body {
        let quiet = calibrate::common_quiet(motion);
        let limbs = calibrate::Limbs::of(motion);
        let standing = standing::find(recording, motion, &quiet, &limbs.walking_up());
        let body = Body::with_zero(recording, motion, &limbs, &standing);
        let unlike_zero = standing.unlike_zero(motion, &body);
        if unlike_zero.is_empty() {
            body
        } else {
            Body::with_zero(recording, motion, &limbs, &standing.without(unlike_zero))
        }
    }

    fn with_zero(
        recording: &Recording,
        motion: &Motion,
        limbs: &calibrate::Limbs,
        standing: &standing::Standing,
    ) -> Body {
        let mut alignments = limbs.align(recording, motion, standing);
        let step_hz = period::step_frequency(motion, &alignments);
        let legs = shared::LegMotion::of(motion, &alignments);
        let align = |site: Site| trunk::align_upper(recording, motion, site, standing, step_hz, &legs);
        let (pelvis, trunk) = rayon::join(|| align(Site::Pelvis), || align(Site::Trunk));
        alignments.extend(
            [pelvis, trunk]
                .into_iter()
                .flatten()
                .map(|alignment| (alignment.report.site, alignment)),
        );
        Body { alignments }
    }

    /// The axes of a pelvis or trunk sensor that steps can be found with, where those for angles and sides are too weak.
    pub fn rough_axes(&self, site: Site) -> Option<&Axes> {
        self.alignments
            .get(&site)
            .and_then(|alignment| alignment.rough.as_ref())
    }

    /// The segment axes of a site, where it was calibrated.
    pub fn axes(&self, site: Site) -> Option<&Axes> {
        self.alignments.get(&site).and_then(|alignment| alignment.axes.as_ref())
    }
}
