import { describe, expect, it } from "vitest";
import { nodeHarness, when } from "@/nodes/testing";

const { run } = nodeHarness();
const items = [{ n: 1 }, { n: 5 }, { n: 9 }];
const rules = [
  { name: "small", conditions: when("={{ $json.n }}", "number", "lt", 6) },
  { conditions: when("={{ $json.n }}", "number", "lt", 3) },
];

describe("Switch", () => {
  it("sends each item to the first rule that matches, and drops the others", async () => {
    expect((await run("core.switch", { mode: { is: "rules", rules } }, items)).json).toEqual({
      case0: [{ n: 1 }, { n: 5 }],
    });
  });

  it("can send to every rule that matches", async () => {
    const { json } = await run("core.switch", { mode: { is: "rules", rules, all: true } }, items);
    expect(json).toEqual({ case0: [{ n: 1 }, { n: 5 }], case1: [{ n: 1 }] });
  });

  it("can send what matches nothing to an extra output", async () => {
    const { json } = await run("core.switch", { mode: { is: "rules", rules }, fallback: "extra" }, items);
    expect(json.fallback).toEqual([{ n: 9 }]);
  });

  it("decides by a number", async () => {
    const mode = { is: "number", outputs: 2, output: "={{ $json.n % 2 }}" };
    expect((await run("core.switch", { mode }, [{ n: 1 }, { n: 2 }])).json).toEqual({
      case1: [{ n: 1 }],
      case0: [{ n: 2 }],
    });
  });

  it("says when the number has no output, or uses the extra one", async () => {
    const mode = { is: "number", outputs: 2, output: 5 };
    expect((await run("core.switch", { mode })).error?.message).toMatch(/Output 5 does not exist: there are 2/);
    expect((await run("core.switch", { mode, fallback: "extra" }, [{ n: 1 }])).json).toEqual({ fallback: [{ n: 1 }] });
  });

  it("names the rule that has a wrong value", async () => {
    const bad = [{ conditions: when("x", "number", "gt", 1) }];
    expect((await run("core.switch", { mode: { is: "rules", rules: bad } })).error?.param).toMatch(
      /^mode.rules.0.conditions/,
    );
  });
});
