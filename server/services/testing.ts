import { openTestStore } from "@/server/db/testing";
import { createDispatcher } from "@/server/runs/dispatcher";
import { createSealer } from "@/server/secrets/seal-bytes";
import { openTestCipher } from "@/server/secrets/testing";
import { emptyDocument, type WorkflowDocument, type WorkflowNode } from "@/shared/workflow";
import { systemActor } from "./access";
import type { ServiceContext } from "./context";
import { createConnections } from "./oauth2";
import { createPresence } from "./presence";

/** The services on a real database, with a dispatcher that has no workers: what is started stays in the queue. */
export function openTestServices() {
  const { store, folder, close } = openTestStore();
  const cipher = openTestCipher(store, folder);
  store.audit.takeKey(cipher.auditKey());
  const dispatcher = createDispatcher(store, { concurrency: 10, workers: () => [], sealer: createSealer(cipher) });
  const changes = { triggers: 0 };
  const ctx: ServiceContext = {
    actor: systemActor,
    store,
    dispatcher,
    cipher,
    webhooks: { listen: () => () => {} },
    requests: { flush: async () => {}, itemOf: async () => ({ json: {} }), formItemOf: () => ({ json: {} }) },
    forms: { listen: () => () => {} },
    listeners: { tryOut: () => () => {}, states: () => [] },
    presence: createPresence(),
    connections: createConnections(),
    triggersChanged: () => void changes.triggers++,
    baseUrl: "http://127.0.0.1:5870",
    dataFolder: folder,
    workers: 1,
    isolation: 0,
    processes: () => ({ places: 10, mainBytes: 1, workers: [] }),
    egressAllow: [],
  };
  return {
    ctx,
    changes,
    close() {
      dispatcher.close();
      close();
    },
  };
}

type Drawn = Partial<WorkflowNode> & { type: string };

/** A document of nodes by id; wires are `a -> b` or `a.port -> b.port`, `main` where no port is named. */
export function documentOf(nodes: { [id: string]: Drawn }, ...wires: string[]): WorkflowDocument {
  const end = (text: string) => {
    const [node = "", port = "main"] = text.split(".");
    return { node, port };
  };
  return {
    ...emptyDocument("Test"),
    nodes: Object.entries(nodes).map(([id, node], index) => ({
      ...{ id, name: id, version: 1, position: { x: index * 200, y: 0 }, params: {} },
      ...node,
    })),
    edges: wires.map((wire) => {
      const [from = "", to = ""] = wire.split(" -> ");
      return { from: end(from), to: end(to) };
    }),
  };
}

export const hook = (path: string, params: object = {}): Drawn => ({
  type: "core.webhook",
  params: { path, methods: ["POST"], ...params },
});
