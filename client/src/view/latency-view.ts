import type { PageState, TurnLatency } from "../conversation/page-state.ts";
import { element, make } from "./dom.ts";
import { formatMs, waterfall } from "./latency.ts";

function partsOf(latency: TurnLatency): TurnLatency["partsMs"] {
  return latency.playoutMs === undefined ? latency.partsMs : [...latency.partsMs, ["playout", latency.playoutMs]];
}

export class LatencyView {
  readonly #section = element("latency", HTMLDetailsElement);
  readonly #total = element("latency-total", HTMLOutputElement);
  readonly #parts = element("latency-parts", HTMLOListElement);
  #shown: PageState["latency"];

  constructor() {
    // On a narrow screen the conversation needs the room: the total is enough.
    this.#section.open = !matchMedia("(max-width: 48rem)").matches;
  }

  render(latency: PageState["latency"]): void {
    if (latency === undefined || latency === this.#shown) {
      return;
    }
    this.#shown = latency;
    this.#section.hidden = false;
    this.#total.textContent = formatMs(latency.totalMs);
    this.#parts.replaceChildren(
      ...waterfall(latency.totalMs, partsOf(latency), latency.replaced).map((row) => {
        const bar = make("span", "bar");
        bar.style.setProperty("--from", `${row.from * 100}%`);
        bar.style.setProperty("--length", `${row.length * 100}%`);
        const label = make("span", "label", row.replaced ? `${row.label} (replaced)` : row.label);
        const item = make("li", row.replaced ? "replaced" : "", label, bar, make("span", "time", row.time));
        item.title = row.replaced ? "What did this failed, and another one went on." : "";
        return item;
      }),
    );
  }
}
