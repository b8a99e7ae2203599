import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last, credential, url } = serviceHarness("core.elasticsearch", {
  credential: (address) => ["elasticsearch.account", { url: address, user: "elastic", password: "p", apiKey: "" }],
  allows: ({ headers }) =>
    headers.authorization === `Basic ${Buffer.from("elastic:p").toString("base64")}` ||
    headers.authorization === "ApiKey k1",
  refusal: { error: { type: "security_exception", reason: "unable to authenticate user" }, status: 401 },
  missing: { error: { type: "index_not_found_exception", reason: "no such index [gone]" }, status: 404 },
  routes: {
    "PUT /books/_doc/:id": ({ at, json }) => reply(201, { _id: at.id, result: "created", got: json }),
    "POST /books/_search": ({ json }) => {
      const from = Number(json.from ?? 0);
      const all = Array.from({ length: 1_500 }, (_, n) => ({ _id: String(n) }));
      return { hits: { total: { value: 1_500 }, hits: all.slice(from, from + Number(json.size)) } };
    },
  },
});

describe("Elasticsearch", () => {
  it("keeps the item itself under an id", async () => {
    expect(
      (await go("document.upsert", { index: "books", document: "={{ $json.isbn }}" }, [{ isbn: "a/b" }])).main,
    ).toEqual([{ _id: "a/b", result: "created", got: { isbn: "a/b" } }]);
  });

  it("searches page by page, also with an API key", async () => {
    const account = await credential("elasticsearch.account", { url: url(), user: "", password: "", apiKey: "k1" });
    const values = { index: "books", query: { match_all: {} }, all: true };
    expect((await go("document.search", values, [{}], { credentials: { account } })).main).toHaveLength(1_500);
    expect(last().json).toEqual({ query: { match_all: {} }, size: 1000, from: 1000 });
  });

  it("quotes type and reason of an error", async () => {
    expect((await go("document.get", { index: "gone", document: "1" })).error?.message).toMatch(
      /404.*index_not_found_exception: no such index/,
    );
  });
});
