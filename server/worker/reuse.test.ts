import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startExecution, stepData } from "@/server/services/executions";
import { retryExecution } from "@/server/services/retry-execution";
import { documentOf } from "@/server/services/testing";
import { openTestHttp, openTestServer, type TestHttp, type TestServer } from "./testing";

let server: TestServer;
let http: TestHttp;
beforeEach(async () => {
  server = openTestServer();
  server.startWorker();
  http = await openTestHttp((_, response) => void response.end(JSON.stringify({ n: http.calls.length })));
});
afterEach(async () => {
  await http.close();
  await server.close();
});

const flow = (field: string) =>
  documentOf(
    {
      start: { type: "core.manualTrigger" },
      call: { type: "core.httpRequest", params: { method: "POST", url: http.url } },
      set: {
        type: "core.editFields",
        params: { values: { is: "fields", fields: [{ name: field, value: "={{ $json.n }}" }] } },
      },
      end: { type: "core.code", params: { source: "return [{ from: $('call').item.json.n, ...$json }]" } },
    },
    ...["start -> call", "call -> set", "set -> end"],
  );

describe("a run up to a node", () => {
  it("takes over what is as it was, and does not call a service twice", async () => {
    const workflowId = await server.add(flow("a"), false);
    const first = await startExecution(server.ctx, { workflowId, document: flow("a"), destination: "end" });
    await server.until(first.id);
    const changed = { workflowId, document: flow("b"), destination: "end", reuse: first.id };
    const second = await startExecution(server.ctx, changed);
    expect((await server.until(second.id)).status).toBe("succeeded");
    expect(http.calls).toHaveLength(1);
    expect(server.output(second.id, "end").main).toEqual([{ from: 1, n: 1, b: 1 }]);
    // The step is there like any other, with where its items came from.
    expect(stepData(server.ctx, { id: second.id, step: 1 }).outputs).toEqual({
      main: [{ json: { n: 1 }, from: { item: 0 } }],
    });
  });

  it("calls again what was changed, and what another workflow or a lost execution cannot give", async () => {
    const workflowId = await server.add(flow("a"), false);
    const first = await startExecution(server.ctx, { workflowId, document: flow("a"), destination: "end" });
    await server.until(first.id);
    const other = await server.add(flow("a"), false);
    for (const [index, input] of [
      { workflowId: other, reuse: first.id },
      { workflowId, reuse: 999 },
      { workflowId },
    ].entries()) {
      const { id } = await startExecution(server.ctx, { ...input, document: flow("a"), destination: "end" });
      await server.until(id);
      expect(http.calls).toHaveLength(index + 2);
    }
  });

  it("that failed is retried without calling again what had been taken over", async () => {
    const workflowId = await server.add(flow("a"), false);
    const first = await startExecution(server.ctx, { workflowId, document: flow("a"), destination: "end" });
    await server.until(first.id);
    const document = flow("a");
    const end = document.nodes.find(({ id }) => id === "end");
    if (end) end.params = { source: "throw new Error('no')" };
    const { id } = await startExecution(server.ctx, { workflowId, document, destination: "end", reuse: first.id });
    expect((await server.until(id)).status).toBe("failed");
    const again = await retryExecution(server.ctx, { id });
    expect((await server.until(again.id)).status).toBe("failed");
    expect(http.calls).toHaveLength(1);
  });
});

describe("a run from a node on", () => {
  it("runs it and all after it on the edited data of what comes before, and calls no service again", async () => {
    const workflowId = await server.add(flow("a"), false);
    const first = await startExecution(server.ctx, { workflowId, document: flow("a") });
    await server.until(first.id);
    const again = await startExecution(server.ctx, { workflowId, document: flow("a"), from: "set", reuse: first.id });
    await server.until(again.id);
    expect(server.output(again.id, "end").main).toEqual([{ from: 1, n: 1, a: 1 }]);
    const edited = flow("a");
    const call = edited.nodes.find(({ id }) => id === "call");
    if (call) call.pinned = { main: [{ json: { n: 42 } }] };
    const { id } = await startExecution(server.ctx, { workflowId, document: edited, from: "set", reuse: first.id });
    await server.until(id);
    expect(server.output(id, "end").main).toEqual([{ from: 42, n: 42, a: 42 }]);
    expect(http.calls).toHaveLength(1);
  });
});
