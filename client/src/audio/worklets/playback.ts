// On the audio thread: what the server sent → the loudspeaker, counted to the sample.

import { PlaybackBuffer } from "../playback-buffer.ts";
import { PlayedReports } from "../played-reports.ts";
import type { PlaybackReport, ToPlayback } from "./playback-messages.ts";

class Playback extends AudioWorkletProcessor {
  readonly #buffer = new PlaybackBuffer(sampleRate);
  readonly #reports = new PlayedReports(sampleRate);
  #samples = 0;
  #peak = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToPlayback>) => this.#receive(data);
  }

  override process(_: Float32Array[][], [output]: Float32Array[][]): boolean {
    const channel = output?.[0];
    if (channel === undefined) {
      return true;
    }
    const before = this.#buffer.buffered;
    this.#buffer.pull(channel);
    this.#samples += before - this.#buffer.buffered;
    for (let i = 0; i < channel.length; i++) {
      this.#peak = Math.max(this.#peak, Math.abs(channel[i]!));
    }
    const position = this.#reports.next(this.#buffer, channel.length);
    if (position !== undefined) {
      this.#post(position);
    }
    return true;
  }

  #receive(message: ToPlayback): void {
    if (message instanceof ArrayBuffer) {
      this.#buffer.push(new Int16Array(message, 0, message.byteLength >> 1));
      return;
    }
    switch (message.type) {
      case "mark":
        this.#buffer.mark(message.responseId, message.position);
        break;
      case "clear":
        this.#buffer.clear(message.responseId);
        this.#post(this.#reports.cut(this.#buffer), message.responseId);
        break;
      case "reset":
        this.#buffer.reset();
        this.#reports.reset();
        break;
      case "latency":
        this.#reports.latency = message.samples;
        break;
    }
  }

  #post(position: number, cut?: number): void {
    const report: PlaybackReport = {
      position,
      ...(cut !== undefined && { cut }),
      samples: this.#samples,
      underruns: this.#buffer.underruns,
      dropped: this.#buffer.dropped,
      peak: this.#peak,
      buffered: this.#buffer.buffered,
    };
    this.#peak = 0;
    this.port.postMessage(report);
  }
}

registerProcessor("playback", Playback);
