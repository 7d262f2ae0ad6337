import { edge, Orb, type OrbShape } from "./orb.ts";
import type { Mood } from "./status.ts";

const points = 72;
/** How long it goes on moving after there is nothing more to follow, in milliseconds. */
const settling = 1500;

/** Draws the orb while there is something to follow; at rest it costs nothing. */
export class OrbCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #level: (mood: Mood) => number;
  readonly #orb = new Orb();
  readonly #still = matchMedia("(prefers-reduced-motion: reduce)");
  #mood: Mood = "idle";
  #restAt = 0;
  #last = 0;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement, level: (mood: Mood) => number) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d")!;
    this.#level = level;
    new ResizeObserver(() => this.#wake()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#wake());
    this.#wake();
  }

  set mood(mood: Mood) {
    if (mood !== this.#mood) {
      this.#mood = mood;
      this.#wake();
    }
  }

  #wake(): void {
    this.#restAt = performance.now() + settling;
    if (this.#frame === 0) {
      this.#last = performance.now();
      this.#frame = requestAnimationFrame((now) => this.#step(now));
    }
  }

  #step(now: number): void {
    const shape = this.#orb.next(this.#mood, this.#level(this.#mood), (now - this.#last) / 1000, this.#still.matches);
    this.#last = now;
    this.#draw(shape);
    const rests = this.#mood === "idle" && now > this.#restAt;
    this.#frame = rests ? 0 : requestAnimationFrame((next) => this.#step(next));
  }

  #draw(shape: OrbShape): void {
    const size = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    if (this.#canvas.width !== size) {
      this.#canvas.width = this.#canvas.height = size;
    }
    const half = size / 2;
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, size, size);
    context.setTransform(half, 0, 0, half, half, half);
    context.fillStyle = getComputedStyle(this.#canvas).color;

    context.globalAlpha = 0.16;
    context.beginPath();
    context.arc(0, 0, Math.min(1, shape.halo), 0, 2 * Math.PI);
    context.fill();

    context.globalAlpha = 1;
    context.beginPath();
    for (let point = 0; point < points; point++) {
      const angle = (2 * Math.PI * point) / points;
      const radius = edge(shape, angle);
      context.lineTo(radius * Math.cos(angle), radius * Math.sin(angle));
    }
    context.closePath();
    context.fill();
  }
}
