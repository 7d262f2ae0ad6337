import { describe, expect, it } from "vitest";
import { Spoken } from "../../src/protocol/spoken.ts";
import { SeededRandom } from "../random.ts";

/** A frame whose samples count on. */
function frame(from: number, samples: number): ArrayBuffer {
  return Int16Array.from({ length: samples }, (_, i) => (from + i) % 30_011).buffer;
}

function take(spoken: Spoken): number[] {
  const samples: number[] = [];
  for (let next = spoken.next(); next; next = spoken.next()) {
    samples.push(...new Int16Array(next));
  }
  return samples;
}

describe("what the microphone gave", () => {
  it("is sent once", () => {
    const spoken = new Spoken();
    spoken.add(frame(0, 320));
    spoken.add(frame(320, 320));
    expect(take(spoken)).toHaveLength(640);
    expect(take(spoken)).toEqual([]);
  });

  it("is sent again from where the server is, to the sample", () => {
    const random = new SeededRandom(7);
    const spoken = new Spoken();
    let said = 0;
    for (let round = 0; round < 200; round++) {
      const before = said;
      for (let n = random.below(5); n >= 0; n--) {
        const samples = 1 + random.below(400);
        spoken.add(frame(said, samples));
        said += samples;
      }
      take(spoken);
      const received = before + random.below(said - before + 1);
      spoken.resume(received);
      expect(take(spoken)).toEqual(Array.from({ length: said - received }, (_, i) => (received + i) % 30_011));
    }
  });

  it("is forgotten after half a minute, and the rest counts on from what the server has", () => {
    const spoken = new Spoken();
    for (let n = 0; n < 2000; n++) {
      spoken.add(frame(n * 320, 320));
      if (n < 100) {
        spoken.next();
      }
    }
    expect(spoken.lost).toBe(400);
    spoken.resume(50 * 320);
    const samples = take(spoken);
    expect(samples).toHaveLength(30 * 16_000);
    expect(samples[0]).toBe((500 * 320) % 30_011);
    spoken.resume(50 * 320 + 320);
    expect(take(spoken)[0]).toBe((501 * 320) % 30_011);
  });

  it("is sent again from a moment on when samples were not counted", () => {
    const spoken = new Spoken();
    spoken.add(frame(0, 320), 20);
    spoken.add(frame(320, 320), 40);
    spoken.passOver();
    spoken.add(frame(640, 320), 60);
    expect(take(spoken)).toHaveLength(320);
    spoken.resumeSince(20, 99_000);
    expect(take(spoken)).toEqual([...new Int16Array(frame(320, 640))]);
    // From there the server's count is the one that holds.
    spoken.resume(99_320);
    expect(take(spoken)).toEqual([...new Int16Array(frame(640, 320))]);
  });
});
