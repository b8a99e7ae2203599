import { describe, expect, it } from "vitest";
import type { Field, Fields } from "@/shared/field";
import type { Json } from "@/shared/item";
import { maxRows, pairRows, pastedRows } from "./pasted-rows";

const text = (label: string): Field => ({ control: "text", label, default: "" });
const pair: Fields = { name: text("Name"), value: text("Value") };
const typed: Fields = {
  name: text("Name"),
  type: {
    ...{ control: "select", label: "Type", default: "any" },
    options: [
      { value: "any", label: "As it is" },
      { value: "number", label: "Number" },
    ],
  },
  value: { control: "json", label: "Value", default: "" },
};
const sorting: Fields = {
  field: text("Field"),
  order: {
    ...{ control: "select", label: "Order", default: "up" },
    options: [
      { value: "up", label: "Ascending" },
      { value: "down", label: "Descending" },
    ],
  },
};

const rules = { isLiteral: false, into: "name" };
const rowsOf = (source: string, fields: Fields = pair, into = "name") =>
  pastedRows(source, fields, { ...rules, into })?.rows;
const pairs = (values: { [name: string]: Json }) => Object.entries(values).map(([name, value]) => ({ name, value }));

describe("a table", () => {
  it.each([
    ["from a spreadsheet", "Accept\ttext/html\nX-Shop\tnorth\n"],
    ["of commas", "Accept,text/html\nX-Shop,north"],
    ["of semicolons", "Accept;text/html\r\nX-Shop;north\r\n"],
    ["with names above", "name,value\nAccept,text/html\nX-Shop,north"],
    ["with other names above", '"KEY","Value"\n"Accept","text/html"\n"X-Shop","north"'],
    ["with columns turned round", "value\tname\ntext/html\tAccept\nnorth\tX-Shop"],
  ])("%s fills rows", (_, source) => {
    expect(rowsOf(source)).toEqual(pairs({ Accept: "text/html", "X-Shop": "north" }));
  });

  it("says which columns it left out", () => {
    expect(pastedRows("key,value,description\na,1,first", pair, rules)).toMatchObject({
      rows: pairs({ a: "1" }),
      leftOut: ["description"],
    });
    expect(pastedRows("a\t1\tx\nb\t2\ty", pair, rules)).toMatchObject({
      rows: pairs({ a: "1", b: "2" }),
      leftOut: ["3"],
    });
  });

  it("gives every field a value of its kind, and counts those that have none", () => {
    expect(pastedRows("Name,Type,Value\ntotal,Number,12\nnote,colour,red", typed, rules)).toEqual({
      rows: [
        { name: "total", type: "number", value: 12 },
        { name: "note", type: "any", value: "red" },
      ],
      ...{ total: 2, misfits: 1, leftOut: [] },
    });
    expect(rowsOf("total,descending\nname,up", sorting, "field")).toEqual([
      { field: "total", order: "down" },
      { field: "name", order: "up" },
    ]);
    expect(rowsOf("a,1\nb,true", typed)).toMatchObject([{ name: "a", value: 1 }, { name: "b", value: true }]); // biome-ignore format: two rows
  });

  it("takes expressions as such, and other texts that begin with = as texts", () => {
    expect(rowsOf("a,={{ $json.a }}\nb,=1+1")).toEqual(pairs({ a: "={{ $json.a }}", b: "==1+1" }));
    const literal = pastedRows("a,={{ $json.a }}\nb,=1", pair, { ...rules, isLiteral: true });
    expect(literal?.rows).toEqual(pairs({ a: "={{ $json.a }}", b: "=1" }));
  });

  it.each([
    ["one line", "Accept,text/html"],
    ["one line of a spreadsheet", "Accept\ttext/html\n"],
    ["one header", "Accept: text/html"],
    ["one line and its end", "Accept\n"],
    ["an expression", "={{ $json.a }}"],
    ["a text with a quote that is not closed", '"Accept,text/html'],
    ["nothing", ""],
    ["empty lines", "\n\n\n"],
    ["broken JSON", '{"a": '],
    ["an address with a query", "https://shop.example/?a=1&b=2"],
  ])("is not %s", (_, source) => {
    expect(rowsOf(source)).toBeUndefined();
  });
});

describe("lines of names and values", () => {
  it.each([
    [
      "headers",
      "Accept: text/html, */*;q=0.8\nX-Empty:\nX-Time: 12:30",
      { Accept: "text/html, */*;q=0.8", "X-Empty": "", "X-Time": "12:30" },
    ],
    [
      "a request",
      "POST /a HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\n\r\nbody: x",
      { Host: "shop.example", Accept: "*/*" },
    ],
    [
      "a browser's request",
      ":authority: shop.example\n:method: GET\naccept: */*\ncookie: a=1; b=2",
      { accept: "*/*", cookie: "a=1; b=2" },
    ],
    [
      "an .env file",
      "# shop\nexport URL=https://shop.example\n\nNAME=\"two\\nlines\"\nPLAIN='a\\n # b'\nEMPTY=",
      { URL: "https://shop.example", NAME: "two\nlines", PLAIN: "a\\n # b", EMPTY: "" },
    ],
    ["a query", "?a=1&b=x%20y&c=+", { a: "1", b: "x y", c: " " }],
    ["a form's body", "filter[a]=1&empty=", { "filter[a]": "1", empty: "" }],
  ] as const)("%s fill rows", (_, source, values) => {
    // biome-ignore format: a case a line
    expect(rowsOf(source)).toEqual(pairs(values));
  });

  it("fill any list of two texts, but not one whose fields are no pair", () => {
    const keys = { from: text("Name now"), to: text("New name") };
    expect(rowsOf("a: b\nc: d", keys, "from")).toEqual([{ from: "a", to: "b" }, { from: "c", to: "d" }]); // biome-ignore format: two rows
    expect(rowsOf("a: b\nc: d", sorting, "field")).toMatchObject([{ field: "a: b" }, { field: "c: d" }]);
  });

  it("of a query are the value where a value is written", () => {
    expect(rowsOf("a=1&b=2", pair, "value")).toBeUndefined();
  });

  it("go down the column of names when they are names alone", () => {
    expect(rowsOf("red\n green \n\nblue", { value: text("Option") }, "value")).toEqual([
      { value: "red" },
      { value: "green" },
      { value: "blue" },
    ]);
    expect(rowsOf("a\nb")).toEqual(pairs({ a: "", b: "" }));
    expect(rowsOf("a\nb", pair, "value")).toBeUndefined();
  });
});

describe("JSON", () => {
  it.each([
    [
      "an object",
      '{"Accept": "text/html", "n": 5, "on": true, "no": null, "deep": {"a": [1]}}',
      { Accept: "text/html", n: "5", on: "true", no: "", deep: '{"a":[1]}' },
    ],
    ["objects with the names of the fields", '[{"name":"a","value":1},{"Value":"2","NAME":"b"}]', { a: "1", b: "2" }],
    ["objects with other names", '[{"key":"a","value":"1"},{"key":"b"}]', { a: "1", b: "" }],
    ["an object that is a row", '{"name":"a","value":"1"}', { a: "1" }],
    ["an object with a name that is a field's", '{"name":"Ann"}', { name: "Ann" }],
  ])("%s fills rows", (_, source, values) => {
    // biome-ignore format: a case a line
    expect(rowsOf(source)).toEqual(pairs(values));
  });

  it("keeps its types where the field has types, and evaluates nothing", () => {
    expect(rowsOf('{"a": 1, "b": {"c": "={{ 1 }}"}}', typed)).toMatchObject([
      { name: "a", value: 1 },
      { name: "b", value: { c: "=={{ 1 }}" } },
    ]);
  });

  it("is a value where a value is written", () => {
    expect(rowsOf('{"a":1,\n"b":2}', pair, "value")).toBeUndefined();
  });

  it("of something else is a text", () => {
    expect(["[1]", "[]", "{}", '[{"other":1}]', "5"].map((source) => rowsOf(source)?.length ?? 0)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });
});

describe("a hostile text", () => {
  it("changes no prototype", () => {
    const source = '{"__proto__": {"polluted": 1}, "constructor": "x", "toString": "y"}';
    expect(rowsOf(source)).toEqual([
      { name: "__proto__", value: '{"polluted":1}' },
      { name: "constructor", value: "x" },
      { name: "toString", value: "y" },
    ]);
    expect(rowsOf("__proto__,value\na,b")).toEqual([
      { name: "__proto__", value: "value" },
      { name: "a", value: "b" },
    ]);
    expect(rowsOf('[{"name":"a","__proto__":{"value":"x"},"constructor":"y"}]')).toEqual(pairs({ a: "" }));
    expect(rowsOf("__proto__: a\nconstructor: b")).toHaveLength(2);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("of ten thousand rows fills as many as a list takes, and says how many there were", () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `X-${index}: ${index}`).join("\n");
    const found = pastedRows(lines, pair, rules);
    expect(found).toMatchObject({ total: 10_000, misfits: 0 });
    expect(found?.rows).toHaveLength(maxRows);
  });

  it.each([
    ["commas", ",".repeat(999_999)],
    ["quotes", `${'"'.repeat(999_998)}\n`],
    ["an open quote", `a,b\n"${"c,\n".repeat(333_000)}`],
    ["brackets", `${"[".repeat(999_999)}\n`],
    ["colons", `${"a: :\n".repeat(199_000)}`],
    ["equals", `${"a=&".repeat(333_000)}b=`],
    ["spaces", `a${" ".repeat(999_990)}\nb`],
    ["tabs", "\t\n".repeat(499_999)],
    ["one name", `${"a".repeat(999_990)}\n${"b"}`],
  ])("of a megabyte of %s takes no longer than it must", (_, source) => {
    const before = process.cpuUsage();
    for (const into of ["name", "value"]) pastedRows(source, pair, { ...rules, into });
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
  });
});

it("Pairs of a curl command hold no expressions of ours", () => {
  expect(pairRows([["a", "={{ 1 }}"]], pair, { isLiteral: false, isForeign: true })?.rows).toEqual([
    { name: "a", value: '={{ "={{ 1 }\\u007d" }}' },
  ]);
  expect(pairRows([["a", "b"]], sorting, rules)).toBeUndefined();
});
