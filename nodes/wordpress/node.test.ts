import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const posts = Array.from({ length: 200 }, (_, id) => ({ id }));
const wordpress = serviceHarness("core.wordpress", {
  credential: (url) => ["wordpress.account", { url, user: "ann", password: "abcd efgh" }],
  allows: ({ headers }) => headers.authorization === `Basic ${Buffer.from("ann:abcd efgh").toString("base64")}`,
  refusal: { code: "rest_not_logged_in", message: "You are not currently logged in.", data: { status: 401 } },
  missing: { code: "rest_post_invalid_id", message: "Invalid post ID.", data: { status: 404 } },
  routes: {
    "POST /wp-json/wp/v2/posts": ({ json }) => reply(201, { id: 5, ...json }),
    "GET /wp-json/wp/v2/posts": ({ query, headers, path }) => {
      const page = Number(query.page ?? 1);
      const size = Number(query.per_page);
      if ((page - 1) * size >= posts.length) {
        return reply(400, { code: "rest_post_invalid_page_number", message: "The page number requested is larger" });
      }
      const next = `<http://${headers.host}${path}?per_page=${size}&page=${page + 1}>; rel="next"`;
      const link = (page * size < posts.length ? { link: next } : {}) as { [name: string]: string };
      return reply(200, posts.slice((page - 1) * size, page * size), link);
    },
    "POST /wp-json/wp/v2/media": ({ headers, body }) =>
      reply(201, { id: 9, name: headers["content-disposition"], size: body.length }),
  },
});
const { go, last, calls } = wordpress;

describe("WordPress", () => {
  it("publishes a post", async () => {
    const values = { title: "Hello", content: "<p>Hi</p>", status: "publish", tags: "1, 2" };
    expect((await go("post.create", values)).main).toMatchObject([{ id: 5 }]);
    expect(last().json).toEqual({ title: "Hello", content: "<p>Hi</p>", status: "publish", tags: ["1", "2"] });
  });

  it("reads posts to the last page, and none after it", async () => {
    expect((await go("post.list", { all: true })).main).toHaveLength(200);
    expect(calls).toHaveLength(2);
  });

  it("uploads a picture under its name", async () => {
    const file = await wordpress.fileItem("x.jpg", "JPEG");
    expect((await go("media.upload", { name: "Größe.jpg" }, [file])).main).toEqual([
      { id: 9, name: "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.jpg", size: 4 },
    ]);
  });

  it("quotes what is not there", async () => {
    expect((await go("post.get", { id: "77" })).error?.message).toMatch(/rest_post_invalid_id: Invalid post ID/);
  });
});
