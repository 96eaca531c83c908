//! Bouts, turns and strides from contacts, and a reason for every stride that is left out of means.

use super::Values;
use super::contacts::Contacts;
use super::types::{Bout, Contact, ContactKind, ContactSource, Exclusion, Stride, Turn};
use body::motion::{Motion, RATE_HZ};
use body::{BodyAngles, activity};
use recording::{Side, Site};
use signal::{peaks, statistics};

/// A pause between contacts of this length ends a bout, seconds.
const BOUT_BREAK_S: f64 = 2.5;
/// A stride of walking, seconds; outside it is kept in the table but left out.
const STRIDE_S: std::ops::RangeInclusive<f64> = 0.6..=2.5;
/// Where the walk is slow a stride may last this many times the leg's median, and at most so long, seconds: healthy adults at
/// 0.3 m/s need 2.6 s (BMClab's regression).
const LONGEST_AGAINST_MEDIAN: f64 = 1.6;
const LONGEST_STRIDE_S: f64 = 4.0;
/// Stance as a share of the stride that walking allows.
const STANCE_SHARE: std::ops::RangeInclusive<f64> = 0.45..=0.85;
/// The other foot lands within this share of the stride.
const OPPOSITE_SHARE: std::ops::RangeInclusive<f64> = 0.2..=0.8;
/// Swing rate of running, rad/s (600 °/s).
const RUNNING_RATE_RADPS: f64 = 10.5;
/// A runner's foot is on the ground for less of the stride: both feet are off it in between.
const RUNNING_STANCE_SHARE: f64 = 0.5;

/// Turn candidates: peak rate and smallest angle (El-Gohary et al. 2014, as in Mobilise-D's tools).
const TURN_PEAK_DEGPS: f64 = 15.0;
const TURN_ANGLE_DEG: f64 = 45.0;
/// A turn reaches to this share of its own peak rate: within 0.17 s of hand-marked bounds.
const TURN_EDGE_SHARE: f64 = 0.25;

/// Turns from the heading rate of the pelvis, else the trunk, else the mean of both legs.
pub fn turns(motion: &Motion) -> Vec<Turn> {
    let Some(rate) = heading_rate_degps(motion) else {
        return Vec::new();
    };
    let size: Vec<f64> = rate.iter().map(|rate| rate.abs()).collect();
    let mut found: Vec<Turn> = Vec::new();
    let mut covered = 0usize;
    for peak in peaks::local_maxima(&size, TURN_PEAK_DEGPS, 1) {
        if peak < covered {
            continue;
        }
        let edge = TURN_EDGE_SHARE * size[peak];
        let sign = rate[peak].signum();
        let same = |k: usize| rate[k] * sign > edge;
        let start = (0..peak).rev().find(|&k| !same(k)).map_or(0, |k| k + 1);
        let end = (peak..size.len()).find(|&k| !same(k)).unwrap_or(size.len());
        let start = start.max(covered);
        let angle = rate[start..end].iter().sum::<f64>() / RATE_HZ;
        let duration = (end - start) as f64 / RATE_HZ;
        if angle.abs() >= TURN_ANGLE_DEG && (0.4..=12.0).contains(&duration) {
            covered = end;
            found.push(Turn {
                start_s: motion.grid.time(start as f64),
                end_s: motion.grid.time(end as f64),
                angle_deg: angle,
            });
        }
    }
    found
}

fn heading_rate_degps(motion: &Motion) -> Option<Vec<f64>> {
    let of = |site: Site| motion.sensor(site).map(activity::heading_rate);
    let pair = |left: Site, right: Site| -> Option<Vec<f64>> {
        match (of(left), of(right)) {
            (Some(a), Some(b)) => Some(a.iter().zip(&b).map(|(a, b)| 0.5 * (a + b)).collect()),
            (a, b) => a.or(b),
        }
    };
    let rate = of(Site::Pelvis)
        .or_else(|| of(Site::Trunk))
        .or_else(|| pair(Site::ThighLeft, Site::ThighRight))
        .or_else(|| pair(Site::ShankLeft, Site::ShankRight))?;
    Some(rate.into_iter().map(f64::to_degrees).collect())
}

/// Stretches of contacts without a longer pause, with at least two initial contacts of one foot.
pub fn bouts(contacts: &Contacts) -> Vec<Bout> {
    let mut found = Vec::new();
    let mut open: Vec<&Contact> = Vec::new();
    let mut close = |open: &mut Vec<&Contact>| {
        let enough = Side::BOTH.iter().any(|side| initial(open, *side).count() >= 2);
        if let (true, Some(first), Some(last)) = (enough, open.first(), open.last()) {
            found.push(Bout {
                start_s: first.time_s,
                end_s: last.time_s,
            });
        }
        open.clear();
    };
    for contact in &contacts.list {
        if open
            .last()
            .is_some_and(|last| contact.time_s - last.time_s > BOUT_BREAK_S)
        {
            close(&mut open);
        }
        open.push(contact);
    }
    close(&mut open);
    found
}

fn initial<'a>(list: &'a [&Contact], side: Side) -> impl Iterator<Item = &'a Contact> + 'a {
    list.iter()
        .copied()
        .filter(move |contact| contact.side == side && contact.kind == ContactKind::InitialContact)
}

/// All strides of all bouts, in order of start, each with its reasons to be left out.
pub fn strides(
    motion: &Motion,
    angles: &BodyAngles,
    contacts: &Contacts,
    bouts: &[Bout],
    turns: &[Turn],
) -> Vec<Stride> {
    let mut list = Vec::new();
    for (index, bout) in bouts.iter().enumerate() {
        let inside: Vec<&Contact> = contacts
            .list
            .iter()
            .filter(|c| c.time_s >= bout.start_s && c.time_s <= bout.end_s)
            .collect();
        for side in Side::BOTH {
            let starts: Vec<f64> = initial(&inside, side).map(|contact| contact.time_s).collect();
            for pair in starts.windows(2) {
                list.push(stride(side, index, pair[0], pair[1], &inside));
            }
        }
    }
    list.sort_by(|a, b| a.start_s.total_cmp(&b.start_s).then(a.side.cmp(&b.side)));
    let both = Side::BOTH
        .iter()
        .all(|side| contacts.list.iter().any(|contact| contact.side == *side));
    flag_each(&mut list, motion, angles, contacts.source, both);
    flag_turns(&mut list, turns);
    flag_edges(&mut list, motion, bouts);
    flag_unsteady(&mut list);
    list
}

fn stride(side: Side, bout: usize, start_s: f64, end_s: f64, contacts: &[&Contact]) -> Stride {
    let first = |side: Side, kind: ContactKind| {
        contacts
            .iter()
            .find(|c| c.side == side && c.kind == kind && c.time_s > start_s && c.time_s < end_s)
            .map(|contact| contact.time_s)
    };
    Stride {
        side,
        bout,
        start_s,
        end_s,
        final_contact_s: first(side, ContactKind::FinalContact),
        opposite_final_contact_s: first(side.other(), ContactKind::FinalContact),
        opposite_initial_contact_s: first(side.other(), ContactKind::InitialContact),
        values: Values::default(),
        excluded_because: Vec::new(),
    }
}

fn flag_each(list: &mut [Stride], motion: &Motion, angles: &BodyAngles, source: Option<ContactSource>, both: bool) {
    let longest_s = Side::BOTH.map(|side| {
        let own = list.iter().filter(|stride| stride.side == side);
        let durations: Vec<f64> = own.map(|stride| stride.end_s - stride.start_s).collect();
        let usual_s = if durations.is_empty() {
            0.0
        } else {
            statistics::median(&durations)
        };
        (LONGEST_AGAINST_MEDIAN * usual_s).clamp(*STRIDE_S.end(), LONGEST_STRIDE_S)
    });
    for stride in list.iter_mut() {
        let duration = stride.end_s - stride.start_s;
        let share = |time: f64| (time - stride.start_s) / duration;
        let longest_s = longest_s[usize::from(stride.side == Side::BOTH[1])];
        let mut implausible = !(*STRIDE_S.start()..=longest_s).contains(&duration);
        if source == Some(ContactSource::Shank) {
            implausible |= stride
                .final_contact_s
                .is_none_or(|time| !STANCE_SHARE.contains(&share(time)));
        }
        if both {
            implausible |= stride
                .opposite_initial_contact_s
                .is_none_or(|time| !OPPOSITE_SHARE.contains(&share(time)));
        }
        let (from, to) = (motion.grid.index(stride.start_s), motion.grid.index(stride.end_s));
        let range = from.max(0.0) as usize..(to as usize + 1).min(motion.grid.len);
        let fastest = angles
            .leg(stride.side)
            .shank_rate
            .as_ref()
            .map_or(0.0, |rate| rate[range].iter().copied().fold(0.0, f64::max));
        if implausible {
            stride.excluded_because.push(Exclusion::Implausible);
        }
        // A leg that is lifted high swings as fast, but stands for more than half of the stride.
        let stands = stride
            .final_contact_s
            .is_some_and(|time| share(time) > RUNNING_STANCE_SHARE);
        if fastest > RUNNING_RATE_RADPS && !stands {
            stride.excluded_because.push(Exclusion::NotLevelWalking);
        }
        let own = [
            Some(Site::shank(stride.side)),
            Some(Site::thigh(stride.side)),
            Some(Site::Pelvis),
        ];
        // A sensor that has not begun or has stopped leaves the stride to the others: what it would give is absent.
        let gap = own
            .into_iter()
            .flatten()
            .filter_map(|site| motion.sensor(site))
            .filter(|sensor| {
                let within = |at: f64| (at.max(0.0) as usize).min(sensor.valid.len());
                sensor.valid[within(from)..].contains(&true) && sensor.valid[..within(to)].contains(&true)
            })
            .any(|sensor| !sensor.is_valid_between(from, to));
        if gap {
            stride.excluded_because.push(Exclusion::Gap);
        }
    }
}

/// Strides that overlap a turn, or lie within one stride of it.
fn flag_turns(list: &mut [Stride], turns: &[Turn]) {
    for stride in list.iter_mut() {
        let reach = stride.end_s - stride.start_s;
        if turns
            .iter()
            .any(|turn| stride.start_s - reach < turn.end_s && stride.end_s + reach > turn.start_s)
        {
            stride.excluded_because.push(Exclusion::Turn);
        }
    }
}

/// The first two and last two strides of a bout (of either foot), unless the recording itself begins or ends there.
fn flag_edges(list: &mut [Stride], motion: &Motion, bouts: &[Bout]) {
    let (first_s, last_s) = (motion.grid.start_s, motion.grid.time(motion.grid.len as f64 - 1.0));
    for (index, bout) in bouts.iter().enumerate() {
        let own: Vec<usize> = (0..list.len()).filter(|&k| list[k].bout == index).collect();
        if bout.start_s - first_s > 1.0 {
            own.iter()
                .take(2)
                .for_each(|&k| list[k].excluded_because.push(Exclusion::GaitStart));
        }
        if last_s - bout.end_s > 1.0 {
            own.iter()
                .rev()
                .take(2)
                .for_each(|&k| list[k].excluded_because.push(Exclusion::GaitStop));
        }
    }
}

/// Strides whose duration stands apart from the seven around it by more than three robust standard deviations; a
/// deviation below 5 % of the stride is ordinary.
fn flag_unsteady(list: &mut [Stride]) {
    for side in Side::BOTH {
        let own: Vec<usize> = (0..list.len())
            .filter(|&k| list[k].side == side && list[k].included())
            .collect();
        let durations: Vec<f64> = own.iter().map(|&k| list[k].end_s - list[k].start_s).collect();
        let deviations: Vec<f64> = (0..durations.len())
            .map(|k| {
                let around = &durations[k.saturating_sub(3)..(k + 4).min(durations.len())];
                durations[k] - statistics::median(around)
            })
            .collect();
        let limit = 3.0 * statistics::robust_sd(&deviations);
        for (&k, deviation) in own.iter().zip(&deviations) {
            if deviation.abs() > limit.max(0.05 * (list[k].end_s - list[k].start_s)) && durations.len() >= 7 {
                list[k].excluded_because.push(Exclusion::NotSteady);
            }
        }
    }
}
