import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportTable } from "./table-export";
import { importCsv } from "./table-import";
import { listRows } from "./table-rows";
import { addTableKey, createTable, getTable } from "./tables";
import { openTestServices } from "./testing";

let services: ReturnType<typeof openTestServices>;
const table = "Stock";
beforeEach(async () => {
  services = openTestServices();
  const { columns } = await createTable(services.ctx, {
    name: table,
    columns: [
      { name: "sku", type: "text", required: true },
      { name: "count", type: "number", default: 7 },
      { name: "note", type: "text" },
    ],
  });
  await addTableKey(services.ctx, { table, columns: [columns[0]?.id ?? 0], isUnique: true });
});
afterEach(() => services.close());

const order = { table, mapping: ["sku", null, "count", "note"], delimiter: ",", hasHeader: true };
const bring = (text: string, more: object = {}) =>
  importCsv(services.ctx, { ...order, ...more }, Readable.from([text]));
const rows = () => listRows(services.ctx, { table }).rows.map(({ sku, count, note }) => [sku, count, note]);

describe("A CSV file", () => {
  it("is taken in by its mapping, and lines that do not fit are told by their number", async () => {
    const file =
      '\uFEFFsku,x,n,note\r\nA,1,5,"two\nlines, ""quoted"""\r\nB,2,many,\r\n\r\nA,3,1,\r\nC,4,,\r\n,5,1,\r\nD\r\n';
    expect(await bring(file)).toEqual({
      ...{ inserted: 3, updated: 0, refusedCount: 3 },
      refused: [
        { line: 4, message: 'Column "count": "many" is no number' },
        { line: 6, message: 'There is already a row with sku = "A"' },
        { line: 8, message: 'Column "sku" must not be empty' },
      ],
    });
    expect(rows()).toEqual([
      ["A", 5, 'two\nlines, "quoted"'],
      ["C", 7, null],
      ["D", 7, null],
    ]);
  });

  it("changes the rows that its key finds", async () => {
    await bring("A,,1,old\n", { hasHeader: false });
    const told = await bring("A;;2;\nB;;3;new\n", { hasHeader: false, delimiter: ";", key: ["sku"] });
    expect(told).toMatchObject({ inserted: 1, updated: 1, refusedCount: 0 });
    expect(rows()).toEqual([
      ["A", 2, "old"],
      ["B", 3, "new"],
    ]);
  });

  it("of 100,000 lines is taken in while it is read, and names the first hundred it refuses", async () => {
    function* lines() {
      for (let line = 0; line < 100_000; line++) yield `S${line},,${line % 500 === 0 ? "x" : line},\n`;
    }
    const told = await importCsv(services.ctx, { ...order, hasHeader: false }, Readable.from(lines()));
    expect(told).toMatchObject({ inserted: 99_800, refusedCount: 200 });
    expect(told.refused).toHaveLength(100);
    expect(told.refused[99]?.line).toBe(49_501);
    expect(getTable(services.ctx, { table }).rowCount).toBe(99_800);
  }, 60_000);

  it("that is none says where, and what was written before", async () => {
    const file = `${Array.from({ length: 2_000 }, (_, index) => `S${index},,1,`).join("\n")}\nX,,1,"never closed`;
    const refused = await bring(file, { hasHeader: false }).catch((thrown) => thrown);
    expect(refused.message).toMatch(/^The file is no CSV in line 2001/);
    const { rowCount } = getTable(services.ctx, { table });
    expect(refused.hint).toBe(rowCount === 0 ? "Nothing was written" : `${rowCount} rows before it were written`);
    await expect(bring("A,,1,\n", { hasHeader: false, key: ["note"] })).rejects.toThrow("no unique key of note");
  });
});

describe("Rows as a file", () => {
  const text = async (format: "csv" | "json", more: object = {}) => {
    let all = "";
    for await (const part of exportTable(services.ctx, { table, format, ...more })) all += part;
    return all;
  };

  it("T110 come back as they were, and no cell is a formula to a spreadsheet", async () => {
    await bring(`A,,1,=1+1\nB,,2,"a ""b"", c"\nC,,-3,'+x\n`, { hasHeader: false });
    const csv = await text("csv");
    expect(csv).toContain("A,1,'=1+1,");
    expect(csv).toContain("C,-3,");
    const before = rows();
    const { columns } = await createTable(services.ctx, {
      name: "Copy",
      columns: [
        { name: "sku", type: "text" },
        { name: "count", type: "number" },
        { name: "note", type: "text" },
      ],
    });
    expect(columns).toHaveLength(3);
    const copy = { ...order, table: "Copy", mapping: [null, "sku", "count", "note", null, null] };
    await importCsv(services.ctx, copy, Readable.from([csv]));
    const copied = listRows(services.ctx, { table: "Copy" }).rows;
    expect(copied.map(({ sku, count, note }) => [sku, count, note])).toEqual(before);
  });

  it("are those of a filter, in order, also as JSON and also when there are none", async () => {
    await bring("A,,1,\nB,,2,\nC,,3,\n", { hasHeader: false });
    const where = [{ column: "count", is: "atLeast", value: 2 }];
    const sort = { column: "count", way: "down" };
    const read = JSON.parse(await text("json", { where, sort })) as { sku: string }[];
    expect(read.map(({ sku }) => sku)).toEqual(["C", "B"]);
    expect(JSON.parse(await text("json", { where: [{ column: "sku", is: "equal", value: "Z" }] }))).toEqual([]);
  });
});
