// A conversation's way to the server for as long as one wire lasts: the first of several transports that opens in time.

import type { Network } from "./network.ts";
import type { Transport } from "./transport-plan.ts";
import { transportNames, type Wire, type WireEvents } from "./wire.ts";

export interface LegEvents extends Omit<WireEvents, "onOpen"> {
  /** One of them is open; what did not open before it is told in whole sentences. */
  onOpen(wire: Wire, transport: Transport, failures: readonly string[]): void;
  /** None of them could be opened. `onClose` comes only from one that was. */
  onUnreachable(isTimeout: boolean, failures: readonly string[]): void;
}

/** Milliseconds for everything but the last transport, so that falling back takes less than three seconds in all. */
export const fallbackBudget = 2000;
/** What each gets at least: setting up takes this long on a good network. */
const leastDeadline = 500;

export class Leg {
  readonly #network: Network;
  readonly #transports: readonly Transport[];
  readonly #begun: number;
  readonly #events: LegEvents;
  readonly #failures: string[] = [];
  #wire: Wire | undefined;
  #index = -1;
  #isOpen = false;
  #isOver = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #microphone: MediaStreamTrack | null;

  /** @param begun When the user began to wait, on the clock of `performance.now`. */
  constructor(
    network: Network,
    transports: readonly Transport[],
    begun: number,
    microphone: MediaStreamTrack | null,
    events: LegEvents,
  ) {
    this.#network = network;
    this.#transports = transports;
    this.#begun = begun;
    this.#microphone = microphone;
    this.#events = events;
    this.#tryNext();
  }

  set microphone(track: MediaStreamTrack | null) {
    this.#microphone = track;
    if (this.#wire) {
      this.#wire.microphone = track;
    }
  }

  /** Transports behind the present one. */
  get untried(): readonly Transport[] {
    return this.#transports.slice(this.#index + 1);
  }

  /** Says goodbye. */
  leave(): void {
    this.#end();
    this.#wire?.leave();
  }

  /** Gives up, without a word. */
  drop(): void {
    this.#end();
    this.#wire?.drop();
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#deadline);
  }

  #tryNext(isTimeout = false): void {
    const transport = this.#transports[++this.#index];
    if (!transport) {
      this.#end();
      this.#events.onUnreachable(isTimeout, this.#failures);
      return;
    }
    const time = this.#timeFor(transport);
    this.#deadline = setTimeout(() => this.#giveUp(transport, time), time);
    const index = this.#index;
    const ifCurrent = (action: () => void) => {
      if (!this.#isOver && index === this.#index) {
        action();
      }
    };
    try {
      this.#wire = this.#network.open(transport, this.#microphone, {
        onOpen: () => ifCurrent(() => this.#onOpen(transport)),
        onMessage: (text) => ifCurrent(() => this.#events.onMessage(text)),
        onAudio: (pcm) => ifCurrent(() => this.#events.onAudio(pcm)),
        onVoice: (stream) => ifCurrent(() => this.#events.onVoice(stream)),
        onStatistics: (statistics) => ifCurrent(() => this.#events.onStatistics(statistics)),
        onClose: (code, reason) => ifCurrent(() => this.#onClose(transport, code, reason)),
      });
    } catch {
      // The browser does not like what the server told it, or has no such thing.
      this.#onClose(transport, 1006, "is not possible here");
    }
  }

  #timeFor(transport: Transport): number {
    if (this.#index === this.#transports.length - 1) {
      return transport.deadlineMs;
    }
    const left = this.#begun + fallbackBudget - performance.now();
    return Math.min(transport.deadlineMs, Math.max(left, leastDeadline));
  }

  #giveUp(transport: Transport, time: number): void {
    this.#wire?.drop();
    this.#noteFailure(transport, `did not connect within ${(time / 1000).toFixed(1)} s`);
    this.#tryNext(true);
  }

  #onOpen(transport: Transport): void {
    clearTimeout(this.#deadline);
    this.#isOpen = true;
    this.#events.onOpen(this.#wire!, transport, this.#failures);
  }

  #onClose(transport: Transport, code: number, reason: string): void {
    if (this.#isOpen) {
      this.#end();
      this.#events.onClose(code, reason);
      return;
    }
    clearTimeout(this.#deadline);
    this.#noteFailure(transport, reason);
    this.#tryNext();
  }

  #noteFailure(transport: Transport, reason: string): void {
    this.#failures.push(`${transportNames[transport.type]} ${reason}.`);
  }
}
