"""A simulated radio below real Bluetooth stacks: what bumble's own link and controller lack for Linux as a central."""
import asyncio
import logging

from bumble import hci
from bumble.controller import Controller
from bumble.link import LocalLink
from bumble.snoop import Snooper


class Radio(LocalLink):
    """LocalLink with two differences.

    * data are routed by the addresses of the connection (the stock link always uses the sender's random address, which
      breaks a central, such as Linux, that connects from its public address);
    * `lost`: addresses whose packets vanish (out of range).
    """

    def __init__(self):
        super().__init__()
        self.lost = set()
        self.scan_responses = {}  # by address

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        src = None
        for c in sender_controller.le_connections.values():
            if c.peer_address == destination_address:
                src = c.self_address
        dst = self.find_le_controller(destination_address)
        if src is None or dst is None or src in self.lost or destination_address in self.lost:
            return
        asyncio.get_running_loop().call_soon(self._deliver, dst, src, transport, data)

    @staticmethod
    def _deliver(dst, src, transport, data):
        if src in dst.le_connections:
            dst.on_link_acl_data(src, transport, data)

    def send_ll_control_pdu(self, sender_address, receiver_address, packet):
        if sender_address in self.lost or receiver_address in self.lost:
            return
        try:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)
        except Exception as e:  # peer gone: a radio would just lose the PDU
            logging.debug("ll control: %s", e)

    def send_advertising_pdu(self, sender_controller, packet):
        if sender_controller.random_address not in self.lost:
            super().send_advertising_pdu(sender_controller, packet)


class CentralController(Controller):
    """The controller that the guest kernel drives over H4."""

    le_acl_data_packet_length = 251
    acl_data_packet_length = 251
    # A plain Bluetooth 5.0 adapter. Without extended advertising and LL privacy:
    # with either, Linux waits for an enhanced connection complete event, which
    # the stock controller does not send, and every connection costs 4 s more.
    le_features = (hci.LeFeatureMask.LE_ENCRYPTION | hci.LeFeatureMask.EXTENDED_REJECT_INDICATION
                   | hci.LeFeatureMask.PERIPHERAL_INITIATED_FEATURE_EXCHANGE | hci.LeFeatureMask.LE_PING
                   | hci.LeFeatureMask.LE_DATA_PACKET_LENGTH_EXTENSION | hci.LeFeatureMask.LE_2M_PHY)
    snoop = None  # BtSnooper: a trace that Wireshark and btmon -r read

    def send_hci_packet(self, packet):
        # The stock controller repeats the advertisement as its own scan response.
        for report in getattr(packet, "reports", []):
            if report.event_type == hci.HCI_LE_Advertising_Report_Event.EventType.SCAN_RSP:
                report.data = self.link.scan_responses.get(bytes(report.address), b"")
                packet = hci.HCI_LE_Advertising_Report_Event(packet.reports)  # the bytes anew
        if self.snoop:
            self.snoop.snoop(bytes(packet), Snooper.Direction.CONTROLLER_TO_HOST)
        super().send_hci_packet(packet)

    def on_packet(self, packet):
        if self.snoop:
            self.snoop.snoop(packet, Snooper.Direction.HOST_TO_CONTROLLER)
        super().on_packet(packet)

    def on_hci_le_create_connection_cancel_command(self, _command):
        # As a chip does: the pending connection ends with "unknown connection".
        p, self.pending_le_connection = self.pending_le_connection, None
        if p is not None:
            self.send_hci_packet(
                hci.HCI_LE_Connection_Complete_Event(
                    status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                    connection_handle=0, role=hci.Role.CENTRAL,
                    peer_address_type=p.peer_address.address_type,
                    peer_address=p.peer_address, connection_interval=0,
                    peripheral_latency=0, supervision_timeout=0, central_clock_accuracy=0))
        return super().on_hci_le_create_connection_cancel_command(_command)
