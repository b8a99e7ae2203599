import { afterAll } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { executeNode } from "@/server/engine/execute-node";
import { egressRules } from "@/server/http/addresses";
import { createHttpClient } from "@/server/http/client";
import { openFileStore } from "@/server/http/files";
import type { Item, JsonObject, Ports } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import type { NodeDefinition } from "../define-node";
import type { Services } from "../services";

/** Runs a node through the real engine and the real way out, for definitions that are no part of the product. */
export function apiRunner() {
  const folder = temporaryFolder();
  const client = createHttpClient({ rules: egressRules(["127.0.0.1"]), files: openFileStore(folder.path) });
  afterAll(async () => {
    await client.close();
    folder.remove();
  });
  const sign = { sign: ({ headers }: { headers: Headers }) => headers.set("authorization", "Bearer s3cret") };

  return {
    /** `paramsOf` gives what expressions would give for an item. */
    async run(
      definition: NodeDefinition,
      paramsOf: (item: JsonObject) => JsonObject,
      items: JsonObject[] = [{}],
      node: Partial<WorkflowNode> = {},
      signal: AbortSignal = new AbortController().signal,
    ): Promise<{ [port: string]: JsonObject[] }> {
      const input: Item[] = items.map((json) => ({ json }));
      const logs: string[] = [];
      const services = {
        http: ({ auth, ...request }) => client.request(request, signal, auth && sign),
        log: (message) => void logs.push(message),
      } as Partial<Services> as Services;
      const outputs = await executeNode(
        {
          ...{ id: "n", type: definition.type, version: 1, name: "N", position: { x: 0, y: 0 }, params: {} },
          ...node,
        },
        { main: input },
        {
          definition,
          resolve: async () => ({ varies: new Set(["resource"]), at: (index) => paramsOf(items[index] ?? {}) }),
          evaluate: async (value) => value,
          credentials: { account: { id: "c", type: "test", reveal: () => ({}) } },
          services,
          signal,
          onRetry: () => {},
        },
      );
      return Object.fromEntries(
        Object.entries(outputs as Ports).map(([port, given]) => [port, given.map(({ json }) => json)]),
      );
    },
  };
}
