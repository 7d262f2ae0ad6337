import { expect, it } from "vitest";
import { formatMs, waterfall } from "../../src/view/latency.ts";

it("puts the parts one behind the other", () => {
  const rows = waterfall(250, [
    ["vad", 200],
    ["llm", 40],
    ["weather station", 10],
  ]);
  expect(rows).toEqual([
    { label: "Waiting for silence", from: 0, length: 0.8, time: "200 ms" },
    { label: "Answer", from: 0.8, length: 0.16, time: "40 ms" },
    { label: "weather station", from: 0.96, length: 0.04, time: "10 ms" },
  ]);
});

it("marks the part whose provider was replaced", () => {
  const rows = waterfall(
    100,
    [
      ["stt", 40],
      ["llm", 60],
    ],
    ["llm"],
  );
  expect(rows.map(({ label, replaced }) => [label, replaced])).toEqual([
    ["Recognition", undefined],
    ["Answer", true],
  ]);
});

it("never leaves its frame, whatever the parts add up to", () => {
  for (const [total, parts] of [
    [100, [80, 80]],
    [0, [0, 0]],
    [100, [-5, 50]],
  ] as const) {
    for (const { from, length } of waterfall(
      total,
      parts.map((ms) => ["llm", ms] as const),
    )) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(from + length).toBeLessThanOrEqual(1);
    }
  }
});

it.each([
  [0, "0 ms"],
  [0.04, "0.0 ms"],
  [1.5, "1.5 ms"],
  [9.94, "9.9 ms"],
  [262.5, "263 ms"],
  [1260, "1.26 s"],
])("writes %f ms as %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});
