// A microphone and a loudspeaker for Node: the transport's own need a browser. It speaks recorded clips on cue, in the chunks and at
// the pace of a browser, and counts what it is given to play.

const CHUNK = 512;
const CHUNK_MS = 16;

export class NodeMedia {
  constructor(clips) {
    this.clips = clips;
    this.queue = [];
    this.played = [];
    this.micEnabled = true;
  }

  /** Speaks a clip: 16 kHz mono PCM. */
  async say(name) {
    const pcm = this.clips[name];
    for (let at = 0; at + CHUNK <= pcm.length; at += CHUNK) {
      this.queue.push(pcm.subarray(at, at + CHUNK));
    }
  }

  setUserAudioCallback(callback) {
    this.onAudio = callback;
  }

  setClientOptions() {}

  async initialize() {}

  async connect() {
    const silence = Buffer.alloc(CHUNK);
    const began = performance.now();
    let sent = 0;
    this.timer = setInterval(() => {
      for (; sent * CHUNK_MS < performance.now() - began; sent++) {
        if (this.micEnabled) {
          const chunk = this.queue.shift() ?? silence;
          this.onAudio(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + CHUNK));
        }
      }
    }, CHUNK_MS);
  }

  async disconnect() {
    clearInterval(this.timer);
  }

  bufferBotAudio(samples) {
    this.played.push(samples.length);
    return samples;
  }

  async userStartedSpeaking() {}

  async getAllMics() {
    return [];
  }

  async getAllCams() {
    return [];
  }

  async getAllSpeakers() {
    return [];
  }

  updateMic() {}

  updateCam() {}

  updateSpeaker() {}

  enableMic(enable) {
    this.micEnabled = enable;
  }

  get isMicEnabled() {
    return this.micEnabled;
  }

  get selectedMic() {
    return {};
  }

  get selectedSpeaker() {
    return {};
  }

  tracks() {
    return { local: {} };
  }
}
