import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deleteExecutions, listExecutions, startExecution } from "@/server/services/executions";
import { documentOf, hook } from "@/server/services/testing";
import { deleteWorkflow } from "@/server/services/workflows";
import { openTestServer, type TestServer } from "./testing";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
  server.startWorker();
});
afterEach(() => server.close());

const code = (source: string, settings: object = {}) => ({
  type: "core.code",
  params: { mode: "all", source },
  ...settings,
});
const counting = (type: string) => `
  const data = $getWorkflowStaticData('${type}');
  data.count = (data.count ?? 0) + 1;
  return [{ count: data.count }];`;

async function outputs(workflow: string, node: string, times: number) {
  const given = [];
  for (let time = 0; time < times; time++) {
    const execution = await server.start(workflow, "hook");
    await server.until(execution);
    given.push(server.output(execution, node).main);
  }
  return given;
}

describe("static data of a workflow", () => {
  it("is there again in the next execution, for all nodes or for one", async () => {
    const document = documentOf(
      { hook: hook("a"), a: code(counting("global")), b: code(counting("global")), own: code(counting("node")) },
      "hook -> a",
      "a -> b",
      "b -> own",
    );
    const id = await server.add(document);
    expect(await outputs(id, "b", 2)).toEqual([[{ count: 2 }], [{ count: 4 }]]);
    expect(await outputs(id, "own", 1)).toEqual([[{ count: 3 }]]);
  });

  it("is known to n8n's oldest code by its old name", async () => {
    const source = "const data = getWorkflowStaticData('global'); data.n = (data.n ?? 0) + 1; return [{ n: data.n }];";
    const id = await server.add(documentOf({ hook: hook("a"), a: code(source) }, "hook -> a"));
    expect(await outputs(id, "a", 2)).toEqual([[{ n: 1 }], [{ n: 2 }]]);
  });

  it("is not changed by trying the workflow out, nor by a step that fails", async () => {
    const document = documentOf({ hook: hook("a"), a: code(counting("global")) }, "hook -> a");
    const id = await server.add(document);
    const tried = await startExecution(server.ctx, { workflowId: id, document, startNode: "hook" });
    await server.until(tried.id);
    expect(await outputs(id, "a", 1)).toEqual([[{ count: 1 }]]);

    const failing = code(
      `${counting("global").replace("return", "if (data.count > 1) throw new Error('no'); return")}`,
    );
    const other = await server.add(documentOf({ hook: hook("b"), a: failing }, "hook -> a"));
    await outputs(other, "a", 1);
    const failed = await server.until(await server.start(other, "hook"));
    expect(failed.status).toBe("failed");
    const row = server.store.rawRead.prepare("SELECT value FROM memories WHERE workflow_id = ?").get(other);
    expect(row).toEqual({ value: '{"count":1}' });
  });

  it("goes with the workflow", async () => {
    const id = await server.add(documentOf({ hook: hook("a"), a: code(counting("global")) }, "hook -> a"));
    await outputs(id, "a", 1);
    await deleteWorkflow(server.ctx, { id });
    expect(server.store.rawRead.prepare("SELECT count(*) AS count FROM memories").get()).toEqual({ count: 0 });
  });
});

describe("notes on an execution", () => {
  const annotationsOf = (id: number) =>
    server.store.rawRead.prepare("SELECT annotations FROM executions WHERE id = ?").get(id);

  it("are made by code and by a node, and read by what follows", async () => {
    const document = documentOf(
      {
        hook: hook("a"),
        a: code("$execution.customData.set('order', 17); return [{}]"),
        b: { type: "core.executionData", params: { values: [{ key: "shop", value: "north" }] } },
        c: code("return [{ ...$execution.customData.getAll(), same: $execution.customData.get('order') }]"),
        d: {
          type: "core.editFields",
          params: {
            values: { is: "fields", fields: [{ name: "o", value: "={{ $execution.customData.get('order') }}" }] },
          },
        },
      },
      ...["hook -> a", "a -> b", "b -> c", "c -> d"],
    );
    const execution = await server.start(await server.add(document), "hook");
    await server.until(execution);
    expect(server.output(execution, "c").main).toEqual([{ order: "17", shop: "north", same: "17" }]);
    expect(server.output(execution, "d").main?.[0]).toMatchObject({ o: "17" });
    expect(annotationsOf(execution)).toEqual({ annotations: '{"order":"17","shop":"north"}' });
    const found = (key: string) => listExecutions(server.ctx, { key }).executions.map(({ id }) => id);
    expect([found("17"), found("north"), found("1")]).toEqual([[execution], [execution], []]);
    await deleteExecutions(server.ctx, { ids: [execution] });
    expect(server.store.rawRead.prepare("SELECT * FROM execution_keys").all()).toEqual([]);
  });

  it.each(["__proto__", "a b", "x".repeat(51)])("refuse the name %j", async (name) => {
    const source = `$execution.customData.set(${JSON.stringify(name)}, 1); return [{}]`;
    const execution = await server.start(
      await server.add(documentOf({ hook: hook("a"), a: code(source) }, "hook -> a")),
      "hook",
    );
    expect((await server.until(execution)).errorInfo?.message).toMatch(/is no name for custom data/);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("code that goes on after errors", () => {
  it("gives an error for each item that fails, and the others", async () => {
    const source = "if ($json.n === 2) throw new Error('two'); return { json: { n: $json.n * 10 } }";
    const node = { type: "core.code", params: { mode: "each", source }, onError: "continue" as const };
    const id = await server.add(documentOf({ hook: hook("a"), a: node }, "hook -> a"));
    const execution = await server.start(
      id,
      "hook",
      [1, 2, 3].map((n) => ({ json: { n } })),
    );
    await server.until(execution);
    expect(server.output(execution, "a").main).toEqual([{ n: 10 }, { error: "two (line 1)" }, { n: 30 }]);
  });

  it("that runs once gives one item with the error", async () => {
    const id = await server.add(
      documentOf({ hook: hook("a"), a: code("throw new Error('no')", { onError: "continue" }) }, "hook -> a"),
    );
    const execution = await server.start(id, "hook", [{ json: {} }, { json: {} }]);
    await server.until(execution);
    expect(server.output(execution, "a").main).toEqual([{ error: "no (line 1)" }]);
  });
});
