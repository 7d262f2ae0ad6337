// Where the time of a turn went, as bars one behind the other.

export interface LatencyRow {
  label: string;
  /** Place and length of the bar as shares of the whole, 0 to 1. */
  from: number;
  length: number;
  time: string;
  /** True when the part's provider failed and another one went on. */
  replaced?: true;
}

const labels: Record<string, string> = {
  vad: "Waiting for silence",
  turn: "End of turn",
  stt: "Recognition",
  llm: "Answer",
  clause: "First clause",
  tts: "Voice",
  playout: "Until it sounds",
  other: "Everything else",
};

/** What the page calls a part. */
export const labelOf = (part: string): string => labels[part] ?? part;

export function waterfall(
  totalMs: number,
  partsMs: readonly (readonly [name: string, ms: number])[],
  replaced: readonly string[] = [],
): LatencyRow[] {
  const parts = partsMs.map(([name, ms]) => ({ name, ms: Math.max(0, ms) }));
  const sum = parts.reduce((total, { ms }) => total + ms, 0);
  const whole = Math.max(totalMs, sum) || 1;
  let from = 0;
  return parts.map(({ name, ms }) => {
    const row: LatencyRow = { label: labelOf(name), from: from / whole, length: ms / whole, time: formatMs(ms) };
    if (replaced.includes(name)) {
      row.replaced = true;
    }
    from += ms;
    return row;
  });
}

export function formatMs(ms: number): string {
  if (ms >= 1000) {
    return `${(ms / 1000).toFixed(2)} s`;
  }
  return `${ms > 0 && ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
