// What the server sent and the loudspeaker has not played yet. Time is counted in samples given out; no clock.

interface Chunk {
  responseId: number;
  position: number;
  samples: Int16Array;
}

/** Length of the fades that keep a start or a stop from clicking, in seconds. */
const fadeTime = 0.005;
const smallestCushion = 0.04;
const largestCushion = 0.4;
/** A gap up to this long is the network's; a longer one means that the voice itself was slow. */
const longestJitter = 0.25;
/** Older audio than this is dropped: a page that was frozen for minutes must not talk about the past. */
const capacity = 60;

export class PlaybackBuffer {
  readonly #rate: number;
  readonly #fade: number;
  readonly #queue: Chunk[] = [];
  #buffered = 0;
  /** How much must be there before playback starts. Grows when it ran dry in mid-speech. */
  #cushion: number;
  #mark = { responseId: 0, position: 0 };
  #position = 0;
  #start = 0;
  #isPlaying = false;
  /** Samples given out since playback started, and since it stopped or its first audio came. */
  #played = 0;
  #waited = 0;
  #lastValue = 0;
  /** Samples that the fade of the last stop still takes, and where it began. */
  #tail = 0;
  #tailValue = 0;
  #dryResponse = -1;

  underruns = 0;
  dropped = 0;

  constructor(sampleRate: number) {
    this.#rate = sampleRate;
    this.#fade = Math.round(fadeTime * sampleRate);
    this.#cushion = smallestCushion * sampleRate;
  }

  /** Behind the last sample given out, in the server's positions. */
  get position(): number {
    return this.#position;
  }

  /** Where what is being played began: nothing before it counts as played by it. */
  get start(): number {
    return this.#start;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Samples that wait. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Samples that must wait before playback starts. */
  get cushion(): number {
    return this.#cushion;
  }

  /** Says what the next audio belongs to. */
  mark(responseId: number, position: number): void {
    if (responseId !== this.#mark.responseId) {
      this.#cushion = Math.max(smallestCushion * this.#rate, this.#cushion * 0.9);
    }
    this.#mark = { responseId, position };
  }

  push(samples: Int16Array): void {
    if (samples.length === 0) {
      return;
    }
    this.#noticeUnderrun();
    if (this.#buffered === 0 && !this.#isPlaying) {
      this.#waited = 0;
    }
    this.#queue.push({ ...this.#mark, samples });
    this.#mark.position += samples.length;
    this.#buffered += samples.length;
    while (this.#buffered > capacity * this.#rate) {
      this.#drop(this.#queue.shift()!);
    }
  }

  /** Drops everything up to and including a response; what is being played fades out within a render quantum. */
  clear(responseId: number): void {
    for (const chunk of this.#queue.splice(0)) {
      if (chunk.responseId <= responseId) {
        this.#drop(chunk);
      } else {
        this.#queue.push(chunk);
      }
    }
    if (this.#isPlaying) {
      this.#stop();
      this.#dryResponse = -1;
    }
  }

  /** Another conversation: positions begin anew. */
  reset(): void {
    this.clear(Infinity);
    this.#mark = { responseId: 0, position: 0 };
    this.#position = 0;
    this.#start = 0;
  }

  /** Fills a piece of output, with silence where there is nothing to play. */
  pull(output: Float32Array): void {
    if (!this.#isPlaying) {
      this.#waited += output.length;
      this.#startWhenReady();
    }
    let filled = 0;
    while (this.#isPlaying && filled < output.length) {
      const count = this.#copy(output.subarray(filled));
      this.#fadeOut(output.subarray(filled, filled + count));
      filled += count;
    }
    this.#fadeOut(output.subarray(filled).fill(0));
  }

  #startWhenReady(): void {
    // The protocol marks no end: a short last piece starts after as long a wait as the cushion would have taken.
    if (this.#buffered > 0 && (this.#buffered >= this.#cushion || this.#waited >= this.#cushion)) {
      this.#isPlaying = true;
      this.#played = 0;
      this.#start = this.#queue[0]!.position;
    }
  }

  #copy(output: Float32Array): number {
    const chunk = this.#queue[0];
    if (chunk === undefined) {
      this.#dryResponse = this.#mark.responseId;
      this.#stop();
      return 0;
    }
    if (chunk.position !== this.#position && this.#played > 0) {
      this.#start = chunk.position;
    }
    const count = Math.min(output.length, chunk.samples.length);
    for (let i = 0; i < count; i++) {
      output[i] = (chunk.samples[i]! / 32768) * Math.min(1, ++this.#played / this.#fade);
    }
    this.#position = chunk.position + count;
    this.#buffered -= count;
    if (count === chunk.samples.length) {
      this.#queue.shift();
    } else {
      chunk.samples = chunk.samples.subarray(count);
      chunk.position += count;
    }
    return count;
  }

  #stop(): void {
    this.#isPlaying = false;
    this.#waited = 0;
    this.#tail = this.#fade;
    this.#tailValue = this.#lastValue;
  }

  /** Adds what is left of the last stop: from its value down to zero, so that no step is heard wherever the audio ended. */
  #fadeOut(output: Float32Array): void {
    for (let i = 0; i < output.length && this.#tail > 0; i++) {
      output[i]! += this.#tailValue * (--this.#tail / this.#fade);
    }
    this.#lastValue = output.at(-1) ?? this.#lastValue;
  }

  /** More audio of a response that just ran dry: it should have been here already. */
  #noticeUnderrun(): void {
    if (
      !this.#isPlaying &&
      this.#dryResponse === this.#mark.responseId &&
      this.#mark.position === this.#position &&
      this.#waited <= longestJitter * this.#rate
    ) {
      this.underruns++;
      this.#cushion = Math.min(largestCushion * this.#rate, this.#cushion * 2);
    }
    this.#dryResponse = -1;
  }

  #drop(chunk: Chunk): void {
    this.#buffered -= chunk.samples.length;
    this.dropped += chunk.samples.length;
  }
}
