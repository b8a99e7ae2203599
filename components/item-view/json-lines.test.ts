import { expect, it } from "vitest";
import type { Json } from "@/shared/item";
import { clipAt, jsonLines } from "./json-lines";

const textOf = (value: Json, expanded: ReadonlySet<string> = new Set()) =>
  jsonLines(value, "", expanded)
    .map(({ depth, name, text, comma }) => {
      const key = name === undefined ? "" : `${JSON.stringify(name)}: `;
      return `${"  ".repeat(depth)}${key}${text}${comma ? "," : ""}`;
    })
    .join("\n");

it("writes a value as JSON does", () => {
  const value = { a: 1, b: ["x", { c: null }], empty: {}, none: [], on: true };
  expect(textOf(value)).toBe(JSON.stringify(value, null, 2));
});

it("gives every line an id of its own", () => {
  const ids = jsonLines({ a: { b: 1 }, "a,b": [[], {}] }, "", new Set()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it("clips a long text until it is expanded", () => {
  const value = { long: "x".repeat(clipAt + 100) };
  const line = jsonLines(value, "", new Set())[1];
  expect(line?.clipped).toBe(102);
  expect(textOf(value, new Set([line?.id ?? ""]))).toBe(JSON.stringify(value, null, 2));
});
