import type { Line, Transcript } from "../conversation/transcript.ts";
import { renderLine } from "./line-view.ts";

/** How close to the end counts as reading the end, in pixels. */
const nearEnd = 60;

/** Keeps the conversation on the page, touching only lines that changed, and follows its end unless the user scrolled up. */
export class TranscriptView {
  readonly #list: HTMLElement;
  readonly #shown = new Map<number, { line: Line; element: HTMLElement }>();
  #lines: readonly Line[] = [];

  #follows = true;
  #top = 0;

  constructor(list: HTMLElement) {
    this.#list = list;
    list.addEventListener("scroll", () => this.#onScroll());
    new ResizeObserver(() => this.#follow()).observe(list);
  }

  render({ lines }: Transcript): void {
    if (lines === this.#lines) {
      return;
    }
    this.#lines = lines;
    this.#removeAllBut(new Set(lines.map((line) => line.id)));
    // Lines are only ever added at the end.
    lines.forEach((line) => this.#show(line));
    this.#follow();
  }

  /** Only a person scrolls up; when lines come or the list gets smaller, its end may move away by itself. */
  #onScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    if (scrollHeight - scrollTop - clientHeight < nearEnd) {
      this.#follows = true;
    } else if (scrollTop < this.#top) {
      this.#follows = false;
    }
    this.#top = scrollTop;
  }

  #follow(): void {
    if (this.#follows) {
      this.#list.scrollTop = this.#list.scrollHeight;
    }
  }

  #removeAllBut(wanted: Set<number>): void {
    for (const [id, { element }] of this.#shown) {
      if (!wanted.has(id)) {
        element.remove();
        this.#shown.delete(id);
      }
    }
  }

  #show(line: Line): void {
    const shown = this.#shown.get(line.id);
    if (shown?.line === line) {
      return;
    }
    const element = renderLine(line);
    if (shown) {
      shown.element.replaceWith(element);
    } else {
      this.#list.append(element);
    }
    this.#shown.set(line.id, { line, element });
  }
}
