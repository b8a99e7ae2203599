import { describe, expect, it } from "vitest";
import type { Field } from "@/shared/field";
import { modeOf, shownText, storedText, toExpression, toFixed } from "./expression-text";

const text: Field = { control: "text", label: "Text", default: "" };
const number: Field = { control: "number", label: "Number", default: 7 };
const toggle: Field = { control: "toggle", label: "On", default: true };
const select: Field = {
  control: "select",
  label: "Method",
  default: "GET",
  options: [
    { value: "GET", label: "GET" },
    { value: "POST", label: "POST" },
  ],
};
const json: Field = { control: "json", label: "Value", default: {} };
const list: Field = { control: "list", label: "Rows", default: [], of: {}, addLabel: "Add" };

describe("a fixed text", () => {
  it.each(["", "plain", "a = b", "=SUM(A1)", "==", "={{ $json.a }}", "={{ a }} and {{ b }}"])(
    "%j is shown as it was written, and never evaluated",
    (written) => {
      const stored = storedText(written);
      expect(modeOf(stored)).toBe("fixed");
      expect(shownText(stored)).toBe(written);
    },
  );

  it("doubles a leading equals sign in the document", () => {
    expect(storedText("=1")).toBe("==1");
  });
});

describe("the mode of a stored value", () => {
  it("is expression for a leading equals sign", () => {
    expect(modeOf("={{ $json.a }}")).toBe("expression");
    expect(modeOf("=")).toBe("expression");
    expect(modeOf("=plain")).toBe("expression");
  });

  it("is expression when a doubled equals sign comes with code, since that is evaluated", () => {
    expect(modeOf("=={{ $json.a }}")).toBe("expression");
  });

  it("is fixed for everything that is no text", () => {
    for (const value of [null, 1, true, [], { is: "=" }]) expect(modeOf(value)).toBe("fixed");
  });
});

describe("switching to an expression", () => {
  it("keeps a text and writes other values as code", () => {
    expect(toExpression("abc")).toBe("=abc");
    expect(toExpression("==1")).toBe("==1");
    expect(toExpression(null)).toBe("=");
    expect(toExpression(5)).toBe("={{ 5 }}");
    expect(toExpression(false)).toBe("={{ false }}");
  });

  it("never lets the braces of an object end the code", () => {
    const expression = toExpression({ a: { b: { c: "}}" } } });
    expect(expression.slice(0, -2)).not.toContain("}}");
    expect(toFixed(json, expression)).toEqual({ a: { b: { c: "}}" } } });
  });
});

describe("switching back to a fixed value", () => {
  it("keeps the text, braces and all", () => {
    expect(toFixed(text, "=abc")).toBe("abc");
    expect(toFixed(text, "={{ $json.a }}")).toBe("{{ $json.a }}");
    expect(modeOf(toFixed(text, "=={{ $json.a }}"))).toBe("fixed");
  });

  it("takes a value that the code spells out, or else the default", () => {
    expect(toFixed(number, "={{ 5 }}")).toBe(5);
    expect(toFixed(number, "={{ $json.a }}")).toBe(7);
    expect(toFixed(toggle, "={{ false }}")).toBe(false);
    expect(toFixed(toggle, "={{ $json.a }}")).toBe(true);
    expect(toFixed(select, "=POST")).toBe("POST");
    expect(toFixed(select, "={{ $json.method }}")).toBe("GET");
    expect(toFixed(list, "={{ $json.rows }}")).toEqual([]);
  });
});
