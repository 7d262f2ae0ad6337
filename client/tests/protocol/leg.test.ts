import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Leg } from "../../src/protocol/leg.ts";
import type { Transport } from "../../src/protocol/transport-plan.ts";
import { FakeNetwork, webrtc, websocket } from "./fake-network.ts";
import { FakeSocket } from "./fake-socket.ts";

const events = {
  onOpen: vi.fn(),
  onMessage: vi.fn(),
  onAudio: vi.fn(),
  onVoice: vi.fn(),
  onStatistics: vi.fn(),
  onClose: vi.fn(),
  onUnreachable: vi.fn(),
};

function setOut(transports: Transport[], microphone: MediaStreamTrack | null = null): [Leg, FakeNetwork] {
  const network = new FakeNetwork();
  return [new Leg(network, transports, performance.now(), microphone, events), network];
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

describe("a way to the server", () => {
  it("is the first transport when that opens, and the others are left alone", () => {
    const [, network] = setOut([webrtc, websocket]);
    vi.advanceTimersByTime(1900);
    network.wire.events.onOpen();
    vi.advanceTimersByTime(60_000);
    expect(events.onOpen).toHaveBeenCalledExactlyOnceWith(network.wire, webrtc, []);
    expect(network.opened).toEqual(["webrtc"]);
  });

  it("is the next one when a transport misses its deadline; that one is dropped and no longer listened to", () => {
    const [, network] = setOut([{ ...webrtc, deadlineMs: 1200 }, websocket]);
    vi.advanceTimersByTime(1199);
    expect(network.opened).toEqual(["webrtc"]);
    vi.advanceTimersByTime(1);
    expect(network.opened).toEqual(["webrtc", "websocket"]);
    expect(network.wire.isDropped).toBe(true);
    FakeSocket.last.open();
    expect(events.onOpen).toHaveBeenCalledExactlyOnceWith(expect.anything(), websocket, [
      "WebRTC did not connect within 1.2 s.",
    ]);
    network.wire.events.onOpen();
    network.wire.events.onMessage("late");
    network.wire.events.onClose(1006, "was lost");
    expect(events.onOpen).toHaveBeenCalledOnce();
    expect(events.onMessage).not.toHaveBeenCalled();
    expect(events.onClose).not.toHaveBeenCalled();
  });

  it("is found within three seconds, whatever deadlines the server names", () => {
    const [, network] = setOut([{ ...webrtc, deadlineMs: 20_000 }, { ...webrtc, deadlineMs: 20_000 }, websocket]);
    vi.advanceTimersByTime(3000);
    expect(network.opened).toEqual(["webrtc", "webrtc", "websocket"]);
    FakeSocket.last.open();
  });

  it("loses no time on a transport that says it cannot", () => {
    const [, network] = setOut([webrtc, websocket]);
    network.wire.events.onClose(1006, "was refused by the server (503)");
    expect(network.opened).toEqual(["webrtc", "websocket"]);
    FakeSocket.last.open();
    expect(events.onOpen.mock.calls[0]![2]).toEqual(["WebRTC was refused by the server (503)."]);
  });

  it("goes on behind a transport that the browser does not have", () => {
    const network = new FakeNetwork();
    const open = vi.spyOn(network, "open").mockImplementationOnce(() => {
      throw new DOMException("No.", "SyntaxError");
    });
    new Leg(network, [webrtc, websocket], performance.now(), null, events);
    expect(open).toHaveBeenCalledTimes(2);
    FakeSocket.last.open();
    expect(events.onOpen).toHaveBeenCalledOnce();
  });

  it("does not exist when nothing opens: it says so once, and why", () => {
    const [, network] = setOut([webrtc, websocket]);
    network.wire.events.onClose(1006, "found no way through the network");
    FakeSocket.last.drop(1006);
    expect(events.onUnreachable).toHaveBeenCalledExactlyOnceWith(false, [
      "WebRTC found no way through the network.",
      "WebSocket could not be opened.",
    ]);
    expect(events.onClose).not.toHaveBeenCalled();
  });

  it("gives the last transport its whole deadline", () => {
    setOut([websocket]);
    vi.advanceTimersByTime(9999);
    expect(events.onUnreachable).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(events.onUnreachable).toHaveBeenCalledExactlyOnceWith(true, ["WebSocket did not connect within 10.0 s."]);
  });

  it("ends once it was open: nothing else is tried by itself", () => {
    const [leg, network] = setOut([webrtc, websocket]);
    network.wire.events.onOpen();
    network.wire.events.onClose(1006, "was lost");
    network.wire.events.onMessage("late");
    expect(events.onClose).toHaveBeenCalledExactlyOnceWith(1006, "was lost");
    expect(events.onMessage).not.toHaveBeenCalled();
    expect(network.opened).toEqual(["webrtc"]);
    expect(leg.untried).toEqual([websocket]);
  });

  it("can be left while it is looked for", () => {
    const [leg, network] = setOut([webrtc, websocket]);
    leg.leave();
    network.wire.events.onOpen();
    vi.advanceTimersByTime(60_000);
    expect(network.wire.hasLeft).toBe(true);
    expect(network.opened).toEqual(["webrtc"]);
    expect(events.onOpen).not.toHaveBeenCalled();
    expect(events.onUnreachable).not.toHaveBeenCalled();
  });

  it("takes the microphone along, also one that was opened later", () => {
    const [first, second] = [{ id: "1" } as MediaStreamTrack, { id: "2" } as MediaStreamTrack];
    const [leg, network] = setOut([webrtc, webrtc], first);
    expect(network.wire.microphone).toBe(first);
    leg.microphone = second;
    expect(network.wire.microphone).toBe(second);
    network.wire.events.onClose(1006, "was lost");
    expect(network.wires[1]!.microphone).toBe(second);
    network.wire.events.onOpen();
  });
});
