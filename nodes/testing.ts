import { afterAll, beforeAll } from "vitest";
import { findNode } from "@/nodes/registry";
import { createCredential } from "@/server/services/credentials";
import { getExecution, startExecution, stepData } from "@/server/services/executions";
import { documentOf } from "@/server/services/testing";
import { createWorkflow } from "@/server/services/workflows";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import type { ErrorInfo } from "@/shared/errors";
import type { FileRef, Item, Json, JsonObject, Ports } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";

/** Runs one node the way the product does: real worker, executor, store, files and network door. */
export function nodeHarness(options: { filesFolder?: string } = {}) {
  let server: TestServer | undefined;
  beforeAll(() => {
    server = openTestServer(options);
    server.startWorker();
  });
  afterAll(() => server?.close());
  const current = (): TestServer => {
    if (!server) throw new Error("Used before the specification began");
    return server;
  };

  const runDocument = async (document: WorkflowDocument, input: Item[], startNode = "start"): Promise<number> => {
    const { ctx, until } = current();
    const { id: workflowId } = await createWorkflow(ctx, { document });
    const inputText = JSON.stringify(input);
    const { id } = await startExecution(ctx, { workflowId, document, startNode, inputText });
    await until(id);
    return id;
  };

  return {
    server: current,
    runDocument,

    /** What the node gave on its ports, without origins. */
    async run(
      type: string,
      params: { [name: string]: unknown },
      input: Given[] = [{}],
      node: Partial<WorkflowNode> = {},
    ): Promise<NodeRun> {
      const isTrigger = TRIGGERS.has(type);
      const version = findNode(type)?.version ?? 1;
      const document = isTrigger
        ? documentOf({ start: { type, version, params: params as JsonObject, ...node } })
        : documentOf(
            { start: { type: "core.manualTrigger" }, node: { type, version, params: params as JsonObject, ...node } },
            "start -> node",
          );
      const id = await runDocument(document, input.map(toItem));
      return resultOf(id, isTrigger ? "start" : "node");
    },

    async credential(type: string, values: JsonObject): Promise<string> {
      return (await createCredential(current().ctx, { name: type, type, values })).id;
    },
  };

  function resultOf(id: number, nodeId: string): NodeRun {
    const { ctx } = current();
    const detail = getExecution(ctx, { id });
    const step = detail.steps.findLast((candidate) => candidate.nodeId === nodeId);
    if (!step) throw new Error(`The node did not run: ${JSON.stringify(detail.error)}`);
    const { outputs, logs } = stepData(ctx, { id, step: step.index, limit: 100_000 });
    const json = Object.fromEntries(
      Object.entries(outputs).map(([port, items]) => [port, items.map((item) => item.json)]),
    );
    return {
      id,
      status: detail.status,
      json,
      main: json.main ?? [],
      items: outputs,
      logs,
      error: step.error ?? detail.errorInfo,
    };
  }
}

export type NodeRun = {
  id: number;
  status: string;
  json: { [port: string]: JsonObject[] };
  main: JsonObject[];
  items: Ports;
  logs: string[];
  error?: ErrorInfo;
};

type Given = JsonObject | { json: JsonObject; binary: { [name: string]: FileRef } };
const toItem = (given: Given): Item => ("binary" in given ? (given as unknown as Item) : { json: given as JsonObject });

const TRIGGERS = new Set([
  "core.manualTrigger",
  "core.webhook",
  "core.formTrigger",
  "core.schedule",
  "core.workflowTrigger",
  "core.errorTrigger",
  "core.imapTrigger",
]);

/** Conditions for `If`, `Filter` and `Switch`: `when("={{ $json.n }}", "number", "gt", 5)`. */
export const when = (left: Json, type: string, operation: string, right: Json = null, more: JsonObject = {}) => ({
  conditions: [{ left, type, operation, right }],
  ...more,
});
