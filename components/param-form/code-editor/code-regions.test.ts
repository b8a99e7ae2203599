import { describe, expect, it } from "vitest";
import { parseTemplate } from "@/shared/expression";
import { chainAtEnd, codeRegions, regionAt } from "./code-regions";

describe("the code in an expression field", () => {
  it.each([
    "plain",
    "{{ $json.a }}",
    "a {{ b }} c {{ d }}",
    "{{ open",
    String.raw`\{{ text }} {{ code }}`,
    String.raw`{{ "\}}" }} after`,
  ])("of %j is where the evaluator finds it", (text) => {
    const found = codeRegions(text).map(({ codeFrom, codeTo }) =>
      text.slice(codeFrom, codeTo).replaceAll("\\}}", "}}").trim(),
    );
    const wanted = parseTemplate(`=${text}`).flatMap((part) => ("code" in part ? [part.code] : []));
    expect(found).toEqual(wanted);
  });

  it("is entered and left by the cursor at its braces", () => {
    const text = "a {{ b }} c";
    expect(regionAt(text, 1)).toBeUndefined();
    expect(regionAt(text, 4)).toMatchObject({ from: 2, to: 9 });
    expect(regionAt(text, 10)).toBeUndefined();
  });
});

describe("the chain before a dot", () => {
  it.each([
    ["$json", "$json"],
    ["1 + $json.order", "$json.order"],
    ["$('My node').item.json", "$('My node').item.json"],
    ["f($json.a) + $input.first()", "$input.first()"],
    ['$json["a b"][0]', '$json["a b"][0]'],
    ["$json?.a", "$json?.a"],
    ["1 + ", ""],
  ])("of %j is %j", (code, chain) => {
    expect(chainAtEnd(code)).toBe(chain);
  });
});
