import type { ToolLine } from "../conversation/transcript.ts";

export interface ToolText {
  name: string;
  input: string;
  outcome: string;
}

const longest = 120;

/** A tool call in a few words. */
export function describeTool(call: ToolLine): ToolText {
  return {
    name: call.name,
    input: shorten(describeJson(call.arguments)),
    outcome: shorten(describeOutcome(call)),
  };
}

function describeOutcome({ status, result }: ToolLine): string {
  switch (status) {
    case "started":
      return "…";
    case "result":
      return describeJson(result) || "done";
    case "error":
      return result ? `failed: ${describeJson(result)}` : "failed";
    case "timeout":
      return "took too long";
    case "cancelled":
      return "cancelled";
  }
}

/** `{"place":"Madrid","days":2}` → `Madrid, 2`: the names would only repeat what the values say. */
function describeJson(json: string): string {
  try {
    const parsed: unknown = JSON.parse(json);
    const values = typeof parsed === "object" && parsed !== null ? Object.values(parsed) : [parsed];
    const texts = values
      .filter((value) => value !== null && value !== "")
      .map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value)));
    return [...new Set(texts)].join(", ");
  } catch {
    return json;
  }
}

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
