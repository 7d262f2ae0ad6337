// What the browser measures of a WebRTC connection, as far as it is shown or needed.

import { number, text, type Fields } from "./json.ts";

export interface VoiceStatistics {
  /** Milliseconds to the server and back; undefined before it was measured. */
  roundTrip: number | undefined;
  /** Such as `opus`; empty before audio came. */
  codec: string;
  /** Seconds of the agent's voice played so far, its silence included. */
  played: number;
  /** Loudest of the last moments, 0 to 1. */
  level: number;
  /** Milliseconds that audio has waited in the browser's buffer, on average over the last half second with audio. */
  bufferDelay: number;
  packetsLost: number;
  /** Milliseconds since the server was last heard of; undefined when the browser does not say. */
  silentFor: number | undefined;
  /** Grows with everything that is received. */
  bytesReceived: number;
}

/** Adds up what a browser reports; one for each connection. */
export class VoiceStatisticsReader {
  #delay = 0;
  #emitted = 0;
  #bufferDelay = 0;

  /** @param entries All reports of `RTCPeerConnection.getStats()`. */
  read(entries: Iterable<Fields>): VoiceStatistics {
    const all = [...entries];
    const inbound = all.find((entry) => entry["type"] === "inbound-rtp" && entry["kind"] === "audio");
    const pair = nominatedPair(all);
    const codec = all.find((entry) => entry["id"] === inbound?.["codecId"]);
    this.#measureBuffer(number(inbound?.["jitterBufferDelay"]), number(inbound?.["jitterBufferEmittedCount"]));
    const last = number(pair?.["lastPacketReceivedTimestamp"]);
    const roundTrip = pair?.["currentRoundTripTime"];
    return {
      roundTrip: typeof roundTrip === "number" ? roundTrip * 1000 : undefined,
      codec: text(codec?.["mimeType"]).replace(/^audio\//i, ""),
      played: number(inbound?.["totalSamplesDuration"]),
      level: number(inbound?.["audioLevel"]),
      bufferDelay: this.#bufferDelay,
      packetsLost: number(inbound?.["packetsLost"]),
      silentFor: last > 0 ? Math.max(0, number(pair?.["timestamp"]) - last) : undefined,
      bytesReceived: number(pair?.["bytesReceived"]),
    };
  }

  /** Both sums only grow: their quotient over the last stretch is what the buffer does now. */
  #measureBuffer(delay: number, emitted: number): void {
    if (emitted > this.#emitted) {
      this.#bufferDelay = ((delay - this.#delay) / (emitted - this.#emitted)) * 1000;
    }
    this.#delay = delay;
    this.#emitted = emitted;
  }
}

/** The pair of addresses in use. */
function nominatedPair(entries: readonly Fields[]): Fields | undefined {
  const transport = entries.find((entry) => entry["type"] === "transport");
  const pairs = entries.filter((entry) => entry["type"] === "candidate-pair");
  return (
    pairs.find((pair) => pair["id"] === transport?.["selectedCandidatePairId"]) ??
    pairs.find((pair) => pair["nominated"] === true && pair["state"] === "succeeded")
  );
}
