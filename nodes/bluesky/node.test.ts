import { beforeEach, describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";
import { facetsOf } from "./rich-text";

let sessions = 0;
/** Seconds that a session lasts. */
let lasts = 7200;
const jwt = (exp: number) => `h.${Buffer.from(JSON.stringify({ exp, n: sessions })).toString("base64url")}.s`;
let valid = "";
const feed = Array.from({ length: 130 }, (_, n) => ({ post: { uri: `at://x/app.bsky.feed.post/${n}` } }));
const bluesky = serviceHarness("core.bluesky", {
  credential: (url) => ["bluesky.account", { identifier: "ann.example.com", password: "app-pass", url }],
  allows: ({ path, headers }) =>
    path === "/xrpc/com.atproto.server.createSession" || headers.authorization === `Bearer ${valid}`,
  refusal: { error: "AuthMissing", message: "Authentication Required" },
  routes: {
    "POST /xrpc/com.atproto.server.createSession": ({ json }) => {
      if (json.password !== "app-pass") {
        return reply(401, { error: "AuthenticationRequired", message: "Invalid identifier or password" });
      }
      sessions++;
      valid = jwt(Date.now() / 1000 + lasts);
      return { accessJwt: valid, refreshJwt: "r", handle: json.identifier, did: "did:plc:1" };
    },
    "POST /xrpc/com.atproto.repo.createRecord": ({ json }) => ({
      uri: `at://did:plc:1/${json.collection}/3k`,
      cid: "bafy",
    }),
    "POST /xrpc/com.atproto.repo.putRecord": ({ json }) => ({
      uri: `at://did:plc:1/${json.collection}/${json.rkey}`,
      cid: "bafy",
    }),
    "POST /xrpc/com.atproto.repo.deleteRecord": () => ({ commit: { cid: "c" } }),
    "GET /xrpc/app.bsky.feed.getAuthorFeed": ({ query }) => {
      const from = Number(query.cursor ?? 0);
      const to = from + Number(query.limit ?? 50);
      return { feed: feed.slice(from, to), ...(to < feed.length && { cursor: String(to) }) };
    },
  },
});
const { go, last, sent } = bluesky;
beforeEach(() => {
  lasts = 7200;
});

describe("Bluesky", () => {
  it("publishes with links and hashtags in their places, in bytes", async () => {
    const text = "Grüße 🎉 https://example.com/a. #café";
    const { main } = await go("post.create", { text, language: "de, en", link: "https://example.com/a", title: "A" });
    expect(main).toEqual([{ uri: "at://did:plc:1/app.bsky.feed.post/3k", cid: "bafy" }]);
    expect(last().json).toEqual({
      repo: "ann.example.com",
      collection: "app.bsky.feed.post",
      record: {
        ...{ $type: "app.bsky.feed.post", text, langs: ["de", "en"], createdAt: expect.stringMatching(/Z$/) },
        facets: [
          {
            index: { byteStart: 13, byteEnd: 34 },
            features: [{ $type: "app.bsky.richtext.facet#link", uri: "https://example.com/a" }],
          },
          {
            index: { byteStart: 36, byteEnd: 42 },
            features: [{ $type: "app.bsky.richtext.facet#tag", tag: "café" }],
          },
        ],
        embed: {
          $type: "app.bsky.embed.external",
          external: { uri: "https://example.com/a", title: "A", description: "" },
        },
      },
    });
    const bytes = Buffer.from(text);
    expect(
      facetsOf(text).map(({ index }) =>
        bytes.subarray(...(Object.values(index as object) as [number, number])).toString(),
      ),
    ).toEqual(["https://example.com/a", "#café"]);
  });

  it("puts a post with a key at one place, however often it is published", async () => {
    const [first] = (await go("post.create", { text: "Hello", once: "article-1" })).main;
    expect(String(last().json.rkey)).toMatch(/^[234567a-j][234567a-z]{12}$/);
    expect((await go("post.create", { text: "Hello", once: "article-1" })).main).toEqual([first]);
    expect((await go("post.create", { text: "Hello", once: "article-2" })).main).not.toEqual([first]);
  });

  it("signs in once for many posts, and again when the session is about to end", async () => {
    const before = sessions;
    lasts = 30;
    const account = await bluesky.credential("bluesky.account", {
      ...{ identifier: "ann.example.com", password: "app-pass", url: bluesky.url() },
      session: jwt(Date.now() / 1000 - 10),
    });
    const use = { credentials: { account } };
    lasts = 7200;
    await go("post.create", { text: "={{ $json.t }}" }, [{ t: "a" }, { t: "b" }], use);
    expect(sessions - before).toBe(1);
    await go("post.like", { uri: "at://x/y/z", cid: "c" }, [{}], use);
    expect(sessions - before).toBe(1);
    expect(sent().filter((call) => call.endsWith("createRecord"))).toHaveLength(3);
  });

  it("reads a feed page by page and deletes by address", async () => {
    expect((await go("feed.author", { actor: "ann.example.com", all: true })).main).toHaveLength(130);
    await go("post.delete", { uri: "at://did:plc:1/app.bsky.feed.post/3k" });
    expect(last().json).toEqual({ repo: "ann.example.com", collection: "app.bsky.feed.post", rkey: "3k" });
    expect((await go("post.delete", { uri: "https://bsky.app/x" })).error?.message).toMatch(
      /not the address of a post/,
    );
  });

  it("refuses a text that is too long, before it is sent", async () => {
    const { error } = await go("post.create", { text: "é".repeat(301) });
    expect(error?.message).toMatch(/longer than the 300 characters/);
    expect(sent()).toEqual([]);
    expect((await go("post.create", { text: "👨‍👩‍👧".repeat(300) })).status).toBe("succeeded");
  });

  it("says that the password is wrong, and not which it was", async () => {
    const values = { identifier: "ann.example.com", password: "wr0ng", url: bluesky.url() };
    const account = await bluesky.credential("bluesky.account", values);
    const { error } = await go("post.create", { text: "x" }, [{}], { credentials: { account } });
    expect(error?.message).toBe("Bluesky gave no session: it answered 401: Invalid identifier or password");
    expect(JSON.stringify(error)).not.toContain("wr0ng");
  });
});
