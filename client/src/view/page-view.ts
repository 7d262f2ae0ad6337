// The page's elements: shows a state, hands what the user does to the conversation.

import type { Conversation } from "../conversation/conversation.ts";
import type { PageState, Problem } from "../conversation/page-state.ts";
import type { Agent } from "../agents.ts";
import { element, make, setText } from "./dom.ts";
import { describeFacts } from "./facts.ts";
import { LatencyView } from "./latency-view.ts";
import { StatisticsView } from "./statistics-view.ts";
import { OrbCanvas } from "./orb-canvas.ts";
import { describeStatus } from "./status.ts";
import { TranscriptView } from "./transcript-view.ts";

/** What the demo agent understands: one sentence for each of its abilities. */
const hints = [
  "Book a room",
  "What's the weather in Madrid?",
  "What time is it?",
  "What is twelve times nine?",
  "What is the capital of France?",
  "Help",
];

export class PageView {
  readonly #conversation: Conversation;
  readonly #state = element("state", HTMLElement);
  readonly #detail = element("detail", HTMLElement);
  readonly #toggle = element("toggle", HTMLButtonElement);
  readonly #microphone = element("microphone", HTMLButtonElement);
  readonly #problems = element("problems", HTMLUListElement);
  readonly #tokenForm = element("token-form", HTMLFormElement);
  readonly #agent = element("agent", HTMLSelectElement);
  readonly #facts = element("facts", HTMLDetailsElement);
  readonly #announcements = element("announcements", HTMLElement);
  readonly #lines = element("lines", HTMLElement);
  readonly #transcript = new TranscriptView(this.#lines);
  readonly #latency = new LatencyView();
  readonly #statistics = new StatisticsView();
  readonly #orb: OrbCanvas;
  #agents: readonly Agent[] = [];
  #shownProblems: readonly Problem[] = [];

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    this.#orb = new OrbCanvas(element("orb", HTMLCanvasElement), (mood) =>
      mood === "speaking" ? conversation.loudspeakerLevel : conversation.microphoneLevel,
    );
    this.#toggle.onclick = () => this.#onToggle();
    this.#microphone.onclick = () => this.#onMicrophone();
    this.#agent.onchange = () => this.#onAgent();
    this.#facts.ontoggle = () => this.render(conversation.state);
    this.#listenToForms();
    this.#addHints();
    document.addEventListener("visibilitychange", () => conversation.resume());
  }

  render(page: PageState): void {
    const status = describeStatus(page, this.#canListen(page));
    document.body.dataset["phase"] = page.phase;
    document.body.dataset["mood"] = status.mood;
    this.#orb.mood = status.mood;
    setText(this.#state, status.state);
    setText(this.#detail, status.detail);
    setText(this.#toggle, status.toggle);
    setText(this.#microphone, status.microphone);
    this.#microphone.hidden = status.microphone === "";
    this.#microphone.setAttribute("aria-pressed", String(page.microphone === "muted"));
    this.#agent.disabled = page.phase !== "idle" && page.phase !== "ended";
    this.#tokenForm.hidden = !page.needsToken;
    this.#transcript.render(page.transcript);
    this.#latency.render(page.latency);
    this.#statistics.render(page.turns);
    this.#renderProblems(page.problems);
    this.#announce(page, status.state);
    if (this.#facts.open) {
      this.#renderFacts(page);
    }
  }

  showAgents(agents: readonly Agent[]): void {
    this.#agents = agents;
    this.#agent.replaceChildren(...agents.map(({ name }) => new Option(name)));
    element("agent-choice", HTMLElement).hidden = agents.length < 2;
    this.#onAgent();
  }

  /** Before the agents are known, or when they stay unknown, the page assumes the best. */
  get #chosen(): Agent | undefined {
    return this.#agents.find(({ name }) => name === this.#agent.value) ?? this.#agents[0];
  }

  #canListen({ phase, ready }: PageState): boolean {
    const isDeaf = phase === "live" && ready?.notices.some((notice) => notice.code === "no_speech_recognition");
    return this.#chosen?.listens !== false && !isDeaf;
  }

  #onAgent(): void {
    this.#conversation.agent = this.#agents.length > 1 ? this.#agent.value : "";
    const isDemo = this.#chosen?.scripted !== false;
    element("demo", HTMLElement).hidden = !isDemo;
    element("hints", HTMLElement).hidden = !isDemo;
    this.render(this.#conversation.state);
  }

  #onToggle(): void {
    const { phase } = this.#conversation.state;
    if (phase === "idle" || phase === "ended") {
      void this.#conversation.start(this.#chosen?.listens !== false);
    } else {
      this.#conversation.stop();
    }
  }

  #onMicrophone(): void {
    const { microphone } = this.#conversation.state;
    if (microphone === "on" || microphone === "muted") {
      this.#conversation.setMuted(microphone === "on");
    } else {
      void this.#conversation.openMicrophone();
    }
  }

  #listenToForms(): void {
    const text = element("text", HTMLInputElement);
    element("composer", HTMLFormElement).onsubmit = (event) => {
      event.preventDefault();
      const typed = text.value.trim();
      if (typed) {
        text.value = "";
        void this.#conversation.say(typed);
      }
    };
    this.#tokenForm.onsubmit = (event) => {
      event.preventDefault();
      this.#conversation.token = element("token", HTMLInputElement).value;
      void this.#conversation.start(this.#chosen?.listens !== false);
    };
  }

  #addHints(): void {
    const list = element("hints", HTMLElement).querySelector("ul")!;
    for (const hint of hints) {
      const button = make("button", "", hint);
      button.type = "button";
      button.onclick = () => void this.#conversation.say(hint);
      list.append(make("li", "", button));
    }
  }

  #renderProblems(problems: readonly Problem[]): void {
    if (problems === this.#shownProblems) {
      return;
    }
    this.#shownProblems = problems;
    this.#problems.replaceChildren(
      ...problems.map((problem) => {
        const dismiss = make("button", "", "×");
        dismiss.type = "button";
        dismiss.ariaLabel = "Dismiss";
        dismiss.onclick = () => this.#conversation.dismissProblem(problem);
        return make("li", problem.level, make("p", "", problem.message, " ", make("code", "", problem.code)), dismiss);
      }),
    );
  }

  #renderFacts(page: PageState): void {
    this.#facts
      .querySelector("dl")!
      .replaceChildren(
        ...describeFacts(page).flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]),
      );
  }

  /** Screen readers are told when the conversation begins and ends. Its words only when no voice speaks them. */
  #announce(page: PageState, state: string): void {
    const isSilent = page.ready?.notices.some((notice) => notice.code === "no_speech_synthesis") ?? false;
    this.#lines.ariaLive = isSilent ? "polite" : "off";
    if (page.phase !== "live") {
      setText(this.#announcements, page.phase === "idle" ? "" : `${state}. ${page.ending}`);
    } else if (page.activity === "listening") {
      setText(this.#announcements, state);
    }
  }
}
