//! How fast an hour of five sensors at 100 Hz is read: parse, checks of units, and the hash.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use recording::{ReadOptions, inspect, read};
use std::fmt::Write as _;
use std::hint::black_box;

fn hour() -> String {
    let mut text = String::from("time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps\n");
    for i in 0..360_000 {
        let t = f64::from(i) / 100.0;
        let (s, c) = (6.3 * t).sin_cos();
        let _ = writeln!(
            text,
            "{t:.2},{:.5},{:.5},{:.5},{:.6},{:.6},{:.6}",
            9.8 + s,
            2.0 * c,
            s * c,
            0.1 * c,
            0.3 * s,
            3.0 * s * s * c
        );
    }
    text
}

fn reading(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let text = hour();
    for site in ["pelvis", "thigh_left", "thigh_right", "shank_left", "shank_right"] {
        std::fs::write(folder.path().join(format!("{site}.csv")), &text).expect("room for the bench's files");
    }
    let paths = [folder.path().to_owned()];
    let mut group = criterion.benchmark_group("reading");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(5 * text.len() as u64));
    group.bench_function("five_hours_of_sensors", |b| {
        b.iter(|| read(black_box(&paths), &ReadOptions::default()))
    });
    group.finish();
    let recording = read(&paths, &ReadOptions::default()).expect("the bench's own files are good");
    let track = recording.tracks.values().next().expect("five tracks");
    criterion.bench_function("inspect_an_hour", |b| b.iter(|| inspect(black_box(track))));
}

criterion_group!(benches, reading);
criterion_main!(benches);
