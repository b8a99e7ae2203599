import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const messages = Array.from({ length: 5 }, (_, n) => ({ sid: `SM${n}` }));
const { go, last, calls } = serviceHarness("core.twilio", {
  credential: (url) => ["twilio.account", { accountSid: "AC1", authToken: "s3cret", url }],
  allows: ({ headers }) => headers.authorization === `Basic ${Buffer.from("AC1:s3cret").toString("base64")}`,
  refusal: { code: 20003, message: "Authenticate", status: 401 },
  routes: {
    "POST /2010-04-01/Accounts/AC1/Messages.json": ({ form }) =>
      form.To?.startsWith("+")
        ? reply(201, { sid: "SM1", status: "queued", body: form.Body })
        : reply(400, { code: 21211, message: "The 'To' number is not a valid phone number.", status: 400 }),
    "GET /2010-04-01/Accounts/AC1/Messages.json": ({ query }) => {
      const from = Number(query.Page ?? 0) * 2;
      const next = from + 2 < messages.length ? `/2010-04-01/Accounts/AC1/Messages.json?Page=${from / 2 + 1}` : null;
      return { messages: messages.slice(from, from + 2), next_page_uri: next };
    },
  },
});

describe("Twilio", () => {
  it("sends an SMS as a form, signed", async () => {
    const { main } = await go("message.send", { from: "+15005550006", to: "+491701234567", text: "Hi & bye" });
    expect(last().form).toEqual({ From: "+15005550006", To: "+491701234567", Body: "Hi & bye" });
    expect(main).toEqual([{ sid: "SM1", status: "queued", body: "Hi & bye" }]);
  });

  it("quotes what the service says of a wrong number", async () => {
    expect((await go("message.send", { to: "1", text: "x" })).error?.message).toMatch(
      /not a valid phone number.: 21211/,
    );
  });

  it("reads messages by the address of the next page", async () => {
    expect((await go("message.list", { all: true })).main).toHaveLength(5);
    expect(calls).toHaveLength(3);
  });
});
