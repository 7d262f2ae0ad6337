import { expect, it } from "vitest";
import type { TurnLatency } from "../../src/conversation/page-state.ts";
import { binCount, percentile, statistics } from "../../src/view/latency-statistics.ts";

const turn = (totalMs: number, parts: Record<string, number>, playoutMs?: number): TurnLatency => ({
  type: "latency",
  responseId: 1,
  totalMs,
  partsMs: Object.entries(parts),
  ...(playoutMs !== undefined && { playoutMs }),
});

it("tells the middle and the slow end of every part, the total first", () => {
  const turns = Array.from({ length: 20 }, (_, n) => turn(300 + n, { vad: 200, llm: 100 + n }, 40));

  expect(statistics(turns)).toMatchObject([
    { label: "Total", p50: "309 ms", p95: "318 ms", longest: "319 ms" },
    { label: "Waiting for silence", p50: "200 ms", p95: "200 ms" },
    { label: "Answer", p50: "109 ms", p95: "118 ms" },
    { label: "Until it sounds", p50: "40 ms", p95: "40 ms" },
  ]);
});

it("counts turns in equal steps from nothing to the longest", () => {
  const [total] = statistics([turn(0, {}), turn(50, {}), turn(52, {}), turn(100, {})]);

  expect(total?.bins).toHaveLength(binCount);
  expect(total?.bins.filter((share) => share > 0)).toEqual([0.5, 1, 0.5]);
  expect([total?.bins[0], total?.bins[8], total?.bins[15]]).toEqual([0.5, 1, 0.5]);
});

it("holds a part that only some turns have, and parts that take no time", () => {
  const rows = statistics([turn(10, { stt: 0 }), turn(20, { stt: 0 }, 30), turn(-5, { other: -1 })]);

  expect(rows.map((row) => row.label)).toEqual(["Total", "Recognition", "Until it sounds", "Everything else"]);
  for (const { bins } of rows) {
    expect(bins.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(Math.max(...bins)).toBe(1);
  }
});

it("has nothing to tell of no turns", () => {
  expect(statistics([])).toEqual([]);
});

it.each([
  [[7], 0.5, 7],
  [[7], 0.95, 7],
  [[1, 2], 0.5, 1],
  [[3, 1, 2], 0.5, 2],
  [[], 0.5, 0],
])("takes of %j at %f the value %d", (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});
