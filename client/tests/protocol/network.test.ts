import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BrowserNetwork } from "../../src/protocol/network.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { FakeSocket } from "./fake-socket.ts";

const hello = { token: "secret", agent: "demo", inputSampleRate: 1, outputSampleRate: 1, reportsPlayback: true };
const both = {
  transports: [
    { type: "webrtc", url: "/rtc" },
    { type: "websocket", url: "/ws" },
  ],
  reasons: [],
};
const server = vi.fn<(url: URL | string, request: RequestInit) => Promise<Response>>();
const asked = (n = -1) => JSON.parse(String(server.mock.calls.at(n)![1].body));
const events = {
  onOpen: vi.fn(),
  onMessage: vi.fn(),
  onAudio: vi.fn(),
  onVoice: vi.fn(),
  onStatistics: vi.fn(),
  onClose: vi.fn(),
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("RTCPeerConnection", FakePeerConnection);
  vi.stubGlobal("WebSocket", FakeSocket);
  const codecs = ["audio/opus", "audio/PCMU", "audio/CN", "audio/opus"].map((mimeType) => ({ mimeType }));
  vi.stubGlobal(
    "RTCRtpReceiver",
    Object.assign(() => {}, { getCapabilities: () => ({ codecs }) }),
  );
  vi.stubGlobal("fetch", server);
  server.mockImplementation(async () => Response.json(both));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

describe("the network of a browser", () => {
  it("asks the server which transports to try, and tells it what it can do", async () => {
    const plan = await new BrowserNetwork("https://here/sub/").plan(hello);
    expect(String(server.mock.calls[0]![0])).toBe("https://here/sub/api/connect");
    expect(asked()).toEqual({
      token: "secret",
      agent: "demo",
      client: { webrtc: true, websocket: true, codecs: ["opus", "pcmu"], udp: "unknown", prefer: "auto" },
    });
    expect(plan.transports.map(({ url }) => url)).toEqual(["https://here/rtc", "https://here/ws"]);
  });

  it.each([
    ["has no choice to offer", async () => new Response("", { status: 404 }), "no_choice"],
    ["offers nothing that is known here", async () => Response.json({ transports: [] }), "no_choice"],
    ["is not there", () => Promise.reject(new TypeError("Failed to fetch")), "no_answer"],
    ["answers nonsense", async () => new Response("<html>"), "no_answer"],
  ])("is the WebSocket alone when the server %s", async (_, reply, code) => {
    server.mockImplementation(reply);
    expect(await new BrowserNetwork("https://here/sub/").plan(hello)).toMatchObject({
      transports: [{ type: "websocket", url: "https://here/sub/ws/assistant" }],
      reasons: [{ code }],
    });
  });

  it("does not wait for the choice for longer than a second", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await new BrowserNetwork("https://here/").plan(hello);
    expect(timeout).toHaveBeenCalledExactlyOnceWith(1000);
    expect(server.mock.calls[0]![1].signal).toBe(timeout.mock.results[0]!.value);
  });

  it("has no WebRTC where the browser has none, whatever the server says", async () => {
    vi.stubGlobal("RTCPeerConnection", undefined);
    const plan = await new BrowserNetwork("https://here/").plan(hello);
    expect(asked().client.webrtc).toBe(false);
    expect(plan.transports).toMatchObject([{ type: "websocket" }]);
  });

  it("can be told what to use", async () => {
    await new BrowserNetwork("https://here/", "webrtc").plan(hello);
    expect(asked().client.prefer).toBe("webrtc");
    server.mockClear();
    const plan = await new BrowserNetwork("https://here/", "websocket").plan(hello);
    expect(plan.transports).toMatchObject([{ type: "websocket", url: "https://here/ws/assistant" }]);
    expect(server).not.toHaveBeenCalled();
  });

  it("remembers for five minutes that no packet came through", async () => {
    const network = new BrowserNetwork("https://here/");
    const { transports } = await network.plan(hello);
    server.mockImplementation(async () => Response.json({ ...both, type: "answer", sdp: "v=0", pc_id: "p1" }));
    const wire = network.open(transports[0]!, null, events);
    await vi.advanceTimersByTimeAsync(0);
    wire.drop();
    await network.plan(hello);
    expect(asked().client.udp).toBe("blocked");
    vi.advanceTimersByTime(300_001);
    await network.plan(hello);
    expect(asked().client.udp).toBe("unknown");

    network.open(transports[0]!, null, events);
    await vi.advanceTimersByTimeAsync(0);
    FakePeerConnection.last.channel.open();
    await network.plan(hello);
    expect(asked().client.udp).toBe("seen");
  });

  it("opens each transport with what belongs to it", async () => {
    const network = new BrowserNetwork("https://here/");
    const { transports } = await network.plan(hello);
    expect(network.open(transports[0]!, null, events).type).toBe("webrtc");
    expect(network.open(transports[1]!, null, events).type).toBe("websocket");
    expect(FakeSocket.last.url).toBe("wss://here/ws");
  });
});
