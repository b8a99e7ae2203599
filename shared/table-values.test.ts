import { expect, it } from "vitest";
import { detectType, readCell } from "./table-values";
import type { ColumnType } from "./tables";

it.each<[ColumnType, unknown, unknown]>([
  ["number", " 12.50 ", 12.5],
  ["number", "-1e3", -1000],
  ["number", "", null],
  ["boolean", "Yes", true],
  ["boolean", 0, false],
  ["datetime", "2026-02-28", "2026-02-28T00:00:00.000Z"],
  ["datetime", "2026-02-28 10:30+02:00", "2026-02-28T08:30:00.000Z"],
  ["datetime", 0, "1970-01-01T00:00:00.000Z"],
  ["text", 5, "5"],
  ["text", "", ""],
  ["json", '{"a":[1]}', { a: [1] }],
  ["json", "plain", "plain"],
])("A %s is read from %j", (type, given, value) => {
  expect(readCell(type, given)).toEqual({ ok: true, value });
});

it.each<[ColumnType, unknown, string]>([
  ["number", "1,5", '"1,5" is no number'],
  ["number", Number.NaN, "null is no number"],
  ["number", "0x10", '"0x10" is no number'],
  ["boolean", "maybe", '"maybe" is neither true nor false'],
  ["datetime", "2026-02-30", "the month has no such day"],
  ["datetime", "31.01.2026", "no date such as"],
  ["datetime", 1e300, "no date"],
  ["text", { a: 1 }, '{"a":1} is no text'],
])("No %s is read from %j", (type, given, problem) => {
  expect(readCell(type, given)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
});

it.each<[string[], ColumnType]>([
  [["1", "2.5", ""], "number"],
  [["01067", "10115"], "text"],
  [["true", "FALSE"], "boolean"],
  [["2026-01-01", "2026-01-02T10:00:00Z"], "datetime"],
  [["2026-01-01", "later"], "text"],
  [["", ""], "text"],
])("A column of %j is taken for one of type %s", (texts, type) => {
  expect(detectType(texts)).toBe(type);
});
