//! The sensor's firmware as a Linux program: the same application as on a board, with a computed motion chip, flash in a file,
//! and a Bluetooth controller at the other end of a socket (H4). The laboratory of `tests/ble-lab` runs it.
//!
//! ```text
//! firmware-linux --hci 127.0.0.1:47100 --unit 00C0FFEE --flash FILE --truth FILE
//!                [--site CODE] [--slow SHARE] [--cell FILE]
//! ```
//!
//! `--cell` names a file with the voltage of the cell in mV, which is measured anew every ten seconds. The truth file tells what the chip took: a line `run BOOT RUN RATE ACC_G GYR_DPS` for each run, and for each of its numbers a
//! line of device time in µs, time of day in µs, and six counts by the protocol's scale.

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use bt_hci_serial::SerialTransport;
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_time::Instant;
use embedded_io_adapters::tokio_1::FromTokio;
use embedded_storage_async::nor_flash::{ErrorType, NorFlash, ReadNorFlash};
use firmware::simulation::{Chip, Flash, PowerCut};
use firmware::{Batch, Board, Core, Identity, Lsm6ds, MotionChip, Power, Settings};
use firmware_protocol::{Counts, Ranges, Site, Stored};
use trouble_host::prelude::ExternalController;

/// As on the boards: 60 s at 208 Hz.
const SAMPLES: usize = 12_480;

fn now_us() -> u64 {
    Instant::now().as_micros()
}

/// Standing still with a swing in it; no two samples alike.
fn signal(number: u32) -> [i16; 6] {
    let swing = (f64::from(number) * 0.06).sin();
    let mixed = |axis: u32| ((number * 6 + axis).wrapping_mul(2_654_435_761) >> 22) as i16 - 512;
    let [a, b, c, d, e, f] = [0, 1, 2, 3, 4, 5].map(mixed);
    let at = |amplitude: f64| (swing * amplitude) as i16;
    [
        a / 8 + at(300.0),
        b / 8,
        c / 8 + 2048,
        d / 4,
        e / 4,
        f / 4 + at(2_000.0),
    ]
}

/// By the data sheet, apart from the driver: 70 m°/s a count where the protocol has 2000/32768 °/s; the same ratio at all ranges.
fn by_protocol(raw: [i16; 6]) -> Counts {
    let gyroscope = |count: i16| {
        (f64::from(count) * 0.070 * 32768.0 / 2000.0)
            .round()
            .clamp(-32768.0, 32767.0) as i16
    };
    let [ax, ay, az, gx, gy, gz] = raw;
    [ax, ay, az, gyroscope(gx), gyroscope(gy), gyroscope(gz)]
}

/// The driver with its chip, and what the chip took in a file.
struct Witnessed<'a> {
    driver: Lsm6ds<Chip>,
    sensor: &'a RefCell<Core<SAMPLES>>,
    truth: File,
    written: usize,
    /// Time of day when the device clock was 0, µs.
    epoch_us: u64,
}

impl Witnessed<'_> {
    fn write(&mut self, text: &str) {
        self.truth
            .write_all(text.as_bytes())
            .expect("the truth file can be written");
    }
}

impl MotionChip for Witnessed<'_> {
    type Error = <Lsm6ds<Chip> as MotionChip>::Error;

    async fn probe(&mut self) -> Result<(), Self::Error> {
        self.driver.probe().await
    }

    async fn start(&mut self, rate_hz: u16, ranges: Ranges) -> Result<(), Self::Error> {
        let run = self.sensor.borrow().run();
        let (acc, gyr) = (ranges.acc.full_scale_g(), ranges.gyr.full_scale_dps());
        self.write(&format!("run {} {} {rate_hz} {acc} {gyr}\n", run.boot, run.run));
        self.driver.start(rate_hz, ranges).await?;
        self.written = 0;
        Ok(())
    }

    async fn read(&mut self, batch: &mut Batch) -> Result<(), Self::Error> {
        let result = self.driver.read(batch).await;
        let mut lines = String::new();
        for taken in &self.driver.bus().taken[self.written..] {
            let at_us = taken.time_us.round() as u64;
            let [a, b, c, d, e, f] = by_protocol(taken.raw);
            let _ = writeln!(lines, "{at_us} {} {a} {b} {c} {d} {e} {f}", self.epoch_us + at_us);
        }
        self.written = self.driver.bus().taken.len();
        self.write(&lines);
        result
    }

    async fn stop(&mut self) -> Result<(), Self::Error> {
        self.driver.stop().await
    }

    async fn arm_wake(&mut self) -> Result<(), Self::Error> {
        self.driver.arm_wake().await
    }
}

struct Laboratory {
    cell: Option<PathBuf>,
}

impl Board for Laboratory {
    fn led(&mut self, _on: bool) {}

    async fn power(&mut self) -> Power {
        let cell = self.cell.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
        Power {
            cell_mv: cell.and_then(|text| text.trim().parse().ok()),
            charging: false,
        }
    }

    fn button(&mut self) -> bool {
        false
    }

    fn feed_watchdog(&mut self) {}

    async fn power_down(&mut self) {
        std::process::exit(0);
    }
}

/// The computed flash, kept in a file.
struct FileFlash {
    flash: Flash,
    path: PathBuf,
}

impl FileFlash {
    fn open(path: PathBuf) -> FileFlash {
        let mut flash = Flash::default();
        if let Ok(bytes) = std::fs::read(&path) {
            flash.bytes = bytes;
        }
        FileFlash { flash, path }
    }

    fn keep(&self) {
        std::fs::write(&self.path, &self.flash.bytes).expect("the flash file can be written");
    }
}

impl ErrorType for FileFlash {
    type Error = PowerCut;
}

impl ReadNorFlash for FileFlash {
    const READ_SIZE: usize = 4;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), PowerCut> {
        (&mut self.flash).read(offset, bytes).await
    }

    fn capacity(&self) -> usize {
        self.flash.bytes.len()
    }
}

impl NorFlash for FileFlash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 4096;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), PowerCut> {
        (&mut self.flash).erase(from, to).await?;
        self.keep();
        Ok(())
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), PowerCut> {
        (&mut self.flash).write(offset, bytes).await?;
        self.keep();
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let options: HashMap<&str, &str> = arguments
        .chunks(2)
        .filter_map(|pair| Some((pair.first()?.as_str(), pair.get(1)?.as_str())))
        .collect();
    let need = |name: &str| options.get(name).copied().ok_or_else(|| format!("{name} is missing"));
    let number = |name: &str, default: f64| options.get(name).map_or(Ok(default), |text| text.parse::<f64>());
    let unit = u32::from_str_radix(need("--unit")?, 16)?;
    let cell = options.get("--cell").map(PathBuf::from);
    let slow = number("--slow", 0.0)?;
    let site = Site::from_code(number("--site", 0.0)? as u8).map_err(|_| "no such site")?;
    let mut truth = File::options().create(true).append(true).open(need("--truth")?)?;
    let flash = FileFlash::open(need("--flash")?.into());
    let epoch_us = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros() as u64 - now_us();

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let socket = tokio::net::TcpStream::connect(need("--hci")?).await?;
        socket.set_nodelay(true)?;
        let (reader, writer) = tokio::io::split(socket);
        let transport: SerialTransport<NoopRawMutex, _, _> =
            SerialTransport::new(FromTokio::new(reader), FromTokio::new(writer));
        let controller: ExternalController<_, 10> = ExternalController::new(transport);

        let mut settings = Settings::load(flash).await.map_err(|_| "the flash cannot be read")?;
        if settings.stored().boot == 0 && site.is_some() {
            settings.assign(site).await.map_err(|_| "the flash cannot be written")?;
        }
        let stored = settings.count_boot().await.map_err(|_| "the flash cannot be written")?;
        writeln!(truth, "boot {}", stored.boot)?;
        let ring = Box::leak(Box::new([Stored::EMPTY; SAMPLES]));
        let sensor = RefCell::new(firmware::sensor(
            firmware::info::<SAMPLES>(unit, false, true),
            stored,
            ring,
        ));
        let mut chip = Witnessed {
            driver: Lsm6ds::new(Chip::new(now_us, slow, signal), now_us),
            sensor: &sensor,
            truth,
            written: 0,
            epoch_us,
        };
        let mut board = Laboratory { cell };
        let [a, b, c, d] = unit.to_le_bytes();
        let identity = Identity {
            unit,
            address: [a, b, c, d, 0x0F, 0xFF],
            model: "laboratory",
            hardware: "computed LSM6DS3TR-C",
        };
        firmware::run(controller, &mut chip, &mut board, &mut settings, &sensor, identity).await;
        Ok(())
    })
}
