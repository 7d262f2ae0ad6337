// The loudspeaker: plays what the server sends and says exactly what was heard of it.

import { loudness, rootMeanSquare } from "./level.ts";
import { StreamedVoice } from "./streamed-voice.ts";
import type { PlaybackReport, ToPlayback } from "./worklets/playback-messages.ts";
import playbackWorklet from "./worklets/playback.ts?worker&url";

const preferredRate = 24_000;

export class Loudspeaker {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  #voice: StreamedVoice | undefined;
  #latency = -1;
  #suspension: ReturnType<typeof setTimeout> | undefined;

  /** Must be called from a click or a key press, or the browser keeps it silent. */
  static async open(onReport: (report: PlaybackReport) => void): Promise<Loudspeaker> {
    const context = new AudioContext({ sampleRate: preferredRate, latencyHint: "interactive" });
    void context.resume();
    try {
      await context.audioWorklet.addModule(playbackWorklet);
      return new Loudspeaker(context, onReport);
    } catch (error) {
      void context.close();
      throw error;
    }
  }

  private constructor(context: AudioContext, onReport: (report: PlaybackReport) => void) {
    this.#context = context;
    this.#node = new AudioWorkletNode(context, "playback", {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    this.#analyser = new AnalyserNode(context, { fftSize: 1024 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#node.connect(this.#analyser).connect(context.destination);
    this.#node.port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => {
      this.#tellLatency();
      onReport(data);
    };
    this.#tellLatency();
  }

  /** The rate it plays: what the server is asked to send. */
  get sampleRate(): number {
    return this.#context.sampleRate;
  }

  /** Seconds between handing over a sample and hearing it. */
  get latency(): number {
    return this.#context.outputLatency || this.#context.baseLatency || 0;
  }

  /** How loud it is now, 0 to 1. */
  get level(): number {
    if (this.#voice) {
      return this.#voice.level;
    }
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return loudness(rootMeanSquare(this.#samples));
  }

  mark(responseId: number, position: number): void {
    this.#send({ type: "mark", responseId, position });
  }

  play(pcm: ArrayBuffer): void {
    this.#send(pcm, [pcm]);
  }

  /** Plays a stream beside what it is sent; undefined ends that. */
  playStream(stream: MediaStream | undefined): void {
    this.#voice?.close();
    this.#voice = stream && new StreamedVoice(stream);
  }

  clear(responseId: number): void {
    this.#send({ type: "clear", responseId });
  }

  /** Ready for another conversation. */
  start(): void {
    clearTimeout(this.#suspension);
    this.#send({ type: "reset" });
    this.resume();
  }

  /** Silent at once, and idle when the fade is over. */
  stop(): void {
    this.playStream(undefined);
    this.#send({ type: "reset" });
    this.#suspension = setTimeout(() => void this.#context.suspend(), 100);
  }

  /** A phone call or a sleeping page stops the sound; it goes on when the page is looked at again. */
  resume(): void {
    this.#voice?.resume();
    void this.#context.resume();
  }

  /** Headphones may come and go in mid-conversation. */
  #tellLatency(): void {
    const samples = Math.round(this.latency * this.sampleRate);
    if (samples !== this.#latency) {
      this.#latency = samples;
      this.#send({ type: "latency", samples });
    }
  }

  #send(message: ToPlayback, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(message, transfer);
  }
}
