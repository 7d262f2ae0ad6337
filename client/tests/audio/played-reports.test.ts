import { describe, expect, it } from "vitest";
import { PlayedReports } from "../../src/audio/played-reports.ts";

const rate = 24000;
const quantum = 128;

/** Plays from one position to another and returns what was reported. */
function play(reports: PlayedReports, from: number, to: number, start = 0): number[] {
  const reported: (number | undefined)[] = [];
  for (let position = from + quantum; position <= to; position += quantum) {
    reported.push(reports.next({ position, start, isPlaying: true }, quantum));
  }
  return reported.filter((position) => position !== undefined);
}

function rest(reports: PlayedReports, position: number, samples: number): number[] {
  const reported: (number | undefined)[] = [];
  for (let passed = 0; passed < samples; passed += quantum) {
    reported.push(reports.next({ position, start: 0, isPlaying: false }, quantum));
  }
  return reported.filter((position) => position !== undefined);
}

describe("reports of what was played", () => {
  it("come every 100 ms while something plays", () => {
    const reported = play(new PlayedReports(rate), 0, rate);
    expect(reported).toHaveLength(9);
    expect(reported[0]).toBe(2432);
    expect(reported[1]! - reported[0]!).toBe(2432);
  });

  it("come once when the buffer runs dry, and not again", () => {
    const reports = new PlayedReports(rate);
    play(reports, 0, 1280);
    expect(rest(reports, 1280, rate)).toEqual([1280]);
  });

  it("come at once after a cut", () => {
    const reports = new PlayedReports(rate);
    play(reports, 0, 1280);
    expect(reports.cut({ position: 1280, start: 0, isPlaying: false })).toBe(1280);
    expect(rest(reports, 1280, rate)).toEqual([]);
  });

  it("never go back", () => {
    const reports = new PlayedReports(rate);
    play(reports, 0, rate);
    reports.latency = 4800;
    const reported = play(reports, rate, 2 * rate);
    expect(reported).toEqual([...reported].sort((a, b) => a - b));
    expect(reported[0]).toBeGreaterThanOrEqual(21888);
  });

  it("begin anew with another conversation", () => {
    const reports = new PlayedReports(rate);
    play(reports, 0, rate);
    reports.reset();
    expect(play(reports, 0, 2560)).toEqual([2432]);
  });
});

describe("with a device that plays late", () => {
  it("count what has left the loudspeaker, not what was handed to it", () => {
    const reports = new PlayedReports(rate);
    reports.latency = 1000;
    expect(play(reports, 0, 5120)).toEqual([2432 - 1000, 4864 - 1000]);
  });

  it("never count what a mark has skipped", () => {
    const reports = new PlayedReports(rate);
    reports.latency = 4000;
    expect(play(reports, 48000, 48000 + 2432, 48000)).toEqual([48000]);
  });

  it("tell the end when the end was heard", () => {
    const reports = new PlayedReports(rate);
    reports.latency = 4800;
    play(reports, 0, 1280);
    expect(rest(reports, 1280, 4800)).toEqual([0, 0]);
    expect(rest(reports, 1280, 2 * quantum)).toEqual([1280]);
    expect(rest(reports, 1280, rate)).toEqual([]);
  });

  it("go on when the sound does before its end was heard", () => {
    const reports = new PlayedReports(rate);
    reports.latency = 4800;
    play(reports, 0, 12800);
    rest(reports, 12800, 256);
    expect(play(reports, 12800, 12800 + 2560).at(-1)).toBeLessThan(12800);
  });
});
