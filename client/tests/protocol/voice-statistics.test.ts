import { describe, expect, it } from "vitest";
import { VoiceStatisticsReader } from "../../src/protocol/voice-statistics.ts";

const report = (delay: number, emitted: number) => [
  { type: "transport", id: "T", selectedCandidatePairId: "P2" },
  { type: "candidate-pair", id: "P1", nominated: true, state: "succeeded", currentRoundTripTime: 9 },
  {
    type: "candidate-pair",
    id: "P2",
    timestamp: 5000,
    lastPacketReceivedTimestamp: 4980,
    currentRoundTripTime: 0.012,
    bytesReceived: 777,
  },
  { type: "codec", id: "C", mimeType: "audio/opus" },
  {
    type: "inbound-rtp",
    kind: "audio",
    codecId: "C",
    jitterBufferDelay: delay,
    jitterBufferEmittedCount: emitted,
    totalSamplesDuration: 3.5,
    audioLevel: 0.25,
    packetsLost: 2,
  },
];

describe("what a browser measures", () => {
  it("is read from the path in use and the voice that comes over it", () => {
    expect(new VoiceStatisticsReader().read(report(0, 0))).toEqual({
      roundTrip: 12,
      codec: "opus",
      played: 3.5,
      level: 0.25,
      bufferDelay: 0,
      packetsLost: 2,
      silentFor: 20,
      bytesReceived: 777,
    });
  });

  it("is the buffer's delay of late, not since the beginning", () => {
    const reader = new VoiceStatisticsReader();
    expect(reader.read(report(9600, 48_000)).bufferDelay).toBeCloseTo(200);
    expect(reader.read(report(9600 + 1920, 96_000)).bufferDelay).toBeCloseTo(40);
    // In silence nothing is emitted: it stays as it was.
    expect(reader.read(report(9600 + 1920, 96_000)).bufferDelay).toBeCloseTo(40);
  });

  it("is nothing where a browser says nothing", () => {
    const pair = { type: "candidate-pair", nominated: true, state: "succeeded", bytesReceived: 5 };
    expect(new VoiceStatisticsReader().read([pair])).toMatchObject({
      roundTrip: undefined,
      silentFor: undefined,
      codec: "",
      bytesReceived: 5,
    });
    expect(new VoiceStatisticsReader().read([])).toMatchObject({ played: 0, bufferDelay: 0 });
  });
});
