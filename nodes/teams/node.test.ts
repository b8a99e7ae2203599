import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last, credential, answer } = serviceHarness("core.teams", {
  credential: (url) => ["chat.webhook", { url: `${url}/workflows/s3cret/run` }],
  allows: ({ path }) => path === "/workflows/s3cret/run",
  refusal: {
    error: { code: "DirectApiAuthorizationRequired", message: "The OAuth authorization scheme is required." },
  },
  routes: { "POST /workflows/s3cret/run": () => reply(202) },
});

describe("Microsoft Teams", () => {
  it("sends a message as a card with a button", async () => {
    const values = { title: "Order 7", text: "**Paid**", link: "https://example.com/7" };
    expect((await go("message.send", values)).main).toEqual([{ success: true }]);
    expect(last().json).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            ...{ type: "AdaptiveCard", version: "1.4" },
            body: [
              { type: "TextBlock", text: "Order 7", weight: "Bolder" },
              { type: "TextBlock", text: "**Paid**", wrap: true },
            ],
            actions: [{ type: "Action.OpenUrl", title: "https://example.com/7", url: "https://example.com/7" }],
          },
        },
      ],
    });
    expect(last().headers.authorization).toBeUndefined();
  });

  it("never shows the address, which is the secret", async () => {
    answer({ "POST /workflows/s3cret/run": () => reply(400, { error: { code: "BadRequest", message: "Bad card" } }) });
    const refused = await go("message.send", { text: "x" });
    expect(refused.error?.message).toBe("Microsoft Teams answered 400 Bad Request: Bad card");
    const account = await credential("chat.webhook", { url: "http://127.0.0.1:1/s3cret" });
    const gone = await go("message.send", { text: "x" }, [{}], { credentials: { account } });
    expect(JSON.stringify([refused.error, gone.error])).not.toContain("s3cret");
  });
});
