import { expect, it } from "vitest";
import { portsOf } from "./ports";

const spec = [{ repeat: "count", name: "input", label: "Input" }];
const countOf = (count: unknown) => portsOf(spec, { count }).length;

it("A node has as many ports as its parameter says", () => {
  expect(portsOf(spec, { count: 2 })).toEqual([
    { name: "input0", label: "Input 1" },
    { name: "input1", label: "Input 2" },
  ]);
  expect(countOf([null, {}, "x"])).toBe(3);
});

it("T170 A number that is none of ports makes neither an error nor a million of them", () => {
  for (const count of [1e9, 2 ** 32, 1e308, Number.POSITIVE_INFINITY, Array(100_000).fill(0)]) {
    expect(countOf(count)).toBe(1_000);
  }
  for (const count of [-1, -2e-300, 0.5, Number.NaN, "5", null, {}]) expect(countOf(count)).toBe(0);
});
