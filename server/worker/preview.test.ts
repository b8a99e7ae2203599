import { afterEach, beforeEach, expect, it } from "vitest";
import { startExecution } from "@/server/services/executions";
import { previewExpressions } from "@/server/services/preview-expressions";
import { documentOf } from "@/server/services/testing";
import { openTestServer, type TestServer } from "./testing";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
});
afterEach(() => server.close());

it("speaks of the chosen run of a node in a loop, or of its last", async () => {
  const source = "return [1, 2, 3].map((n) => ({ json: { n } }))";
  const fields = [{ name: "double", value: "={{ $json.n * 2 }}" }];
  const document = documentOf(
    {
      start: { type: "core.manualTrigger" },
      numbers: { type: "core.code", params: { mode: "all", source } },
      loop: { type: "core.loopOverItems", params: { batchSize: 1 } },
      double: { type: "core.editFields", params: { values: { is: "fields", fields } } },
      after: { type: "core.noOp" },
    },
    "start -> numbers",
    "numbers -> loop",
    "loop.loop -> double",
    "double -> after",
    "after -> loop",
  );
  server.startWorker();
  const workflowId = await server.add(document, false);
  const { id: executionId } = await startExecution(server.ctx, { workflowId, document });
  expect((await server.until(executionId)).status).toBe("succeeded");
  const values = async (nodeId: string, run?: number) => {
    const templates = ["={{ $json.n }}", "={{ $('double').item.json.double }}"];
    const results = await previewExpressions(server.ctx, { document, nodeId, executionId, run, item: 0, templates });
    return results.map((result) => (result.ok ? result.value : result.message));
  };
  expect((await values("double", 1))[0]).toBe(2);
  expect((await values("double"))[0]).toBe(3);
  expect(await values("after", 0)).toEqual([1, 2]);
  expect(await values("after", 2)).toEqual([3, 6]);
});

it("says that nothing has come in yet in the same words, whatever stands around the expression", async () => {
  const document = documentOf({ start: { type: "core.manualTrigger" }, last: { type: "core.noOp" } }, "start -> last");
  server.startWorker();
  await server.add(document, false);
  const templates = ["={{ $json.a }}", "=Dear {{ $json.a }}", "=Dear {{ $json.a + 1 }}", "=Dear {{ 1 }}"];
  const results = await previewExpressions(server.ctx, { document, nodeId: "last", item: 0, templates });
  const message = "This node has no input yet: the nodes before it have not been executed";
  expect(results.slice(0, 3)).toEqual(templates.slice(0, 3).map(() => ({ ok: false, message })));
  expect(results[3]).toMatchObject({ ok: true, value: "Dear 1" });
});
