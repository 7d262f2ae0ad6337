import type { PageState } from "../conversation/page-state.ts";
import type { VoiceStatistics } from "../protocol/voice-statistics.ts";
import { transportNames } from "../protocol/wire.ts";
import { formatMs } from "./latency.ts";

type Fact = [name: string, value: string];

/** What to look at when something sounds wrong. */
export function describeFacts(page: PageState): Fact[] {
  return [
    ["Agent", page.ready?.agent || "–"],
    ["Session", page.ready?.sessionId || "–"],
    ["Transport", page.transport ? transportNames[page.transport.type] : "–"],
    ["Because", page.transport?.why || "–"],
    ["Round trip", page.roundTrip === undefined ? "–" : formatMs(page.roundTrip)],
    ...(page.transport?.type === "webrtc" ? describeStream(page, page.statistics) : describeMessages(page)),
  ];
}

/** Audio that comes as messages is played by the page, which counts it. */
function describeMessages(page: PageState): Fact[] {
  const outputRate = page.ready?.outputSampleRate ?? 0;
  return [
    ["Microphone", page.microphoneRate > 0 ? `${page.microphoneRate / 1000} → 16 kHz` : "–"],
    ["Voice", outputRate > 0 ? `${outputRate / 1000} kHz` : "–"],
    ["Played", outputRate > 0 ? `${(page.samplesPlayed / outputRate).toFixed(1)} s` : "–"],
    ["Loudest", describeLevel(page.peak)],
    ["Gaps in the sound", String(page.underruns)],
    ["Delay of this device", page.soundDelay > 0 ? formatMs(page.soundDelay) : "–"],
  ];
}

/** A stream is played by the browser, which measures it. */
function describeStream(page: PageState, statistics: VoiceStatistics | undefined): Fact[] {
  return [
    ["Microphone", page.microphoneRate > 0 ? `${page.microphoneRate / 1000} kHz` : "–"],
    ["Codec", statistics?.codec || "–"],
    ["Played", statistics ? `${statistics.played.toFixed(1)} s` : "–"],
    ["Loudest", describeLevel(page.peak)],
    ["Packets lost", statistics ? String(statistics.packetsLost) : "–"],
    ["Delay of the buffer", statistics && statistics.bufferDelay > 0 ? formatMs(statistics.bufferDelay) : "–"],
  ];
}

const describeLevel = (peak: number): string => (peak > 0 ? `${(20 * Math.log10(peak)).toFixed(0)} dB` : "–");
