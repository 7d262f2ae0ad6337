// The conversation as a list of lines: a pure function of what the server said. Lines that did not change keep their
// identity, so that a view redraws only what did.

import type { ServerMessage, ToolStatus } from "../protocol/messages.ts";
import { heardLength } from "./heard.ts";

export interface UserLine {
  kind: "user";
  id: number;
  /** Recognised for good, or typed. */
  text: string;
  /** Still changing, behind `text`. */
  interim: string;
  typed: boolean;
  /** Speech was heard and not understood. */
  refused: boolean;
  /** The turn goes on. */
  open: boolean;
}

export interface AgentLine {
  kind: "agent";
  id: number;
  responseId: number;
  text: string;
  /** The server told the text before it was spoken; otherwise what was heard is all there is. */
  written: boolean;
  /** Length of the part of `text` that was heard. */
  heard: number;
  /** Nothing more is going to be heard. */
  done: boolean;
  /** The user interrupted. */
  cut: boolean;
}

export interface ToolLine {
  kind: "tool";
  id: number;
  callId: string;
  name: string;
  status: ToolStatus;
  arguments: string;
  result: string;
}

export interface NoteLine {
  kind: "note";
  id: number;
  text: string;
}

export type Line = UserLine | AgentLine | ToolLine | NoteLine;

export interface Transcript {
  lines: readonly Line[];
  /** The next line's id. They only grow, over many conversations. */
  nextId: number;
  /** Id from which on lines belong to the present conversation: calls and responses of earlier ones are another's. */
  begin: number;
}

export const emptyTranscript: Transcript = { lines: [], nextId: 0, begin: 0 };

const maxLines = 300;

/** A divider between conversations, or a remark of the page. */
export function addNote(transcript: Transcript, text: string): Transcript {
  return add(transcript, { kind: "note", text });
}

/** A new conversation in the same page. What the old one left open is closed. */
export function beginConversation(transcript: Transcript): Transcript {
  const lines = transcript.lines
    .filter((line) => !isEmptyTurn(line))
    .map((line) => {
      if (line.kind === "user" && line.open) {
        return { ...line, text: join(line.text, line.interim), interim: "", open: false };
      }
      return line.kind === "agent" && !line.done ? { ...line, done: true, cut: true } : line;
    });
  return { ...transcript, lines, begin: transcript.nextId };
}

export function applyMessage(transcript: Transcript, message: ServerMessage): Transcript {
  switch (message.type) {
    case "transcript":
      return changeTurn(transcript, (line) =>
        message.final
          ? { ...line, text: join(line.text, message.text), interim: "", refused: message.rejected }
          : { ...line, interim: message.text },
      );
    case "turn":
      return message.typed
        ? add(transcript, { ...newTurn, text: message.text, typed: true, open: false })
        : changeTurn(transcript, (line) => ({
            ...line,
            text: message.text || line.text,
            interim: "",
            refused: message.rejected,
            open: false,
          }));
    case "response":
      return changeAnswer(transcript, message.responseId, message.text, (line) => ({
        ...line,
        text: line.written ? line.text + message.text : message.text || line.text,
        written: line.written || message.text !== "",
      }));
    case "heard":
      return changeAnswer(transcript, message.responseId, message.text, (line) => {
        const text = line.written ? line.text : message.text;
        const whole = message.final && !message.interrupted;
        return {
          ...line,
          text,
          heard: whole ? text.length : heardLength(text, message.text),
          done: line.done || message.final,
          cut: message.final ? message.interrupted : line.cut,
        };
      });
    case "clear":
      return {
        ...transcript,
        lines: transcript.lines.map((line) =>
          line.kind === "agent" && line.id >= transcript.begin && !line.done && line.responseId <= message.responseId
            ? { ...line, cut: true }
            : line,
        ),
      };
    case "mark":
      // More audio of an answer that was cleared: it was only paused.
      return {
        ...transcript,
        lines: transcript.lines.map((line) =>
          line.kind === "agent" && line.id >= transcript.begin && line.cut && line.responseId === message.responseId
            ? { ...line, cut: false }
            : line,
        ),
      };
    case "tool":
      return changeTool(transcript, message);
    default:
      return transcript;
  }
}

const newTurn: WithoutId<UserLine> = {
  kind: "user",
  text: "",
  interim: "",
  typed: false,
  refused: false,
  open: true,
};

function changeTurn(transcript: Transcript, change: (line: UserLine) => UserLine): Transcript {
  const index = find(transcript, (line) => line.kind === "user" && line.open);
  const changed = change((transcript.lines[index] as UserLine | undefined) ?? { ...newTurn, id: -1 });
  if (isEmptyTurn(changed)) {
    // Speech that came to nothing: not even a refusal.
    return index < 0 ? transcript : remove(transcript, index);
  }
  return index < 0 ? add(transcript, changed) : replace(transcript, index, changed);
}

function changeAnswer(
  transcript: Transcript,
  responseId: number,
  text: string,
  change: (line: AgentLine) => AgentLine,
): Transcript {
  const index = find(transcript, (line) => line.kind === "agent" && line.responseId === responseId);
  if (index >= 0) {
    return replace(transcript, index, change(transcript.lines[index] as AgentLine));
  }
  const line = {
    kind: "agent",
    id: -1,
    responseId,
    text: "",
    written: false,
    heard: 0,
    done: false,
    cut: false,
  } as const;
  return text === "" ? transcript : add(transcript, change(line));
}

function changeTool(transcript: Transcript, message: ServerMessage & { type: "tool" }): Transcript {
  const { callId, name, status } = message;
  const index = find(transcript, (line) => line.kind === "tool" && line.callId === callId);
  const old = transcript.lines[index] as ToolLine | undefined;
  const line = {
    kind: "tool",
    callId,
    status,
    name: name || (old?.name ?? ""),
    arguments: message.arguments || (old?.arguments ?? ""),
    result: message.result,
  } as const;
  return old === undefined ? add(transcript, line) : replace(transcript, index, { ...line, id: old.id });
}

type WithoutId<T> = T extends Line ? Omit<T, "id"> : never;

function add(transcript: Transcript, line: WithoutId<Line>): Transcript {
  const { lines, nextId } = transcript;
  return {
    ...transcript,
    lines: [...lines.slice(Math.max(0, lines.length + 1 - maxLines)), { ...line, id: nextId }],
    nextId: nextId + 1,
  };
}

function replace(transcript: Transcript, index: number, line: Line): Transcript {
  return { ...transcript, lines: transcript.lines.with(index, line) };
}

function remove(transcript: Transcript, index: number): Transcript {
  return { ...transcript, lines: transcript.lines.toSpliced(index, 1) };
}

/** The last line of the present conversation that fits, or −1. */
function find(transcript: Transcript, fits: (line: Line) => boolean): number {
  return transcript.lines.findLastIndex((line) => line.id >= transcript.begin && fits(line));
}

function isEmptyTurn(line: Line): boolean {
  return line.kind === "user" && line.text === "" && line.interim === "" && !line.refused;
}

const join = (a: string, b: string): string => (a && b ? `${a} ${b}` : a || b);
