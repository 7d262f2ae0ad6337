import type { PageState } from "../conversation/page-state.ts";
import { formatMs } from "./latency.ts";

/** What to look at when something sounds wrong. */
export function describeFacts(page: PageState): [name: string, value: string][] {
  const outputRate = page.ready?.outputSampleRate ?? 0;
  return [
    ["Agent", page.ready?.agent || "–"],
    ["Session", page.ready?.sessionId || "–"],
    ["Round trip", page.roundTrip === undefined ? "–" : formatMs(page.roundTrip)],
    ["Microphone", page.microphoneRate > 0 ? `${page.microphoneRate / 1000} → 16 kHz` : "–"],
    ["Voice", outputRate > 0 ? `${outputRate / 1000} kHz` : "–"],
    ["Played", outputRate > 0 ? `${(page.samplesPlayed / outputRate).toFixed(1)} s` : "–"],
    ["Loudest", page.peak > 0 ? `${(20 * Math.log10(page.peak)).toFixed(0)} dB` : "–"],
    ["Gaps in the sound", String(page.underruns)],
    ["Delay of this device", page.soundDelay > 0 ? formatMs(page.soundDelay) : "–"],
  ];
}
