// The published client in Node. Options come as JSON in the first argument; what happened goes out as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { WebSocketTransport } from "@pipecat-ai/websocket-transport";
import { Conversation } from "./conversation.js";
import { NodeMedia } from "./node-media.js";
import * as scenarios from "./scenarios.js";

// The client asks a window for its user agent.
globalThis.window ??= globalThis;

const options = JSON.parse(process.argv[2]);
const clips = Object.fromEntries(Object.entries(options.clips ?? {}).map(([name, file]) => [name, readFileSync(file)]));
const media = new NodeMedia(clips);
const conversation = new Conversation(new WebSocketTransport({ mediaManager: media }));
let answer;
try {
  const result = await scenarios[options.scenario](conversation, options, media);
  answer = { result, events: conversation.events, played: media.played };
} catch (error) {
  answer = { failure: String(error?.stack ?? error), events: conversation.events };
}
writeFileSync(options.output, JSON.stringify(answer));
process.exit(answer.failure ? 1 : 0);
