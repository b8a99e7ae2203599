import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { FileRef, Item, JsonObject } from "@/shared/item";

const { run, server } = nodeHarness();
const convert = async (params: JsonObject, items: JsonObject[]) =>
  (await run("core.convertToFile", params, items)).items.main ?? [];
const fileOf = (items: Item[], index = 0): FileRef => {
  const file = items[index]?.binary?.data;
  if (!file) throw new Error("No file");
  return file;
};
/** What the file holds, read back by the product itself. */
const textOf = async (file: FileRef, more: JsonObject = {}) => {
  expect(server()).toBeDefined();
  const as = { is: "text", bom: false, ...more };
  return (await run("core.extractFromFile", { as }, [{ json: {}, binary: { data: file } }])).main[0]?.data;
};

describe("Convert to File", () => {
  it("writes CSV of all items, with objects as columns", async () => {
    const items = [
      { a: 1, o: { b: "x,y" } },
      { a: null, t: true },
    ] as JsonObject[];
    const output = await convert({ to: { is: "csv" } }, items);
    expect(output).toHaveLength(1);
    expect(output[0]?.from).toEqual([{ item: 0 }, { item: 1 }]);
    expect(fileOf(output)).toMatchObject({ name: "File.csv", mimeType: "text/csv" });
    expect(await textOf(fileOf(output))).toBe('a,o.b,t\n1,"x,y",\n,,TRUE');
    const other = await convert({ to: { is: "csv", delimiter: "\\t", header: false, bom: true } }, [{ a: 1, b: 2 }]);
    expect(await textOf(fileOf(other))).toBe("\ufeff1\t2");
  });

  it("writes JSON of all items, of each, or of a field", async () => {
    expect(await textOf(fileOf(await convert({ to: { is: "json" } }, [{ a: 1 }, { a: 2 }])))).toBe('[{"a":1},{"a":2}]');
    const each = await convert({ to: { is: "json", each: true, field: "a", pretty: true }, name: "x.json" }, [
      { a: [1] },
    ]);
    expect(await textOf(fileOf(each))).toBe("[\n  1\n]");
    expect(fileOf(each).name).toBe("x.json");
  });

  it("writes texts in an encoding, and what Base64 holds", async () => {
    const text = await convert({ to: { is: "text", field: "t", encoding: "windows-1252" } }, [{ t: "Grüße €" }]);
    expect(fileOf(text).size).toBe(7);
    expect(await textOf(fileOf(text), { encoding: "windows-1252" })).toBe("Grüße €");
    const bytes = await convert({ to: { is: "base64", field: "t" }, mimeType: "text/plain" }, [{ t: "aGk=" }]);
    expect(await textOf(fileOf(bytes))).toBe("hi");
    expect(fileOf(bytes).mimeType).toBe("text/plain");
  });

  it("writes a calendar event", async () => {
    const to = { is: "ics", title: "Lunch", start: "2024-05-01", end: "2024-05-01", allDay: true, status: "CONFIRMED" };
    const text = await textOf(fileOf(await convert({ to, keepFields: true }, [{ a: 1 }])));
    expect(text).toMatch(/DTSTART;VALUE=DATE:20240501\r\nDTEND;VALUE=DATE:20240502/);
    expect(text).toMatch(/SUMMARY:Lunch[\s\S]*STATUS:CONFIRMED/);
  });

  it("says which field is missing on which item, and which encoding does not exist", async () => {
    const missing = await run("core.convertToFile", { to: { is: "text", field: "t" } }, [{ t: "a" }, {}]);
    expect(missing.error).toMatchObject({ code: "FIELD_MISSING", item: 1, param: "to.field" });
    const to = { is: "text", field: "t", encoding: "klingon" };
    expect((await run("core.convertToFile", { to }, [{ t: "a" }])).error?.code).toBe("ENCODING_UNKNOWN");
    const ics = { is: "ics", start: "soon", end: "2024-05-01" };
    expect((await run("core.convertToFile", { to: ics })).error).toMatchObject({ code: "DATE_INVALID", item: 0 });
  });
});
