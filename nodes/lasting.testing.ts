import { documentOf, hook } from "@/server/services/testing";
import type { TestServer } from "@/server/worker/testing";
import type { Item, JsonObject } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { findNode } from "./registry";
import { nodeHarness } from "./testing";

/** Runs executions of a workflow with one node that remembers, one after the other or many at once. */
export function lastingHarness() {
  const { server } = nodeHarness();
  return {
    server,

    /** A published workflow of such a node behind a trigger; `more` are nodes of that type with other parameters. */
    async workflow(
      type: string,
      params: JsonObject,
      {
        more = {},
        settings = {},
      }: { more?: { [id: string]: JsonObject }; settings?: WorkflowDocument["settings"] } = {},
    ) {
      const all = Object.entries({ node: params, ...more });
      const version = findNode(type)?.version ?? 1;
      const nodes = Object.fromEntries(
        all.flatMap(([id, own]) => [
          [triggerOf(id), hook(`h${Math.random()}`)],
          [id, { type, version, params: own }],
        ]),
      );
      const document = documentOf(nodes, ...all.map(([id]) => `${triggerOf(id)} -> ${id}`));
      return workflowOn(server(), await server().add({ ...document, settings }));
    },
  };
}

export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

export type Outcome = {
  execution: number;
  status: string;
  message?: string;
  code?: string;
  json: { [port: string]: JsonObject[] };
  main: JsonObject[];
};

const triggerOf = (node: string) => `${node}Hook`;

function workflowOn(server: TestServer, id: string) {
  const startAt = (node: string, ...items: JsonObject[]) =>
    server.start(
      id,
      triggerOf(node),
      items.map((json) => ({ json })),
    );
  const start = (...items: JsonObject[]) => startAt("node", ...items);
  const outcome = async (execution: number, node = "node"): Promise<Outcome> => {
    const { status, errorInfo } = await server.until(execution);
    const json = status === "succeeded" ? server.output(execution, node) : {};
    return { execution, status, message: errorInfo?.message, code: errorInfo?.code, json, main: json.main ?? [] };
  };
  return {
    ...{ id, start, startAt, outcome },
    startItems: (...items: Item[]) => server.start(id, triggerOf("node"), items),
    run: async (...items: JsonObject[]) => outcome(await start(...items)),
    /** Runs the node of that id. */
    runAt: async (node: string, ...items: JsonObject[]) =>
      outcome(await startAt(node, ...(items.length ? items : [{}])), node),

    /** Many executions at the same moment, whose worker dies in the middle: what each gave. */
    async crowd(count: number, itemsOf: (n: number) => JsonObject[] = () => [{}]): Promise<Outcome[]> {
      const executions = await Promise.all(Array.from({ length: count }, (_, n) => start(...itemsOf(n))));
      const over = () => executions.filter((one) => server.execution(one).status === "succeeded").length;
      for (let tries = 0; tries < 2_000 && over() < count / 4; tries++)
        await new Promise((resolve) => setTimeout(resolve, 1));
      const [worker] = server.workers();
      if (worker) await server.killWorker(worker);
      server.startWorker();
      return Promise.all(executions.map((one) => outcome(one)));
    },
  };
}
