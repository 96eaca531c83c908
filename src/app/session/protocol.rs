//! What a person can be asked to do, phase by phase.

use recording::PhaseKind;
use sensors::capture::PlannedPhase;
use simulation::{Extent, Stage, presets};

/// The protocols that the app guides through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolKind {
    TenMetres,
    /// On a lane of any length, in a corridor, on a treadmill: until the therapist says so.
    FreeWalk,
    TwoMinutes,
    SixMinutes,
    WalkSitWalk,
    TimedUpAndGo,
    SitToStand,
    QuietStand,
}

/// The quiet stand at either end, seconds: posture needs ten.
const STAND_S: f64 = 10.5;
/// The stand that is a test of its own, seconds: half a minute, and a moment to settle.
const LONG_STAND_S: f64 = 31.0;
/// Lanes of ten metres: with what turns cost, at least thirty strides of each leg.
const LANES: u32 = 8;
/// Thirty steady strides of each leg, on lanes of ten metres: the strides of a turn are none. Ours; of the virtual person's 60 steps
/// 17 strides of the lame leg were steady, of 90 steps 26, of 138 steps 37.
const STEPS: usize = 110;

impl ProtocolKind {
    pub const ALL: [ProtocolKind; 8] = [
        ProtocolKind::TenMetres,
        ProtocolKind::TwoMinutes,
        ProtocolKind::SixMinutes,
        ProtocolKind::WalkSitWalk,
        ProtocolKind::FreeWalk,
        ProtocolKind::TimedUpAndGo,
        ProtocolKind::SitToStand,
        ProtocolKind::QuietStand,
    ];

    /// The name in files, by which the analysis knows the tests that it measures; its words are `app-protocol-<name>` with dashes.
    pub fn name(self) -> &'static str {
        match self {
            ProtocolKind::TenMetres => "walk_10_m",
            ProtocolKind::FreeWalk => "walk_free",
            ProtocolKind::TwoMinutes => "walk_2_min",
            ProtocolKind::SixMinutes => "walk_6_min",
            ProtocolKind::WalkSitWalk => "walk_sit_walk",
            ProtocolKind::TimedUpAndGo => "timed_up_and_go",
            ProtocolKind::SitToStand => "five_times_sit_to_stand",
            ProtocolKind::QuietStand => "quiet_stand_30_s",
        }
    }

    pub fn from_name(name: &str) -> Option<ProtocolKind> {
        ProtocolKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The phases with their lengths; one without a length ends when what it asks for is done (see `lanes` and `chair`), or when
    /// the therapist says so. Each begins and ends with the quiet stand that aligns the sensors (sitting, where the test begins
    /// on a chair).
    pub fn phases(self) -> Vec<PlannedPhase> {
        use PhaseKind::{Sit, Stand, Walk};
        let plan: &[(PhaseKind, Option<f64>)] = match self {
            ProtocolKind::TenMetres | ProtocolKind::FreeWalk => {
                &[(Stand, Some(STAND_S)), (Walk, None), (Stand, Some(STAND_S))]
            }
            ProtocolKind::TwoMinutes => &[(Stand, Some(STAND_S)), (Walk, Some(120.0)), (Stand, Some(STAND_S))],
            ProtocolKind::SixMinutes => &[(Stand, Some(STAND_S)), (Walk, Some(360.0)), (Stand, Some(STAND_S))],
            ProtocolKind::WalkSitWalk => &[
                (Stand, Some(STAND_S)),
                (Walk, Some(60.0)),
                (Sit, Some(60.0)),
                (Walk, Some(60.0)),
                (Stand, Some(STAND_S)),
            ],
            ProtocolKind::TimedUpAndGo => &[(Stand, Some(STAND_S)), (Sit, Some(5.0)), (Walk, None), (Sit, Some(4.0))],
            ProtocolKind::SitToStand => &[(Stand, Some(STAND_S)), (Sit, Some(5.0)), (Sit, None)],
            ProtocolKind::QuietStand => &[(Stand, Some(LONG_STAND_S))],
        };
        plan.iter()
            .map(|&(kind, seconds)| PlannedPhase { kind, seconds })
            .collect()
    }

    /// How often the lane is walked: the walk ends by itself after this distance. `None` where something else ends it.
    pub(crate) fn lanes(self) -> Option<u32> {
        (self == ProtocolKind::TenMetres).then_some(LANES)
    }

    /// Steps of both feet after which verdicts on both legs can be given.
    pub(crate) fn steps_wanted(self) -> Option<usize> {
        let walks = self.phases().iter().any(|phase| phase.kind == PhaseKind::Walk);
        (walks && self != ProtocolKind::TimedUpAndGo).then_some(STEPS)
    }

    /// What a virtual person does in it.
    pub(crate) fn stages(self) -> Vec<Stage> {
        let stand = |seconds| Stage::Stand { seconds };
        let walk = |seconds| Stage::Walk {
            extent: Extent::Seconds(seconds),
            lane_m: Some(20.0),
        };
        match self {
            ProtocolKind::TenMetres => {
                let lanes = Stage::Walk {
                    extent: Extent::Metres(10.0 * f64::from(LANES)),
                    lane_m: Some(10.0),
                };
                vec![stand(STAND_S), lanes, stand(STAND_S)]
            }
            ProtocolKind::FreeWalk => vec![stand(STAND_S), walk(75.0), stand(STAND_S)],
            ProtocolKind::TwoMinutes => vec![stand(STAND_S), walk(120.0), stand(STAND_S)],
            ProtocolKind::SixMinutes => vec![stand(STAND_S), walk(360.0), stand(STAND_S)],
            ProtocolKind::WalkSitWalk => {
                vec![
                    stand(STAND_S),
                    walk(60.0),
                    stand(2.0),
                    Stage::Sit { seconds: 56.0 },
                    stand(2.0),
                    walk(60.0),
                    stand(STAND_S),
                ]
            }
            ProtocolKind::TimedUpAndGo => after_standing(presets::timed_up_and_go(0).protocol),
            ProtocolKind::SitToStand => after_standing(presets::five_times_sit_to_stand(0).protocol),
            ProtocolKind::QuietStand => vec![stand(LONG_STAND_S)],
        }
    }
}

/// A test that begins with a shorter stand than is asked for here.
fn after_standing(mut stages: Vec<Stage>) -> Vec<Stage> {
    if let Some(Stage::Stand { seconds }) = stages.first_mut() {
        *seconds = STAND_S;
    }
    stages
}

#[cfg(test)]
mod tests {
    use super::*;
    use gait::function::FunctionTest;
    use recording::{Protocol, Session};

    #[test]
    fn every_protocol_begins_standing_and_has_its_name() {
        for kind in ProtocolKind::ALL {
            assert_eq!(ProtocolKind::from_name(kind.name()), Some(kind));
            assert_eq!(kind.phases()[0].kind, PhaseKind::Stand);
            assert!(matches!(kind.stages()[0], Stage::Stand { .. }));
        }
    }

    #[test]
    fn the_analysis_knows_both_tests_by_name() {
        let of = |kind: ProtocolKind| {
            let protocol = Protocol {
                name: Some(kind.name().to_owned()),
                ..Protocol::default()
            };
            FunctionTest::of(&Session {
                protocol,
                ..Session::default()
            })
        };
        assert_eq!(of(ProtocolKind::TimedUpAndGo), Some(FunctionTest::TimedUpAndGo));
        assert_eq!(of(ProtocolKind::SitToStand), Some(FunctionTest::FiveTimesSitToStand));
        assert_eq!(of(ProtocolKind::TenMetres), None);
    }
}
