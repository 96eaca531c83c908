//! The made-up signals of `generate.py`: plain additions and multiplications only, so that both sides have equal bits.

use nalgebra::Vector3;

pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

struct Pointer {
    s: f64,
    c: f64,
    x: f64,
    y: f64,
}

impl Pointer {
    fn new(half_tangent: f64) -> Self {
        let t = half_tangent;
        Self {
            s: 2.0 * t / (1.0 + t * t),
            c: (1.0 - t * t) / (1.0 + t * t),
            x: 1.0,
            y: 0.0,
        }
    }

    fn next(&mut self) -> f64 {
        (self.x, self.y) = (self.x * self.c - self.y * self.s, self.x * self.s + self.y * self.c);
        self.y
    }
}

pub(crate) struct Motion {
    pub n: usize,
    pub rate_hz: f64,
    pub seed: u64,
    pub rest: std::ops::Range<usize>,
    pub flip: f64,
}

pub(crate) fn motion(setup: &Motion) -> (Vec<Vector3<f64>>, Vec<Vector3<f64>>) {
    let mut noise = Noise::new(setup.seed);
    let (mut slow, mut fast) = (Pointer::new(3.0 / setup.rate_hz), Pointer::new(6.0 / setup.rate_hz));
    (0..setup.n)
        .map(|k| {
            let (a, b) = (slow.next(), fast.next());
            let e: [f64; 6] = std::array::from_fn(|_| noise.next());
            let size = if setup.rest.contains(&k) { 0.0 } else { 1.0 };
            let gyr = Vector3::new(
                0.012 + size * (1.5 * a + 0.4 * b) + 0.004 * e[0],
                -0.008 + size * (0.5 * b - 0.3 * a) + 0.004 * e[1],
                0.005 + size * (3.0 * a * b + 1.0 * a) + 0.004 * e[2],
            );
            let acc = Vector3::new(
                1.2 + size * (2.0 * b) + 0.05 * e[3],
                setup.flip * 9.6 + size * (3.0 * b * a) + 0.05 * e[4],
                -1.5 + size * (1.5 * a) + 0.05 * e[5],
            );
            (gyr, acc)
        })
        .unzip()
}

pub(crate) fn wave(n: usize, seed: u64) -> Vec<f64> {
    let (mut noise, mut slow, mut fast) = (Noise::new(seed), Pointer::new(0.05), Pointer::new(0.4));
    (0..n)
        .map(|_| 2.0 * slow.next() + 0.5 * fast.next() + 0.3 * noise.next() + 0.7)
        .collect()
}

pub(crate) fn load(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("the golden file is JSON")
}

pub(crate) fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item.as_f64().expect("a number"))
        .collect()
}

pub(crate) fn indices(value: &serde_json::Value) -> Vec<usize> {
    numbers(value).into_iter().map(|item| item as usize).collect()
}

/// Largest distance between two lists of equal length.
pub(crate) fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}
