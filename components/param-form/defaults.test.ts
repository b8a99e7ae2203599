import { describe, expect, it } from "vitest";
import type { Field, Fields } from "@/shared/field";
import { caseValue, defaultsOf, fieldValue, isSet } from "./defaults";

const body: Extract<Field, { control: "choice" }> = {
  control: "choice",
  label: "Body",
  default: { is: "json" },
  cases: {
    none: { label: "None", fields: {} },
    json: { label: "JSON", fields: { value: { control: "json", label: "Value", default: { a: 1 } } } },
    text: { label: "Text", fields: { type: { control: "text", label: "Type", default: "text/plain" } } },
  },
};
const fields: Fields = { url: { control: "text", label: "URL", default: "/" }, body };

describe("the value of a field", () => {
  it("is the default only while the key is missing", () => {
    const url = fields.url as Field;
    expect(fieldValue({}, "url", url)).toBe("/");
    expect(fieldValue({ url: "" }, "url", url)).toBe("");
    expect(fieldValue({ url: null }, "url", url)).toBe(null);
  });
});

describe("a new row", () => {
  it("has the defaults of the chosen case as well", () => {
    expect(defaultsOf(fields)).toEqual({ url: "/", body: { is: "json", value: { a: 1 } } });
  });

  it("shares nothing with the definition", () => {
    const first = defaultsOf(fields);
    const { value } = first.body as { value: { a: number } };
    value.a = 2;
    expect(defaultsOf(fields).body).toEqual({ is: "json", value: { a: 1 } });
  });
});

describe("another case of a choice", () => {
  it("fills its own defaults and keeps nothing of the old case", () => {
    expect(caseValue(body, "text")).toEqual({ is: "text", type: "text/plain" });
    expect(caseValue(body, "none")).toEqual({ is: "none" });
  });
});

describe("a set option", () => {
  it("is one that differs from its default", () => {
    expect(isSet({}, "body", body)).toBe(false);
    expect(isSet({ body: { is: "json" } }, "body", body)).toBe(false);
    expect(isSet({ body: { is: "json", value: { a: 1 } } }, "body", body)).toBe(false);
    expect(isSet({ body: { is: "none" } }, "body", body)).toBe(true);
  });
});
