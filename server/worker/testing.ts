import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openTestStore } from "@/server/db/testing";
import { createDispatcher } from "@/server/runs/dispatcher";
import { createListeners } from "@/server/runs/listeners";
import { isFromListener } from "@/server/runs/protocol";
import type { PoolWorker } from "@/server/runs/worker-pool";
import { executorEntry, nodeModules } from "@/server/sandbox/testing";
import { createSealer } from "@/server/secrets/seal-bytes";
import { openTestCipher } from "@/server/secrets/testing";
import { systemActor } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/context";
import { getExecution, stepData } from "@/server/services/executions";
import { createConnections } from "@/server/services/oauth2";
import { createPresence } from "@/server/services/presence";
import { createWorkflow, publishWorkflow } from "@/server/services/workflows";
import type { ExecutionDetail } from "@/shared/api";
import { type ExecutionStatus, isFinal } from "@/shared/execution";
import type { Item, JsonObject, Ports } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { createWorker } from "./worker";

export type TestServer = ReturnType<typeof openTestServer>;

/** Store, dispatcher and services with real workers, run in this process so that a specification can cut them off. */
export function openTestServer({
  filesFolder,
  variables,
  egressAllow = ["127.0.0.1"],
}: {
  filesFolder?: string;
  variables?: { [name: string]: string };
  egressAllow?: string[];
} = {}) {
  const { store, folder, close } = openTestStore();
  const cipher = openTestCipher(store, folder);
  const workers: PoolWorker[] = [];
  const running = new Map<PoolWorker, { cut: boolean; orders: number[]; worker: ReturnType<typeof createWorker> }>();
  let started = 0;
  const dispatcher = createDispatcher(store, {
    ...{ concurrency: 10, workers: () => workers, sealer: createSealer(cipher) },
  });
  const listeners = createListeners(store, { dispatcher, workers: () => workers });
  const ctx: ServiceContext = {
    actor: systemActor,
    ...{
      store,
      cipher,
      dispatcher,
      listeners,
      dataFolder: folder,
      workers: 1,
      isolation: 0,
      egressAllow,
    },
    processes: () => ({ places: 1, mainBytes: 1, workers: [] }),
    webhooks: { listen: () => () => {} },
    requests: { flush: async () => {}, itemOf: async () => ({ json: {} }), formItemOf: () => ({ json: {} }) },
    forms: { listen: () => () => {} },
    presence: createPresence(),
    connections: createConnections(),
    triggersChanged: () => {
      listeners.reload();
      dispatcher.quarantineChanged();
    },
    baseUrl: "http://127.0.0.1:5870",
  };

  const server = {
    ...{ ctx, store, dispatcher, cipher },
    workers: () => workers,
    /** How the last run of each execution ended, as its worker said. */
    ended: new Map<number, string>(),

    startWorker(): PoolWorker {
      const state: { cut: boolean; orders: number[] } = { cut: false, orders: [] };
      const pooled: PoolWorker = {
        owner: `w-${process.pid}-${++started}`,
        isReady: true,
        load: 0,
        send(message, texts = []) {
          if (state.cut || message.type === "stop") return;
          if (message.type === "run") state.orders.push(message.id);
          worker.receive(message, [...texts]);
        },
      };
      const worker = createWorker(
        {
          ...{
            dataFolder: folder,
            owner: pooled.owner,
            egressAllow: ctx.egressAllow,
            baseUrl: ctx.baseUrl,
            filesFolder,
          },
          executorEntry: executorEntry(),
          nodeModules,
        },
        (message, texts = []) => {
          if (message.type === "ended") server.ended.set(message.id, message.status);
          if (state.cut) return;
          if (isFromListener(message)) void listeners.receive(pooled, message, [...texts]);
          else dispatcher.receive(pooled, message, [...texts]);
        },
        variables,
      );
      running.set(pooled, Object.assign(state, { worker }));
      workers.push(pooled);
      dispatcher.pump();
      listeners.workerReady();
      return pooled;
    },

    /** As if the process were gone: nothing it says is heard any more. Its work goes on for a while, as in a pause. */
    async killWorker(pooled: PoolWorker) {
      const state = running.get(pooled);
      if (state) state.cut = true;
      workers.splice(workers.indexOf(pooled), 1);
      listeners.workerEnded(pooled);
      await dispatcher.workerEnded(pooled);
    },

    /** Ends it as the stop of the server does. */
    async stopWorker(pooled: PoolWorker) {
      const state = running.get(pooled);
      running.delete(pooled);
      workers.splice(workers.indexOf(pooled), 1);
      await state?.worker.stop();
    },

    /** Publishes a document that has a trigger, or stores it as a draft. */
    async add(document: WorkflowDocument, publish = true): Promise<string> {
      const { id } = await createWorkflow(ctx, { document });
      if (publish) await publishWorkflow(ctx, { id, revision: 1 });
      return id;
    },

    /** Starts the published version at a node, as its trigger would. */
    async start(workflowId: string, startNode: string, items: Item[] = [{ json: {} }]): Promise<number> {
      const find = "SELECT published_version_id AS id FROM workflows WHERE id = ?";
      const { id: versionId } = store.rawRead.prepare(find).get(workflowId) as { id: number };
      return dispatcher.accept({ workflowId, versionId, mode: "webhook", startNode, inputText: JSON.stringify(items) });
    },

    execution: (id: number): ExecutionDetail => getExecution(ctx, { id }),

    /** Waits for the end, or for another status that is named. */
    async until(id: number, status?: ExecutionStatus): Promise<ExecutionDetail> {
      for (let tries = 0; tries < 3_000; tries++) {
        const detail = getExecution(ctx, { id });
        if (status ? detail.status === status : isFinal(detail.status)) return detail;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`Execution ${id} is still ${getExecution(ctx, { id }).status}`);
    },

    /** What the last finished run of a node gave, on its ports. */
    items(id: number, nodeId: string): Ports {
      const step = getExecution(ctx, { id }).steps.findLast((candidate) => candidate.nodeId === nodeId);
      if (!step) throw new Error(`"${nodeId}" has not run`);
      return stepData(ctx, { id, step: step.index }).outputs;
    },

    output(id: number, nodeId: string): { [port: string]: JsonObject[] } {
      const ports = Object.entries(server.items(id, nodeId));
      return Object.fromEntries(ports.map(([port, items]) => [port, items.map(({ json }) => json)]));
    },

    async close() {
      listeners.close();
      dispatcher.close();
      await Promise.all(
        [...running.values()].map(({ worker, orders }) => {
          for (const id of orders) worker.receive({ type: "cancel", id, reason: "user" }, []);
          return worker.stop();
        }),
      );
      close();
    },
  };
  return server;
}

export type TestHttp = { url: string; port: number; calls: Call[]; close(): Promise<void>; nextCall(): Promise<Call> };
export type Call = { method: string; url: string; headers: IncomingMessage["headers"]; body: string };
type Answer = (call: Call, response: ServerResponse) => void;

/** A real HTTP server on loopback that remembers its calls. Without an answer: an empty JSON object. */
export async function openTestHttp(answer: Answer = (_, response) => void response.end("{}")): Promise<TestHttp> {
  const calls: Call[] = [];
  const waiting: ((call: Call) => void)[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const call = { method, url, headers, body: Buffer.concat(chunks).toString("latin1") };
    calls.push(call);
    for (const heard of waiting.splice(0)) heard(call);
    response.setHeader("content-type", "application/json");
    answer(call, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ calls, port, url: `http://127.0.0.1:${port}` },
    nextCall: () => new Promise((resolve) => void waiting.push(resolve)),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
