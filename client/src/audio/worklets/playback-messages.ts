// What the page and the playback worklet tell each other. Audio itself is an ArrayBuffer of PCM16.

export type ToPlayback =
  | ArrayBuffer
  | { type: "mark"; responseId: number; position: number }
  | { type: "clear"; responseId: number }
  | { type: "reset" }
  | { type: "latency"; samples: number };

export interface PlaybackReport {
  /** Last sample that has left the loudspeaker, in the server's positions. */
  position: number;
  /** When playback was cut there: the response that was dropped, with all before it. */
  cut?: number;
  /** Counted since the worklet began. */
  samples: number;
  underruns: number;
  dropped: number;
  /** Loudest sample since the last report, 0 to 1. */
  peak: number;
  buffered: number;
}
