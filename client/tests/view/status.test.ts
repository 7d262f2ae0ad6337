import { describe, expect, it } from "vitest";
import { initialState, type PageState } from "../../src/conversation/page-state.ts";
import { describeFacts } from "../../src/view/facts.ts";
import { describeStatus } from "../../src/view/status.ts";

const status = (change: Partial<PageState>, canListen = true) =>
  describeStatus({ ...initialState, ...change }, canListen);

describe("the words for where the conversation stands", () => {
  it("offer to start, with or without a voice", () => {
    expect(status({})).toMatchObject({ state: "Ready", toggle: "Start talking", microphone: "" });
    expect(status({}, false)).toMatchObject({ toggle: "Start", detail: "Press start, then type." });
  });

  it("point at the browser's question", () => {
    expect(status({ phase: "connecting", microphone: "asking" }).detail).toContain("Allow the microphone");
    expect(status({ phase: "connecting" })).toMatchObject({ mood: "connecting", toggle: "Stop" });
  });

  it.each([
    ["listening", "Listening"],
    ["user_speaking", "You are speaking"],
    ["thinking", "Thinking"],
    ["speaking", "Speaking"],
  ] as const)("follow the server: %s", (activity, state) => {
    expect(status({ phase: "live", microphone: "on", activity })).toMatchObject({
      mood: activity,
      state,
      toggle: "Stop",
      microphone: "Mute",
    });
  });

  it("tell how to take a turn without a microphone", () => {
    expect(status({ phase: "live", microphone: "muted" })).toMatchObject({ state: "Muted", microphone: "Unmute" });
    expect(status({ phase: "live", microphone: "unavailable" })).toMatchObject({
      state: "Your turn",
      microphone: "Use microphone",
    });
    expect(status({ phase: "live", microphone: "off" }, false)).toMatchObject({
      detail: "Type something.",
      microphone: "",
    });
  });

  it("say that the connection is being taken up again", () => {
    expect(status({ phase: "live", isAway: true, activity: "speaking" })).toMatchObject({
      mood: "connecting",
      state: "Reconnecting",
      toggle: "Stop",
    });
  });

  it("say why it waits or is over", () => {
    expect(status({ phase: "retrying", ending: "The server is busy.", retryIn: 3.2 }).detail).toBe(
      "The server is busy. Trying again in 4 s.",
    );
    expect(status({ phase: "ended", ending: "The connection was lost." })).toMatchObject({
      state: "Ended",
      detail: "The connection was lost.",
      toggle: "Start talking",
    });
  });
});

describe("the facts about a connection", () => {
  it("are dashes before there is one", () => {
    expect(Object.fromEntries(describeFacts(initialState))).toMatchObject({ Agent: "–", Microphone: "–", Played: "–" });
  });

  it("are numbers with units", () => {
    const ready = {
      type: "ready",
      sessionId: "5f1c",
      agent: "demo",
      inputSampleRate: 16000,
      outputSampleRate: 24000,
      notices: [],
    } as const;
    const transport = { type: "websocket", why: "There is nothing else." } as const;
    const facts = {
      ready: { ...ready, notices: [] },
      transport,
      microphoneRate: 44100,
      samplesPlayed: 36000,
      peak: 0.5,
    };
    expect(Object.fromEntries(describeFacts({ ...initialState, ...facts, roundTrip: 1.25, soundDelay: 21 }))).toEqual({
      Agent: "demo",
      Session: "5f1c",
      Transport: "WebSocket",
      Because: "There is nothing else.",
      "Round trip": "1.3 ms",
      Microphone: "44.1 → 16 kHz",
      Voice: "24 kHz",
      Played: "1.5 s",
      Loudest: "-6 dB",
      "Gaps in the sound": "0",
      "Delay of this device": "21 ms",
    });
  });

  it("are the browser's own over WebRTC", () => {
    const statistics = {
      roundTrip: 12,
      codec: "opus",
      played: 3.25,
      level: 0.2,
      bufferDelay: 41.4,
      packetsLost: 2,
      silentFor: 20,
      bytesReceived: 777,
    };
    const page = {
      ...initialState,
      transport: { type: "webrtc", why: "It is faster." },
      microphoneRate: 48000,
    } as const;
    expect(Object.fromEntries(describeFacts({ ...page, statistics, peak: 0.5, roundTrip: 12 }))).toEqual({
      Agent: "–",
      Session: "–",
      Transport: "WebRTC",
      Because: "It is faster.",
      "Round trip": "12 ms",
      Microphone: "48 kHz",
      Codec: "opus",
      Played: "3.3 s",
      Loudest: "-6 dB",
      "Packets lost": "2",
      "Delay of the buffer": "41 ms",
    });
    expect(Object.fromEntries(describeFacts(page))).toMatchObject({ Codec: "–", Played: "–", "Packets lost": "–" });
  });
});
