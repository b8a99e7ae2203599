import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deleteRows, insertRows, listRows, updateRow, upsertRows } from "@/server/services/table-rows";
import {
  addTableColumn,
  addTableKey,
  changeTableColumn,
  clearRows,
  createTable,
  deleteTable,
  deleteTableColumn,
  deleteTableKey,
  getTable,
  listTables,
  orderTableColumns,
  renameTable,
  tableUsage,
} from "@/server/services/tables";
import { documentOf, openTestServices } from "@/server/services/testing";
import { createWorkflow } from "@/server/services/workflows";
import type { TableInfo } from "@/shared/tables";

let services: ReturnType<typeof openTestServices>;
let table: TableInfo;
const ctx = () => services.ctx;
beforeEach(async () => {
  services = openTestServices();
  table = await createTable(ctx(), {
    name: "Customers",
    columns: [
      { name: "email", type: "text", required: true },
      { name: "visits", type: "number", default: 1 },
      { name: 'a "quoted"; DROP TABLE users --', type: "text" },
    ],
  });
});
afterEach(() => services.close());

const columnId = (name: string) => getTable(ctx(), { table: table.id }).columns.find((c) => c.name === name)?.id ?? 0;
const physical = () =>
  services.ctx.store.rawRead.prepare("SELECT name, sql FROM sqlite_master WHERE name LIKE 't\\_%' ESCAPE '\\'").all();
const add = (...rows: object[]) => insertRows(ctx(), { table: "customers", rows: rows as never });

describe("A table", () => {
  it("T173 is made of numbers in the database, whatever its people call it", async () => {
    await add({ email: "a@x", 'a "quoted"; DROP TABLE users --': "'; --" });
    expect(JSON.stringify(physical())).not.toContain("quoted");
    expect(JSON.stringify(physical())).toContain("t_1");
    expect(listRows(ctx(), { table: "customers" }).rows).toMatchObject([
      { id: 1, email: "a@x", visits: 1, 'a "quoted"; DROP TABLE users --': "'; --" },
    ]);
  });

  it("has a name of its own, and is found by it in any case, or by its id", async () => {
    await expect(createTable(ctx(), { name: "CUSTOMERS" })).rejects.toThrow('There is already a table "CUSTOMERS"');
    await renameTable(ctx(), { table: table.id, name: "People" });
    expect(getTable(ctx(), { table: "people" }).id).toBe(getTable(ctx(), { table: "1" }).id);
    await expect(createTable(ctx(), { name: "  " })).rejects.toThrow("A name is missing");
    await expect(createTable(ctx(), { name: "17" })).rejects.toThrow("more than digits");
    expect(listTables(ctx())).toMatchObject([{ name: "People", columnCount: 3, rowCount: 0 }]);
  });

  it("tells which workflows use it, and is gone with its rows and keys", async () => {
    const node = (name: string) => ({ type: "core.table", params: { operation: { is: "read", table: name } } });
    await createWorkflow(ctx(), { document: { ...documentOf({ a: node("customers ") }), name: "Uses it" } });
    await createWorkflow(ctx(), { document: { ...documentOf({ a: node("Orders") }), name: "Does not" } });
    expect(tableUsage(ctx(), { table: table.id }).map(({ name }) => name)).toEqual(["Uses it"]);
    await addTableKey(ctx(), { table: table.id, columns: [columnId("email")], isUnique: true });
    await deleteTable(ctx(), { table: table.id });
    expect(physical()).toEqual([]);
    expect(() => getTable(ctx(), { table: table.id })).toThrow('There is no table "1"');
    expect((await createTable(ctx(), { name: "Customers" })).id).toBe(2);
  });
});

describe("Columns", () => {
  it.each(["id", "CreatedAt", "__proto__", " x", "a\nb", "x".repeat(65), "EMAIL"])(
    "cannot be called %j",
    async (name) => {
      await expect(addTableColumn(ctx(), { table: table.id, name, type: "text" })).rejects.toThrow();
      expect(getTable(ctx(), { table: table.id }).columns).toHaveLength(3);
    },
  );

  it("are added with their default, required only where no row would be empty, reordered, renamed and deleted", async () => {
    await add({ email: "a@x" }, { email: "b@x" });
    const bare = addTableColumn(ctx(), { table: table.id, name: "level", type: "number", required: true });
    await expect(bare).rejects.toThrow('The column "level" would be empty in the 2 rows there are');
    await addTableColumn(ctx(), { table: table.id, name: "level", type: "number", required: true, default: 3 });
    expect(listRows(ctx(), { table: table.id }).rows.map(({ level }) => level)).toEqual([3, 3]);
    const order = getTable(ctx(), { table: table.id }).columns.map(({ id }) => id);
    await orderTableColumns(ctx(), { table: table.id, order: order.toReversed() });
    await changeTableColumn(ctx(), { table: table.id, columnId: columnId("level"), name: "Level" });
    expect(getTable(ctx(), { table: table.id }).columns.map(({ name }) => name)[0]).toBe("Level");
    await deleteTableColumn(ctx(), { table: table.id, columnId: columnId("Level") });
    expect(listRows(ctx(), { table: table.id }).rows[0]).not.toHaveProperty("Level");
  });

  it("change their type when all values fit, and are refused with the first that do not", async () => {
    const name = 'a "quoted"; DROP TABLE users --';
    await add({ email: "a", [name]: "12" }, { email: "b", [name]: "twelve" }, { email: "c" });
    const change = () => changeTableColumn(ctx(), { table: table.id, columnId: columnId(name), type: "number" });
    await expect(change()).rejects.toThrow(/do not fit: row 2: "twelve" is no number$/);
    await updateRow(ctx(), { table: table.id, id: 2, values: { [name]: "1e3" } });
    await change();
    expect(listRows(ctx(), { table: table.id }).rows.map((row) => row[name])).toEqual([12, 1000, null]);
  });
});

describe("Keys", () => {
  it("are refused while rows are alike, naming the first; then the database itself refuses", async () => {
    await add({ email: "a", visits: 1 }, { email: "a", visits: 2 }, { email: "b" });
    const columns = [columnId("email")];
    await expect(addTableKey(ctx(), { table: table.id, columns, isUnique: true })).rejects.toThrow(
      'Rows are alike: email = "a" (2 rows)',
    );
    await addTableKey(ctx(), { table: table.id, columns: [...columns, columnId("visits")], isUnique: true });
    const again = add({ email: "b", visits: 5 }, { email: "a", visits: 2 });
    await expect(again).rejects.toMatchObject({
      message: 'Row 2: There is already a row with email = "a", visits = 2',
      code: "CONFLICT",
    });
    expect(getTable(ctx(), { table: table.id }).rowCount).toBe(3);
    await expect(deleteTableColumn(ctx(), { table: table.id, columnId: columnId("visits") })).rejects.toThrow(
      'The column "visits" is part of the key email + visits',
    );
    await deleteTableKey(ctx(), { table: table.id, keyId: getTable(ctx(), { table: table.id }).keys[0]?.id ?? 0 });
    await add({ email: "a", visits: 2 });
  });

  it("recognise rows for upserts, and a row without its key is refused", async () => {
    await addTableKey(ctx(), { table: table.id, columns: [columnId("email")], isUnique: true });
    const upsert = (rows: object[]) => upsertRows(ctx(), { table: table.id, rows: rows as never, key: ["email"] });
    await upsert([{ email: "a" }, { email: "a", visits: 7 }]);
    expect(listRows(ctx(), { table: table.id }).rows).toMatchObject([{ id: 1, visits: 7 }]);
    await expect(upsert([{ visits: 2 }])).rejects.toThrow('Row 1: Column "email" is part of the key and has no value');
    await expect(upsert([{ email: "a", colour: 1 }])).rejects.toThrow('no column "colour"');
  });
});

describe("Rows", () => {
  it.each(["up", "down"] as const)("come page by page in the order of a column, %s, each once", async (way) => {
    const values = [5, 3, 3, undefined, 9, 3, undefined, 1];
    await add(...values.map((visits, index) => ({ email: `m${index}`, visits: visits ?? null })));
    await services.ctx.store.commit(() =>
      services.ctx.store.prepareWrite(`UPDATE t_1 SET c2 = NULL WHERE c1 IN ('m3', 'm6')`).run(),
    );
    const ids: number[] = [];
    let after: string | undefined;
    do {
      const page = listRows(ctx(), { table: table.id, sort: { column: "visits", way }, limit: 2, after });
      ids.push(...page.rows.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after);
    const up = [4, 7, 8, 2, 3, 6, 1, 5];
    expect(ids).toEqual(way === "up" ? up : up.toReversed());
    expect(() => listRows(ctx(), { table: table.id, after: "nonsense" })).toThrow("The place in the list is not valid");
  });

  it("are deleted by id, by condition, or all", async () => {
    await add({ email: "a" }, { email: "b" }, { email: "c" }, { email: "d" });
    expect(await deleteRows(ctx(), { table: table.id, ids: [1, 99] })).toEqual({ deleted: 1 });
    const where = [{ column: "email", is: "atMost" as const, value: "b" }];
    expect(await deleteRows(ctx(), { table: table.id, where })).toEqual({ deleted: 1 });
    await expect(deleteRows(ctx(), { table: table.id, where: [] })).rejects.toThrow("Without a condition");
    expect((await clearRows(ctx(), { table: table.id })).rowCount).toBe(0);
    await expect(updateRow(ctx(), { table: table.id, id: 3, values: {} })).rejects.toThrow(
      "There is no row 3 any more",
    );
  });

  it("hold no text beyond the limit", async () => {
    await expect(add({ email: "x".repeat(1_000_001) })).rejects.toThrow("at most 1000000 are stored");
  });
});
