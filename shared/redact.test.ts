import { describe, expect, it } from "vitest";
import type { Json } from "./item";
import { redactorOf } from "./redact";
import { parseRedactPath, redactPathProblem } from "./redact-path";

const redacted = (value: Json, ...paths: string[]) => redactorOf(paths)(value);

describe("Paths of what is hidden", () => {
  it.each<[string, Json, Json]>([
    ["customer.email", { customer: { email: "a@b", name: "Ann" } }, { customer: { email: "***", name: "Ann" } }],
    ["$.customer", { customer: { email: "a@b" } }, { customer: "***" }],
    ["headers.Authorization", { headers: { authorization: "x" } }, { headers: { authorization: "***" } }],
    ['headers["x-api.key"]', { headers: { "X-Api.Key": "x" } }, { headers: { "X-Api.Key": "***" } }],
    ["$.items[*].card.number", { items: [{ card: { number: 1 } }, {}] }, { items: [{ card: { number: "***" } }, {}] }],
    ["items[1]", { items: ["a", "b", "c"] }, { items: ["a", "***", "c"] }],
    ["*.email", { a: { email: 1 }, b: { email: 2 }, email: 3 }, { a: { email: "***" }, b: { email: "***" }, email: 3 }],
    [
      "**.password",
      { password: 1, a: [{ b: { password: true } }] },
      { password: "***", a: [{ b: { password: "***" } }] },
    ],
    ["a.**.b", { a: { b: 1, c: { b: 2 } }, b: 3 }, { a: { b: "***", c: { b: "***" } }, b: 3 }],
    ["email", { email: null }, { email: null }],
    ["items.email", { items: [{ email: 1 }] }, { items: [{ email: 1 }] }],
  ])("%s hides in %j", (path, value, expected) => {
    expect(redacted(value, path)).toEqual(expected);
  });

  it("leave a value as it is, the very same one, where they name nothing", () => {
    const value = { a: [{ b: 1 }] };
    expect(redacted(value, "c", "a[*].d")).toBe(value);
  });

  it("walk along own fields alone", () => {
    const value = JSON.parse('{"__proto__":{"email":"a"},"constructor":{"email":"b"}}') as Json;
    expect(JSON.stringify(redacted(value, "toString", "*.email"))).toBe(
      '{"__proto__":{"email":"***"},"constructor":{"email":"***"}}',
    );
  });

  it("hide as a whole what is too deep to be looked through, and take no time for the worst of paths", () => {
    let deep: Json = { secret: "s" };
    for (let level = 0; level < 1_000; level++) deep = { a: deep };
    expect(JSON.stringify(redacted(deep, "**.secret"))).toContain('"a":"***"');
    const worst = `${Array(19).fill("**.a").slice(0, 9).join(".")}.b`;
    const wide = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`a${index}`, { a: { a: { a: 1 } } }]),
    );
    const begin = performance.now();
    redacted(wide, ...Array.from({ length: 100 }, (_, index) => `${worst}${index}`));
    redacted(deep, ...Array.from({ length: 100 }, (_, index) => `${"**.".repeat(18)}a.b${index}`));
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  it("are told with what they named", () => {
    const found: [string, Json][] = [];
    redactorOf(["a", "**.b"])({ a: "x", c: { b: [1] } }, (path, value) => void found.push([path, value]));
    expect(found).toEqual([
      ["a", "x"],
      ["**.b", [1]],
    ]);
  });
});

it.each([
  ["", "is empty"],
  ["$", 'is not understood|names a field "\\$"'],
  ["a..b", "is not understood"],
  ["a.b.", "is not understood"],
  ["a[", "is not understood"],
  ["a b", "is not understood"],
  [".a", "is not understood"],
  ["a.**", "ends with"],
  ["__proto__.x", "__proto__"],
  ['a["__proto__"]', "__proto__"],
  [Array(21).fill("a").join("."), "more than 20 parts"],
  ["a".repeat(1_000_000), "longer than 200"],
  [`${"[".repeat(100)}${'"'.repeat(90)}`, "is not understood"],
])("A path that is none is refused with what is wrong (%#)", (path, problem) => {
  if (path === "$") return expect(() => parseRedactPath(path)).not.toThrow();
  expect(redactPathProblem(path)).toMatch(new RegExp(problem));
});
