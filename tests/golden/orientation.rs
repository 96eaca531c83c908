//! The orientation filter against the authors' implementation: quaternions (sign aside) and biases to 1e-9, rest exact.

use nalgebra::{Quaternion, UnitQuaternion, Vector3};
use serde_json::Value;
use signal::orientation::{OnlineVqf, VqfParameters, offline_vqf};

use crate::signals::{Motion, indices, load, motion, numbers};

const TOLERANCE: f64 = 1e-9;

struct Filtered {
    orientation: Vec<UnitQuaternion<f64>>,
    bias: Vec<Vector3<f64>>,
    sigma: Vec<f64>,
    rest: Vec<bool>,
}

fn compare(name: &str, index: &[usize], found: &Filtered, golden: &Value) {
    let flag = |value: &Value| value.as_bool().expect("true or false");
    for (row, &k) in index.iter().enumerate() {
        let [w, x, y, z] = numbers(&golden["quaternion"][row])[..] else {
            panic!("four numbers")
        };
        let (wanted, is) = (Quaternion::new(w, x, y, z), found.orientation[k].into_inner());
        let off = (wanted - is).norm().min((wanted + is).norm());
        assert!(off < TOLERANCE, "{name}: orientation at {k} is off by {off:e}");
        let bias = numbers(&golden["bias"][row]);
        let off = (found.bias[k] - Vector3::from_column_slice(&bias)).norm();
        assert!(off < TOLERANCE, "{name}: bias at {k} is off by {off:e}");
        let off = (found.sigma[k] - golden["sigma"][row].as_f64().unwrap()).abs();
        assert!(off < TOLERANCE, "{name}: sigma at {k} is off by {off:e}");
        assert_eq!(found.rest[k], flag(&golden["rest"][row]), "{name}: rest at {k}");
    }
    let count = found.rest.iter().filter(|rest| **rest).count();
    assert_eq!(
        count as u64,
        golden["rest_count"].as_u64().unwrap(),
        "{name}: samples at rest"
    );
}

#[test]
fn equals_the_authors_filter_offline_and_online() {
    let cases = load(include_str!("vqf.json"));
    let cases = cases.as_array().expect("cases");
    assert!(cases.len() >= 10);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let int = |key: &str| case[key].as_u64().unwrap();
        let setup = Motion {
            n: int("n") as usize,
            rate_hz: case["rate_hz"].as_f64().unwrap(),
            seed: int("seed"),
            rest: int("rest_from") as usize..int("rest_to") as usize,
            flip: case["flip"].as_f64().unwrap(),
        };
        let (gyr, mut acc) = motion(&setup);
        if let Some(k) = case["missing"].as_u64() {
            acc[k as usize] = Vector3::zeros();
        }
        let mut parameters = VqfParameters::default();
        for (key, value) in case["settings"].as_object().unwrap() {
            match key.as_str() {
                "motionBiasEstEnabled" => parameters.motion_bias = value.as_bool().unwrap(),
                "restBiasEstEnabled" => parameters.rest_bias = value.as_bool().unwrap(),
                "tauAcc" => parameters.tau_acc_s = value.as_f64().unwrap(),
                other => panic!("unknown setting {other}"),
            }
        }
        let index = indices(&case["index"]);

        let offline = offline_vqf(setup.rate_hz, &gyr, &acc, &parameters);
        let offline = Filtered {
            orientation: offline.orientation,
            bias: offline.bias_radps,
            sigma: offline.bias_sigma,
            rest: offline.rest,
        };
        compare(&format!("{name}, offline"), &index, &offline, &case["offline"]);

        let mut filter = OnlineVqf::new(setup.rate_hz, &parameters).expect("sound settings");
        let mut online = Filtered {
            orientation: vec![],
            bias: vec![],
            sigma: vec![],
            rest: vec![],
        };
        for (gyr, acc) in gyr.iter().zip(&acc) {
            online.orientation.push(filter.push(gyr, acc));
            online.bias.push(filter.bias_radps());
            online.sigma.push(filter.bias_sigma_radps());
            online.rest.push(filter.resting());
        }
        compare(&format!("{name}, online"), &index, &online, &case["online"]);
    }
}
