import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const hits = Array.from({ length: 30 }, (_, id) => ({ id }));
const { go, last } = serviceHarness("core.meilisearch", {
  credential: (url) => ["meilisearch.key", { url, token: "master" }],
  allows: ({ headers }) => headers.authorization === "Bearer master",
  refusal: { message: "The provided API key is invalid.", code: "invalid_api_key", type: "auth" },
  missing: { message: "Index `gone` not found.", code: "index_not_found", type: "invalid_request" },
  routes: {
    "POST /indexes/:index/documents": ({ query }) =>
      reply(202, { taskUid: 1, status: "enqueued", key: query.primaryKey }),
    "POST /indexes/books/search": ({ json }) => {
      const from = Number(json.offset ?? 0);
      return { hits: hits.slice(from, from + Number(json.limit)), query: json.q };
    },
  },
});

describe("Meilisearch", () => {
  it("keeps the item itself, or a list of documents", async () => {
    await go("document.upsert", { index: "books", key: "id" }, [{ id: 1, title: "A" }]);
    expect(JSON.parse(last().body)).toEqual({ id: 1, title: "A" });
    expect(last().query).toEqual({ primaryKey: "id" });
    await go("document.upsert", { index: "books", documents: [{ id: 1 }, { id: 2 }] });
    expect(JSON.parse(last().body)).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it("searches, as many as wanted", async () => {
    const { main } = await go("document.search", {
      index: "books",
      query: "sea",
      filter: "year > 2000",
      sort: "year:desc",
      limit: 12,
    });
    expect(main).toHaveLength(12);
    expect(last().json).toEqual({ q: "sea", filter: "year > 2000", sort: ["year:desc"], limit: 12 });
    expect((await go("document.get", { index: "gone", document: "1" })).error?.message).toMatch(/index_not_found/);
  });
});
