//! When each foot meets and leaves the floor, when the body turns, stands and sits.

use super::curves::CURVE_FINAL_CONTACT;
use super::model::{GaitModel, speed_at};
use super::random::{Autoregressive, Stream};
use super::scenario::{EditKind, Extent, Scenario, Stage};
use super::shape::{Shape, Trait};
use super::skeleton::index;
use super::smooth::{CubicSpline, plateau_once, rise};
use recording::{Phase, PhaseKind, Side};
use std::f64::consts::PI;

/// Duration of sitting down or standing up, seconds.
pub(crate) const SIT_MOVE_S: f64 = 2.0;

/// One time on a chair, movements included.
#[derive(Debug, Clone, Copy)]
pub struct Sit {
    /// Seconds on the recording's clock.
    pub start_s: f64,
    /// Seconds on the recording's clock.
    pub end_s: f64,
    /// How long each leg takes to sit down and to rise, seconds.
    pub move_s: [f64; 2],
}

/// The whole recording's plan.
#[derive(Debug)]
pub struct Schedule {
    /// Of the whole recording, seconds.
    pub duration_s: f64,
    /// What is done when.
    pub phases: Vec<Phase>,
    /// In order.
    pub walks: Vec<Walk>,
    /// Starts and ends of sitting, movements included.
    pub sits: Vec<Sit>,
    /// In order.
    pub turns: Vec<TurnPlan>,
}

/// One planned turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TurnPlan {
    /// Seconds on the recording's clock.
    pub start_s: f64,
    /// Seconds on the recording's clock.
    pub end_s: f64,
    /// Radians, to the left positive.
    pub angle: f64,
}

/// One walk from standing to standing.
#[derive(Debug)]
pub struct Walk {
    /// Seconds on the recording's clock.
    pub start_s: f64,
    /// Seconds on the recording's clock.
    pub end_s: f64,
    /// The walk grows out of standing and fades into it over this time.
    pub ramp_s: f64,
    /// Left, right.
    pub legs: [Leg; 2],
    /// When the support passes from leg to leg, in order.
    pub handovers: Vec<Handover>,
}

/// One leg's contacts in a walk; every final contact belongs to the initial contact of the same index that follows it.
#[derive(Debug)]
pub struct Leg {
    /// Seconds on the recording's clock.
    pub final_contacts: Vec<f64>,
    /// Seconds on the recording's clock.
    pub initial_contacts: Vec<f64>,
    /// Phase in cycles over time; whole numbers at initial contacts.
    pub phase: CubicSpline,
    /// Shape at each initial contact.
    pub shapes: Vec<Shape>,
}

/// The support passes to a share of `right` on the right leg.
#[derive(Debug, Clone, Copy)]
pub struct Handover {
    /// Seconds on the recording's clock.
    pub start_s: f64,
    /// Seconds on the recording's clock.
    pub end_s: f64,
    /// Share of the support, 0 to 1.
    pub right: f64,
}

impl Walk {
    /// 0 in standing, 1 in full walking.
    pub fn gain(&self, time_s: f64) -> f64 {
        rise((time_s - self.start_s) / self.ramp_s) * (1.0 - rise((time_s - self.end_s + self.ramp_s) / self.ramp_s))
    }
}

impl Leg {
    /// The shape between the strides around a phase.
    pub fn shape(&self, phase: f64) -> Shape {
        let last = self.shapes.len() - 1;
        if phase <= 0.0 {
            return self.shapes[0];
        }
        let i = phase.floor() as usize;
        if i >= last {
            return self.shapes[last];
        }
        self.shapes[i].blend(&self.shapes[i + 1], rise(phase - i as f64))
    }
}

impl Schedule {
    /// Plans the whole recording.
    pub fn of(scenario: &Scenario) -> Schedule {
        let mut planner = Planner::new(scenario);
        for stage in &scenario.protocol {
            planner.stage(stage);
        }
        planner.schedule.duration_s = planner.now;
        planner.schedule
    }

    /// Heading in radians and the factor on the reach of the legs (steps are shorter in turns).
    pub fn turning(&self, time_s: f64) -> (f64, f64) {
        let mut heading = 0.0;
        let mut reach = 1.0;
        for turn in &self.turns {
            heading += turn.angle * rise((time_s - turn.start_s) / (turn.end_s - turn.start_s));
            let around = [
                turn.start_s - 0.4,
                turn.start_s + 0.4,
                turn.end_s - 0.4,
                turn.end_s + 0.4,
            ];
            reach -= 0.45 * plateau_once(time_s, around);
        }
        (heading, reach)
    }

    /// Per leg 0 standing, 1 seated; and how far within a movement between them (0 at its ends, 1 in its middle).
    pub fn sitting(&self, time_s: f64) -> ([f64; 2], f64) {
        for sit in &self.sits {
            if (sit.start_s..sit.end_s).contains(&time_s) {
                let longest = sit.move_s[0].max(sit.move_s[1]);
                let way = |move_s: f64| {
                    let down = rise((time_s - sit.start_s) / move_s);
                    let up = rise((time_s - sit.end_s + longest) / move_s);
                    (down, up)
                };
                let (down, up) = way(longest);
                let moving = 4.0 * down * (1.0 - down) + 4.0 * up * (1.0 - up);
                return (sit.move_s.map(way).map(|(down, up)| down - up), moving);
            }
        }
        ([0.0; 2], 0.0)
    }
}

struct Planner<'a> {
    scenario: &'a Scenario,
    model: GaitModel,
    schedule: Schedule,
    now: f64,
    step_noise: Autoregressive,
    /// Per leg, leading leg first: reach, offset, swing knee, loading, drop.
    shape_noise: [[Autoregressive; 5]; 2],
    next_turn: f64,
}

impl<'a> Planner<'a> {
    fn new(scenario: &'a Scenario) -> Planner<'a> {
        let series = |purpose: u64| Autoregressive::new(Stream::new(scenario.seed, purpose), scenario.variability.lag1);
        let leg = |base: u64| [0, 1, 2, 3, 4].map(|i| series(base + i));
        Planner {
            scenario,
            model: GaitModel::new(&scenario.person),
            schedule: Schedule {
                duration_s: 0.0,
                phases: vec![],
                walks: vec![],
                sits: vec![],
                turns: vec![],
            },
            now: 0.0,
            step_noise: series(1),
            shape_noise: [leg(10), leg(20)],
            next_turn: if scenario.first_step == Side::Left { PI } else { -PI },
        }
    }

    fn stage(&mut self, stage: &Stage) {
        let start_s = self.now;
        let kind = match stage {
            Stage::Stand { seconds } => {
                self.now += seconds;
                PhaseKind::Stand
            }
            Stage::Sit { seconds } => {
                self.now += seconds.max(2.0 * SIT_MOVE_S + 1.0);
                self.schedule.sits.push(Sit {
                    start_s,
                    end_s: self.now,
                    move_s: [SIT_MOVE_S; 2],
                });
                PhaseKind::Sit
            }
            Stage::Chair {
                seconds,
                move_s,
                slower,
            } => {
                let mut moves = [*move_s; 2];
                if let Some((side, longer)) = slower {
                    moves[index(*side)] += longer;
                }
                self.now += seconds.max(2.0 * moves[0].max(moves[1]));
                self.schedule.sits.push(Sit {
                    start_s,
                    end_s: self.now,
                    move_s: moves,
                });
                PhaseKind::Sit
            }
            Stage::Walk { extent, lane_m } => {
                self.walk(*extent, *lane_m);
                PhaseKind::Walk
            }
        };
        self.schedule.phases.push(Phase {
            kind,
            start_s,
            end_s: self.now,
        });
    }

    /// The sum of the sizes of a kind of edit, per leg.
    fn planted(&self, kind: EditKind, leg: usize, time_s: f64) -> f64 {
        let edits = self.scenario.edits.iter().filter(|edit| edit.kind == kind);
        edits
            .filter(|e| !kind.has_side() || index(e.side) == leg)
            .map(|e| e.size * e.course.share(time_s))
            .sum()
    }

    fn unsteadiness(&self, time_s: f64) -> f64 {
        (1.0 + self.planted(EditKind::Variability, 0, time_s) / 100.0).max(0.0)
    }

    fn walk(&mut self, extent: Extent, lane_m: Option<f64>) {
        let scenario = self.scenario;
        let start_s = self.now;
        let first = index(scenario.first_step);
        let time_at_start = self.model.stride_time_s(speed_at(scenario, start_s));
        // Deviations of single steps from AR(1); a stride is the mean of two of them.
        let lag1 = scenario.variability.lag1;
        let step_cv = scenario.variability.stride_time_cv_percent / 100.0 / ((1.0 + lag1) / 2.0).sqrt();

        let mut contacts: Vec<f64> = vec![start_s + 0.75 * time_at_start];
        let (mut metres, mut lane) = (0.0, 0.0);
        loop {
            let t = contacts[contacts.len() - 1];
            let leg = leg_of(contacts.len(), first);
            let speed = speed_at(scenario, t);
            let stride_s = self.model.stride_time_s(speed);
            let share = self.planted(EditKind::StepTime, leg, t) - self.planted(EditKind::StepTime, 1 - leg, t);
            let noise = 1.0 + step_cv * self.unsteadiness(t) * self.step_noise.draw();
            let step_s = stride_s / 2.0 * (1.0 + share / 200.0) * noise;
            let turning = self.schedule.turns.last().is_some_and(|turn| turn.end_s > t);
            let step_m = speed * step_s * if turning { 0.55 } else { 1.0 };
            metres += step_m;
            lane += if turning { 0.0 } else { step_m };
            let over = match extent {
                Extent::Seconds(seconds) => t + step_s > start_s + seconds - 0.25 * stride_s,
                Extent::Metres(wanted) => metres >= wanted,
            };
            if over && contacts.len() >= 4 {
                break;
            }
            contacts.push(t + step_s);
            if lane_m.is_some_and(|length| lane >= length) && !scenario.treadmill {
                let angle = self.next_turn;
                self.schedule.turns.push(TurnPlan {
                    start_s: t,
                    end_s: t + 1.8,
                    angle,
                });
                self.next_turn = -angle;
                lane = 0.0;
            }
        }
        let last_stride_s = self
            .model
            .stride_time_s(speed_at(scenario, contacts[contacts.len() - 1]));
        let end_s = contacts[contacts.len() - 1] + 0.25 * last_stride_s;
        // A turn that the end of the walk would cut is not begun.
        self.schedule
            .turns
            .retain(|turn| turn.start_s < start_s || turn.end_s < end_s - 1.5 * last_stride_s);

        let mut legs = [self.leg(&contacts, first == 0, 0), self.leg(&contacts, first == 1, 1)];
        for (i, t) in contacts.iter().enumerate() {
            let leg = leg_of(i, first);
            let shape = self.stride_shape(leg, leg == first, *t);
            legs[leg].shapes.push(shape);
        }
        let handovers = handovers(&legs, &contacts, first, start_s, end_s);
        let ramp_s = time_at_start;
        self.schedule.walks.push(Walk {
            start_s,
            end_s,
            ramp_s,
            legs,
            handovers,
        });
        self.now = end_s;
    }

    /// Contacts and phase of one leg, whose initial contacts are every second of `contacts`.
    fn leg(&self, contacts: &[f64], leads: bool, leg: usize) -> Leg {
        let skip = usize::from(!leads);
        let initial_contacts: Vec<f64> = contacts.iter().copied().skip(skip).step_by(2).collect();
        let stance = |t: f64| {
            let share = GaitModel::stance_share(speed_at(self.scenario, t));
            (share * (1.0 + self.planted(EditKind::StanceTime, leg, t) / 100.0)).clamp(0.5, 0.75)
        };
        let typical_s = self.model.stride_time_s(speed_at(self.scenario, contacts[0]));
        let mut final_contacts = vec![initial_contacts[0] - (1.0 - stance(contacts[0])) * typical_s];
        for pair in initial_contacts.windows(2) {
            final_contacts.push(pair[0] + stance(pair[0]) * (pair[1] - pair[0]));
        }
        let last = initial_contacts[initial_contacts.len() - 1];
        let (mut times, mut phases) = (vec![final_contacts[0] - stance(contacts[0]) * typical_s], vec![-1.0]);
        for (i, (fc, ic)) in final_contacts.iter().zip(&initial_contacts).enumerate() {
            times.extend([*fc, *ic]);
            phases.extend([i as f64 - 1.0 + CURVE_FINAL_CONTACT, i as f64]);
        }
        times.push(last + stance(last) * typical_s);
        phases.push((initial_contacts.len() - 1) as f64 + CURVE_FINAL_CONTACT);
        Leg {
            final_contacts,
            initial_contacts,
            phase: CubicSpline::natural(times, phases),
            shapes: vec![],
        }
    }

    fn stride_shape(&mut self, leg: usize, leads: bool, time_s: f64) -> Shape {
        let sd = self.scenario.variability.angle_sd_deg * self.unsteadiness(time_s);
        let mut shape = self.model.shape(speed_at(self.scenario, time_s));
        let noise = self.shape_noise[usize::from(!leads)]
            .each_mut()
            .map(Autoregressive::draw);
        shape[Trait::Reach] *= 1.0 + 0.012 * sd * noise[0];
        shape[Trait::ThighOffset] += 0.3 * sd * noise[1];
        shape[Trait::SwingKnee] += sd * noise[2];
        shape[Trait::Loading] += 0.5 * sd * noise[3];
        shape[Trait::Drop] += 0.25 * sd * noise[4];
        let side = Side::BOTH[leg];
        shape.apply(&self.scenario.edits, side, time_s);
        shape
    }
}

/// The leg that makes the contact of a number: every second one is the first leg's.
fn leg_of(contact: usize, first: usize) -> usize {
    if contact.is_multiple_of(2) { first } else { 1 - first }
}

/// Who carries the body when; the support passes during double support.
fn handovers(legs: &[Leg; 2], contacts: &[f64], first: usize, start_s: f64, end_s: f64) -> Vec<Handover> {
    let on = |leg: usize| if leg == 1 { 1.0 } else { 0.0 };
    let mut list = vec![Handover {
        start_s,
        end_s: legs[first].final_contacts[0],
        right: on(1 - first),
    }];
    for (i, t) in contacts.iter().enumerate() {
        let leg = leg_of(i, first);
        if i + 1 == contacts.len() {
            list.push(Handover {
                start_s: *t,
                end_s,
                right: 0.5,
            });
            break;
        }
        // The trailing leg leaves before its next contact, contacts[i + 1]. Where double support is shorter than
        // 80 ms the load still takes that long to pass: a body has no jerks.
        let leaves = legs[1 - leg].final_contacts[i.div_ceil(2)];
        let middle = (t + leaves) / 2.0;
        let half = ((leaves - t) / 2.0).max(0.04);
        list.push(Handover {
            start_s: middle - half,
            end_s: middle + half,
            right: on(leg),
        });
    }
    list
}
