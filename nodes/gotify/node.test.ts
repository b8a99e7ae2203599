import { describe, expect, it } from "vitest";
import { serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last } = serviceHarness("core.gotify", {
  credential: (url) => ["gotify.app", { url: `${url}/`, token: "A1" }],
  allows: ({ headers }) => headers["x-gotify-key"] === "A1",
  refusal: { error: "Unauthorized", errorCode: 401, errorDescription: "you need to provide a valid access token" },
  routes: { "POST /message": ({ json }) => ({ id: 25, ...json }) },
});

describe("Gotify", () => {
  it("sends a message, in Markdown with a link", async () => {
    const values = { text: "**Hi**", title: "T", priority: 8, format: "text/markdown", click: "https://example.com" };
    expect((await go("message.send", values)).main).toMatchObject([{ id: 25 }]);
    expect(last().json).toEqual({
      ...{ message: "**Hi**", title: "T", priority: 8 },
      extras: {
        "client::display": { contentType: "text/markdown" },
        "client::notification": { click: { url: "https://example.com" } },
      },
    });
  });
});
