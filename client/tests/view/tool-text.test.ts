import { expect, it } from "vitest";
import type { ToolLine } from "../../src/conversation/transcript.ts";
import { describeTool } from "../../src/view/tool-text.ts";

const call: ToolLine = {
  kind: "tool",
  id: 1,
  callId: "c1",
  name: "get_weather",
  status: "result",
  arguments: '{"place":"Madrid","days":2,"unit":null,"near":["a"]}',
  result: "Sunny",
};

it("says what was asked and what came of it", () => {
  expect(describeTool(call)).toEqual({ name: "get_weather", input: 'Madrid, 2, ["a"]', outcome: "Sunny" });
});

it("says the values of a result, each once", () => {
  expect(describeTool({ ...call, result: '{"value":56,"spoken":"56","unit":""}' }).outcome).toBe("56");
});

it.each([
  ["started", "", "…"],
  ["result", "", "done"],
  ["error", "", "failed"],
  ["error", "No such place", "failed: No such place"],
  ["timeout", "", "took too long"],
  ["cancelled", "", "cancelled"],
] as const)("%s with %j is %j", (status, result, outcome) => {
  expect(describeTool({ ...call, status, result }).outcome).toBe(outcome);
});

it("survives arguments that are not what they should be, and long ones", () => {
  expect(describeTool({ ...call, arguments: "not json" }).input).toBe("not json");
  expect(describeTool({ ...call, arguments: '"Madrid"' }).input).toBe("Madrid");
  expect(describeTool({ ...call, arguments: "null" }).input).toBe("");
  expect(describeTool({ ...call, result: "x".repeat(500) }).outcome).toHaveLength(120);
});
