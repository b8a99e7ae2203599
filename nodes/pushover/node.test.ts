import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last } = serviceHarness("core.pushover", {
  credential: (url) => ["pushover.app", { token: "a1", user: "u1", url: `${url}/1` }],
  allows: () => true,
  refusal: {},
  routes: {
    "POST /1/messages.json": ({ json }) =>
      json.message
        ? { status: 1, request: "r1" }
        : reply(400, { message: "cannot be blank", errors: ["message cannot be blank"], status: 0 }),
  },
});

describe("Pushover", () => {
  it("sends a message with both secrets in the body", async () => {
    const { main } = await go("message.send", { text: "Hi", priority: "2", retry: 30, expire: 600, html: true });
    expect(main).toEqual([{ status: 1, request: "r1" }]);
    expect(last().json).toEqual({
      ...{ message: "Hi", priority: "2", retry: 30, expire: 600, html: 1, token: "a1", user: "u1" },
    });
  });

  it("quotes what was wrong, without the secrets", async () => {
    const { error } = await go("message.send", {});
    expect(error?.message).toMatch(/400 Bad Request.*message cannot be blank/);
    expect(JSON.stringify(error)).not.toMatch(/a1|u1/);
  });
});
