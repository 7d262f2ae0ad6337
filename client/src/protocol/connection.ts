// One conversation with the server, over as many wires as it takes: when one breaks, the next takes it up again where it was
// ("Coming back" of the protocol), of whatever transport it is.

import { closeCode, explainEnding, lostFor, type Ending } from "./ending.ts";
import { Leg } from "./leg.ts";
import {
  helloMessage,
  pingMessage,
  playedMessage,
  readServerMessage,
  resumeMessage,
  textMessage,
  type Hello,
  type Resume,
  type ServerMessage,
} from "./messages.ts";
import type { Network } from "./network.ts";
import { Spoken } from "./spoken.ts";
import type { Transport, TransportPlan } from "./transport-plan.ts";
import type { VoiceStatistics } from "./voice-statistics.ts";
import { transportNames, type TransportType, type Wire } from "./wire.ts";

export interface ConnectionEvents {
  onMessage(message: ServerMessage): void;
  onAudio(pcm: ArrayBuffer): void;
  /** The agent's voice as a stream, on transports that have it; undefined when it is over. */
  onVoice(stream: MediaStream | undefined): void;
  /** Once, whatever the reason; nothing comes afterwards. */
  onEnded(ending: Ending): void;
  onRoundTrip(ms: number): void;
  onStatistics(statistics: VoiceStatistics): void;
  /** The transport in use, and why it is that one, in a sentence. */
  onTransport(type: TransportType, why: string): void;
  /** The connection broke and is being taken up again, or was. */
  onAway(isAway: boolean): void;
  /** Playback is to stop where it is, and what waits to be dropped: it comes again. Resolves to the last position played. */
  stopPlayback(): Promise<number>;
}

const readyDeadline = 10_000;
/** Milliseconds between pings. They measure; over WebRTC they are also the sign of life of a line on which nobody speaks. */
const pingInterval = { websocket: 10_000, webrtc: 1000 };
/** Milliseconds before each try to come back; the last one goes on. */
const returnPauses = [0, 250, 500, 1000, 2000];

export class Connection {
  readonly #network: Network;
  readonly #hello: Hello;
  readonly #events: ConnectionEvents;
  readonly #spoken = new Spoken();
  readonly #texts: string[] = [];
  #plan: TransportPlan | undefined;
  #leg: Leg | undefined;
  #wire: Wire | undefined;
  #microphone: MediaStreamTrack | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setInterval> | undefined;
  #pingSent = 0;
  #pingId = 0;
  #state: "connecting" | "live" | "away" | "over" = "connecting";
  #error: (ServerMessage & { type: "error" }) | undefined;
  #bye: string | undefined;
  #resume: Resume | undefined;
  /** The last numbered message received. */
  #seq = 0;
  #lostAt = 0;
  /** Until when what was said has arrived, if the wire that broke last was one that does not count samples. */
  #heardUntil: number | undefined;
  #lost = "";
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(network: Network, hello: Hello, events: ConnectionEvents) {
    this.#network = network;
    this.#hello = hello;
    this.#events = events;
    void this.#start(performance.now());
  }

  /** Microphone frames that were given up because the network did not take them. */
  get droppedFrames(): number {
    return this.#spoken.lost;
  }

  /** The microphone, for transports that send it as a track; `sendAudio` is needed all the same. */
  set microphone(track: MediaStreamTrack | null) {
    this.#microphone = track;
    if (this.#leg) {
      this.#leg.microphone = track;
    }
  }

  sendAudio(pcm: ArrayBuffer): void {
    if (this.#state !== "over") {
      this.#spoken.add(pcm, performance.now());
      this.#sendSpoken();
    }
  }

  /** Sends a typed turn, as soon as the conversation is ready. */
  sendText(text: string): void {
    this.#texts.push(text);
    this.#send(textMessage(text));
  }

  sendPlayed(samples: number): void {
    if (this.#wire?.heardUntil === undefined) {
      this.#send(playedMessage(samples, this.#seq));
    }
  }

  /** Leaves at once. */
  close(): void {
    const leg = this.#leg;
    this.#end(explainEnding(1000, undefined, true));
    leg?.leave();
  }

  async #start(begun: number): Promise<void> {
    const plan = await this.#network.plan(this.#hello);
    if (this.#state !== "over") {
      this.#plan = plan;
      this.#open(plan.transports, begun, (wire) => wire.send(helloMessage(this.#hello)));
    }
  }

  #open(transports: readonly Transport[], begun: number, greet: (wire: Wire) => void): void {
    const leg: Leg = new Leg(this.#network, transports, begun, this.#microphone, {
      onOpen: (wire, transport, failures) => {
        this.#wire = wire;
        this.#deadline = setTimeout(() => this.#giveUp(), readyDeadline);
        this.#events.onTransport(transport.type, this.#why(transport, failures));
        greet(wire);
      },
      onMessage: (text) => this.#receive(text),
      onAudio: (pcm) => this.#events.onAudio(pcm),
      onVoice: (stream) => this.#events.onVoice(stream),
      onStatistics: (statistics) => {
        this.#events.onStatistics(statistics);
        if (statistics.roundTrip !== undefined) {
          this.#events.onRoundTrip(statistics.roundTrip);
        }
      },
      onClose: (code, reason) => this.#close(code, reason),
      onUnreachable: (isTimeout) => this.#onUnreachable(isTimeout),
    });
    if (this.#state !== "over") {
      this.#leg = leg;
    }
  }

  #why(transport: Transport, failures: readonly string[]): string {
    const reason = this.#plan?.reasons.find(({ type }) => type === transport.type)?.message ?? "";
    return [this.#lost, ...failures].filter(Boolean).join(" ") || reason;
  }

  #sendSpoken(): void {
    const wire = this.#wire;
    if (this.#state !== "live" || !wire) {
      return;
    }
    if (wire.heardUntil !== undefined) {
      this.#spoken.passOver();
    }
    while (wire.takesAudio) {
      const frame = this.#spoken.next();
      if (!frame) {
        return;
      }
      wire.sendAudio(frame);
    }
  }

  #send(message: string): void {
    if (this.#state === "live") {
      this.#wire?.send(message);
    }
  }

  #receive(json: string): void {
    const message = this.#state === "over" ? undefined : readServerMessage(json);
    if (message === undefined) {
      return;
    }
    this.#seq = Math.max(this.#seq, message.seq ?? 0);
    switch (message.type) {
      case "ready":
        this.#resume = message.resume;
        this.#begin();
        this.#texts.forEach((text) => this.#send(textMessage(text)));
        this.#events.onMessage(message);
        this.#sendSpoken();
        return;
      case "resumed":
        this.#onResumed(message);
        return;
      case "error":
        this.#error = message;
        if (this.#state === "away") {
          this.#refuse(message);
          return;
        }
        break;
      case "bye":
        this.#bye = message.reason;
        break;
      case "pong":
        // WebRTC has a better measure, and tells it with its statistics.
        if (message.id === this.#pingId && this.#wire?.type === "websocket") {
          this.#events.onRoundTrip(performance.now() - this.#pingSent);
        }
        return;
    }
    this.#events.onMessage(message);
  }

  #onResumed(message: ServerMessage & { type: "resumed" }): void {
    this.#resume = message.resume;
    this.#begin();
    if (this.#heardUntil === undefined) {
      this.#spoken.resume(message.receivedSamples);
    } else {
      this.#spoken.resumeSince(this.#heardUntil, message.receivedSamples);
    }
    this.#texts.slice(message.receivedTexts).forEach((text) => this.#send(textMessage(text)));
    this.#sendSpoken();
    this.#events.onAway(false);
  }

  #begin(): void {
    this.#state = "live";
    this.#attempts = 0;
    this.#error = undefined;
    clearTimeout(this.#deadline);
    clearInterval(this.#pings);
    this.#ping();
    this.#pings = setInterval(() => this.#ping(), pingInterval[this.#wire?.type ?? "websocket"]);
  }

  #ping(): void {
    this.#pingSent = performance.now();
    this.#send(pingMessage(++this.#pingId));
  }

  /** The wire has ended, or is given up. */
  #close(code: number, reason: string): void {
    clearTimeout(this.#deadline);
    clearInterval(this.#pings);
    const broken = this.#wire;
    const untried = this.#leg?.untried ?? [];
    this.#leg = this.#wire = undefined;
    this.#events.onVoice(undefined);

    const told = closeCode(code, this.#bye, this.#error);
    const isBreak = told === 1006;
    if (broken && isBreak) {
      this.#lost = `${transportNames[broken.type]} ${reason}.`;
    }
    if (this.#state === "connecting" && isBreak && untried.length > 0) {
      this.#open(untried, performance.now(), (wire) => wire.send(helloMessage(this.#hello)));
    } else if (this.#state === "connecting" || !this.#resume || !(isBreak || this.#state === "away")) {
      this.#end(explainEnding(told, this.#error, this.#state !== "connecting"));
    } else {
      this.#leave(broken?.heardUntil);
      this.#comeBackLater();
    }
  }

  #leave(heardUntil: number | undefined): void {
    if (this.#state === "live") {
      this.#state = "away";
      this.#heardUntil = heardUntil;
      this.#lostAt = performance.now();
      this.#events.onAway(true);
    }
  }

  #comeBackLater(): void {
    const pause = returnPauses[Math.min(this.#attempts++, returnPauses.length - 1)]!;
    if (performance.now() - this.#lostAt + pause > this.#resume!.graceMs) {
      this.#end(explainEnding(1006, undefined, true));
      return;
    }
    this.#retry = setTimeout(() => {
      this.#open(returnOrder(this.#plan!.transports), performance.now(), (wire) => void this.#comeBack(wire));
    }, pause);
  }

  async #comeBack(wire: Wire): Promise<void> {
    const position = await this.#events.stopPlayback();
    if (wire === this.#wire && this.#state === "away") {
      wire.send(resumeMessage(this.#hello, this.#resume!.token, this.#seq, position));
    }
  }

  #onUnreachable(isTimeout: boolean): void {
    this.#leg = this.#wire = undefined;
    if (this.#state === "away") {
      this.#comeBackLater();
    } else if (isTimeout) {
      this.#end(noAnswer);
    } else {
      this.#end(explainEnding(1006, this.#error, false));
    }
  }

  /** No answer is as good as a break; at the very beginning there is nothing to come back to. */
  #giveUp(): void {
    const leg = this.#leg;
    if (this.#state === "away" || leg?.untried.length) {
      this.#close(1006, "gave no answer");
    } else {
      this.#end(noAnswer);
    }
    leg?.drop();
  }

  /** The server does not take it back. */
  #refuse(error: ServerMessage & { type: "error" }): void {
    if (error.code === "server_busy") {
      return; // The close that follows is one more try that failed.
    }
    const leg = this.#leg;
    this.#end(lostFor(error));
    leg?.leave();
  }

  #end(ending: Ending): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#retry);
    clearInterval(this.#pings);
    if (this.#state !== "over") {
      this.#state = "over";
      this.#leg = this.#wire = undefined;
      this.#events.onVoice(undefined);
      this.#events.onEnded(ending);
    }
  }
}

const noAnswer: Ending = {
  code: "timeout",
  text: "The server did not answer within 10 seconds. Try again.",
  normal: false,
  retry: false,
  needsToken: false,
};

/** Over a WebSocket what was said in the meantime can be sent; a track knows only the present. */
const returnOrder = (transports: readonly Transport[]): Transport[] =>
  transports.toSorted((a, b) => Number(a.type === "webrtc") - Number(b.type === "webrtc"));
