import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const secret = "00ff11ee";

/** As Ghost checks it: signed with the secret, for the admin API, not too old. */
function isSigned(header: string | undefined): boolean {
  const [head = "", body = "", signature] = (header ?? "").replace(/^Ghost /, "").split(".");
  const expected = createHmac("sha256", Buffer.from(secret, "hex")).update(`${head}.${body}`).digest("base64url");
  if (signature !== expected) return false;
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as { [name: string]: unknown };
  const { aud, exp, iat } = read(body);
  return read(head).kid === "k1" && aud === "/admin/" && Number(exp) - Number(iat) <= 300;
}

const { go, last, credential, url } = serviceHarness("core.ghost", {
  credential: (address) => ["ghost.key", { url: address, key: `k1:${secret}` }],
  allows: ({ headers }) => isSigned(headers.authorization),
  refusal: { errors: [{ message: "Invalid token", context: "bad signature", type: "UnauthorizedError" }] },
  routes: {
    "POST /ghost/api/admin/posts/": ({ json }) =>
      reply(201, { posts: (json.posts as object[]).map((post) => ({ id: "g1", ...post })) }),
    "GET /ghost/api/admin/posts/": ({ query }) => {
      const page = Number(query.page ?? 1);
      return {
        posts: Array.from({ length: page < 3 ? 100 : 30 }, (_, n) => ({ id: n })),
        meta: { pagination: { next: page < 3 ? page + 1 : null } },
      };
    },
  },
});

describe("Ghost", () => {
  it("publishes a post of HTML, with a token signed by the key", async () => {
    const { main } = await go("post.create", { title: "Hello", html: "<p>Hi</p>", status: "published", tags: "news" });
    expect(main).toEqual([{ id: "g1", title: "Hello", html: "<p>Hi</p>", status: "published", tags: ["news"] }]);
    expect(last().query).toEqual({ source: "html" });
  });

  it("reads posts to the last page", async () => {
    expect((await go("post.list", { all: true })).main).toHaveLength(230);
  });

  it("tells of a wrong key, and does not show it", async () => {
    const account = await credential("ghost.key", { url: url(), key: "content-key" });
    const { error } = await go("post.list", {}, [{}], { credentials: { account } });
    expect(error?.message).toMatch(/is not two parts/);
    const other = await credential("ghost.key", { url: url(), key: "k1:aa" });
    expect((await go("post.list", {}, [{}], { credentials: { account: other } })).error?.message).toMatch(
      /Invalid token/,
    );
  });
});
