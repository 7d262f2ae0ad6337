// The orb's shape as numbers; drawing is elsewhere. Shares of half the canvas, angles in radians, times in seconds.

import type { Mood } from "./status.ts";

export interface OrbShape {
  radius: number;
  /** Radius of the soft ring around it. */
  halo: number;
  /** Height of the waves on its edge, as a share of the radius. */
  depth: number;
  /** How far the waves have gone round, 0 to 2π. */
  turn: number;
}

interface Pose {
  radius: number;
  /** How much the level adds to radius and halo. */
  swell: number;
  depth: number;
  /** How much the level adds to depth. */
  ripple: number;
  /** Radians per second. */
  spin: number;
  /** Slow swelling without any sound. */
  breath: number;
}

const poses: Record<Mood, Pose> = {
  idle: { radius: 0.5, swell: 0, depth: 0, ripple: 0, spin: 0, breath: 0 },
  connecting: { radius: 0.46, swell: 0, depth: 0.03, ripple: 0, spin: 2.5, breath: 0.02 },
  listening: { radius: 0.52, swell: 0.08, depth: 0.01, ripple: 0.02, spin: 0.4, breath: 0.02 },
  user_speaking: { radius: 0.54, swell: 0.18, depth: 0.02, ripple: 0.05, spin: 0.8, breath: 0 },
  thinking: { radius: 0.48, swell: 0, depth: 0.06, ripple: 0, spin: 3, breath: 0.01 },
  speaking: { radius: 0.52, swell: 0.2, depth: 0.02, ripple: 0.06, spin: 1.2, breath: 0 },
};

const attack = 0.03;
const release = 0.18;
const change = 0.15;
const breathsPerSecond = 0.22;
/** A page that comes back after a pause goes on, it does not jump. */
const longestStep = 0.1;

export class Orb {
  #level = 0;
  #shape: OrbShape = { radius: poses.idle.radius, halo: poses.idle.radius, depth: 0, turn: 0 };
  #time = 0;

  /**
   * Goes on by `elapsed` seconds.
   * @param level How loud whoever speaks is, 0 to 1.
   * @param still True for people who asked for less motion: only the size follows, slowly.
   */
  next(mood: Mood, level: number, elapsed: number, still: boolean): OrbShape {
    const step = Math.max(0, Math.min(longestStep, elapsed));
    const pose = poses[mood];
    const wanted = Math.max(0, Math.min(1, level));
    this.#time += step;
    this.#level = approach(this.#level, wanted, step, still ? 0.6 : wanted > this.#level ? attack : release);

    const breath = still ? 0 : pose.breath * Math.sin(2 * Math.PI * breathsPerSecond * this.#time);
    const radius = pose.radius + pose.swell * this.#level + breath;
    const depth = still ? 0 : pose.depth + pose.ripple * this.#level;
    const halo = radius + 0.06 + pose.swell * this.#level;
    this.#shape = {
      radius: approach(this.#shape.radius, radius, step, change),
      halo: approach(this.#shape.halo, halo, step, change),
      depth: approach(this.#shape.depth, depth, step, change),
      turn: still ? 0 : (this.#shape.turn + pose.spin * step) % (2 * Math.PI),
    };
    return this.#shape;
  }
}

/** Distance of the edge from the middle at an angle: two sets of waves that turn against each other. */
export function edge({ radius, depth, turn }: OrbShape, angle: number): number {
  return radius * (1 + depth * (0.6 * Math.sin(3 * angle + turn) + 0.4 * Math.sin(5 * angle - 2 * turn)));
}

/** Exponential approach: the same path whatever the frame rate. */
function approach(from: number, to: number, step: number, timeConstant: number): number {
  return to + (from - to) * Math.exp(-step / timeConstant);
}
