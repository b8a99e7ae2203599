import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const ntfy = serviceHarness("core.ntfy", {
  credential: () => ["http.bearer", { token: "tk_1" }],
  params: (server) => ({ server }),
  allows: ({ headers }) => headers.authorization === "Bearer tk_1",
  refusal: { code: 40101, http: 401, error: "unauthorized" },
  routes: {
    "POST /": ({ json }) => ({ id: "m1", event: "message", ...json }),
  },
});

const { go, last, answer } = ntfy;

describe("ntfy", () => {
  it("sends a message with what differs from the usual", async () => {
    const { main } = await go("message.send", { topic: "door", text: "Open", priority: 5, tags: "warning, house" });
    expect(last().json).toEqual({ topic: "door", message: "Open", priority: 5, tags: ["warning", "house"] });
    expect(main).toMatchObject([{ id: "m1", topic: "door" }]);
    await go("message.send", { topic: "door", text: "Open" });
    expect(last().json).toEqual({ topic: "door", message: "Open" });
  });

  it("reads the messages of a topic, one a line", async () => {
    const text = '{"id":"a","event":"message"}\n{"id":"b","event":"message"}\n';
    answer({ "GET /door/json": () => ntfy.raw(200, text, "application/x-ndjson") });
    expect((await go("message.list", { topic: "door" })).main.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(last().query).toEqual({ poll: "1", since: "all" });
  });

  it("says who may not", async () => {
    answer({ "POST /": () => reply(403, { code: 40301, http: 403, error: "forbidden" }) });
    expect((await go("message.send", { topic: "x", text: "y" })).error?.message).toMatch(
      /403 Forbidden to POST \/: forbidden/,
    );
  });
});
