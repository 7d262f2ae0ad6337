// A small client of voice agents for browsers: one conversation over WebRTC or a WebSocket. See the README of this folder's package.

export { Connection, type ConnectionEvents } from "./connection.ts";
export type { Ending } from "./ending.ts";
export type { Activity, Hello, Notice, Ready, Resume, ServerMessage, ToolStatus } from "./messages.ts";
export { BrowserNetwork, type Network } from "./network.ts";
export type { Capabilities, Transport, TransportPlan, TransportReason } from "./transport-plan.ts";
export type { VoiceStatistics } from "./voice-statistics.ts";
export { transportNames, type TransportType, type Wire, type WireEvents } from "./wire.ts";
