import { describe, expect, it } from "vitest";
import { edge, Orb, type OrbShape } from "../../src/view/orb.ts";
import type { Mood } from "../../src/view/status.ts";

function settle(orb: Orb, mood: Mood, level: number, seconds = 3, frames = 60, still = false): OrbShape {
  let shape = orb.next(mood, level, 0, still);
  for (let n = 0; n < seconds * frames; n++) {
    shape = orb.next(mood, level, 1 / frames, still);
  }
  return shape;
}

const moods: Mood[] = ["idle", "connecting", "listening", "user_speaking", "thinking", "speaking"];

describe("the orb", () => {
  it.each(moods)("stays inside its canvas, however loud: %s", (mood) => {
    const orb = new Orb();
    for (let n = 0; n < 600; n++) {
      const shape = orb.next(mood, n % 7 === 0 ? 1 : 0.8, 1 / 60, false);
      expect(shape.halo).toBeLessThanOrEqual(1);
      expect(shape.radius).toBeGreaterThan(0.3);
      for (let angle = 0; angle < 6.3; angle += 0.1) {
        expect(edge(shape, angle)).toBeLessThanOrEqual(1);
      }
    }
  });

  it("grows with the level of whoever speaks", () => {
    for (const mood of ["user_speaking", "speaking"] as const) {
      expect(settle(new Orb(), mood, 0.9).radius).toBeGreaterThan(settle(new Orb(), mood, 0.1).radius + 0.05);
    }
  });

  it("rises faster than it falls", () => {
    const orb = new Orb();
    const quiet = settle(orb, "speaking", 0).radius;
    const rise = orb.next("speaking", 1, 0.1, false).radius - quiet;
    const loud = settle(orb, "speaking", 1).radius;
    const fall = loud - orb.next("speaking", 0, 0.1, false).radius;
    expect(rise).toBeGreaterThan(fall);
  });

  it("takes the same way at any frame rate", () => {
    const slow = settle(new Orb(), "speaking", 0.5, 1, 30);
    const fast = settle(new Orb(), "speaking", 0.5, 1, 240);
    expect(fast.radius).toBeCloseTo(slow.radius, 2);
    expect(fast.turn).toBeCloseTo(slow.turn, 6);
  });

  it("does not jump after a pause, or for a level that makes no sense", () => {
    const orb = new Orb();
    const before = settle(orb, "listening", 0);
    const after = orb.next("speaking", 50, 3600, false);
    expect(Math.abs(after.radius - before.radius)).toBeLessThan(0.2);
    expect(orb.next("speaking", -3, -1, false).radius).toBe(after.radius);
  });

  it("has no waves and does not turn for people who asked for less motion", () => {
    const shape = settle(new Orb(), "speaking", 1, 3, 60, true);
    expect(shape.turn).toBe(0);
    expect(shape.depth).toBeCloseTo(0, 6);
    expect(edge(shape, 1)).toBeCloseTo(edge(shape, 2), 6);
  });

  it("comes to rest", () => {
    const orb = new Orb();
    settle(orb, "speaking", 1);
    const shape = settle(orb, "idle", 0);
    const later = settle(orb, "idle", 0);
    expect(later.radius).toBeCloseTo(shape.radius, 6);
    expect(later.turn).toBe(shape.turn);
  });
});
