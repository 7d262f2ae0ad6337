// The page's one conversation: connection, microphone and loudspeaker, and what is to be shown of them.

import { explainMicrophone } from "../audio/microphone-problems.ts";
import { microphoneRate, type Microphone, type MicrophoneEvents } from "../audio/microphone.ts";
import type { Loudspeaker } from "../audio/loudspeaker.ts";
import type { PlaybackReport } from "../audio/worklets/playback-messages.ts";
import { Connection } from "../protocol/connection.ts";
import type { Network } from "../protocol/network.ts";
import { maxRetries, retryDelay, type Ending } from "../protocol/ending.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import type { VoiceStatistics } from "../protocol/voice-statistics.ts";
import { initialState, maxTurns, type PageState, type Problem } from "./page-state.ts";
import { addNote, applyMessage, beginConversation } from "./transcript.ts";

export interface Devices {
  openMicrophone(events: MicrophoneEvents): Promise<Microphone>;
  openLoudspeaker(onReport: (report: PlaybackReport) => void): Promise<Loudspeaker>;
  random(): number;
}

const maxWaiting = 10;
/** Through this response: whatever is being played. */
const everything = Infinity;

export class Conversation {
  readonly #network: Network;
  readonly #devices: Devices;
  readonly #onChange: (state: PageState) => void;
  #state = initialState;
  #connection: Connection | undefined;
  #microphone: Microphone | undefined;
  #loudspeaker: Loudspeaker | undefined;
  /** Grows with every start and stop: what was begun before it is no longer wanted. */
  #run = 0;
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** Told where playback has stopped, when the connection is taken up again. */
  #onStopped: ((position: number) => void) | undefined;
  /** Typed before the conversation was ready. */
  #waiting: string[] = [];

  /** Chosen by the user; empty leaves the choice to the server. */
  agent = "";
  token = "";

  constructor(network: Network, devices: Devices, onChange: (state: PageState) => void) {
    this.#network = network;
    this.#devices = devices;
    this.#onChange = onChange;
  }

  get state(): PageState {
    return this.#state;
  }

  get microphoneLevel(): number {
    return this.#microphone?.level ?? 0;
  }

  get loudspeakerLevel(): number {
    return this.#loudspeaker?.level ?? 0;
  }

  /** Starts a conversation, by voice when there is a microphone. Call it from a click or a key press. */
  async start(withMicrophone: boolean): Promise<void> {
    const run = ++this.#run;
    this.#attempts = 0;
    this.#set({ phase: "connecting", problems: [], retryIn: 0, needsToken: false });
    // The permission first: the agent's greeting should not compete with the browser's question.
    await Promise.all([this.#openLoudspeaker(), withMicrophone ? this.openMicrophone() : undefined]);
    if (run === this.#run && !this.#connection) {
      this.#connect();
    }
  }

  /** Ends it at once. */
  stop(): void {
    this.#run++;
    clearTimeout(this.#retry);
    this.#connection?.close();
    if (this.#state.phase !== "ended") {
      this.#finish("You stopped the conversation.");
    }
  }

  /** Sends a typed turn; starts a conversation without a microphone when there is none. */
  async say(text: string): Promise<void> {
    const phase = this.#state.phase;
    if (phase === "live") {
      this.#connection?.sendText(text);
      return;
    }
    this.#waiting = [...this.#waiting, text].slice(-maxWaiting);
    if (phase === "idle" || phase === "ended") {
      await this.start(false);
    } else if (this.#state.microphone === "asking" && !this.#connection && this.#loudspeaker) {
      // Whoever types does not wait for an answer to the browser's question.
      this.#connect();
    }
  }

  /** Adds the microphone to a conversation, or to one that is about to begin. */
  async openMicrophone(): Promise<void> {
    const run = this.#run;
    this.#set({ microphone: "asking", problems: this.#state.problems.filter((p) => p.code !== "microphone") });
    try {
      const microphone = await this.#devices.openMicrophone({
        onFrame: (pcm) => this.#connection?.sendAudio(pcm),
        onLost: () => this.#loseMicrophone("The microphone was disconnected. You can type instead."),
      });
      if (run !== this.#run) {
        microphone.close();
        return;
      }
      this.#microphone = microphone;
      this.#giveMicrophone();
      this.#set({ microphone: "on", microphoneRate: microphone.sampleRate });
    } catch (error) {
      if (run === this.#run) {
        this.#loseMicrophone(explainMicrophone(error));
      }
    }
  }

  setMuted(muted: boolean): void {
    if (this.#microphone) {
      this.#microphone.muted = muted;
      this.#set({ microphone: muted ? "muted" : "on" });
    }
  }

  /** The page is looked at again: sound that the system stopped goes on. */
  resume(): void {
    if (this.#state.phase === "live") {
      this.#loudspeaker?.resume();
      this.#microphone?.resume();
    }
  }

  dismissProblem(problem: Problem): void {
    this.#set({ problems: this.#state.problems.filter((p) => p !== problem) });
  }

  async #openLoudspeaker(): Promise<void> {
    try {
      this.#loudspeaker ??= await this.#devices.openLoudspeaker((report) => this.#onPlayed(report));
    } catch {
      this.#addProblem("loudspeaker", "This browser cannot play the voice: answers come as text only.", "notice");
    }
  }

  #connect(): void {
    const run = this.#run;
    this.#loudspeaker?.start();
    this.#set({
      phase: "connecting",
      retryIn: 0,
      activity: "listening",
      samplesPlayed: 0,
      peak: 0,
      statistics: undefined,
    });
    this.#connection = new Connection(
      this.#network,
      {
        ...(this.token && { token: this.token }),
        ...(this.agent && { agent: this.agent }),
        inputSampleRate: microphoneRate,
        outputSampleRate: this.#loudspeaker?.sampleRate ?? 24_000,
        reportsPlayback: this.#loudspeaker !== undefined,
      },
      {
        onMessage: (message) => this.#receive(message),
        onAudio: (pcm) => this.#loudspeaker?.play(pcm),
        onVoice: (stream) => this.#playStream(stream),
        onRoundTrip: (ms) => this.#set({ roundTrip: ms }),
        onStatistics: (statistics) => this.#onStatistics(statistics),
        onTransport: (type, why) => this.#set({ transport: { type, why } }),
        onAway: (isAway) => this.#set({ isAway }),
        stopPlayback: () => this.#stopPlayback(),
        onEnded: (ending) => {
          if (run === this.#run) {
            this.#onEnded(ending);
          }
        },
      },
    );
    this.#giveMicrophone();
  }

  #giveMicrophone(): void {
    if (this.#connection) {
      this.#connection.microphone = this.#microphone?.track ?? null;
    }
  }

  #playStream(stream: MediaStream | undefined): void {
    this.#loudspeaker?.playStream(stream);
    if (!stream) {
      this.#set({ statistics: undefined });
    }
  }

  #onStatistics(statistics: VoiceStatistics): void {
    this.#set({ statistics, peak: Math.max(this.#state.peak, statistics.level) });
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case "ready":
        this.#attempts = 0;
        this.#set({
          phase: "live",
          ready: message,
          transcript: beginConversation(this.#state.transcript),
        });
        message.notices.forEach((notice) => this.#addProblem(notice.code, notice.message, "notice"));
        if (message.notices.some((notice) => notice.code === "no_speech_recognition")) {
          this.#closeMicrophone("off");
        }
        this.#waiting.splice(0).forEach((text) => this.#connection?.sendText(text));
        return;
      case "mark":
        this.#loudspeaker?.mark(message.responseId, message.position);
        break;
      case "clear":
        this.#loudspeaker?.clear(message.responseId);
        break;
      case "state":
        this.#set({ activity: message.state });
        return;
      case "latency":
        this.#set({ latency: message, turns: [...this.#state.turns, message].slice(-maxTurns) });
        return;
      case "error":
        this.#addProblem(message.code, message.message, "error");
        return;
    }
    const transcript = applyMessage(this.#state.transcript, message);
    if (transcript !== this.#state.transcript) {
      this.#set({ transcript });
    }
  }

  /** Stops the voice where it is; the loudspeaker says where. */
  #stopPlayback(): Promise<number> {
    const loudspeaker = this.#loudspeaker;
    if (!loudspeaker) {
      return Promise.resolve(0);
    }
    return new Promise((resolve) => {
      this.#onStopped = resolve;
      loudspeaker.clear(everything);
    });
  }

  #onPlayed(report: PlaybackReport): void {
    if (report.cut === everything) {
      this.#onStopped?.(report.position);
      this.#onStopped = undefined;
    }
    this.#connection?.sendPlayed(report.position);
    this.#set({
      samplesPlayed: report.samples,
      peak: Math.max(this.#state.peak, report.peak),
      underruns: report.underruns,
      soundDelay: (this.#loudspeaker?.latency ?? 0) * 1000,
    });
  }

  #onEnded(ending: Ending): void {
    this.#connection = undefined;
    this.#set({ isAway: false });
    // Once it tries again, it goes on trying: a server that restarts cannot be reached for a while.
    const retry = ending.retry || (this.#attempts > 0 && !ending.normal && !ending.needsToken);
    if (retry && this.#attempts < maxRetries) {
      this.#retryLater(ending.text);
      return;
    }
    this.#run++;
    this.#set({ needsToken: ending.needsToken });
    this.#finish(ending.text);
    if (!ending.normal) {
      this.#addProblem(ending.code, ending.text, "error");
    }
  }

  #retryLater(text: string): void {
    this.#loudspeaker?.stop();
    if (this.#attempts === 0) {
      this.#note(text);
    }
    const seconds = retryDelay(this.#attempts++, this.#devices.random());
    this.#set({ phase: "retrying", retryIn: seconds, ending: text });
    this.#retry = setTimeout(() => this.#connect(), seconds * 1000);
  }

  #finish(text: string): void {
    this.#waiting = [];
    this.#connection = undefined;
    this.#loudspeaker?.stop();
    this.#closeMicrophone("off");
    this.#set({ phase: "ended", activity: "listening", retryIn: 0, ending: text });
    this.#note(text);
  }

  /** A divider behind what was said, if something was. */
  #note(text: string): void {
    const { transcript } = this.#state;
    if (transcript.lines.length > 0 && transcript.lines.at(-1)?.kind !== "note") {
      this.#set({ transcript: addNote(beginConversation(transcript), text) });
    }
  }

  #loseMicrophone(text: string): void {
    this.#closeMicrophone("unavailable");
    this.#addProblem("microphone", text, "notice");
  }

  #closeMicrophone(microphone: PageState["microphone"]): void {
    this.#microphone?.close();
    this.#microphone = undefined;
    this.#giveMicrophone();
    this.#set({ microphone });
  }

  #addProblem(code: string, message: string, level: Problem["level"]): void {
    const others = this.#state.problems.filter((p) => p.code !== code || p.message !== message);
    this.#set({ problems: [...others, { code, message, level }].slice(-5) });
  }

  #set(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.#onChange(this.#state);
  }
}
