import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

const map = (params: JsonObject) =>
  mapN8nNode("n8n-nodes-base.dataTable", 1, {
    dataTableId: { __rl: true, mode: "list", value: "k3jf", cachedResultName: "Stock" },
    ...params,
  });
const filters = (...conditions: JsonObject[]) => ({ filters: { conditions } });
const sku = { keyName: "sku", condition: "eq", keyValue: "={{ $json.sku }}" };

describe("n8n's Data Table", () => {
  it("reads rows by conditions, one of which is enough unless it says otherwise", () => {
    const conditions = filters(sku, { keyName: "name", condition: "ilike", keyValue: "=%{{ $json.part }}%" });
    expect(map({ operation: "get", ...conditions, returnAll: true }).params.operation).toEqual({
      ...{ is: "read", table: "Stock", match: "any", sort: [], limit: 0 },
      where: [
        { column: "sku", is: "equal", value: "={{ $json.sku }}" },
        { column: "name", is: "contains", value: "={{ $json.part }}" },
      ],
    });
    expect(
      map({ operation: "get", ...filters({ condition: "isTrue", keyName: "on" }) }).params.operation,
    ).toMatchObject({
      ...{ limit: 50, where: [{ column: "on", is: "equal", value: true }] },
    });
  });

  it("inserts columns one by one or as the fields of the item", () => {
    const columns = { mappingMode: "defineBelow", value: { sku: "={{ $json.sku }}", count: 1 } };
    expect(map({ columns }).params.operation).toMatchObject({
      is: "insert",
      columns: {
        is: "mapped",
        list: [
          { column: "sku", value: "={{ $json.sku }}" },
          { column: "count", value: 1 },
        ],
      },
    });
    const auto = { columns: { mappingMode: "autoMapInputData", value: null } };
    expect(map(auto).params.operation).toMatchObject({ columns: { is: "fields", unknown: "ignore" } });
  });

  it("upserts by the columns that its conditions compare, which need a unique key", () => {
    const columns = { mappingMode: "defineBelow", value: { count: 1 } };
    const { params, warnings } = map({ operation: "upsert", ...filters(sku), columns });
    expect(params.operation).toMatchObject({
      ...{ is: "upsert", key: [{ column: "sku" }] },
      columns: {
        list: [
          { column: "sku", value: "={{ $json.sku }}" },
          { column: "count", value: 1 },
        ],
      },
    });
    expect(warnings).toContain("The table needs a unique key of sku");
    const loose = map({ operation: "upsert", ...filters({ ...sku, condition: "gt" }), columns });
    expect(loose.type).toBe("n8n-nodes-base.dataTable");
  });

  it("goes on by the output that fits where a row must be there, or must not", () => {
    expect(map({ operation: "rowExists", ...filters(sku) }).outputs).toEqual(["main"]);
    expect(map({ operation: "rowNotExists", ...filters(sku) }).outputs).toEqual(["missing"]);
    expect(map({ operation: "deleteRows", ...filters(sku) }).params.operation).toMatchObject({
      is: "delete",
      all: false,
    });
  });

  it("tells that a table must be chosen where the file knows its id alone, and keeps what makes tables", () => {
    expect(map({ dataTableId: { mode: "id", value: "k3jf" } }).warnings[0]).toMatch(/choose the table/);
    expect(map({ resource: "table", operation: "create" }).type).toBe("n8n-nodes-base.dataTable");
  });
});
