"""The sensor's own firmware (firmware/, built for Linux) in the laboratory: a process behind a virtual controller of its own.

What `motion_sensor.py` does by itself, a process does here: advertising, GATT, samples. The laboratory gives it a controller over
H4, takes it out of range, kills it and starts it anew, and reads from its truth file what its motion chip took.
"""
import asyncio
import logging
import pathlib
import struct
import subprocess
import sys
import tempfile

from bumble import hci
from bumble.controller import Controller
from bumble.transport.common import StreamPacketSink, StreamPacketSource

from virtual import protocol
from virtual.motion_sensor import DEFAULT_SITES
from virtual.peripheral import Peripheral, log
from vm.radio import CentralController


class Firmware(Peripheral):
    """One process, over all its starts; keys besides those of every sensor: site, slow_chip (share by which the chip's oscillator
    is slow). Events: cell:MILLIVOLTS, of the battery, which the firmware measures every ten seconds."""

    program = None

    def __init__(self, index, options):
        self.unit = 0x2FB00000 + index
        self.name = f"GS-{self.unit:08X}"
        # By PROTOCOL.md the address is the maker's matter; this firmware for Linux makes it from its unit.
        options["address"] = hci.Address(self.unit.to_bytes(4, "little") + b"\x0f\xff",
                                         hci.Address.RANDOM_DEVICE_ADDRESS).to_string(False)
        super().__init__(index, options)
        self.site = options.get("site", DEFAULT_SITES[index - 1] if index <= len(DEFAULT_SITES) else None)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="firmware-"))
        self.truth_file, self.cell_file = self.folder / "truth", self.folder / "cell"
        self.cell_file.write_text("4000")
        self.process = self.port = None

    def spawn(self):
        options = self.options
        site = protocol.SITES.index(self.site)
        self.process = subprocess.Popen(
            [self.program, "--hci", f"127.0.0.1:{self.port}", "--unit", f"{self.unit:08X}",
             "--flash", str(self.folder / "flash"), "--truth", str(self.truth_file), "--site", str(site),
             "--slow", options.get("slow_chip", "0.001"), "--cell", str(self.cell_file)], stdout=sys.stderr, stderr=sys.stderr)
        self.mark("switched on")

    def die(self):
        self.process.kill()
        self.process.wait()
        super().die()

    def restart(self):
        self.dead, self.present = False, True
        self.spawn()

    def event(self, kind, arguments):
        if kind != "cell":
            return super().event(kind, arguments)
        self.cell_file.write_text(arguments[0])
        self.mark(f"cell:{arguments[0]}")

    def started(self):
        return "\nrun " in self.text()

    def text(self):
        return self.truth_file.read_text() if self.truth_file.exists() else ""

    async def run_forever(self):
        while self.dead or self.process.poll() is None:
            await asyncio.sleep(0.5)
        raise RuntimeError(f"{self.name} ended with {self.process.returncode}")

    def truth(self):
        runs = []
        # What was killed may have left half a line.
        for line in self.text().rpartition("\n")[0].split("\n"):
            kind, *rest = line.split()
            if kind == "run":
                boot, run, rate, acc, gyr = map(int, rest)
                runs.append({"boot": boot, "run": run, "rate_hz": rate, "acc_g": acc, "gyr_dps": gyr, "device_us": [],
                             "true_s": [], "counts": ""})
            elif kind != "boot":
                day, *counts = map(int, rest)
                runs[-1]["device_us"].append(int(kind))
                runs[-1]["true_s"].append(day / 1e6)
                runs[-1]["counts"] += struct.pack("<6h", *counts).hex()
        for run in runs:
            run["taken"] = [[0, len(run["device_us"])]]
        return super().truth() | {"family": "gaitscope", "unit": self.unit, "serial": f"{self.unit:08X}", "site": self.site,
                                  "runs": runs}


class FirmwareController(Controller):
    """The controller that the process drives."""

    le_features = CentralController.le_features
    le_acl_data_packet_length = 251
    acl_data_packet_length = 251
    sensor = None

    def on_packet(self, packet):
        command = hci.HCI_Packet.from_bytes(packet)
        if isinstance(command, hci.HCI_LE_Set_Scan_Response_Data_Command):
            self.link.scan_responses[bytes(self.random_address)] = bytes(command.scan_response_data)
        super().on_packet(packet)

    def on_hci_le_set_phy_command(self, command):
        # The stock controller leaves it without an answer, and a host waits for one for ever.
        self._send_hci_command_status(hci.HCI_COMMAND_STATUS_PENDING, command.op_code)
        self.send_hci_packet(hci.HCI_LE_PHY_Update_Complete_Event(
            status=hci.HCI_ErrorCode.SUCCESS, connection_handle=command.connection_handle, tx_phy=2, rx_phy=2))

    def send_hci_packet(self, packet):
        if isinstance(packet, hci.HCI_LE_Connection_Complete_Event) and packet.status == 0:
            self.sensor.connections += 1
            self.sensor.mark("connected")
        elif isinstance(packet, hci.HCI_Disconnection_Complete_Event):
            self.sensor.mark(f"disconnected, reason 0x{packet.reason:02X}")
        super().send_hci_packet(packet)


class OnAir:
    """One process with a controller, as `sensors.py` knows its sensors. A process that starts anew gets a new controller."""

    def __init__(self, sensor, room):
        self.sensor, self.room = sensor, room
        self.address = hci.Address(sensor.address)
        self.controller = None

    async def power_on(self):
        server = await asyncio.get_running_loop().create_server(lambda: Socket(self), "127.0.0.1", 0)
        self.sensor.port = server.sockets[0].getsockname()[1]
        if not self.sensor.present:
            self.room.radio.lost.add(self.address)
        self.sensor.spawn()

    def attach(self, source, sink):
        self.detach()
        self.controller = FirmwareController(self.sensor.name, host_source=source, host_sink=sink, link=self.room.radio)
        self.controller.sensor = self.sensor

    def detach(self):
        if self.controller:
            self.timeout()
            self.room.radio.remove_controller(self.controller)
            self.controller = None

    async def advertise(self):
        """It does so by itself."""

    @property
    def connection(self):
        return self if self.controller and self.controller.le_connections else None

    async def disconnect(self):
        self.timeout()

    def timeout(self):
        """The supervision timers of both sides fire."""
        for side, peer in ((self.room.central, self.address), (self.controller, None)):
            for c in list(side.le_connections.values()) if side else []:
                if peer is None or c.peer_address == peer:
                    side.on_le_disconnected(c, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)


class Socket(asyncio.Protocol):
    """One start of the process."""

    def __init__(self, on_air):
        self.on_air, self.source = on_air, StreamPacketSource()

    def connection_made(self, transport):
        self.on_air.attach(self.source, StreamPacketSink(transport))

    def data_received(self, data):
        try:
            self.source.data_received(data)
        except Exception as e:  # a packet that the controller does not know must not end the laboratory
            logging.exception("h4")
            log(f"{self.on_air.sensor.name} h4: {e!r}")

    def connection_lost(self, error):
        self.on_air.detach()
