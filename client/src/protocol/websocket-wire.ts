import type { Wire, WireEvents } from "./wire.ts";

/** Two seconds of microphone audio: more is not given to a network that does not take it. */
const maxUnsent = 64_000;

/** A WebSocket: messages, and audio as binary messages both ways. */
export class WebSocketWire implements Wire {
  readonly type = "websocket";
  readonly heardUntil = undefined;
  readonly #socket: WebSocket;
  #isOver = false;

  /** @param url Where `/ws/assistant` is; `http` addresses will do. */
  constructor(url: string, events: WireEvents) {
    this.#socket = new WebSocket(url.replace(/^http/, "ws"));
    this.#socket.binaryType = "arraybuffer";
    let wasOpen = false;
    this.#socket.onopen = () =>
      this.#unlessOver(() => {
        wasOpen = true;
        events.onOpen();
      });
    this.#socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
      this.#unlessOver(() => (typeof data === "string" ? events.onMessage(data) : events.onAudio(data)));
    this.#socket.onclose = ({ code }) =>
      this.#unlessOver(() => {
        this.#isOver = true;
        events.onClose(code, wasOpen ? "was lost" : "could not be opened");
      });
  }

  get takesAudio(): boolean {
    return this.#socket.bufferedAmount <= maxUnsent;
  }

  /** Not needed: the microphone comes as messages. */
  set microphone(_: MediaStreamTrack | null) {}

  send(message: string): void {
    this.#socket.send(message);
  }

  sendAudio(pcm: ArrayBuffer): void {
    this.#socket.send(pcm);
  }

  leave(): void {
    this.#isOver = true;
    this.#socket.close(1000);
  }

  drop(): void {
    this.#isOver = true;
    this.#socket.close();
  }

  #unlessOver(action: () => void): void {
    if (!this.#isOver) {
      action();
    }
  }
}
