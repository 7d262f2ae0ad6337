// When to tell the server how far playback has come, and what: the last sample that has left the loudspeaker, which is
// later than when it was handed to the device.

const interval = 0.1;

/** What the reports are about: the state of the buffer behind a piece of output. */
export interface Playback {
  position: number;
  start: number;
  isPlaying: boolean;
}

export class PlayedReports {
  readonly #interval: number;
  #sinceReport = 0;
  #reported = 0;
  /** Samples until the end of what ran dry has left the loudspeaker; −1 when nothing is due. */
  #dryIn = -1;
  #wasPlaying = false;

  /** Samples between handing over a sample and hearing it. */
  latency = 0;

  constructor(sampleRate: number) {
    this.#interval = Math.round(interval * sampleRate);
  }

  /** Called after every piece of output; returns a position that is to be reported now. */
  next(playback: Playback, samples: number): number | undefined {
    this.#sinceReport += samples;
    if (playback.isPlaying) {
      this.#dryIn = -1;
    } else if (this.#wasPlaying) {
      this.#dryIn = this.latency;
    } else if (this.#dryIn > 0) {
      this.#dryIn = Math.max(0, this.#dryIn - samples);
    }
    this.#wasPlaying = playback.isPlaying;

    if (this.#dryIn === 0) {
      this.#dryIn = -1;
      return this.#report(playback.position);
    }
    const unheard = playback.isPlaying ? this.latency : this.#dryIn;
    return unheard >= 0 && this.#sinceReport >= this.#interval
      ? this.#report(Math.max(playback.start, playback.position - unheard))
      : undefined;
  }

  /** Another conversation: positions begin anew. */
  reset(): void {
    this.#dryIn = -1;
    this.#wasPlaying = false;
    this.#reported = 0;
    this.#sinceReport = 0;
  }

  /** Playback was cut: what the device holds is still heard, nothing after it. */
  cut(playback: Playback): number {
    this.#dryIn = -1;
    this.#wasPlaying = false;
    return this.#report(playback.position);
  }

  #report(position: number): number {
    this.#sinceReport = 0;
    this.#reported = Math.max(this.#reported, position);
    return this.#reported;
  }
}
