import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import en from "@/shared/messages/en";
import { type CodeProblem, expressionProblems, scriptProblems } from "./code-problems";

const t = createTranslator({ locale: "en", messages: en });
const nodes = ["Get orders", "Ann's", "Merge"];

/** The marked text with what is said of it. */
const told = (text: string, problems: CodeProblem[]) =>
  problems.map(({ from, to, severity, message }) => [text.slice(from, to), severity, message]);
const inExpression = (text: string) => told(text, expressionProblems(text, nodes, t));
const inScript = (text: string) => told(text, scriptProblems(text, nodes, t));

describe("an expression", () => {
  it.each([
    "plain text, $jsno and all",
    "{{ $json.a }} and {{ $('Get orders').item.json.b }}",
    "{{ }}",
    "{{ { a: { b: 1 } } }}",
    String.raw`{{ "\}}" }}`,
    String.raw`{{ $('Ann\'s').first() }}`,
    "{{ $json.items.map(($one) => $one.json) }}",
    "{{ $json.now + $input.item.json.input }}",
    "{{ $data.a ?? $position }}",
  ])("of %j has no problem", (text) => {
    expect(inExpression(text)).toEqual([]);
  });

  it("shows where its syntax is wrong", () => {
    expect(inExpression("a {{ 1 + ) }}")).toEqual([[")", "error", "“)” cannot stand here"]]);
    expect(inExpression("{{ $json.a + }}")).toEqual([
      ["+", "error", "The code ends too early: something is missing here"],
    ]);
    expect(inExpression("{{ 'open }}")).toEqual([["'", "error", "The text has no closing quote"]]);
    expect(inExpression("{{ 1 }} {{ { a: ] } }}")).toEqual([["]", "error", "“]” cannot stand here"]]);
  });

  it("shows every piece of code for itself", () => {
    expect(inExpression("{{ ) }}{{ ] }}").map(([marked]) => marked)).toEqual([")", "]"]);
  });

  it("shows braces that nothing closes", () => {
    expect(inExpression("a {{ $json.a")).toEqual([
      ["{{", "warning", "These braces are never closed: write }} after the code"],
    ]);
  });

  it("shows a name that is not known, and what was meant", () => {
    expect(inExpression("{{ $jsno.a }}")).toEqual([
      ["$jsno", "warning", "There is no variable “$jsno”. Did you mean “$json”?"],
    ]);
    expect(inExpression("{{ json.a }}")).toEqual([["json", "warning", "“json” is not known. Did you mean “$json”?"]]);
    expect(inExpression("{{ $weather }}")).toEqual([["$weather", "warning", "There is no variable “$weather”"]]);
  });

  it("shows a node that is not there, and offers the right name in the same quotes", () => {
    const text = "{{ $('Get order').item }}";
    expect(inExpression(text)).toEqual([
      ["'Get order'", "warning", "No node is called “Get order”. Did you mean “Get orders”?"],
    ]);
    expect(expressionProblems("{{ $('Anns').item }}", nodes, t)[0]?.fix).toBe(String.raw`'Ann\'s'`);
    expect(inExpression("{{ $('__proto__').item }}")).toEqual([
      ["'__proto__'", "warning", "No node is called “__proto__”"],
    ]);
  });

  it("that is nested without end gets an error and no crash", () => {
    const [problem] = expressionProblems(`{{ ${"(".repeat(50_000)} }}`, nodes, t);
    expect(problem).toMatchObject({ severity: "error" });
  });
});

describe("the code of a Code node", () => {
  it("may return, await, and name things as it likes", () => {
    const code = "const now = await $now;\nfor (const $own of items) console.log($own.json);\nreturn $input.all();";
    expect(inScript(code)).toEqual([]);
  });

  it("shows a mistake at its place", () => {
    expect(inScript("const a = 1;\nreturn [;\n")).toEqual([[";", "error", "“;” cannot stand here"]]);
    expect(inScript("return $inptu.all();")).toEqual([
      ["$inptu", "warning", "There is no variable “$inptu”. Did you mean “$input”?"],
    ]);
    expect(inScript("return $('merge').all();")).toEqual([
      ["'merge'", "warning", "No node is called “merge”. Did you mean “Merge”?"],
    ]);
  });
});
