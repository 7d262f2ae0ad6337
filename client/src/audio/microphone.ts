// The microphone: opened on request, a track for WebRTC and 16 kHz PCM16 every 20 ms while it is open.

import captureWorklet from "./worklets/capture.ts?worker&url";
import { loudness, rootMeanSquare } from "./level.ts";

export const microphoneRate = 16_000;

export interface MicrophoneEvents {
  onFrame(pcm: ArrayBuffer): void;
  /** The device went away by itself. */
  onLost(): void;
}

export class Microphone {
  readonly #stream: MediaStream;
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  /** Asks for permission when it has not been given yet. Fails with a DOMException that says why. */
  static async open(events: MicrophoneEvents): Promise<Microphone> {
    if (!navigator.mediaDevices) {
      throw new DOMException("Not in a secure context.", "SecurityError");
    }
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    // At the device's own rate: not every browser converts a microphone to the rate of a context.
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      await context.audioWorklet.addModule(captureWorklet);
      await context.resume();
      return new Microphone(stream, context, events);
    } catch (error) {
      stream.getTracks().forEach((track) => track.stop());
      void context.close();
      throw error;
    }
  }

  private constructor(stream: MediaStream, context: AudioContext, events: MicrophoneEvents) {
    this.#stream = stream;
    this.#context = context;
    this.#analyser = new AnalyserNode(context, { fftSize: 1024 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    const capture = new AudioWorkletNode(context, "capture", {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: "explicit",
      processorOptions: { sampleRate: microphoneRate },
    });
    capture.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => events.onFrame(data);
    context.createMediaStreamSource(stream).connect(this.#analyser).connect(capture);
    stream.getAudioTracks()[0]?.addEventListener("ended", () => events.onLost());
  }

  /** Rate of the device. */
  get sampleRate(): number {
    return this.#context.sampleRate;
  }

  /** What WebRTC sends of it; undefined when the device has gone. */
  get track(): MediaStreamTrack | undefined {
    return this.#stream.getAudioTracks()[0];
  }

  /** Muted, it sends silence: the server goes on hearing that nobody speaks. */
  set muted(muted: boolean) {
    this.#stream.getTracks().forEach((track) => (track.enabled = !muted));
  }

  /** How loud it is now, 0 to 1. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return loudness(rootMeanSquare(this.#samples));
  }

  resume(): void {
    void this.#context.resume();
  }

  close(): void {
    this.#stream.getTracks().forEach((track) => track.stop());
    void this.#context.close();
  }
}
