// Which transports there are for a conversation, in the order to try them: the answer of `POST api/connect`.

import { list, number, object, text, type Fields } from "./json.ts";
import type { TransportType } from "./wire.ts";

/** One way to reach the server, with everything needed to use it. */
export interface Transport {
  type: TransportType;
  /** Absolute. */
  url: string;
  /** Milliseconds until it must be open. */
  deadlineMs: number;
  iceServers: RTCIceServer[];
}

export interface TransportPlan {
  /** Never empty. */
  transports: Transport[];
  /** Why each of them is there, or is not. */
  reasons: TransportReason[];
}

export interface TransportReason {
  type: string;
  /** Stable. */
  code: string;
  message: string;
}

/** What a client can do and has seen. */
export interface Capabilities {
  webrtc: boolean;
  websocket: boolean;
  codecs: string[];
  udp: "unknown" | "seen" | "blocked";
  prefer: "auto" | TransportType;
}

const defaultDeadline: Record<TransportType, number> = { webrtc: 2500, websocket: 10_000 };
const maxTransports = 8;
const maxDeadline = 30_000;

/** Reads the answer. Undefined when there is no transport in it that this client can use. */
export function readTransportPlan(answer: unknown, base: string, hasWebRtc: boolean): TransportPlan | undefined {
  const fields = object(answer);
  const transports = list(fields?.["transports"])
    .map((item) => readTransport(item, base))
    .filter((transport) => transport !== undefined)
    .filter(({ type }) => hasWebRtc || type !== "webrtc")
    .slice(0, maxTransports);
  const reasons = list(fields?.["reasons"]).map((reason) => ({
    type: text(reason["type"]),
    code: text(reason["code"]),
    message: text(reason["message"]),
  }));
  return transports.length > 0 ? { transports, reasons } : undefined;
}

/** The WebSocket alone, for servers that offer no choice. */
export function webSocketOnly(url: string, code: string, message: string): TransportPlan {
  return {
    transports: [{ type: "websocket", url, deadlineMs: defaultDeadline.websocket, iceServers: [] }],
    reasons: [{ type: "websocket", code, message }],
  };
}

function readTransport(fields: Fields, base: string): Transport | undefined {
  const type = fields["type"];
  if (type !== "webrtc" && type !== "websocket") {
    return undefined;
  }
  const url = text(fields["url"]);
  const deadline = number(fields["deadline_ms"]);
  return url === "" || !URL.canParse(url, base)
    ? undefined
    : {
        type,
        url: new URL(url, base).href,
        deadlineMs: deadline > 0 ? Math.min(deadline, maxDeadline) : defaultDeadline[type],
        iceServers: list(fields["ice_servers"]).map(readIceServer),
      };
}

function readIceServer(fields: Fields): RTCIceServer {
  const urls = fields["urls"];
  return {
    urls: Array.isArray(urls) ? urls.filter((url) => typeof url === "string") : text(urls),
    ...(typeof fields["username"] === "string" && { username: fields["username"] }),
    ...(typeof fields["credential"] === "string" && { credential: fields["credential"] }),
  };
}
