import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDelimited } from "./delimited";

describe("cells of a text", () => {
  it.each<[string, string, string[][] | undefined]>([
    ["a,b\nc,d", ",", [["a", "b"], ["c", "d"]]], // biome-ignore format: a row a line
    ["a\tb\r\nc\td\r\n", "\t", [["a", "b"], ["c", "d"]]], // biome-ignore format: a row a line
    ["a, b \n\n,\n c ,d", ",", [["a", "b"], ["c", "d"]]], // biome-ignore format: a row a line
    ['"a,b","say ""no"""\n"two\nlines",', ",", [["a,b", 'say "no"'], ["two\nlines", ""]]], // biome-ignore format: a row a line
    ['"a"b,c"d"', ",", [["ab", 'c"d"']]],
    ["a;b,c", ";", [["a", "b,c"]]],
    ['a,"b\nc,d', ",", undefined],
    ["", ",", []],
  ])("%j between %j", (text, delimiter, rows) => {
    expect(readDelimited(text, delimiter)).toEqual(rows);
  });

  it("come back as they were, whatever is in them", () => {
    const cell = fc.string({ unit: "binary" });
    const written = (rows: string[][]) =>
      rows.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")).join("\n");
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 })), (rows) => {
        expect(readDelimited(written(rows), ",")).toEqual(rows.filter((cells) => cells.some((text) => text !== "")));
      }),
    );
  });

  it.each(['"'.repeat(1_000_000), `"${"a".repeat(999_999)}`, ",".repeat(1_000_000), "\n".repeat(1_000_000)])(
    "of a megabyte of %.1s are found in one pass",
    (text) => {
      const before = process.cpuUsage();
      readDelimited(text, ",");
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
    },
  );
});
