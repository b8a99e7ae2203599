import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const records = Array.from({ length: 220 }, (_, n) => ({ id: `rec${n}`, fields: { Name: `n${n}` } }));
const { go, last, calls } = serviceHarness("core.airtable", {
  credential: (url) => ["airtable.token", { token: "pat1", url: `${url}/v0` }],
  allows: ({ headers }) => headers.authorization === "Bearer pat1",
  refusal: { error: { type: "AUTHENTICATION_REQUIRED", message: "Authentication required" } },
  missing: { error: "NOT_FOUND" },
  routes: {
    "GET /v0/:base/:table": ({ query }) => {
      const from = Number(query.offset ?? 0);
      const to = from + Number(query.pageSize);
      return { records: records.slice(from, to), ...(to < records.length && { offset: String(to) }) };
    },
    "POST /v0/:base/:table": ({ json }) =>
      (json.fields as { Age?: string }).Age === "old"
        ? reply(422, {
            error: { type: "INVALID_VALUE_FOR_COLUMN", message: 'Field "Age" cannot accept the provided value' },
          })
        : { id: "rec1", ...json },
    "PATCH /v0/:base/:table": ({ json }) => ({ records: json.records, createdRecords: ["rec1"] }),
  },
});
const at = { base: "app1", table: "My Orders" };

describe("Airtable", () => {
  it("reads records page by page, with formula and chosen fields", async () => {
    expect(
      (await go("record.list", { ...at, all: true, formula: "{A} = 'b'", fields: "Name, Age" })).main,
    ).toHaveLength(220);
    expect(calls).toHaveLength(3);
    expect(last()).toMatchObject({
      path: "/v0/app1/My%20Orders",
      query: { filterByFormula: "{A} = 'b'", pageSize: "100" },
    });
  });

  it("creates a record of an item, or changes the one with the same key", async () => {
    expect((await go("record.create", { ...at, fields: "={{ $json }}" }, [{ Name: "Ann" }])).main).toEqual([
      { id: "rec1", fields: { Name: "Ann" } },
    ]);
    await go("record.upsert", { ...at, fields: { Name: "Ann", Age: 7 }, keys: "Name" });
    expect(last().json).toEqual({
      ...{ performUpsert: { fieldsToMergeOn: ["Name"] }, records: [{ fields: { Name: "Ann", Age: 7 } }] },
    });
  });

  it("quotes which value does not fit, item by item", async () => {
    const items = [{ Age: "old" }, { Age: 7 }];
    const { main } = await go("record.create", { ...at, fields: "={{ $json }}" }, items, { onError: "continue" });
    expect(main).toEqual([
      { error: expect.stringMatching(/422.*INVALID_VALUE_FOR_COLUMN: Field "Age" cannot accept/) },
      { id: "rec1", fields: { Age: 7 } },
    ]);
  });
});
