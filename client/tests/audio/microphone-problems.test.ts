import { expect, it } from "vitest";
import { explainMicrophone } from "../../src/audio/microphone-problems.ts";

it.each([
  ["NotAllowedError", "blocked"],
  ["NotFoundError", "No microphone"],
  ["OverconstrainedError", "No microphone"],
  ["NotReadableError", "another program"],
  ["SecurityError", "HTTPS"],
  ["AbortError", "could not be opened"],
])("explains %s and always offers typing", (name, words) => {
  const explanation = explainMicrophone(new DOMException("", name));
  expect(explanation).toContain(words);
  expect(explanation).toContain("type instead");
});

it("explains whatever else was thrown", () => {
  expect(explainMicrophone("?")).toContain("type instead");
});
