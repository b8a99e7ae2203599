import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import type { Field, Fields } from "@/shared/field";
import en from "@/shared/messages/en";
import { fieldProblem, problemsIn } from "./check-field";
import { problemAt } from "./problems";

const t = createTranslator({ locale: "en", messages: en });
const url: Field = { control: "text", label: "URL", default: "", required: true };
const count: Field = { control: "number", label: "Count", default: 1, min: 1, max: 5, integer: true };

describe("a field", () => {
  it("is required", () => {
    expect(fieldProblem(url, "", t)).toBe("URL is required");
    expect(fieldProblem(url, "  ", t)).toBe("URL is required");
    expect(fieldProblem(url, "https://example.com", t)).toBeUndefined();
  });

  it("may be an expression, but not an empty one where a value is required", () => {
    expect(fieldProblem(url, "={{ $json.url }}", t)).toBeUndefined();
    expect(fieldProblem(count, "={{ $json.count }}", t)).toBeUndefined();
    expect(fieldProblem(url, "=", t)).toBe("Write an expression");
  });

  it("has a range", () => {
    expect(fieldProblem(count, 0, t)).toBe("Must be at least 1");
    expect(fieldProblem(count, 6, t)).toBe("Must be at most 5");
    expect(fieldProblem(count, 1.5, t)).toBe("Write a whole number");
    expect(fieldProblem(count, "x", t)).toBe("Write a number");
    expect(fieldProblem(count, "3", t)).toBeUndefined();
  });

  it("names a date that is none", () => {
    const date: Field = { control: "datetime", label: "At", default: "" };
    expect(fieldProblem(date, "tomorrow-ish", t)).toBe("This is not a date");
    expect(fieldProblem(date, "2026-12-24T18:00:00Z", t)).toBeUndefined();
  });
});

describe("a problem of the last run", () => {
  const problems = { "body.value.a": "is wrong", url: "is empty" };

  it("stands at its path", () => {
    expect(problemAt(problems, "url", false)).toBe("is empty");
    expect(problemAt(problems, "body", false)).toBeUndefined();
  });

  it("stands at the nearest field that is drawn when it names a place inside a value", () => {
    expect(problemAt(problems, "body.value", true)).toBe("is wrong");
    expect(problemAt(problems, "bod", true)).toBeUndefined();
  });
});

describe("a whole form", () => {
  it("is checked down to its rows and the chosen case", () => {
    const header: Field = { control: "text", label: "Name", default: "", required: true };
    const fields: Fields = {
      url: { control: "text", label: "URL", default: "", required: true },
      headers: { control: "list", label: "Headers", of: { name: header }, addLabel: "Add", default: [] },
      body: {
        control: "choice",
        label: "Body",
        default: { is: "none" },
        cases: {
          none: { label: "None", fields: {} },
          text: { label: "Text", fields: { size: { control: "number", label: "Size", default: 1, min: 1 } } },
        },
      },
    };
    const values = { headers: [{ name: "a" }, { name: "" }], body: { is: "text", size: 0 } };
    expect(problemsIn(fields, values, t)).toEqual([
      { path: "url", label: "URL", problem: "URL is required" },
      { path: "headers.1.name", label: "Name", problem: "Name is required" },
      { path: "body.size", label: "Size", problem: "Must be at least 1" },
    ]);
    expect(problemsIn(fields, { url: "={{ 1 }}", body: "={{ $json }}" }, t)).toEqual([]);
  });
});
