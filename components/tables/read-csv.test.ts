import { expect, it } from "vitest";
import type { TableInfo } from "@/shared/tables";
import { guessDelimiter, guessTargets, readBeginning, rowsOf } from "./read-csv";

const table = { columns: [{ id: 1, name: "SKU", type: "text" }] } as TableInfo;

it("A file is read with the sign that parts most columns, and its columns are guessed by name and value", () => {
  const text = "sku;price;sku;id;;when\nA;1;x;7;;2026-01-01\nB;2,5;y;8;;\n";
  expect(guessDelimiter(text)).toBe(";");
  expect(guessTargets(rowsOf(text, ";"), true, table)).toEqual([
    { is: "column", name: "SKU" },
    { is: "new", name: "price", type: "text" },
    { is: "new", name: "sku 2", type: "text" },
    { is: "skip" },
    { is: "new", name: "column 5", type: "text" },
    { is: "new", name: "when", type: "datetime" },
  ]);
});

it("Without a line of names, columns go by their places", () => {
  expect(
    guessTargets(
      [
        ["A", "1"],
        ["B", "2"],
      ],
      false,
      table,
    ),
  ).toEqual([
    { is: "column", name: "SKU" },
    { is: "new", name: "column 2", type: "number" },
  ]);
});

it("Of a large file the whole lines of its beginning are read", async () => {
  const text = await readBeginning(new Blob(["\uFEFFa,b\n", "1,2\n".repeat(100_000)]));
  expect(text.startsWith("a,b\n1,2\n")).toBe(true);
  expect(text.endsWith("\n")).toBe(true);
  expect(text.length).toBeLessThanOrEqual(256 * 1024);
});
