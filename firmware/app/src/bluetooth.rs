//! Advertising, the GATT services, and what goes over a connection.

use core::cell::{Cell, RefCell};

use bt_hci::cmd::le::{LeConnUpdate, LeReadLocalSupportedFeatures, LeSetDataLength, LeSetPhy};
use bt_hci::controller::{ControllerCmdAsync, ControllerCmdSync};
use embassy_futures::join::join4;
use embassy_futures::select::{Either, select, select4};
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::channel::Channel;
use embassy_time::{Duration, Instant, Timer};
use embedded_storage_async::nor_flash::NorFlash;
use firmware_protocol::{Action, Frame, Reply, Response, State, Status};
use heapless::{String, Vec};
use trouble_host::prelude::*;

use crate::sampling::{Sampling, Wire};
use crate::{Battery, Board, Core, MotionChip, Settings};

/// Who the sensor is.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// In its name and on its housing.
    pub unit: u32,
    /// A static random address: the two highest bits are set.
    pub address: [u8; 6],
    /// The board.
    pub model: &'static str,
    /// The motion chip.
    pub hardware: &'static str,
}

/// ATT error "Client Characteristic Configuration Descriptor Improperly Configured" (Core Specification Supplement, part B).
const CCCD_IMPROPERLY_CONFIGURED: AttErrorCode = AttErrorCode::new(0xFD);
/// The longest notification: ATT MTU 247.
const MAX_NOTIFICATION: usize = 244;
/// Not connected and not sampling for so long, it sleeps.
const AWAKE: Duration = Duration::from_secs(300);
/// Board and battery are looked after so often.
const TICK: Duration = Duration::from_millis(250);
const TICKS_PER_BATTERY: u32 = 40;
/// The watchdog bites when the sampling loop stands still for so long.
const STUCK_MS: u64 = 20_000;

#[gatt_service(uuid = "43a50001-4f96-49f8-a776-11a65d2493f2")]
struct Motion {
    #[characteristic(uuid = "43a50002-4f96-49f8-a776-11a65d2493f2", notify)]
    data: Vec<u8, MAX_NOTIFICATION>,
    #[characteristic(uuid = "43a50003-4f96-49f8-a776-11a65d2493f2", write, indicate)]
    control: Vec<u8, 20>,
    #[characteristic(uuid = "43a50004-4f96-49f8-a776-11a65d2493f2", read)]
    info: [u8; 32],
}

#[gatt_service(uuid = service::BATTERY)]
struct BatteryService {
    #[characteristic(uuid = characteristic::BATTERY_LEVEL, read, notify)]
    level: u8,
}

#[gatt_service(uuid = service::DEVICE_INFORMATION)]
struct DeviceInformation {
    #[characteristic(uuid = characteristic::MANUFACTURER_NAME_STRING, read, value = *b"gaitscope")]
    manufacturer: [u8; 9],
    #[characteristic(uuid = characteristic::MODEL_NUMBER_STRING, read)]
    model: String<32>,
    #[characteristic(uuid = characteristic::SERIAL_NUMBER_STRING, read)]
    serial: [u8; 8],
    #[characteristic(uuid = characteristic::HARDWARE_REVISION_STRING, read)]
    hardware: String<32>,
    #[characteristic(uuid = characteristic::FIRMWARE_REVISION_STRING, read)]
    firmware: String<16>,
}

#[gatt_server(connections_max = 1, mutex_type = NoopRawMutex, attribute_table_size = 40)]
struct Server {
    motion: Motion,
    battery: BatteryService,
    device: DeviceInformation,
}

/// What a controller must be able to do: legacy advertising and one connection, whose interval, PHY and packet length it asks for.
pub trait SensorController:
    Controller
    + ControllerCmdAsync<LeSetPhy>
    + ControllerCmdSync<LeSetDataLength>
    + ControllerCmdAsync<LeConnUpdate>
    + ControllerCmdSync<LeReadLocalSupportedFeatures>
{
}

impl<C> SensorController for C where
    C: Controller
        + ControllerCmdAsync<LeSetPhy>
        + ControllerCmdSync<LeSetDataLength>
        + ControllerCmdAsync<LeConnUpdate>
        + ControllerCmdSync<LeReadLocalSupportedFeatures>
{
}

fn now_us() -> u64 {
    Instant::now().as_micros()
}

fn text<const L: usize>(value: &str) -> String<L> {
    value.chars().filter(char::is_ascii).take(L).collect()
}

/// The signals between the loops.
#[derive(Default)]
struct Wires {
    sampling: Sampling,
    /// Blink for so many seconds.
    blink: Wire<u8>,
    /// Power down.
    sleep: Wire<()>,
    /// Since when nobody was connected, ms.
    alone_since: Cell<u64>,
    connected: Cell<bool>,
    battery: Cell<Battery>,
}

/// The application; it does not end.
pub async fn run<C, K, B, F, const N: usize>(
    controller: C,
    chip: &mut K,
    board: &mut B,
    settings: &mut Settings<F>,
    sensor: &RefCell<Core<N>>,
    identity: Identity,
) where
    C: SensorController,
    K: MotionChip,
    B: Board,
    F: NorFlash,
{
    let mut resources: HostResources<DefaultPacketPool, 1, 2> = HostResources::new();
    let stack = trouble_host::new(controller, &mut resources)
        .set_random_address(Address::random(identity.address))
        .build();
    let (mut runner, mut peripheral) = (stack.runner(), stack.peripheral());
    let name = sensor.borrow().advertisement().local_name();
    let config = PeripheralConfig {
        name: core::str::from_utf8(&name).unwrap_or("GS"),
        appearance: &appearance::UNKNOWN,
    };
    let server: Server = Server::new_with_config(GapConfig::Peripheral(config)).expect("the table is long enough");
    let [_, _, _, serial @ ..] = name;
    let _ = server.set(&server.motion.info, &sensor.borrow().info());
    let _ = server.set(&server.device.serial, &serial);
    let _ = server.set(&server.device.model, &text(identity.model));
    let _ = server.set(&server.device.hardware, &text(identity.hardware));
    let _ = server.set(&server.device.firmware, &text(env!("CARGO_PKG_VERSION")));

    let wires = Wires::default();
    let serving = async {
        loop {
            let (packet, response) = {
                let advertisement = sensor.borrow().advertisement();
                (advertisement.packet(), advertisement.scan_response())
            };
            let parameters = AdvertisementParameters {
                interval_min: Duration::from_millis(100),
                interval_max: Duration::from_millis(125),
                ..Default::default()
            };
            let data = Advertisement::ConnectableScannableUndirected {
                adv_data: &packet,
                scan_data: &response,
            };
            let Ok(advertiser) = peripheral.advertise(&parameters, data).await else {
                Timer::after_secs(1).await;
                continue;
            };
            // Advertised anew now and then: battery and state are in it.
            let accepted = match select(advertiser.accept(), Timer::after_secs(10)).await {
                Either::First(accepted) => accepted,
                Either::Second(()) => continue,
            };
            let Ok(connection) = accepted.and_then(|raw| raw.with_attribute_server(&server)) else {
                continue;
            };
            wires.connected.set(true);
            serve(&stack, &server, &connection, settings, sensor, &wires).await;
            sensor.borrow_mut().disconnected();
            wires.connected.set(false);
            wires.alone_since.set(Instant::now().as_millis());
        }
    };
    let radio = async {
        loop {
            let _ = runner.run().await;
            Timer::after_secs(1).await;
        }
    };
    join4(
        radio,
        wires.sampling.run(chip, sensor),
        serving,
        look_after(board, sensor, &wires),
    )
    .await;
}

/// LED, button, battery, watchdog, sleep.
async fn look_after<B: Board, const N: usize>(board: &mut B, sensor: &RefCell<Core<N>>, wires: &Wires) {
    let (mut ticks, mut blinks) = (0u32, 0u32);
    loop {
        if ticks % TICKS_PER_BATTERY == 0 {
            let power = board.power().await;
            let mut battery = wires.battery.get();
            battery.measured(power);
            wires.battery.set(battery);
            sensor
                .borrow_mut()
                .set_battery(battery.percent(), battery.low(), battery.charging());
            wires.sampling.news.signal(());
        }
        ticks = ticks.wrapping_add(1);
        sensor.borrow_mut().set_button(board.button());
        if let Some(seconds) = wires.blink.try_take() {
            blinks = u32::from(seconds) * (1000 / TICK.as_millis() as u32);
        }
        blinks = blinks.saturating_sub(1);
        board.led(blinks % 2 == 1);
        let now = Instant::now().as_millis();
        if now.saturating_sub(wires.sampling.alive.get()) < STUCK_MS {
            board.feed_watchdog();
        }
        let forgotten = !wires.connected.get()
            && sensor.borrow().state() == State::Idle
            && now.saturating_sub(wires.alone_since.get()) > AWAKE.as_millis();
        if forgotten || wires.sleep.try_take().is_some() {
            board.led(false);
            wires.sampling.arm.signal(());
            wires.sampling.armed.wait().await;
            board.power_down().await;
            wires.alone_since.set(Instant::now().as_millis());
        }
        Timer::after(TICK).await;
    }
}

/// One connection.
async fn serve<C: SensorController, F: NorFlash, const N: usize>(
    stack: &Stack<'_, C, DefaultPacketPool>,
    server: &Server<'_>,
    connection: &GattConnection<'_, '_, DefaultPacketPool>,
    settings: &mut Settings<F>,
    sensor: &RefCell<Core<N>>,
    wires: &Wires,
) {
    sensor.borrow_mut().connected();
    // With each, whether it is the last before the sensor sleeps.
    let answers: Channel<NoopRawMutex, (Frame, bool), 4> = Channel::new();
    let control_enabled = Cell::new(false);

    let events = async {
        loop {
            match connection.next().await {
                GattConnectionEvent::Disconnected { .. } => return,
                GattConnectionEvent::Gatt { event } => {
                    sensor.borrow_mut().set_mtu(connection.raw().att_mtu());
                    let GattEvent::Write(write) = event else {
                        if let Ok(reply) = event.accept() {
                            reply.send().await;
                        }
                        continue;
                    };
                    let handle = write.handle();
                    if handle == server.motion.control.handle {
                        let arrived_us = now_us();
                        if !control_enabled.get() {
                            if let Ok(reply) = write.reject(CCCD_IMPROPERLY_CONFIGURED) {
                                reply.send().await;
                            }
                            continue;
                        }
                        let mut frame: Vec<u8, 32> = Vec::new();
                        write.with_data(|_, data| {
                            // Longer than any command, it is refused for its length.
                            let _ = frame.extend_from_slice(&data[..data.len().min(32)]);
                        });
                        if let Ok(reply) = write.accept_unprocessed() {
                            reply.send().await;
                        }
                        let answered = sensor.borrow_mut().command(&frame, arrived_us, now_us);
                        if let Some((mut answer, action)) = answered {
                            match action {
                                Some(Action::StartSampling { rate_hz, ranges }) => {
                                    wires.sampling.start.signal((rate_hz, ranges));
                                }
                                Some(Action::Blink { seconds }) => wires.blink.signal(seconds),
                                Some(Action::StoreSite { site }) => {
                                    let before = settings.stored().site;
                                    if settings.assign(site).await.is_err() {
                                        sensor.borrow_mut().set_site(before);
                                        let reply = Reply::Refused {
                                            opcode: frame[0],
                                            status: Status::StorageFailed,
                                        };
                                        answer = Response { tag: frame[1], reply }.encode();
                                    }
                                }
                                // The first follows its answer; the sampling loop sees the other by the state.
                                Some(Action::Sleep | Action::StopSampling) | None => {}
                            }
                            answers.send((answer, action == Some(Action::Sleep))).await;
                            wires.sampling.news.signal(());
                        }
                        continue;
                    }
                    let enabled = write.with_data(|offset, data| match (offset, data) {
                        (0, [low, ..]) => *low,
                        _ => 0,
                    });
                    if let Ok(reply) = write.accept() {
                        reply.send().await;
                    }
                    if Some(handle) == server.motion.control.cccd_handle {
                        control_enabled.set(enabled & 2 != 0);
                        if enabled & 2 == 0 {
                            answers.clear();
                        }
                    } else if Some(handle) == server.motion.data.cccd_handle {
                        sensor.borrow_mut().set_subscribed(enabled & 1 != 0);
                        wires.sampling.news.signal(());
                    }
                }
                _ => {}
            }
        }
    };

    let data = async {
        let mut out = [0; MAX_NOTIFICATION];
        let mut level = None;
        loop {
            wires.sampling.news.wait().await;
            loop {
                let room = usize::from(connection.raw().att_mtu() - 3).min(MAX_NOTIFICATION);
                let due = sensor.borrow_mut().next_notification(&mut out[..room]);
                let Some(length) = due else { break };
                // Waits while the radio takes no more.
                if server
                    .motion
                    .data
                    .notify_raw(connection, &out[..length], false)
                    .await
                    .is_err()
                {
                    return;
                }
            }
            let second = sensor.borrow_mut().next_indication();
            if let Some(second) = second {
                answers.send((second, false)).await;
            }
            let percent = wires.battery.get().percent();
            if percent != level {
                level = percent;
                let _ = server
                    .battery
                    .level
                    .notify(connection, &percent.unwrap_or(0), true)
                    .await;
            }
        }
    };

    let indications = async {
        loop {
            let (answer, last) = answers.receive().await;
            if server
                .motion
                .control
                .indicate_raw(connection, &answer, false)
                .await
                .is_err()
            {
                return;
            }
            if last {
                connection.raw().disconnect();
                wires.sleep.signal(());
            }
        }
    };

    // What most collectors cannot ask for. A controller or a collector that refuses keeps what it has.
    let tuning = async {
        Timer::after_millis(300).await;
        let link = connection.raw();
        let _ = link.update_data_length(stack, 251, 2120).await;
        let _ = link.set_phy(stack, PhyKind::Le2M).await;
        let wanted = RequestedConnParams {
            min_connection_interval: Duration::from_millis(15),
            max_connection_interval: Duration::from_millis(30),
            max_latency: 0,
            min_event_length: Duration::from_millis(0),
            max_event_length: Duration::from_millis(15),
            supervision_timeout: Duration::from_secs(4),
        };
        let _ = link.update_connection_params(stack, &wanted).await;
        core::future::pending::<()>().await;
    };

    select4(events, data, indications, tuning).await;
}
