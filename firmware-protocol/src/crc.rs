//! CRC-16/IBM-3740 (also known as CRC-16/CCITT-FALSE): polynomial 0x1021, start 0xffff, not reflected, no final xor.
//!
//! It finds every error of up to three bits and every burst of up to 16 bits in a packet of any size that this protocol
//! allows. The table has 16 entries: 32 bytes of flash, two look-ups a byte.

const POLYNOMIAL: u16 = 0x1021;

const TABLE: [u16; 16] = {
    let mut table = [0u16; 16];
    let mut index = 0;
    while index < 16 {
        let mut value = (index as u16) << 12;
        let mut bit = 0;
        while bit < 4 {
            value = if value & 0x8000 != 0 {
                (value << 1) ^ POLYNOMIAL
            } else {
                value << 1
            };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
};

/// The CRC of `bytes`, from the start value 0xffff.
///
/// ```
/// assert_eq!(firmware_protocol::crc16(b"123456789"), 0x29b1);
/// ```
pub fn crc16(bytes: &[u8]) -> u16 {
    crc16_from(0xffff, bytes)
}

/// Continues a CRC: `crc16_from(crc16(a), b)` is the CRC of `a` followed by `b`.
pub fn crc16_from(start: u16, bytes: &[u8]) -> u16 {
    bytes.iter().fold(start, |crc, &byte| {
        let crc = (crc << 4) ^ TABLE[usize::from((crc >> 12) ^ u16::from(byte >> 4)) & 15];
        (crc << 4) ^ TABLE[usize::from((crc >> 12) ^ u16::from(byte & 15)) & 15]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, a bit at a time.
    fn bitwise(start: u16, bytes: &[u8]) -> u16 {
        let mut crc = start;
        for &byte in bytes {
            crc ^= u16::from(byte) << 8;
            for _ in 0..8 {
                crc = if crc & 0x8000 != 0 {
                    (crc << 1) ^ POLYNOMIAL
                } else {
                    crc << 1
                };
            }
        }
        crc
    }

    proptest! {
        #[test]
        fn table_agrees_with_the_definition(start: u16, bytes: std::vec::Vec<u8>) {
            prop_assert_eq!(crc16_from(start, &bytes), bitwise(start, &bytes));
        }

        #[test]
        fn continues(a: std::vec::Vec<u8>, b: std::vec::Vec<u8>) {
            let whole: std::vec::Vec<u8> = a.iter().chain(&b).copied().collect();
            prop_assert_eq!(crc16_from(crc16(&a), &b), crc16(&whole));
        }
    }
}
