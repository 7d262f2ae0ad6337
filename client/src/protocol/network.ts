// The browser's network: which transports a server offers, and wires over them.

import type { Hello } from "./messages.ts";
import {
  readTransportPlan,
  webSocketOnly,
  type Capabilities,
  type Transport,
  type TransportPlan,
} from "./transport-plan.ts";
import { WebRtcWire } from "./webrtc-wire.ts";
import { WebSocketWire } from "./websocket-wire.ts";
import type { Wire, WireEvents } from "./wire.ts";

export interface Network {
  /** What to try, in this order. Never fails: without an answer it is the WebSocket alone. */
  plan(hello: Hello): Promise<TransportPlan>;
  open(transport: Transport, microphone: MediaStreamTrack | null, events: WireEvents): Wire;
}

/** Longest wait for the server's choice: a WebSocket is quicker than a better answer. */
const planDeadline = 1000;
/** Milliseconds for which a network that let no UDP through is believed to go on like that. */
const blockedFor = 300_000;

export class BrowserNetwork implements Network {
  readonly #base: string;
  readonly #prefer: Capabilities["prefer"];
  #udp: Capabilities["udp"] = "unknown";
  #blockedAt = 0;

  /**
   * @param base Address of the server; the page's own is `document.baseURI`.
   * @param prefer For tests and developers: what to use, if the server has it.
   */
  constructor(base: string, prefer: Capabilities["prefer"] = "auto") {
    this.#base = base;
    this.#prefer = prefer;
  }

  async plan({ agent, token }: Hello): Promise<TransportPlan> {
    const socket = new URL("ws/assistant", this.#base).href;
    if (this.#prefer === "websocket") {
      return webSocketOnly(socket, "preferred", "A WebSocket was asked for.");
    }
    try {
      const response = await fetch(new URL("api/connect", this.#base), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ agent, token, client: this.#capabilities() }),
        signal: AbortSignal.timeout(planDeadline),
      });
      return (
        (response.ok && readTransportPlan(await response.json(), this.#base, hasWebRtc())) ||
        webSocketOnly(socket, "no_choice", "The server offers nothing else.")
      );
    } catch {
      return webSocketOnly(socket, "no_answer", "The server did not say what else there is.");
    }
  }

  open(transport: Transport, microphone: MediaStreamTrack | null, events: WireEvents): Wire {
    return transport.type === "webrtc"
      ? new WebRtcWire(transport, microphone, events, (isReached) => this.#onPath(isReached))
      : new WebSocketWire(transport.url, events);
  }

  #capabilities(): Capabilities {
    const isStale = this.#udp === "blocked" && performance.now() - this.#blockedAt > blockedFor;
    return {
      webrtc: hasWebRtc(),
      websocket: true,
      codecs: audioCodecs(),
      udp: isStale ? "unknown" : this.#udp,
      prefer: this.#prefer,
    };
  }

  #onPath(isReached: boolean): void {
    this.#udp = isReached ? "seen" : "blocked";
    this.#blockedAt = performance.now();
  }
}

/** Some browsers and some settings leave it out. */
const hasWebRtc = (): boolean => typeof RTCPeerConnection === "function";

/** Names of the codecs this browser can receive, such as `opus`. */
function audioCodecs(): string[] {
  const codecs = typeof RTCRtpReceiver === "function" ? RTCRtpReceiver.getCapabilities?.("audio")?.codecs : undefined;
  const names = (codecs ?? []).map(({ mimeType }) => mimeType.replace(/^audio\//i, "").toLowerCase());
  return [...new Set(names)].filter((name) => !/^(telephone-event|cn|red)$/.test(name));
}
