import { describe, expect, it } from "vitest";
import { rootMeanSquare } from "../../src/audio/level.ts";
import { Resampler } from "../../src/audio/resampler.ts";

const seconds = 0.5;

function tone(rate: number, hertz: number): Float32Array {
  return Float32Array.from({ length: rate * seconds }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / rate));
}

function resample(from: number, to: number, samples: Float32Array, block = 128): Float32Array {
  const resampler = new Resampler(from, to);
  const output: number[] = [];
  for (let start = 0; start < samples.length; start += block) {
    output.push(...resampler.process(samples.subarray(start, start + block)));
  }
  return Float32Array.from(output);
}

/** Level of the middle in decibels over the tone that went in, without start and end. */
function gain(output: Float32Array): number {
  const middle = output.subarray(output.length / 4, (output.length * 3) / 4);
  return 20 * Math.log10(rootMeanSquare(middle) / (0.5 / Math.SQRT2) + 1e-9);
}

describe.each([48000, 44100, 96000, 32000, 24000, 22050, 11025, 8000])("from %i Hz to 16 kHz", (from) => {
  it("keeps the number of samples", () => {
    expect(resample(from, 16000, tone(from, 440)).length).toBeCloseTo(16000 * seconds, -1);
  });

  it.each([100, 440, 1000, 3000])("lets %i Hz pass", (hertz) => {
    expect(Math.abs(gain(resample(from, 16000, tone(from, hertz))))).toBeLessThan(0.05);
  });

  it("keeps a constant constant", () => {
    const output = resample(from, 16000, new Float32Array(from * seconds).fill(0.5));
    for (const sample of output.subarray(200, output.length - 200)) {
      expect(Math.abs(sample - 0.5)).toBeLessThan(1e-4);
    }
  });

  it("does not depend on the size of the blocks", () => {
    const samples = tone(from, 1234);
    const whole = resample(from, 16000, samples, samples.length);
    for (const block of [1, 127, 128, 1000]) {
      expect(resample(from, 16000, samples, block)).toEqual(whole);
    }
  });
});

describe.each([48000, 44100, 96000, 32000])("what 16 kHz cannot hold, from %i Hz", (from) => {
  it.each([8800, 10000, 12000, 15900])("is gone and does not come back as another tone: %i Hz", (hertz) => {
    expect(gain(resample(from, 16000, tone(from, hertz)))).toBeLessThan(-60);
  });
});

it("hands on what already has the right rate", () => {
  const samples = tone(16000, 440);
  expect(new Resampler(16000, 16000).process(samples)).toEqual(samples);
});
