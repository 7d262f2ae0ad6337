/** Cuts a stream of samples (−1…1) into PCM16 messages of equal length. */
export class PcmFrames {
  readonly #length: number;
  #frame: Int16Array<ArrayBuffer>;
  #filled = 0;

  constructor(samplesPerFrame: number) {
    this.#length = samplesPerFrame;
    this.#frame = new Int16Array(samplesPerFrame);
  }

  /** Hands out every frame that is full; each is the receiver's own. */
  push(samples: Float32Array, emit: (frame: Int16Array<ArrayBuffer>) => void): void {
    for (const sample of samples) {
      this.#frame[this.#filled++] = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
      if (this.#filled === this.#length) {
        emit(this.#frame);
        this.#frame = new Int16Array(this.#length);
        this.#filled = 0;
      }
    }
  }
}
