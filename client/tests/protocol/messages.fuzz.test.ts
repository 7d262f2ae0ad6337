import { expect, it } from "vitest";
import { applyMessage, emptyTranscript } from "../../src/conversation/transcript.ts";
import { readServerMessage } from "../../src/protocol/messages.ts";
import { SeededRandom } from "../random.ts";

const golden = [
  '{"type":"ready","protocol":1,"session_id":"5f1c","agent":"demo","output_sample_rate":24000,"notices":[{"code":"a","message":"b"}]}',
  '{"type":"transcript","text":"book a room","final":true}',
  '{"type":"turn","text":"Book a room","typed":true}',
  '{"type":"response","response_id":3,"text":"It is "}',
  '{"type":"mark","response_id":3,"position":48000}',
  '{"type":"clear","response_id":3}',
  '{"type":"heard","response_id":3,"text":"It is sunny","final":true,"interrupted":true}',
  '{"type":"tool","call_id":"c1","name":"get_weather","status":"result","result":"Sunny"}',
  '{"type":"latency","response_id":3,"total_ms":262.5,"parts_ms":{"vad":200,"stt":1.5},"playout_ms":41.5}',
  '{"type":"error","code":"internal","message":"Failed.","fatal":true}',
];
const scraps = ["", '"', "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", '"\\ud800"', "\u0000", '"type"'];

it("20,000 damaged messages neither throw nor break the transcript", () => {
  const random = new SeededRandom(20260101);
  let transcript = emptyTranscript;
  let understood = 0;
  for (let n = 0; n < 20_000; n++) {
    let json = random.pick(golden);
    for (let change = random.below(4); change > 0; change--) {
      const at = random.below(json.length + 1);
      json = json.slice(0, at) + random.pick(scraps) + json.slice(at + random.below(6));
    }
    const message = readServerMessage(json);
    if (message) {
      understood++;
      transcript = applyMessage(transcript, message);
    }
  }
  expect(understood).toBeGreaterThan(5000);
  expect(transcript.lines.length).toBeGreaterThan(0);
  for (const line of transcript.lines) {
    if (line.kind === "agent") {
      expect(line.heard).toBeGreaterThanOrEqual(0);
      expect(line.heard).toBeLessThanOrEqual(line.text.length);
    }
  }
});
