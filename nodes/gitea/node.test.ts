import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last, calls } = serviceHarness("core.gitea", {
  credential: (url) => ["gitea.token", { url, token: "g1" }],
  allows: ({ headers }) => headers.authorization === "token g1",
  refusal: { message: "token is required" },
  missing: { message: "GetUserByName", url: "https://gitea.example.com/api/swagger" },
  routes: {
    "POST /api/v1/repos/:owner/:repo/issues": ({ json }) => reply(201, { number: 3, ...json }),
    "GET /api/v1/repos/:owner/:repo/issues": ({ query }) =>
      Array.from({ length: Number(query.page) < 3 ? 50 : 0 }, (_, n) => ({ number: n })),
  },
});
const at = { owner: "ann", repo: "shop" };

describe("Gitea", () => {
  it("creates an issue", async () => {
    expect((await go("issue.create", { ...at, title: "Bug", body: "x" })).main).toEqual([
      { number: 3, title: "Bug", body: "x" },
    ]);
    expect(last().path).toBe("/api/v1/repos/ann/shop/issues");
  });

  it("reads issues to the first page that is empty", async () => {
    expect((await go("issue.list", { ...at, all: true, state: "all" })).main).toHaveLength(100);
    expect(calls.map(({ query }) => [query.page, query.state])).toEqual(["1", "2", "3"].map((page) => [page, "all"]));
  });
});
