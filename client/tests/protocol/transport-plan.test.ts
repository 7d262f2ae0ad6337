import { describe, expect, it } from "vitest";
import { readTransportPlan } from "../../src/protocol/transport-plan.ts";
import { SeededRandom } from "../random.ts";

const answer = {
  transports: [
    {
      type: "webrtc",
      url: "/api/rtc/assistant",
      ice_servers: [
        { urls: ["stun:here:3478"] },
        { urls: "turn:here:3478", username: "1:me", credential: "secret", more: 1 },
      ],
      deadline_ms: 1500,
    },
    { type: "websocket", url: "ws/assistant" },
  ],
  reasons: [{ type: "webrtc", code: "preferred", message: "Lower latency." }],
};

describe("the server's choice of transports", () => {
  it("is read in its order, with addresses made whole", () => {
    expect(readTransportPlan(answer, "https://here/sub/", true)).toEqual({
      transports: [
        {
          type: "webrtc",
          url: "https://here/api/rtc/assistant",
          deadlineMs: 1500,
          iceServers: [
            { urls: ["stun:here:3478"] },
            { urls: "turn:here:3478", username: "1:me", credential: "secret" },
          ],
        },
        { type: "websocket", url: "https://here/sub/ws/assistant", deadlineMs: 10_000, iceServers: [] },
      ],
      reasons: [{ type: "webrtc", code: "preferred", message: "Lower latency." }],
    });
  });

  it("may hold transports that are not known here: they are passed over", () => {
    const transports = [{ type: "telepathy", url: "/" }, { type: "webrtc" }, { type: "websocket", url: "/ws" }];
    expect(readTransportPlan({ transports }, "https://here/", true)?.transports).toMatchObject([{ type: "websocket" }]);
  });

  it.each([undefined, null, [], {}, "webrtc", { transports: {} }, { transports: [1, null, {}] }])(
    "is none when there is nothing to use in it: %j",
    (nothing) => expect(readTransportPlan(nothing, "https://here/", true)).toBeUndefined(),
  );

  it("never throws, whatever it holds", () => {
    const random = new SeededRandom(11);
    const values = [null, 0, -1, 1e99, "", "webrtc", "websocket", "http://[", [], {}, [{}], [[]], true, answer];
    const pick = () => values[random.below(values.length)];
    for (let round = 0; round < 2000; round++) {
      const transport = { type: pick(), url: pick(), ice_servers: [{ urls: pick(), username: pick() }, pick()] };
      const plan = readTransportPlan(
        { transports: [{ ...transport, deadline_ms: pick() }, pick()], reasons: pick() },
        "https://here/",
        true,
      );
      for (const { url, deadlineMs } of plan?.transports ?? []) {
        expect(URL.canParse(url)).toBe(true);
        expect(deadlineMs).toBeGreaterThan(0);
        expect(deadlineMs).toBeLessThanOrEqual(30_000);
      }
    }
  });
});
