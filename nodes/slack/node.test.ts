import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";
import { lookUpOptions } from "@/server/services/lookups";

const channels = Array.from({ length: 450 }, (_, n) => ({ id: `C${n}`, name: `c${n}`, is_channel: true }));
const slack = serviceHarness("core.slack", {
  credential: (url) => ["slack.token", { token: "xoxb-1", url: `${url}/api` }],
  allows: ({ headers }) => headers.authorization === "Bearer xoxb-1",
  refusal: { ok: false, error: "invalid_auth" },
  missing: { ok: false, error: "unknown_method" },
  routes: {
    "POST /api/chat.postMessage": ({ json }) =>
      json.channel === "C1"
        ? { ok: true, channel: "C1", ts: "1503435956.000247", message: { text: json.text, type: "message" } }
        : { ok: false, error: json.channel === "C2" ? "not_in_channel" : "channel_not_found" },
    "POST /api/chat.update": ({ json }) => ({ ok: true, channel: json.channel, ts: json.ts, text: json.text }),
    "GET /api/conversations.list": ({ query }) => {
      const from = Number(query.cursor ?? 0);
      const to = from + Number(query.limit ?? 100);
      const next = to < channels.length ? String(to) : "";
      return { ok: true, channels: channels.slice(from, to), response_metadata: { next_cursor: next } };
    },
    "GET /api/users.lookupByEmail": ({ query }) =>
      query.email === "ann@example.com"
        ? { ok: true, user: { id: "U1", name: "ann" } }
        : { ok: false, error: "users_not_found" },
    "POST /api/reactions.add": ({ json }) => ({ ok: json.name === "tada" }),
  },
});
const { go, last, sent } = slack;

describe("Slack", () => {
  it("sends a message to a channel, with what was filled in and no more", async () => {
    const { main } = await go("message.send", { channel: "C1", text: "=Order {{ $json.id }}", thread: "1.2" }, [
      { id: 7 },
    ]);
    expect(last().json).toEqual({ channel: "C1", text: "Order 7", thread_ts: "1.2" });
    expect(main).toEqual([
      expect.objectContaining({ ts: "1503435956.000247", message: { text: "Order 7", type: "message" } }),
    ]);
  });

  it("sends blocks and any other field", async () => {
    const blocks = [{ type: "divider" }];
    await go("message.send", { channel: "C1", blocks, unfurl: "no", more: { mrkdwn: false } });
    expect(last().json).toEqual({ channel: "C1", blocks, unfurl_links: false, mrkdwn: false });
  });

  it.each([
    ["C2", /not_in_channel/, /Invite the app/],
    ["C3", /channel_not_found/, /Check the channel/],
  ])("says why %s did not get it", async (channel, message, hint) => {
    const { error } = await go("message.send", { channel, text: "x" });
    expect(error).toMatchObject({ message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  });

  it("lists channels page by page, all or so many", async () => {
    expect((await go("channel.list", { all: true })).main).toHaveLength(450);
    expect(slack.calls.map(({ query }) => query.cursor)).toEqual([undefined, "200", "400"]);
    expect((await go("channel.list", { limit: 3 })).main.map(({ id }) => id)).toEqual(["C0", "C1", "C2"]);
    expect(last().query).toEqual({ types: "public_channel", exclude_archived: "true", limit: "3" });
  });

  it("waits as long as it is asked to", async () => {
    let calls = 0;
    slack.answer({
      "POST /api/reactions.add": () =>
        ++calls === 1 ? reply(429, { ok: false, error: "ratelimited" }, { "retry-after": "1" }) : { ok: true },
    });
    expect((await go("reaction.add", { channel: "C1", ts: "1.2", name: "tada" })).status).toBe("succeeded");
    expect(sent()).toEqual(["POST /api/reactions.add", "POST /api/reactions.add"]);
  });

  it("finds people, and calls what it has no operation for", async () => {
    expect((await go("user.byEmail", { email: "ann@example.com" })).main).toEqual([{ id: "U1", name: "ann" }]);
    expect((await go("user.byEmail", { email: "bob@example.com" })).error?.message).toMatch(/users_not_found/);
    const resource = { is: "custom", method: "POST", path: "chat.update", body: { channel: "C1", ts: "1", text: "x" } };
    const { main } = await slack.run("core.slack", { resource }, [{}], { credentials: { account: slack.account() } });
    expect(main).toEqual([{ ok: true, channel: "C1", ts: "1", text: "x" }]);
  });

  it("offers the channels there are", async () => {
    const question = { type: "core.slack", lookup: "channels", params: {}, credentials: { account: slack.account() } };
    const { options } = await lookUpOptions(slack.server().ctx, question);
    expect([options.length, options[1]]).toEqual([450, { value: "C1", label: "#c1" }]);
  });

  it("needs a credential that is still good", async () => {
    const account = await slack.credential("slack.token", { token: "old", url: `${slack.url()}/api` });
    const { error } = await go("message.send", { channel: "C1" }, [{}], { credentials: { account } });
    expect(error).toMatchObject({ message: expect.stringMatching(/401.*invalid_auth/), hint: "Check the credential" });
    expect(JSON.stringify(error)).not.toContain("old");
  });
});
