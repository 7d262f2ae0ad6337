import { expect, it } from "vitest";
import { PlaybackBuffer } from "../../src/audio/playback-buffer.ts";
import { PlayedReports } from "../../src/audio/played-reports.ts";
import { SeededRandom } from "../random.ts";

const rate = 24000;
const quantum = 128;

it.each([1, 2, 3, 4, 5, 6, 7, 8])("every sample is played once, dropped, or still there: seed %i", (seed) => {
  const random = new SeededRandom(seed);
  const buffer = new PlaybackBuffer(rate);
  const reports = new PlayedReports(rate);
  const output = new Float32Array(quantum);
  let sent = 0;
  let played = 0;
  let responseId = 0;
  let reported = 0;
  let last = 0;

  for (let step = 0; step < 5_000; step++) {
    switch (random.below(40)) {
      case 0:
        buffer.clear(responseId);
        expect(buffer.buffered).toBe(0);
        reports.cut(buffer);
        break;
      case 1:
        buffer.mark(++responseId, sent);
        break;
      case 2:
      case 3:
        for (let piece = random.below(12); piece > 0; piece--) {
          const samples = new Int16Array(1 + random.below(480)).fill(16384);
          buffer.push(samples);
          sent += samples.length;
        }
        break;
    }
    reports.latency = random.below(3) * 500;

    const before = buffer.buffered;
    const position = buffer.position;
    buffer.pull(output);
    played += before - buffer.buffered;
    expect(buffer.position).toBeGreaterThanOrEqual(position);
    expect(buffer.position).toBeLessThanOrEqual(sent);
    expect(sent).toBe(played + buffer.dropped + buffer.buffered);

    const report = reports.next(buffer, quantum);
    if (report !== undefined) {
      expect(report).toBeGreaterThanOrEqual(reported);
      expect(report).toBeLessThanOrEqual(buffer.position);
      reported = report;
    }
    // A level of a half, faded in and out: no step is ever heard.
    let largestStep = 0;
    for (const sample of output) {
      largestStep = Math.max(largestStep, Math.abs(sample - last));
      last = sample;
    }
    expect(largestStep).toBeLessThan(0.01);
  }
});
