import { expect, it } from "vitest";
import { readAgents } from "../src/agents.ts";

it("reads what agents can do", () => {
  const answer = [
    { name: "demo", speechToText: "pocketsphinx", textToSpeech: "flite", voiceActivity: "silero", scripted: true },
    { name: "deaf", speechToText: null, scripted: false },
  ];
  expect(readAgents(answer)).toEqual([
    { name: "demo", listens: true, scripted: true },
    { name: "deaf", listens: false, scripted: false },
  ]);
});

it("assumes the best where the server says nothing", () => {
  expect(readAgents([{ name: "demo" }])).toEqual([{ name: "demo", listens: true, scripted: true }]);
});

it.each([[null], [{}], ["demo"], [[null, 7, {}, { name: "" }]]])("finds no agent in %j", (answer) => {
  expect(readAgents(answer)).toEqual([]);
});
