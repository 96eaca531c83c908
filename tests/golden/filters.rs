//! Butterworth filters against SciPy: `sosfiltfilt` (padding held to the record) and `sosfilt` from the steady state, to
//! 1e-9 of signals of size 3.

use signal::filter::Butterworth;

use crate::signals::{indices, largest_difference, load, numbers, wave};

#[test]
fn equal_scipy_for_every_kind_order_and_length() {
    let cases = load(include_str!("filter.json"));
    let cases = cases.as_array().expect("cases");
    assert!(cases.len() >= 30);
    for case in cases {
        let (order, rate) = (
            case["order"].as_u64().unwrap() as usize,
            case["rate_hz"].as_f64().unwrap(),
        );
        let edges = numbers(&case["edges"]);
        let filter = match case["kind"].as_str().unwrap() {
            "lowpass" => Butterworth::lowpass(order, edges[0], rate),
            "highpass" => Butterworth::highpass(order, edges[0], rate),
            _ => Butterworth::bandpass(order, edges[0], edges[1], rate),
        }
        .expect("a sound design");
        let n = case["n"].as_u64().unwrap() as usize;
        let (x, index) = (wave(n, 11), indices(&case["index"]));
        let pick = |y: Vec<f64>| index.iter().map(|&k| y[k]).collect::<Vec<_>>();
        for (kind, y) in [("zero_phase", filter.filtfilt(&x)), ("causal", filter.filter(&x))] {
            let off = largest_difference(&pick(y), &numbers(&case[kind]));
            assert!(
                off < 1e-9,
                "{kind} {} order {order} at {edges:?} Hz, n {n}: off by {off:e}",
                case["kind"]
            );
        }
    }
}
