import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Field, Fields } from "@/shared/field";
import type { Json } from "@/shared/item";
import { linesOf, maxLines, rowsOf } from "./list-lines";

const text = (label: string): Field => ({ control: "text", label, default: "" });
const pair: Fields = { name: text("Name"), value: text("Value") };
const one: Fields = { value: text("Option") };
const columns = { fields: pair, isLiteral: false };
const read = (source: string, fields = pair) => rowsOf(source, [], { fields, isLiteral: false });

describe("rows as lines", () => {
  it("are a name, a colon and a value", () => {
    const rows: Json[] = [{ name: "Accept", value: "text/html" }, { name: "X-Empty" }, {}, { name: "", value: "a" }];
    expect(linesOf(rows, columns)).toEqual(["Accept: text/html", "X-Empty:", ": a"]);
  });

  it("show texts as their fields do", () => {
    const rows = [
      { name: "a", value: "={{ $json.a }}" },
      { name: "b", value: "==1+1" },
    ];
    expect(linesOf(rows, columns)).toEqual(["a: ={{ $json.a }}", "b: =1+1"]);
    expect(linesOf([{ name: "b", value: "=1" }], { ...columns, isLiteral: true })).toEqual(["b: =1"]);
  });

  it.each([
    [{ name: "a:b", value: "c" }, '"a:b": c'],
    [{ name: "a", value: "b\nc" }, 'a: "b\\nc"'],
    [{ name: "a", value: " b" }, 'a: " b"'],
    [{ name: "ETag", value: '"abc"' }, 'ETag: "abc"'],
    [{ name: "a", value: '"b\\nc"' }, 'a: "\\"b\\\\nc\\""'],
  ])("put %j in quotes where it would not come back otherwise", (row, line) => {
    expect(linesOf([row], columns)).toEqual([line]);
    expect(read(line).rows).toEqual([row]);
  });

  it("come back as the rows they were, whatever is in them", () => {
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom('"', '":', "=", "={{ x }}", "\n", ": "),
    );
    const row = fc.record({ name: cell, value: cell });
    const isSomething = ({ name, value }: { name: string; value: string }) => name !== "" || value !== "";
    fc.assert(
      fc.property(fc.array(row), fc.boolean(), (rows, isLiteral) => {
        const of = { fields: pair, isLiteral };
        const lines = linesOf(rows, of).join("\n");
        expect(rowsOf(lines, rows, of)).toEqual({ rows: rows.filter(isSomething), problems: [] });
        // Read by themselves too, where nothing in them is evaluated.
        if (isLiteral) expect(rowsOf(lines, [], of).rows).toEqual(rows.filter(isSomething));
      }),
    );
  });

  it("keep what a row has beside its texts, as long as the line is the same", () => {
    const rows = [
      { name: "a", value: 5, note: "kept" },
      { name: "a", value: 5, note: "second" },
    ];
    expect(rowsOf("a: 5\nb: x\na: 5", rows, columns).rows).toEqual([rows[0], { name: "b", value: "x" }, rows[1]]);
  });
});

describe("lines as rows", () => {
  it("may have spaces and empty lines between them", () => {
    expect(read("\n  Accept :  text/html  \n\nX:12:30\r\n").rows).toEqual([
      { name: "Accept", value: "text/html" },
      { name: "X", value: "12:30" },
    ]);
  });

  it("take expressions as such, and other texts that begin with = as texts", () => {
    expect(read("a: ={{ $json.a }}\nb: =1").rows).toEqual([
      { name: "a", value: "={{ $json.a }}" },
      { name: "b", value: "==1" },
    ]);
  });

  it("without a colon are told by their number", () => {
    expect(read("a: 1\nplain\n\nother words\nb: 2").problems).toEqual([
      { line: 2, problem: "noColon" },
      { line: 4, problem: "noColon" },
    ]);
  });

  it("of a list of one text need no colon", () => {
    expect(read("red\nlight: blue", one)).toEqual({ rows: [{ value: "red" }, { value: "light: blue" }], problems: [] });
  });

  it("are refused when they are too many or too long", () => {
    expect(read("a: 1\n".repeat(maxLines + 1)).problems).toEqual([{ problem: "tooMany" }]);
    expect(read("a".repeat(1_000_001)).problems).toEqual([{ problem: "tooLong" }]);
    expect(read("__proto__: a\nconstructor: b").rows).toHaveLength(2);
  });

  it.each(['"'.repeat(999_999), `"${"\\".repeat(999_998)}`, `"${'\\"'.repeat(400_000)}" :`, ":".repeat(999_999)])(
    "of a megabyte take no longer than they must",
    (line) => {
      const before = process.cpuUsage();
      read(line);
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
    },
  );
});
