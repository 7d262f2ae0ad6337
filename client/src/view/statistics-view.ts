import type { PageState } from "../conversation/page-state.ts";
import { element, make } from "./dom.ts";
import { statistics, type PartStatistics } from "./latency-statistics.ts";

/** The spread of all turns; one turn has none. */
export class StatisticsView {
  readonly #section = element("statistics", HTMLDetailsElement);
  readonly #count = element("statistics-count", HTMLOutputElement);
  readonly #rows = element("statistics-rows", HTMLTableSectionElement);
  #shown: PageState["turns"] = [];

  constructor() {
    // It is for those who look into it; it opens by itself only where there is room.
    this.#section.open = matchMedia("(min-width: 48rem) and (min-height: 62rem)").matches;
  }

  render(turns: PageState["turns"]): void {
    if (turns === this.#shown) {
      return;
    }
    this.#shown = turns;
    this.#section.hidden = turns.length < 2;
    this.#count.textContent = `${turns.length} turns`;
    this.#rows.replaceChildren(...statistics(turns).map(row));
  }
}

function row(part: PartStatistics): HTMLElement {
  const label = make("th", "", part.label);
  label.setAttribute("scope", "row");
  const histogram = make(
    "td",
    "histogram",
    ...part.bins.map((share) => {
      const bar = make("span", share > 0 ? "" : "empty");
      bar.style.setProperty("--height", `${share * 100}%`);
      return bar;
    }),
  );
  histogram.title = `0 to ${part.longest}`;
  return make("tr", "", label, histogram, make("td", "time", part.p50), make("td", "time", part.p95));
}
