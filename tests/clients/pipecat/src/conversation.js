// One client of Pipecat's, with everything it tells written down in order.
import { PipecatClient } from "@pipecat-ai/client-js";

const PATIENCE = 60_000;

const CALLBACKS = [
  "onConnected",
  "onDisconnected",
  "onError",
  "onMessageError",
  "onTransportStateChanged",
  "onBotReady",
  "onServerMessage",
  "onUICommand",
  "onUIJobGroup",
  "onMetrics",
  "onUserStartedSpeaking",
  "onUserStoppedSpeaking",
  "onBotStartedSpeaking",
  "onBotStoppedSpeaking",
  "onUserMuteStarted",
  "onUserMuteStopped",
  "onUserTranscript",
  "onUserLlmText",
  "onBotOutput",
  "onBotTranscript",
  "onBotLlmText",
  "onBotLlmStarted",
  "onBotLlmStopped",
  "onBotTtsText",
  "onBotTtsStarted",
  "onBotTtsStopped",
  "onLLMFunctionCallStarted",
  "onLLMFunctionCallInProgress",
  "onLLMFunctionCallStopped",
];

export class Conversation {
  constructor(transport) {
    this.events = [];
    this.waiting = [];
    const callbacks = {};
    for (const name of CALLBACKS) {
      callbacks[name] = (data) => this.note(name.slice(2), data);
    }
    this.client = new PipecatClient({ transport, enableMic: true, enableCam: false, callbacks });
  }

  /** Where the story is now: what happens from here on is behind it. */
  get here() {
    return this.events.length;
  }

  note(name, data) {
    // RTVI messages bring their envelope; only errors need it.
    this.events.push({ name, data: data === undefined ? null : JSON.parse(JSON.stringify(data)) });
    for (const check of this.waiting.slice()) {
      check();
    }
  }

  /** Waits for an event behind a place of the story. */
  until(name, from = 0, matches = () => true) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const index = this.events.findIndex((e, i) => i >= from && e.name === name && matches(e.data ?? {}));
        if (index >= 0) {
          done();
          resolve(index);
        }
      };
      const done = () => {
        clearTimeout(timer);
        this.waiting = this.waiting.filter((w) => w !== check);
      };
      const timer = setTimeout(() => {
        done();
        const last = this.events.slice(-12).map((e) => `${e.name} ${JSON.stringify(e.data)}`);
        reject(new Error(`${name} did not happen. The last events:\n${last.join("\n")}`));
      }, PATIENCE);
      this.waiting.push(check);
      check();
    });
  }

  /** Types a turn and waits until its reply was spoken to the end. */
  async ask(text, options) {
    const from = this.here;
    await this.client.sendText(text, options);
    return await this.until("BotStoppedSpeaking", await this.until("BotStartedSpeaking", from));
  }
}
