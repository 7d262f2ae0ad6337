// How the turns of a conversation are spread: a small histogram, the middle and the slow end of every part.

import type { TurnLatency } from "../conversation/page-state.ts";
import { formatMs, labelOf } from "./latency.ts";

export interface PartStatistics {
  label: string;
  /** Half of the turns took no longer. */
  p50: string;
  /** Nineteen of twenty turns took no longer. */
  p95: string;
  /** Turns in equal steps from 0 to `longest`, as shares of the fullest step, 0 to 1. */
  bins: number[];
  longest: string;
}

export const binCount = 16;

export function statistics(turns: readonly TurnLatency[]): PartStatistics[] {
  const parts = new Map<string, number[]>();
  for (const turn of turns) {
    const heard = turn.playoutMs === undefined ? [] : [["playout", turn.playoutMs] as const];
    for (const [name, ms] of [["total", turn.totalMs] as const, ...turn.partsMs, ...heard]) {
      const times = parts.get(name) ?? [];
      times.push(Math.max(0, ms));
      parts.set(name, times);
    }
  }
  return [...parts].map(([name, times]) => describe(name === "total" ? "Total" : labelOf(name), times));
}

/** The smallest value that at least this share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function describe(label: string, times: readonly number[]): PartStatistics {
  const longest = Math.max(...times);
  const counts = new Array<number>(binCount).fill(0);
  for (const time of times) {
    counts[longest > 0 ? Math.min(binCount - 1, Math.floor((time / longest) * binCount)) : 0]! += 1;
  }
  const fullest = Math.max(...counts);
  return {
    label,
    p50: formatMs(percentile(times, 0.5)),
    p95: formatMs(percentile(times, 0.95)),
    bins: counts.map((count) => count / fullest),
    longest: formatMs(longest),
  };
}
