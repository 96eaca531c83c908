//! One exchange of times, the raw material of clock fitting.

/// The four times of a `time` command, as in NTP (RFC 5905, section 8): when the collector sent it and received the
/// answer, on the collector's clock, and when the sensor received it and sent the answer, on the sensor's clock.
///
/// Over Bluetooth LE each way waits for a connection event, so a single exchange is uncertain by up to half its round
/// trip: make several, prefer those with the shortest round trip, and fit offset and drift over minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeExchange {
    /// Command handed to the radio, collector's clock, µs.
    pub collector_sent_us: u64,
    /// Command received, device time, µs.
    pub sensor_received_us: u64,
    /// Response handed to the radio, device time, µs.
    pub sensor_sent_us: u64,
    /// Response received, collector's clock, µs.
    pub collector_received_us: u64,
}

impl TimeExchange {
    /// What to add to device time to reach the collector's clock, µs, if both ways took equally long.
    pub fn offset_us(&self) -> i64 {
        let out = self.collector_sent_us.wrapping_sub(self.sensor_received_us) as i64;
        let back = self.collector_received_us.wrapping_sub(self.sensor_sent_us) as i64;
        // The mean without overflow.
        (out & back) + ((out ^ back) >> 1)
    }

    /// Time on the way, both ways together, µs; `None` if the times contradict each other.
    pub fn round_trip_us(&self) -> Option<u64> {
        let total = self.collector_received_us.checked_sub(self.collector_sent_us)?;
        total.checked_sub(self.sensor_sent_us.checked_sub(self.sensor_received_us)?)
    }

    /// The offset is wrong by no more than this, µs, whatever the asymmetry of the ways.
    pub fn bound_us(&self) -> Option<u64> {
        self.round_trip_us().map(|trip| trip.div_ceil(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_truth_lies_within_the_bound(start in 0u64..1 << 47, offset in -1i64 << 40..1 << 40,
                                           way_out in 0u64..100_000, inside in 0u64..1000, way_back in 0u64..100_000) {
            let device = start + (1 << 41);
            let to_collector = |t: u64| (t as i64 + offset) as u64;
            let exchange = TimeExchange {
                collector_sent_us: to_collector(device),
                sensor_received_us: device + way_out,
                sensor_sent_us: device + way_out + inside,
                collector_received_us: to_collector(device + way_out + inside + way_back),
            };
            prop_assert_eq!(exchange.round_trip_us(), Some(way_out + way_back));
            prop_assert!(exchange.offset_us().abs_diff(offset) <= exchange.bound_us().unwrap());
        }

        #[test]
        fn never_panics(a: u64, b: u64, c: u64, d: u64) {
            let exchange = TimeExchange {
                collector_sent_us: a, sensor_received_us: b, sensor_sent_us: c, collector_received_us: d,
            };
            let _ = (exchange.offset_us(), exchange.bound_us());
        }
    }
}
