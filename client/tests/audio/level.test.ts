import { expect, it } from "vitest";
import { loudness, rootMeanSquare } from "../../src/audio/level.ts";

it("measures the level of samples", () => {
  expect(rootMeanSquare(new Float32Array())).toBe(0);
  expect(rootMeanSquare(Float32Array.of(0.5, -0.5, 0.5, -0.5))).toBe(0.5);
});

it("hears in decibels, from 0 to 1", () => {
  expect(loudness(0)).toBe(0);
  expect(loudness(10 ** (-55 / 20))).toBeCloseTo(0, 5);
  expect(loudness(10 ** (-33.5 / 20))).toBeCloseTo(0.5, 5);
  expect(loudness(1)).toBe(1);
});
