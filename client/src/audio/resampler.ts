// A band-limited streaming resampler between any two whole rates: polyphase, Kaiser-windowed sinc.

const zeroCrossings = 24;
/** Kaiser window shape: about 80 dB of stop-band attenuation. */
const beta = 8;
/** Pass-band end as a share of the lower Nyquist frequency; the rest is the filter's transition. */
const passBand = 0.9;

export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  /** One row of taps per phase. */
  readonly #filter: Float32Array;
  /** Samples that are still needed, then room for new ones. */
  #input: Float32Array;
  #filled: number;
  #output = new Float32Array(0);
  /** Place of the next output in #input, in steps of 1/up. */
  #next = 0;

  constructor(from: number, to: number) {
    const divisor = greatestCommonDivisor(from, to);
    this.#up = to / divisor;
    this.#down = from / divisor;
    const cutoff = (passBand * Math.min(from, to)) / from;
    this.#taps = 2 * Math.ceil(zeroCrossings / cutoff);
    this.#filter = designFilter(this.#up, this.#taps, cutoff);
    this.#filled = this.#taps - 1;
    this.#input = new Float32Array(this.#filled);
  }

  /** Takes any number of samples and gives those that are due, valid until the next call. */
  process(samples: Float32Array): Float32Array {
    if (this.#up === this.#down) {
      return samples;
    }
    this.#take(samples);
    const places = Math.max(0, this.#filled - this.#taps + 1);
    const count = Math.max(0, Math.ceil((places * this.#up - this.#next) / this.#down));
    if (this.#output.length < count) {
      this.#output = new Float32Array(count);
    }
    for (let n = 0; n < count; n++, this.#next += this.#down) {
      this.#output[n] = this.#filterAt(Math.floor(this.#next / this.#up), this.#next % this.#up);
    }
    this.#forget(Math.min(Math.floor(this.#next / this.#up), places));
    return this.#output.subarray(0, count);
  }

  #take(samples: Float32Array): void {
    const filled = this.#filled + samples.length;
    if (this.#input.length < filled) {
      const larger = new Float32Array(filled);
      larger.set(this.#input.subarray(0, this.#filled));
      this.#input = larger;
    }
    this.#input.set(samples, this.#filled);
    this.#filled = filled;
  }

  #filterAt(start: number, phase: number): number {
    const row = phase * this.#taps;
    let sum = 0;
    for (let tap = 0; tap < this.#taps; tap++) {
      sum += this.#filter[row + tap]! * this.#input[start + tap]!;
    }
    return sum;
  }

  #forget(count: number): void {
    this.#input.copyWithin(0, count, this.#filled);
    this.#filled -= count;
    this.#next -= count * this.#up;
  }
}

function designFilter(phases: number, taps: number, cutoff: number): Float32Array {
  const filter = new Float32Array(phases * taps);
  const middle = taps / 2;
  for (let phase = 0; phase < phases; phase++) {
    const row = filter.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const time = tap + 1 - middle - phase / phases;
      row[tap] = sinc(time * cutoff) * kaiser(time / middle);
      sum += row[tap]!;
    }
    // The same gain in every phase: otherwise a constant would hum.
    for (let tap = 0; tap < taps; tap++) {
      row[tap]! /= sum;
    }
  }
  return filter;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => (Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta));

function besselI0(x: number): number {
  let sum = 1;
  for (let term = 1, k = 1; term > sum * 1e-10; k++) {
    term *= (x / 2 / k) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
