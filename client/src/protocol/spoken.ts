// What the microphone gave and may not have arrived: sent when the network takes it, and again when the connection broke.

/** Samples of 20 ms frames at 16 kHz that are kept: half a minute. Beyond it the oldest are forgotten. */
const kept = 30 * 16_000;

export class Spoken {
  #frames: Frame[] = [];
  /** Samples of the conversation before the first frame, and frames of these that were sent. */
  #before = 0;
  #sent = 0;
  #samples = 0;

  /** Frames that were forgotten before they could be sent. */
  lost = 0;

  /** @param at When it was said, on a clock of the caller's. */
  add(pcm: ArrayBuffer, at = 0): void {
    const frame = { pcm, at };
    this.#frames.push(frame);
    this.#samples += samplesOf(frame);
    while (this.#samples > kept) {
      const oldest = this.#frames.shift()!;
      this.#samples -= samplesOf(oldest);
      if (this.#sent > 0) {
        this.#sent--;
        this.#before += samplesOf(oldest);
      } else {
        // For the server it was never said: what follows is counted on from here.
        this.lost++;
      }
    }
  }

  /** The next frame to send, if one waits. */
  next(): ArrayBuffer | undefined {
    return this.#sent < this.#frames.length ? this.#frames[this.#sent++]!.pcm : undefined;
  }

  /** The server has so many samples of the conversation: what lies behind is to be sent, again if need be. */
  resume(received: number): void {
    while (this.#frames[0] && this.#before + samplesOf(this.#frames[0]) <= received) {
      const frame = this.#frames.shift()!;
      this.#before += samplesOf(frame);
      this.#samples -= samplesOf(frame);
    }
    const first = this.#frames[0];
    if (first && received > this.#before) {
      this.#frames[0] = { ...first, pcm: first.pcm.slice((received - this.#before) * 2) };
      this.#samples -= received - this.#before;
    }
    this.#before = received;
    this.#sent = 0;
  }

  /** What waits goes another way than by messages. */
  passOver(): void {
    this.#sent = this.#frames.length;
  }

  /** The same after a connection on which it was not counted: all that was said later is to be sent, again if need be. */
  resumeSince(heardUntil: number, received: number): void {
    this.#frames = this.#frames.filter(({ at }) => at > heardUntil);
    this.#samples = this.#frames.reduce((sum, frame) => sum + samplesOf(frame), 0);
    this.#before = received;
    this.#sent = 0;
  }
}

interface Frame {
  pcm: ArrayBuffer;
  at: number;
}

const samplesOf = ({ pcm }: Frame): number => pcm.byteLength >> 1;
