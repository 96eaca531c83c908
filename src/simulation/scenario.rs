//! What shall happen: the person, the protocol, and everything that is planted on purpose.

use super::curves::CurveSource;
use super::kit::Kit;
use recording::Side;

/// A complete description of one simulated recording. The same scenario gives the same bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Name of the recording and pseudonym of the person.
    pub name: String,
    /// Of everything that is drawn by chance.
    pub seed: u64,
    /// Who walks.
    pub person: Person,
    /// Comfortable walking speed that the steps are scaled to, m/s (0.3 to 2.0). The speed that comes out follows from
    /// the legs (no foot slips) and is in the truth; without edits it meets this one within about 2 %.
    pub speed_mps: f64,
    /// How much strides differ.
    pub variability: Variability,
    /// What is done, in order.
    pub protocol: Vec<Stage>,
    /// Walking on a belt that carries the person back at the speed of the walk.
    pub treadmill: bool,
    /// The leg that swings first; also the side to which the first turn goes.
    pub first_step: Side,
    /// What is planted.
    pub edits: Vec<Edit>,
    /// The sensors.
    pub kit: Kit,
}

/// Body sizes, metres.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Standing height.
    pub height_m: f64,
    /// Hip joint centre to knee.
    pub thigh_m: f64,
    /// Knee to ankle.
    pub shank_m: f64,
    /// Between the hip joint centres.
    pub hip_width_m: f64,
    /// Whole years; above 45 the cadence is that of older adults.
    pub age_years: f64,
    /// Only written into the session, and by it the references are chosen.
    pub sex: Sex,
    /// Cadence against the regression, percent: some people take quicker, shorter steps.
    pub cadence_percent: f64,
    /// Forward lean of the pelvis in walking against standing, degrees.
    pub walking_lean_deg: f64,
    /// Whose curves the legs and the pelvis follow.
    pub curves: CurveSource,
}

/// As references of healthy people divide them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

impl Person {
    /// Segment lengths from height by the proportions of Drillis & Contini.
    pub(crate) fn of_height(height_m: f64) -> Person {
        Person {
            height_m,
            thigh_m: 0.245 * height_m,
            shank_m: 0.246 * height_m,
            hip_width_m: 0.1 * height_m,
            age_years: 40.0,
            sex: Sex::Female,
            cadence_percent: 0.0,
            walking_lean_deg: 1.0,
            curves: CurveSource::Fukuchi,
        }
    }

    /// Hip joint to floor, metres.
    pub(crate) fn leg_m(&self) -> f64 {
        self.thigh_m + self.shank_m + self.ankle_height_m()
    }

    /// Ankle joint above the sole, metres.
    pub(crate) fn ankle_height_m(&self) -> f64 {
        0.045 * self.height_m
    }
}

/// How much strides differ from one another in one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Variability {
    /// Coefficient of variation of stride time, percent; healthy 1 to 3.
    pub stride_time_cv_percent: f64,
    /// Standard deviation between strides of the swing knee peak, degrees; other angles follow in proportion.
    pub angle_sd_deg: f64,
    /// Correlation of one step's deviation with the next.
    pub lag1: f64,
}

impl Default for Variability {
    fn default() -> Self {
        Variability {
            stride_time_cv_percent: 1.8,
            angle_sd_deg: 1.3,
            lag1: 0.4,
        }
    }
}

impl Variability {
    /// Every stride like every other.
    pub const NONE: Variability = Variability {
        stride_time_cv_percent: 0.0,
        angle_sd_deg: 0.0,
        lag1: 0.0,
    };
}

/// One part of the protocol, in the order of the list.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Standing still.
    Stand {
        /// Its duration.
        seconds: f64,
    },
    /// Sitting down, sitting, standing up: the seconds include both movements (2 s each).
    Sit {
        /// Its duration with both movements.
        seconds: f64,
    },
    /// As `Sit`, at a pace of one's own: each movement takes `move_s`, and one thigh may take longer by some seconds (it
    /// starts with the other and arrives later).
    Chair {
        /// Its duration with both movements.
        seconds: f64,
        /// Duration of each movement.
        move_s: f64,
        /// The slower thigh and by how many seconds.
        slower: Option<(Side, f64)>,
    },
    /// Walking, to and fro where `lane_m` is given (a half turn at each end).
    Walk {
        /// How far.
        extent: Extent,
        /// Length of the lane, metres.
        lane_m: Option<f64>,
    },
}

/// How far a walk goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Extent {
    /// So many seconds.
    Seconds(f64),
    /// So many metres.
    Metres(f64),
}

/// One planted peculiarity.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// What is changed.
    pub kind: EditKind,
    /// The leg it belongs to; ignored by the kinds that have no side.
    pub side: Side,
    /// In the unit of the kind.
    pub size: f64,
    /// When.
    pub course: Course,
}

impl Edit {
    /// An edit that holds for the whole recording.
    pub fn new(kind: EditKind, side: Side, size: f64) -> Edit {
        Edit {
            kind,
            side,
            size,
            course: Course::Always,
        }
    }

    /// The same at other times.
    pub fn with_course(mut self, course: Course) -> Edit {
        self.course = course;
        self
    }
}

/// What an edit changes. Degrees and percents are changes against the person's own healthy walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EditKind {
    /// Stance time of this side, percent (negative: a shorter stance, a limp); the stride keeps its time.
    StanceTime,
    /// Step time ending with this side's contact against the other side's, percent; the stride keeps its time.
    StepTime,
    /// Peak knee flexion in swing, degrees (negative: stiff knee).
    SwingKnee,
    /// Knee flexion in loading response, degrees (negative: less).
    LoadingResponse,
    /// Rise of the pelvis on this side early in its stance, degrees: the other side drops.
    PelvicDrop,
    /// Lift of the pelvis on this side in its swing, degrees.
    HipHike,
    /// Outward lean of thigh and shank in swing, degrees.
    Circumduction,
    /// Thigh flexion in swing, degrees; knee flexion in swing grows by twice as much.
    Steppage,
    /// Loss of thigh extension in terminal stance, degrees.
    LessExtension,
    /// Forward lean of pelvis and trunk, degrees. No side.
    ForwardLean,
    /// Lean of the trunk towards this side while it stands, degrees (only a trunk sensor sees it).
    TrunkLean,
    /// Impact at initial contact of this side, percent.
    Impact,
    /// Walking speed, percent: cadence and step length follow. No side.
    Speed,
    /// Step length without a change of cadence, percent. No side.
    StepLength,
    /// Variability between strides, percent. No side.
    Variability,
}

impl EditKind {
    /// In the order of files.
    pub const ALL: [EditKind; 15] = [
        EditKind::StanceTime,
        EditKind::StepTime,
        EditKind::SwingKnee,
        EditKind::LoadingResponse,
        EditKind::PelvicDrop,
        EditKind::HipHike,
        EditKind::Circumduction,
        EditKind::Steppage,
        EditKind::LessExtension,
        EditKind::ForwardLean,
        EditKind::TrunkLean,
        EditKind::Impact,
        EditKind::Speed,
        EditKind::StepLength,
        EditKind::Variability,
    ];

    /// Snake-case name for files.
    pub fn name(self) -> &'static str {
        match self {
            EditKind::StanceTime => "stance_time_percent",
            EditKind::StepTime => "step_time_percent",
            EditKind::SwingKnee => "swing_knee_deg",
            EditKind::LoadingResponse => "loading_response_deg",
            EditKind::PelvicDrop => "pelvic_drop_deg",
            EditKind::HipHike => "hip_hike_deg",
            EditKind::Circumduction => "circumduction_deg",
            EditKind::Steppage => "steppage_deg",
            EditKind::LessExtension => "less_extension_deg",
            EditKind::ForwardLean => "forward_lean_deg",
            EditKind::TrunkLean => "trunk_lean_deg",
            EditKind::Impact => "impact_percent",
            EditKind::Speed => "speed_percent",
            EditKind::StepLength => "step_length_percent",
            EditKind::Variability => "variability_percent",
        }
    }

    /// Whether the edit belongs to one leg.
    pub fn has_side(self) -> bool {
        !matches!(
            self,
            EditKind::ForwardLean | EditKind::Speed | EditKind::StepLength | EditKind::Variability
        )
    }
}

/// When an edit is in force, on the recording's clock.
#[derive(Debug, Clone, PartialEq)]
pub enum Course {
    /// From the first step to the last.
    Always,
    /// Absent before, fully there from the first stride after.
    StepAt(f64),
    /// Grows evenly between two times.
    Ramp {
        /// Absent until here, seconds.
        from_s: f64,
        /// Fully there from here, seconds.
        to_s: f64,
    },
    /// Straight lines between (time, share) points, flat outside: a change that comes and goes again.
    Points(Vec<(f64, f64)>),
}

impl Course {
    /// Share of the full size at a time.
    pub fn share(&self, time_s: f64) -> f64 {
        match self {
            Course::Always => 1.0,
            Course::StepAt(at) => f64::from(u8::from(time_s >= *at)),
            Course::Ramp { from_s, to_s } => ((time_s - from_s) / (to_s - from_s)).clamp(0.0, 1.0),
            Course::Points(points) => {
                let after = points.partition_point(|p| p.0 <= time_s);
                match (after.checked_sub(1).map(|i| points[i]), points.get(after)) {
                    (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (time_s - a.0) / (b.0 - a.0),
                    (Some(a), None) => a.1,
                    (None, Some(b)) => b.1,
                    (None, None) => 0.0,
                }
            }
        }
    }

    /// The time of the first change, `None` for edits that hold throughout.
    pub fn onset_s(&self) -> Option<f64> {
        match self {
            Course::Always => None,
            Course::StepAt(at) => Some(*at),
            Course::Ramp { from_s, .. } => Some(*from_s),
            Course::Points(points) => points
                .windows(2)
                .find(|pair| pair[0].1 != pair[1].1)
                .map(|pair| pair[0].0),
        }
    }
}

impl Scenario {
    /// The same person and sensors seen in a mirror: left is right in everything, noise included.
    pub fn mirrored(&self) -> Scenario {
        let mut mirror = self.clone();
        mirror.first_step = self.first_step.other();
        for edit in &mut mirror.edits {
            edit.side = edit.side.other();
        }
        mirror.kit = self.kit.mirrored();
        mirror
    }
}
