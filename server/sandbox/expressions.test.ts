import { afterAll, describe, expect, it } from "vitest";
import type { Item } from "@/shared/item";
import { openSandbox } from "./testing";

const sandbox = openSandbox();
afterAll(() => sandbox.stop());

const order: Item = {
  json: { id: 7, total: 120.5, customer: { name: "Ann", "e mail": "ann@example.com" }, tags: ["a"] },
};
const value = (template: string, item: Item = order) => sandbox.value(template, { items: [item] });

describe("a template", () => {
  it.each([
    ["={{ $json.total }}", 120.5],
    ["={{ $json.customer }}", order.json.customer],
    ["={{ $json.total * 2 }}", 241],
    ["=Order {{ $json.id }} of {{ $json.customer.name }}", "Order 7 of Ann"],
    ["={{ $json.id }}{{ $json.id }}", "77"],
    ["= {{ $json.id }}", " 7"],
    ["={{ $json.missing }}", undefined],
    ["=<{{ $json.missing }}>", "<>"],
    ["=<{{ null }}|{{ undefined }}|{{ NaN }}|{{ '' }}>", "<|||>"],
    ["=<{{ 0 }}|{{ false }}|{{ true }}>", "<0|false|true>"],
    ["={{ $json.customer['e mail'] }}", "ann@example.com"],
    ["={{ $json['tags'][0] }}", "a"],
    ["={{ [1, 2].map((n) => n * $json.id) }}", [7, 14]],
    ["={{ ({ a: $json.id }) }}", { a: 7 }],
    ["={{ {a: 1}.a }}", 1],
    ["={{ `$" + "{$json.id}!` }}", "7!"],
    ["={{ // a comment\n$json.id }}", 7],
    ["==literal", "=literal"],
    ["=plain text", "plain text"],
    ["=\\{{ not code }}", "\\{{ not code }}"],
    ["=\\\\{{ 1 }}", "\\1"],
    ["={{ 1; 2 }}", 1],
    ["={{ 0 / 0 }}", Number.NaN],
    [
      "=<{{ [1, [2, null]] }}|{{ ({}) }}|{{ new Date(0) }}>",
      "<1,2,|[object Object]|Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)>",
    ],
    ["={{ '\\}}' }}", "}}"],
    ["={{ 10n }}", "10"],
  ])("%s gives %j", async (template, wanted) => {
    expect(await value(template)).toEqual(wanted);
  });

  it("without a leading = is text, braces and all", async () => {
    expect(await value("{{ $json.id }}")).toBe("{{ $json.id }}");
  });

  it("is found in lists and objects, however deep", async () => {
    const { compileParams } = await import("./compile-params");
    const { resolveParams } = await import("./resolve-params");
    const template = compileParams({
      list: [{ a: "={{ $json.id + 1 }}", b: "fixed" }],
      deep: { er: ["={{ $json.id }}"] },
    });
    const params = await resolveParams(template, [order], (codes) => sandbox.evaluate(codes, { items: [order] }));
    expect(params.at(0)).toEqual({ list: [{ a: 8, b: "fixed" }], deep: { er: [7] } });
  });

  it("never evaluates what data holds", async () => {
    const text = "={{ 1 + 1 }}{{ $json }}$" + "{1}";
    expect(await value("=-{{ $json.text }}-", { json: { text } })).toBe(`-${text}-`);
    expect(await value("=-{{ $json.text + '' }}-", { json: { text } })).toBe(`-${text}-`);
  });

  it("reads own properties only, with and without the sandbox", async () => {
    expect(await value("={{ $json.toString }}")).toBeUndefined();
    await expect(value("={{ $json.constructor }}")).rejects.toThrow(/Cannot access "constructor"/);
    await expect(value("={{ $json['__proto__'] }}")).rejects.toThrow(/Cannot access "__proto__"/);
    await expect(value("={{ $json.id.const\\u0072uctor }}")).rejects.toThrow(/Cannot access "constructor"/);
  });
});

describe("the variables", () => {
  it.each([
    ["$itemIndex", 0],
    ["$runIndex", 2],
    ["$workflow", { id: "w1", name: "Orders", active: true }],
    ["$execution.id", "7"],
    ["$execution.mode", "production"],
    ["$execution.resumeUrl", "http://127.0.0.1/webhook-waiting/7/abc"],
    ["$vars.region", "north"],
    ["$vars.missing", undefined],
    ["$prevNode.name", "Before"],
    ["$parameter.own", "parameter"],
    ["$now.toISO()", "2026-03-29T12:30:00.000+02:00"],
    ["$today.toISO()", "2026-03-29T00:00:00.000+01:00"],
    ["$now.plus({ days: 1 }).toFormat('dd.LL.yyyy')", "30.03.2026"],
    ["DateTime.fromISO('2026-01-01', { zone: 'utc' }).toMillis()", Date.UTC(2026, 0, 1)],
    ["Duration.fromObject({ hours: 2 }).as('minutes')", 120],
    ["Interval.after(DateTime.fromMillis(0), { hours: 3 }).length('hours')", 3],
    ["$jmespath($json, 'customer.name')", "Ann"],
    ["$jmespath([{ a: 1 }, { a: 5 }], '[?a > `2`].a')", [5]],
    ["$if($json.total > 100, 'large', 'small')", "large"],
    ["$ifEmpty('', 'none')", "none"],
    ["$max(1, 5, 3) - $min(1, 5, 3)", 4],
    ["$input.item.json.id", 7],
    ["$input.first().json.id", 7],
    ["$input.all().length", 1],
    ["$input.params.own", "parameter"],
    ["$binary", {}],
    ["JSON.stringify({ a: [1] })", '{"a":[1]}'],
    ["Math.round(1.6)", 2],
    ["new Date(0).toISOString()", "1970-01-01T00:00:00.000Z"],
    ["new Set([1, 1, 2]).size", 2],
    ["'aXb'.split('X')", ["a", "b"]],
    ["$now", "2026-03-29T12:30:00.000+02:00"],
  ])("%s is %j", async (code, wanted) => {
    expect(await value(`={{ ${code} }}`)).toEqual(wanted);
  });

  it("$env says where to keep such values instead", async () => {
    await expect(value("={{ $env.HOME }}")).rejects.toThrow(/environment is not visible.*\$vars/);
  });
});

describe("$('Name')", () => {
  const items: Item[] = [{ json: { n: 0 } }, { json: { n: 1 } }, { json: { n: 2 } }];
  const options = {
    items,
    scope: {
      nodes: [
        {
          name: "Source",
          ports: ["yes", "no"],
          defaultPort: "no",
          params: { url: "x" },
          paired: [[1, 1], [1, 0], null] as ([number, number] | null)[],
        },
      ],
      notExecuted: ["Later"],
    },
    nodeTexts: [
      JSON.stringify([{ json: { t: "yes" } }]),
      JSON.stringify([{ json: { t: "no0" } }, { json: { t: "no1" } }]),
    ],
  };
  const read = (code: string, item = 0) => sandbox.value(`={{ ${code} }}`, { ...options, item });

  it.each([
    ["$('Source').first().json.t", "no0"],
    ["$('Source').last().json.t", "no1"],
    ["$('Source').all().map((i) => i.json.t)", ["no0", "no1"]],
    ["$('Source').all(0)[0].json.t", "yes"],
    ["$('Source').first('yes').json.t", "yes"],
    ["$('Source').item.json.t", "no1"],
    ["$('Source').itemMatching(1).json.t", "no0"],
    ["$('Source').isExecuted", true],
    ["$('Source').params.url", "x"],
    ["$node.Source.json.t", "no0"],
    ["$node['Source'].json.t", "no0"],
    ["$items('Source').length", 2],
    ["$('Later').isExecuted", false],
  ])("%s is %j", async (code, wanted) => {
    expect(await read(code)).toEqual(wanted);
  });

  it("finds the item that belongs to each", async () => {
    expect([await read("$('Source').item.json.t", 0), await read("$('Source').item.json.t", 1)]).toEqual([
      "no1",
      "no0",
    ]);
  });

  it.each([
    ["$('Source').item.json.t", 2, /not known which item of "Source"/],
    ["$('Later').first()", 0, /"Later" has not been executed/],
    ["$('Nobody').first()", 0, /no node "Nobody"/],
  ])("%s of item %i says what is wrong", async (code, item, message) => {
    await expect(read(code, item)).rejects.toThrow(message);
  });
});

describe("what goes wrong in an expression", () => {
  it.each(["$json.a.b.c", "missing.name", "null.x", "$json.total.trim()", "(() => { throw new Error('x') })()"])(
    "%s is a slip: the value is undefined",
    async (code) => {
      expect(await value(`={{ ${code} }}`)).toBeUndefined();
    },
  );

  it.each([
    ["1 +", /Not a valid expression/],
    ["const a = 1", /Not a valid expression/],
    ["($json.total.toFixed)", /is a function.*\(\)/],
    ["", /Not a valid expression/],
    ["(async () => 1)()", /cannot wait for a promise/],
  ])("%s is told, with the place of the parameter", async (code, message) => {
    await expect(value(`={{ ${code} }}`)).rejects.toThrow(message);
    await expect(value(`={{ ${code} }}`)).rejects.toMatchObject({
      info: { code: "EXPRESSION", param: "value", item: 0 },
    });
  });

  it("an error of one item leaves the others alone", async () => {
    const items = [{ json: { ok: true } }, { json: { ok: false } }];
    const template = "={{ $json.ok ? 'fine' : $env.HOME }}";
    expect(await sandbox.value(template, { items, item: 0 })).toBe("fine");
    await expect(sandbox.value(template, { items, item: 1 })).rejects.toThrow(/environment/);
  });

  it.each([
    ["(() => { const o = {}; o.o = o; return o })()", /cannot be written as JSON.*circular/],
    ["({ toJSON() { throw new Error('no') } })", /cannot be written as JSON: no/],
    ["({ big: 1n })", /cannot be written as JSON/],
    ["$env", /environment/],
  ])("%s is refused, for its item alone", async (code, message) => {
    const items: Item[] = [{ json: { ok: true } }, { json: {} }];
    const template = `={{ $json.ok || ${code} }}`;
    expect(await sandbox.value(template, { items, item: 0 })).toBe(true);
    await expect(sandbox.value(template, { items, item: 1 })).rejects.toThrow(message);
  });
});

it("a hundred thousand items are one call", async () => {
  const items = Array.from({ length: 100_000 }, (_, n): Item => ({ json: { n } }));
  const [column] = await sandbox.evaluate([{ source: "$json.n * 2" }, { source: "$json.n + 1" }], { items });
  expect(column?.values).toHaveLength(100_000);
  expect(column?.values[99_999]).toBe(199_998);
});
