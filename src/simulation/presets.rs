//! Named people, ready to walk.
use super::*;
/// x
pub fn healthy(seed: u64) -> Scenario {
    Scenario {
        name: "healthy".to_owned(),
        seed,
        person: Person::of_height(1.7),
        speed_mps: 1.25,
        variability: Variability::default(),
        protocol: vec![Stage::Stand { seconds: 6.0 }, Stage::Walk { extent: Extent::Seconds(60.0), lane_m: Some(12.0) }, Stage::Stand { seconds: 4.0 }],
        treadmill: false,
        first_step: Side::Right,
        edits: vec![],
        kit: Kit::usual(100.0),
    }
}
