// One conversation with the server, over as many WebSockets as it takes: when one breaks, the next takes it up again where
// it was ("Coming back" of the protocol).

import { explainEnding, lostFor, type Ending } from "./ending.ts";
import {
  helloMessage,
  pingMessage,
  playedMessage,
  readServerMessage,
  resumeMessage,
  textMessage,
  type Hello,
  type Notice,
  type Resume,
  type ServerMessage,
} from "./messages.ts";
import { Spoken } from "./spoken.ts";

export interface ConnectionEvents {
  onMessage(message: ServerMessage): void;
  onAudio(pcm: ArrayBuffer): void;
  /** Once, whatever the reason; nothing comes afterwards. */
  onEnded(ending: Ending): void;
  onRoundTrip(ms: number): void;
  /** The connection broke and is being taken up again, or was. */
  onAway(isAway: boolean): void;
  /** Playback is to stop where it is, and what waits to be dropped: it comes again. Resolves to the last position played. */
  stopPlayback(): Promise<number>;
}

const readyDeadline = 10_000;
const pingInterval = 10_000;
/** Two seconds of microphone audio: more is not given to a network that does not take it. */
const maxUnsent = 64_000;
/** Milliseconds before each try to come back; the last one goes on. */
const returnPauses = [0, 250, 500, 1000, 2000];

export class Connection {
  readonly #url: string;
  readonly #hello: Hello;
  readonly #events: ConnectionEvents;
  readonly #spoken = new Spoken();
  readonly #texts: string[] = [];
  #socket: WebSocket;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setInterval> | undefined;
  #pingSent = 0;
  #pingId = 0;
  #state: "connecting" | "live" | "away" | "over" = "connecting";
  #error: Notice | undefined;
  #resume: Resume | undefined;
  /** The last numbered message received. */
  #seq = 0;
  #lostAt = 0;
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, hello: Hello, events: ConnectionEvents) {
    this.#url = url;
    this.#hello = hello;
    this.#events = events;
    this.#socket = this.#open(() => this.#socket.send(helloMessage(hello)));
    this.#deadline = setTimeout(
      () => this.#abandon("The server did not answer within 10 seconds. Try again."),
      readyDeadline,
    );
  }

  /** Microphone frames that were given up because the network did not take them. */
  get droppedFrames(): number {
    return this.#spoken.lost;
  }

  sendAudio(pcm: ArrayBuffer): void {
    if (this.#state === "live" || this.#state === "away") {
      this.#spoken.add(pcm);
      this.#sendSpoken();
    }
  }

  sendText(text: string): void {
    this.#texts.push(text);
    this.#send(textMessage(text));
  }

  sendPlayed(samples: number): void {
    this.#send(playedMessage(samples, this.#seq));
  }

  /** Leaves at once. */
  close(): void {
    this.#end(explainEnding(1000, undefined, true));
    this.#socket.close(1000);
  }

  #open(onOpen: () => void): WebSocket {
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    socket.onopen = onOpen;
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (socket === this.#socket) {
        this.#receive(data);
      }
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) {
        this.#close(code);
      }
    };
    return socket;
  }

  #sendSpoken(): void {
    while (this.#state === "live" && this.#socket.bufferedAmount <= maxUnsent) {
      const frame = this.#spoken.next();
      if (!frame) {
        return;
      }
      this.#socket.send(frame);
    }
  }

  #send(message: string): void {
    if (this.#state === "live") {
      this.#socket.send(message);
    }
  }

  #receive(data: string | ArrayBuffer): void {
    if (this.#state === "over") {
      return;
    }
    if (typeof data !== "string") {
      this.#events.onAudio(data);
      return;
    }
    const message = readServerMessage(data);
    if (message === undefined) {
      return;
    }
    this.#seq = Math.max(this.#seq, message.seq ?? 0);
    switch (message.type) {
      case "ready":
        this.#resume = message.resume;
        this.#begin();
        break;
      case "resumed":
        this.#resume = message.resume;
        this.#begin();
        this.#spoken.resume(message.receivedSamples);
        this.#texts.slice(message.receivedTexts).forEach((text) => this.#send(textMessage(text)));
        this.#sendSpoken();
        this.#events.onAway(false);
        return;
      case "error":
        this.#error = message;
        if (this.#state === "away") {
          this.#fail(message);
          return;
        }
        break;
      case "pong":
        if (message.id === this.#pingId) {
          this.#events.onRoundTrip(performance.now() - this.#pingSent);
        }
        return;
    }
    this.#events.onMessage(message);
  }

  #begin(): void {
    this.#state = "live";
    this.#attempts = 0;
    this.#error = undefined;
    clearTimeout(this.#deadline);
    this.#ping();
    this.#pings = setInterval(() => this.#ping(), pingInterval);
  }

  #ping(): void {
    this.#pingSent = performance.now();
    this.#send(pingMessage(++this.#pingId));
  }

  #close(code: number): void {
    clearTimeout(this.#deadline);
    clearInterval(this.#pings);
    if (this.#state === "over") {
      return;
    }
    const isBreak = code === 1006 || this.#error?.code === "slow_client";
    if (!this.#resume || !(isBreak || this.#state === "away") || this.#state === "connecting") {
      this.#end(explainEnding(code, this.#error, this.#state !== "connecting"));
      return;
    }
    if (this.#state === "live") {
      this.#state = "away";
      this.#lostAt = performance.now();
      this.#events.onAway(true);
    }
    this.#comeBackLater();
  }

  #comeBackLater(): void {
    const pause = returnPauses[Math.min(this.#attempts++, returnPauses.length - 1)]!;
    if (performance.now() - this.#lostAt + pause > this.#resume!.graceMs) {
      this.#end(explainEnding(1006, undefined, true));
      return;
    }
    this.#retry = setTimeout(() => {
      this.#socket = this.#open(() => void this.#comeBack(this.#socket));
      this.#deadline = setTimeout(() => this.#giveUpTry(), readyDeadline);
    }, pause);
  }

  async #comeBack(socket: WebSocket): Promise<void> {
    const position = await this.#events.stopPlayback();
    if (socket === this.#socket && this.#state === "away" && socket.readyState === WebSocket.OPEN) {
      socket.send(resumeMessage(this.#hello, this.#resume!.token, this.#seq, position));
    }
  }

  /** A try that gets no answer is as good as a break. */
  #giveUpTry(): void {
    const socket = this.#socket;
    this.#close(1006);
    socket.close();
  }

  /** The server does not take it back. */
  #fail(error: Notice): void {
    const socket = this.#socket;
    if (error.code === "server_busy") {
      return; // The close that follows is one more try that failed.
    }
    this.#end(lostFor(error));
    socket.close(1000);
  }

  #abandon(text: string): void {
    this.#end({ code: "timeout", text, normal: false, retry: false, needsToken: false });
    this.#socket.close();
  }

  #end(ending: Ending): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#retry);
    clearInterval(this.#pings);
    if (this.#state !== "over") {
      this.#state = "over";
      this.#events.onEnded(ending);
    }
  }
}
