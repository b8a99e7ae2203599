import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { documentOf } from "@/server/services/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { Item, JsonObject } from "@/shared/item";
import { nodeHarness, when } from "./testing";

/**
 * Data that means harm, given to the nodes that read it. The worker runs in this process, so that what it changes of the
 * language shows here. The numbers are those of the catalogue of attacks; not here, for there is nothing that reads
 * them: YAML (T049), images (the pixel floods of T050) and nested archives, which nobody unpacks but a further node.
 */
const { run, server, runDocument } = nodeHarness();

/** Far above what any of this takes, far below what people would call a stall. */
const stallMs = 5_000;
let longest = 0;
let last = 0;
let watch: NodeJS.Timeout | undefined;
let http: TestHttp;
const bodies = new Map<string, { body: Buffer; headers: { [name: string]: string } }>();

const natives = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype] as const;
const namesOf = () => natives.map((native) => Reflect.ownKeys(native).map(String).join());
const before = namesOf();

beforeAll(async () => {
  http = await openTestHttp((call, response) => {
    const answer = bodies.get(call.url);
    response.writeHead(200, answer?.headers);
    response.end(answer?.body);
  });
  watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 20);
  last = performance.now();
});
afterAll(async () => {
  clearInterval(watch);
  await http.close();
});
/** Nothing changed, the worker was never held up, and it goes on working. */
afterEach(async () => {
  expect(namesOf()).toEqual(before);
  expect(({} as { polluted?: unknown; isAdmin?: unknown }).polluted).toBeUndefined();
  expect((await run("core.editFields", { values: { is: "object", object: { a: "={{ 1 + 1 }}" } } })).main).toEqual([
    { a: 2 },
  ]);
  const held = longest;
  longest = 0;
  expect(held).toBeLessThan(stallMs);
});

async function fileOf(bytes: Uint8Array | string, name = "file.bin"): Promise<NonNullable<Item["binary"]>> {
  const { files } = { files: await import("@/server/http/files") };
  const store = files.openFileStore(server().ctx.dataFolder);
  return { data: await store.write({ name, mimeType: "application/octet-stream" }, bytes) };
}
const extract = async (bytes: Uint8Array | string, as: JsonObject, name?: string) =>
  run("core.extractFromFile", { as }, [{ json: {}, binary: await fileOf(bytes, name) }]);
const unpack = async (bytes: Uint8Array | string) =>
  run("core.compression", { action: { is: "unpack" } }, [{ json: {}, binary: await fileOf(bytes) }]);
const parseXml = (data: string) => run("core.xml", { to: { is: "json" } }, [{ data }]);
const parsed = (text: string) => JSON.parse(text) as JsonObject;

const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];
const hostileItem = () =>
  parsed(
    '{"__proto__":{"polluted":1,"isAdmin":true},"constructor":{"prototype":{"polluted":1}},"toString":5,"hasOwnProperty":null,"list":[{"__proto__":{"polluted":1}}],"n":1}',
  );

describe("T022 T023 T024 names that lead to prototypes", () => {
  const paths = [
    ...names,
    "constructor.prototype.polluted",
    "__proto__.polluted",
    "toString.call",
    "list.0.__proto__.polluted",
    "list[0].__proto__",
  ];

  it.each(paths)("as the field %s of every node that takes fields", async (path) => {
    const input = [hostileItem(), { a: 1 }];
    const nodes: [type: string, params: JsonObject][] = [
      ["core.editFields", { values: { is: "fields", fields: [{ name: path, value: 1 }] } }],
      ["core.editFields", { values: { is: "fields", fields: [{ name: path, value: 1 }] }, dots: false }],
      ["core.editFields", { others: { is: "except", fields: path } }],
      ["core.editFields", { others: { is: "selected", fields: path } }],
      ["core.renameKeys", { keys: [{ from: path, to: "x" }] }],
      ["core.renameKeys", { keys: [{ from: "n", to: path }] }],
      ["core.splitOut", { field: path }],
      ["core.splitOut", { field: "list", target: path }],
      ["core.aggregate", { what: { is: "all", field: path } }],
      ["core.aggregate", { what: { is: "fields", fields: [{ field: path, name: path }] } }],
      ["core.summarize", { fields: [{ how: "sum", field: path }], groupBy: path }],
      ["core.sort", { by: { is: "fields", fields: [{ field: path }] } }],
      ["core.removeDuplicates", { compare: { is: "fields", fields: path } }],
      ["core.dateTime", { field: path }],
      ["core.crypto", { field: path }],
      ["core.markdown", { to: { is: "html", markdown: "x" }, field: path }],
      ["core.xml", { field: path }],
      ["core.html", { action: { is: "template", html: "x", field: path } }],
      ["core.convertToFile", { to: { is: "base64", field: path } }],
      ["core.executionData", { values: [{ name: path, value: "1" }] }],
    ];
    for (const [type, params] of nodes) {
      const { status, error, main, id } = await run(type, params, input);
      // Done, or refused by the node in words of its own.
      if (status !== "succeeded") expect(error, type).toMatchObject({ nodeId: "node", message: expect.any(String) });
      expect(error?.code, `${type} ${error?.message}`).not.toBe("NODE_FAILED");
      for (const item of main) expect(Object.getPrototypeOf(item), type).toBe(Object.prototype);
      expect(id).toBeGreaterThan(0);
    }
  });

  it("as fields of items, through lists of nodes that pass them on", async () => {
    const types = [
      "core.noOp",
      "core.limit",
      "core.sort",
      "core.removeDuplicates",
      "core.filter",
      "core.if",
      "core.loopOverItems",
      "core.merge",
      "core.splitOut",
      "core.htmlTable",
    ];
    for (const type of types) {
      const { main } = await run(type, type === "core.splitOut" ? { field: "list" } : {}, [hostileItem()]);
      for (const item of main) expect(item.isAdmin, type).toBeUndefined();
    }
  });

  it("as columns of tables, keys, elements and attributes", async () => {
    const row = `${names.join()}\n${names.map((_, index) => index).join()}`;
    const csv = await extract(row, { is: "csv" });
    expect(JSON.stringify(csv.main[0])).toBe(`{${names.map((name, index) => `"${name}":"${index}"`).join()}}`);
    const sheet = await extract(row, { is: "sheet" }, "x.csv");
    expect(Object.getPrototypeOf(sheet.main[0])).toBe(Object.prototype);
    const html = `<table><tr>${names.map((name) => `<td>${name}</td>`).join("")}</tr><tr>${names.map(() => "<td>1</td>").join("")}</tr></table>`;
    await extract(html, { is: "sheet" }, "x.html");
    const json = await extract(JSON.stringify([hostileItem()]), { is: "json", field: "" });
    expect(json.main[0]?.isAdmin).toBeUndefined();
    for (const name of names) {
      await parseXml(`<a><${name} ${name}="1"><polluted>1</polluted></${name}></a>`);
      await extract(`BEGIN:VCALENDAR\nBEGIN:VEVENT\n${name}:1\nATTENDEE;${name}=1:x\nEND:VEVENT\nEND:VCALENDAR`, {
        is: "ics",
      });
    }
    const zipped = Buffer.from(zipSync({ constructoR: strToU8("x") })).toString("latin1");
    const zip = await unpack(Buffer.from(zipped.replaceAll("constructoR", "constructor"), "latin1"));
    expect(zip.items.main?.[0]?.binary?.file_0).toMatchObject({ name: "constructor", size: 1 });
  });

  it.each(names)("as the name %s of a workflow, a node, a port and a file field", async (name) => {
    const document = documentOf(
      {
        start: { type: "core.manualTrigger" },
        first: { type: "core.editFields", name, params: { values: { is: "object", object: { n: 7 } } } },
        last: {
          type: "core.editFields",
          params: { values: { is: "object", object: { n: `={{ $('${name}').first().json.n }}` } } },
        },
      },
      "start -> first",
      "first -> last",
    );
    const id = await runDocument({ ...document, name }, [{ json: {} }]);
    expect(server().execution(id).status).toBe("succeeded");
    expect(server().output(id, "last").main).toEqual([{ n: 7 }]);
    const field = await run("core.extractFromFile", { file: name, as: { is: "text" } }, [
      { json: {}, binary: await fileOf("x") },
    ]);
    expect(field.error?.code).toBe("FILE_MISSING");
  });
});

describe("dates out of range", () => {
  it.each<[string, JsonObject]>([
    ["a year that no date has", { action: { is: "format", date: "+999999-01-01", format: "yyyy" } }],
    ["a number beyond all dates", { action: { is: "format", date: 1e308, format: "yyyy" } }],
    ["a word", { action: { is: "extract", date: "yesterday-ish", part: "year" } }],
    ["a huge span", { action: { is: "add", date: "2026-01-01", amount: 1e300, unit: "years" } }],
    ["30 February", { action: { is: "between", start: "2026-02-30", end: "2026-01-01" } }],
  ])("%s", async (_, params) => {
    const { status, error, main } = await run("core.dateTime", params);
    if (status === "succeeded") expect(JSON.stringify(main)).not.toMatch(/null|Invalid|NaN/);
    else expect(error).toMatchObject({ nodeId: "node", message: expect.stringMatching(/date|time|amount|number/i) });
  });

  it.each(["2026-13-45", "+999999-01-01T00:00:00Z", "never"])("as the end of a wait: %s", async (date) => {
    const { error } = await run("core.wait", { until: { is: "date", date } });
    expect(error?.message).toMatch(/date|far|years/i);
  });

  it.each([-1, 1e308, 31_622_400_000_000, "NaN", "Infinity", null])("T046 %j seconds are no wait", async (amount) => {
    const { error, status } = await run("core.wait", { until: { is: "time", amount, unit: "seconds" } });
    expect(status).toBe("failed");
    expect(error?.message).toMatch(/Amount|Wait|far|number/i);
  });
});

describe("T035 patterns that backtrack for ever", () => {
  const slow = "^(a+)+$";
  const text = `${"a".repeat(40)}!`;

  it.each<[string, JsonObject]>([
    ["core.filter", { conditions: when("={{ $json.s }}", "string", "regex", slow) }],
    ["core.if", { conditions: when("={{ $json.s }}", "string", "notRegex", slow) }],
    [
      "core.switch",
      { mode: { is: "rules", rules: [{ name: "a", conditions: when("={{ $json.s }}", "string", "regex", slow) }] } },
    ],
  ])("in %s, for many items, cost the limit once", async (type, params) => {
    const items = Array.from({ length: 200 }, () => ({ s: text }));
    const begun = performance.now();
    const { items: given, status, error } = await run(type, params, items, { onError: "continue" });
    if (status === "succeeded") {
      const all = Object.values(given).flat();
      expect(JSON.stringify(all[0] ?? "")).toMatch(/took too long/);
    } else expect(error?.message).toMatch(/took too long/);
    expect(performance.now() - begun).toBeLessThan(stallMs);
  });

  it("in an expression are stopped where they run", async () => {
    const { error } = await run("core.editFields", {
      values: { is: "object", object: { a: `={{ /${slow}/.test("${text}") }}` } },
    });
    expect(error).toMatchObject({ code: "CODE_TIMEOUT", nodeId: "node" });
  });

  it.each<[string, () => Promise<{ status: string; error?: { code: string; message: string } }>]>([
    [
      "e-mail addresses and URLs",
      () =>
        run(
          "core.editFields",
          {
            values: {
              is: "fields",
              fields: [
                { name: "a", value: "={{ $json.s.isEmail() }}" },
                { name: "b", value: "={{ String($json.s.extractUrl()) }}" },
              ],
            },
          },
          [{ s: `${"a@".repeat(50_000)} `.repeat(2) }],
        ),
    ],
    [
      "brackets of Markdown",
      () => run("core.markdown", { to: { is: "html", markdown: `${"[a](".repeat(10_000)}${"*a".repeat(10_000)}` } }),
    ],
    ["quotes of Markdown", () => run("core.markdown", { to: { is: "html", markdown: `${">".repeat(10_000)}a` } })],
    [
      "elements of HTML, as Markdown",
      () => run("core.markdown", { to: { is: "markdown", html: "<div>".repeat(10_000) } }),
    ],
    [
      "elements of HTML",
      () =>
        run("core.html", { action: { is: "extract", values: [{ name: "a", selector: "div div" }] } }, [
          { data: "<div>".repeat(5_000) },
        ]),
    ],
    [
      "paragraphs of HTML",
      () =>
        run("core.html", { action: { is: "extract", values: [{ name: "a", selector: "body" }] } }, [
          { data: "<p>a</p>".repeat(20_000) },
        ]),
    ],
    [
      "lines of a calendar",
      () =>
        extract(
          `BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART${";A=".repeat(50_000)}\n${"ATTENDEE:mailto:a@b.c\n".repeat(50_000)}END:VEVENT`,
          { is: "ics" },
        ),
    ],
  ])("in what we look for ourselves there are none: %s", async (_, work) => {
    const { status, error } = await work();
    if (status !== "succeeded") expect(error?.code).toMatch(/TOO_DEEP/);
  });
});

describe("T048 XML", () => {
  it.each<[string, string, RegExp]>([
    ["billion laughs", '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>', /entities/],
    ["a file from outside", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', /entities/],
    ["parameter entities", '<!DOCTYPE a [<!entity % x SYSTEM "http://127.0.0.1/">%x;]><a/>', /entities/],
    ["100,000 levels", `${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`, /nested|within/],
    ["only beginnings", "<a ".repeat(100_000), /Not XML/],
    ["an attribute 100,000 times", `<a ${'a="1" '.repeat(100_000)}/>`, /repeated/],
  ])("%s is refused", async (_, source, message) => {
    const { error } = await parseXml(source);
    expect(error).toMatchObject({ code: "XML_INVALID", nodeId: "node", message: expect.stringMatching(message) });
  });

  it("that includes another file says so as text, and includes nothing", async () => {
    const { main } = await parseXml(
      '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></a>',
    );
    expect(JSON.stringify(main)).not.toContain("root:");
  });

  it("with 50,000 attributes and as many elements of one name is read", async () => {
    const attributes = Array.from({ length: 50_000 }, (_, index) => `a${index}="1"`).join(" ");
    const { main } = await parseXml(`<r b="1"><x ${attributes}/>${"<b/>".repeat(50_000)}</r>`);
    expect((main[0] as { r: { b: unknown[] } }).r.b).toHaveLength(50_001);
  });
});

describe("T047 archives", () => {
  const lying = (size: number) => {
    const bytes = Buffer.from(zipSync({ a: new Uint8Array(64) }));
    bytes.writeUInt32LE(size, bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    return bytes;
  };
  /** The same compressed data under many names, as bombs of overlapping entries have it. */
  const overlapping = (count: number) => {
    const one = Buffer.from(zipSync({ a: new Uint8Array(1_000_000) }));
    const start = one.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const end = one.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
    const tail = Buffer.from(one.subarray(end));
    tail.writeUInt16LE(count, 8);
    tail.writeUInt16LE(count, 10);
    return Buffer.concat([one.subarray(0, start), ...Array<Buffer>(count).fill(one.subarray(start, end)), tail]);
  };

  it.each<[string, () => Uint8Array]>([
    ["that say they are 4 GB", () => lying(0xfffffff0)],
    ["of many entries that share their data", () => overlapping(1_000)],
    [
      "of more entries than anybody has",
      () => zipSync(Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`f${n}`, new Uint8Array(1)]))),
    ],
    ["of 1 GB of zeros in GZIP", () => Buffer.concat(Array<Buffer>(1_024).fill(gzipSync(Buffer.alloc(1_048_576))))],
  ])("%s are refused", async (_, bytes) => {
    const { error } = await unpack(bytes());
    expect(error).toMatchObject({ code: "ARCHIVE_TOO_LARGE", nodeId: "node", hint: expect.any(String) });
  });

  it("that say they are smaller than they are do not grow", async () => {
    const bytes = Buffer.from(zipSync({ a: new Uint8Array(1_000_000) }));
    bytes.writeUInt32LE(10, bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    const { items, error } = await unpack(bytes);
    const size = items.main?.[0]?.binary?.file_0?.size ?? 0;
    expect(error ? error.code : size <= 10 || "it grew").toBe(error ? "ARCHIVE_BROKEN" : true);
  });

  it("within archives stay as they are", async () => {
    const inner = zipSync({ b: new Uint8Array(10) });
    const { items } = await unpack(zipSync({ "inner.zip": inner }));
    expect(items.main?.[0]?.binary?.file_0).toMatchObject({ name: "inner.zip", size: inner.length });
  });
});

describe("T047 T051 T052 answers of services", () => {
  const get = (path: string, more: JsonObject = {}) =>
    run("core.httpRequest", { method: "GET", url: `${http.url}${path}`, ...more });
  const bomb = () => Buffer.concat(Array<Buffer>(200).fill(gzipSync(Buffer.alloc(1_048_576))));

  it.each([
    ["as text", "text/plain", "text", "HTTP_BOMB"],
    ["as JSON", "application/json", "auto", "HTTP_BOMB"],
    ["as a file", "application/octet-stream", "file", "HTTP_BOMB"],
  ])("that unpack to 200 MB %s are refused", async (_, type, response, code) => {
    bodies.set("/bomb", { body: bomb(), headers: { "content-type": type, "content-encoding": "gzip" } });
    const { error } = await get("/bomb", { response });
    expect(error).toMatchObject({ code, nodeId: "node", hint: expect.any(String) });
  });

  it("packed twice are not unpacked at all", async () => {
    const body = gzipSync(gzipSync("{}"));
    bodies.set("/twice", { body, headers: { "content-type": "text/plain", "content-encoding": "gzip, gzip" } });
    expect((await get("/twice")).status).toBe("succeeded");
  });

  it.each(["auto", "json"])("nested 100,000 levels deep are refused (%s)", async (response) => {
    const body = Buffer.from("[".repeat(100_000) + "]".repeat(100_000));
    bodies.set("/deep", { body, headers: { "content-type": "application/json" } });
    const { error } = await get("/deep", { response });
    expect(error).toMatchObject({ code: "HTTP_TOO_DEEP", message: expect.stringContaining("200 levels") });
  });

  it.each([
    ["opening brackets", "[".repeat(3_000_000)],
    ["a number of a million digits", `{"n":${"1".repeat(1_000_000)}}`],
    ["too large a number", '{"n":1e999}'],
    ["one name twice", '{"n":1,"n":2}'],
    ["half a pair of surrogates", '{"n":"\\ud800"}'],
    ["a byte order mark", '\ufeff{"n":1}'],
  ])("of %s are read, or taken as text", async (_, text) => {
    bodies.set("/odd", { body: Buffer.from(text), headers: { "content-type": "application/json" } });
    const { status, error } = await get("/odd");
    expect(status === "succeeded" || error?.code).toBe(true);
  });
});

describe("T050 tables", () => {
  it("with a quote that is never closed say so, without the rest of the file", async () => {
    const { error } = await extract(`a,b\n"${"x,y\n".repeat(4_000_000)}`, { is: "csv" });
    expect(error).toMatchObject({
      code: "CSV_INVALID",
      message: expect.stringContaining("line"),
      hint: expect.stringContaining("quotes"),
    });
  });

  it("of one line without end say so", async () => {
    expect((await extract("x".repeat(12_000_000), { is: "csv" })).error?.code).toBe("CSV_INVALID");
  });

  it("of 100,000 columns are read", async () => {
    const columns = Array.from({ length: 100_000 }, (_, index) => `c${index}`).join();
    const { main } = await extract(`${columns}\n${columns}\n`, { is: "csv" });
    expect(Object.keys(main[0] ?? {})).toHaveLength(100_000);
  });

  it.each([
    ["that say they reach to the last corner are read as far as there is something", "A2", [{ a: 1 }]],
    ["with a value in the last corner are refused", "XFD1048576", "SHEET_TOO_LARGE"],
  ])("%s", async (_, cell, wanted) => {
    const row = /\d+/.exec(cell)?.[0];
    const book = bookOf(
      `<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="${row}"><c r="${cell}"><v>1</v></c></row></sheetData>`,
    );
    const { main, error } = await extract(book, { is: "sheet" }, "x.xlsx");
    expect(error ? error.code : main).toEqual(wanted);
    const area = await extract(book, { is: "sheet", range: "A1:XFD1048576" }, "x.xlsx");
    expect(area.error).toMatchObject({ code: "SHEET_TOO_LARGE", param: "as.range" });
  });

  it("as JSON nested 100,000 levels deep are refused", async () => {
    const { error } = await extract("[".repeat(100_000) + "]".repeat(100_000), { is: "json" });
    expect(error).toMatchObject({ code: "JSON_TOO_DEEP", message: expect.stringContaining("200 levels") });
  });
});

const bookOf = (sheet: string) => {
  const head = '<?xml version="1.0"?>';
  const office = "http://schemas.openxmlformats.org";
  const document = `${office}/officeDocument/2006/relationships`;
  const relations = (type: string, target: string) =>
    strToU8(
      `${head}<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r1" Type="${document}/${type}" Target="${target}"/></Relationships>`,
    );
  const part = (name: string, kind: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  return zipSync({
    "[Content_Types].xml": strToU8(
      `${head}<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${part("workbook", "sheet.main")}${part("worksheets/sheet1", "worksheet")}</Types>`,
    ),
    "_rels/.rels": relations("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": strToU8(
      `${head}<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${document}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml"),
    "xl/worksheets/sheet1.xml": strToU8(
      `${head}<worksheet xmlns="${office}/spreadsheetml/2006/main">${sheet}</worksheet>`,
    ),
  });
};

describe("lineage", () => {
  it("that turns in a circle is followed once, and says that it leads nowhere", async () => {
    const source =
      "return [{ json: { n: 1 }, pairedItem: { item: 0 } }, { json: { n: 2 }, pairedItem: [{ item: 1 }, { item: 0 }, { item: 999999 }] }, { json: { n: 3 }, pairedItem: -5 }]";
    const document = documentOf(
      {
        start: { type: "core.manualTrigger" },
        a: { type: "core.code", params: { source } },
        b: { type: "core.code", params: { source: "return $input.all()" } },
        c: {
          type: "core.editFields",
          onError: "continue",
          params: { values: { is: "object", object: { seen: "={{ $('start').item.json.k }}" } } },
        },
      },
      "start -> a",
      "a -> b",
      "b -> c",
    );
    const id = await runDocument(document, [{ json: { k: 7 } }]);
    expect(server().execution(id).status).toBe("succeeded");
    expect(server().output(id, "c").main?.[0]).toMatchObject({ seen: 7 });
  });

  it("given in pinned items that name themselves does no harm", async () => {
    const pinned = { main: [{ json: { n: 1 }, from: { item: 0, source: { step: 1, port: "main" } } }] };
    const document = documentOf(
      {
        start: { type: "core.manualTrigger" },
        a: { type: "core.noOp", pinned },
        c: {
          type: "core.editFields",
          onError: "continue",
          params: { values: { is: "object", object: { seen: "={{ $('start').item.json.k }}" } } },
        },
      },
      "start -> a",
      "a -> c",
    );
    const id = await runDocument(document, [{ json: { k: 7 } }]);
    expect(["succeeded", "failed"]).toContain(server().execution(id).status);
  });
});
