import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const timeline = Array.from({ length: 90 }, (_, n) => ({ id: String(500 - n), content: `<p>${n}</p>` }));
const published = new Map<string, string>();
const mastodon = serviceHarness("core.mastodon", {
  credential: (url) => ["mastodon.token", { token: "t0k", url: `${url}/` }],
  allows: ({ headers }) => headers.authorization === "Bearer t0k",
  refusal: { error: "The access token is invalid" },
  missing: { error: "Record not found" },
  routes: {
    "POST /api/v1/statuses": ({ json, headers }) => {
      if (!json.status && !json.media_ids) return reply(422, { error: "Validation failed: Text can't be blank" });
      const key = String(headers["idempotency-key"] ?? published.size);
      if (!published.has(key)) published.set(key, String(published.size + 1));
      return { id: published.get(key), content: json.status, visibility: json.visibility ?? "public" };
    },
    "GET /api/v1/timelines/tag/:tag": ({ query, headers, at }) => {
      const older = timeline.filter(({ id }) => !query.max_id || Number(id) < Number(query.max_id));
      const page = older.slice(0, Number(query.limit ?? 20));
      const next = `http://${headers.host}/api/v1/timelines/tag/${at.tag}?limit=${query.limit}&max_id=${page.at(-1)?.id}`;
      return reply(200, page, page.length ? { link: `<${next}>; rel="next", <x>; rel="prev"` } : {});
    },
    "POST /api/v2/media": ({ form }) =>
      reply(202, { id: "22", description: form.description, size: form.file?.length }),
    "POST /api/v1/statuses/:id/reblog": ({ at }) => ({ id: "99", reblog: { id: at.id } }),
  },
});
const { go, last } = mastodon;

describe("Mastodon", () => {
  it("publishes a post, the same one once", async () => {
    const values = { text: "Hello", visibility: "unlisted", media: "22, 23", once: "article-1" };
    const [first] = (await go("post.create", values)).main;
    expect(last().json).toEqual({ status: "Hello", visibility: "unlisted", media_ids: ["22", "23"] });
    expect((await go("post.create", values)).main).toEqual([first]);
  });

  it("uploads a picture and boosts", async () => {
    const file = await mastodon.fileItem("cat.png", "PNG");
    expect((await go("media.upload", { description: "A cat" }, [file])).main).toEqual([
      { id: "22", description: "A cat", size: 3 },
    ]);
    expect((await go("post.boost", { id: "7" })).main).toEqual([{ id: "99", reblog: { id: "7" } }]);
  });

  it("follows the links of a timeline to the end", async () => {
    expect((await go("timeline.tag", { tag: "café", all: true })).main).toHaveLength(90);
    expect(mastodon.calls.map(({ query }) => query.max_id)).toEqual([undefined, "461", "421", "411"]);
    expect((await go("timeline.tag", { tag: "café", limit: 45 })).main).toHaveLength(45);
  });

  it("quotes what the server says", async () => {
    expect((await go("post.create", {})).error?.message).toMatch(/422.*Validation failed: Text can't be blank/);
    expect((await go("post.get", { id: "../x" })).error?.message).toMatch(/404.*Record not found/);
    expect(last().path).toBe("/api/v1/statuses/..%2Fx");
  });
});
