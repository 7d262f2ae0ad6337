import { afterEach, expect, it, vi } from "vitest";
import { Connection, transportNames, type ConnectionEvents } from "../../src/protocol/index.ts";
import { FakeNetwork, webrtc } from "./fake-network.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("is all that a page of its own needs: a conversation in a dozen calls", async () => {
  vi.useFakeTimers();
  const told: unknown[] = [];
  const events: ConnectionEvents = {
    onMessage: (message) => told.push(message.type),
    onVoice: (stream) => told.push(stream ? "voice" : "silence"),
    onAudio: () => told.push("audio"),
    stopPlayback: async () => 0,
    onTransport: (type) => told.push(transportNames[type]),
    onAway: (isAway) => told.push(isAway),
    onRoundTrip: (ms) => told.push(ms),
    onStatistics: () => told.push("statistics"),
    onEnded: ({ code }) => told.push(code),
  };
  const network = new FakeNetwork(webrtc);
  const hello = { inputSampleRate: 16_000, outputSampleRate: 24_000, reportsPlayback: false };
  const connection = new Connection(network, hello, events);
  await vi.advanceTimersByTimeAsync(0);
  network.wire.events.onVoice({} as MediaStream);
  network.wire.events.onOpen();
  network.wire.say({ type: "ready", session_id: "s1", agent: "demo", notices: [] });
  connection.sendText("hello");
  network.wire.say({ type: "response", response_id: 1, text: "Hi." });
  connection.close();
  expect(network.wire.sent).toContainEqual({ type: "text", text: "hello" });
  expect(told).toEqual(["voice", "WebRTC", "ready", "response", "silence", "closed"]);
});
