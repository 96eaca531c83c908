//! The sensor's firmware on an nRF52840: clocks, Nordic's Bluetooth controller, I²C, flash, watchdog. What differs between boards
//! is a file in `boards/`.
#![no_std]
#![no_main]

#[cfg(feature = "feather_sense")]
#[path = "boards/feather_sense.rs"]
mod board;
#[cfg(all(feature = "xiao_sense", not(feature = "feather_sense")))]
#[path = "boards/xiao_sense.rs"]
mod board;
#[cfg(not(any(feature = "xiao_sense", feature = "feather_sense")))]
compile_error!("choose a board: --features xiao_sense or feather_sense (firmware/build.sh does it)");

mod flash;

use core::cell::RefCell;
use core::panic::PanicInfo;

use embassy_executor::Spawner;
use embassy_nrf::config::{HfclkSource, LfclkSource};
use embassy_nrf::gpio::{Input, Output};
use embassy_nrf::interrupt::{InterruptExt, Priority};
use embassy_nrf::mode::Async;
use embassy_nrf::pac;
use embassy_nrf::peripherals::{RNG, TWISPI0};
use embassy_nrf::saadc::{self, Saadc};
use embassy_nrf::twim::{self, Twim};
use embassy_nrf::wdt::{self, Watchdog, WatchdogHandle};
use embassy_nrf::{bind_interrupts, interrupt, rng};
use embassy_time::{Instant, Timer};
use firmware::{Board, Identity, Lsm6ds, Power, Settings, Stored};
use firmware_protocol::Stored as Sample;
use nrf_sdc::mpsl::{self, MultiprotocolServiceLayer};
use static_cell::{ConstStaticCell, StaticCell};

/// 60 s at 208 Hz, 120 s at 104 Hz: 195 of the 256 kB of RAM.
const SAMPLES: usize = 12_480;
/// Two pages behind the application, in what the bootloader keeps for it.
const SETTINGS_AT: u32 = 0xED000;
/// The watchdog resets the sensor when it was not fed for so long.
const WATCHDOG_S: u32 = 8;

bind_interrupts!(struct Irqs {
    RNG => rng::InterruptHandler<RNG>;
    SAADC => saadc::InterruptHandler;
    TWISPI0 => twim::InterruptHandler<TWISPI0>;
    EGU0_SWI0 => mpsl::LowPrioInterruptHandler;
    CLOCK_POWER => mpsl::ClockInterruptHandler;
    RADIO => mpsl::HighPrioInterruptHandler;
    TIMER0 => mpsl::HighPrioInterruptHandler;
    RTC0 => mpsl::HighPrioInterruptHandler;
});

/// What a board file makes of its pins.
pub(crate) struct Parts {
    /// The light by which the sensor is identified, and the level that lights it.
    pub(crate) light: Output<'static>,
    pub(crate) lit_high: bool,
    /// Down when low.
    pub(crate) button: Option<Input<'static>>,
    /// The motion chip's interrupt and the button start the sensor again.
    pub(crate) arm: fn(),
    /// Charging?
    pub(crate) charging: Charging,
    /// The cell's voltage over the voltage at the converter, in thousandths.
    pub(crate) divider: u32,
    /// Held for as long as the sensor runs: supplies that are switched by pins.
    pub(crate) _supplies: [Option<Output<'static>>; 2],
}

/// How a board tells that it charges.
#[allow(dead_code, reason = "a board has one of them")]
pub(crate) enum Charging {
    /// A pin that the charger pulls low.
    Pin(Input<'static>),
    /// It is taken to, while there is a voltage on USB.
    Usb,
}

struct Nrf {
    parts: Parts,
    adc: Saadc<'static, 1>,
    watchdog: Option<WatchdogHandle>,
}

impl Board for Nrf {
    fn led(&mut self, on: bool) {
        if on == self.parts.lit_high {
            self.parts.light.set_high();
        } else {
            self.parts.light.set_low();
        }
    }

    async fn power(&mut self) -> Power {
        let mut counts = [0];
        self.adc.sample(&mut counts).await;
        // 12 bits over 3.6 V: reference 0.6 V, gain 1/6.
        let millivolts = u32::from(counts[0].max(0).cast_unsigned()) * 3600 / 4096 * self.parts.divider / 1000;
        let charging = match &self.parts.charging {
            Charging::Pin(pin) => pin.is_low(),
            Charging::Usb => pac::POWER.usbregstatus().read().vbusdetect(),
        };
        Power {
            // Without a cell the pin floats or shows the charger: no reading is one.
            cell_mv: (2_500..4_500).contains(&millivolts).then_some(millivolts as u16),
            charging,
        }
    }

    fn button(&mut self) -> bool {
        self.parts.button.as_ref().is_some_and(Input::is_low)
    }

    fn feed_watchdog(&mut self) {
        if let Some(watchdog) = &mut self.watchdog {
            watchdog.pet();
        }
    }

    async fn power_down(&mut self) {
        (self.parts.arm)();
        // The last packets leave.
        Timer::after_millis(100).await;
        embassy_nrf::power::set_system_off();
        // With a debugger the chip only pretends.
        cortex_m::peripheral::SCB::sys_reset();
    }
}

/// Makes a pin start the chip again from System Off.
pub(crate) fn wake_by(port: pac::gpio::Gpio, pin: usize, high: bool) {
    use pac::gpio::vals::{Dir, Input, Pull, Sense};
    port.pin_cnf(pin).write(|w| {
        w.set_dir(Dir::Input);
        w.set_input(Input::Connect);
        w.set_pull(if high { Pull::Pulldown } else { Pull::Pullup });
        w.set_sense(if high { Sense::High } else { Sense::Low });
    });
}

fn now_us() -> u64 {
    Instant::now().as_micros()
}

#[embassy_executor::task]
async fn mpsl_task(mpsl: &'static MultiprotocolServiceLayer<'static>) -> ! {
    mpsl.run().await
}

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let mut config = embassy_nrf::config::Config::default();
    config.hfclk_source = HfclkSource::Internal; // MPSL starts the crystal when the radio needs it.
    config.lfclk_source = if board::CRYSTAL_32_KHZ {
        LfclkSource::ExternalXtal
    } else {
        LfclkSource::InternalRC
    };
    // MPSL has the highest priorities for itself.
    config.gpiote_interrupt_priority = Priority::P2;
    config.time_interrupt_priority = Priority::P2;
    let p = embassy_nrf::init(config);
    for line in [interrupt::SAADC, interrupt::TWISPI0, interrupt::RNG] {
        line.set_priority(Priority::P3);
    }

    let low_frequency = if board::CRYSTAL_32_KHZ {
        mpsl::raw::mpsl_clock_lfclk_cfg_t {
            source: mpsl::raw::MPSL_CLOCK_LF_SRC_XTAL as u8,
            rc_ctiv: 0,
            rc_temp_ctiv: 0,
            accuracy_ppm: 50,
            skip_wait_lfclk_started: false,
        }
    } else {
        // Calibrated every 4 s, and at the latest every 8 s if the temperature stays.
        mpsl::raw::mpsl_clock_lfclk_cfg_t {
            source: mpsl::raw::MPSL_CLOCK_LF_SRC_RC as u8,
            rc_ctiv: mpsl::raw::MPSL_RECOMMENDED_RC_CTIV as u8,
            rc_temp_ctiv: mpsl::raw::MPSL_RECOMMENDED_RC_TEMP_CTIV as u8,
            accuracy_ppm: 500,
            skip_wait_lfclk_started: false,
        }
    };
    let mpsl_parts = mpsl::Peripherals::new(p.RTC0, p.TIMER0, p.TEMP, p.PPI_CH19, p.PPI_CH30, p.PPI_CH31);
    static TIMESLOTS: StaticCell<mpsl::SessionMem<1>> = StaticCell::new();
    static MPSL: StaticCell<MultiprotocolServiceLayer<'static>> = StaticCell::new();
    let timeslots = TIMESLOTS.init(mpsl::SessionMem::new());
    let mpsl = MultiprotocolServiceLayer::with_timeslots(mpsl_parts, Irqs, low_frequency, timeslots);
    let mpsl: &'static _ = MPSL.init(mpsl.expect("MPSL starts"));
    spawner.spawn(mpsl_task(mpsl).expect("one task"));

    let sdc_parts = nrf_sdc::Peripherals::new(
        p.PPI_CH17, p.PPI_CH18, p.PPI_CH20, p.PPI_CH21, p.PPI_CH22, p.PPI_CH23, p.PPI_CH24, p.PPI_CH25, p.PPI_CH26,
        p.PPI_CH27, p.PPI_CH28, p.PPI_CH29,
    );
    static RANDOM: StaticCell<rng::Rng<'static, Async>> = StaticCell::new();
    let random = RANDOM.init(rng::Rng::new(p.RNG, Irqs));
    // A link with six packets out and three in takes 3250 bytes, an advertising set 574 (sdc.h).
    static CONTROLLER: StaticCell<nrf_sdc::Mem<6144>> = StaticCell::new();
    let memory = CONTROLLER.init(nrf_sdc::Mem::new());
    let controller = nrf_sdc::Builder::new()
        .and_then(|builder| {
            builder
                .support_adv()
                .support_peripheral()
                .support_phy_update_peripheral()
                .support_le_2m_phy()
                .support_dle_peripheral()
                .peripheral_count(1)?
                .buffer_cfg(251, 251, 6, 3)?
                .build(sdc_parts, random, mpsl, memory)
        })
        .expect("the controller starts");

    let flash = flash::Region::new(mpsl::Flash::take(mpsl, p.NVMC), SETTINGS_AT);
    let mut settings = Settings::load(flash).await.expect("flash can be read");
    let stored = match settings.count_boot().await {
        Ok(stored) => stored,
        // A flash that is worn out: the numbers of two starts differ by chance.
        Err(_) => Stored {
            boot: pac::FICR.deviceid(0).read() as u16 ^ now_us() as u16,
            ..settings.stored()
        },
    };

    let unit = pac::FICR.deviceid(0).read();
    let (low, high) = (pac::FICR.deviceaddr(0).read(), pac::FICR.deviceaddr(1).read());
    let [a, b, c, d] = low.to_le_bytes();
    let [e, f, ..] = high.to_le_bytes();

    static RING: ConstStaticCell<[Sample; SAMPLES]> = ConstStaticCell::new([Sample::EMPTY; SAMPLES]);
    let info = firmware::info::<SAMPLES>(unit, board::BUTTON, true);
    let sensor = RefCell::new(firmware::sensor(info, stored, RING.take()));

    let pins = board::pins!(p);
    let mut battery = saadc::ChannelConfig::single_ended(pins.battery);
    battery.time = saadc::Time::_40US; // The dividers have up to 340 kΩ.
    let mut bus_config = twim::Config::default();
    bus_config.frequency = twim::Frequency::K400;
    static BUS: ConstStaticCell<[u8; 16]> = ConstStaticCell::new([0; 16]);
    let bus = Twim::new(p.TWISPI0, Irqs, pins.sda, pins.scl, bus_config, BUS.take());
    let mut chip = Lsm6ds::new(bus, now_us);

    let mut watch = wdt::Config::default();
    watch.timeout_ticks = WATCHDOG_S * 32_768;
    watch.action_during_debug_halt = wdt::HaltConfig::Pause;
    let watchdog = Watchdog::try_new::<_, 1>(p.WDT, watch).ok().map(|(_, [handle])| handle);
    let mut board = Nrf {
        parts: pins.parts,
        adc: Saadc::new(p.SAADC, Irqs, saadc::Config::default(), [battery]),
        watchdog,
    };
    let identity = Identity {
        unit,
        // A static random address.
        address: [a, b, c, d, e, f | 0xC0],
        model: board::MODEL,
        hardware: "LSM6DS",
    };
    // The chip's supply was just switched on.
    Timer::after_millis(50).await;
    firmware::run(controller, &mut chip, &mut board, &mut settings, &sensor, identity).await;
}

/// Starts anew: the run is lost, the next is not.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    cortex_m::peripheral::SCB::sys_reset()
}
