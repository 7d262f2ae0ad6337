// The messages of /ws/assistant (docs/reference/ws-assistant.md), as far as the page uses them.

import { list, number, object, parseObject, text, type Fields } from "./json.ts";

export type Activity = "listening" | "user_speaking" | "thinking" | "speaking";
export type ToolStatus = "started" | "result" | "error" | "timeout" | "cancelled";

export interface Notice {
  code: string;
  message: string;
}

export interface Ready {
  type: "ready";
  sessionId: string;
  agent: string;
  inputSampleRate: number;
  outputSampleRate: number;
  notices: Notice[];
  resume?: Resume;
}

/** How to take the conversation up again when the connection breaks. */
export interface Resume {
  token: string;
  graceMs: number;
}

/** What any message may carry: its number, in a conversation that can be taken up again. */
interface Numbered {
  seq?: number;
}

export type ServerMessage = Numbered & Message;

type Message =
  | Ready
  | { type: "resumed"; receivedSamples: number; receivedTexts: number; complete: boolean; resume: Resume | undefined }
  | { type: "transcript"; text: string; final: boolean; rejected: boolean }
  | { type: "turn"; text: string; typed: boolean; rejected: boolean }
  | { type: "response"; responseId: number; text: string; final: boolean }
  | { type: "mark"; responseId: number; position: number }
  | { type: "clear"; responseId: number }
  | { type: "heard"; responseId: number; text: string; final: boolean; interrupted: boolean }
  | { type: "state"; state: Activity }
  | { type: "tool"; callId: string; name: string; status: ToolStatus; arguments: string; result: string }
  | {
      type: "latency";
      responseId: number;
      totalMs: number;
      partsMs: [name: string, ms: number][];
      playoutMs?: number;
      /** Parts whose provider failed and was replaced meanwhile. */
      replaced?: readonly string[];
    }
  | { type: "error"; code: string; message: string; fatal: boolean }
  | { type: "pong"; id: number }
  | { type: "bye"; reason: string };

export interface Hello {
  token?: string;
  agent?: string;
  inputSampleRate: number;
  outputSampleRate: number;
  reportsPlayback: boolean;
}

/** The first message: binary audio both ways, and exact reports of what was played. */
export const helloMessage = (hello: Hello): string =>
  JSON.stringify({ type: "auth", agent: hello.agent, resumable: true, ...helloFields(hello) });

/** The first message on a new socket of a conversation that goes on. */
export const resumeMessage = (hello: Hello, token: string, seq: number, position: number): string =>
  JSON.stringify({ type: "resume", resume_token: token, seq, position, ...helloFields(hello) });

const helloFields = (hello: Hello): object => ({
  token: hello.token,
  audio: "binary",
  input_sample_rate: hello.inputSampleRate,
  output_sample_rate: hello.outputSampleRate,
  reports_playback: hello.reportsPlayback,
  can_clear: true,
});

export const textMessage = (text: string): string => JSON.stringify({ type: "text", text });
export const playedMessage = (samples: number, seq: number): string =>
  JSON.stringify({ type: "played", samples, ...(seq > 0 && { seq }) });
export const pingMessage = (id: number): string => JSON.stringify({ type: "ping", id });

/** Reads one JSON message. What it does not know, or cannot read, is undefined: the server may grow. */
export function readServerMessage(json: string): ServerMessage | undefined {
  const fields = parseObject(json);
  const message = fields && readMessage(fields);
  const seq = number(fields?.["seq"]);
  return message && seq > 0 ? { ...message, seq } : message;
}

function readMessage(fields: Fields): Message | undefined {
  switch (fields["type"]) {
    case "ready":
      return {
        type: "ready",
        sessionId: text(fields["session_id"]),
        agent: text(fields["agent"]),
        inputSampleRate: number(fields["input_sample_rate"], 16000),
        outputSampleRate: number(fields["output_sample_rate"], 24000),
        notices: list(fields["notices"]).map((notice) => ({
          code: text(notice["code"]),
          message: text(notice["message"]),
        })),
        ...readResume(fields["resume"]),
      };
    case "resumed":
      return {
        type: "resumed",
        receivedSamples: number(fields["received_samples"]),
        receivedTexts: number(fields["received_texts"]),
        complete: fields["complete"] === true,
        resume: readResume(fields["resume"]).resume,
      };
    case "transcript":
      return {
        type: "transcript",
        text: text(fields["text"]),
        final: fields["final"] === true,
        rejected: fields["rejected"] === true,
      };
    case "turn":
      return {
        type: "turn",
        text: text(fields["text"]),
        typed: fields["typed"] === true,
        rejected: fields["rejected"] === true,
      };
    case "response":
      return {
        type: "response",
        responseId: number(fields["response_id"]),
        text: text(fields["text"]),
        final: fields["final"] === true,
      };
    case "mark":
      return { type: "mark", responseId: number(fields["response_id"]), position: number(fields["position"]) };
    case "clear":
      return { type: "clear", responseId: number(fields["response_id"]) };
    case "heard":
      return {
        type: "heard",
        responseId: number(fields["response_id"]),
        text: text(fields["text"]),
        final: fields["final"] === true,
        interrupted: fields["interrupted"] === true,
      };
    case "state":
      return isOneOf(fields["state"], activities) ? { type: "state", state: fields["state"] } : undefined;
    case "tool":
      return isOneOf(fields["status"], toolStatuses)
        ? {
            type: "tool",
            callId: text(fields["call_id"]),
            name: text(fields["name"]),
            status: fields["status"],
            arguments: text(fields["arguments"]),
            result: text(fields["result"]),
          }
        : undefined;
    case "latency":
      return {
        type: "latency",
        responseId: number(fields["response_id"]),
        totalMs: number(fields["total_ms"]),
        partsMs: Object.entries(object(fields["parts_ms"]) ?? {}).map(([name, ms]) => [name, number(ms)]),
        ...(typeof fields["playout_ms"] === "number" && { playoutMs: fields["playout_ms"] }),
        ...(Array.isArray(fields["replaced"]) && { replaced: fields["replaced"].map(text) }),
      };
    case "error":
      return {
        type: "error",
        code: text(fields["code"]),
        message: text(fields["message"]),
        fatal: fields["fatal"] === true,
      };
    case "pong":
      return { type: "pong", id: number(fields["id"]) };
    case "bye":
      return { type: "bye", reason: text(fields["reason"]) };
    default:
      return undefined;
  }
}

const activities: readonly Activity[] = ["listening", "user_speaking", "thinking", "speaking"];
const toolStatuses: readonly ToolStatus[] = ["started", "result", "error", "timeout", "cancelled"];

function readResume(value: unknown): { resume?: Resume } {
  const fields = object(value);
  return fields ? { resume: { token: text(fields["token"]), graceMs: number(fields["grace_ms"]) } } : {};
}

const isOneOf = <T>(value: unknown, known: readonly T[]): value is T => known.includes(value as T);
