import { loudness, rootMeanSquare } from "./level.ts";

/**
 * The agent's voice as WebRTC brings it. An audio element plays it: the browser's own echo canceller knows that sound best. What is
 * dropped on an interruption waits at the server, so there is nothing to clear here.
 */
export class StreamedVoice {
  readonly #element = new Audio();
  readonly #context = new AudioContext();
  readonly #analyser = new AnalyserNode(this.#context, { fftSize: 1024 });
  readonly #samples = new Float32Array(this.#analyser.fftSize);

  constructor(stream: MediaStream) {
    this.#element.srcObject = stream;
    // Only listened to here; it leads nowhere.
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.resume();
  }

  /** How loud it is now, 0 to 1. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return loudness(rootMeanSquare(this.#samples));
  }

  /** A phone call or a sleeping page stops the sound; it goes on when the page is looked at again. */
  resume(): void {
    void this.#context.resume();
    // Refused only when the page was not touched yet, or when it was closed in the meantime.
    this.#element.play().catch(() => undefined);
  }

  close(): void {
    this.#element.pause();
    this.#element.srcObject = null;
    void this.#context.close();
  }
}
