#!/usr/bin/env python3
"""A BlueZ look-alike on a private D-Bus: one adapter and the virtual sensors of ../virtual.

No radio, no kernel, no bluetoothd: only the objects that a GATT client such as btleplug uses, with BlueZ's order of
events and BlueZ's habits:
    Connect -> Connected=true -> GATT objects appear -> ServicesResolved=true
    StartNotify -> PropertiesChanged(Value) for every notification, as long as the client that asked is on the bus
    link loss -> Notifying=false, ServicesResolved=false, Connected=false
    Connect to an absent device stays pending; a second one answers InProgress; Disconnect cancels it
    a device that was never connected is forgotten 30 s after it was last seen
Besides the events of ../virtual/world.py: bluetoothd:S (the daemon dies and is back after S seconds; its sensor field is
*), adapter:0|1 (powered off or on).

DBUS_SYSTEM_BUS_ADDRESS must name the private bus.
"""
import argparse
import asyncio
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from dbus_fast import BusType, Message, MessageType  # noqa: E402
from dbus_fast.aio import MessageBus  # noqa: E402

from fake.objects import HCI, Adapter, CharacteristicObject, DeviceObject, ServiceObject  # noqa: E402
from virtual import world  # noqa: E402
from virtual.peripheral import log  # noqa: E402

FORGET_S, SUPERVISION_S = 30.0, 0.7


class Device:
    """A sensor as bluetoothd knows it."""

    def __init__(self, room, sensor):
        self.room, self.sensor = room, sensor
        self.path = f"{HCI}/dev_{sensor.address.replace(':', '_')}"
        self.known = self.has_gatt = self.lasting = False
        self.cancel = None  # set while a connection attempt is pending
        self.link = None
        self.last_seen = 0.0
        self.fresh()

    def fresh(self):
        self.object = DeviceObject(self)
        self.tree, self.characteristics, handle = [], {}, 0x0010
        for uuid, characteristics in self.sensor.services:
            service = f"{self.path}/service{handle:04x}"
            self.tree.append((service, ServiceObject(self, uuid)))
            for c in characteristics:
                handle += 1
                o = CharacteristicObject(self, service, c)
                self.characteristics[c.uuid] = o
                self.tree.append((f"{service}/char{handle:04x}", o))
                handle += 2
            handle = (handle & ~0xF) + 0x10

    def seen(self):
        """An advertisement arrives."""
        self.last_seen = self.sensor.now()
        if not self.known:
            self.object.advertised()
            self.known = True
            self.room.bus.export(self.path, self.object)
        else:
            jitter = int(self.sensor.now() * 7) % 5
            self.object.set(RSSI=-50 - self.sensor.index - jitter, **self.object.advertised())

    def forget(self):
        for path, _ in self.tree if self.has_gatt else []:
            self.room.bus.unexport(path)
        self.known = self.has_gatt = self.lasting = False
        self.room.bus.unexport(self.path)
        self.fresh()

    def connected(self):
        async def send(uuid, value):
            if self.sensor.present:  # out of range: the sensor does not know yet, and nothing arrives
                self.characteristics[uuid].notified(value)

        def hang_up():
            asyncio.ensure_future(self.room.drop(self.sensor))
        self.link = world.Link(self.room.a, self.sensor.index, send, hang_up)
        self.sensor.connected(self.link)
        self.object.set(Connected=True)
        link = self.link
        asyncio.get_running_loop().call_later(self.sensor.slow, lambda: self.resolved(link))

    def resolved(self, link):
        if self.link is link:
            if not self.has_gatt:
                self.has_gatt = True
                for path, o in self.tree:
                    self.room.bus.export(path, o)
            self.object.set(ServicesResolved=True)

    def disconnected(self):
        self.link = None
        self.sensor.disconnected()
        for c in self.characteristics.values():
            c.clients.clear()
            if c.p["Notifying"]:
                c.set(Notifying=False)
        if self.object.p["ServicesResolved"]:
            self.object.set(ServicesResolved=False)
        if self.object.p["Connected"]:
            self.object.set(Connected=False)

    async def event(self):
        """Waits for the next connection event; a link that breaks meanwhile fails as bluetoothd fails."""
        link = self.link
        await asyncio.sleep(link.until_event())
        while self.link is link and not self.sensor.present:
            await asyncio.sleep(0.02)
        if self.link is not link:
            from fake.objects import err
            raise err("Failed", "Not connected")


class Room:
    def __init__(self, a):
        self.a, self.powered = a, not a.unpowered
        self.caller = None
        self.sensors = world.make_sensors(a)
        self.devices = [Device(self, s) for s in self.sensors]

    def device(self, sensor):
        return self.devices[sensor.index - 1]

    async def start_daemon(self):
        self.bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        self.bus.add_message_handler(self.note_caller)
        await self.bus.call(Message(
            destination="org.freedesktop.DBus", path="/org/freedesktop/DBus", interface="org.freedesktop.DBus",
            member="AddMatch", signature="s", body=["type='signal',member='NameOwnerChanged'"]))
        self.adapter = Adapter(self)
        if not self.a.no_adapter:
            self.bus.export(HCI, self.adapter)
        for d in self.devices:
            d.known = d.has_gatt = False
            d.fresh()
            if d.lasting:  # bluetoothd keeps what was connected once in its files
                d.known = True
                self.bus.export(d.path, d.object)
        await self.bus.request_name("org.bluez")

    def note_caller(self, message):
        """The D-Bus library does not tell a method who called it: remembered here, just before the method runs."""
        if message.message_type == MessageType.METHOD_CALL:
            self.caller = message.sender
        elif message.member == "NameOwnerChanged" and not message.body[2]:
            self.adapter.forget(message.body[0])
            for d in self.devices:
                for c in d.characteristics.values():
                    if message.body[0] in c.clients:
                        c.stop(message.body[0])

    def scan(self):
        asyncio.ensure_future(self.scanning())

    async def scanning(self):
        adapter, n = self.adapter, 0
        while adapter is self.adapter and adapter.p["Discovering"]:
            for d in self.devices:
                if d.sensor.present and not d.link and (n + d.sensor.index) % 5 == 0:
                    d.seen()
            n += 1
            await asyncio.sleep(0.1)

    async def housekeeping(self):
        while True:
            await asyncio.sleep(1)
            for d in self.devices:
                if d.known and not d.lasting and not d.link and d.sensor.now() - d.last_seen > FORGET_S:
                    d.forget()

    async def drop(self, sensor):
        self.device(sensor).disconnected()

    # What the script of events asks for.

    async def lose(self, sensor, seconds):
        sensor.present = False
        await asyncio.sleep(min(SUPERVISION_S, seconds))
        await self.drop(sensor)
        await asyncio.sleep(max(0, seconds - SUPERVISION_S))
        self.back(sensor)

    def back(self, sensor):
        if sensor.dead:
            sensor.restart()
        sensor.present = True
        sensor.mark("in range")

    def hang_up(self, sensor):
        asyncio.ensure_future(self.drop(sensor))

    async def vanish(self, sensor):
        await asyncio.sleep(SUPERVISION_S)
        await self.drop(sensor)

    async def room_event(self, what, arguments):
        if what == "adapter":
            on = arguments[0] == "1"
            self.powered = on
            for d in self.devices if not on else []:
                d.disconnected()
            self.adapter.set(Powered=on, **({} if on else {"Discovering": False}))
        elif what == "bluetoothd":
            log("bluetoothd is gone")
            for d in self.devices:
                d.link = None
                d.sensor.disconnected()
                if d.cancel:
                    d.cancel.set()
            self.bus.disconnect()
            await asyncio.sleep(float(arguments[0]))
            await self.start_daemon()
            log("bluetoothd is back")
        else:
            return False
        return True


async def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    world.add_options(p)
    p.add_argument("--no-adapter", action="store_true", help="bluetoothd runs, the computer has no adapter")
    p.add_argument("--unpowered", action="store_true", help="the adapter is switched off")
    a = p.parse_args()
    room = Room(a)
    await room.start_daemon()
    print("ready", flush=True)
    tasks = [asyncio.ensure_future(t) for t in (
        world.script(a, room.sensors, room), room.housekeeping(), *(s.run_forever() for s in room.sensors))]
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopped = asyncio.ensure_future(stop.wait())
    while not stopped.done():
        done, _ = await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in done & set(tasks):
            task.result()  # an error of the laboratory itself ends it
            tasks.remove(task)
    for task in tasks:
        task.cancel()
    world.write_truth(a, room.sensors)


asyncio.run(main())
