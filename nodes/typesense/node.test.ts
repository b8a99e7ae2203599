import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last } = serviceHarness("core.typesense", {
  credential: (url) => ["typesense.key", { url, token: "xyz" }],
  allows: ({ headers }) => headers["x-typesense-api-key"] === "xyz",
  refusal: { message: "Forbidden - a valid `x-typesense-api-key` header must be sent." },
  missing: { message: "Not Found" },
  routes: {
    "POST /collections/:collection/documents": ({ json }) =>
      json.year === "x" ? reply(400, { message: "Field `year` must be an int32." }) : reply(201, json),
    "GET /collections/:collection/documents/search": ({ query }) => {
      const page = Number(query.page);
      return { found: 300, hits: Array.from({ length: page === 1 ? 250 : 50 }, (_, n) => ({ document: { id: n } })) };
    },
  },
});

describe("Typesense", () => {
  it("keeps the item itself, in place of an older one", async () => {
    expect((await go("document.upsert", { collection: "books" }, [{ id: "1", year: 1999 }])).main).toEqual([
      { id: "1", year: 1999 },
    ]);
    expect(last().query).toEqual({ action: "upsert" });
    expect((await go("document.upsert", { collection: "books" }, [{ year: "x" }])).error?.message).toMatch(
      /must be an int32/,
    );
  });

  it("searches page by page", async () => {
    expect(
      (await go("document.search", { collection: "books", query: "sea", fields: "title", all: true })).main,
    ).toHaveLength(300);
    expect(last().query).toEqual({ q: "sea", query_by: "title", page: "2", per_page: "250" });
  });
});
