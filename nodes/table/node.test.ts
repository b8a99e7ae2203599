import { beforeAll, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { listRows } from "@/server/services/table-rows";
import { addTableKey, createTable, getTable } from "@/server/services/tables";

const { run, server } = nodeHarness();
const stock = "Stock of the shop";

beforeAll(async () => {
  const table = await createTable(server().ctx, {
    name: stock,
    columns: [
      { name: "sku", type: "text", required: true },
      { name: "count", type: "number", default: 0 },
      { name: "sold", type: "datetime" },
      { name: "isNew", type: "boolean" },
      { name: "tags", type: "json" },
    ],
  });
  await addTableKey(server().ctx, { table: stock, columns: [table.columns[0]?.id ?? 0], isUnique: true });
});

const fields = { is: "fields", unknown: "ignore" };
const operate = (operation: object, items?: object[], node = {}) =>
  run("core.table", { operation: { table: stock, ...operation } }, items as never, node);
const where = (column: string, is: string, value: unknown = null) => [{ column, is, value }];
const rows = () => listRows(server().ctx, { table: stock, sort: { column: "sku", way: "up" } }).rows;

describe("Table", () => {
  it("inserts typed rows, gives them as they are stored, and reads them by conditions in order", async () => {
    const { main, status, logs } = await operate({ is: "insert", columns: fields, failing: "throw", give: "rows" }, [
      { sku: "A", count: "12.5", sold: "2026-03-01T10:00:00+02:00", isNew: "true", tags: ["x"], other: 1 },
      { sku: "B", count: 3 },
      { sku: "C" },
    ]);
    expect(status).toBe("succeeded");
    expect(main[0]).toMatchObject({
      ...{ id: 1, sku: "A", count: 12.5, sold: "2026-03-01T08:00:00.000Z", isNew: true, tags: ["x"] },
    });
    expect(main[2]).toMatchObject({ id: 3, count: 0, sold: null, isNew: null });
    expect(logs).toEqual(["No column has the name of these fields, which are left out: other"]);
    const sort = [{ column: "count", way: "down" }];
    const read = await operate({ is: "read", where: where("count", "atMost", "3"), match: "all", sort, limit: 1 });
    expect(read.main).toMatchObject([{ sku: "B" }]);
    const any = [...where("sku", "contains", "a"), ...where("sold", "empty")];
    expect((await operate({ is: "read", where: any, match: "any", sort, limit: 0 })).main).toHaveLength(3);
    expect((await operate({ is: "read", where: any, match: "all", sort, limit: 0 })).main).toHaveLength(0);
  });

  it("updates the row of a key, and adds one where there is none", async () => {
    const upsert = { is: "upsert", columns: fields, key: [{ column: "sku" }], failing: "throw" };
    const { main } = await operate({ ...upsert, give: "count" }, [
      { sku: "B", count: 8 },
      { sku: "D", count: 1 },
    ]);
    expect(main).toEqual([{ count: 2, created: 1, changed: 1 }]);
    expect(rows().map(({ sku, count }) => [sku, count])).toEqual([
      ["A", 12.5],
      ["B", 8],
      ["C", 0],
      ["D", 1],
    ]);
    const other = await operate({ ...upsert, key: [{ column: "count" }], give: "count" }, [{ sku: "B", count: 8 }]);
    expect(other.error).toMatchObject({
      message: 'The table "Stock of the shop" has no unique key of count',
      hint: "Its keys are: sku",
    });
  });

  it("writes nothing when an item does not fit, and says which and why", async () => {
    const insert = { is: "insert", columns: fields, failing: "throw", give: "rows" };
    const wrong = await operate(insert, [{ sku: "E" }, { sku: "F", count: "many" }]);
    expect(wrong.error).toMatchObject({ message: 'Column "count": "many" is no number', item: 1 });
    const taken = await operate(insert, [{ sku: "E" }, { sku: "A" }]);
    expect(taken.error).toMatchObject({ message: 'There is already a row with sku = "A"', item: 1 });
    const missing = await operate(insert, [{ sku: "E" }, { count: 5 }]);
    expect(missing.error).toMatchObject({ message: 'Column "sku" must not be empty', item: 1 });
    expect(rows()).toHaveLength(4);
  });

  it("or writes the others, and lets those that do not fit take their own way", async () => {
    const insert = { is: "insert", columns: fields, failing: "tell", give: "rows" };
    const items = [{ sku: "E" }, { sku: "A" }, { sku: "F", count: {} }, { sku: "G" }];
    const { json, status } = await operate(insert, items, { onError: "branch" });
    expect(status).toBe("succeeded");
    expect(json.main?.map(({ sku }) => sku)).toEqual(["E", "G"]);
    expect(json.error?.map(({ error }) => error)).toEqual([
      'There is already a row with sku = "A"',
      'Column "count": {} is no number',
    ]);
    await operate({ is: "delete", where: where("sku", "greater", "D"), match: "all", all: false });
    expect(getTable(server().ctx, { table: stock }).rowCount).toBe(4);
  });

  it("updates and deletes by condition, and never all rows by mistake", async () => {
    const mapped = { is: "mapped", list: [{ column: "isNew", value: false }] };
    const update = { is: "update", columns: mapped, match: "all", failing: "throw", give: "rows" };
    const { main } = await operate({ ...update, where: where("isNew", "equal", null) });
    expect(main.map(({ sku, isNew }) => [sku, isNew])).toEqual([
      ["B", false],
      ["C", false],
      ["D", false],
    ]);
    const all = await operate({ ...update, where: [] });
    expect(all.error?.message).toBe("Without a condition every row of the table would be changed");
    const none = await operate({ is: "delete", where: [], match: "all", all: false });
    expect(none.error?.message).toBe("Without a condition every row of the table would be deleted");
  });

  it("takes from stock in one step, refuses what would go below the bound, and names an item without a row", async () => {
    const adjust = {
      ...{ is: "adjust", where: where("sku", "equal", "={{ $json.sku }}"), match: "all", column: "count" },
      ...{ by: "={{ -$json.quantity }}", bounds: { is: "least", least: 0 }, into: "left" },
    };
    const orders = [
      { sku: "B", quantity: 5 },
      { sku: "B", quantity: 5 },
      { sku: "B", quantity: 3 },
    ];
    const { json } = await operate(adjust, orders);
    expect(json.main?.map(({ left }) => left)).toEqual([3, 0]);
    expect(json.refused).toEqual([{ sku: "B", quantity: 5, left: 3 }]);
    const gone = await operate(adjust, [{ sku: "Z", quantity: 1 }]);
    expect(gone.error).toMatchObject({ code: "TABLE_NO_ROW", item: 0 });
  });

  it("gives the row of a key, and creates it the first time", async () => {
    const get = { is: "getOrCreate", columns: fields, key: [{ column: "sku" }], failing: "throw", into: "isFirst" };
    const { main } = await operate(get, [
      { sku: "X", count: 4 },
      { sku: "X", count: 9 },
    ]);
    expect(main.map(({ sku, count, isFirst }) => [sku, count, isFirst])).toEqual([
      ["X", 4, true],
      ["X", 4, false],
    ]);
  });

  it("parts items by whether there is a row", async () => {
    const exists = { is: "exists", where: where("sku", "equal", "={{ $json.sku }}"), match: "all" };
    const { json } = await operate(exists, [{ sku: "A" }, { sku: "Q" }]);
    expect(json).toMatchObject({ main: [{ sku: "A" }], missing: [{ sku: "Q" }] });
  });

  it("names what is not there", async () => {
    const gone = await run("core.table", { operation: { is: "read", table: "Nowhere" } });
    expect(gone.error?.message).toBe('There is no table "Nowhere"');
    const column = await operate({ is: "read", where: where("colour", "equal", 1), match: "all", sort: [], limit: 0 });
    expect(column.error).toMatchObject({
      message: 'The table "Stock of the shop" has no column "colour"',
      hint: "Its columns are: sku, count, sold, isNew, tags",
    });
  });
});
