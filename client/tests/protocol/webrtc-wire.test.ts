import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebRtcWire } from "../../src/protocol/webrtc-wire.ts";
import { webrtc } from "./fake-network.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";

const events = {
  onOpen: vi.fn(),
  onMessage: vi.fn(),
  onAudio: vi.fn(),
  onVoice: vi.fn(),
  onStatistics: vi.fn(),
  onClose: vi.fn(),
};
const onPath = vi.fn();
const answer = { sdp: "v=0 answer", type: "answer", pc_id: "p1" };
const server = vi.fn<(url: string, request: RequestInit) => Promise<Response>>();
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

async function offer(microphone: MediaStreamTrack | null = null): Promise<[WebRtcWire, FakePeerConnection]> {
  const wire = new WebRtcWire(webrtc, microphone, events, onPath);
  await settle();
  return [wire, FakePeerConnection.last];
}

async function open(): Promise<[WebRtcWire, FakePeerConnection]> {
  const opened = await offer();
  FakePeerConnection.last.channel.open();
  return opened;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("RTCPeerConnection", FakePeerConnection);
  vi.stubGlobal(
    "MediaStream",
    class {
      tracks: unknown[];
      constructor(tracks: unknown[]) {
        this.tracks = tracks;
      }
    },
  );
  vi.stubGlobal("fetch", server);
  server.mockImplementation(async () => Response.json(answer));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

describe("a WebRTC connection", () => {
  it("is offered at once, and open with its data channel", async () => {
    const [wire, peer] = await offer();
    expect(server).toHaveBeenCalledOnce();
    expect(server.mock.calls[0]![0]).toBe(webrtc.url);
    expect(server.mock.calls[0]![1]).toMatchObject({ method: "POST", body: '{"sdp":"v=0 offer","type":"offer"}' });
    expect(peer.remoteDescription).toEqual({ type: "answer", sdp: "v=0 answer" });
    expect(peer.channel.label).toBe("assistant");
    expect(events.onOpen).not.toHaveBeenCalled();
    wire.send("too early");

    peer.channel.open();
    expect(events.onOpen).toHaveBeenCalledOnce();
    expect(onPath).toHaveBeenCalledExactlyOnceWith(true);
    wire.send("hello");
    expect(peer.channel.sent).toEqual(["hello"]);
    peer.channel.onmessage!({ data: "hi" });
    peer.channel.onmessage!({ data: new ArrayBuffer(2) });
    expect(events.onMessage).toHaveBeenCalledExactlyOnceWith("hi");
  });

  it("uses the servers it was told to get through firewalls", async () => {
    const iceServers = [{ urls: "turn:here", username: "1:me", credential: "secret" }];
    new WebRtcWire({ ...webrtc, iceServers }, null, events, onPath);
    expect(FakePeerConnection.last.configuration).toMatchObject({ iceServers });
  });

  it("sends the microphone that there is, and hands on the voice that comes", async () => {
    const [first, second] = [{} as MediaStreamTrack, {} as MediaStreamTrack];
    const [wire, peer] = await offer(first);
    wire.microphone = second;
    expect(peer.sender.tracks).toEqual([first, second]);
    const voice = {};
    peer.ontrack!({ track: voice });
    expect(events.onVoice).toHaveBeenCalledExactlyOnceWith({ tracks: [voice] });
  });

  it.each([
    ["refuses", async () => new Response("", { status: 503 }), "was refused by the server (503)"],
    ["is not there", () => Promise.reject(new TypeError("Failed to fetch")), "could not be set up"],
    ["answers nonsense", async () => new Response("<html>"), "could not be set up"],
  ])("fails at once when the server %s", async (_, reply, reason) => {
    server.mockImplementation(reply);
    const [, peer] = await offer();
    expect(events.onClose).toHaveBeenCalledExactlyOnceWith(1006, reason);
    expect(peer.isClosed).toBe(true);
    expect(onPath).not.toHaveBeenCalled();
  });

  it("tells when the network lets nothing through", async () => {
    const [, peer] = await offer();
    peer.become("failed");
    expect(onPath).toHaveBeenCalledExactlyOnceWith(false);
    expect(events.onClose).toHaveBeenCalledExactlyOnceWith(1006, "found no way through the network");
  });

  it("tells the same when it is given up after the server's answer, and nothing when there was none", async () => {
    const [wire] = await offer();
    wire.drop();
    expect(onPath).toHaveBeenCalledExactlyOnceWith(false);

    onPath.mockClear();
    server.mockImplementation(() => new Promise(() => {}));
    const [unanswered] = await offer();
    unanswered.drop();
    expect(onPath).not.toHaveBeenCalled();
    expect(events.onClose).not.toHaveBeenCalled();
  });

  it("may be silent for three seconds", async () => {
    const [, peer] = await open();
    const pair = { type: "candidate-pair", nominated: true, state: "succeeded" };
    peer.stats.push({ ...pair, timestamp: 2900, lastPacketReceivedTimestamp: 100 });
    peer.become("disconnected");
    await settle(2900);
    peer.stats[0] = { ...pair, timestamp: 3000, lastPacketReceivedTimestamp: 3000 };
    await settle(500);
    peer.become("connected");
    expect(events.onClose).not.toHaveBeenCalled();

    peer.stats[0] = { ...pair, timestamp: 6100, lastPacketReceivedTimestamp: 3000 };
    await settle(2500);
    expect(events.onClose).not.toHaveBeenCalled();
    await settle(1000);
    expect(events.onClose).toHaveBeenCalledExactlyOnceWith(1006, "was lost");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is lost with its data channel", async () => {
    const [, peer] = await open();
    peer.channel.onclose!();
    peer.become("failed");
    expect(events.onClose).toHaveBeenCalledExactlyOnceWith(1006, "was lost");
    expect(onPath).toHaveBeenCalledExactlyOnceWith(true);
  });

  it("knows until when it was alive: by the packets it got", async () => {
    const [wire, peer] = await open();
    const pair = { type: "candidate-pair", nominated: true, state: "succeeded", timestamp: 90_000 };
    peer.stats.push({ ...pair, lastPacketReceivedTimestamp: 89_900 });
    await settle(500);
    expect(events.onStatistics).toHaveBeenCalledOnce();
    const then = wire.heardUntil;
    expect(performance.now() - then).toBe(100);

    peer.stats[0] = { ...pair, timestamp: 90_500, lastPacketReceivedTimestamp: 89_900 };
    await settle(500);
    expect(wire.heardUntil).toBe(then);
  });

  it("knows it by their bytes in browsers that do not time them", async () => {
    const [wire, peer] = await open();
    const pair = { type: "candidate-pair", nominated: true, state: "succeeded" };
    peer.stats.push({ ...pair, bytesReceived: 10 });
    await settle(500);
    const then = performance.now();
    expect(wire.heardUntil).toBe(then);
    await settle(1000);
    expect(wire.heardUntil).toBe(then);
  });

  it("tells the server when it is left, once there is something to leave", async () => {
    const [wire, peer] = await open();
    wire.leave();
    peer.become("disconnected");
    expect(peer.isClosed).toBe(false);
    await settle();
    expect(server.mock.calls[1]).toMatchObject([webrtc.url, { method: "DELETE", body: '{"pc_id":"p1"}' }]);
    expect(peer.isClosed).toBe(true);
    peer.channel.onclose!();
    expect(events.onClose).not.toHaveBeenCalled();

    server.mockClear();
    const early = new WebRtcWire(webrtc, null, events, onPath);
    early.leave();
    await settle();
    expect(server.mock.calls.filter(([, { method }]) => method === "DELETE")).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
