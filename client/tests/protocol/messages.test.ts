import { describe, expect, it } from "vitest";
import {
  helloMessage,
  pingMessage,
  playedMessage,
  readServerMessage,
  resumeMessage,
  textMessage,
} from "../../src/protocol/messages.ts";

describe("what the server says", () => {
  // The examples of docs/reference/ws-assistant.md.
  it.each([
    [
      '{"type":"ready","protocol":1,"session_id":"5f1c","agent":"concierge","audio":"binary","input_sample_rate":16000,"output_sample_rate":24000,"notices":[{"code":"no_speech_recognition","message":"Type."}]}',
      {
        type: "ready",
        sessionId: "5f1c",
        agent: "concierge",
        inputSampleRate: 16000,
        outputSampleRate: 24000,
        notices: [{ code: "no_speech_recognition", message: "Type." }],
      },
    ],
    [
      '{"type":"transcript","text":"book a","final":false}',
      { type: "transcript", text: "book a", final: false, rejected: false },
    ],
    [
      '{"type":"transcript","text":"","final":true,"rejected":true}',
      { type: "transcript", text: "", final: true, rejected: true },
    ],
    [
      '{"type":"turn","text":"Book a room","typed":true}',
      { type: "turn", text: "Book a room", typed: true, rejected: false },
    ],
    [
      '{"type":"response","response_id":3,"text":"","final":true}',
      { type: "response", responseId: 3, text: "", final: true },
    ],
    ['{"type":"mark","response_id":3,"position":48000}', { type: "mark", responseId: 3, position: 48000 }],
    ['{"type":"clear","response_id":3}', { type: "clear", responseId: 3 }],
    [
      '{"type":"heard","response_id":3,"text":"It is sunny","final":true,"interrupted":true}',
      { type: "heard", responseId: 3, text: "It is sunny", final: true, interrupted: true },
    ],
    ['{"type":"state","state":"user_speaking"}', { type: "state", state: "user_speaking" }],
    [
      '{"type":"tool","call_id":"c1","name":"get_weather","status":"started","arguments":"{\\"place\\":\\"Madrid\\"}"}',
      {
        type: "tool",
        callId: "c1",
        name: "get_weather",
        status: "started",
        arguments: '{"place":"Madrid"}',
        result: "",
      },
    ],
    [
      '{"type":"latency","response_id":3,"total_ms":262.5,"parts_ms":{"vad":200,"stt":1.5,"llm":40}}',
      {
        type: "latency",
        responseId: 3,
        totalMs: 262.5,
        partsMs: [
          ["vad", 200],
          ["stt", 1.5],
          ["llm", 40],
        ],
      },
    ],
    [
      '{"type":"latency","response_id":3,"total_ms":200,"parts_ms":{"vad":200},"playout_ms":41.5}',
      { type: "latency", responseId: 3, totalMs: 200, partsMs: [["vad", 200]], playoutMs: 41.5 },
    ],
    [
      '{"type":"latency","response_id":3,"total_ms":200,"parts_ms":{"llm":200},"replaced":["llm"]}',
      { type: "latency", responseId: 3, totalMs: 200, partsMs: [["llm", 200]], replaced: ["llm"] },
    ],
    [
      '{"type":"error","code":"invalid_audio","message":"Odd.","fatal":false}',
      { type: "error", code: "invalid_audio", message: "Odd.", fatal: false },
    ],
    ['{"type":"pong","id":7}', { type: "pong", id: 7 }],
    ['{"type":"bye","reason":"client"}', { type: "bye", reason: "client" }],
  ])("is read: %s", (json, expected) => {
    expect(readServerMessage(json)).toEqual(expected);
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '"ready"',
    "{}",
    '{"type":7}',
    '{"type":"weather"}',
    '{"type":"state","state":"dancing"}',
    '{"type":"tool","call_id":"c1","status":"unheard of"}',
  ])("is ignored when it is unknown or broken: %s", (json) => {
    expect(readServerMessage(json)).toBeUndefined();
  });

  it("may lack or break any field", () => {
    expect(readServerMessage('{"type":"ready","notices":[7,{"code":1}]}')).toMatchObject({
      agent: "",
      outputSampleRate: 24000,
      notices: [{ code: "", message: "" }],
    });
    expect(readServerMessage('{"type":"heard","response_id":"3","text":null}')).toMatchObject({
      responseId: 0,
      text: "",
      final: false,
    });
    expect(readServerMessage('{"type":"latency","parts_ms":[1,2]}')).toMatchObject({ totalMs: 0, partsMs: [] });
  });
});

describe("what the page says", () => {
  it("begins with the forms of audio it wants", () => {
    const hello = { agent: "concierge", inputSampleRate: 16000, outputSampleRate: 24000, reportsPlayback: true };
    expect(JSON.parse(helloMessage(hello))).toEqual({
      type: "auth",
      agent: "concierge",
      audio: "binary",
      input_sample_rate: 16000,
      output_sample_rate: 24000,
      reports_playback: true,
      can_clear: true,
      resumable: true,
    });
    expect(JSON.parse(resumeMessage(hello, "s1.a", 7, 4800))).toEqual({
      type: "resume",
      resume_token: "s1.a",
      seq: 7,
      position: 4800,
      audio: "binary",
      input_sample_rate: 16000,
      output_sample_rate: 24000,
      reports_playback: true,
      can_clear: true,
    });
  });

  it("is written as the protocol has it", () => {
    expect(textMessage('say "hi"')).toBe('{"type":"text","text":"say \\"hi\\""}');
    expect(playedMessage(4800, 0)).toBe('{"type":"played","samples":4800}');
    expect(playedMessage(4800, 17)).toBe('{"type":"played","samples":4800,"seq":17}');
    expect(pingMessage(7)).toBe('{"type":"ping","id":7}');
  });
});
