import { expect, it } from "vitest";
import { rightValue } from "./right-value";

it("gives a comparison a value of its own type", () => {
  expect(rightValue("100", "number")).toBe(100);
  expect(rightValue("true", "boolean")).toBe(true);
  expect(rightValue("false", "boolean")).toBe(false);
  expect(rightValue(100, "string")).toBe("100");
});

it("leaves alone what does not read as that type, and expressions", () => {
  expect(rightValue("many", "number")).toBe("many");
  expect(rightValue("", "number")).toBe("");
  expect(rightValue("={{ 1 }}", "number")).toBe("={{ 1 }}");
});
