import { describe, expect, it } from "vitest";
import { heardLength } from "../../src/conversation/heard.ts";

const heardPart = (generated: string, heard: string): string => generated.slice(0, heardLength(generated, heard));

describe("the heard part of a generated text", () => {
  it.each([
    ["It is sunny in Madrid.", "", ""],
    ["It is sunny in Madrid.", "It is", "It is"],
    ["It is sunny in Madrid.", "It is sunny in Madrid.", "It is sunny in Madrid."],
    ["It is sunny, really.", "It is sunny", "It is sunny,"],
    ["  It is  sunny\nin Madrid.", "It is sunny in", "  It is  sunny\nin"],
    ["It is **very** sunny ☀️ in Madrid.", "It is very sunny in", "It is **very** sunny ☀️ in"],
    ["Mañana, 25 °C — ¿vale?", "Mañana, 25", "Mañana, 25"],
    ["东京今天晴天。", "东京今天", "东京今天"],
    ["It is Sunny", "it is sunny", "It is Sunny"],
  ])("%j, of which %j was heard", (generated, heard, expected) => {
    expect(heardPart(generated, heard)).toBe(expected);
  });

  it("goes by words when the voice said something else than was written", () => {
    expect(heardPart("At 10:30 in room two, for four people.", "At ten thirty in")).toBe("At 10:30 in room");
  });

  it("is never more than there is", () => {
    expect(heardPart("Yes.", "Yes, and much more than that")).toBe("Yes.");
    expect(heardPart("", "something")).toBe("");
  });
});
