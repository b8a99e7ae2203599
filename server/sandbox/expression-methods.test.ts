import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { expressionMethods, methodAliases } from "@/shared/expression-methods";
import type { Item } from "@/shared/item";
import { openSandbox } from "./testing";

const sandbox = openSandbox();
afterAll(() => sandbox.stop());
const value = (code: string, json: Item["json"] = {}) => sandbox.value(`={{ ${code} }}`, { items: [{ json }] });

describe("the methods of values", () => {
  it.each(expressionMethods.map(({ type, name, example }) => ({ type, name, code: example[0], gives: example[1] })))(
    "$type: $code",
    async ({ code, gives }) => {
      expect(await value(code)).toEqual(gives);
    },
  );

  it.each(
    Object.entries(methodAliases).flatMap(([type, aliases]) =>
      Object.entries(aliases).map(([alias, name]) => ({ type, alias, name })),
    ),
  )("$type: $alias is $name", async ({ type, alias, name }) => {
    const example = expressionMethods.find((method) => method.type === type && method.name === name)?.example;
    expect(example).toBeDefined();
    expect(await value(String(example?.[0]).replace(`.${name}(`, `.${alias}(`))).toEqual(example?.[1]);
  });

  it.each([
    ["[3, 1].sort().first()", 1],
    ["$json.list?.first().a", undefined],
    ["$json.list?.first().a ?? 'none'", "none"],
    ["$json.none?.list.first() ?? 'none'", "none"],
    ["$json.list?.first()['a'].b ?? 'none'", "none"],
    ["$json.text /* a */ . /* b */ toTitleCase /* c */ ()", "Ab"],
    ["[1, 2].map((n) => [n].first()).last()", 2],
    ["$if($json.text === 'ab', 'yes', $json.a.b.c)", "yes"],
    ["$if($if(false, 1), [1, 2].first(), [3, 4].last())", 4],
    ["$if((1), (2), (3))", 2],
    ["[{ a: 1 }, { a: 2, b: 3 }].merge([{ a: 5, c: 4 }, { d: 6 }])", { a: 2, b: 3, c: 4, d: 6 }],
    ["(42144).toDateTime('excel').toUTC().toISODate()", "2015-05-20"],
    ["[[1, 2], [3]].map((list) => list.sum()).sum()", 6],
    ["$json.text.concat('x'.toSnakeCase(), 'Y'.toSnakeCase())", "abxy"],
    ["[...new Map([['a', 1]]).keys()]", ["a"]],
    ["[...new Set([1]).values()]", [1]],
    ["'2026-01-02T03:04:05Z'.format('dd')", "02"],
    ["'2026-01-02T03:04:05.000Z'.plus(1, 'day')", "2026-01-03T03:04:05.000Z"],
    ["Duration.fromObject({ hours: 1 }).plus({ hours: 1 }).as('hours')", 2],
    ["$input.first().json.text", "ab"],
    ["((Math) => Math.first())([7])", 7],
    ["{ first: () => 5 }.first()", 5],
    ["'ä😀'.base64Encode().base64Decode()", "ä😀"],
    ["'_-8'.base64Decode().length()", 2],
    ["[{ a: 1, b: 2 }, { b: 2, a: 1 }].unique().length", 1],
    ["'a'.isEmpty().toInt()", 0],
    ["$json.missing.isEmpty()", true],
    ["$json.missing.first", undefined],
  ])("%s is %j", async (code, wanted) => {
    expect(await value(code, { text: "ab" })).toEqual(wanted);
  });

  it.each(["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3"])("hash with %s", async (algorithm) => {
    for (const text of ["", "abc", "ä€😀", "x".repeat(200)]) {
      const wanted = createHash(algorithm === "sha3" ? "sha3-512" : algorithm)
        .update(text)
        .digest("hex");
      expect(await value(`$json.text.hash('${algorithm}')`, { text })).toBe(wanted);
    }
  });

  it.each([
    ["$json.missing.first()", /first can't be used on undefined value/],
    ["'x'.hash('none')", /Unknown algorithm none/],
    ["['a'].sum()", /all array elements must be numbers/],
    ["[1].chunk(0)", /chunk\(\): expected non-zero/],
    ["'x'.toInt()", /cannot convert to integer/],
    ["$json.first.first().first()", /first can't be used/],
  ])("%s fails and says why", async (code, message) => {
    await expect(value(code)).rejects.toThrow(message);
  });
});

describe("an expression that changes what it is given", () => {
  it("leaves the data of the others alone", async () => {
    const items: Item[] = [{ json: { list: [3, 1, 2] } }];
    const attempts = [
      "$json.list.sort()",
      "($json.extra = 1)",
      "[].push.call($json.list, 4)",
      "$json.list['re' + 'verse']()",
    ];
    const codes = [...attempts, "$json"].map((source) => ({ source }));
    const columns = await sandbox.evaluate(codes, { items });
    expect(columns.map(({ values }) => values[0])).toEqual([[1, 2, 3], 1, 4, [2, 1, 3], { list: [3, 1, 2] }]);
  });

  it("gets the lists of items as copies", async () => {
    const items: Item[] = [{ json: { n: 0 } }, { json: { n: 1 } }];
    expect(await sandbox.value("={{ $input.all().reverse()[0].json.n }}", { items, item: 1 })).toBe(1);
  });
});

describe("names of other hosts", () => {
  it.each([
    ["window", {}],
    ["process.env.HOME", undefined],
    ["{ self }", { self: {} }],
    ["((self) => self + 1)(1)", 2],
    ["[1].map(function (module) { return module + 1 })", [2]],
    ["typeof eval", "function"],
    ["(() => { const { fetch = 3 } = {}; return fetch })()", 3],
  ])("%s is %j", async (code, wanted) => {
    expect(await value(code)).toEqual(wanted);
  });
});
