// Why a connection ended, in words, and whether trying again makes sense.

import type { Notice } from "./messages.ts";

export interface Ending {
  /** Stable: the server's error, or `closed`. */
  code: string;
  /** What happened and what to do. */
  text: string;
  /** Asked for by a person or by the agent: nothing is wrong. */
  normal: boolean;
  /** The server will be back: try again by itself. */
  retry: boolean;
  /** The server wants an access token. */
  needsToken: boolean;
}

/** A close with its code (see "Close codes" of the protocol) and the error that came before it, if one did. */
export function explainEnding(code: number, error: Notice | undefined, wasReady: boolean): Ending {
  const ending = { code: error?.code ?? "closed", text: "", normal: false, retry: false, needsToken: false };
  switch (code) {
    case 1000:
      return { ...ending, normal: true, text: "The conversation has ended." };
    case 1001:
      return { ...ending, retry: true, text: "The server is restarting." };
    case 1013:
      return { ...ending, retry: true, text: "The server is busy: it has as many conversations as it takes." };
    case 4401:
      return {
        ...ending,
        needsToken: true,
        text: error?.code === "auth_failed" ? "The access token was refused." : "This server asks for an access token.",
      };
    case 1006:
      return {
        ...ending,
        text: wasReady ? "The connection was lost." : "The server cannot be reached. Is it running?",
      };
    default:
      return { ...ending, text: error ? error.message : `The connection was closed (code ${code}).` };
  }
}

/** The close code that a wire without close codes would have had: the last words of the server say as much. */
export function closeCode(
  code: number,
  bye: string | undefined,
  error: (Notice & { fatal: boolean }) | undefined,
): number {
  if (error?.code === "slow_client") {
    return 1006; // The connection is bad, and the conversation is not over.
  }
  if (code !== 1006) {
    return code;
  }
  if (bye !== undefined) {
    return bye === "shutdown" ? 1001 : 1000;
  }
  return error?.fatal ? (closeCodes[error.code] ?? 1011) : 1006;
}

const closeCodes: Record<string, number> = {
  overflow: 1008,
  message_too_large: 1009,
  server_busy: 1013,
  auth_required: 4401,
  auth_failed: 4401,
  start_timeout: 4408,
};

/** The connection broke and the server did not take the conversation up again: a new one begins. */
export const lostFor = (error: Notice): Ending => ({
  code: error.code,
  text: "The connection was lost, and the conversation with it.",
  normal: false,
  retry: true,
  needsToken: false,
});

export const maxRetries = 6;

/** Seconds to wait before the next try: 1, 2, 4 … 30, spread so that pages do not come back all at once. */
export function retryDelay(attempt: number, random: number): number {
  return Math.min(30, 2 ** attempt) * (0.75 + random / 2);
}
