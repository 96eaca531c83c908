//! The chain itself: samples in, events out.

use super::activity::{self, BOUT_BREAK_S};
use super::calibration::{Adopted, Calibration};
use super::contacts::{ContactCandidate, LegContacts};
use super::knee::{Fitted, LegAngles};
use super::rhythm::{Landing, Steps};
use super::sensor::{LiveSensor, Taken};
use super::types::{Activity, LiveContact, LiveEvent, LiveNote, LiveSample, LiveSensorState, LiveState, LiveStep};
use body::RATE_HZ;
use gait::contacts::rate::{self, Method};
use gait::speed::{Lever, strapdown};
use gait::{ContactKind, ContactSource};
use recording::{Phase, Segment, Side, Site};
use std::collections::BTreeMap;

/// Without samples for this long a sensor counts as silent, seconds.
const SILENT_S: f64 = 1.0;
/// How often calibration and activity are looked at, seconds.
const LOOK_EVERY_S: f64 = 0.25;
/// A step waits for the knee at its contact no longer than this, seconds.
const STEP_WAITS_S: f64 = 0.3;
/// How much of the past a detector learns from when a sensor is calibrated, samples.
const LEARN: usize = (10.0 * RATE_HZ) as usize;
/// Two contacts of one kind and foot are at least this far apart, samples: a detector that was set up anew must not tell
/// a contact twice.
const APART: f64 = 0.3 * RATE_HZ;
/// Movement without a calibration after which that is said, seconds.
const UNCALIBRATED_AFTER_S: f64 = 12.0;

/// Stances after which the mounting of the shank sensors is settled.
const LEVER_STANCES: usize = 40;

/// One leg's part of the chain.
#[derive(Debug, Default)]
struct Leg {
    contacts: BTreeMap<Site, LegContacts>,
    angles: LegAngles,
    told: [Option<f64>; 2],
    /// Index of the last initial contact.
    last_initial: Option<f64>,
}

/// A step whose knee angle is not complete yet.
#[derive(Debug)]
struct Pending {
    side: Side,
    index: f64,
    from: Option<f64>,
    landing: Landing,
}

/// The causal chain; see the [module's page](super). Cost: about 1 µs per sample and sensor, and a calibration now and then
/// (some milliseconds, at most once a second, five times in an ordinary walk).
#[derive(Default)]
pub struct LiveChain {
    sensors: BTreeMap<Site, LiveSensor>,
    origin_s: Option<f64>,
    newest_s: f64,
    calibration: Calibration,
    source: Option<ContactSource>,
    left: Leg,
    right: Leg,
    /// Height of the shank sensors above the ankles.
    lever: Lever,
    steps: Steps,
    pending: Vec<Pending>,
    activity: Option<Activity>,
    looked_s: Option<f64>,
    /// Seconds of movement with an uncalibrated sensor.
    uncalibrated_s: f64,
    noted: std::collections::BTreeSet<Site>,
    noted_no_leg: bool,
}

impl LiveChain {
    /// Tells how a sensor sits on its segment (rows x anterior, y proximal, z right in sensor coordinates), where that is
    /// known; it then needs no calibration. Before its first samples. Gives false, and calibrates as usual, where the rows
    /// are no right-handed rotation.
    pub(crate) fn set_mounting(&mut self, site: Site, rows: &[[f64; 3]; 3]) -> bool {
        if !self.calibration.give(site, rows) {
            return false;
        }
        if let (Some(side), Some(method)) = (site.side(), method_of(site)) {
            self.leg(side).contacts.insert(site, LegContacts::new(*method));
        }
        self.source = self.choose_source();
        true
    }

    /// Tells of a phase of the protocol, when it ends. Rests inside `Stand` phases alone then count as standing.
    pub fn add_phase(&mut self, phase: Phase) {
        self.calibration.phases.push(phase);
    }

    /// Takes the next samples of one sensor and adds what they tell to `events`.
    ///
    /// Samples of one sensor come in order of time; later ones that are older are left out and counted. A block should
    /// not be longer than half a second: sensors whose blocks have not come yet look silent after one.
    pub fn push(&mut self, site: Site, samples: &[LiveSample], events: &mut Vec<LiveEvent>) {
        for sample in samples {
            if self.origin_s.is_none() {
                self.newest_s = sample.time_s;
            }
            let origin = *self.origin_s.get_or_insert(sample.time_s);
            let sensor = self.sensors.entry(site).or_insert_with(|| LiveSensor::new(site));
            let before = sensor.end();
            let taken = sensor.push(sample, origin);
            if sensor.silent && !matches!(taken, Taken::Late) {
                sensor.silent = false;
                events.push(LiveEvent::Note(LiveNote::Back {
                    site,
                    time_s: sample.time_s,
                }));
            }
            let after = sensor.end();
            match taken {
                Taken::Late => continue,
                Taken::AfterGap { since_s } => events.push(LiveEvent::Note(LiveNote::Gap {
                    site,
                    start_s: since_s,
                    end_s: sample.time_s,
                })),
                Taken::Regular => {}
            }
            self.newest_s = self.newest_s.max(sample.time_s);
            self.detect(site, before.max(after - LEARN as i64), after, sample.time_s, events);
        }
        self.advance_angles(site, events);
        self.tell_steps(events);
        self.tick(self.newest_s, events);
    }

    /// Tells the chain what time it is on the common clock: needed only where no sensor sends any more.
    pub fn tick(&mut self, now_s: f64, events: &mut Vec<LiveEvent>) {
        if self.origin_s.is_none() {
            return;
        }
        self.newest_s = self.newest_s.max(now_s);
        for (site, sensor) in &mut self.sensors {
            if let Some(last) = sensor.last_s.filter(|last| !sensor.silent && now_s - last > SILENT_S) {
                sensor.silent = true;
                events.push(LiveEvent::Note(LiveNote::Silent {
                    site: *site,
                    since_s: last,
                }));
            }
        }
        let since = self.looked_s.map_or(f64::INFINITY, |looked| self.newest_s - looked);
        if since >= LOOK_EVERY_S {
            self.looked_s = Some(self.newest_s);
            self.look(since.min(2.0 * LOOK_EVERY_S), events);
        }
    }

    /// Where the chain stands.
    pub fn state(&self) -> LiveState {
        LiveState {
            time_s: self.origin_s.map(|_| self.newest_s),
            activity: self.activity.unwrap_or(Activity::Moving),
            contact_source: self.source,
            rhythm: self.steps.rhythm(),
            sensors: self
                .sensors
                .iter()
                .filter_map(|(site, sensor)| {
                    let state = LiveSensorState {
                        last_s: sensor.last_s?,
                        rate_hz: sensor.rate_hz(),
                        zero: self.calibration.fits.get(site).map(|fit| fit.zero),
                        silent: sensor.silent,
                        late_samples: sensor.late_samples,
                    };
                    Some((*site, state))
                })
                .collect(),
        }
    }

    fn leg(&mut self, side: Side) -> &mut Leg {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }

    /// Runs the contact detector of one sensor over new indices of the common clock.
    fn detect(&mut self, site: Site, from: i64, to: i64, newest_s: f64, events: &mut Vec<LiveEvent>) {
        let (Some(side), Some(fit), Some(origin)) =
            (site.side(), self.calibration.fits.get(&site).copied(), self.origin_s)
        else {
            return;
        };
        let Some(sensor) = self.sensors.get(&site) else {
            return;
        };
        let newest = (newest_s - origin) * RATE_HZ;
        let leg = match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        };
        let Some(detector) = leg.contacts.get_mut(&site) else {
            return;
        };
        let mut found: Vec<ContactCandidate> = Vec::new();
        for index in from..to {
            if let Some(place) = sensor.place(index) {
                let rate = sensor.motion.gyr[place].dot(&fit.axes.z);
                detector.push(index, rate, sensor.motion.valid[place], newest, |one| found.push(one));
            }
        }
        let source = method_of(site).map(|method| method.source);
        if source != self.source {
            return;
        }
        for one in found {
            self.tell_contact(side, one, origin, newest_s, events);
        }
    }

    fn tell_contact(
        &mut self,
        side: Side,
        found: ContactCandidate,
        origin: f64,
        decided_s: f64,
        events: &mut Vec<LiveEvent>,
    ) {
        let Some(source) = self.source else {
            return;
        };
        let leg = self.leg(side);
        let told = &mut leg.told[usize::from(found.kind == ContactKind::InitialContact)];
        if told.is_some_and(|last| found.index - last < APART) {
            return;
        }
        *told = Some(found.index);
        let time_s = origin + found.index / RATE_HZ;
        events.push(LiveEvent::Contact(LiveContact {
            side,
            kind: found.kind,
            time_s,
            decided_s,
            source,
        }));
        let landing = self.steps.contact(side, found.kind, time_s);
        if let Some(landing) = landing {
            let from = self.leg(side).last_initial.replace(found.index);
            self.pending.push(Pending {
                side,
                index: found.index,
                from: from.filter(|from| found.index - from < BOUT_BREAK_S * RATE_HZ),
                landing,
            });
        }
    }

    /// A sensor with its fit, where it takes part in the leg's angles now.
    fn fitted(&self, site: Site) -> Option<Fitted<'_>> {
        let sensor = self.sensors.get(&site).filter(|sensor| !sensor.silent)?;
        Some((sensor, self.calibration.fits.get(&site)?))
    }

    fn advance_angles(&mut self, site: Site, events: &mut Vec<LiveEvent>) {
        let (Some(side), Some(origin)) = (site.side(), self.origin_s) else {
            return;
        };
        let mut angles = std::mem::take(&mut self.leg(side).angles);
        angles.advance(
            side,
            origin,
            self.fitted(Site::thigh(side)),
            self.fitted(Site::shank(side)),
            |one| events.push(LiveEvent::Angles(one)),
        );
        self.leg(side).angles = angles;
    }

    /// Tells the steps whose knee is known by now, or that waited long enough.
    fn tell_steps(&mut self, events: &mut Vec<LiveEvent>) {
        let Some(origin) = self.origin_s else {
            return;
        };
        while let Some(first) = self.pending.first() {
            let ready = self
                .leg_of(first.side)
                .angles
                .end()
                .is_some_and(|end| first.index < (end - 1) as f64);
            let late = self.newest_s - (origin + first.index / RATE_HZ) > STEP_WAITS_S;
            if !ready && !late {
                return;
            }
            let step = self.pending.remove(0);
            let speed_mps = self.speed(step.side, &step.landing, origin);
            let angles = &self.leg_of(step.side).angles;
            let knee = step.from.and_then(|from| angles.within(from, step.index));
            events.push(LiveEvent::Step(LiveStep {
                side: step.side,
                time_s: origin + step.index / RATE_HZ,
                step_time_s: step.landing.step_time_s,
                stride_time_s: step.landing.stride_time_s,
                stance_percent: step.landing.stance_percent,
                knee_peak_deg: knee.map(|knee| knee.peak),
                knee_range_deg: knee.map(|knee| knee.range),
                knee_at_contact_deg: angles.at(step.index),
                speed_mps,
                rhythm: self.steps.rhythm(),
            }));
        }
    }

    fn leg_of(&self, side: Side) -> &Leg {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// Walking speed over the last two stances of a foot with a shank sensor; the mounting is read from the stances so far.
    fn speed(&mut self, side: Side, landing: &Landing, origin: f64) -> Option<f64> {
        let [first, second] = landing.stances_s?;
        let mut lever = std::mem::take(&mut self.lever);
        let speed = self.fitted(Site::shank(side)).and_then(|(sensor, fit)| {
            let place = |time: f64| (time - origin) * RATE_HZ - sensor.first as f64;
            let place = |(from, to): (f64, f64)| (place(from), place(to));
            if lever.stances() < LEVER_STANCES {
                lever.add(side, &sensor.motion, &fit.axes, place(second));
            }
            let (lever_m, _) = lever.mounting(None);
            let way = strapdown(&sensor.motion, &fit.axes, side, lever_m, place(first), place(second))?;
            Some(way.length_m / way.duration_s)
        });
        self.lever = lever;
        speed
    }

    /// Calibration and activity, now and then.
    fn look(&mut self, since_s: f64, events: &mut Vec<LiveEvent>) {
        let Some(origin) = self.origin_s else {
            return;
        };
        let now_s = self.newest_s;
        let moving = activity::legs_move(&self.sensors);
        let adopted = self
            .calibration
            .update(&self.sensors, origin, now_s, self.steps.total, moving);
        for Adopted { site, refined } in adopted {
            self.adopt(site);
            if let Some(fit) = self.calibration.fits.get(&site) {
                events.push(LiveEvent::Note(LiveNote::Calibrated {
                    site,
                    time_s: now_s,
                    zero: fit.zero,
                    refined,
                }));
            }
        }
        self.source = self.choose_source();
        self.note_uncalibrated(moving, since_s, events);
        let now = activity::now(&self.sensors, self.steps.landings(), now_s);
        if let Some(activity) = now.filter(|now| Some(*now) != self.activity) {
            self.activity = now;
            events.push(LiveEvent::Activity {
                activity,
                time_s: now_s,
            });
        }
    }

    /// A new fit: its detector starts over and learns from the past, without telling of it.
    fn adopt(&mut self, site: Site) {
        let (Some(side), Some(method)) = (site.side(), method_of(site)) else {
            return;
        };
        let (Some(sensor), Some(fit)) = (self.sensors.get(&site), self.calibration.fits.get(&site)) else {
            return;
        };
        let start = sensor.first.max(sensor.end() - LEARN as i64);
        let mut detector = LegContacts::new(*method);
        for index in start..sensor.end() {
            if let Some(place) = sensor.place(index) {
                let rate = sensor.motion.gyr[place].dot(&fit.axes.z);
                detector.push(index, rate, sensor.motion.valid[place], index as f64, |_| {});
            }
        }
        self.leg(side).contacts.insert(site, detector);
    }

    /// Both legs use the same kind of sensor where both have it, as in the analysis.
    fn choose_source(&self) -> Option<ContactSource> {
        let takes_part = |site: Site| {
            let silent = self.sensors.get(&site).is_some_and(|sensor| sensor.silent);
            self.calibration.fits.contains_key(&site) && !silent
        };
        let count = |of: fn(Side) -> Site| Side::BOTH.into_iter().filter(|side| takes_part(of(*side))).count();
        let (shanks, thighs) = (count(Site::shank), count(Site::thigh));
        match (shanks, thighs) {
            (2, _) => Some(ContactSource::Shank),
            (_, 2) => Some(ContactSource::Thigh),
            (1, _) => Some(ContactSource::Shank),
            (_, 1) => Some(ContactSource::Thigh),
            _ => None,
        }
    }

    fn note_uncalibrated(&mut self, moving: bool, since_s: f64, events: &mut Vec<LiveEvent>) {
        let time_s = self.newest_s;
        let legs: Vec<Site> = self
            .sensors
            .iter()
            .filter(|(site, sensor)| method_of(**site).is_some() && !sensor.silent)
            .map(|(site, _)| *site)
            .collect();
        if legs.is_empty() {
            let long = self.origin_s.is_some_and(|origin| time_s - origin > 2.0 * SILENT_S);
            if long && !self.noted_no_leg {
                self.noted_no_leg = true;
                events.push(LiveEvent::Note(LiveNote::NoLegSensor { time_s }));
            }
            return;
        }
        let missing: Vec<Site> = legs
            .into_iter()
            .filter(|site| !self.calibration.fits.contains_key(site))
            .collect();
        if missing.is_empty() {
            self.uncalibrated_s = 0.0;
            return;
        }
        if moving {
            self.uncalibrated_s += since_s;
        }
        if self.uncalibrated_s >= UNCALIBRATED_AFTER_S {
            for site in missing {
                if self.noted.insert(site) {
                    events.push(LiveEvent::Note(LiveNote::NotCalibrated { site, time_s }));
                }
            }
        }
    }
}

/// How contacts are found with a sensor at this site.
fn method_of(site: Site) -> Option<&'static Method> {
    match site.segment() {
        Segment::Shank => Some(&rate::SHANK),
        Segment::Thigh => Some(&rate::THIGH),
        _ => None,
    }
}
