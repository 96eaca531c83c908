//! The sensors: where and how they are worn, and everything that is wrong with them.

use nalgebra::{Matrix3, Vector3};
use recording::{STANDARD_GRAVITY, Site};

/// All sensors of a recording, one per site.
#[derive(Debug, Clone, PartialEq)]
pub struct Kit {
    /// In no order.
    pub sensors: Vec<Sensor>,
    /// Skin and muscle between sensor and bone.
    pub soft_tissue: SoftTissue,
    /// Peak of the impact pulse at the shank at 1.3 m/s, m/s²; it grows with the 1.5th power of speed.
    pub impact_mps2: f64,
}

/// What skin and muscle add. Zero everywhere for a sensor screwed to the bone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoftTissue {
    /// Amplitude of the wobble after impact as a share of the usual (damped oscillation, 8 to 12 Hz).
    pub wobble: f64,
    /// Slow turning of the sensor on the moving muscle within the cycle, amplitude in degrees at the thigh; shank and
    /// pelvis have 40 % of it.
    pub sliding_deg: f64,
}

impl SoftTissue {
    /// Sensors screwed to the bone.
    pub const NONE: SoftTissue = SoftTissue {
        wobble: 0.0,
        sliding_deg: 0.0,
    };
}

/// One sensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensor {
    /// Where it is worn.
    pub site: Site,
    /// How it sits there.
    pub mount: Mount,
    /// Rate of the sensor's own clock, Hz (25 to 1000).
    pub rate_hz: f64,
    /// Standard deviation of the accelerometer's noise, m/s².
    pub acc_noise_mps2: f64,
    /// Standard deviation of the gyroscope's noise, rad/s.
    pub gyr_noise_radps: f64,
    /// Standard deviation of the constant biases, drawn per axis.
    pub acc_bias_mps2: f64,
    /// The same of the gyroscope's, rad/s.
    pub gyr_bias_radps: f64,
    /// Full scales; the signal is clipped there and rounded to 1/32768 of it.
    pub acc_range_mps2: f64,
    /// The gyroscope's, rad/s.
    pub gyr_range_radps: f64,
    /// What is wrong with its clock.
    pub clock: ClockFault,
    /// Which samples never arrive.
    pub loss: Loss,
    /// Switched on and off: seconds cut off the beginning and the end of the recording.
    pub starts_late_s: f64,
    /// The same at the end.
    pub stops_early_s: f64,
    /// The strap that gives way, if it does.
    pub slip: Option<Slip>,
}

/// How the sensor sits on its segment. With all angles zero its axes are the segment's (x forward, y up, z right).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mount {
    /// Turned on the strap, about the segment's long axis (y), degrees.
    pub about_long_axis_deg: f64,
    /// Tilted in the sagittal plane (about z), degrees.
    pub tilt_sagittal_deg: f64,
    /// Tilted in the frontal plane (about x), degrees.
    pub tilt_frontal_deg: f64,
    /// Moved along the segment from the usual place, metres, positive upwards.
    pub shift_m: f64,
}

impl Mount {
    /// Rotation sensor → segment.
    pub fn matrix(&self) -> Matrix3<f64> {
        rotation_y(self.about_long_axis_deg.to_radians())
            * rotation_x(self.tilt_frontal_deg.to_radians())
            * rotation_z(self.tilt_sagittal_deg.to_radians())
    }
}

/// The sensor's clock against the recording's: `stamp = offset + (1 + drift) · time`, plus jitter.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClockFault {
    /// What the clock is ahead, seconds.
    pub offset_s: f64,
    /// How much faster it runs, parts per million.
    pub drift_ppm: f64,
    /// Standard deviation of the time stamps, seconds (limited to a quarter of the sample interval).
    pub jitter_s: f64,
}

/// Samples that never arrive, packet by packet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// Share of packets lost, 0..1.
    pub share: f64,
    /// Mean number of neighbouring packets lost together.
    pub burst_packets: f64,
    /// As many samples are lost at once.
    pub samples_per_packet: usize,
}

impl Loss {
    /// Every sample arrives.
    pub const NONE: Loss = Loss {
        share: 0.0,
        burst_packets: 1.0,
        samples_per_packet: 1,
    };
}

/// The strap gives way: the sensor turns within half a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slip {
    /// When, seconds.
    pub at_s: f64,
    /// About the segment's long axis, degrees.
    pub about_long_axis_deg: f64,
    /// In the sagittal plane, degrees.
    pub tilt_sagittal_deg: f64,
}

impl Sensor {
    /// A faultless sensor: no noise, no bias, wide range.
    pub fn perfect(site: Site, rate_hz: f64) -> Sensor {
        Sensor {
            site,
            mount: Mount::default(),
            rate_hz,
            acc_noise_mps2: 0.0,
            gyr_noise_radps: 0.0,
            acc_bias_mps2: 0.0,
            gyr_bias_radps: 0.0,
            acc_range_mps2: 16.0 * STANDARD_GRAVITY,
            gyr_range_radps: 2000_f64.to_radians(),
            clock: ClockFault::default(),
            loss: Loss::NONE,
            starts_late_s: 0.0,
            stops_early_s: 0.0,
            slip: None,
        }
    }

    /// A current low-cost sensor: noise and biases of its data sheet, ±16 g and ±2000 °/s.
    pub fn usual(site: Site, rate_hz: f64) -> Sensor {
        Sensor {
            acc_noise_mps2: 0.02,
            gyr_noise_radps: 0.1_f64.to_radians(),
            acc_bias_mps2: 0.04,
            gyr_bias_radps: 0.4_f64.to_radians(),
            ..Sensor::perfect(site, rate_hz)
        }
    }
}

/// The standard five sites.
pub(crate) const FIVE_SITES: [Site; 5] = [
    Site::Pelvis,
    Site::ThighLeft,
    Site::ThighRight,
    Site::ShankLeft,
    Site::ShankRight,
];

impl Kit {
    /// Faultless sensors on the five standard sites, no soft tissue, impacts on.
    pub fn perfect(rate_hz: f64) -> Kit {
        Kit {
            sensors: FIVE_SITES.iter().map(|site| Sensor::perfect(*site, rate_hz)).collect(),
            soft_tissue: SoftTissue::NONE,
            impact_mps2: 10.0,
        }
    }

    /// Usual sensors on the five standard sites of a person with skin.
    pub fn usual(rate_hz: f64) -> Kit {
        Kit {
            sensors: FIVE_SITES.iter().map(|site| Sensor::usual(*site, rate_hz)).collect(),
            soft_tissue: SoftTissue {
                wobble: 1.0,
                sliding_deg: 1.5,
            },
            impact_mps2: 10.0,
        }
    }

    /// The kit seen in a mirror.
    pub fn mirrored(&self) -> Kit {
        let mut mirror = self.clone();
        for sensor in &mut mirror.sensors {
            sensor.site = sensor.site.mirrored();
            sensor.mount.about_long_axis_deg *= -1.0;
            sensor.mount.tilt_frontal_deg *= -1.0;
            if let Some(slip) = &mut sensor.slip {
                slip.about_long_axis_deg *= -1.0;
            }
        }
        mirror
    }

    /// The sensor worn at a site.
    pub fn at_mut(&mut self, site: Site) -> Option<&mut Sensor> {
        self.sensors.iter_mut().find(|sensor| sensor.site == site)
    }
}

/// Rotation about x, radians.
pub(super) fn rotation_x(angle: f64) -> Matrix3<f64> {
    let (s, c) = angle.sin_cos();
    Matrix3::new(1.0, 0.0, 0.0, 0.0, c, -s, 0.0, s, c)
}

/// Rotation about y, radians.
pub(super) fn rotation_y(angle: f64) -> Matrix3<f64> {
    let (s, c) = angle.sin_cos();
    Matrix3::new(c, 0.0, s, 0.0, 1.0, 0.0, -s, 0.0, c)
}

/// Rotation about z, radians.
pub(super) fn rotation_z(angle: f64) -> Matrix3<f64> {
    let (s, c) = angle.sin_cos();
    Matrix3::new(c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0)
}

/// The rotation vector (axis times angle, radians) of a rotation by less than half a turn.
pub(super) fn rotation_vector(r: &Matrix3<f64>) -> Vector3<f64> {
    let half = Vector3::new(r[(2, 1)] - r[(1, 2)], r[(0, 2)] - r[(2, 0)], r[(1, 0)] - r[(0, 1)]) / 2.0;
    let sine = half.norm();
    if sine < 1e-9 {
        return half;
    }
    let angle = sine.atan2((r.trace() - 1.0) / 2.0);
    half * (angle / sine)
}
