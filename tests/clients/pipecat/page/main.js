// The published client in a browser, with the microphone and loudspeaker of the transport's own. The microphone hears recorded clips, on
// cue: what getUserMedia gives is fed here.
import { SmallWebRTCTransport, WavMediaManager as TrackMediaManager } from "@pipecat-ai/small-webrtc-transport";
import { WavMediaManager, WebSocketTransport } from "@pipecat-ai/websocket-transport";
import { Conversation } from "../src/conversation.js";
import * as scenarios from "../src/scenarios.js";

async function microphone(clips) {
  const room = new AudioContext();
  const output = room.createMediaStreamDestination();
  // A room is never without a sound: the stream runs from the beginning.
  const hum = new ConstantSourceNode(room, { offset: 1e-4 });
  hum.connect(output);
  hum.start();
  navigator.mediaDevices.getUserMedia = async () => output.stream.clone();
  const buffers = {};
  for (const [name, wav] of Object.entries(clips)) {
    buffers[name] = await room.decodeAudioData(Uint8Array.from(atob(wav), (c) => c.charCodeAt(0)).buffer);
  }
  return {
    say: async (name) => {
      const source = new AudioBufferSourceNode(room, { buffer: buffers[name] });
      source.connect(output);
      source.start();
    },
  };
}

const transports = {
  websocket: () => new WebSocketTransport({ mediaManager: new WavMediaManager(512, 16000) }),
  // The default media manager loads code from elsewhere.
  webrtc: () => new SmallWebRTCTransport({ mediaManager: new TrackMediaManager() }),
};

/** How loud the bot has been at most, as it came over WebRTC. */
function listen(client) {
  const loudness = { peak: 0 };
  client.on("trackStarted", (track, participant) => {
    if (track.kind !== "audio" || participant?.local) {
      return;
    }
    const room = new AudioContext();
    const analyser = new AnalyserNode(room, { fftSize: 1024 });
    const element = new Audio();
    element.srcObject = new MediaStream([track]);
    element.play();
    room.createMediaStreamSource(element.srcObject).connect(analyser);
    const samples = new Float32Array(1024);
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      loudness.peak = Math.max(loudness.peak, ...samples.map(Math.abs));
    }, 20);
  });
  return loudness;
}

window.run = async (name, options) => {
  const speaker = await microphone(options.clips);
  const transport = transports[options.transport]();
  const conversation = new Conversation(transport);
  window.conversation = conversation;
  const loudness = listen(conversation.client);
  const result = await scenarios[name](conversation, options, speaker);
  return { result: { ...result, loudness: loudness.peak }, events: conversation.events };
};
