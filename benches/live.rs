//! Cost of the causal chain: one minute of five sensors at 100 Hz, calibration included.
//!
//! 5 % of one core is 3 s for this minute.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use live::Replay;
use recording::Site;
use simulation::{Extent, Kit, Stage, presets, simulate};

fn chain(criterion: &mut Criterion) {
    let mut scenario = presets::healthy(1);
    scenario.protocol = vec![
        Stage::Stand { seconds: 5.0 },
        Stage::Walk {
            extent: Extent::Seconds(55.0),
            lane_m: Some(20.0),
        },
    ];
    scenario.kit = Kit::usual(100.0);
    let mut recording = simulate(&scenario).recording;
    recording
        .tracks
        .retain(|site, _| !matches!(site, Site::Trunk | Site::FootLeft | Site::FootRight));
    assert_eq!(recording.tracks.len(), 5);
    let mut group = criterion.benchmark_group("live");
    group.sample_size(10);
    group.bench_function("minute_of_five_sensors_at_100_hz", |bencher| {
        bencher.iter(|| {
            let mut replay = Replay::new(black_box(&recording), 0.05);
            let mut events = Vec::new();
            while replay.step(&mut events).is_some() {}
            events.len()
        });
    });
    group.finish();
}

criterion_group!(benches, chain);
criterion_main!(benches);
