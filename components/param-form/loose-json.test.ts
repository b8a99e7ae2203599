import { describe, expect, it } from "vitest";
import { looseText, looseValue } from "./loose-json";

describe("a value that may be text or JSON", () => {
  it.each([
    ["Ada", "Ada"],
    ["42", 42],
    ["true", true],
    ["007", "007"],
    ['"42"', "42"],
    ['{ "a": 1 }', { a: 1 }],
    ["", ""],
  ])("reads %j as %j", (text, value) => {
    expect(looseValue(text)).toEqual(value);
  });

  it.each(["Ada", "42", "true", "", 42, null, { a: [1] }])("shows %j so that it reads the same again", (value) => {
    expect(looseValue(looseText(value))).toEqual(value);
  });
});
