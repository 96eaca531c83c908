//! One clock for all sensors, on the simulated sensors' truth: drifts of ±50 ppm, intervals of 7.5 to 50 ms.

use super::support::*;
use gaitscope::sensors::virtual_radio::VirtualRadio;

/// The worst difference of two sensors' time errors anywhere in a recording, and the largest stated uncertainty, s.
async fn worst(seed: u64, seconds: f64) -> (f64, f64) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("session");
    let sensors = five(seed);
    let radio = VirtualRadio::new(sensors.clone());
    let chosen = choose(&radio, 5).await;
    let finished = record(&radio, plan(&folder, chosen), seconds).await.unwrap();
    let errors: Vec<[f64; 3]> = sensors
        .iter()
        .map(|sensor| {
            let rows = rows(&folder, sensor.site.unwrap());
            let run = *radio.truth(sensor.unit).last().unwrap();
            [0, rows.len() / 2, rows.len() - 1].map(|i| {
                let truth = run.start_s + rows[i].sequence as f64 * run.period_s;
                rows[i].time_s - truth
            })
        })
        .collect();
    let spread = |k: usize| {
        let all = || errors.iter().map(|error| error[k]);
        all().fold(f64::MIN, f64::max) - all().fold(f64::MAX, f64::min)
    };
    let stated = finished.status.sensors.iter().filter_map(|sensor| sensor.clock);
    let uncertainty = stated.map(|clock| clock.uncertainty_s).fold(0.0, f64::max);
    ((0..3).map(spread).fold(0.0, f64::max), uncertainty)
}

async fn statistics(seeds: std::ops::Range<u64>, seconds: f64) -> Vec<f64> {
    let mut all = Vec::new();
    let mut stated = 0.0_f64;
    for seed in seeds {
        let (spread, uncertainty) = worst(seed, seconds).await;
        stated = stated.max(uncertainty);
        all.push(spread);
    }
    all.sort_by(f64::total_cmp);
    let ms = |share: f64| all[((all.len() - 1) as f64 * share) as usize] * 1e3;
    println!(
        "{seconds:.0} s: worst pair of five sensors, median {:.2} ms, 90 % {:.2} ms, worst {:.2} ms; stated at most ±{:.2} ms",
        ms(0.5),
        ms(0.9),
        ms(1.0),
        stated * 1e3
    );
    all
}

#[tokio::test(start_paused = true)]
async fn any_two_sensors_within_5_ms() {
    for (seeds, seconds) in [(100..120, 30.0), (200..206, 300.0)] {
        let all = statistics(seeds, seconds).await;
        assert!(all.iter().all(|spread| *spread <= 0.005), "{all:?}");
    }
}
