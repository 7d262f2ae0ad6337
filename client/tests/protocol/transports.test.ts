import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "../../src/protocol/connection.ts";
import type { VoiceStatistics } from "../../src/protocol/voice-statistics.ts";
import { FakeNetwork, webrtc, websocket, type FakeWire } from "./fake-network.ts";
import { FakeSocket } from "./fake-socket.ts";

const events = {
  onMessage: vi.fn(),
  onAudio: vi.fn(),
  onVoice: vi.fn(),
  onStatistics: vi.fn(),
  onTransport: vi.fn(),
  onEnded: vi.fn(),
  onRoundTrip: vi.fn(),
  onAway: vi.fn(),
  stopPlayback: vi.fn(async () => 0),
};
const hello = { inputSampleRate: 16000, outputSampleRate: 24000, reportsPlayback: true };
const resume = { token: "s1.a", grace_ms: 30_000 };
const ready = { type: "ready", session_id: "s1", agent: "demo", notices: [], resume };
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const spokenOver = (socket: FakeSocket) => socket.sent.filter((data) => data instanceof ArrayBuffer);

async function connect(network = new FakeNetwork(webrtc, websocket)): Promise<[Connection, FakeNetwork]> {
  const connection = new Connection(network, hello, events);
  await settle();
  return [connection, network];
}

/** A conversation that is live over WebRTC. */
async function talk(): Promise<[Connection, FakeNetwork, FakeWire]> {
  const [connection, network] = await connect();
  network.wire.events.onOpen();
  network.wire.say(ready);
  return [connection, network, network.wire];
}

function lose(wire: FakeWire): void {
  wire.events.onClose(1006, "was lost");
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.sockets = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

describe("a conversation over WebRTC", () => {
  it("introduces itself in the data channel and says what it goes over, and why", async () => {
    const [, network] = await connect();
    expect(network.wire.sent).toEqual([]);
    network.wire.events.onOpen();
    expect(network.wire.sent).toMatchObject([{ type: "auth", resumable: true }]);
    expect(events.onTransport).toHaveBeenCalledExactlyOnceWith("webrtc", "webrtc is offered.");
    network.wire.say(ready);
    expect(events.onMessage).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ type: "ready" }));
  });

  it("sends neither microphone nor playback as messages", async () => {
    const [connection, , wire] = await talk();
    connection.sendAudio(new ArrayBuffer(640));
    connection.sendPlayed(4800);
    connection.sendText("hello");
    expect(wire.sent.slice(1)).toEqual([
      { type: "ping", id: 1 },
      { type: "text", text: "hello" },
    ]);
  });

  it("pings every second as a sign of life, and leaves measuring to the browser", async () => {
    const [, , wire] = await talk();
    await settle(3000);
    expect(wire.sent.slice(1).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    wire.say({ type: "pong", id: 4 });
    expect(events.onRoundTrip).not.toHaveBeenCalled();
  });

  it("hands the microphone to the wire, also when it is opened later or goes away", async () => {
    const track = { id: "microphone" } as MediaStreamTrack;
    const [connection, , wire] = await talk();
    expect(wire.microphone).toBeNull();
    connection.microphone = track;
    expect(wire.microphone).toBe(track);
    connection.microphone = null;
    expect(wire.microphone).toBeNull();
  });

  it("hands on the voice, and what was measured of it", async () => {
    const [, , wire] = await talk();
    const stream = {} as MediaStream;
    const statistics = { roundTrip: 12 } as VoiceStatistics;
    wire.events.onVoice(stream);
    wire.events.onStatistics(statistics);
    expect(events.onVoice).toHaveBeenLastCalledWith(stream);
    expect(events.onStatistics).toHaveBeenCalledExactlyOnceWith(statistics);
    expect(events.onRoundTrip).toHaveBeenCalledExactlyOnceWith(12);
  });

  it.each([
    [{ type: "bye", reason: "end" }, { normal: true }],
    [{ type: "bye", reason: "shutdown" }, { retry: true }],
    [
      { type: "error", code: "server_busy", message: "Full.", fatal: true },
      { code: "server_busy", retry: true },
    ],
    [
      { type: "error", code: "internal", message: "Failed.", fatal: true },
      { code: "internal", text: "Failed." },
    ],
  ])("ends as the server's last words say: %j", async (last, ending) => {
    const [, network, wire] = await talk();
    wire.say(last);
    lose(wire);
    await settle(60_000);
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(ending));
    expect(events.onVoice).toHaveBeenLastCalledWith(undefined);
    expect(network.opened).toEqual(["webrtc"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is refused for want of a token on the first transport already", async () => {
    const [, network] = await connect();
    network.wire.events.onOpen();
    network.wire.say({ type: "error", code: "auth_required", message: "Send auth first.", fatal: true });
    lose(network.wire);
    await settle();
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ needsToken: true }));
    expect(network.opened).toEqual(["webrtc"]);
  });

  it("says goodbye when it is closed", async () => {
    const [connection, , wire] = await talk();
    connection.close();
    expect(wire.hasLeft).toBe(true);
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ normal: true }));
    expect(events.onVoice).toHaveBeenLastCalledWith(undefined);
  });
});

describe("falling back to the WebSocket", () => {
  it("takes less than three seconds, and keeps what was said in the meantime", async () => {
    const [connection, network] = await connect();
    connection.sendAudio(new ArrayBuffer(640));
    await settle(2000);
    connection.sendAudio(new ArrayBuffer(320));
    await settle(999);
    expect(network.wire.isDropped).toBe(true);
    FakeSocket.last.open();
    FakeSocket.last.say(ready);
    expect(FakeSocket.last.sentJson[0]).toMatchObject({ type: "auth" });
    expect(spokenOver(FakeSocket.last)).toEqual([new ArrayBuffer(640), new ArrayBuffer(320)]);
    expect(events.onTransport).toHaveBeenCalledExactlyOnceWith("websocket", "WebRTC did not connect within 2.0 s.");
    expect(events.onAway).not.toHaveBeenCalled();
  });

  it("happens too when the data channel opens and closes without an answer", async () => {
    const [, network] = await connect();
    network.wire.events.onOpen();
    lose(network.wire);
    FakeSocket.last.open();
    FakeSocket.last.say(ready);
    expect(events.onTransport).toHaveBeenLastCalledWith("websocket", "WebRTC was lost.");
    expect(events.onMessage).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ type: "ready" }));
    expect(events.onEnded).not.toHaveBeenCalled();
  });

  it("stops when the conversation is stopped", async () => {
    const [connection, network] = await connect();
    connection.close();
    await settle(60_000);
    expect(network.opened).toEqual(["webrtc"]);
    expect(network.wire.hasLeft).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not begin when it was stopped before the server named the transports", async () => {
    const network = new FakeNetwork(webrtc, websocket);
    let answer = () => {};
    network.planTakes = new Promise((resolve) => (answer = resolve));
    const [connection] = await connect(network);
    connection.close();
    answer();
    await settle(60_000);
    expect(network.opened).toEqual([]);
  });

  it("is in vain when the server is not there", async () => {
    const [, network] = await connect();
    network.wire.events.onClose(1006, "could not be set up");
    FakeSocket.last.drop(1006);
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ text: expect.stringContaining("cannot be reached") }),
    );
  });
});

describe("a WebRTC connection that breaks", () => {
  it("is taken up again over the WebSocket, with what was said since it was last alive", async () => {
    const [connection, network, wire] = await talk();
    wire.say({ type: "turn", seq: 7, text: "hello" });
    connection.sendAudio(new ArrayBuffer(640));
    connection.sendText("one");
    await settle(1000);
    wire.heardUntil = performance.now() - 500;
    connection.sendAudio(new ArrayBuffer(320));
    lose(wire);
    expect(events.onAway).toHaveBeenLastCalledWith(true);
    expect(events.onVoice).toHaveBeenLastCalledWith(undefined);
    connection.sendAudio(new ArrayBuffer(160));
    connection.sendText("two");

    await settle();
    FakeSocket.last.open();
    await settle();
    expect(network.opened).toEqual(["webrtc", "websocket"]);
    expect(FakeSocket.last.sentJson).toMatchObject([{ type: "resume", resume_token: "s1.a", seq: 7 }]);
    FakeSocket.last.say({ type: "resumed", received_samples: 99_000, received_texts: 1, complete: true, resume });
    expect(spokenOver(FakeSocket.last)).toEqual([new ArrayBuffer(320), new ArrayBuffer(160)]);
    expect(FakeSocket.last.sentJson).toContainEqual({ type: "text", text: "two" });
    expect(FakeSocket.last.sentJson).not.toContainEqual({ type: "text", text: "one" });
    expect(events.onAway).toHaveBeenLastCalledWith(false);
    expect(events.onTransport).toHaveBeenLastCalledWith("websocket", "WebRTC was lost.");
  });

  it("is counted in the server's samples from then on", async () => {
    const [connection, , wire] = await talk();
    wire.heardUntil = performance.now();
    lose(wire);
    await settle();
    FakeSocket.last.open();
    await settle();
    FakeSocket.last.say({ type: "resumed", received_samples: 99_000, received_texts: 0, complete: true, resume });
    connection.sendAudio(new ArrayBuffer(640));
    connection.sendAudio(new ArrayBuffer(320));

    FakeSocket.last.drop(1006);
    await settle();
    FakeSocket.last.open();
    await settle();
    FakeSocket.last.say({ type: "resumed", received_samples: 99_320, received_texts: 0, complete: true, resume });
    expect(spokenOver(FakeSocket.last)).toEqual([new ArrayBuffer(320)]);
  });

  it("is taken up again over WebRTC when there is nothing else, and says only what is said then", async () => {
    const [connection, network] = await connect(new FakeNetwork(webrtc));
    network.wire.events.onOpen();
    network.wire.say(ready);
    lose(network.wire);
    connection.sendAudio(new ArrayBuffer(640));
    await settle();
    network.wire.events.onOpen();
    await settle();
    expect(network.wire.sent).toMatchObject([{ type: "resume", resume_token: "s1.a" }]);
    network.wire.say({ type: "resumed", received_samples: 1, received_texts: 0, complete: true, resume });
    expect(events.onAway).toHaveBeenLastCalledWith(false);
    expect(network.opened).toEqual(["webrtc", "webrtc"]);
  });

  it("is tried over WebRTC again when no WebSocket opens either, until the server has given up", async () => {
    const [, network, wire] = await talk();
    lose(wire);
    for (let waited = 0; waited < 40; waited++) {
      await settle(1000);
      network.opened.at(-1) === "websocket" ? FakeSocket.last.drop(1006) : lose(network.wire);
    }
    expect(network.opened.slice(0, 5)).toEqual(["webrtc", "websocket", "webrtc", "websocket", "webrtc"]);
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ text: "The connection was lost." }),
    );
    expect(vi.getTimerCount()).toBe(0);
  });
});
