// What one conversation goes over: a WebSocket, or a WebRTC connection with a data channel. Both carry the same messages.

import type { VoiceStatistics } from "./voice-statistics.ts";

export type TransportType = "webrtc" | "websocket";

/** How to name a transport to a person. */
export const transportNames: Record<TransportType, string> = { webrtc: "WebRTC", websocket: "WebSocket" };

export interface WireEvents {
  /** It takes messages from now on. */
  onOpen(): void;
  onMessage(text: string): void;
  /** PCM of the agent's voice, on a wire that carries audio as messages. */
  onAudio(pcm: ArrayBuffer): void;
  /** The agent's voice as a stream of its own, on a wire that carries it so. */
  onVoice(stream: MediaStream): void;
  /** What the browser measured of that stream; twice a second. */
  onStatistics(statistics: VoiceStatistics): void;
  /**
   * It broke, was closed by the other side, or could not be opened. Once, and never after `leave` or `drop`.
   * @param code The close code of a WebSocket; 1006 on wires that have none.
   * @param reason What happened, as the rest of a sentence that begins with the transport's name.
   */
  onClose(code: number, reason: string): void;
}

export interface Wire {
  readonly type: TransportType;

  /** Sends a message, once it is open. */
  send(message: string): void;

  /** True while the network takes audio messages. Wires with tracks of their own take none. */
  readonly takesAudio: boolean;

  /** Sends 20 ms of the microphone. */
  sendAudio(pcm: ArrayBuffer): void;

  /** The microphone, for a wire that sends it as a track of its own; null while there is none. */
  set microphone(track: MediaStreamTrack | null);

  /**
   * Of a wire with tracks of its own: what was said until then, on the clock of `performance.now`, has arrived. Undefined when the
   * server counts the samples of messages instead.
   */
  readonly heardUntil: number | undefined;

  /** Says goodbye: the conversation is over for the server too. */
  leave(): void;

  /** Gives it up without a word: the conversation may go on elsewhere. */
  drop(): void;
}
