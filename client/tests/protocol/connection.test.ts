import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "../../src/protocol/connection.ts";
import { FakeSocket } from "./fake-socket.ts";

const events = { onMessage: vi.fn(), onAudio: vi.fn(), onEnded: vi.fn(), onRoundTrip: vi.fn() };

function connect(): [Connection, FakeSocket] {
  const hello = { inputSampleRate: 16000, outputSampleRate: 24000, reportsPlayback: true };
  return [new Connection("ws://here/ws/assistant", hello, events), FakeSocket.last];
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
  it("introduces itself as soon as it is open", () => {
    const [, socket] = connect();
    expect(socket.sent).toEqual([]);
    socket.open();
    expect(socket.sentJson).toMatchObject([{ type: "auth", audio: "binary" }]);
    expect(socket.binaryType).toBe("arraybuffer");
  });

  it("hands on messages and audio in their order, and ignores what it does not know", () => {
    const [, socket] = connect();
    socket.ready();
    const pcm = new ArrayBuffer(4);
    socket.say({ type: "mark", response_id: 1, position: 0 });
    socket.onmessage!({ data: pcm });
    socket.say({ type: "something new" });
    expect(events.onMessage.mock.calls.map(([message]) => message.type)).toEqual(["ready", "mark"]);
    expect(events.onAudio).toHaveBeenCalledExactlyOnceWith(pcm);
  });

  it("sends no microphone before the server is ready", () => {
    const [connection, socket] = connect();
    connection.sendAudio(new ArrayBuffer(640));
    socket.open();
    connection.sendAudio(new ArrayBuffer(640));
    expect(socket.sent).toHaveLength(1);
    socket.ready();
    const before = socket.sent.length;
    connection.sendAudio(new ArrayBuffer(640));
    expect(socket.sent).toHaveLength(before + 1);
  });

  it("drops microphone audio that the network does not take, and nothing else", () => {
    const [connection, socket] = connect();
    socket.ready();
    const before = socket.sent.length;
    socket.bufferedAmount = 100_000;
    connection.sendAudio(new ArrayBuffer(640));
    connection.sendText("hello");
    expect(socket.sent).toHaveLength(before + 1);
    expect(connection.droppedFrames).toBe(1);
  });

  it("gives up on a server that does not answer", () => {
    const [, socket] = connect();
    socket.open();
    vi.advanceTimersByTime(10_000);
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "timeout", normal: false }));
    expect(socket.closedWith).toBeDefined();
  });

  it("measures the way to the server and back", () => {
    const [, socket] = connect();
    socket.ready();
    const ping = socket.sentJson.at(-1)!;
    vi.advanceTimersByTime(25);
    socket.say({ type: "pong", id: ping["id"] });
    expect(events.onRoundTrip).toHaveBeenCalledExactlyOnceWith(25);
  });

  it("tells its end once, with the error that led to it", () => {
    const [connection, socket] = connect();
    socket.ready();
    socket.say({ type: "error", code: "internal", message: "The server failed.", fatal: true });
    socket.drop(1011);
    connection.close();
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: "internal", text: "The server failed." }),
    );
  });

  it("hands on nothing after it was closed", () => {
    const [connection, socket] = connect();
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
