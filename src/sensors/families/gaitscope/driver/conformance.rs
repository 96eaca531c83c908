//! Whether the sensor keeps to what it stated and to the protocol.

use super::GaitscopeDriver;
use crate::family::{DriverEvent, SampleMark};
use crate::violation::Violation;
use firmware_protocol::{CorruptReason, HEADER_LEN, OVERHEAD, Ranges, SAMPLE_LEN, StreamHeader};

/// The rate is judged by so many seconds of samples, and off if by more than this share. Our choice.
const RATE_OVER_S: f64 = 8.0;
const RATE_OFF: f64 = 0.03;

/// What the sensor stated, and what is measured of it.
#[derive(Debug, Default)]
pub(super) struct Conformance {
    /// What the samples that come were said to be.
    pub(super) format: Option<(u16, Ranges)>,
    /// The first sample of the present run by which the rate is judged.
    pub(super) rate_from: Option<SampleMark>,
    pub(super) rate_told: bool,
    /// Samples that came without a header, on this connection.
    pub(super) headless: u32,
}

impl GaitscopeDriver {
    /// Whether a header says what was configured; what differs is believed, and told once.
    pub(super) fn hold_to(&mut self, header: &StreamHeader, out: &mut Vec<DriverEvent>) {
        let (rate_hz, ranges) = (header.rate_hz, header.ranges);
        if self.conformance.format == Some((rate_hz, ranges)) {
            return;
        }
        if let Some((configured_hz, configured)) = self.conformance.format {
            if rate_hz != configured_hz {
                let detail = Some(format!("{rate_hz} Hz, not {configured_hz} Hz"));
                let violation = Violation::HeaderRate;
                out.push(DriverEvent::Violation { violation, detail });
            }
            if ranges != configured {
                let detail = Some(format!("{}, not {}", shown(ranges), shown(configured)));
                let violation = Violation::HeaderRanges;
                out.push(DriverEvent::Violation { violation, detail });
            }
        }
        self.conformance.format = Some((rate_hz, ranges));
        if let Some(identity) = &mut self.identity {
            identity.rate_hz = f64::from(rate_hz);
            identity.acc_range_mps2 = Some(ranges.acc.full_scale_mps2());
            identity.gyr_range_radps = Some(ranges.gyr.full_scale_radps());
        }
        out.push(DriverEvent::Format {
            rate_hz: f64::from(rate_hz),
            acc_range_mps2: ranges.acc.full_scale_mps2(),
            gyr_range_radps: ranges.gyr.full_scale_radps(),
        });
    }

    /// The rules that one notification can break.
    pub(super) fn judge_packet(
        &mut self,
        value: &[u8],
        damaged: Option<CorruptReason>,
        headless: u32,
        out: &mut Vec<DriverEvent>,
    ) {
        let is_header = value.len() == HEADER_LEN && value.first().is_some_and(|byte| byte & 1 != 0);
        let mut break_of = |violation, detail| out.push(DriverEvent::Violation { violation, detail });
        match damaged {
            Some(CorruptReason::Length) => {
                break_of(Violation::PacketLength, Some(format!("{} bytes", value.len())));
            }
            Some(CorruptReason::Crc) if is_header => break_of(Violation::HeaderCheck, None),
            Some(CorruptReason::Crc) => break_of(Violation::PacketCheck, None),
            Some(CorruptReason::Field) => break_of(Violation::HeaderField, None),
            Some(CorruptReason::Sequence) => break_of(Violation::Sequence, None),
            None if !is_header => {
                let count = value.len().saturating_sub(OVERHEAD) / SAMPLE_LEN;
                let most = self
                    .conformance
                    .format
                    .map_or(usize::MAX, |(rate_hz, _)| usize::from(rate_hz / 10).max(1));
                if count > most {
                    break_of(Violation::PacketSize, Some(format!("{count} samples, at most {most}")));
                }
            }
            None => {}
        }
        if headless > 0 && self.started {
            self.conformance.headless += 1;
            // The first can be on their way from before.
            if self.conformance.headless == 5 {
                break_of(Violation::HeaderMissing, None);
            }
        }
    }

    pub(super) fn judge_rate(&mut self, first: SampleMark, newest: SampleMark, out: &mut Vec<DriverEvent>) {
        let from = *self.conformance.rate_from.get_or_insert(first);
        let Some((stated_hz, _)) = self.conformance.format else {
            return;
        };
        let passed_s = newest.device_us.saturating_sub(from.device_us) as f64 * 1e-6;
        if self.conformance.rate_told || passed_s < RATE_OVER_S {
            return;
        }
        let measured_hz = f64::from(newest.sequence.saturating_sub(from.sequence)) / passed_s;
        if (measured_hz / f64::from(stated_hz) - 1.0).abs() > RATE_OFF {
            self.conformance.rate_told = true;
            out.push(DriverEvent::Violation {
                violation: Violation::Rate,
                detail: Some(format!("{measured_hz:.1} Hz, stated {stated_hz} Hz")),
            });
        }
    }
}

fn shown(ranges: Ranges) -> String {
    format!(
        "±{} g and ±{} °/s",
        ranges.acc.full_scale_g(),
        ranges.gyr.full_scale_dps()
    )
}
