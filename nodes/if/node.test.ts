import { describe, expect, it } from "vitest";
import { nodeHarness, when } from "@/nodes/testing";

const { run } = nodeHarness();
const decide = async (conditions: object, items: { n?: unknown; t?: unknown }[]) =>
  (await run("core.if", { conditions }, items as { n: number }[])).json;

describe("If", () => {
  it("sends each item one way or the other", async () => {
    const { true: yes, false: no } = await decide(when("={{ $json.n }}", "number", "gt", 1), [
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
    expect([yes, no]).toEqual([[{ n: 2 }, { n: 3 }], [{ n: 1 }]]);
  });

  it("without conditions sends everything on as true", async () => {
    expect(await decide({}, [{ n: 1 }])).toEqual({ true: [{ n: 1 }] });
  });

  it("joins conditions by and, or by or", async () => {
    const conditions = [
      { left: "={{ $json.n }}", type: "number", operation: "gt", right: 1 },
      { left: "={{ $json.t }}", type: "string", operation: "equals", right: "x" },
    ];
    const items = [
      { n: 2, t: "x" },
      { n: 2, t: "y" },
      { n: 0, t: "y" },
    ];
    expect((await decide({ conditions }, items)).true).toHaveLength(1);
    expect((await decide({ combine: "or", conditions }, items)).true).toHaveLength(2);
  });

  it.each([
    ["string", "contains", "Hello", "ell", true],
    ["string", "startsWith", "Hello", "hello", false],
    ["string", "regex", "order-12", "^order-\\d+$", true],
    ["string", "regex", "ORDER", "/order/i", true],
    ["string", "notRegex", "x", "y", true],
    ["string", "empty", "", null, true],
    ["number", "lte", 5, 5, true],
    ["number", "notEquals", 5, 5, false],
    ["boolean", "true", true, null, true],
    ["boolean", "false", true, null, false],
    ["dateTime", "after", "2026-02-01", "2026-01-01T00:00:00Z", true],
    ["array", "contains", [1, 2], 2, true],
    ["array", "lengthGt", [1, 2], 1, true],
    ["object", "notEmpty", { a: 1 }, null, true],
    ["string", "exists", null, null, false],
    ["string", "notExists", null, null, true],
  ])("%s %s of %j and %j is %s", async (type, operation, left, right, wanted) => {
    const branches = await decide(when(left, type, operation, right), [{ n: 1 }]);
    expect(Object.keys(branches)).toEqual([String(wanted)]);
  });

  it("takes case into account unless told not to", async () => {
    expect(Object.keys(await decide(when("A", "string", "equals", "a"), [{}]))).toEqual(["false"]);
    expect(Object.keys(await decide(when("A", "string", "equals", "a", { ignoreCase: true }), [{}]))).toEqual(["true"]);
  });

  it("refuses a value of another type, and converts it when asked to", async () => {
    const strict = await run("core.if", { conditions: when("5", "number", "gt", 1) });
    expect(strict.error).toMatchObject({
      code: "CONDITION_TYPE",
      message: 'Condition 1: "5" is not a number',
      hint: expect.stringContaining("Convert types"),
    });
    expect(Object.keys(await decide(when("5", "number", "gt", 1, { loose: true }), [{}]))).toEqual(["true"]);
  });

  it("says which regular expression is not one", async () => {
    expect((await run("core.if", { conditions: when("a", "string", "regex", "(") })).error?.message).toMatch(
      /"\(" is not a valid regular expression/,
    );
  });

  it("is not held up by a regular expression that backtracks for ever", async () => {
    const { error } = await run("core.if", { conditions: when(`${"a".repeat(40)}b`, "string", "regex", "^(a+)+$") });
    expect(error).toMatchObject({ code: "CONDITION_REGEX", message: expect.stringMatching(/took too long/) });
  });

  it("refuses a comparison that does not exist", async () => {
    expect((await run("core.if", { conditions: when("a", "string", "sounds like", "b") })).error?.code).toBe(
      "PARAMS_INVALID",
    );
  });
});
