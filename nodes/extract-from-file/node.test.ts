import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { Item, JsonObject } from "@/shared/item";

const { run } = nodeHarness();

async function fileOf(bytes: Uint8Array | string): Promise<NonNullable<Item["binary"]>> {
  const to = { is: "base64", field: "t" };
  const { items } = await run("core.convertToFile", { to }, [{ t: Buffer.from(bytes).toString("base64") }]);
  return items.main?.[0]?.binary ?? {};
}
const extract = async (bytes: Uint8Array | string, as: JsonObject, more: JsonObject = {}) =>
  run("core.extractFromFile", { as, ...more }, [{ json: { id: 7 }, binary: await fileOf(bytes) }]);

describe("Extract From File", () => {
  it("reads CSV", async () => {
    const source = '\ufeffname,n\n"a, b",1\nc,\n';
    expect((await extract(source, { is: "csv" })).main).toEqual([{ name: "a, b", n: "1" }, { name: "c" }]);
    expect((await extract(source, { is: "csv", emptyCells: true, maxRows: 1, fromLine: 2, bom: false })).main).toEqual([
      { "a, b": "c", "1": "" },
    ]);
    expect((await extract("1;2", { is: "csv", delimiter: ";", header: false })).main).toEqual([{ row: ["1", "2"] }]);
    const latin = { is: "csv", encoding: "latin1" };
    expect((await extract(Buffer.from("a\nü", "latin1"), latin)).main).toEqual([{ a: "ü" }]);
  });

  it("takes dangerous column names for what they are, and refuses broken rows", async () => {
    expect(JSON.stringify((await extract("__proto__,constructor\n1,2", { is: "csv" })).main)).toBe(
      '[{"__proto__":"1","constructor":"2"}]',
    );
    expect((await extract("a,b\n1", { is: "csv" })).error?.code).toBe("CSV_INVALID");
    expect((await extract("a,b\n1\n2,3", { is: "csv", skipBroken: true })).main).toEqual([{ a: "2", b: "3" }]);
  });

  it.each(["xlsx", "xls", "ods", "html", "rtf"])("reads what was written as %s", async (format) => {
    const rows = [{ n: 1, s: "x", "o.b": true }];
    const { items } = await run("core.convertToFile", { to: { is: "sheet", format } }, [
      { n: 1, s: "x", o: { b: true } },
    ]);
    const { main } = await run("core.extractFromFile", { as: { is: "sheet" } }, items.main as never);
    expect(main).toEqual(rows);
  });

  it("guesses types of CSV, or leaves texts alone", async () => {
    expect((await extract("a\n1", { is: "sheet" })).main).toEqual([{ a: 1 }]);
    const to = { is: "csv" };
    const { items } = await run("core.convertToFile", { to }, [{ a: 1 }]);
    const as = { is: "sheet", csvTexts: true };
    expect((await run("core.extractFromFile", { as }, items.main as never)).main).toEqual([{ a: "1" }]);
  });

  it("reads texts, JSON and Base64, and keeps of the item what it should", async () => {
    expect((await extract("hi", { is: "text" })).main).toEqual([{ data: "hi" }]);
    expect((await extract("hi", { is: "base64", field: "b" }, { keep: "fields" })).main).toEqual([
      { id: 7, b: "aGk=" },
    ]);
    expect((await extract('[{"a":1},2]', { is: "json", field: "" })).main).toEqual([{ a: 1 }, { data: 2 }]);
    const { items } = await extract('{"a":1}', { is: "json" }, { keep: "both" });
    expect(items.main?.[0]).toMatchObject({ json: { id: 7, data: { a: 1 } }, binary: { data: { size: 7 } } });
    expect((await extract("{", { is: "json" })).error?.code).toBe("JSON_INVALID");
  });

  it("recognises the encoding of a text", async () => {
    expect((await extract(Buffer.from("é", "latin1"), { is: "text" })).main).toEqual([{ data: "é" }]);
    expect((await extract(Buffer.from("\ufeffé", "utf16le"), { is: "text" })).main).toEqual([{ data: "é" }]);
    expect((await extract("é", { is: "text" })).main).toEqual([{ data: "é" }]);
  });

  it("reads calendars", async () => {
    const lines = [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "BEGIN:VEVENT",
      "UID:1",
      "SUMMARY:A\\, b",
      "DESCRIPTION:long",
      "  er",
    ];
    lines.push("DTSTART;TZID=Europe/Berlin:20240501T120000", "ATTENDEE;CN=Ann:mailto:a@x.example");
    lines.push("BEGIN:VALARM", "DESCRIPTION:no", "END:VALARM", "END:VEVENT", "END:VCALENDAR");
    expect((await extract(lines.join("\r\n"), { is: "ics" })).main[0]?.data).toEqual({
      version: "2.0",
      events: [
        {
          uid: "1",
          summary: "A, b",
          description: "long er",
          start: { date: "2024-05-01T10:00:00.000Z", type: "DATE-TIME", local: { timezone: "Europe/Berlin" } },
          attendees: [{ name: "Ann", email: "a@x.example" }],
        },
      ],
    });
  });

  it("reads the text of a PDF", async () => {
    const stream = "BT /F1 24 Tf 72 700 Td (Hello PDF) Tj ET";
    const source =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
      "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n" +
      `4 0 obj<</Length ${stream.length}>>stream\n${stream}\nendstream endobj\n` +
      "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    expect((await extract(source, { is: "pdf" })).main).toMatchObject([{ numpages: 1, text: "Hello PDF" }]);
    expect((await extract("no", { is: "pdf" })).error?.code).toBe("PDF_INVALID");
  });

  it("refuses a spreadsheet that unpacks to very much", async () => {
    const bomb = Buffer.from(zipSync({ "xl/workbook.xml": new Uint8Array(1024) }));
    bomb.writeUInt32LE(0xfffffff0, bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    expect((await extract(bomb, { is: "sheet" })).error?.code).toBe("FILE_TOO_LARGE");
  });
});
