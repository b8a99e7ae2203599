import { expect, it } from "vitest";
import { readStateName, shownValue } from "./state-words";

it("What a node stored is called by what it is and what somebody named it", () => {
  expect(readStateName("cursor orders of today")).toEqual({ kind: "cursor", rest: "orders of today" });
  expect(readStateName("static")).toEqual({ kind: "static", rest: "" });
  expect(readStateName("https://example.com/feed")).toEqual({ kind: "other", rest: "https://example.com/feed" });
  expect(readStateName("cursor")).toEqual({ kind: "other", rest: "cursor" });
});

it("A text is shown without quotes, and what is cut says so", () => {
  expect(shownValue('"2026-11-02"', true)).toBe("2026-11-02");
  expect(shownValue('"abc', false)).toBe("abc…");
  expect(shownValue('{"a":1}', true)).toBe('{"a":1}');
});
