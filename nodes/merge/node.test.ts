import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { getExecution } from "@/server/services/executions";
import { documentOf } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { runDocument, server } = nodeHarness();
const give = (list: JsonObject[]) => ({
  type: "core.code",
  params: { source: `return ${JSON.stringify(list)}` },
});

async function merge(params: JsonObject, ...lists: JsonObject[][]) {
  const document = documentOf(
    {
      start: { type: "core.manualTrigger" },
      ...Object.fromEntries(lists.map((list, index) => [`list${index}`, give(list)])),
      merge: { type: "core.merge", params: { inputs: Math.max(lists.length, 2), ...params } },
    },
    ...lists.flatMap((_, index) => [`start -> list${index}`, `list${index} -> merge.input${index}`]),
  );
  return server().output(await runDocument(document, [{ json: {} }]), "merge").main ?? [];
}

const people: JsonObject[] = [{ id: 1, name: "Ann" }, { id: 2, name: "Bo" }, { name: "Cy" }];
const ages = [
  { person: 2, age: 30 },
  { person: 1, age: 40 },
  { person: 9, age: 50 },
];
const match = [{ first: "id", second: "person" }];

describe("Merge", () => {
  it("puts the inputs one after the other, as many as there are", async () => {
    expect(await merge({}, [{ a: 1 }], [{ a: 2 }], [{ a: 3 }])).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  it("joins by position", async () => {
    const lists = [[{ a: 1 }, { a: 2 }], [{ b: 1 }]];
    expect(await merge({ how: { is: "position" } }, ...lists)).toEqual([{ a: 1, b: 1 }]);
    expect(await merge({ how: { is: "position", unpaired: true } }, ...lists)).toEqual([{ a: 1, b: 1 }, { a: 2 }]);
  });

  it.each([
    [
      "keepMatches",
      [
        [1, 40],
        [2, 30],
      ],
    ],
    [
      "keepNonMatches",
      [
        [undefined, undefined],
        [undefined, 50],
      ],
    ],
    [
      "keepEverything",
      [
        [1, 40],
        [2, 30],
        [undefined, undefined],
        [undefined, 50],
      ],
    ],
    [
      "enrichFirst",
      [
        [1, 40],
        [2, 30],
        [undefined, undefined],
      ],
    ],
    [
      "enrichSecond",
      [
        [1, 40],
        [2, 30],
        [undefined, 50],
      ],
    ],
  ])("joins by matching fields: %s", async (keep, wanted) => {
    const result = await merge({ how: { is: "fields", match, keep } }, people, ages);
    expect(result.map(({ id, age }) => [id, age])).toEqual(wanted);
  });

  it("makes every combination", async () => {
    expect(await merge({ how: { is: "all" } }, [{ a: 1 }, { a: 2 }], [{ b: 1 }, { b: 2 }])).toHaveLength(4);
  });

  it("passes one input on", async () => {
    expect(await merge({ how: { is: "choose", input: 2 } }, [{ a: 1 }], [{ a: 2 }])).toEqual([{ a: 2 }]);
  });

  it("lets the later or the earlier input win", async () => {
    const lists = [[{ a: 1, x: 0 }], [{ a: 2 }]];
    expect(await merge({ how: { is: "position" } }, ...lists)).toEqual([{ a: 2, x: 0 }]);
    expect(await merge({ how: { is: "position" }, prefer: "first" }, ...lists)).toEqual([{ a: 1, x: 0 }]);
  });

  it("runs with what came when the other branch ended", async () => {
    expect(await merge({}, [{ a: 1 }], [])).toEqual([{ a: 1 }]);
    expect(await merge({ how: { is: "position" } }, [{ a: 1 }], [])).toEqual([{ a: 1 }]);
  });

  it("keeps what both have under numbered names, merges objects, or only gives one side", async () => {
    const lists = [[{ id: 1, o: { a: 1 } }], [{ id: 1, o: { b: 2 } }]];
    const how = { is: "fields", match: [{ first: "id", second: "" }], keep: "keepMatches" };
    expect(await merge({ how, prefer: "suffix" }, ...lists)).toEqual([
      { id_1: 1, o_1: { a: 1 }, id_2: 1, o_2: { b: 2 } },
    ]);
    expect(await merge({ how }, ...lists)).toEqual([{ id: 1, o: { a: 1, b: 2 } }]);
    expect(await merge({ how: { ...how, output: "second" } }, ...lists)).toEqual([{ id: 1, o: { b: 2 } }]);
  });

  it("compares loosely when told to", async () => {
    const how = { is: "fields", match: [{ first: "id", second: "" }], keep: "keepMatches", fuzzy: true };
    expect(await merge({ how }, [{ id: 1 }], [{ id: "1", n: 2 }])).toEqual([{ id: "1", n: 2 }]);
  });
});

describe("Merge by SQL", () => {
  const sql = (query: string, ...lists: JsonObject[][]) => merge({ how: { is: "sql", query } }, ...lists);

  async function refusal(query: string, timeoutMs = 60_000): Promise<string> {
    const document = documentOf(
      {
        start: { type: "core.manualTrigger" },
        merge: { type: "core.merge", params: { how: { is: "sql", query } }, timeoutMs },
      },
      "start -> merge.input0",
    );
    const { error } = getExecution(server().ctx, { id: await runDocument(document, [{ json: { a: 1 } }]) });
    return error?.message ?? "no error";
  }

  it("joins, groups and counts", async () => {
    const query = `SELECT p.name, sum(a.age) AS years, count(*) AS n FROM input1 p JOIN input2 a ON a.person = p.id
      GROUP BY p.name ORDER BY years DESC`;
    expect(await sql(query, people, ages)).toEqual([
      { name: "Ann", years: 40, n: 1 },
      { name: "Bo", years: 30, n: 1 },
    ]);
  });

  it("gives every value back as it came", async () => {
    const item = { text: "ä€😀\u0000", big: 9007199254740991, part: 0.1, yes: true, no: false, none: null };
    const row = {
      ...item,
      list: [1, { a: [] }],
      object: { "a.b": { c: null } },
      'q"uote': 1,
      "": "empty",
      from: "word",
    };
    expect(await sql("SELECT * FROM input1", [row], [])).toEqual([row]);
  });

  it("does not take a text for a mark of its own", async () => {
    const rows = [{ a: '\u0001json:{"b": 1}' }, { a: "\u0001json:{" }, { a: "\u0001text:" }, { a: "\u0001" }];
    expect(await sql("SELECT * FROM input1", rows, [])).toEqual(rows);
  });

  it("takes the partner's value only where there is one", async () => {
    const query = "SELECT * FROM input1 LEFT JOIN input2 ON input1.id = input2.id ORDER BY input1.id";
    expect(await sql(query, [{ id: 1, a: 1 }, { id: 2 }], [{ id: 1, a: 3 }])).toEqual([
      { id: 1, a: 3 },
      { id: 2, a: null },
    ]);
  });

  it("knows an input without items", async () => {
    expect(await sql("SELECT count(*) AS n FROM input2", [{ a: 1 }], [])).toEqual([{ n: 0 }]);
  });

  it("refuses a result that would reach into JavaScript's own objects", async () => {
    expect(await refusal(`SELECT '{"polluted": 1}' AS "__proto__"`)).toMatch(/__proto__/);
    expect(await sql('SELECT 2 AS "constructor" FROM input1', [{ a: 1 }], [])).toEqual([{ constructor: 2 }]);
  });

  it.each([
    ["two statements", "SELECT 1; SELECT 2", /more than one statement/],
    ["nothing", "  ", /./],
    ["DELETE", "DELETE FROM input1", /syntax error/],
    ["ATTACH", "ATTACH '/etc/passwd' AS x", /syntax error/],
    ["PRAGMA", "PRAGMA hard_heap_limit = 0", /syntax error/],
    ["an extension", "SELECT load_extension('x')", /not authorized|no such function/],
    ["a file", "SELECT readfile('/etc/passwd')", /no such function/],
    ["bytes", "SELECT x'00ff' AS raw", /Column "raw" holds bytes: give them as text, with hex/],
    ["a table that is not there", "SELECT * FROM input9", /no such table: .*input9/],
  ])("refuses %s", async (_, query, message) => {
    expect(await refusal(query)).toMatch(message);
  });

  it("says which fields SQL takes for one", async () => {
    const node = { type: "core.merge", params: { how: { is: "sql", query: "SELECT * FROM input1" } } };
    const document = documentOf({ start: { type: "core.manualTrigger" }, merge: node }, "start -> merge.input0");
    const id = await runDocument(document, [{ json: { Name: "a", name: "b" } }]);
    expect(getExecution(server().ctx, { id }).error?.message).toMatch(
      /fields "Name" and "name", which SQL takes for one/,
    );
  });

  it("ends a query that never would, and works on", async () => {
    const endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n";
    expect(await refusal(endless, 2_000)).toMatch(/did not finish within 2 s/);
    expect(await sql("SELECT a FROM input1", [{ a: 1 }], [])).toEqual([{ a: 1 }]);
  });

  it("stops a result without measure before it fills the memory", async () => {
    const many =
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT hex(zeroblob(100000)) AS t FROM n";
    expect(await refusal(many)).toMatch(/memory|larger|rows|time|long/);
    expect(await sql("SELECT a FROM input1", [{ a: 1 }], [])).toEqual([{ a: 1 }]);
  });
});
