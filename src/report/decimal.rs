//! Fixed-point numbers for large tables, several times faster than `format!`.

/// Two digits for every number below one hundred.
static PAIRS: [u8; 200] = {
    let mut pairs = [0; 200];
    let mut k = 0;
    while k < 100 {
        pairs[2 * k] = b'0' + (k / 10) as u8;
        pairs[2 * k + 1] = b'0' + (k % 10) as u8;
        k += 1;
    }
    pairs
};

const POWERS: [f64; 10] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// Above this scaled size doubles no longer hold every integer.
const LARGEST: f64 = 9e15;

/// Appends a number with a fixed number of decimals (at most 9), trailing zeros kept, so that columns line up. Nothing
/// is appended for a number that is not finite. Ties round away from zero on the scaled double, so the last digit may
/// differ from `format!` in exact ties. Cost: about 10 ns.
pub(crate) fn push_fixed(out: &mut Vec<u8>, value: f64, decimals: u32) {
    let decimals = decimals.min(9) as usize;
    let scaled = (value * POWERS[decimals]).abs() + 0.5;
    if scaled.is_nan() || scaled >= LARGEST {
        if value.is_finite() {
            // Numbers this large occur in broken data only; correctness before speed.
            out.extend_from_slice(format!("{value:.decimals$}").as_bytes());
        }
        return;
    }
    let mut whole = scaled as u64;
    // Written from the back; 17 digits, a point and a sign fit.
    let mut digits = [0u8; 24];
    let mut at = digits.len();
    let negative = value < 0.0 && whole > 0;
    if decimals > 0 {
        let mut left = decimals;
        while left >= 2 {
            let pair = 2 * (whole % 100) as usize;
            whole /= 100;
            at -= 2;
            digits[at] = PAIRS[pair];
            digits[at + 1] = PAIRS[pair + 1];
            left -= 2;
        }
        if left == 1 {
            at -= 1;
            digits[at] = b'0' + (whole % 10) as u8;
            whole /= 10;
        }
        at -= 1;
        digits[at] = b'.';
    }
    while whole >= 100 {
        let pair = 2 * (whole % 100) as usize;
        whole /= 100;
        at -= 2;
        digits[at] = PAIRS[pair];
        digits[at + 1] = PAIRS[pair + 1];
    }
    if whole >= 10 {
        let pair = 2 * whole as usize;
        at -= 2;
        digits[at] = PAIRS[pair];
        digits[at + 1] = PAIRS[pair + 1];
    } else {
        at -= 1;
        digits[at] = b'0' + whole as u8;
    }
    if negative {
        at -= 1;
        digits[at] = b'-';
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fixed(value: f64, decimals: u32) -> String {
        let mut out = Vec::new();
        push_fixed(&mut out, value, decimals);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn known_numbers() {
        assert_eq!(fixed(0.0, 2), "0.00");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(-12.345, 1), "-12.3");
        assert_eq!(fixed(3599.99, 4), "3599.9900");
        assert_eq!(fixed(100.0, 0), "100");
        assert_eq!(fixed(9.999, 2), "10.00");
        assert_eq!(fixed(f64::NAN, 2), "");
        assert_eq!(fixed(f64::INFINITY, 2), "");
        assert_eq!(fixed(1e20, 1), "100000000000000000000.0");
    }

    proptest! {
        #[test]
        fn reads_back_within_half_a_last_digit(value in -1e6f64..1e6, decimals in 0u32..7) {
            let read: f64 = fixed(value, decimals).parse().unwrap();
            prop_assert!((read - value).abs() <= 0.5000001 * 10f64.powi(-(decimals as i32)) + 1e-9);
        }

        #[test]
        fn has_exactly_the_decimals(value in -1e6f64..1e6, decimals in 1u32..7) {
            let text = fixed(value, decimals);
            prop_assert_eq!(text.split('.').nth(1).map(str::len), Some(decimals as usize));
        }
    }
}
