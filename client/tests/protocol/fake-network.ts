import type { Network } from "../../src/protocol/network.ts";
import type { Transport, TransportPlan } from "../../src/protocol/transport-plan.ts";
import { WebSocketWire } from "../../src/protocol/websocket-wire.ts";
import type { Wire, WireEvents } from "../../src/protocol/wire.ts";

export const webrtc: Transport = { type: "webrtc", url: "http://here/api/rtc", deadlineMs: 2500, iceServers: [] };
export const websocket: Transport = { type: "websocket", url: "http://here/ws", deadlineMs: 10_000, iceServers: [] };

/** A WebRTC connection whose other side is the test. */
export class FakeWire implements Wire {
  readonly type = "webrtc";
  readonly takesAudio = false;
  readonly sent: Record<string, unknown>[] = [];
  microphone: MediaStreamTrack | null;
  heardUntil = 0;
  hasLeft = false;
  isDropped = false;
  readonly events: WireEvents;

  constructor(microphone: MediaStreamTrack | null, events: WireEvents) {
    this.microphone = microphone;
    this.events = events;
  }

  send(message: string): void {
    this.sent.push(JSON.parse(message));
  }

  sendAudio(): void {
    throw new Error("It has a track for that.");
  }

  leave(): void {
    this.hasLeft = true;
  }

  drop(): void {
    this.isDropped = true;
  }

  say(message: object): void {
    this.events.onMessage(JSON.stringify(message));
  }
}

/** Offers what the test says. WebSockets are real wires: stub their socket. */
export class FakeNetwork implements Network {
  readonly transports: Transport[];
  readonly wires: FakeWire[] = [];
  /** The transports that were opened. */
  readonly opened: string[] = [];
  planTakes = Promise.resolve();

  constructor(...transports: Transport[]) {
    this.transports = transports;
  }

  get wire(): FakeWire {
    return this.wires.at(-1)!;
  }

  async plan(): Promise<TransportPlan> {
    await this.planTakes;
    const reasons = this.transports.map(({ type }) => ({ type, code: "offered", message: `${type} is offered.` }));
    return { transports: this.transports, reasons };
  }

  open(transport: Transport, microphone: MediaStreamTrack | null, events: WireEvents): Wire {
    this.opened.push(transport.type);
    if (transport.type === "websocket") {
      return new WebSocketWire(transport.url, events);
    }
    this.wires.push(new FakeWire(microphone, events));
    return this.wire;
  }
}
