import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "../../src/protocol/connection.ts";
import { FakeNetwork, websocket } from "./fake-network.ts";
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
  stopPlayback: vi.fn(async () => 4800),
};

async function connect(): Promise<[Connection, FakeSocket]> {
  const hello = { inputSampleRate: 16000, outputSampleRate: 24000, reportsPlayback: true };
  const connection = new Connection(new FakeNetwork(websocket), hello, events);
  await vi.advanceTimersByTimeAsync(0);
  return [connection, FakeSocket.last];
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

describe("a connection", () => {
  it("introduces itself as soon as it is open", async () => {
    const [, socket] = await connect();
    expect(socket.sent).toEqual([]);
    socket.open();
    expect(socket.sentJson).toMatchObject([{ type: "auth", audio: "binary" }]);
    expect(socket.binaryType).toBe("arraybuffer");
  });

  it("hands on messages and audio in their order, and ignores what it does not know", async () => {
    const [, socket] = await connect();
    socket.ready();
    const pcm = new ArrayBuffer(4);
    socket.say({ type: "mark", response_id: 1, position: 0 });
    socket.onmessage!({ data: pcm });
    socket.say({ type: "something new" });
    expect(events.onMessage.mock.calls.map(([message]) => message.type)).toEqual(["ready", "mark"]);
    expect(events.onAudio).toHaveBeenCalledExactlyOnceWith(pcm);
  });

  it("keeps what is said and typed before the server is ready", async () => {
    const [connection, socket] = await connect();
    connection.sendText("hello");
    connection.sendAudio(new ArrayBuffer(640));
    socket.open();
    connection.sendAudio(new ArrayBuffer(320));
    expect(socket.sent).toHaveLength(1);
    socket.ready();
    expect(socket.sent.filter((data) => data instanceof ArrayBuffer)).toEqual([
      new ArrayBuffer(640),
      new ArrayBuffer(320),
    ]);
    expect(socket.sentJson.filter(({ type }) => type === "text")).toEqual([{ type: "text", text: "hello" }]);
  });

  it("holds microphone audio that the network does not take, and nothing else", async () => {
    const [connection, socket] = await connect();
    socket.ready();
    const before = socket.sent.length;
    socket.bufferedAmount = 100_000;
    connection.sendAudio(new ArrayBuffer(640));
    connection.sendText("hello");
    expect(socket.sent).toHaveLength(before + 1);

    socket.bufferedAmount = 0;
    connection.sendAudio(new ArrayBuffer(320));
    expect(socket.sent.slice(before + 1)).toEqual([new ArrayBuffer(640), new ArrayBuffer(320)]);
    expect(connection.droppedFrames).toBe(0);
  });

  it("gives up on a server that does not answer", async () => {
    const [, socket] = await connect();
    socket.open();
    vi.advanceTimersByTime(10_000);
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "timeout", normal: false }));
    expect(socket.closedWith).toBeDefined();
  });

  it("measures the way to the server and back", async () => {
    const [, socket] = await connect();
    socket.ready();
    const ping = socket.sentJson.at(-1)!;
    vi.advanceTimersByTime(25);
    socket.say({ type: "pong", id: ping["id"] });
    expect(events.onRoundTrip).toHaveBeenCalledExactlyOnceWith(25);
  });

  it("tells its end once, with the error that led to it", async () => {
    const [connection, socket] = await connect();
    socket.ready();
    socket.say({ type: "error", code: "internal", message: "The server failed.", fatal: true });
    socket.drop(1011);
    connection.close();
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: "internal", text: "The server failed." }),
    );
  });

  it("hands on nothing after it was closed", async () => {
    const [connection, socket] = await connect();
    socket.ready();
    events.onMessage.mockClear();
    connection.close();
    socket.say({ type: "state", state: "speaking" });
    socket.drop(1006);
    expect(events.onMessage).not.toHaveBeenCalled();
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ normal: true }));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a connection that breaks", () => {
  const resume = { token: "s1.a", grace_ms: 30_000 };

  async function talk(): Promise<[Connection, FakeSocket]> {
    const [connection, socket] = await connect();
    socket.open();
    socket.say({ type: "ready", session_id: "s1", agent: "demo", notices: [], resume });
    return [connection, socket];
  }

  /** The next socket opens and the client says where it is. */
  async function comeBack(): Promise<FakeSocket> {
    await vi.advanceTimersByTimeAsync(2000);
    FakeSocket.last.open();
    await vi.advanceTimersByTimeAsync(0);
    return FakeSocket.last;
  }

  it("is taken up again where it was", async () => {
    const [connection, first] = await talk();
    first.say({ type: "turn", seq: 7, text: "hello" });
    connection.sendAudio(new ArrayBuffer(640));
    connection.sendText("one");
    first.drop(1006);
    expect(events.onAway).toHaveBeenLastCalledWith(true);
    connection.sendAudio(new ArrayBuffer(320));
    connection.sendText("two");

    const second = await comeBack();
    expect(second.sentJson).toMatchObject([
      { type: "resume", resume_token: "s1.a", seq: 7, position: 4800, reports_playback: true },
    ]);
    second.say({
      type: "resumed",
      received_samples: 220,
      received_texts: 1,
      complete: true,
      resume: { token: "s1.b", grace_ms: 30_000 },
    });
    expect(second.sentJson).toContainEqual({ type: "text", text: "two" });
    expect(second.sentJson).not.toContainEqual({ type: "text", text: "one" });
    expect(second.sent.filter((data) => data instanceof ArrayBuffer)).toEqual([
      new ArrayBuffer(200),
      new ArrayBuffer(320),
    ]);
    expect(events.onAway).toHaveBeenLastCalledWith(false);
    expect(events.onEnded).not.toHaveBeenCalled();

    second.drop(1006);
    const third = await comeBack();
    expect(third.sentJson).toMatchObject([{ resume_token: "s1.b" }]);
  });

  it("is tried again and again while the server waits", async () => {
    const [, first] = await talk();
    first.drop(1006);
    for (let second = 0; second < 25; second += 2) {
      await vi.advanceTimersByTimeAsync(2000);
      FakeSocket.last.drop(1006);
    }
    expect(events.onEnded).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(4000);
    FakeSocket.last.drop(1006);
    await vi.advanceTimersByTimeAsync(4000);
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ text: "The connection was lost." }),
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is over when the server does not know it any more", async () => {
    const [, first] = await talk();
    first.drop(1006);
    const second = await comeBack();
    second.say({ type: "error", code: "resume_failed", message: "Over.", fatal: false });
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: "resume_failed", retry: true }),
    );
    expect(second.closedWith).toBe(1000);
  });

  it("is not taken up again once it was closed", async () => {
    const [connection, first] = await talk();
    first.drop(1006);
    connection.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.last).toBe(first);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is told to be over when the server closes it", async () => {
    const [, first] = await talk();
    first.drop(1000);
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ normal: true }));
  });
});
