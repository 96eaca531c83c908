//! The causal filter: constants, state, and one sample. Offline it runs in two lanes, live in one.

use super::VqfParameters;
use super::algebra::{Quat, Symmetric, Vec3, apply, dot, identity, level, matrix, multiply, rate_step, renormalise};
use super::lane::Lane;

/// Covariances are kept in (0.01 °/s)².
pub(super) const SIGMA_UNIT: f64 = std::f64::consts::PI / 18_000.0;

/// A second-order Butterworth low-pass with time constant `tau`.
#[derive(Clone, Copy)]
pub(super) struct Lowpass {
    gain: f64,
    a1: f64,
    a2: f64,
    /// Number of first samples that are averaged to start the filter.
    average: usize,
    /// The time constant is so short that the filter would do nothing, or harm.
    open: bool,
}

impl Lowpass {
    pub(super) fn new(tau: f64, sample_time: f64) -> Self {
        let cutoff = (std::f64::consts::SQRT_2 / (2.0 * std::f64::consts::PI)) / tau;
        let c = (std::f64::consts::PI * cutoff * sample_time).tan();
        let d = c * c + std::f64::consts::SQRT_2 * c + 1.0;
        let samples = tau / sample_time;
        let sound = samples > 0.0 && samples < 1e9 && sample_time > 0.0;
        // The count whose product with the sample time just reaches the time: the quotient's rounding must not decide.
        let guess = if sound { samples.ceil() as usize } else { 1 };
        let reaches = |count: &usize| *count as f64 * sample_time >= tau;
        let average = (guess.saturating_sub(1).max(1)..=guess + 1).find(reaches).unwrap_or(1);
        Self {
            gain: if sound { c * c / d } else { f64::NAN },
            a1: 2.0 * (c * c - 1.0) / d,
            a2: (1.0 - std::f64::consts::SQRT_2 * c + c * c) / d,
            average,
            open: tau < 0.5 * sample_time,
        }
    }
}

/// Low-pass state of N channels. While it averages, `first` holds the sums.
#[derive(Clone, Copy)]
pub(super) struct Smoother<L, const N: usize> {
    count: usize,
    first: [L; N],
    second: [L; N],
}

impl<L: Lane, const N: usize> Smoother<L, N> {
    pub(super) fn new() -> Self {
        Self {
            count: 0,
            first: [L::splat(0.0); N],
            second: [L::splat(0.0); N],
        }
    }

    /// A filter that has seen `x` for ever.
    pub(super) fn settled(filter: &Lowpass, x: [L; N]) -> Self {
        let mut smoother = Self::new();
        smoother.count = filter.average;
        smoother.settle(filter, x);
        smoother
    }

    fn settle(&mut self, filter: &Lowpass, x: [L; N]) {
        self.first = x.map(|x| x * L::splat(1.0 - filter.gain));
        self.second = x.map(|x| x * L::splat(filter.gain - filter.a2));
    }

    #[inline(always)]
    pub(super) fn push(&mut self, filter: &Lowpass, x: [L; N]) -> [L; N] {
        if self.count < filter.average {
            return self.push_average(filter, x);
        }
        if filter.open {
            return x;
        }
        let (gain, a1, a2) = (L::splat(filter.gain), L::splat(filter.a1), L::splat(filter.a2));
        let mut y = x;
        for k in 0..N {
            let scaled = x[k] * gain;
            y[k] = scaled + self.first[k];
            self.first[k] = (scaled + scaled + self.second[k]) - a1 * y[k];
            self.second[k] = scaled - a2 * y[k];
        }
        y
    }

    /// The first samples: the mean so far, so that no single sample decides where the filter starts.
    #[cold]
    #[inline(never)]
    fn push_average(&mut self, filter: &Lowpass, x: [L; N]) -> [L; N] {
        self.count += 1;
        let count = L::splat(self.count as f64);
        let mut mean = x;
        for k in 0..N {
            self.first[k] = self.first[k] + x[k];
            mean[k] = self.first[k] / count;
        }
        if self.count == filter.average {
            self.settle(filter, mean);
        }
        mean
    }
}

/// What follows from the settings and the sampling rate.
#[derive(Clone, Copy)]
pub(super) struct Coefficients {
    pub(super) sample_time: f64,
    rate_hz: f64,
    pub(super) acc: Lowpass,
    rest: Lowpass,
    motion_bias: bool,
    rest_bias: bool,
    rest_min_s: f64,
    rest_gyr_square: f64,
    rest_acc_square: f64,
    bias_clip: f64,
    pub(super) p_init: f64,
    p_growth: f64,
    w_motion: f64,
    w_vertical: f64,
    w_rest: f64,
}

impl Coefficients {
    pub(super) fn new(rate_hz: f64, parameters: &VqfParameters) -> Self {
        let sample_time = 1.0 / rate_hz;
        let p_growth = 100.0 * sample_time / parameters.bias_forgetting_s;
        // The measurement covariance with which the Kalman filter settles at the wanted variance.
        let weight = |sigma_degps: f64| {
            let variance = (sigma_degps * 100.0).powi(2);
            variance * variance / p_growth + variance
        };
        let w_motion = weight(parameters.bias_sigma_motion_degps);
        Self {
            sample_time,
            rate_hz,
            acc: Lowpass::new(parameters.tau_acc_s, sample_time),
            rest: Lowpass::new(parameters.rest_filter_tau_s, sample_time),
            motion_bias: parameters.motion_bias,
            rest_bias: parameters.rest_bias,
            rest_min_s: parameters.rest_min_s,
            rest_gyr_square: parameters.rest_threshold_degps.to_radians().powi(2),
            rest_acc_square: parameters.rest_threshold_mps2.powi(2),
            bias_clip: parameters.bias_clip_degps.to_radians(),
            p_init: (parameters.bias_sigma_init_degps * 100.0).powi(2),
            p_growth,
            w_motion,
            w_vertical: w_motion / parameters.bias_vertical_forgetting.max(1e-10),
            w_rest: weight(parameters.bias_sigma_rest_degps),
        }
    }

    /// Whether the settings are ones that the filter can run with.
    pub(super) fn usable(&self) -> bool {
        let times = [self.sample_time, self.p_growth, self.w_motion, self.w_rest, self.p_init];
        times.iter().all(|value| value.is_finite() && *value > 0.0)
            && self.acc.gain.is_finite()
            && self.rest.gain.is_finite()
    }
}

/// The filter between two samples.
#[derive(Clone)]
pub(super) struct State<L: Lane> {
    /// Integrated rate: sensor to the nearly inertial frame.
    turned: Quat<L>,
    /// Tilt of that frame against the vertical.
    tilt: Quat<L>,
    pub(super) bias: Vec3<L>,
    pub(super) p: Symmetric<L>,
    /// How long the sensor has rested, in seconds.
    rest_s: L,
    gyr_lp: Smoother<L, 3>,
    acc_rest_lp: Smoother<L, 3>,
    acc_lp: Smoother<L, 3>,
    /// Rotation matrix and rotated bias, smoothed as the acceleration is.
    motion_lp: Smoother<L, 11>,
}

impl<L: Lane> State<L> {
    pub(super) fn new(c: &Coefficients) -> Self {
        Self {
            turned: identity(),
            tilt: identity(),
            bias: [L::splat(0.0); 3],
            p: Symmetric::scaled_identity(c.p_init),
            rest_s: L::splat(0.0),
            gyr_lp: Smoother::new(),
            acc_rest_lp: Smoother::new(),
            acc_lp: Smoother::new(),
            motion_lp: Smoother::new(),
        }
    }

    pub(super) fn orientation(&self) -> Quat<L> {
        multiply(self.tilt, self.turned)
    }

    /// Where the sensor rests.
    #[inline(always)]
    pub(super) fn resting(&self, c: &Coefficients) -> L::Mask {
        let limit = if c.rest_bias { c.rest_min_s } else { f64::INFINITY };
        self.rest_s.ge(L::splat(limit))
    }

    /// Takes one angular rate; gives its low-pass, which tells the bias at rest.
    #[inline(always)]
    pub(super) fn push_gyr(&mut self, c: &Coefficients, gyr: Vec3<L>) -> Vec3<L> {
        let mut gyr_lp = gyr;
        if c.rest_bias {
            gyr_lp = self.gyr_lp.push(&c.rest, gyr);
            let off = difference(gyr, gyr_lp);
            let largest = gyr_lp[0].abs().max(gyr_lp[1].abs()).max(gyr_lp[2].abs());
            let moving = L::or(
                dot(off, off).ge(L::splat(c.rest_gyr_square)),
                largest.gt(L::splat(c.bias_clip)),
            );
            self.rest_s = L::select(moving, L::splat(0.0), self.rest_s);
        }
        let step = rate_step(difference(gyr, self.bias), 0.5 * c.sample_time);
        self.turned = renormalise(multiply(self.turned, step));
        gyr_lp
    }

    /// Takes the acceleration that belongs to the last angular rate: inclination and bias.
    #[inline(always)]
    pub(super) fn push_acc(&mut self, c: &Coefficients, acc: Vec3<L>, gyr_lp: Vec3<L>) {
        if c.rest_bias {
            let acc_lp = self.acc_rest_lp.push(&c.rest, acc);
            let off = difference(acc, acc_lp);
            let moving = dot(off, off).ge(L::splat(c.rest_acc_square));
            self.rest_s = L::select(moving, L::splat(0.0), self.rest_s + L::splat(c.sample_time));
        }
        let inertial = apply(&matrix(self.turned), acc);
        let lowpassed = self.acc_lp.push(&c.acc, inertial);
        let (tilt, up) = level(self.tilt, lowpassed);
        self.tilt = tilt;
        if c.motion_bias || c.rest_bias {
            self.correct_bias(c, up, gyr_lp);
        }
    }

    /// The Kalman filter of the bias: at rest the low-passed rate measures it, in motion the rate of the inclination
    /// correction measures its horizontal part. The measurement covariance is diagonal, so the three components are
    /// taken one after the other, which equals the joint update and needs no inverse.
    #[inline(always)]
    fn correct_bias(&mut self, c: &Coefficients, up: Vec3<L>, gyr_lp: Vec3<L>) {
        let r = matrix(self.orientation());
        let smooth = self.motion_lp.push(
            &c.acc,
            [
                r[0][0],
                r[0][1],
                r[0][2],
                r[1][0],
                r[1][1],
                r[1][2],
                r[2][0],
                r[2][1],
                r[2][2],
                dot(r[0], self.bias),
                dot(r[1], self.bias),
            ],
        );
        let rate = L::splat(c.rate_hz);
        let rows = [
            [smooth[0], smooth[1], smooth[2]],
            [smooth[3], smooth[4], smooth[5]],
            [smooth[6], smooth[7], smooth[8]],
        ];
        let target = [smooth[9] - up[1] * rate, smooth[10] + up[0] * rate, L::splat(0.0)];

        let initial = L::splat(c.p_init);
        let mut p = self.p;
        for k in [0, 3, 5] {
            p.0[k] = p.0[k] + L::select(initial.gt(p.0[k]), L::splat(c.p_growth), L::splat(0.0));
        }
        let rest = self.resting(c);
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        // Without estimation in motion the measurement is infinitely weak.
        let motion_weight = if c.motion_bias {
            [c.w_motion, c.w_motion, c.w_vertical]
        } else {
            [f64::INFINITY; 3]
        };
        let clip = L::splat(c.bias_clip);
        let mut change = [zero; 3];
        for k in 0..3 {
            let mut row = rows[k];
            for (axis, value) in row.iter_mut().enumerate() {
                *value = L::select(rest, if axis == k { one } else { zero }, *value);
            }
            let target = L::select(rest, gyr_lp[k], target[k]);
            let error = (target - dot(row, self.bias)).max(-clip).min(clip);
            let weight = L::select(rest, L::splat(c.w_rest), L::splat(motion_weight[k]));
            let projected = p.times(row);
            let inverse = one / (weight + dot(row, projected));
            let gain = projected.map(|value| value * inverse);
            let left = error - dot(row, change);
            for (change, gain) in change.iter_mut().zip(gain) {
                *change = *change + gain * left;
            }
            let [x, y, z] = projected;
            let [gx, gy, gz] = gain;
            let drop = [gx * x, gx * y, gx * z, gy * y, gy * z, gz * z];
            for (value, drop) in p.0.iter_mut().zip(drop) {
                *value = *value - drop;
            }
        }
        self.p = p;
        for (bias, change) in self.bias.iter_mut().zip(change) {
            *bias = (*bias + change).max(-clip).min(clip);
        }
    }
}

#[inline(always)]
fn difference<L: Lane>(a: Vec3<L>, b: Vec3<L>) -> Vec3<L> {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}
