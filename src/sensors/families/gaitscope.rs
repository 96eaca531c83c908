//! Sensors that speak gaitscope's own protocol (`firmware-protocol/PROTOCOL.md`).

mod driver;

use crate::family::{Capabilities, Driver, Family, Recognised, Setup};
use crate::radio::Sighting;
use firmware_protocol::{AdvertiseError, Advertisement, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, State, gatt};
use recording::Site;
use uuid::Uuid;

/// The family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Gaitscope;

/// The service that a scan looks for.
pub(crate) const SERVICE: Uuid = Uuid::from_u128(gatt::MOTION_SERVICE);

impl Family for Gaitscope {
    fn key(&self) -> &'static str {
        "gaitscope"
    }

    fn title(&self) -> &'static str {
        "gaitscope sensor"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            resend: true,
            device_time: true,
            numbered: true,
            max_rate_hz: 400.0,
            battery: true,
            identify: true,
            stores_site: true,
        }
    }

    fn recognise(&self, sighting: &Sighting) -> Option<Recognised> {
        if let Some(data) = sighting.service_data.get(&SERVICE) {
            return Some(match Advertisement::decode(data) {
                Ok(advertisement) => told(&advertisement),
                Err(AdvertiseError::Field { version }) => Recognised {
                    label: sighting.name.clone().unwrap_or_else(|| sighting.peer.to_string()),
                    unusable: Some(if version > PROTOCOL_VERSION {
                        too_new(version)
                    } else {
                        format!(
                            "its advertisement has a state above 2, a site above 8 or a battery of 101 to 254 %, which protocol \
                             version {version} does not know (PROTOCOL.md, sections 3 and 7)"
                        )
                    }),
                    ..Recognised::default()
                },
                Err(AdvertiseError::Length) => Recognised {
                    label: sighting.name.clone().unwrap_or_else(|| sighting.peer.to_string()),
                    unusable: Some(format!(
                        "its advertisement has {} bytes of service data, not 10 (PROTOCOL.md, section 3)",
                        data.len()
                    )),
                    ..Recognised::default()
                },
            });
        }
        // The scan response alone: a sensor of ours that told no more yet.
        sighting.services.contains(&SERVICE).then(|| Recognised {
            label: sighting.name.clone().unwrap_or_else(|| sighting.peer.to_string()),
            ..Recognised::default()
        })
    }

    fn driver(&self, setup: Setup) -> Box<dyn Driver> {
        Box::new(driver::GaitscopeDriver::new(setup))
    }
}

fn told(advertisement: &Advertisement) -> Recognised {
    let label = String::from_utf8_lossy(&advertisement.local_name()).into_owned();
    let unusable = match advertisement.state {
        State::Fault => Some("its motion chip does not work".to_owned()),
        _ if advertisement.version < PROTOCOL_VERSION_MIN => Some(format!(
            "it speaks protocol version {}, this program versions {PROTOCOL_VERSION_MIN} to {PROTOCOL_VERSION}. Update \
             its firmware",
            advertisement.version
        )),
        _ => None,
    };
    Recognised {
        label,
        serial: None,
        battery_percent: advertisement.battery_percent,
        site: advertisement.site.and_then(from_protocol),
        unusable,
        sampling: advertisement.state == State::Sampling,
    }
}

fn too_new(version: u8) -> String {
    format!(
        "it speaks protocol version {version}, this program versions {PROTOCOL_VERSION_MIN} to {PROTOCOL_VERSION}. Update \
         this program"
    )
}

/// The recording's name of a site on the air.
pub(crate) fn from_protocol(site: firmware_protocol::Site) -> Option<Site> {
    Site::from_name(site.name())
}

/// The site on the air.
pub(crate) fn to_protocol(site: Site) -> Option<firmware_protocol::Site> {
    firmware_protocol::Site::ALL
        .into_iter()
        .find(|on_air| on_air.name() == site.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::radio::PeerId;
    use std::collections::BTreeMap;

    fn sighting(data: Vec<u8>) -> Sighting {
        Sighting {
            peer: PeerId::new("a"),
            name: None,
            rssi_dbm: Some(-50),
            services: vec![],
            service_data: BTreeMap::from([(SERVICE, data)]),
            manufacturer_data: BTreeMap::new(),
        }
    }

    #[test]
    fn an_advertisement_tells_enough_to_choose() {
        let advertisement = Advertisement {
            version: 1,
            state: State::Sampling,
            charging: false,
            low_battery: false,
            site: Some(firmware_protocol::Site::ShankLeft),
            battery_percent: Some(71),
            unit: 0xC0FFEE,
        };
        let told = Gaitscope.recognise(&sighting(advertisement.encode().to_vec())).unwrap();
        assert_eq!(told.label, "GS-00C0FFEE");
        assert_eq!((told.site, told.battery_percent), (Some(Site::ShankLeft), Some(71)));
        assert!(told.sampling && told.unusable.is_none());

        let mut newer = advertisement.encode().to_vec();
        newer[0] = 9;
        newer[1] = 77;
        let told = Gaitscope.recognise(&sighting(newer)).unwrap();
        assert!(told.unusable.unwrap().contains("version 9"));
        assert!(Gaitscope.recognise(&sighting(vec![1])).unwrap().unusable.is_some());
    }

    #[test]
    fn sites_have_the_same_names_on_the_air() {
        for site in Site::ALL {
            assert_eq!(to_protocol(site).and_then(from_protocol), Some(site));
        }
    }
}
