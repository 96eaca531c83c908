#!/usr/bin/env python3
"""The sensor's own firmware, asked by a central of our own, without a virtual machine: what no collector does but PROTOCOL.md
rules. firmware_check.py PROGRAM; ends with 1 and the reason at the first thing that is wrong.
"""
import asyncio
import logging
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from bumble import hci  # noqa: E402
from bumble.att import ATT_Error  # noqa: E402
from bumble.core import UUID  # noqa: E402
from bumble.device import Device, Peer  # noqa: E402
from bumble.host import Host  # noqa: E402
from bumble.transport.common import AsyncPipeSink  # noqa: E402

from virtual import protocol  # noqa: E402
from vm import firmware  # noqa: E402
from vm.radio import CentralController, Radio  # noqa: E402


class Room:
    def __init__(self):
        self.radio = Radio()
        self.central = CentralController("central", link=self.radio, public_address="C0:FF:EE:00:00:01/P")
        self.device = Device(name="central", address=hci.Address("F0:F1:F2:F3:F4:F5"),
                             host=Host(self.central, AsyncPipeSink(self.central)))


def must(condition, text):
    if not condition:
        sys.exit(f"firmware_check: {text}")


class Link:
    """One connection, with its answers and notifications."""

    def __init__(self, room, address):
        self.room, self.address = room, address
        self.answers, self.data = asyncio.Queue(), asyncio.Queue()
        self.tag = 0

    async def open(self, mtu=None):
        self.connection = await asyncio.wait_for(self.room.device.connect(self.address), 15)
        self.peer = Peer(self.connection)
        if mtu:
            await self.peer.request_mtu(mtu)
        await self.peer.discover_all()
        by_uuid = {c.uuid: c for s in self.peer.services for c in s.characteristics}
        self.control, self.notifications, self.info = (
            by_uuid[UUID(uuid)] for uuid in (protocol.CONTROL, protocol.DATA, protocol.INFO))
        self.by_uuid = by_uuid
        return self

    async def enable(self):
        await self.peer.subscribe(self.control, lambda value: self.answers.put_nowait(bytes(value)), prefer_notify=False)
        await self.peer.subscribe(self.notifications, lambda value: self.data.put_nowait(bytes(value)))

    async def write(self, frame):
        await self.control.write_value(frame, with_response=True)

    async def ask(self, command, **fields):
        self.tag += 1
        await self.write(protocol.check.encode_command({"command": command, "tag": self.tag, **fields}))
        while True:
            answer = protocol.check.decode_answer(await asyncio.wait_for(self.answers.get(), 3))
            if answer["tag"] == self.tag:
                return answer

    async def close(self):
        await self.connection.disconnect()


async def main():
    logging.basicConfig(level=logging.CRITICAL)
    firmware.Firmware.program = sys.argv[1]
    room = Room()
    sensor = firmware.Firmware(1, {"site": "pelvis"})
    on_air = firmware.OnAir(sensor, room)
    await on_air.power_on()
    await room.device.power_on()
    await asyncio.sleep(1)

    link = await Link(room, on_air.address).open(247)
    info = protocol.check.decode_info(await link.info.read_value())
    must(info["rates_hz"] == [52, 104, 208] and info["buffer_samples"] >= 60 * 208, f"INFO says {info}")
    serial = await link.by_uuid[UUID(protocol.SERIAL)].read_value()
    must(serial == f"{sensor.unit:08X}".encode(), f"serial number {serial}")
    try:
        await link.write(bytes([1, 1, 1, 2]))
        must(False, "a command was taken although indications are not enabled")
    except ATT_Error as error:
        must(error.error_code == 0xFD, f"a command without indications was refused as {error}")
    await link.enable()
    must((await link.ask("status"))["status"] == "not_negotiated", "status before hello")
    hello = await link.ask("hello", version_min=1, version_max=2)
    must(hello["status"] == "ok" and hello["version"] == 2, f"hello: {hello}")
    boot = hello["boot"]
    must((await link.ask("configure", rate_hz=100, ranges=[16, 2000]))["status"] == "unsupported_rate", "100 Hz was taken")
    must((await link.ask("configure", rate_hz=208, ranges=[16, 1000]))["status"] == "ok", "208 Hz was refused")
    must((await link.ask("identify", seconds=1))["status"] == "ok", "identify")
    must((await link.ask("assign_site", site="foot_left"))["status"] == "ok", "assign site")
    must((await link.ask("start"))["status"] == "ok", "start")
    first = await asyncio.wait_for(link.data.get(), 3)
    header = protocol.check.decode_header(first)
    must((header["sequence"], header["rate_hz"], header["gyr_dps"], header["site"]) == (0, 208, 1000, "foot_left"),
         f"first notification: {header}")
    await asyncio.sleep(2)
    end = (await link.ask("stop"))["end"]
    must(350 < end < 520, f"{end} samples in two seconds at 208 Hz")
    await asyncio.sleep(0.5)
    notifications = [link.data.get_nowait() for _ in range(link.data.qsize())]
    last = protocol.check.decode_header(notifications[-1])
    must(last["sequence"] == end, f"the end header says {last}")
    count = sum((len(n) - 8) // 12 for n in notifications if not n[0] & 1)
    must(count == end, f"{count} of {end} samples came")
    await link.close()

    # At MTU 23, and as a collector of 1.0.
    link = await Link(room, on_air.address).open()
    await link.enable()
    must((await link.ask("hello", version_min=1, version_max=1))["version"] == 1, "1.0 is not spoken")
    must((await link.ask("start"))["status"] == "mtu_too_small", "208 Hz were taken at MTU 23")
    must((await link.ask("configure", rate_hz=52, ranges=[16, 2000]))["status"] == "ok", "52 Hz were refused")
    must((await link.ask("start"))["status"] == "ok", "start at MTU 23")
    await asyncio.sleep(1.5)
    end = (await link.ask("stop"))["end"]
    await asyncio.sleep(0.5)
    notifications = [link.data.get_nowait() for _ in range(link.data.qsize())]
    must(all(len(n) == 20 for n in notifications) and len(notifications) == end + 2, f"{len(notifications)} for {end} samples")
    await link.close()

    # Killed: another boot number, the same site.
    sensor.die()
    await asyncio.sleep(0.3)
    sensor.restart()
    await asyncio.sleep(1)
    link = await Link(room, on_air.address).open(247)
    await link.enable()
    again = await link.ask("hello", version_min=1, version_max=2)
    must(again["boot"] == boot + 1, f"boot {boot}, then {again['boot']}")
    must((await link.ask("status"))["site"] == "foot_left", "the site was forgotten")
    must((await link.ask("sleep"))["status"] == "ok", "sleep")
    for _ in range(50):
        if sensor.process.poll() is not None:
            break
        await asyncio.sleep(0.1)
    must(sensor.process.poll() == 0, "it did not go to sleep")
    print("firmware_check: all as PROTOCOL.md says")


if __name__ == "__main__":
    asyncio.run(main())
