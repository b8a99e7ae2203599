import { describe, expect, it } from "vitest";
import { nearestName } from "./nearest-name";

const names = ["$json", "$input", "$now", "$node", "$nodeId", "Get orders", "Merge"];

describe("the nearest name", () => {
  it.each([
    ["$jsno", "$json"],
    ["$inpt", "$input"],
    ["$Json", "$json"],
    ["Get order", "Get orders"],
    ["get orders", "Get orders"],
    ["Mrege", "Merge"],
  ])("to %j is %j", (typed, meant) => {
    expect(nearestName(typed, names)).toBe(meant);
  });

  it("is none when all are far", () => {
    expect(nearestName("$weather", names)).toBeUndefined();
    expect(nearestName("x", names)).toBeUndefined();
  });

  it("is found in time for names without end", () => {
    expect(nearestName("a".repeat(100_000), ["a".repeat(100_001)])).toBe("a".repeat(100_001));
  });
});
