// What the page says about where the conversation stands, in words.

import type { PageState } from "../conversation/page-state.ts";

/** How the orb looks and which colour the page has. */
export type Mood = "idle" | "connecting" | "listening" | "user_speaking" | "thinking" | "speaking";

export interface Status {
  mood: Mood;
  state: string;
  detail: string;
  toggle: string;
  /** Text of the microphone's button; empty hides it. */
  microphone: string;
}

/** @param canListen The agent has a recogniser. */
export function describeStatus(page: PageState, canListen: boolean): Status {
  const start = canListen ? "Start talking" : "Start";
  switch (page.phase) {
    case "idle":
      return {
        mood: "idle",
        state: "Ready",
        detail: canListen ? "Press start and speak, or type." : "Press start, then type.",
        toggle: start,
        microphone: "",
      };
    case "connecting":
      return {
        mood: "connecting",
        state: "Connecting",
        detail: page.microphone === "asking" ? "Allow the microphone when the browser asks." : "One moment.",
        toggle: "Stop",
        microphone: "",
      };
    case "live":
      return { ...describeLive(page, canListen), toggle: "Stop", microphone: canListen ? microphoneButton(page) : "" };
    case "retrying":
      return {
        mood: "connecting",
        state: "Waiting",
        detail: `${page.ending} Trying again in ${Math.ceil(page.retryIn)} s.`,
        toggle: "Stop",
        microphone: "",
      };
    case "ended":
      return { mood: "idle", state: "Ended", detail: page.ending, toggle: start, microphone: "" };
  }
}

function describeLive(page: PageState, canListen: boolean): Pick<Status, "mood" | "state" | "detail"> {
  if (page.isAway) {
    return { mood: "connecting", state: "Reconnecting", detail: "The connection was lost. What you say now is not." };
  }
  const mood = page.activity;
  switch (mood) {
    case "user_speaking":
      return { mood, state: "You are speaking", detail: "" };
    case "thinking":
      return { mood, state: "Thinking", detail: "" };
    case "speaking":
      return { mood, state: "Speaking", detail: page.microphone === "on" ? "Speak to interrupt." : "" };
    case "listening":
      if (page.microphone === "on") {
        return { mood, state: "Listening", detail: "Say something." };
      }
      if (page.microphone === "muted") {
        return { mood, state: "Muted", detail: "The agent hears nothing until you unmute." };
      }
      return { mood, state: "Your turn", detail: canListen ? "Type, or use the microphone." : "Type something." };
  }
}

function microphoneButton({ microphone }: PageState): string {
  switch (microphone) {
    case "on":
      return "Mute";
    case "muted":
      return "Unmute";
    case "asking":
      return "";
    default:
      return "Use microphone";
  }
}
