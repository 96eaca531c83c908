//! Speed of the orientation filter on one hour of one sensor at 100 Hz.
//!
//! The yardstick is the authors' C++ `offlineVQF` on the same machine and as many samples (`pip install vqf`).

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use nalgebra::Vector3;
use signal::orientation::{OnlineVqf, VqfParameters, offline_vqf};

const RATE_HZ: f64 = 100.0;
const SAMPLES: usize = 360_000;

fn walk() -> (Vec<Vector3<f64>>, Vec<Vector3<f64>>) {
    (0..SAMPLES)
        .map(|k| {
            let phase = std::f64::consts::TAU * 0.9 * k as f64 / RATE_HZ;
            let shake = ((k * k) as f64 * 0.618).sin();
            (
                Vector3::new(
                    1.5 * phase.sin() + 0.01,
                    0.4 * (2.0 * phase).cos() - 0.02,
                    3.0 * phase.cos() + 0.02 * shake,
                ),
                Vector3::new(
                    2.0 * (2.0 * phase).sin(),
                    9.8 + 3.0 * (2.0 * phase).sin() + 0.3 * shake,
                    phase.sin(),
                ),
            )
        })
        .unzip()
}

fn orientation(criterion: &mut Criterion) {
    let (gyr, acc) = walk();
    let parameters = VqfParameters::default();
    let mut group = criterion.benchmark_group("hour_at_100_hz");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    group.bench_function("offline_vqf", |bencher| {
        bencher.iter(|| offline_vqf(RATE_HZ, black_box(&gyr), black_box(&acc), &parameters));
    });
    group.bench_function("online_vqf", |bencher| {
        bencher.iter(|| {
            let mut filter = OnlineVqf::new(RATE_HZ, &parameters).expect("sound settings");
            gyr.iter()
                .zip(&acc)
                .map(|(gyr, acc)| filter.push(gyr, acc).w)
                .sum::<f64>()
        });
    });
    group.finish();
}

criterion_group!(benches, orientation);
criterion_main!(benches);
