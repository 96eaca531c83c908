//! Peaks (exact), statistics, spectra and trends (to 1e-9 relative to values of size 1) against SciPy and NumPy.

use signal::{peaks, spectrum, statistics, trend};

use crate::signals::{indices, largest_difference, load, numbers, wave};

fn golden() -> (serde_json::Value, Vec<f64>, Vec<f64>) {
    let golden = load(include_str!("shape.json"));
    let n = golden["n"].as_u64().unwrap() as usize;
    let x = wave(n, 21)
        .iter()
        .map(|value| (value * 8.0).round_ties_even() / 8.0)
        .collect();
    (golden, x, wave(n, 22))
}

#[test]
fn peaks_and_prominences_equal_scipy() {
    let (golden, x, y) = golden();
    for (key, wanted) in golden["peaks"].as_object().unwrap() {
        let (height, distance) = key.split_once(':').unwrap();
        let distance = distance.parse().unwrap();
        // With a distance on the signal without equal peaks: which of two equals stays hangs on SciPy's unstable sort.
        let signal = if distance == 1 { &x } else { &y };
        let wanted = indices(wanted);
        assert!(!wanted.is_empty());
        assert_eq!(
            peaks::local_maxima(signal, height.parse().unwrap(), distance),
            wanted,
            "{key}"
        );
    }
    let every = peaks::local_maxima(&x, f64::NEG_INFINITY, 1);
    let found: Vec<f64> = every.iter().map(|&k| peaks::prominence(&x, k)).collect();
    assert_eq!(found, numbers(&golden["prominences"]));
}

#[test]
fn statistics_equal_numpy_and_scipy() {
    let (golden, x, y) = golden();
    for (percent, wanted) in golden["percentiles"].as_object().unwrap() {
        let found = statistics::percentile(&y, percent.parse().unwrap());
        assert!((found - wanted.as_f64().unwrap()).abs() < 1e-12, "{percent} %");
    }
    let single = [
        ("skewness", statistics::skewness(&y)),
        ("mad", statistics::mad(&y)),
        ("sd", statistics::sd(&y)),
        ("correlation", statistics::correlation(&x, &y)),
    ];
    for (key, found) in single {
        assert!((found - golden[key].as_f64().unwrap()).abs() < 1e-12, "{key}");
    }
    let line = statistics::linear_regression(&y, &x).unwrap();
    let off = largest_difference(&[line.intercept, line.slope, line.slope_se], &numbers(&golden["line"]));
    assert!(off < 1e-12, "line off by {off:e}");
}

#[test]
fn spectra_equal_scipy() {
    let (golden, _, y) = golden();
    for (key, n) in [("analytic", 400), ("analytic_odd", 399)] {
        let found = spectrum::analytic_signal(&y[..n]);
        for (row, value) in golden[key].as_array().unwrap().iter().zip(found.iter().step_by(20)) {
            assert!(largest_difference(&numbers(row), &[value.re, value.im]) < 1e-11);
        }
    }
    let density = spectrum::welch_psd(&[&y[10..70], &y[100..175], &y[200..280]], 100.0, 256);
    let found: Vec<f64> = density.iter().copied().step_by(4).collect();
    let off = largest_difference(&found, &numbers(&golden["welch"]));
    assert!(off < 1e-12, "density off by {off:e}");
}

#[test]
fn trends_equal_scipy() {
    for case in load(include_str!("trend.json")).as_array().unwrap() {
        let n = case["n"].as_u64().unwrap() as usize;
        let drift = case["drift"].as_f64().unwrap();
        let y: Vec<f64> = wave(n, case["seed"].as_u64().unwrap())
            .iter()
            .enumerate()
            .map(|(k, v)| v + drift * k as f64)
            .collect();
        let mut time = 0.0;
        let t: Vec<f64> = (0..n)
            .map(|k| {
                time += 1.0 + 0.2 * (k % 3) as f64;
                time
            })
            .collect();
        let line = trend::theil_sen(&t, &y, 0.95, 1.0).unwrap();
        let found = [line.slope, line.intercept, line.low, line.high];
        let off = largest_difference(&found, &numbers(&case["theil_sen"]));
        assert!(off < 1e-12, "n {n}: Theil-Sen off by {off:e}");
        let tau = trend::mann_kendall(&y).unwrap().s / (n * (n - 1) / 2) as f64;
        assert!((tau - case["tau"].as_f64().unwrap()).abs() < 1e-12, "n {n}: Kendall");
    }
}
