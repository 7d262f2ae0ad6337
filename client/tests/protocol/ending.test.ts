import { describe, expect, it } from "vitest";
import { closeCode, explainEnding, retryDelay } from "../../src/protocol/ending.ts";

describe("the end of a connection", () => {
  it("is normal when somebody wanted it", () => {
    expect(explainEnding(1000, undefined, true)).toMatchObject({ normal: true, retry: false });
  });

  it.each([1001, 1013])("is tried to be undone when the server will be back: %i", (code) => {
    expect(explainEnding(code, undefined, true)).toMatchObject({ normal: false, retry: true });
  });

  it("asks for a token when the server does", () => {
    const required = explainEnding(4401, { code: "auth_required", message: "" }, false);
    const failed = explainEnding(4401, { code: "auth_failed", message: "" }, false);
    expect(required).toMatchObject({ needsToken: true, code: "auth_required" });
    expect(failed.text).toBe("The access token was refused.");
  });

  it("tells a server that is not there from a connection that was lost", () => {
    expect(explainEnding(1006, undefined, false).text).toContain("cannot be reached");
    expect(explainEnding(1006, undefined, true).text).toContain("was lost");
  });

  it("is explained by the error that came before it", () => {
    const ending = explainEnding(1011, { code: "internal", message: "The server failed; its log says why." }, true);
    expect(ending).toMatchObject({ code: "internal", text: "The server failed; its log says why." });
    expect(explainEnding(1011, undefined, true)).toMatchObject({
      code: "closed",
      text: expect.stringContaining("1011"),
    });
  });
});

describe("the wait before the next try", () => {
  it("doubles up to half a minute", () => {
    expect([0, 1, 2, 3, 4, 5, 6].map((attempt) => retryDelay(attempt, 0.5))).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it("is spread by a quarter to either side", () => {
    expect(retryDelay(2, 0)).toBe(3);
    expect(retryDelay(2, 1)).toBe(5);
  });
});

describe("the end of a wire that has no close codes", () => {
  const error = (code: string, fatal: boolean) => ({ code, message: "", fatal });

  it("is known by the last words of the server", () => {
    expect(closeCode(1006, "client", undefined)).toBe(1000);
    expect(closeCode(1006, "shutdown", undefined)).toBe(1001);
    expect(closeCode(1006, undefined, error("auth_failed", true))).toBe(4401);
    expect(closeCode(1006, undefined, error("server_busy", true))).toBe(1013);
    expect(closeCode(1006, undefined, error("something_new", true))).toBe(1011);
  });

  it("is a break when there were none", () => {
    expect(closeCode(1006, undefined, undefined)).toBe(1006);
    expect(closeCode(1006, undefined, error("tool_timeout", false))).toBe(1006);
    expect(closeCode(1008, undefined, error("slow_client", true))).toBe(1006);
  });

  it("is what a close frame says, where there is one", () => {
    expect(closeCode(1000, undefined, error("internal", true))).toBe(1000);
    expect(closeCode(1001, "end", undefined)).toBe(1001);
  });
});
