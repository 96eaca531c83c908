//! From motion to samples: exact rigid-body kinematics first, then impact, skin, and the sensor's own faults.

use super::kit::{Kit, Sensor, rotation_vector};
use super::random::Stream;
use super::scenario::Scenario;
use super::walk::SensorPath;
use nalgebra::{Matrix3, Vector3};
use recording::{Clock, STANDARD_GRAVITY, Segment, SensorInfo, Side, Site, Track};

/// A drift that makes a few milliseconds in a recording is no other clock.
const SMALL_DRIFT_PPM: f64 = 50.0;

/// One foot meeting the floor: the source of an impact.
#[derive(Debug, Clone, Copy)]
pub struct Impact {
    /// The foot.
    pub side: Side,
    /// Seconds on the recording's clock.
    pub time_s: f64,
    /// Peak at the shank, m/s².
    pub size_mps2: f64,
    /// How much of it passes the knee, against the usual.
    pub passed_on: f64,
}

/// Angular rate (rad/s) and specific force (m/s²) in the sensor's axes on the fine grid. Central differences.
pub fn kinematics(path: &SensorPath, fine_hz: f64) -> (Vec<Vector3<f64>>, Vec<Vector3<f64>>) {
    let n = path.position_m.len();
    let up = Vector3::new(0.0, STANDARD_GRAVITY, 0.0);
    let mut rates = vec![Vector3::zeros(); n];
    let mut forces = vec![Vector3::zeros(); n];
    for i in 0..n {
        let (before, after) = (i.saturating_sub(1), (i + 1).min(n - 1));
        let p = &path.position_m;
        let r = &path.orientation;
        let mut acceleration = Vector3::zeros();
        if before < i && i < after {
            acceleration = (p[after] - 2.0 * p[i] + p[before]) * (fine_hz * fine_hz);
        }
        forces[i] = r[i].tr_mul(&(acceleration + up));
        if after > before {
            let turn = r[before].tr_mul(&r[after]);
            rates[i] = rotation_vector(&turn) * (fine_hz / (after - before) as f64);
        }
    }
    (forces, rates)
}

/// Catmull-Rom interpolation on the fine grid.
fn sample(values: &[Vector3<f64>], x: f64) -> Vector3<f64> {
    let last = values.len() - 1;
    let x = x.clamp(0.0, last as f64);
    let i = (x as usize).min(last.saturating_sub(1));
    let u = x - i as f64;
    let [a, b, c, d] = [i.saturating_sub(1), i, (i + 1).min(last), (i + 2).min(last)].map(|k| values[k]);
    b + (c - a) * (0.5 * u)
        + (a - b * 2.5 + c * 2.0 - d * 0.5) * (u * u)
        + ((b - c) * 1.5 + (d - a) * 0.5) * (u * u * u)
}

/// An impact pulse of unit peak: a half-sine of 25 ms, and a slow answer over 200 ms that takes back its velocity and
/// its displacement, so that a pulse leaves the sensor where it would have been.
fn pulse(t: f64) -> f64 {
    const LENGTH: f64 = 0.025;
    const ANSWER: f64 = 0.2;
    if !(0.0..ANSWER).contains(&t) {
        return 0.0;
    }
    // Impulse of the half-sine and its centre; the answer is (c0 + c1·s)·sin²(πs), s = t/ANSWER - 1/2.
    let impulse = 2.0 * LENGTH / std::f64::consts::PI;
    let c0 = -impulse / (ANSWER * 0.5);
    // ∫ s² cos²(πs) ds over one period = 1/24 − 1/(4π²).
    let second_moment = 1.0 / 24.0 - 0.25 / (std::f64::consts::PI * std::f64::consts::PI);
    let c1 = -impulse * (0.5 * LENGTH / ANSWER - 0.5) / (ANSWER * second_moment);
    let s = t / ANSWER - 0.5;
    let window = (std::f64::consts::PI * s).cos().powi(2);
    let blow = if t < LENGTH {
        (std::f64::consts::PI * t / LENGTH).sin()
    } else {
        0.0
    };
    blow + (c0 + c1 * s) * window
}

/// Displacement of a sensor on skin that was struck at time 0: a damped oscillation that starts smoothly.
fn wobble(t: f64, hz: f64) -> f64 {
    if t <= 0.0 {
        return 0.0;
    }
    let onset = 1.0 - (-t / 0.012).exp();
    let w = std::f64::consts::TAU * hz;
    onset.powi(3) * (-0.18 * w * t).exp() * (w * t).sin()
}

/// How long after a contact anything of its impact is left, seconds.
const IMPACT_S: f64 = 0.5;

/// What an impact becomes at a site: share of the shank's peak and delay.
fn passage(site: Site, impact: &Impact) -> Option<(f64, f64)> {
    match (site.segment(), site.side()) {
        (Segment::Foot, Some(side)) if side == impact.side => Some((1.5, -0.002)),
        (Segment::Shank, Some(side)) if side == impact.side => Some((1.0, 0.0)),
        (Segment::Thigh, Some(side)) if side == impact.side => Some((0.5 * impact.passed_on, 0.004)),
        (Segment::Pelvis, _) => Some((0.22 * impact.passed_on, 0.010)),
        (Segment::Trunk, _) => Some((0.12 * impact.passed_on, 0.016)),
        _ => None,
    }
}

/// Specific force and angular rate added by impacts at a time, in segment axes.
fn struck(site: Site, kit: &Kit, impacts: &[Impact], cursor: &mut usize, t: f64) -> (Vector3<f64>, Vector3<f64>) {
    while *cursor < impacts.len() && impacts[*cursor].time_s + IMPACT_S < t {
        *cursor += 1;
    }
    let (mut force, mut rate) = (Vector3::zeros(), Vector3::zeros());
    let hz = match site.segment() {
        Segment::Thigh => 8.5,
        Segment::Shank | Segment::Foot => 11.5,
        Segment::Pelvis | Segment::Trunk => 9.5,
    };
    for impact in impacts[*cursor..].iter().take_while(|impact| impact.time_s - 0.01 <= t) {
        let Some((share, delay)) = passage(site, impact) else {
            continue;
        };
        // Skin moves to the side and turns as in a mirror on the other leg.
        let out = if impact.side == Side::Right { 1.0 } else { -1.0 };
        let since = t - impact.time_s - delay;
        let size = share * impact.size_mps2;
        // Braking goes with the blow.
        force += Vector3::new(-0.3, 1.0, 0.0) * (size * pulse(since));
        if kit.soft_tissue.wobble > 0.0 {
            const H: f64 = 0.001;
            let [a, b, c] = [since - H, since, since + H].map(|s| wobble(s, hz));
            // A millimetre of skin for 10 m/s² at the shank; three times as soft on the thigh.
            let soft = if site.segment() == Segment::Thigh {
                2.4e-4
            } else {
                1.0e-4
            };
            let metres = soft * size * kit.soft_tissue.wobble;
            force += Vector3::new(0.8, 1.0, 0.3 * out) * (metres * (a - 2.0 * b + c) / (H * H));
            // The same movement turns the sensor by 5 degrees per centimetre.
            rate += Vector3::new(0.0, 0.3 * out, 1.0) * (metres * 8.7 * (c - a) / (2.0 * H));
        }
    }
    (force, rate)
}

/// What a recorder states of a sensor's clock: one that is off by much is not known to be.
pub(crate) fn stated_clock(sensor: &Sensor) -> Clock {
    if sensor.clock.offset_s == 0.0 && sensor.clock.drift_ppm.abs() <= SMALL_DRIFT_PPM {
        Clock::SHARED
    } else {
        Clock::default()
    }
}

/// The samples of one sensor.
pub fn record(scenario: &Scenario, sensor: &Sensor, path: &SensorPath, fine_hz: f64, impacts: &[Impact]) -> Track {
    let (forces, rates) = kinematics(path, fine_hz);
    let duration_s = (path.position_m.len() - 1) as f64 / fine_hz;
    // Streams and signs follow the leading leg, so that a mirrored scenario gives the mirrored recording.
    let mirrored = scenario.first_step == Side::Left;
    let canonical = if mirrored { sensor.site.mirrored() } else { sensor.site };
    let mut stream = Stream::new(scenario.seed, 100 + canonical as u64);
    let mirror = if mirrored { -1.0 } else { 1.0 };
    let mut force_noise = |sd: f64| {
        let draw = Vector3::new(stream.normal(), stream.normal(), stream.normal()) * sd;
        Vector3::new(draw.x, draw.y, mirror * draw.z)
    };
    let acc_bias = force_noise(sensor.acc_bias_mps2);
    let mut stream = Stream::new(scenario.seed, 200 + canonical as u64);
    let mut rate_noise = |sd: f64| {
        let draw = Vector3::new(stream.normal(), stream.normal(), stream.normal()) * sd;
        Vector3::new(mirror * draw.x, mirror * draw.y, draw.z)
    };
    let gyr_bias = rate_noise(sensor.gyr_bias_radps);
    let mut stamps = Stream::new(scenario.seed, 300 + canonical as u64);
    let mut packets = Packets::new(sensor, Stream::new(scenario.seed, 400 + canonical as u64));

    let scale = 1.0 + sensor.clock.drift_ppm * 1e-6;
    let to_segment: Matrix3<f64> = sensor.mount.matrix();
    let (first_s, last_s) = (sensor.starts_late_s, duration_s - sensor.stops_early_s);
    let first = (first_s * scale * sensor.rate_hz - 1e-9).ceil() as usize;
    let mut track = Track {
        site: sensor.site,
        time_s: vec![],
        acc_mps2: vec![],
        gyr_radps: vec![],
        rate_hz: sensor.rate_hz,
        clock: stated_clock(sensor),
        info: SensorInfo {
            model: Some("simulated".to_owned()),
            serial: None,
            acc_range_mps2: Some(sensor.acc_range_mps2),
            gyr_range_radps: Some(sensor.gyr_range_radps),
            mounting: None,
        },
    };
    let mut cursor = 0;
    for i in first.. {
        let own_s = i as f64 / sensor.rate_hz;
        let t = own_s / scale;
        if t > last_s + 1e-9 {
            break;
        }
        let mut acc = sample(&forces, t * fine_hz);
        let mut gyr = sample(&rates, t * fine_hz);
        let (force, rate) = struck(sensor.site, &scenario.kit, impacts, &mut cursor, t);
        if force != Vector3::zeros() {
            acc += to_segment.tr_mul(&force);
            gyr += to_segment.tr_mul(&rate);
        }
        acc += acc_bias + force_noise(sensor.acc_noise_mps2);
        gyr += gyr_bias + rate_noise(sensor.gyr_noise_radps);
        let jitter = stamps.bounded_normal(3.0) * sensor.clock.jitter_s.min(0.08 / sensor.rate_hz);
        if packets.arrives(i) {
            track.time_s.push(own_s + sensor.clock.offset_s + jitter);
            track.acc_mps2.push(acc.map(|x| digital(x, sensor.acc_range_mps2)));
            track.gyr_radps.push(gyr.map(|x| digital(x, sensor.gyr_range_radps)));
        }
    }
    track
}

/// Clipped at the full scale and rounded to a 16-bit step; symmetric about zero.
fn digital(value: f64, range: f64) -> f64 {
    let step = range / 32768.0;
    (value.clamp(-range, range) / step).round() * step
}

/// Which packets arrive: a two-state chain with the wanted share of loss and the wanted mean length of a gap.
struct Packets {
    stream: Stream,
    begins: f64,
    ends: f64,
    samples: usize,
    current: usize,
    lost: bool,
}

impl Packets {
    fn new(sensor: &Sensor, stream: Stream) -> Packets {
        let share = sensor.loss.share.clamp(0.0, 0.9);
        let ends = 1.0 / sensor.loss.burst_packets.max(1.0);
        let begins = (ends * share / (1.0 - share)).min(1.0);
        Packets {
            stream,
            begins,
            ends,
            samples: sensor.loss.samples_per_packet.max(1),
            current: usize::MAX,
            lost: false,
        }
    }

    fn arrives(&mut self, sample: usize) -> bool {
        let packet = sample / self.samples;
        if packet != self.current {
            self.current = packet;
            let chance = if self.lost { 1.0 - self.ends } else { self.begins };
            self.lost = self.stream.chance(chance);
        }
        !self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::Loss;
    use super::*;

    #[test]
    fn a_pulse_leaves_neither_velocity_nor_displacement() {
        let h = 1e-5;
        let (mut velocity, mut place, mut peak) = (0.0, 0.0, 0.0_f64);
        for i in 0..30_000 {
            let a = pulse((i as f64 + 0.5) * h);
            velocity += a * h;
            place += velocity * h;
            peak = peak.max(a);
        }
        assert!(velocity.abs() < 1e-6 && place.abs() < 1e-6, "{velocity} {place}");
        assert!((0.6..1.0).contains(&peak), "{peak}");
    }

    #[test]
    fn packets_are_lost_at_the_wanted_rate() {
        let mut sensor = Sensor::perfect(Site::Pelvis, 100.0);
        sensor.loss = Loss {
            share: 0.1,
            burst_packets: 4.0,
            samples_per_packet: 5,
        };
        let mut packets = Packets::new(&sensor, Stream::new(1, 2));
        let arrived = (0..500_000).filter(|i| packets.arrives(*i)).count();
        assert!((0.88..0.92).contains(&(arrived as f64 / 500_000.0)));
    }
}
