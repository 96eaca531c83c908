//! Who the sensor is, and the rate and ranges that it and the analysis agree on.

use super::super::too_new;
use super::{GaitscopeDriver, INFO};
use crate::family::{DriverError, Identity, Wire};
use firmware_protocol::{AccRange, GyrRange, Info, InfoError, Ranges, gatt};
use uuid::Uuid;

const SERIAL_NUMBER: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::SERIAL_NUMBER));
const MODEL_NUMBER: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::MODEL_NUMBER));
const FIRMWARE_REVISION: Uuid = Uuid::from_u128(gatt::sig_uuid(gatt::FIRMWARE_REVISION));

impl GaitscopeDriver {
    pub(super) async fn identify_sensor(&mut self, wire: &mut Wire) -> Result<Identity, DriverError> {
        let info = match Info::decode(&wire.read(INFO).await?) {
            Ok(info) => info,
            Err(InfoError::Layout { version_min, .. }) => return Err(DriverError::Unusable(too_new(version_min))),
            Err(error) => {
                return Err(DriverError::Unusable(format!(
                    "its description INFO cannot be read: {error} (PROTOCOL.md, section 4)"
                )));
            }
        };
        let rates: Vec<u16> = info.rates().collect();
        // 104 Hz where 100 were asked for: rates are those of the chip.
        self.setup.rate_hz = info.nearest_rate(self.setup.rate_hz).unwrap_or(self.setup.rate_hz);
        if !rates.contains(&self.setup.rate_hz) {
            return Err(DriverError::Unusable(format!(
                "it does not offer {} Hz. Its rates are {} Hz; choose one of them (--rate)",
                self.setup.rate_hz,
                rates.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
            )));
        }
        let ranges = usable_ranges(&info, self.setup.ranges).ok_or_else(|| {
            let acc: Vec<String> = info.acc().map(|range| format!("±{} g", range.full_scale_g())).collect();
            let gyr: Vec<String> = info
                .gyr()
                .map(|range| format!("±{} °/s", range.full_scale_dps()))
                .collect();
            DriverError::Unusable(format!(
                "its ranges are too narrow for walking: it offers {} and {}; at least ±{} g and ±{} °/s are needed \
                 (PROTOCOL.md, section 4)",
                listed(&acc),
                listed(&gyr),
                LEAST_ACC.full_scale_g(),
                LEAST_GYR.full_scale_dps()
            ))
        })?;
        self.setup.ranges = ranges;
        self.buffer = info.buffer_samples;
        let mut serial = text(wire, SERIAL_NUMBER).await?;
        if serial.is_empty() {
            serial = format!("{:08X}", info.unit);
        }
        Ok(Identity {
            serial,
            model: text(wire, MODEL_NUMBER).await?,
            firmware: text(wire, FIRMWARE_REVISION).await?,
            rate_hz: f64::from(self.setup.rate_hz),
            acc_range_mps2: Some(ranges.acc.full_scale_mps2()),
            gyr_range_radps: Some(ranges.gyr.full_scale_radps()),
            battery_percent: None,
            site: None,
            buffer_s: f64::from(info.buffer_samples) / f64::from(self.setup.rate_hz),
        })
    }
}

/// The narrowest ranges that a walk fits into: a heel strike at the shank, and its swing; the limits of the analysis.
const LEAST_ACC: AccRange = AccRange::G8;
const LEAST_GYR: GyrRange = GyrRange::Dps1000;

/// The wanted ranges, or the nearest that the sensor offers and the analysis can use.
fn usable_ranges(info: &Info, wanted: Ranges) -> Option<Ranges> {
    // Wider ones lose resolution, narrower ones clip: the next wider first.
    let acc = || info.acc().filter(|range| *range >= LEAST_ACC);
    let gyr = || info.gyr().filter(|range| *range >= LEAST_GYR);
    Some(Ranges {
        acc: acc().find(|range| *range >= wanted.acc).or_else(|| acc().max())?,
        gyr: gyr().find(|range| *range >= wanted.gyr).or_else(|| gyr().max())?,
    })
}

fn listed(items: &[String]) -> String {
    match items {
        [] => "none".to_owned(),
        items => items.join(", "),
    }
}

/// A text of the Device Information service; empty where there is none.
async fn text(wire: &mut Wire, characteristic: Uuid) -> Result<String, DriverError> {
    if !wire.link().has(characteristic) {
        return Ok(String::new());
    }
    let value = wire.read(characteristic).await?;
    Ok(String::from_utf8_lossy(&value).trim_matches(['\0', ' ']).to_owned())
}
