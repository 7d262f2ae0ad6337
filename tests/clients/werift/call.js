// A call of werift, for interop tests. Writes its offer as a line of JSON, reads the answer the same way; says a tone of 1000 Hz in PCMU, sends a
// text and 60,000 bytes on the data channel (it takes no more than 65,536), and ends with a line on what it heard.

import { createInterface } from "node:readline";
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, usePCMU } from "werift";

const rate = 8000;
const frame = rate / 50;
const patience = 20_000;
const wanted = 2 * rate;

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const hear = async () => JSON.parse((await lines.next()).value);

// G.711 mu-law, by its definition: sign, three bits of exponent, four of mantissa, all inverted.
function encode(sample) {
    const magnitude = Math.min(Math.abs(sample), 32635) + 132;
    const exponent = Math.floor(Math.log2(magnitude)) - 7;
    return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function decode(byte) {
    const bits = ~byte & 0xff;
    const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 7)) - 132;
    return bits & 0x80 ? -magnitude : magnitude;
}

// Goertzel: the share of the power that lies at one frequency.
function share(samples, frequency) {
    let [re, im, power] = [0, 0, 0];
    samples.forEach((sample, n) => {
        re += sample * Math.cos((2 * Math.PI * frequency * n) / rate);
        im += sample * Math.sin((2 * Math.PI * frequency * n) / rate);
        power += sample * sample;
    });
    return (2 * (re * re + im * im)) / (samples.length * power);
}

function speak(track) {
    let sent = 0;
    const began = performance.now();
    return setInterval(() => {
        for (; sent * 20 <= performance.now() - began; sent++) {
            const payload = Buffer.alloc(frame);
            for (let i = 0; i < frame; i++) {
                payload[i] = encode(Math.round(8000 * Math.sin((2 * Math.PI * 1000 * (sent * frame + i)) / rate)));
            }
            const header = new RtpHeader({
                sequenceNumber: sent & 0xffff,
                timestamp: sent * frame,
                payloadType: 0,
                marker: sent === 0,
            });
            track.writeRtp(new RtpPacket(header, payload));
        }
    }, 10);
}

const connection = new RTCPeerConnection({ codecs: { audio: [usePCMU()] }, iceServers: [], iceUseIpv6: false });
const track = new MediaStreamTrack({ kind: "audio" });
const transceiver = connection.addTransceiver(track, { direction: "sendrecv" });
const channel = connection.createDataChannel("assistant");
const heard = [];
const received = [];
let over = () => {};
const done = new Promise((resolve) => (over = resolve));

const check = () => heard.length >= wanted && received.length >= 3 && over();
transceiver.onTrack.subscribe((remote) =>
    remote.onReceiveRtp.subscribe((packet) => {
        heard.push(...[...packet.payload].map(decode));
        check();
    }),
);
channel.onMessage.subscribe((data) => {
    received.push(typeof data === "string" ? data : data.length);
    check();
});
channel.stateChanged.subscribe((state) => {
    if (state === "open") {
        channel.send("hello");
        channel.send(Buffer.alloc(60_000, 7));
    }
});

await connection.setLocalDescription(await connection.createOffer());
say({ offer: connection.localDescription.sdp });
await connection.setRemoteDescription({ type: "answer", sdp: (await hear()).answer });
const speaking = speak(track);
await Promise.race([done, new Promise((resolve) => setTimeout(resolve, patience))]);
say({
    state: connection.connectionState,
    samples: heard.length,
    share: heard.length > rate ? share(heard.slice(-rate), 440) : 0,
    received,
});
clearInterval(speaking);
await connection.close();
process.exit(0);
