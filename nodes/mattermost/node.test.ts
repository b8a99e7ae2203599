import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const posts = Array.from({ length: 250 }, (_, n) => [`p${n}`, { id: `p${n}`, message: `m${n}` }] as const);
const { go, last, calls } = serviceHarness("core.mattermost", {
  credential: (url) => ["mattermost.token", { url, token: "t0k" }],
  allows: ({ headers }) => headers.authorization === "Bearer t0k",
  refusal: { id: "api.context.session_expired.app_error", message: "Invalid or expired session", status_code: 401 },
  missing: { id: "store.sql_channel.get.existing.app_error", message: "Unable to find the channel.", status_code: 404 },
  routes: {
    "POST /api/v4/posts": ({ json }) => reply(201, { id: "p1", ...json }),
    "GET /api/v4/channels/:channel/posts": ({ query }) => {
      const from = Number(query.page) * Number(query.per_page);
      const page = posts.slice(from, from + Number(query.per_page));
      return { order: page.map(([id]) => id), posts: Object.fromEntries([...page].reverse()) };
    },
  },
});

describe("Mattermost", () => {
  it("sends a message, or an answer to one", async () => {
    const { main } = await go("message.send", { channel: "c1", text: "=Order {{ $json.id }}", thread: "p0" }, [
      { id: 7 },
    ]);
    expect(last().json).toEqual({ channel_id: "c1", message: "Order 7", root_id: "p0" });
    expect(main).toMatchObject([{ id: "p1", message: "Order 7" }]);
  });

  it("reads messages in their order, page by page from page 0", async () => {
    const { main } = await go("message.list", { channel: "c1", all: true });
    expect(main.map(({ id }) => id)).toEqual(posts.map(([id]) => id));
    expect(calls.map(({ query }) => query.page)).toEqual(["0", "1"]);
  });

  it("says what is not there", async () => {
    expect((await go("channel.get", { channel: "x" })).error?.message).toMatch(/404.*Unable to find the channel/);
  });
});
