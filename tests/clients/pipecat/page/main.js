// The published client in a browser, with the microphone and loudspeaker of the transport's own.
import { WavMediaManager, WebSocketTransport } from "@pipecat-ai/websocket-transport";
import { Conversation } from "../src/conversation.js";
import * as scenarios from "../src/scenarios.js";

window.run = async (name, options) => {
  const transport = new WebSocketTransport({ mediaManager: new WavMediaManager(512, 16000) });
  const conversation = new Conversation(transport);
  window.conversation = conversation;
  const result = await scenarios[name](conversation, options, { say: async () => {} });
  return { result, events: conversation.events };
};
