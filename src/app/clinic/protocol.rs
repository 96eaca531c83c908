//! What a person can be asked to do, phase by phase.

use crate::recording::PhaseKind;
use crate::sensors::capture::PlannedPhase;
use crate::simulation::{Extent, Stage, presets};

/// The protocols that the app guides through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolKind {
    TenMetres,
    TwoMinutes,
    SixMinutes,
    WalkSitWalk,
    TimedUpAndGo,
    SitToStand,
}

impl ProtocolKind {
    pub const ALL: [ProtocolKind; 6] = [
        ProtocolKind::TenMetres,
        ProtocolKind::TwoMinutes,
        ProtocolKind::SixMinutes,
        ProtocolKind::WalkSitWalk,
        ProtocolKind::TimedUpAndGo,
        ProtocolKind::SitToStand,
    ];

    /// The name in files, by which the analysis knows the tests that it measures; its words are `app-protocol-<name>` with dashes.
    pub fn name(self) -> &'static str {
        match self {
            ProtocolKind::TenMetres => "walk_10_m",
            ProtocolKind::TwoMinutes => "walk_2_min",
            ProtocolKind::SixMinutes => "walk_6_min",
            ProtocolKind::WalkSitWalk => "walk_sit_walk",
            ProtocolKind::TimedUpAndGo => "timed_up_and_go",
            ProtocolKind::SitToStand => "five_times_sit_to_stand",
        }
    }

    pub fn from_name(name: &str) -> Option<ProtocolKind> {
        ProtocolKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The phases with their lengths; one without a length ends when the therapist says so. Each begins and ends with
    /// the quiet stand that aligns the sensors (sitting, where the test begins on a chair).
    pub fn phases(self) -> Vec<PlannedPhase> {
        use PhaseKind::{Sit, Stand, Walk};
        let plan: &[(PhaseKind, Option<f64>)] = match self {
            ProtocolKind::TenMetres => &[(Stand, Some(5.0)), (Walk, None), (Stand, Some(4.0))],
            ProtocolKind::TwoMinutes => &[(Stand, Some(5.0)), (Walk, Some(120.0)), (Stand, Some(4.0))],
            ProtocolKind::SixMinutes => &[(Stand, Some(5.0)), (Walk, Some(360.0)), (Stand, Some(4.0))],
            ProtocolKind::WalkSitWalk => &[
                (Stand, Some(5.0)),
                (Walk, Some(60.0)),
                (Sit, Some(60.0)),
                (Walk, Some(60.0)),
                (Stand, Some(4.0)),
            ],
            ProtocolKind::TimedUpAndGo => &[(Stand, Some(5.0)), (Sit, Some(5.0)), (Walk, None), (Sit, Some(4.0))],
            ProtocolKind::SitToStand => &[(Stand, Some(5.0)), (Sit, Some(5.0)), (Sit, None)],
        };
        plan.iter()
            .map(|&(kind, seconds)| PlannedPhase { kind, seconds })
            .collect()
    }

    /// What a virtual person does in it.
    pub fn stages(self) -> Vec<Stage> {
        let stand = |seconds| Stage::Stand { seconds };
        let walk = |seconds| Stage::Walk {
            extent: Extent::Seconds(seconds),
            lane_m: Some(20.0),
        };
        match self {
            ProtocolKind::TenMetres => vec![stand(5.0), walk(75.0), stand(4.0)],
            ProtocolKind::TwoMinutes => vec![stand(5.0), walk(120.0), stand(4.0)],
            ProtocolKind::SixMinutes => vec![stand(5.0), walk(360.0), stand(4.0)],
            ProtocolKind::WalkSitWalk => {
                vec![
                    stand(5.0),
                    walk(60.0),
                    stand(2.0),
                    Stage::Sit { seconds: 56.0 },
                    stand(2.0),
                    walk(60.0),
                    stand(4.0),
                ]
            }
            ProtocolKind::TimedUpAndGo => presets::timed_up_and_go(0).protocol,
            ProtocolKind::SitToStand => presets::five_times_sit_to_stand(0).protocol,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gait::function::FunctionTest;
    use crate::recording::{Protocol, Session};

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
