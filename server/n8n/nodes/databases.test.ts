import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

const place = {
  schema: { __rl: true, mode: "list", value: "public" },
  table: { __rl: true, mode: "name", value: "people" },
};
const postgres = (params: JsonObject, version = 2.6) => mapN8nNode("n8n-nodes-base.postgres", version, params);
const operation = (params: JsonObject, version = 2.6) => postgres(params, version).params.operation;

describe("n8n's Postgres", () => {
  it("runs a query with its values, each an expression of its own", () => {
    const options = { queryReplacement: "={{ $json.id }}, {{ [1, 2].join(',') }},open" };
    expect(operation({ operation: "executeQuery", query: "SELECT $1, $2, $3", options })).toMatchObject({
      ...{ is: "query", query: "SELECT $1, $2, $3" },
      values: [{ value: "={{ $json.id }}" }, { value: "={{ [1, 2].join(',') }}" }, { value: "open" }],
    });
  });

  it("reads rows with conditions and order, fifty unless it says otherwise", () => {
    const where = {
      values: [
        { column: "age", condition: ">=", value: "={{ $json.age }}" },
        { column: "name", condition: "IS NULL", value: null },
      ],
    };
    const sort = { values: [{ column: "name", direction: "DESC" }] };
    expect(operation({ operation: "select", ...place, where, sort })).toEqual({
      ...{ is: "read", table: "people", limit: 50, order: [{ column: "name", way: "DESC" }] },
      where: [
        { column: "age", is: "atLeast", value: "={{ $json.age }}" },
        { column: "name", is: "null", value: null },
      ],
    });
    expect(operation({ operation: "select", ...place, returnAll: true })).toMatchObject({ limit: 0 });
    const other = { operation: "select", ...place, schema: { __rl: true, mode: "list", value: "crm" } };
    expect(operation(other)).toMatchObject({ table: "crm.people" });
    expect(postgres({ operation: "select", ...place, where, combineConditions: "OR" }).warnings).toHaveLength(1);
  });

  it("inserts, and updates by key, with fields of the item or columns of its own", () => {
    expect(operation({ ...place, columns: { mappingMode: "autoMapInputData", value: {} } })).toMatchObject({
      ...{ is: "insert", table: "people", columns: { is: "fields" } },
    });
    const columns = { mappingMode: "defineBelow", value: { id: 1, name: "={{ $json.n }}" }, matchingColumns: ["id"] };
    expect(operation({ operation: "upsert", ...place, columns })).toMatchObject({
      ...{ is: "upsert", keys: [{ column: "id" }] },
      columns: {
        is: "mapped",
        list: [
          { column: "id", value: 1 },
          { column: "name", value: "={{ $json.n }}" },
        ],
      },
    });
    expect(operation({ operation: "update", ...place, columns })).toMatchObject({
      ...{ is: "update", where: [{ column: "id", is: "equal", value: 1 }] },
    });
  });

  it("of version 2.0 has its columns in several parameters", () => {
    const params = {
      ...{ operation: "upsert", ...place, dataMode: "defineBelow", valueToMatchOn: "={{ $json.id }}" },
      columnToMatchOn: { __rl: true, mode: "name", value: "id" },
      valuesToSend: { values: [{ column: "name", value: "x" }] },
    };
    expect(operation(params, 2)).toMatchObject({
      keys: [{ column: "id" }],
      columns: {
        is: "mapped",
        list: [
          { column: "id", value: "={{ $json.id }}" },
          { column: "name", value: "x" },
        ],
      },
    });
  });

  it("empties and deletes", () => {
    expect(operation({ operation: "deleteTable", ...place })).toEqual({
      is: "remove",
      table: "people",
      where: [],
      all: true,
    });
    const where = { values: [{ column: "id", condition: "equal", value: 3 }] };
    expect(operation({ operation: "deleteTable", deleteCommand: "delete", ...place, where })).toMatchObject({
      where: [{ column: "id", is: "equal", value: 3 }],
    });
  });

  it("of version 1 is kept as it is, for it wrote columns as one text", () => {
    expect(postgres({ operation: "insert", table: "people", columns: "id,name" }, 1).type).toBe(
      "n8n-nodes-base.postgres",
    );
  });
});

it("n8n's MySQL is read the same way", () => {
  const { type, params } = mapN8nNode("n8n-nodes-base.mySql", 2.4, { operation: "select", table: place.table });
  expect(type).toBe("core.mysql");
  expect(params.operation).toMatchObject({ is: "read", table: "people" });
});
