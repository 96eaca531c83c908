//! What a radio can do, whoever implements it: the computer's Bluetooth adapter, or a simulation in process.

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// How long a connection may take before it is given up and cancelled, so that the next attempt starts clean.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What an operation of the radio gives, some time.
pub type RadioFuture<'a, T> = BoxFuture<'a, Result<T, RadioError>>;

/// A device as this computer's radio names it: stable while the program runs, not between computers. A sensor's serial
/// number is its only lasting name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub Arc<str>);

impl PeerId {
    pub fn new(name: impl Into<Arc<str>>) -> PeerId {
        PeerId(name.into())
    }

    /// A number of its own, for what must not happen in step with other sensors (FNV-1a of the name).
    pub fn seed(&self) -> u64 {
        self.0.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}

impl std::fmt::Display for PeerId {
    /// As it is printed on devices, where the name is BlueZ's path of an address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.rsplit_once("/dev_") {
            Some((_, address)) => f.write_str(&address.replace('_', ":")),
            None => f.write_str(&self.0),
        }
    }
}

/// One advertisement, or what the operating system made of several.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    pub peer: PeerId,
    /// The local name that it advertises.
    pub name: Option<String>,
    /// Signal strength, dBm.
    pub rssi_dbm: Option<i16>,
    /// Services that it lists.
    pub services: Vec<Uuid>,
    /// Service data by service.
    pub service_data: BTreeMap<Uuid, Vec<u8>>,
    /// Manufacturer data by company number.
    pub manufacturer_data: BTreeMap<u16, Vec<u8>>,
}

/// A value that a device sent by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    pub characteristic: Uuid,
    pub value: Vec<u8>,
    /// When it reached this program.
    pub arrived: Instant,
}

/// What happens on a link by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkEvent {
    Notification(Notification),
    /// A connection ended, for whatever reason. The operating system may tell it late, when the next one is made already:
    /// hence its number, as [`Link::connect`] gave it.
    Disconnected {
        connection: u64,
    },
}

/// A Bluetooth LE radio as a central.
pub trait Radio: Send + Sync {
    /// Starts scanning and gives every sighting; scanning goes on until [`Radio::stop_scan`]. Several streams may be
    /// open at once. Devices that the operating system remembers but does not see are left out where it tells.
    fn scan(&self) -> RadioFuture<'_, BoxStream<'static, Sighting>>;

    /// Stops scanning. Not an error if there was no scan.
    fn stop_scan(&self) -> RadioFuture<'_, ()>;

    /// The link to a device that was sighted, not connected yet; the same link at every call.
    fn link(&self, peer: &PeerId) -> RadioFuture<'_, Arc<dyn Link>>;
}

/// The way to one device, over all its connections.
///
/// Characteristics are named by their UUID alone: no sensor family uses one twice.
pub trait Link: Send + Sync {
    fn peer(&self) -> &PeerId;

    /// Connects and learns the device's services. Gives up after `CONNECT_TIMEOUT` each, and then cancels the attempt,
    /// so that the next one can succeed. Not an error if connected. Gives the connection's number: each is higher than
    /// those before it.
    fn connect(&self) -> RadioFuture<'_, u64>;

    /// Ends the connection. Takes up to 2 s on Linux: end all links at once.
    fn disconnect(&self) -> RadioFuture<'_, ()>;

    /// The ATT MTU, valid after [`Link::connect`]; `None` where the operating system does not tell.
    fn mtu(&self) -> Option<u16>;

    /// Whether the device has the characteristic, as known since the latest [`Link::connect`].
    fn has(&self, characteristic: Uuid) -> bool;

    fn read(&self, characteristic: Uuid) -> RadioFuture<'_, Vec<u8>>;

    /// Writes a value; `with_response` waits until the device confirmed it.
    fn write<'a>(&'a self, characteristic: Uuid, value: &'a [u8], with_response: bool) -> RadioFuture<'a, ()>;

    /// Enables notifications or indications, whichever the characteristic has. Needed anew on every connection.
    fn subscribe(&self, characteristic: Uuid) -> RadioFuture<'_, ()>;

    /// Everything that the device sends, over all connections: take it once, before the first [`Link::connect`]. The
    /// latest stream gets what comes; an earlier one ends.
    fn events(&self) -> RadioFuture<'_, BoxStream<'static, LinkEvent>>;

    /// Signal strength now, dBm, where the operating system tells.
    fn rssi_dbm(&self) -> BoxFuture<'_, Option<i16>>;
}

/// Why the radio did not do it. The sentences are for the person at the computer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RadioError {
    #[error(
        "no Bluetooth service answers on this computer ({reason}). On Linux install and start BlueZ \
         (`systemctl start bluetooth`), then try again"
    )]
    NoService { reason: String },
    #[error(
        "this computer has no Bluetooth adapter. Plug in a Bluetooth LE adapter (4.2 or newer) or, in a virtual machine, \
         pass one through, then try again"
    )]
    NoAdapter,
    #[error("the Bluetooth adapter is switched off. Switch Bluetooth on (on Linux also: `rfkill unblock bluetooth`)")]
    AdapterOff,
    #[error(
        "this program is not allowed to use Bluetooth. On Linux add the user to the group `bluetooth`; on macOS allow \
         Bluetooth for the terminal in Privacy & Security"
    )]
    NotAllowed,
    #[error("{peer} is not in sight. Is it awake, near, and not connected to another computer or phone?")]
    NotInSight { peer: PeerId },
    #[error("{what} took longer than {seconds} s")]
    TimedOut { what: &'static str, seconds: u64 },
    #[error("the Bluetooth service is still busy with an earlier attempt")]
    Busy,
    #[error("not connected")]
    NotConnected,
    #[error(
        "the connection could not be made or broke off at once ({reason}). Bring the sensor nearer, switch it off and on, and \
         end every phone or program that may hold it; if it stays so, restart Bluetooth (on Linux: `systemctl restart bluetooth`)"
    )]
    Aborted { reason: String },
    #[error("the device has no characteristic {0}")]
    NoCharacteristic(Uuid),
    #[error("{0}")]
    Other(String),
}

impl RadioError {
    /// True where trying again cannot help until a person did something to the computer.
    pub fn needs_a_person(&self) -> bool {
        matches!(
            self,
            RadioError::NoService { .. } | RadioError::NoAdapter | RadioError::AdapterOff | RadioError::NotAllowed
        )
    }
}
