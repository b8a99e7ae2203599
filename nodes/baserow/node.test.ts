import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const rows = Array.from({ length: 400 }, (_, n) => ({ id: n + 1 }));
const { go, last, calls } = serviceHarness("core.baserow", {
  credential: (url) => ["baserow.token", { token: "b1", url }],
  allows: ({ headers }) => headers.authorization === "Token b1",
  refusal: { error: "ERROR_TOKEN_DOES_NOT_EXIST", detail: "The provided token does not exist." },
  routes: {
    "GET /api/database/rows/table/:table/": ({ query, headers, path }) => {
      const page = Number(query.page ?? 1);
      const size = Number(query.size);
      if ((page - 1) * size >= rows.length) return reply(400, { error: "ERROR_INVALID_PAGE", detail: "Invalid page." });
      const next = `http://${headers.host}${path}?page=${page + 1}&size=${size}&user_field_names=true`;
      return { results: rows.slice((page - 1) * size, page * size), next: page * size < rows.length ? next : null };
    },
    "POST /api/database/rows/table/:table/": ({ json }) => ({ id: 1, ...json }),
  },
});

describe("Baserow", () => {
  it("reads rows to the last page, and none after it", async () => {
    expect((await go("row.list", { table: "7", all: true })).main).toHaveLength(400);
    expect(calls).toHaveLength(2);
    expect(last().query.user_field_names).toBe("true");
  });

  it("creates a row by the names of its fields", async () => {
    expect((await go("row.create", { table: "7", fields: { Name: "Ann" } })).main).toEqual([{ id: 1, Name: "Ann" }]);
    expect(last().query).toEqual({ user_field_names: "true" });
  });
});
