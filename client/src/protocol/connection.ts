// One WebSocket, from its opening to its close.

import { explainEnding, type Ending } from "./ending.ts";
import {
  helloMessage,
  pingMessage,
  playedMessage,
  readServerMessage,
  textMessage,
  type Hello,
  type Notice,
  type ServerMessage,
} from "./messages.ts";

export interface ConnectionEvents {
  onMessage(message: ServerMessage): void;
  onAudio(pcm: ArrayBuffer): void;
  /** Once, whatever the reason; nothing comes afterwards. */
  onEnded(ending: Ending): void;
  onRoundTrip(ms: number): void;
}

const readyDeadline = 10_000;
const pingInterval = 10_000;
/** Two seconds of microphone audio. More than that never catches up: it is dropped. */
const maxUnsent = 64_000;

export class Connection {
  readonly #socket: WebSocket;
  readonly #events: ConnectionEvents;
  readonly #deadline: ReturnType<typeof setTimeout>;
  #pings: ReturnType<typeof setInterval> | undefined;
  #pingSent = 0;
  #pingId = 0;
  #isReady = false;
  #isOver = false;
  #error: Notice | undefined;

  /** Microphone frames that were dropped because the network did not take them. */
  droppedFrames = 0;

  constructor(url: string, hello: Hello, events: ConnectionEvents) {
    this.#events = events;
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.#socket.send(helloMessage(hello));
    this.#socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#receive(data);
    this.#socket.onclose = ({ code }) => this.#end(explainEnding(code, this.#error, this.#isReady));
    this.#deadline = setTimeout(
      () => this.#abandon("The server did not answer within 10 seconds. Try again."),
      readyDeadline,
    );
  }

  sendAudio(pcm: ArrayBuffer): void {
    if (!this.#isReady || this.#socket.readyState !== WebSocket.OPEN) {
      return;
    }
    if (this.#socket.bufferedAmount > maxUnsent) {
      this.droppedFrames++;
      return;
    }
    this.#socket.send(pcm);
  }

  sendText(text: string): void {
    this.#send(textMessage(text));
  }

  sendPlayed(samples: number): void {
    this.#send(playedMessage(samples));
  }

  /** Leaves at once. */
  close(): void {
    this.#end(explainEnding(1000, undefined, true));
    this.#socket.close(1000);
  }

  #send(message: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(message);
    }
  }

  #receive(data: string | ArrayBuffer): void {
    if (this.#isOver) {
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
    switch (message.type) {
      case "ready":
        this.#isReady = true;
        clearTimeout(this.#deadline);
        this.#ping();
        this.#pings = setInterval(() => this.#ping(), pingInterval);
        break;
      case "error":
        this.#error = message;
        break;
      case "pong":
        if (message.id === this.#pingId) {
          this.#events.onRoundTrip(performance.now() - this.#pingSent);
        }
        return;
    }
    this.#events.onMessage(message);
  }

  #ping(): void {
    this.#pingSent = performance.now();
    this.#send(pingMessage(++this.#pingId));
  }

  #abandon(text: string): void {
    this.#end({ code: "timeout", text, normal: false, retry: false, needsToken: false });
    this.#socket.close();
  }

  #end(ending: Ending): void {
    clearTimeout(this.#deadline);
    clearInterval(this.#pings);
    if (!this.#isOver) {
      this.#isOver = true;
      this.#events.onEnded(ending);
    }
  }
}
