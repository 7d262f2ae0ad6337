import { expect, it } from "vitest";
import { PcmFrames } from "../../src/audio/pcm-frames.ts";

it("cuts frames of equal length, whatever comes in", () => {
  const frames = new PcmFrames(4);
  const emitted: number[][] = [];
  for (const length of [1, 2, 9, 0, 4]) {
    frames.push(new Float32Array(length).fill(1), (frame) => emitted.push([...frame]));
  }
  expect(emitted).toEqual(Array.from({ length: 4 }, () => [32767, 32767, 32767, 32767]));
});

it("rounds to the nearest value and clips what is too loud", () => {
  let emitted: Int16Array | undefined;
  new PcmFrames(5).push(Float32Array.of(0, 0.5, -1, 1.7, -2), (frame) => (emitted = frame));
  expect([...emitted!]).toEqual([0, 16384, -32767, 32767, -32767]);
});

it("gives every frame away", () => {
  const frames = new PcmFrames(1);
  const emitted: Int16Array[] = [];
  frames.push(Float32Array.of(0.25, 0.5), (frame) => emitted.push(frame));
  expect(emitted[0]!.buffer).not.toBe(emitted[1]!.buffer);
});
