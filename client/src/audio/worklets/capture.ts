// On the audio thread: microphone samples → 16 kHz PCM16, 20 ms a message.

import { PcmFrames } from "../pcm-frames.ts";
import { Resampler } from "../resampler.ts";

class Capture extends AudioWorkletProcessor {
  readonly #resampler: Resampler;
  readonly #frames: PcmFrames;

  constructor(options: AudioWorkletNodeOptions) {
    super();
    const rate: number = options.processorOptions.sampleRate;
    this.#resampler = new Resampler(Math.round(sampleRate), rate);
    this.#frames = new PcmFrames(rate / 50);
  }

  override process([input]: Float32Array[][]): boolean {
    const samples = input?.[0];
    if (samples !== undefined) {
      this.#frames.push(this.#resampler.process(samples), (frame) =>
        this.port.postMessage(frame.buffer, [frame.buffer]),
      );
    }
    return true;
  }
}

registerProcessor("capture", Capture);
