import { describe, expect, it } from "vitest";
import { serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const rows = Array.from({ length: 1_200 }, (_, n) => ({ Id: n + 1 }));
const { go, last, calls } = serviceHarness("core.nocodb", {
  credential: (url) => ["nocodb.token", { url, token: "nc" }],
  allows: ({ headers }) => headers["xc-token"] === "nc",
  refusal: { msg: "Authentication required" },
  missing: { msg: "Table not found" },
  routes: {
    "GET /api/v2/tables/:table/records": ({ query }) => {
      const from = Number(query.offset ?? 0);
      return { list: rows.slice(from, from + Number(query.limit)), pageInfo: { totalRows: rows.length } };
    },
    "POST /api/v2/tables/:table/records": ({ json }) => ({ Id: 1, ...json }),
    "PATCH /api/v2/tables/:table/records": ({ json }) => ({ Id: json.Id }),
  },
});

describe("NocoDB", () => {
  it("reads records by offset", async () => {
    expect((await go("record.list", { table: "m1", all: true, filter: "(Done,eq,true)" })).main).toHaveLength(1_200);
    expect(calls.map(({ query }) => [query.offset, query.where])).toEqual([
      [undefined, "(Done,eq,true)"],
      ["1000", "(Done,eq,true)"],
    ]);
  });

  it("creates and changes a record", async () => {
    expect((await go("record.create", { table: "m1", fields: { Name: "Ann" } })).main).toEqual([
      { Id: 1, Name: "Ann" },
    ]);
    await go("record.update", { table: "m1", record: "7", fields: { Name: "Bob" } });
    expect(last().json).toEqual({ Id: "7", Name: "Bob" });
    expect((await go("record.get", { table: "m1", record: "9" })).error?.message).toMatch(/404.*Table not found/);
  });
});
