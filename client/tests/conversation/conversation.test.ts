import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Loudspeaker } from "../../src/audio/loudspeaker.ts";
import type { Microphone, MicrophoneEvents } from "../../src/audio/microphone.ts";
import type { PlaybackReport } from "../../src/audio/worklets/playback-messages.ts";
import { Conversation } from "../../src/conversation/conversation.ts";
import { maxTurns, type PageState } from "../../src/conversation/page-state.ts";
import type { VoiceStatistics } from "../../src/protocol/voice-statistics.ts";
import { FakeNetwork, webrtc, websocket } from "../protocol/fake-network.ts";
import { FakeSocket } from "../protocol/fake-socket.ts";

const track = { id: "microphone" } as MediaStreamTrack;
const microphone = { track, sampleRate: 48000, muted: false, level: 0, resume: vi.fn(), close: vi.fn() };
const loudspeaker = {
  sampleRate: 24000,
  latency: 0.02,
  level: 0,
  mark: vi.fn(),
  play: vi.fn(),
  clear: vi.fn(),
  playStream: vi.fn(),
  start: vi.fn(),
  stop: vi.fn(),
  resume: vi.fn(),
};
let microphoneEvents: MicrophoneEvents;
let onReport: (report: PlaybackReport) => void;
let openMicrophone: () => Promise<Microphone>;
let shown: PageState;
let network: FakeNetwork;

/** Lets the conversation learn which transports there are. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function create(): Conversation {
  return new Conversation(
    network,
    {
      openMicrophone: (events) => {
        microphoneEvents = events;
        return openMicrophone();
      },
      openLoudspeaker: async (report) => {
        onReport = report;
        return loudspeaker as unknown as Loudspeaker;
      },
      random: () => 0.5,
    },
    (state) => (shown = state),
  );
}

async function startLive(notices: object[] = []): Promise<Conversation> {
  const conversation = create();
  await conversation.start(true);
  await settle();
  FakeSocket.last.ready(notices);
  return conversation;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.sockets = [];
  network = new FakeNetwork(websocket);
  openMicrophone = async () => microphone as unknown as Microphone;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

describe("a spoken conversation", () => {
  it("asks for the microphone before it connects, and is live when the server is ready", async () => {
    const conversation = create();
    const started = conversation.start(true);
    expect(shown).toMatchObject({ phase: "connecting", microphone: "asking" });
    await started;
    await settle();
    expect(shown).toMatchObject({ phase: "connecting", microphone: "on", microphoneRate: 48000 });
    FakeSocket.last.ready();
    expect(shown).toMatchObject({ phase: "live", ready: { agent: "demo" } });
    expect(FakeSocket.last.sentJson[0]).toMatchObject({ output_sample_rate: 24000, reports_playback: true });
  });

  it("carries sound both ways and says what was played", async () => {
    await startLive();
    const socket = FakeSocket.last;
    const pcm = new ArrayBuffer(640);
    microphoneEvents.onFrame(pcm);
    expect(socket.sent.at(-1)).toBe(pcm);

    socket.say({ type: "mark", response_id: 1, position: 0 });
    socket.onmessage!({ data: pcm });
    socket.say({ type: "clear", response_id: 1 });
    expect(loudspeaker.mark).toHaveBeenCalledWith(1, 0);
    expect(loudspeaker.play).toHaveBeenCalledWith(pcm);
    expect(loudspeaker.clear).toHaveBeenCalledWith(1);

    onReport({ position: 4800, samples: 4800, underruns: 0, dropped: 0, peak: 0.4, buffered: 0 });
    expect(socket.sentJson.at(-1)).toEqual({ type: "played", samples: 4800 });
    expect(shown).toMatchObject({ samplesPlayed: 4800, peak: 0.4, soundDelay: 20 });
  });

  it("shows states, latency, errors and what was said", async () => {
    await startLive();
    FakeSocket.last.say({ type: "state", state: "thinking" });
    FakeSocket.last.say({ type: "latency", response_id: 1, total_ms: 40, parts_ms: { llm: 40 } });
    FakeSocket.last.say({ type: "error", code: "tool_timeout", message: "Too slow.", fatal: false });
    FakeSocket.last.say({ type: "turn", text: "hello" });
    expect(shown).toMatchObject({
      activity: "thinking",
      latency: { totalMs: 40 },
      turns: [{ totalMs: 40 }],
      problems: [{ code: "tool_timeout", message: "Too slow.", level: "error" }],
      transcript: { lines: [{ text: "hello" }] },
    });
  });

  it("remembers the latest turns, and no more of them than it shows", async () => {
    await startLive();
    for (let turn = 1; turn <= maxTurns + 5; turn++) {
      FakeSocket.last.say({ type: "latency", response_id: turn, total_ms: turn, parts_ms: {} });
    }
    expect(shown.turns).toHaveLength(maxTurns);
    expect(shown.turns[0]).toMatchObject({ totalMs: 6 });
  });

  it("stops at once, and lets the microphone go", async () => {
    const conversation = await startLive();
    conversation.stop();
    expect(FakeSocket.last.closedWith).toBe(1000);
    expect(microphone.close).toHaveBeenCalledOnce();
    expect(loudspeaker.stop).toHaveBeenCalledOnce();
    expect(shown).toMatchObject({ phase: "ended", microphone: "off", problems: [] });
  });

  it("can be stopped while it begins: nothing of it happens later", async () => {
    let grant: (microphone: Microphone) => void = () => {};
    openMicrophone = () => new Promise((resolve) => (grant = resolve));
    const conversation = create();
    const started = conversation.start(true);
    conversation.stop();
    grant(microphone as unknown as Microphone);
    await started;
    expect(microphone.close).toHaveBeenCalledOnce();
    expect(FakeSocket.sockets).toEqual([]);
    expect(shown.phase).toBe("ended");
  });

  it("can be muted", async () => {
    const conversation = await startLive();
    conversation.setMuted(true);
    expect(microphone.muted).toBe(true);
    expect(shown.microphone).toBe("muted");
    conversation.setMuted(false);
    expect(shown.microphone).toBe("on");
  });
});

describe("without a microphone", () => {
  it("goes on in writing and says why", async () => {
    openMicrophone = () => Promise.reject(new DOMException("", "NotAllowedError"));
    await startLive();
    expect(shown).toMatchObject({ phase: "live", microphone: "unavailable", problems: [{ code: "microphone" }] });
  });

  it("says when it was unplugged", async () => {
    await startLive();
    microphoneEvents.onLost();
    expect(shown).toMatchObject({ phase: "live", microphone: "unavailable", problems: [{ code: "microphone" }] });
  });

  it("may get one later", async () => {
    openMicrophone = () => Promise.reject(new DOMException("", "NotFoundError"));
    const conversation = await startLive();
    openMicrophone = async () => microphone as unknown as Microphone;
    await conversation.openMicrophone();
    expect(shown).toMatchObject({ microphone: "on", problems: [] });
  });

  it("lets it go when the agent cannot hear", async () => {
    await startLive([{ code: "no_speech_recognition", message: "Type instead." }]);
    expect(microphone.close).toHaveBeenCalledOnce();
    expect(shown).toMatchObject({ microphone: "off", problems: [{ code: "no_speech_recognition", level: "notice" }] });
  });
});

describe("typing", () => {
  it("starts a conversation and is sent as soon as the server is ready", async () => {
    const conversation = create();
    await conversation.say("What time is it?");
    await settle();
    expect(shown).toMatchObject({ phase: "connecting", microphone: "off" });
    FakeSocket.last.ready();
    expect(FakeSocket.last.sentJson).toContainEqual({ type: "text", text: "What time is it?" });
  });

  it("goes straight to the server in a conversation", async () => {
    const conversation = await startLive();
    await conversation.say("hello");
    expect(FakeSocket.last.sentJson.at(-1)).toEqual({ type: "text", text: "hello" });
  });

  it("does not wait for an answer to the browser's question about the microphone", async () => {
    openMicrophone = () => new Promise(() => {});
    const conversation = create();
    void conversation.start(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeSocket.sockets).toHaveLength(0);
    await conversation.say("hello");
    await settle();
    FakeSocket.last.ready();
    expect(FakeSocket.last.sentJson).toContainEqual({ type: "text", text: "hello" });
    expect(FakeSocket.sockets).toHaveLength(1);
  });
});

describe("a conversation over WebRTC", () => {
  const resume = { token: "s1.a", grace_ms: 30_000 };
  const statistics = { level: 0.3, roundTrip: 9 } as VoiceStatistics;
  const voice = {} as MediaStream;

  async function talk(): Promise<Conversation> {
    network = new FakeNetwork(webrtc, websocket);
    const conversation = create();
    await conversation.start(true);
    await settle();
    network.wire.events.onOpen();
    network.wire.say({ type: "ready", session_id: "s1", agent: "demo", notices: [], resume });
    return conversation;
  }

  it("sends the microphone's own track and plays the stream that comes", async () => {
    await talk();
    expect(network.wire.microphone).toBe(track);
    network.wire.events.onVoice(voice);
    expect(loudspeaker.playStream).toHaveBeenLastCalledWith(voice);
    network.wire.events.onStatistics(statistics);
    expect(shown).toMatchObject({
      phase: "live",
      transport: { type: "webrtc", why: "webrtc is offered." },
      statistics,
      peak: 0.3,
      roundTrip: 9,
    });
  });

  it("takes a microphone that is opened later, and lets one go that was unplugged", async () => {
    openMicrophone = () => Promise.reject(new DOMException("", "NotFoundError"));
    const conversation = await talk();
    expect(network.wire.microphone).toBeNull();
    openMicrophone = async () => microphone as unknown as Microphone;
    await conversation.openMicrophone();
    expect(network.wire.microphone).toBe(track);
    microphoneEvents.onLost();
    expect(network.wire.microphone).toBeNull();
  });

  it("goes on over the WebSocket when it breaks, and says so", async () => {
    await talk();
    network.wire.events.onVoice(voice);
    network.wire.events.onStatistics(statistics);
    network.wire.events.onClose(1006, "was lost");
    expect(loudspeaker.playStream).toHaveBeenLastCalledWith(undefined);
    expect(shown).toMatchObject({ phase: "live", isAway: true, statistics: undefined });
    await settle();
    FakeSocket.last.open();
    onReport({ position: 0, cut: Infinity, samples: 0, underruns: 0, dropped: 0, peak: 0, buffered: 0 });
    await settle();
    FakeSocket.last.say({ type: "resumed", received_samples: 0, received_texts: 0, complete: true, resume });
    expect(shown).toMatchObject({ isAway: false, transport: { type: "websocket", why: "WebRTC was lost." } });
  });

  it("sends what was typed while WebRTC was tried in vain", async () => {
    network = new FakeNetwork(webrtc, websocket);
    const conversation = create();
    await conversation.say("hello");
    await vi.advanceTimersByTimeAsync(2500);
    FakeSocket.last.ready();
    expect(FakeSocket.last.sentJson).toContainEqual({ type: "text", text: "hello" });
    expect(shown).toMatchObject({ phase: "live", transport: { why: "WebRTC did not connect within 2.0 s." } });
  });

  it("stops its stream when it is stopped", async () => {
    const conversation = await talk();
    conversation.stop();
    expect(network.wire.hasLeft).toBe(true);
    expect(loudspeaker.playStream).toHaveBeenLastCalledWith(undefined);
  });
});

describe("a connection that breaks", () => {
  it("is taken up again from the sample that was played, and says so meanwhile", async () => {
    await startLive();
    const resume = { token: "s1.a", grace_ms: 30_000 };
    FakeSocket.last.say({ type: "ready", session_id: "s1", agent: "demo", notices: [], resume });
    FakeSocket.last.drop(1006);
    expect(shown).toMatchObject({ phase: "live", isAway: true });
    await vi.advanceTimersByTimeAsync(0);
    FakeSocket.last.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(loudspeaker.clear).toHaveBeenCalledWith(Infinity);
    expect(FakeSocket.last.sent).toEqual([]);

    onReport({ position: 4000, cut: 1, samples: 0, underruns: 0, dropped: 0, peak: 0, buffered: 0 });
    onReport({ position: 4800, cut: Infinity, samples: 0, underruns: 0, dropped: 0, peak: 0, buffered: 0 });
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeSocket.last.sentJson).toMatchObject([{ type: "resume", position: 4800 }]);
    FakeSocket.last.say({ type: "resumed", received_samples: 0, received_texts: 0, complete: true, resume });
    expect(shown).toMatchObject({ phase: "live", isAway: false, problems: [] });
  });
});

describe("a connection that ends", () => {
  it("is explained, with what was said kept on the page", async () => {
    await startLive();
    FakeSocket.last.say({ type: "turn", text: "hello" });
    FakeSocket.last.say({ type: "error", code: "internal", message: "The server failed.", fatal: true });
    FakeSocket.last.drop(1011);
    expect(shown).toMatchObject({
      phase: "ended",
      ending: "The server failed.",
      problems: [{ code: "internal", message: "The server failed." }],
      transcript: { lines: [{ text: "hello" }, { kind: "note", text: "The server failed." }] },
    });
    expect(microphone.close).toHaveBeenCalledOnce();
  });

  it("is no problem when it was wanted", async () => {
    await startLive();
    FakeSocket.last.drop(1000);
    expect(shown).toMatchObject({ phase: "ended", problems: [] });
  });

  it("comes back by itself after a restart of the server, with the microphone still open", async () => {
    await startLive();
    FakeSocket.last.drop(1001);
    expect(shown).toMatchObject({ phase: "retrying", retryIn: 1 });
    await vi.advanceTimersByTimeAsync(1000);
    FakeSocket.last.drop(1006);
    expect(shown).toMatchObject({ phase: "retrying", retryIn: 2 });
    await vi.advanceTimersByTimeAsync(2000);
    FakeSocket.last.ready();
    expect(shown.phase).toBe("live");
    expect(FakeSocket.sockets).toHaveLength(3);
    expect(microphone.close).not.toHaveBeenCalled();
  });

  it("gives up after a while", async () => {
    await startLive();
    for (let attempt = 0; attempt < 10; attempt++) {
      FakeSocket.last.drop(1013);
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(FakeSocket.sockets).toHaveLength(7);
    expect(shown.phase).toBe("ended");
  });

  it("is not tried again by itself when it could not be reached at all", async () => {
    await create().start(true);
    await settle();
    FakeSocket.last.drop(1006);
    expect(shown).toMatchObject({ phase: "ended", ending: expect.stringContaining("cannot be reached") });
  });

  it("is not tried again after a stop", async () => {
    const conversation = await startLive();
    FakeSocket.last.drop(1001);
    conversation.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.sockets).toHaveLength(1);
    expect(shown.phase).toBe("ended");
  });

  it("asks for a token when the server wants one, and uses it", async () => {
    const conversation = create();
    await conversation.start(true);
    await settle();
    FakeSocket.last.open();
    FakeSocket.last.say({ type: "error", code: "auth_required", message: "Send auth first.", fatal: true });
    FakeSocket.last.drop(4401);
    expect(shown).toMatchObject({ phase: "ended", needsToken: true });
    conversation.token = "secret";
    await conversation.start(true);
    await settle();
    FakeSocket.last.ready();
    expect(FakeSocket.last.sentJson[0]).toMatchObject({ token: "secret" });
    expect(shown.needsToken).toBe(false);
  });
});

it("tells a problem once, and keeps only the latest few", async () => {
  const conversation = await startLive();
  for (let n = 0; n < 8; n++) {
    FakeSocket.last.say({ type: "error", code: `e${n % 7}`, message: "?", fatal: false });
  }
  expect(shown.problems.map(({ code }) => code)).toEqual(["e3", "e4", "e5", "e6", "e0"]);
  conversation.dismissProblem(shown.problems[0]!);
  expect(shown.problems).toHaveLength(4);
});
