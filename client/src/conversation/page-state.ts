import type { Activity, Notice, Ready, ServerMessage } from "../protocol/messages.ts";
import type { VoiceStatistics } from "../protocol/voice-statistics.ts";
import type { TransportType } from "../protocol/wire.ts";
import { emptyTranscript, type Transcript } from "./transcript.ts";

/** Something the user should know; codes are stable, messages say what to do. */
export interface Problem extends Notice {
  level: "notice" | "error";
}

/** Where the time of a turn went. */
export type TurnLatency = ServerMessage & { type: "latency" };

/** Turns that are remembered: enough for a long talk, and the page stays small. */
export const maxTurns = 200;

/** Everything the page shows. */
export interface PageState {
  phase: "idle" | "connecting" | "live" | "retrying" | "ended";
  /** True while the connection is being taken up again; the conversation is live all the same. */
  isAway: boolean;
  /** Who is busy, while the conversation is live. */
  activity: Activity;
  microphone: "off" | "asking" | "on" | "muted" | "unavailable";
  transcript: Transcript;
  problems: readonly Problem[];
  latency?: TurnLatency;
  /** The latest turns of this conversation, oldest first, for statistics. */
  turns: readonly TurnLatency[];
  ready?: Ready;
  /** Why the last conversation ended, or the connection is tried again. */
  ending: string;
  /** Seconds until the next try; 0 when none is due. */
  retryIn: number;
  needsToken: boolean;

  /** How the conversation goes to the server and back, and why so. */
  transport?: { type: TransportType; why: string };
  /** What the browser measured, over WebRTC. */
  statistics?: VoiceStatistics | undefined;
  /** Rate of the microphone's device; 0 while it was never open. */
  microphoneRate: number;
  samplesPlayed: number;
  /** Loudest sample of the conversation that was played, 0 to 1. */
  peak: number;
  underruns: number;
  /** Milliseconds between handing a sample to the device and hearing it. */
  soundDelay: number;
  /** Milliseconds from the page to the server and back. */
  roundTrip?: number;
}

export const initialState: PageState = {
  phase: "idle",
  isAway: false,
  activity: "listening",
  microphone: "off",
  transcript: emptyTranscript,
  problems: [],
  turns: [],
  ending: "",
  retryIn: 0,
  needsToken: false,
  microphoneRate: 0,
  samplesPlayed: 0,
  peak: 0,
  underruns: 0,
  soundDelay: 0,
};
