import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";
import { lookUpOptions } from "@/server/services/lookups";

/** Newest first, as Discord gives them. */
const messages = Array.from({ length: 130 }, (_, n) => ({ id: String(1000 - n), content: `m${n}` }));
const discord = serviceHarness("core.discord", {
  credential: (url) => ["discord.bot", { token: "b0t", url: `${url}/api/v10` }],
  allows: ({ headers }) => headers.authorization === "Bot b0t",
  refusal: { message: "401: Unauthorized", code: 0 },
  missing: { message: "404: Not Found", code: 0 },
  routes: {
    "POST /api/v10/channels/:channel/messages": ({ at, json, form }) =>
      at.channel === "9"
        ? reply(403, { message: "Missing Access", code: 50001 })
        : { id: "1", channel_id: at.channel, content: json.content ?? form.content },
    "GET /api/v10/channels/:channel/messages": ({ query }) => {
      const older = messages.filter(({ id }) => !query.before || Number(id) < Number(query.before));
      return older.slice(0, Number(query.limit ?? 50));
    },
    "PUT /api/v10/channels/:channel/messages/:message/reactions/:emoji/@me": () => reply(204),
    "GET /api/v10/guilds/:guild/channels": () => [{ id: "5", name: "general", type: 0 }],
    "PUT /api/v10/guilds/:guild/members/:user/roles/:role": () => reply(204),
  },
});
const { go, last, sent } = discord;

describe("Discord", () => {
  it("sends a message, or answers one", async () => {
    const { main } = await go("message.send", { channel: "5", content: "Hi", reply: "42" });
    expect(last().json).toEqual({ content: "Hi", message_reference: { message_id: "42" } });
    expect(main).toEqual([{ id: "1", channel_id: "5", content: "Hi" }]);
  });

  it("sends a file of the item", async () => {
    const file = await discord.fileItem("report.txt", "all is well");
    const { status } = await go("message.sendFile", { channel: "5", content: "Look" }, [file]);
    expect(status).toBe("succeeded");
    expect(last().form).toMatchObject({ content: "Look", "files[0]": "all is well" });
  });

  it("reads messages back to the first", async () => {
    expect((await go("message.list", { channel: "5", all: true })).main).toHaveLength(130);
    expect(discord.calls.map(({ query }) => query.before)).toEqual([undefined, "901"]);
  });

  it("reacts with an emoji, and gives a role", async () => {
    expect((await go("message.react", { channel: "5", message: "1", emoji: "🔥" })).main).toEqual([{ success: true }]);
    await go("member.addRole", { guild: "1", user: "2", role: "3" });
    expect(sent()).toEqual([
      "PUT /api/v10/channels/5/messages/1/reactions/%F0%9F%94%A5/@me",
      "PUT /api/v10/guilds/1/members/2/roles/3",
    ]);
  });

  it("waits the fraction of a second that Discord names in the body", async () => {
    let calls = 0;
    discord.answer({
      "POST /api/v10/channels/:channel/messages": () =>
        ++calls === 1
          ? reply(429, { message: "You are being rate limited.", retry_after: 0.25, global: false })
          : { id: "1" },
    });
    expect((await go("message.send", { channel: "5", content: "x" })).main).toEqual([{ id: "1" }]);
  });

  it("says what the bot may not do, item by item", async () => {
    const { main } = await go(
      "message.send",
      { channel: "={{ $json.to }}", content: "x" },
      [{ to: "9" }, { to: "5" }],
      {
        onError: "continue",
      },
    );
    expect(main).toEqual([
      { error: expect.stringMatching(/403 Forbidden.*Missing Access/) },
      { id: "1", channel_id: "5", content: "x" },
    ]);
  });

  it("offers the channels of the server that is chosen", async () => {
    const ask = (guild: string) =>
      lookUpOptions(discord.server().ctx, {
        ...{ type: "core.discord", lookup: "channels", credentials: { account: discord.account() } },
        params: { resource: { is: "channel", operation: { is: "get", guild } } },
      });
    expect((await ask("1")).options).toEqual([{ value: "5", label: "#general" }]);
    await expect(ask("={{ $json.guild }}")).rejects.toThrow(/needs "guild", which is empty or an expression/);
  });
});
