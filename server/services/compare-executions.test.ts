import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import type { JsonObject } from "@/shared/item";
import { compareExecutions } from "./compare-executions";
import { executionLogs } from "./execution-logs";
import { startExecution } from "./executions";
import { documentOf, hook } from "./testing";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
  server.startWorker();
});
afterEach(() => server.close());

const code = (source: string) => ({ type: "core.code", params: { mode: "all", source } });
const doubled = code("return $input.all().map(({ json }) => ({ json: { n: json.n * 2 } }))");
const constant = code("return [{ json: { always: 'the same' } }]");
const failing = code("if ($json.n > 4) throw new Error($json.n + ' is too much'); return $input.all()");

async function run(workflowId: string, document: ReturnType<typeof documentOf>, ...items: JsonObject[]) {
  const input = items.map((json) => ({ json }));
  const { id } = await startExecution(server.ctx, { workflowId, document, startNode: "hook", input });
  await server.until(id);
  return id;
}

describe("two executions", () => {
  it("are compared run by run of each node: what is the same, what differs, what only one has", async () => {
    const document = documentOf(
      { hook: hook("a"), constant, doubled, failing, last: { type: "core.noOp" } },
      ...["hook -> constant", "hook -> doubled", "doubled -> failing", "failing -> last"],
    );
    const workflowId = await server.add(document);
    const a = await run(workflowId, document, { n: 1 });
    const b = await run(workflowId, document, { n: 3 });
    const found = compareExecutions(server.ctx, { a, b });
    expect(Object.fromEntries(found.steps.map(({ nodeId, is }) => [nodeId, is]))).toEqual({
      ...{ hook: "different", constant: "same", doubled: "different", failing: "different", last: "onlyA" },
    });
    expect(found).toMatchObject({
      a: { id: a, status: "succeeded" },
      b: { id: b, status: "failed", errorInfo: { message: expect.stringContaining("6 is too much") } },
      ...{ isCut: false, changedNodes: [], changedWires: 0 },
    });
    expect(compareExecutions(server.ctx, { a: b, b: a }).steps.find(({ nodeId }) => nodeId === "last")?.is).toBe(
      "onlyB",
    );
    expect(compareExecutions(server.ctx, { a, b: a }).steps.map(({ is }) => is)).toEqual(Array(5).fill("same"));
  });

  it("of different versions name what was changed in the workflow between them", async () => {
    const before = documentOf({ hook: hook("a"), constant }, "hook -> constant");
    const after = documentOf(
      { hook: hook("a"), constant: code("return [{ json: {} }]"), more: doubled },
      "hook -> more",
    );
    const workflowId = await server.add(before);
    const a = await run(workflowId, before, { n: 1 });
    const b = await run(workflowId, after, { n: 1 });
    const found = compareExecutions(server.ctx, { a, b });
    expect(found.changedNodes.map(({ id, is }) => [id, is])).toEqual([
      ["constant", "changed"],
      ["more", "added"],
    ]);
    expect(found.changedWires).toBe(2);
  });

  it("of two workflows are not compared", async () => {
    const document = documentOf({ hook: hook("a") });
    const a = await run(await server.add(document), document, {});
    const b = await run(await server.add(documentOf({ hook: hook("b") })), document, {});
    expect(() => compareExecutions(server.ctx, { a, b })).toThrow(
      `Executions ${a} and ${b} are of different workflows`,
    );
    expect(() => compareExecutions(server.ctx, { a, b: 999 })).toThrow("There is no execution 999");
  });
});

describe("the log of an execution", () => {
  it("holds the lines of all steps in the order they ran, and of many the newest", async () => {
    const document = documentOf(
      {
        hook: hook("a"),
        first: code("console.log('one'); console.log('two', { n: 1 }); return $input.all()"),
        quiet: { type: "core.noOp" },
        second: code("for (let i = 0; i < 50; i++) console.log('line ' + i); return $input.all()"),
      },
      ...["hook -> first", "first -> quiet", "quiet -> second"],
    );
    const id = await run(await server.add(document), document, { n: 1 });
    const { steps, isCut } = executionLogs(server.ctx, { id });
    expect(isCut).toBe(false);
    expect(steps.map(({ step, lines }) => [step, lines.length])).toEqual([
      [1, 2],
      [3, 50],
    ]);
    expect(steps[0]?.lines[0]).toContain("one");
    expect(steps[1]?.lines.at(-1)).toContain("line 49");
    expect(() => executionLogs(server.ctx, { id: 999 })).toThrow("There is no execution 999");
  });

  it("of an execution that wrote without end is cut to the newest lines", async () => {
    const flood = code("for (let i = 0; i < 200; i++) console.log(i + ' ' + 'x'.repeat(3500)); return $input.all()");
    const floods = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, flood]));
    const wires = ["hook -> a", "a -> b", "b -> c", "c -> d", "d -> e"];
    const document = documentOf({ hook: hook("a"), ...floods }, ...wires);
    const id = await run(await server.add(document), document, {});
    const { steps, isCut } = executionLogs(server.ctx, { id });
    expect(isCut).toBe(true);
    expect(steps.map(({ step, lines }) => [step, lines.length === 200])).toEqual([
      [3, false],
      [4, true],
      [5, true],
    ]);
    const bytes = JSON.stringify(steps).length;
    expect(bytes).toBeGreaterThan(1_900_000);
    expect(bytes).toBeLessThan(2_100_000);
    expect(steps[0]?.lines.at(-1)).toMatch(/^\D*199 /);
  }, 30_000);
});
