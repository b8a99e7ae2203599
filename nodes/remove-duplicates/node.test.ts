import { describe, expect, it, vi } from "vitest";
import { lastingHarness, upTo } from "@/nodes/lasting.testing";
import { nodeHarness } from "@/nodes/testing";
import { documentOf, hook } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { run, server } = nodeHarness();
const { workflow } = lastingHarness();
const items = [
  { a: 1, b: { c: 1 } },
  { a: 1, b: { c: 2 } },
  { a: 1, b: { c: 1 } },
  { a: "1", b: { c: 1 } },
];

const compare = (values: object) => ({ compare: { is: "input", ...values } });

describe("Remove Duplicates", () => {
  it("keeps the first of items that are the same", async () => {
    expect((await run("core.removeDuplicates", {}, items)).main).toEqual([items[0], items[1], items[3]]);
  });

  it("looks at the named fields only", async () => {
    expect((await run("core.removeDuplicates", compare({ fields: [{ field: "a" }] }), items)).main).toEqual([
      items[0],
      items[3],
    ]);
    expect((await run("core.removeDuplicates", compare({ fields: [{ field: "b.c" }] }), items)).main).toEqual([
      items[0],
      items[1],
    ]);
  });

  it("does not care in which order an object's fields stand", async () => {
    expect(
      (
        await run("core.removeDuplicates", {}, [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ])
      ).main,
    ).toEqual([{ a: 1, b: 2 }]);
  });
});

describe("Remove Duplicates across executions", () => {
  /** One after the other, each with these items: what was kept and what was not. */
  async function executions(compare: JsonObject, ...inputs: JsonObject[][]) {
    const node = { type: "core.removeDuplicates", version: 2, params: { compare } };
    const id = await server().add(documentOf({ hook: hook(`h${Math.random()}`), node }, "hook -> node"));
    const given = [];
    for (const input of inputs) {
      const execution = await server().start(
        id,
        "hook",
        input.map((json) => ({ json })),
      );
      const { status, errorInfo } = await server().until(execution);
      given.push(status === "failed" ? errorInfo?.message : server().output(execution, "node"));
    }
    return given;
  }
  const ids = (...list: number[]) => list.map((n) => ({ n }));

  it("knows values of the executions before, and keeps new ones that come twice at once", async () => {
    const given = await executions({ is: "seen", value: "={{ $json.n }}" }, ids(1, 2, 2), ids(2, 3), ids(1, 2, 3));
    expect(given).toEqual([
      { main: ids(1, 2, 2), seen: [] },
      { main: ids(3), seen: ids(2) },
      { main: [], seen: ids(1, 2, 3) },
    ]);
  });

  it("forgets the oldest values beyond the number it remembers", async () => {
    const given = await executions({ is: "seen", value: "={{ $json.n }}", keep: 2 }, ids(1, 2, 3), ids(1, 3));
    expect(given[1]).toEqual({ main: ids(1), seen: ids(3) });
  });

  it("keeps what is above the highest number so far", async () => {
    const given = await executions({ is: "number", value: "={{ $json.n }}" }, ids(5, 3), ids(5, 6), ids(6));
    expect(given).toEqual([
      { main: ids(5, 3), seen: [] },
      { main: ids(6), seen: ids(5) },
      { main: [], seen: ids(6) },
    ]);
  });

  it("keeps what is after the latest date so far", async () => {
    const days = (...list: string[]) => list.map((d) => ({ d }));
    const given = await executions(
      { is: "date", value: "={{ $json.d }}" },
      days("2026-01-02"),
      days("2026-01-02", "2026-01-03T00:00:00Z"),
    );
    expect(given[1]).toMatchObject({ main: days("2026-01-03T00:00:00Z"), seen: days("2026-01-02") });
  });

  it("lets a value pass in one of many executions of the same moment, also when their worker dies", async () => {
    const value = "={{ $json.n }}";
    const { crowd } = await workflow("core.removeDuplicates", { compare: { is: "seen", value } });
    const passed = (await crowd(40, (n) => ids(n % 10, 100 + n))).flatMap(({ main }) => main.map(({ n }) => Number(n)));
    expect(passed.sort((a, b) => a - b)).toEqual([...upTo(10).map((n) => n - 1), ...upTo(40).map((n) => n + 99)]);
  });

  it("lets a number be the highest in one of many executions of the same moment", async () => {
    const { crowd } = await workflow("core.removeDuplicates", { compare: { is: "number", value: "={{ $json.n }}" } });
    expect((await crowd(20, () => ids(7))).flatMap(({ main }) => main)).toEqual(ids(7));
  });

  it("forgets a value that has not come for so many days", async () => {
    const compare = { is: "seen", value: "={{ $json.n }}", days: 7 };
    const { run } = await workflow("core.removeDuplicates", { compare });
    const on = async (day: number, ...list: number[]) => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, day) });
      return (await run(...ids(...list))).main;
    };
    expect(await on(1, 1, 2)).toEqual(ids(1, 2));
    expect(await on(7, 1)).toEqual([]);
    expect(await on(9, 1, 2)).toEqual(ids(2));
    vi.useRealTimers();
  });

  it("says which item has no value", async () => {
    expect(await executions({ is: "seen", value: "={{ $json.x }}" }, ids(1))).toEqual([
      expect.stringMatching(/Compare › value.*required/),
    ]);
    expect(await executions({ is: "date", value: "={{ $json.n > 1 ? 'soon' : '2026-01-01' }}" }, ids(1, 2))).toEqual([
      expect.stringMatching(/date/),
    ]);
  });

  it("shares what it remembers with its like in the workflow, and forgets when told to", async () => {
    const compare = { is: "seen", value: "={{ $json.n }}", scope: "workflow" };
    const forget = {
      type: "core.removeDuplicates",
      version: 2,
      params: { compare: { is: "forget", scope: "workflow" } },
    };
    const node = { type: "core.removeDuplicates", version: 2, params: { compare } };
    const document = documentOf(
      { hook: hook("shared"), a: node, b: node, forget },
      "hook -> a",
      "a -> b",
      "b.seen -> forget",
    );
    const id = await server().add(document);
    for (const _ of [1, 2]) {
      const execution = await server().start(id, "hook", [{ json: { n: 1 } }]);
      await server().until(execution);
      expect(server().output(execution, "b")).toEqual({ main: [], seen: ids(1) });
    }
  });
});
