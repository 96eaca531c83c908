"""The part of the org.bluez object tree that a GATT client uses, as D-Bus interfaces."""
import asyncio

from dbus_fast import DBusError, Variant
from dbus_fast.service import PropertyAccess, ServiceInterface, dbus_property, method

HCI = "/org/bluez/hci0"


def err(name, text):
    return DBusError(f"org.bluez.Error.{name}", text)


def ro(name, sig, key=None):
    """A read-only property, kept in self.p."""
    def get(self):
        return self.p[key or name]
    get.__name__ = name
    get.__annotations__ = {"return": sig}
    return dbus_property(access=PropertyAccess.READ)(get)


class Adapter(ServiceInterface):
    def __init__(self, room):
        self.room = room
        self.clients = set()  # who has asked for a scan
        self.p = dict(Address="C0:FF:EE:00:00:01", AddressType="public", Name="fake", Class=0, Powered=room.powered,
                      Discovering=False, UUIDs=[], Modalias="usb:v1D6Bp0246d0542", Roles=["central"])
        super().__init__("org.bluez.Adapter1")

    Address = ro("Address", "s")
    AddressType = ro("AddressType", "s")
    Name = ro("Name", "s")
    Alias = ro("Alias", "s", "Name")
    Class = ro("Class", "u")
    Discovering = ro("Discovering", "b")
    UUIDs = ro("UUIDs", "as")
    Modalias = ro("Modalias", "s")
    Roles = ro("Roles", "as")

    @dbus_property()
    def Powered(self) -> "b":
        return self.p["Powered"]

    @Powered.setter
    def Powered(self, v: "b"):
        self.set(Powered=v)

    def set(self, **values):
        self.p.update(values)
        self.emit_properties_changed(values)

    @method()
    def SetDiscoveryFilter(self, f: "a{sv}"):
        pass

    @method()
    def StartDiscovery(self):
        if not self.p["Powered"]:
            raise err("NotReady", "Resource Not Ready")
        if self.room.caller in self.clients:
            raise err("InProgress", "Operation already in progress")
        self.clients.add(self.room.caller)
        if not self.p["Discovering"]:
            self.set(Discovering=True)
            self.room.scan()

    @method()
    def StopDiscovery(self):
        if self.room.caller not in self.clients:
            raise err("Failed", "No discovery started")
        self.forget(self.room.caller)

    def forget(self, client):
        self.clients.discard(client)
        if not self.clients and self.p["Discovering"]:
            self.set(Discovering=False)

    @method()
    async def RemoveDevice(self, dev: "o"):
        for d in self.room.devices:
            if d.path == dev and d.known:
                await self.room.drop(d.sensor)
                return d.forget()
        raise err("DoesNotExist", "Does Not Exist")


class DeviceObject(ServiceInterface):
    def __init__(self, device):
        self.device = device
        s = device.sensor
        self.p = dict(Address=s.address, AddressType="random", Name=s.name, Paired=False, Connected=False, RSSI=-50 - s.index,
                      UUIDs=[], Adapter=HCI, ServicesResolved=False, LegacyPairing=False, ServiceData={},
                      ManufacturerData={})
        self.advertised()
        super().__init__("org.bluez.Device1")

    Address = ro("Address", "s")
    AddressType = ro("AddressType", "s")
    Name = ro("Name", "s")
    Alias = ro("Alias", "s", "Name")
    Paired = ro("Paired", "b")
    Trusted = ro("Trusted", "b", "Paired")
    Blocked = ro("Blocked", "b", "Paired")
    LegacyPairing = ro("LegacyPairing", "b")
    Connected = ro("Connected", "b")
    RSSI = ro("RSSI", "n")
    UUIDs = ro("UUIDs", "as")
    Adapter = ro("Adapter", "o")
    ServicesResolved = ro("ServicesResolved", "b")
    ServiceData = ro("ServiceData", "a{sv}")
    ManufacturerData = ro("ManufacturerData", "a{qv}")

    def advertised(self):
        """Takes over what the sensor advertises now; says what changed."""
        ad = self.device.sensor.advertisement()
        new = {"UUIDs": ad["uuids"] or self.p["UUIDs"],
               "ServiceData": {u: Variant("ay", v) for u, v in ad["service_data"].items()},
               "ManufacturerData": {i: Variant("ay", v) for i, v in ad["manufacturer"].items()}}
        changed = {k: v for k, v in new.items() if self.p[k] != v}
        self.p.update(changed)
        return changed

    def set(self, **values):
        self.p.update(values)
        self.emit_properties_changed(values)

    @method()
    async def Connect(self):
        d = self.device
        s = d.sensor
        if s.busy:
            s.busy -= 1
            raise err("InProgress", "In Progress")
        if not d.room.adapter.p["Powered"]:
            raise err("NotReady", "Resource Not Ready")
        if self.p["Connected"]:
            return
        if d.cancel:  # as bluetoothd: one attempt at a time, without a time limit
            raise err("InProgress", "Operation already in progress")
        d.lasting = True
        d.cancel = asyncio.Event()
        try:
            await asyncio.sleep(0.1)
            while not s.present and not d.cancel.is_set():
                await asyncio.sleep(0.05)
            if d.cancel.is_set():
                raise err("Failed", "le-connection-abort-by-local")
        finally:
            d.cancel = None
        d.connected()

    @method()
    async def Disconnect(self):
        if self.device.cancel:
            self.device.cancel.set()
            return
        if not self.p["Connected"]:
            raise err("NotConnected", "Not Connected")
        await asyncio.sleep(0.5)  # bluetoothd waits up to 2 s here
        await self.device.room.drop(self.device.sensor)

    @method()
    def Pair(self):
        raise err("AuthenticationFailed", "not simulated")


class ServiceObject(ServiceInterface):
    def __init__(self, device, uuid):
        self.p = dict(UUID=uuid, Primary=True, Device=device.path, Includes=[])
        super().__init__("org.bluez.GattService1")

    UUID = ro("UUID", "s")
    Primary = ro("Primary", "b")
    Device = ro("Device", "o")
    Includes = ro("Includes", "ao")


class CharacteristicObject(ServiceInterface):
    def __init__(self, device, service, characteristic):
        self.device, self.c = device, characteristic
        self.clients = set()  # who has asked for notifications
        self.p = dict(UUID=characteristic.uuid, Service=service, Value=b"", Notifying=False, Flags=characteristic.flags,
                      MTU=device.room.a.mtu)
        super().__init__("org.bluez.GattCharacteristic1")

    UUID = ro("UUID", "s")
    Service = ro("Service", "o")
    Value = ro("Value", "ay")
    Notifying = ro("Notifying", "b")
    Flags = ro("Flags", "as")
    MTU = ro("MTU", "q")

    def live(self, *flags):
        if not self.device.object.p["Connected"]:
            raise err("Failed", "Not connected")
        if not set(flags) & set(self.c.flags):
            raise err("NotSupported", "Operation is not supported")

    @method()
    async def ReadValue(self, o: "a{sv}") -> "ay":
        self.live("read")
        await self.device.event()
        return self.c.read()

    @method()
    async def WriteValue(self, v: "ay", o: "a{sv}"):
        self.live("write", "write-without-response")
        await self.device.event()
        self.c.write(bytes(v))

    @method()
    async def StartNotify(self):
        self.live("notify", "indicate")
        caller = self.device.room.caller
        if caller in self.clients:
            raise err("InProgress", "Operation already in progress")
        await self.device.event()
        self.clients.add(caller)
        if not self.p["Notifying"]:
            self.device.sensor.subscribe(self.c.uuid, True)
            self.set(Notifying=True)

    @method()
    async def StopNotify(self):
        caller = self.device.room.caller
        if caller not in self.clients:
            raise err("Failed", "No notify session started")
        if self.device.link:
            await self.device.event()
        self.stop(caller)

    def stop(self, client):
        self.clients.discard(client)
        if not self.clients and self.p["Notifying"]:
            self.device.sensor.subscribe(self.c.uuid, False)
            self.set(Notifying=False)

    def set(self, **values):
        self.p.update(values)
        self.emit_properties_changed(values)

    def notified(self, value):
        if self.p["Notifying"]:
            self.set(Value=value)
