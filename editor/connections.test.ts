import { describe, expect, it } from "vitest";
import { type PortEnd, wireBetween } from "./connections";
import { draw, testTypes } from "./testing";

const document = draw("start -> a -> b; check", { start: "trigger", check: "if" });
const output = (node: string, port = "main"): PortEnd => ({ node, port, side: "output" });
const input = (node: string): PortEnd => ({ node, port: "main", side: "input" });
const between = (one: PortEnd, other: PortEnd) => wireBetween(one, other, document, testTypes);

describe("a wire", () => {
  it("goes from an output to an input, whichever was grabbed first", () => {
    const edge = { from: { node: "b", port: "main" }, to: { node: "check", port: "main" } };
    expect(between(output("b"), input("check"))).toEqual({ edge });
    expect(between(input("check"), output("b"))).toEqual({ edge });
  });

  it("is refused between two outputs, and says why", () => {
    expect(between(output("a"), output("b"))).toEqual({ refused: { why: "twoOutputs" } });
  });

  it("is refused where there is one already", () => {
    expect(between(output("a"), input("b"))).toEqual({ refused: { why: "connected" } });
  });

  it("never ends at a trigger", () => {
    expect(between(output("b"), input("start"))).toEqual({ refused: { why: "trigger", values: { name: "start" } } });
  });

  it("may lead back: loops are allowed", () => {
    expect(between(output("b"), input("a"))).toHaveProperty("edge");
  });
});
