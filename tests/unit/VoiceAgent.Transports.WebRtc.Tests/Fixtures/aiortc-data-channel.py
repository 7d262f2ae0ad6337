"""aiortc's SCTP over bare UDP: echoes what comes on a channel, or opens one and sends on it first."""

import asyncio
import sys

from aiortc import RTCDataChannel, RTCDataChannelParameters, RTCSctpTransport
from aiortc.rtcsctptransport import RTCSctpCapabilities


class Ice:
    def __init__(self, role):
        self.role = role


class Path(asyncio.DatagramProtocol):
    """Stands where DTLS would."""

    def __init__(self, role):
        self.transport = Ice(role)
        self.state = "connected"
        self.receiver = None
        self.socket = None

    def connection_made(self, transport):
        self.socket = transport

    def datagram_received(self, data, addr):
        if self.receiver:
            asyncio.ensure_future(self.receiver._handle_data(data))

    def _register_data_receiver(self, receiver):
        self.receiver = receiver

    def _unregister_data_receiver(self, receiver):
        self.receiver = None

    async def _send_data(self, data):
        self.socket.sendto(data)


async def main(role, peer_port):
    path = Path("controlling" if role == "client" else "controlled")
    await asyncio.get_event_loop().create_datagram_endpoint(
        lambda: path, local_addr=("127.0.0.1", 0), remote_addr=("127.0.0.1", peer_port)
    )
    print(path.socket.get_extra_info("sockname")[1], flush=True)
    sctp = RTCSctpTransport(path)
    done = asyncio.Event()

    @sctp.on("datachannel")
    def on_channel(channel):
        channel.on("message", channel.send)
        channel.on("close", done.set)

    if role == "client":
        parameters = RTCDataChannelParameters(label="from aiortc", id=0)
        channel = RTCDataChannel(sctp, parameters)
        echoes = []

        @channel.on("open")
        def on_open():
            channel.send("text")
            channel.send(bytes(range(256)) * 800)

        @channel.on("message")
        def on_message(message):
            echoes.append(message)
            if len(echoes) == 2:
                print(echoes[0] == "text" and echoes[1] == bytes(range(256)) * 800, flush=True)
                channel.close()

        channel.on("close", done.set)

    await sctp.start(RTCSctpCapabilities(maxMessageSize=262144), 5000)
    await done.wait()
    print("closed", flush=True)
    await sctp.stop()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
