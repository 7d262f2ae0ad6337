import { describe, expect, it } from "vitest";
import { PlaybackBuffer } from "../../src/audio/playback-buffer.ts";

const rate = 24000;
const quantum = 128;
const cushion = 0.04 * rate;
const fade = 0.005 * rate;

const loud = (length: number, value = 0.5): Int16Array => new Int16Array(length).fill(value * 32768);

/** Takes the output quantum by quantum, as the worklet does. */
function pull(buffer: PlaybackBuffer, samples: number): Float32Array {
  const output = new Float32Array(Math.ceil(samples / quantum) * quantum);
  for (let start = 0; start < output.length; start += quantum) {
    buffer.pull(output.subarray(start, start + quantum));
  }
  return output;
}

function playing(samples = rate): PlaybackBuffer {
  const buffer = new PlaybackBuffer(rate);
  buffer.mark(1, 0);
  buffer.push(loud(samples));
  pull(buffer, quantum);
  return buffer;
}

const largestStep = (output: Float32Array): number =>
  output.reduce((largest, sample, n) => Math.max(largest, n === 0 ? 0 : Math.abs(sample - output[n - 1]!)), 0);

describe("before playback", () => {
  it("waits until there is a cushion", () => {
    const buffer = new PlaybackBuffer(rate);
    buffer.mark(1, 0);
    buffer.push(loud(cushion - 1));
    pull(buffer, quantum);
    expect(buffer.isPlaying).toBe(false);
    buffer.push(loud(1));
    pull(buffer, quantum);
    expect(buffer.isPlaying).toBe(true);
    expect(buffer.position).toBe(quantum);
  });

  it("does not wait for ever: a short piece is played too", () => {
    const buffer = new PlaybackBuffer(rate);
    buffer.mark(1, 0);
    pull(buffer, rate);
    buffer.push(loud(100));
    pull(buffer, cushion - quantum);
    expect(buffer.position).toBe(0);
    pull(buffer, 2 * quantum);
    expect(buffer.position).toBe(100);
  });

  it("is silent without any audio", () => {
    expect(pull(new PlaybackBuffer(rate), rate).every((sample) => sample === 0)).toBe(true);
  });
});

describe("positions", () => {
  it("count exactly what was given out, from the mark on", () => {
    const buffer = new PlaybackBuffer(rate);
    buffer.mark(1, 48000);
    buffer.push(loud(1000));
    buffer.push(loud(1001));
    pull(buffer, 640);
    expect(buffer.position).toBe(48640);
    expect(buffer.start).toBe(48000);
    pull(buffer, 5000);
    expect(buffer.position).toBe(50001);
    expect(buffer.isPlaying).toBe(false);
  });

  it("jump where a mark says so, even in mid-sound", () => {
    const buffer = playing(1000);
    buffer.mark(2, 9000);
    buffer.push(loud(1000));
    pull(buffer, 1000);
    expect(buffer.position).toBe(9000 + 128 + 1024 - 1000);
    expect(buffer.start).toBe(9000);
  });

  it("begin anew with another conversation", () => {
    const buffer = playing();
    buffer.reset();
    expect(buffer.position).toBe(0);
    buffer.push(loud(cushion));
    pull(buffer, quantum);
    expect(buffer.position).toBe(quantum);
  });
});

describe("an interruption", () => {
  it("drops everything within a quantum, without a click", () => {
    const buffer = playing();
    pull(buffer, 1000);
    buffer.clear(1);
    const stopped = buffer.position;
    const output = pull(buffer, 2 * quantum);
    expect(buffer.buffered).toBe(0);
    expect(buffer.position).toBe(stopped);
    expect(output.subarray(fade).every((sample) => sample === 0)).toBe(true);
    expect(largestStep(output)).toBeLessThan(0.01);
  });

  it("keeps what belongs to later answers", () => {
    const buffer = playing();
    buffer.mark(2, 60000);
    buffer.push(loud(2000));
    buffer.clear(1);
    expect(buffer.buffered).toBe(2000);
    pull(buffer, cushion + 2000);
    expect(buffer.position).toBe(62000);
  });

  it("drops what has not begun to play", () => {
    const buffer = new PlaybackBuffer(rate);
    buffer.mark(1, 0);
    buffer.push(loud(100));
    buffer.clear(1);
    expect(pull(buffer, rate).every((sample) => sample === 0)).toBe(true);
    expect(buffer.position).toBe(0);
  });
});

describe("a start and an end", () => {
  it("are faded", () => {
    const buffer = new PlaybackBuffer(rate);
    buffer.push(loud(3000, 0.9));
    const output = pull(buffer, 4000);
    expect(Math.max(...output)).toBeCloseTo(0.9, 4);
    expect(largestStep(output)).toBeLessThan(0.01);
    expect(output.subarray(3000 + fade).every((sample) => sample === 0)).toBe(true);
  });

  it("leave the sound between them as it was sent", () => {
    const buffer = new PlaybackBuffer(rate);
    const sent = Int16Array.from({ length: 4800 }, (_, n) => 20000 * Math.sin(n / 7));
    for (let n = 0; n < sent.length; n += 480) {
      buffer.push(sent.slice(n, n + 480));
    }
    const output = pull(buffer, 4800);
    for (let n = fade; n < sent.length; n++) {
      expect(output[n]).toBe(sent[n]! / 32768);
    }
  });
});

describe("when the network stutters", () => {
  it("waits for a larger cushion before it goes on", () => {
    const buffer = playing(cushion);
    pull(buffer, cushion + 1000);
    expect(buffer.isPlaying).toBe(false);
    buffer.push(loud(cushion));
    expect(buffer.underruns).toBe(1);
    pull(buffer, quantum);
    expect(buffer.isPlaying).toBe(false);
    buffer.push(loud(cushion));
    pull(buffer, quantum);
    expect(buffer.isPlaying).toBe(true);
  });

  it("keeps the cushion within bounds, and shrinks it when all goes well", () => {
    const buffer = playing(cushion);
    for (let gap = 0; gap < 10; gap++) {
      pull(buffer, buffer.buffered + 1000);
      buffer.push(loud(rate / 2));
    }
    expect(buffer.cushion).toBe(0.4 * rate);
    for (let response = 2; response < 40; response++) {
      buffer.mark(response, response * rate);
    }
    expect(buffer.cushion).toBe(cushion);
  });

  it("does not blame it for a slow voice or for the next answer", () => {
    const buffer = playing(cushion);
    pull(buffer, rate);
    buffer.push(loud(cushion));
    pull(buffer, 2 * cushion);
    buffer.mark(2, buffer.position);
    buffer.push(loud(cushion));
    expect(buffer.underruns).toBe(0);
  });

  it("drops the oldest when a minute has piled up", () => {
    const buffer = new PlaybackBuffer(rate);
    buffer.mark(1, 0);
    for (let second = 0; second < 65; second++) {
      buffer.push(loud(rate));
    }
    expect(buffer.buffered).toBe(60 * rate);
    expect(buffer.dropped).toBe(5 * rate);
    pull(buffer, quantum);
    expect(buffer.position).toBe(5 * rate + quantum);
  });
});
