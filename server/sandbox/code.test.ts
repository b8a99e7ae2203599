import { afterAll, describe, expect, it } from "vitest";
import type { Item } from "@/shared/item";
import { openSandbox } from "./testing";

const sandbox = openSandbox();
afterAll(() => sandbox.stop());

const items: Item[] = [{ json: { n: 1 } }, { json: { n: 2 } }];
const all = (source: string) => sandbox.code(source, { items });
const each = (source: string) => sandbox.code(source, { items, mode: "each" });

describe("code that runs once for all items", () => {
  it("gives the items it returns", async () => {
    expect(await all("return $input.all().map((i) => ({ json: { n: i.json.n * 2 } }))")).toMatchObject({
      ok: true,
      items: [{ json: { n: 2 } }, { json: { n: 4 } }],
    });
  });

  it("may return plain objects, or a single one", async () => {
    expect(await all("return [{ a: 1 }]")).toMatchObject({ items: [{ json: { a: 1 } }] });
    expect(await all("return { a: 1 }")).toMatchObject({ items: [{ json: { a: 1 } }] });
  });

  it("keeps the origin of items it passes on, and takes what it says of new ones", async () => {
    expect(await all("return [items[1], { json: {}, pairedItem: 0 }, { json: {} }]")).toMatchObject({
      items: [{ json: { n: 2 }, from: { item: 1 } }, { json: {}, from: { item: 0 } }, { json: {} }],
    });
  });

  it("may wait for promises", async () => {
    expect(await all("const x = await Promise.resolve(3); return [{ x }]")).toMatchObject({
      items: [{ json: { x: 3 } }],
    });
  });

  it("sees the variables of expressions", async () => {
    const source = "return [{ a: $vars.region, b: $workflow.name, c: $now.year, d: $jmespath({ x: 1 }, 'x') }]";
    expect(await all(source)).toMatchObject({ items: [{ json: { a: "north", b: "Orders", c: 2026, d: 1 } }] });
  });

  it.each([
    ["return 5", /Item 0 of the result is a number/],
    ["return [[1]]", /Item 0 of the result is a list/],
    ["return [{ json: 'x' }]", /json of item 0 of the result is a string/],
    ["const x = 1", /returned nothing/],
  ])("%s is refused with a reason", async (source, message) => {
    expect(await all(source)).toMatchObject({
      ok: false,
      error: { code: "THROWN", message: expect.stringMatching(message) },
    });
  });
});

describe("code that runs for each item", () => {
  it("sees one item at a time", async () => {
    expect(await each("return { json: { n: $json.n + $itemIndex, m: item.json.n } }")).toMatchObject({
      items: [
        { json: { n: 1, m: 1 }, from: { item: 0 } },
        { json: { n: 3, m: 2 }, from: { item: 1 } },
      ],
    });
  });

  it("drops an item for which nothing is returned", async () => {
    expect(await each("return $json.n > 1 ? $json : null")).toMatchObject({
      items: [{ json: { n: 2 }, from: { item: 1 } }],
    });
  });

  it("names the item that failed", async () => {
    expect(await each("if ($json.n === 2) throw new Error('two'); return $json")).toMatchObject({
      ok: false,
      error: { code: "THROWN", message: "two", item: 1 },
    });
  });

  it("refuses a list", async () => {
    expect(await each("return [$json]")).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/one item/) },
    });
  });
});

describe("what code tells", () => {
  it("console lines are kept, objects as JSON", async () => {
    const source = "console.log('a', { b: [1] }); console.warn(2n); console.error(undefined); return []";
    expect(await all(source)).toMatchObject({ ok: true, logs: ['a {"b":[1]}', "2", "undefined"] });
  });

  it("console lines are kept when it fails, too", async () => {
    expect(await all("console.log('here'); throw new Error('x')")).toMatchObject({ ok: false, logs: ["here"] });
  });

  it("the line of an error is the user's", async () => {
    expect(await all("const a = 1;\n\nnull.x;\nreturn []")).toMatchObject({
      error: { line: 3, message: expect.stringMatching(/^TypeError: /) },
    });
  });

  it("the line of a slip of the pen is the user's", async () => {
    expect(await all("const a = 1;\nconst b = ;\n")).toMatchObject({
      ok: false,
      error: { code: "SYNTAX", line: 2, message: expect.stringMatching(/^SyntaxError: Unexpected token/) },
    });
  });

  it("a thrown value that is no error is told", async () => {
    expect(await all("throw 'plain'")).toMatchObject({ error: { message: "plain" } });
    expect(await all("throw { code: 5 }")).toMatchObject({ error: { message: '{"code":5}' } });
    expect(await all("const o = {}; o.o = o; throw o")).toMatchObject({ ok: false, error: { code: "THROWN" } });
  });
});

it("code reads the items of other nodes", async () => {
  const outcome = await sandbox.code("return $('Source').all()", {
    items,
    scope: { nodes: [{ name: "Source", ports: ["main"], defaultPort: "main", params: {}, paired: [null, null] }] },
    nodeTexts: ['[{"json":{"t":"far"}}]'],
  });
  expect(outcome).toMatchObject({ ok: true, items: [{ json: { t: "far" } }] });
});

it("code with a hundred thousand items", async () => {
  const many = Array.from({ length: 100_000 }, (_, n): Item => ({ json: { n } }));
  const outcome = await sandbox.code("return $input.all().map((i) => ({ json: { n: i.json.n + 1 } }))", {
    items: many,
  });
  expect(outcome.ok && outcome.items.length).toBe(100_000);
});
