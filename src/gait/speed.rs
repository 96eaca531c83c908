//! Stride length and walking speed.
//!
//! Shanks: while the foot is flat the shank turns about the ankle, which gives the sensor's velocity there; between two
//! such moments its acceleration is integrated twice and the velocity's drift removed (after Li, Young, Naing & Donelan
//! 2010, J Biomech 43:1640, who take the moment at which the shank is upright). The moment is here the one at which the
//! shank turns least, where the height of the sensor above the ankle (the lever) matters least. The lever is given with the
//! session or is one of two usual mountings, between which the data choose ([`Lever`]).
//! Pelvis alone: the inverted pendulum of Zijlstra & Hof 2003, an estimate.

use super::Measure;
use super::types::{ContactSource, Exclusion, Stride};
use body::motion::{Motion, RATE_HZ, SensorMotion};
use body::{Axes, Body, BodyAngles};
use nalgebra::Vector3;
use recording::{Notice, NoticeCode, STANDARD_GRAVITY, Session, Severity, Side, Site};
use schemars::JsonSchema;
use serde::Serialize;
use signal::filter::Butterworth;
use signal::statistics;

/// Within these shares of stance the foot may be flat on the floor.
const FLAT_FROM: f64 = 0.12;
const FLAT_TO: f64 = 0.70;
/// Samples to each side over which the turning is averaged with a Hann window: a cut-off of 6 Hz. Less smoothing follows the
/// wobble after contact: legs then scatter by 8 % in place of 3.5 % around foot sensors.
const TURNING_REACH: usize = 8;
/// Around the moment of least turning the sensor's velocity is that of a lever about the ankle, seconds to each side.
const LEVER_REACH_S: f64 = 0.18;
/// The two usual mountings: height of the sensor above the ankle as a share of the body height. 0.08 m and 0.30 m at
/// 1.70 m: what makes stride lengths agree with foot sensors or belts in five sets of real people (0.03 to 0.10 m and
/// 0.26 to 0.33 m).
const AT_ANKLE_SHARE: f64 = 0.08 / 1.70;
const BELOW_KNEE_SHARE: f64 = 0.30 / 1.70;
/// The lever that the data show separates the mountings: 0.06 to 0.15 m at the ankle (3 people), 0.25 to 0.76 m below the knee
/// (22 people). Between these shares of the body height it is not clear which one is worn.
const UNCLEAR_SHARE: std::ops::RangeInclusive<f64> = 0.17 / 1.70..=0.23 / 1.70;
/// Fewest strides that tell the mounting.
const FEWEST_FOR_LEVER: usize = 4;
/// Standard deviation of the lever within one mounting, and of one that was measured with a tape, metres (ours, from the
/// ranges above).
const MOUNTING_SD_M: f64 = 0.035;
const MEASURED_SD_M: f64 = 0.01;
/// Standard deviation of a person's stride length with the right lever, as a share: legs scatter by 3 % around foot sensors and
/// belts (26 people), both legs of a person much alike.
const METHOD_SD_SHARE: f64 = 0.025;
/// The same for the pendulum: 0.21 m of 1.4 m is what Mobilise-D found over six cohorts.
const PENDULUM_SD_SHARE: f64 = 0.15;
/// The same for a walk timed by hand: 0.2 s of 10 m in 8 s.
const TIMED_SD_SHARE: f64 = 0.025;
/// Two ways to a length that differ by more than this share are told.
const DISAGREEMENT_SHARE: f64 = 0.12;
/// Stance as a share of the stride where the final contact is not known.
const STANCE_SHARE: f64 = 0.62;
/// Segment lengths as shares of the body height (Drillis & Contini 1966).
const THIGH_SHARE: f64 = 0.245;
const SHANK_SHARE: f64 = 0.246;
/// Roll-over of the feet lengthens every step of the two-leg model by this factor.
const ROLL_OVER: f64 = 1.11;
/// Pendulum: K of Mobilise-D's cohorts (4.739 / 4) and the sensor's height as a share of the body height.
const PENDULUM_FACTOR: f64 = 1.185;
const PELVIS_HEIGHT_SHARE: f64 = 0.53;
/// Body height where none is given, metres.
const USUAL_HEIGHT_M: f64 = 1.70;

/// Where the height of the shank sensors above the ankles comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeverSource {
    /// `sensor_height_m` in the session.
    Given,
    /// The data show sensors just above the ankle.
    AtAnkle,
    /// The data show sensors below the knee.
    BelowKnee,
    /// The data do not tell; half way between the two.
    Unclear,
}

/// How sure lengths and speed are beyond the scatter of strides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct SpeedEstimate {
    /// Height of the shank sensor above the ankle that was used, metres; null without that sensor.
    pub lever_left_m: Option<f64>,
    /// The same of the right shank.
    pub lever_right_m: Option<f64>,
    /// The less certain of both legs; null where lengths do not come from shanks.
    pub lever_source: Option<LeverSource>,
    /// The height that the data themselves show, metres: good enough to tell the mounting, not to set it.
    pub lever_from_data_m: Option<f64>,
    /// Half width of the 95 % range of the error that all strides share, as a share of stride length and speed.
    pub systematic_share: f64,
    /// Stride length of the two-leg model against that of the shanks, minus one.
    pub two_leg_share: Option<f64>,
    /// Factor by which a timed walk rescaled lengths and speed.
    pub timed_factor: Option<f64>,
}

impl SpeedEstimate {
    fn of_sd(sd_share: f64) -> SpeedEstimate {
        SpeedEstimate {
            lever_left_m: None,
            lever_right_m: None,
            lever_source: None,
            lever_from_data_m: None,
            systematic_share: 1.96 * sd_share,
            two_leg_share: None,
            timed_factor: None,
        }
    }

    /// Whether lengths stand on an assumed mounting of the sensors.
    pub fn lever_assumed(&self) -> bool {
        self.timed_factor.is_none() && self.lever_source.is_some_and(|source| source != LeverSource::Given)
    }

    /// What a reader must know of it.
    pub fn notices(&self) -> Vec<Notice> {
        let mut list = Vec::new();
        let percent = |share: f64| (1000.0 * share).round() / 10.0;
        if self.timed_factor.is_none() {
            let code = match self.lever_source {
                Some(LeverSource::AtAnkle) => Some((NoticeCode::LeverAtAnkle, Severity::Info)),
                Some(LeverSource::BelowKnee) => Some((NoticeCode::LeverBelowKnee, Severity::Info)),
                Some(LeverSource::Unclear) => Some((NoticeCode::LeverUnclear, Severity::Warning)),
                Some(LeverSource::Given) | None => None,
            };
            list.extend(
                code.map(|(code, severity)| {
                    Notice::new(code, severity).with("percent", percent(self.systematic_share))
                }),
            );
        }
        if let Some(share) = self.two_leg_share.filter(|share| share.abs() > DISAGREEMENT_SHARE) {
            list.push(
                Notice::new(NoticeCode::StrideLengthsDisagree, Severity::Warning).with("percent", percent(share.abs())),
            );
        }
        if let Some(factor) = self
            .timed_factor
            .filter(|factor| factor.ln().abs() > DISAGREEMENT_SHARE)
        {
            list.push(
                Notice::new(NoticeCode::TimedSpeedDisagrees, Severity::Warning)
                    .with("percent", percent((factor - 1.0).abs())),
            );
        }
        list
    }
}

/// One foot on the floor, fractional samples: initial contact to final contact.
type Stance = (f64, f64);

/// Stride length and speed of every stride of the legs with an aligned shank; `None` without one.
pub fn by_shank_strapdown(
    strides: &mut [Stride],
    motion: &Motion,
    body: &Body,
    session: &Session,
) -> Option<SpeedEstimate> {
    let legs: Vec<(Side, &SensorMotion, &Axes)> = Side::BOTH
        .into_iter()
        .filter_map(|side| Some((side, motion.shank(side)?, body.axes(Site::shank(side))?)))
        .collect();
    if legs.is_empty() {
        return None;
    }
    let mut lever = Lever::default();
    for (side, sensor, axes) in &legs {
        // Strides at turns and starts tell the lever as well as others.
        let walked = |stride: &&Stride| !stride.excluded_because.contains(&Exclusion::Implausible);
        for stride in strides.iter().filter(|stride| stride.side == *side).filter(walked) {
            let (from, to) = stance(stride);
            lever.add(*side, sensor, axes, (motion.grid.index(from), motion.grid.index(to)));
        }
    }
    let height_m = session.subject.height_m;
    let (assumed_m, assumed_source) = lever.mounting(height_m);
    let mut estimate = SpeedEstimate {
        lever_from_data_m: lever.estimate_m(),
        ..SpeedEstimate::of_sd(METHOD_SD_SHARE)
    };
    let mut sensitivity = Vec::new();
    for (side, sensor, axes) in legs {
        let given = session.sensors.iter().find(|entry| entry.site == Site::shank(side));
        let given = given.and_then(|entry| entry.sensor_height_m);
        let lever_m = given.unwrap_or(assumed_m);
        match side {
            Side::Left => estimate.lever_left_m = Some(lever_m),
            Side::Right => estimate.lever_right_m = Some(lever_m),
        }
        if given.is_none() || estimate.lever_source.is_none() {
            estimate.lever_source = Some(given.map_or(assumed_source, |_| LeverSource::Given));
        }
        let own: Vec<usize> = (0..strides.len()).filter(|&k| strides[k].side == side).collect();
        for (order, &k) in own.iter().enumerate() {
            let duration = strides[k].end_s - strides[k].start_s;
            let next = own
                .get(order + 1)
                .map(|&next| &strides[next])
                .filter(|next| next.start_s == strides[k].end_s);
            if next.is_some_and(Stride::is_broken) {
                // Its flat foot would end this stride's way.
                continue;
            }
            let first = stance(&strides[k]);
            let second = next.map_or((first.0 + duration, first.1 + duration), stance);
            let index = |stance: Stance| (motion.grid.index(stance.0), motion.grid.index(stance.1));
            let Some(way) = strapdown(sensor, axes, side, lever_m, index(first), index(second)) else {
                continue;
            };
            // The way from one flat foot to the next takes a little more or less time than the stride.
            let speed = way.length_m / way.duration_s;
            let values = &mut strides[k].values;
            values.set(Measure::LateralExcursion, way.outward_m);
            values.set(Measure::StrideLength, speed * duration);
            values.set(Measure::Speed, speed);
            if strides[k].included() && way.length_m > 0.0 {
                sensitivity.push(way.per_lever / way.length_m);
            }
        }
    }
    if !sensitivity.is_empty() {
        let per_metre = statistics::median(&sensitivity).abs();
        let lever_sd = match estimate.lever_source {
            Some(LeverSource::Given) => MEASURED_SD_M,
            _ => MOUNTING_SD_M,
        };
        let random = 1.96 * (METHOD_SD_SHARE).hypot(lever_sd * per_metre);
        // Where it is not clear which mounting is worn, the range contains both.
        let apart = match estimate.lever_source {
            Some(LeverSource::Unclear) => {
                0.5 * (BELOW_KNEE_SHARE - AT_ANKLE_SHARE) * height_m.unwrap_or(USUAL_HEIGHT_M) * per_metre
            }
            _ => 0.0,
        };
        estimate.systematic_share = random + apart;
    }
    Some(estimate)
}

/// This foot's stance at the beginning of a stride, seconds.
fn stance(stride: &Stride) -> Stance {
    let end_s = stride
        .final_contact_s
        .unwrap_or(stride.start_s + STANCE_SHARE * (stride.end_s - stride.start_s));
    (stride.start_s, end_s)
}

/// The height of shank sensors above the ankle as the data show it: around the moment at which the foot is flat, the
/// change of the sensor's velocity is that of a lever about the ankle. Read over many stances by least squares. It comes
/// out too long, since the ankle is not quite still, but tells the usual mountings apart.
#[derive(Debug, Clone, Default)]
pub struct Lever {
    heights_m: [Vec<f64>; 2],
}

impl Lever {
    /// Takes one stance of a shank (fractional samples from initial to final contact). Cost: some tens of samples.
    pub fn add(&mut self, side: Side, sensor: &SensorMotion, axes: &Axes, stance: (f64, f64)) {
        let Some(flat) = flat_foot(sensor, axes, stance) else {
            return;
        };
        let reach = (LEVER_REACH_S * RATE_HZ) as usize;
        let (from, to) = (flat.saturating_sub(reach), (flat + reach).min(sensor.acc.len() - 1));
        let (mut with_turning, mut turning) = (0.0, 0.0);
        let still = unit_velocity(sensor, axes, flat);
        for ends in [from, to] {
            let mut change = Vector3::zeros();
            let mut previous = linear(sensor, flat);
            let mut k = flat;
            while k != ends {
                let (next, sign) = if ends > flat { (k + 1, 1.0) } else { (k - 1, -1.0) };
                let current = linear(sensor, next);
                change += (previous + current) * (0.5 * sign / RATE_HZ);
                previous = current;
                k = next;
                let turned = unit_velocity(sensor, axes, k) - still;
                with_turning += turned.x * change.x + turned.y * change.y;
                turning += turned.x * turned.x + turned.y * turned.y;
            }
        }
        if turning > 0.0 {
            self.heights_m[usize::from(side == Side::Right)].push(with_turning / turning);
        }
    }

    /// Stances behind it.
    pub fn stances(&self) -> usize {
        self.heights_m.iter().map(Vec::len).sum()
    }

    /// Metres; `None` with too few stances. The longer one of both legs: a foot that is never flat shortens it, and both
    /// sensors are worn alike.
    pub(crate) fn estimate_m(&self) -> Option<f64> {
        let enough = self
            .heights_m
            .iter()
            .filter(|heights| heights.len() >= FEWEST_FOR_LEVER);
        enough.map(|heights| statistics::median(heights)).reduce(f64::max)
    }

    /// The mounting that the data choose, for a body height in metres (1.70 where it is not known).
    pub fn mounting(&self, height_m: Option<f64>) -> (f64, LeverSource) {
        let height_m = height_m.unwrap_or(USUAL_HEIGHT_M);
        let middle = 0.5 * (AT_ANKLE_SHARE + BELOW_KNEE_SHARE);
        match self.estimate_m().map(|lever| lever / height_m) {
            Some(share) if share < *UNCLEAR_SHARE.start() => (AT_ANKLE_SHARE * height_m, LeverSource::AtAnkle),
            Some(share) if share > *UNCLEAR_SHARE.end() => (BELOW_KNEE_SHARE * height_m, LeverSource::BelowKnee),
            _ => (middle * height_m, LeverSource::Unclear),
        }
    }
}

/// Velocity of a sensor one metre above the resting ankle, averaged around a sample, world frame, 1/s.
fn unit_velocity(sensor: &SensorMotion, axes: &Axes, k: usize) -> Vector3<f64> {
    let from = k.saturating_sub(TURNING_REACH);
    let to = (k + TURNING_REACH).min(sensor.gyr.len() - 1);
    let (mut sum, mut weights) = (Vector3::zeros(), 0.0);
    for at in from..=to {
        let place = (at as f64 - k as f64) / (TURNING_REACH + 1) as f64;
        let weight = 0.5 + 0.5 * (std::f64::consts::PI * place).cos();
        sum += sensor.orientation[at].transform_vector(&sensor.gyr[at].cross(&axes.y)) * weight;
        weights += weight;
    }
    sum / weights
}

/// Acceleration without gravity, world frame, m/s².
fn linear(sensor: &SensorMotion, k: usize) -> Vector3<f64> {
    sensor.orientation[k].transform_vector(&sensor.acc[k]) - Vector3::z() * STANDARD_GRAVITY
}

/// The sample within a stance at which the shank turns least.
fn flat_foot(sensor: &SensorMotion, axes: &Axes, (from, to): (f64, f64)) -> Option<usize> {
    let first = (from + FLAT_FROM * (to - from)).round().max(0.0) as usize;
    let last = ((from + FLAT_TO * (to - from)).round().max(0.0) as usize).min(sensor.gyr.len().checked_sub(1)?);
    (first..=last)
        .map(|k| (k, unit_velocity(sensor, axes, k).norm_squared()))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(k, _)| k)
}

/// When the foot is off the ground, as a share of the time from one flat foot to the next: the way begins and ends on the
/// straight line, and only here a leg that is swung inside can be told from one that is swung outwards.
const SWING: std::ops::RangeInclusive<f64> = 0.45..=0.75;

/// The way of a shank sensor from one flat foot to the next.
pub struct Way {
    /// Horizontal distance, metres.
    pub length_m: f64,
    /// How long it took, seconds.
    pub duration_s: f64,
    /// Largest distance from the straight line in swing, to the leg's own side, metres; negative where the leg stays inside.
    pub outward_m: f64,
    /// How much longer it comes out with a lever that is longer by a metre, metres.
    pub per_lever: f64,
}

/// Integrates the acceleration between the flat-foot moments of two stances (fractional samples), with the sensor
/// `lever_m` above the ankle; `None` across a gap.
pub fn strapdown(
    sensor: &SensorMotion,
    axes: &Axes,
    side: Side,
    lever_m: f64,
    first: (f64, f64),
    second: (f64, f64),
) -> Option<Way> {
    let (first, last) = (flat_foot(sensor, axes, first)?, flat_foot(sensor, axes, second)?);
    if last <= first + 10 || !sensor.is_valid_between(first as f64, last as f64) {
        return None;
    }
    let (turn_first, turn_last) = (unit_velocity(sensor, axes, first), unit_velocity(sensor, axes, last));
    let step = 1.0 / RATE_HZ;
    let mut velocity = turn_first * lever_m;
    let mut way = Vector3::zeros();
    let mut path = Vec::with_capacity(last - first + 1);
    path.push(way);
    let mut previous = linear(sensor, first);
    for k in first + 1..=last {
        let current = linear(sensor, k);
        let next = velocity + (previous + current) * (0.5 * step);
        way += (velocity + next) * (0.5 * step);
        path.push(way);
        velocity = next;
        previous = current;
    }
    let duration_s = (last - first) as f64 * step;
    // A constant error of the acceleration makes the velocity drift linearly: half of the final error on average.
    let drift = velocity - turn_last * lever_m;
    way -= drift * (0.5 * duration_s);
    let length_m = way.x.hypot(way.y);
    let along = Vector3::new(way.x, way.y, 0.0) / length_m.max(f64::MIN_POSITIVE);
    // Seen along the way, the person's right: forward × up.
    let right = Vector3::new(along.y, -along.x, 0.0);
    let outward = if side == Side::Right { right } else { -right };
    let aside = path.iter().enumerate().filter_map(|(k, place)| {
        let time = k as f64 * step;
        let in_swing = SWING.contains(&(time / duration_s));
        in_swing.then(|| (place - drift * (0.5 * time * time / duration_s)).dot(&outward))
    });
    Some(Way {
        length_m,
        duration_s,
        outward_m: aside.fold(f64::NEG_INFINITY, f64::max),
        per_lever: (turn_first + turn_last).dot(&along) * (0.5 * duration_s),
    })
}

/// Compares the two-leg model's steps ([`step_lengths`]) with the shanks' strides, and lets a timed walk rescale lengths
/// and speed. Call it when both are there. Returns the method that lengths stand on now.
pub fn settle(
    strides: &mut [Stride],
    session: &Session,
    method: crate::SpeedMethod,
    estimate: &mut SpeedEstimate,
) -> crate::SpeedMethod {
    let middle = |measure: Measure| {
        let values: Vec<f64> = strides
            .iter()
            .filter(|stride| stride.included())
            .filter_map(|stride| stride.values.get(measure))
            .collect();
        (values.len() >= FEWEST_FOR_LEVER).then(|| statistics::median(&values))
    };
    if method == crate::SpeedMethod::ShankStrapdown {
        let both = middle(Measure::StepLength).zip(middle(Measure::StrideLength));
        estimate.two_leg_share = both
            .filter(|both| both.1 > 0.0)
            .map(|(step, stride)| 2.0 * step / stride - 1.0);
    }
    let (Some(timed), Some(found)) = (session.protocol.timed_speed_mps, median_speed(strides)) else {
        return method;
    };
    if found <= 0.0 {
        return method;
    }
    let factor = timed / found;
    for stride in strides.iter_mut() {
        for measure in [Measure::Speed, Measure::StrideLength, Measure::StepLength] {
            if let Some(value) = stride.values.get(measure) {
                stride.values.set(measure, value * factor);
            }
        }
    }
    estimate.timed_factor = Some(factor);
    estimate.systematic_share = 1.96 * TIMED_SD_SHARE;
    crate::SpeedMethod::Timed
}

/// Step length from thighs and shanks of both legs at initial contact: how far this ankle is ahead of the other
/// (after Aminian 2002 and Salarian 2004, re-derived for two legs). Needs segment lengths or the body height.
pub fn step_lengths(strides: &mut [Stride], angles: &BodyAngles, session: &Session) {
    let subject = &session.subject;
    let Some(thigh) = subject
        .thigh_length_m
        .or(subject.height_m.map(|height| THIGH_SHARE * height))
    else {
        return;
    };
    let Some(shank) = subject
        .shank_length_m
        .or(subject.height_m.map(|height| SHANK_SHARE * height))
    else {
        return;
    };
    let ahead = |side: Side, index: f64| -> Option<f64> {
        let leg = angles.leg(side);
        let at = |values: &Option<Vec<f64>>| value_at(values.as_deref()?, index);
        let (upper, lower) = (at(&leg.thigh)?.to_radians(), at(&leg.shank)?.to_radians());
        Some(thigh * upper.sin() + shank * lower.sin())
    };
    for stride in strides {
        let index = angles.grid.index(stride.end_s);
        if let (Some(own), Some(other)) = (ahead(stride.side, index), ahead(stride.side.other(), index)) {
            stride.values.set(Measure::StepLength, ROLL_OVER * (own - other));
        }
    }
}

fn value_at(values: &[f64], index: f64) -> Option<f64> {
    let below = index.floor();
    if below < 0.0 || below as usize + 1 >= values.len() {
        return None;
    }
    let (k, share) = (below as usize, index - below);
    let value = values[k] + share * (values[k + 1] - values[k]);
    value.is_finite().then_some(value)
}

/// Stride length and speed from the pelvis's vertical path: step = 2 K √(2 l h − h²) with h the rise and fall within the
/// step. The body height is assumed where the session has none.
pub fn by_pelvis_pendulum(strides: &mut [Stride], motion: &Motion, session: &Session) -> Option<SpeedEstimate> {
    let sensor = motion.sensor(Site::Pelvis)?;
    let leg = PELVIS_HEIGHT_SHARE * session.subject.height_m.unwrap_or(USUAL_HEIGHT_M);
    let path = vertical_path(sensor);
    for stride in strides.iter_mut() {
        let from = motion.grid.index(stride.start_s).max(0.0) as usize;
        let to = (motion.grid.index(stride.end_s) as usize + 1).min(path.len());
        let Some(middle) = stride
            .opposite_initial_contact_s
            .map(|time| motion.grid.index(time) as usize)
        else {
            continue;
        };
        if middle <= from + 5 || middle + 5 >= to || !sensor.is_valid_between(from as f64, to as f64 - 1.0) {
            continue;
        }
        let step = |range: std::ops::Range<usize>| -> f64 {
            let values = &path[range];
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let rise = (high - low).min(leg);
            2.0 * PENDULUM_FACTOR * (2.0 * leg * rise - rise * rise).sqrt()
        };
        let length = step(from..middle) + step(middle..to);
        stride.values.set(Measure::StrideLength, length);
        stride
            .values
            .set(Measure::Speed, length / (stride.end_s - stride.start_s));
    }
    Some(SpeedEstimate::of_sd(PENDULUM_SD_SHARE))
}

/// Vertical displacement, metres, without its slow part: integrated twice, high-passed at 0.1 and 1 Hz each time.
fn vertical_path(sensor: &SensorMotion) -> Vec<f64> {
    let raw: Vec<f64> = sensor
        .acc
        .iter()
        .zip(&sensor.up)
        .map(|(acc, up)| acc.dot(up) - STANDARD_GRAVITY)
        .collect();
    let high = |values: &[f64], cutoff: f64| match Butterworth::highpass(4, cutoff, RATE_HZ) {
        Ok(filter) => filter.filtfilt(values),
        Err(_) => values.to_vec(),
    };
    let integrate = |values: &[f64]| -> Vec<f64> {
        let mut sum = 0.0;
        let mut previous = values.first().copied().unwrap_or(0.0);
        values
            .iter()
            .map(|value| {
                sum += 0.5 * (previous + value) / RATE_HZ;
                previous = *value;
                sum
            })
            .collect()
    };
    let velocity = high(&integrate(&high(&raw, 0.1)), 1.0);
    integrate(&velocity)
}

/// Which of the two ways to a speed a kit allows.
pub fn method_for(source: ContactSource, motion: &Motion, body: &Body) -> Option<crate::SpeedMethod> {
    let shank = Side::BOTH.iter().any(|side| body.axes(Site::shank(*side)).is_some());
    match source {
        ContactSource::Shank if shank => Some(crate::SpeedMethod::ShankStrapdown),
        // Without sure sides there are no sure strides to measure.
        ContactSource::Pelvis if body.axes(Site::Pelvis).is_none() => None,
        _ if motion.sensor(Site::Pelvis).is_some() => Some(crate::SpeedMethod::PelvisPendulum),
        _ => None,
    }
}

/// Median speed over the included strides (over all, where none is included), m/s.
pub fn median_speed(strides: &[Stride]) -> Option<f64> {
    let any = strides.iter().any(|stride| stride.included());
    let speeds: Vec<f64> = strides
        .iter()
        .filter(|stride| stride.included() || !any)
        .filter_map(|stride| stride.values.get(Measure::Speed))
        .collect();
    (!speeds.is_empty()).then(|| statistics::median(&speeds))
}

#[cfg(test)]
mod tests;
