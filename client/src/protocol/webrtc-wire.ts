import type { Transport } from "./transport-plan.ts";
import { VoiceStatisticsReader } from "./voice-statistics.ts";
import type { Wire, WireEvents } from "./wire.ts";

/** Label of the data channel that carries the conversation's messages. */
const channelLabel = "assistant";
const statisticsInterval = 500;
/** Milliseconds for which nothing may come, not even answers to pings: Wi-Fi that roams is back by then. Browsers wait for longer. */
const patience = 3000;
const goodbyeDeadline = 1000;

/** A WebRTC connection: messages in a data channel, and each side's voice as a track of its own. */
export class WebRtcWire implements Wire {
  readonly type = "webrtc";
  /** Audio has a track of its own. */
  readonly takesAudio = false;
  readonly #url: string;
  readonly #events: WireEvents;
  readonly #onPath: (isReached: boolean) => void;
  readonly #connection: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  readonly #sender: RTCRtpSender;
  readonly #statistics = new VoiceStatisticsReader();
  readonly #abort = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;
  #id = "";
  #state: "opening" | "answered" | "open" | "over" = "opening";
  #heardUntil = performance.now();
  #bytes = 0;

  /** @param onPath Told whether the server could be reached: true when it was, false when it has answered and no packet came through. */
  constructor(
    transport: Transport,
    microphone: MediaStreamTrack | null,
    events: WireEvents,
    onPath: (isReached: boolean) => void,
  ) {
    this.#url = transport.url;
    this.#events = events;
    this.#onPath = onPath;
    this.#connection = new RTCPeerConnection({ iceServers: transport.iceServers, bundlePolicy: "max-bundle" });
    this.#channel = this.#connection.createDataChannel(channelLabel);
    this.#sender = this.#connection.addTransceiver("audio", { direction: "sendrecv" }).sender;
    this.microphone = microphone;
    this.#connection.ontrack = ({ track }) => events.onVoice(new MediaStream([track]));
    this.#connection.onconnectionstatechange = () => this.#watch(this.#connection.connectionState);
    this.#channel.onopen = () => this.#open();
    this.#channel.onmessage = ({ data }) => {
      if (typeof data === "string" && this.#state === "open") {
        events.onMessage(data);
      }
    };
    this.#channel.onclose = () => this.#fail("was lost");
    void this.#offer();
  }

  get heardUntil(): number {
    return this.#heardUntil;
  }

  /** A sender keeps its place in the session whatever it sends: nothing is negotiated anew. */
  set microphone(track: MediaStreamTrack | null) {
    if (this.#state !== "over") {
      // Fails when the connection was closed in the meantime.
      this.#sender.replaceTrack(track).catch(() => undefined);
    }
  }

  send(message: string): void {
    if (this.#channel.readyState === "open") {
      this.#channel.send(message);
    }
  }

  /** Not needed: the microphone has a track of its own. */
  sendAudio(): void {}

  /** A connection that just ends counts as broken: the goodbye goes before it, also from a page that is being closed. */
  leave(): void {
    if (this.#id === "" || this.#state === "over") {
      this.#close();
      return;
    }
    this.#stop();
    fetch(this.#url, {
      method: "DELETE",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ pc_id: this.#id }),
      keepalive: true,
      signal: AbortSignal.timeout(goodbyeDeadline),
    })
      .catch(() => undefined)
      .finally(() => this.#connection.close());
  }

  drop(): void {
    if (this.#state === "answered") {
      this.#onPath(false);
    }
    this.#close();
  }

  /** The server answers checks and makes none, so that none of this side's candidates are needed: the offer leaves at once. */
  async #offer(): Promise<void> {
    try {
      await this.#connection.setLocalDescription();
      const { sdp, type } = this.#connection.localDescription!;
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ sdp, type }),
        signal: this.#abort.signal,
      });
      if (!response.ok) {
        this.#fail(`was refused by the server (${response.status})`);
        return;
      }
      const answer = await response.json();
      this.#id = String(answer.pc_id ?? "");
      if (this.#state === "opening") {
        this.#state = "answered";
        await this.#connection.setRemoteDescription({ type: "answer", sdp: String(answer.sdp) });
      }
    } catch {
      this.#fail("could not be set up");
    }
  }

  #open(): void {
    if (this.#state === "over") {
      return;
    }
    this.#state = "open";
    this.#heardUntil = performance.now();
    this.#timer = setInterval(() => void this.#measure(), statisticsInterval);
    this.#onPath(true);
    this.#events.onOpen();
  }

  #watch(state: RTCPeerConnectionState): void {
    if (state !== "failed") {
      return;
    }
    if (this.#state === "answered") {
      this.#onPath(false);
      this.#fail("found no way through the network");
    } else {
      this.#fail("was lost");
    }
  }

  async #measure(): Promise<void> {
    const report = await this.#connection.getStats();
    if (this.#state !== "open") {
      return;
    }
    const statistics = this.#statistics.read(report.values());
    const now = performance.now();
    if (statistics.silentFor !== undefined) {
      this.#heardUntil = Math.max(this.#heardUntil, now - statistics.silentFor);
    } else if (statistics.bytesReceived > this.#bytes) {
      this.#heardUntil = now;
    }
    this.#bytes = statistics.bytesReceived;
    this.#events.onStatistics(statistics);
    if (now - this.#heardUntil > patience) {
      this.#fail("was lost");
    }
  }

  #fail(reason: string): void {
    if (this.#state !== "over") {
      this.#close();
      this.#events.onClose(1006, reason);
    }
  }

  #close(): void {
    this.#stop();
    this.#connection.close();
  }

  #stop(): void {
    this.#state = "over";
    clearInterval(this.#timer);
    this.#abort.abort();
  }
}
