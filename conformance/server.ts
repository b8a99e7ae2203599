import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { findNode } from "@/nodes/registry";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import { openStore } from "@/server/db/client";
import { openFileStore } from "@/server/http/files";
import { createDispatcher } from "@/server/runs/dispatcher";
import type { PoolWorker } from "@/server/runs/worker-pool";
import { openTestCipher } from "@/server/secrets/testing";
import { systemActor } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/context";
import { createCredential } from "@/server/services/credentials";
import { getExecution, startExecution, stepData } from "@/server/services/executions";
import { createConnections } from "@/server/services/oauth2";
import { createPresence } from "@/server/services/presence";
import { createWorkflow } from "@/server/services/workflows";
import { createWorker } from "@/server/worker/worker";
import type { ErrorInfo } from "@/shared/errors";
import { isFinal } from "@/shared/execution";
import type { FileRef, Item, JsonObject, Ports } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { credentialOf } from "./credentials";

export type RunStep = { nodeId: string; node: string; run: number; outputs: Ports; error?: ErrorInfo };
/** `waitingUntil` is a point in time in milliseconds. */
export type Run = { status: string; error?: ErrorInfo; waitingUntil?: number; steps: RunStep[] };
export type Places = { migrations: string; executorEntry: string; nodeModules: string };
export type ConformanceServer = ReturnType<typeof openServer>;

const maxWaitMs = 60_000;

/** Store, dispatcher and a real worker with its executor, in a folder that is gone afterwards. */
export function openServer({ migrations, executorEntry, nodeModules }: Places) {
  const folder = mkdtempSync(join(tmpdir(), "islewire-conformance-"));
  const store = openStore(folder, { migrations });
  const cipher = openTestCipher(store, folder);
  store.audit.takeKey(cipher.derive("audit"));
  const pooled: PoolWorker = { owner: `conformance-${process.pid}`, isReady: true, load: 0, send: () => {} };
  const dispatcher = createDispatcher(store, { concurrency: 4, workers: () => [pooled] });
  const baseUrl = "http://127.0.0.1:5870";
  const egressAllow = ["127.0.0.1"];
  const filesFolder = join(folder, "shared");
  mkdirSync(filesFolder);
  const files = openFileStore(folder);
  const options = {
    dataFolder: folder,
    owner: pooled.owner,
    egressAllow,
    baseUrl,
    executorEntry,
    nodeModules,
    filesFolder,
  };
  const worker = createWorker(options, (message, texts = []) => dispatcher.receive(pooled, message, [...texts]));
  pooled.send = (message, texts = []) => void (message.type === "stop" || worker.receive(message, [...texts]));
  const ctx: ServiceContext = {
    ...{
      store,
      dispatcher,
      baseUrl,
      egressAllow,
      cipher,
      dataFolder: folder,
      workers: 1,
    },
    isolation: 0,
    processes: () => ({ places: 1, mainBytes: 1, workers: [] }),
    webhooks: { listen: () => () => {} },
    requests: { flush: async () => {}, itemOf: async () => ({ json: {} }), formItemOf: () => ({ json: {} }) },
    forms: { listen: () => () => {} },
    listeners: { tryOut: () => () => {}, states: () => [] },
    presence: createPresence(),
    connections: createConnections(),
    actor: systemActor,
    triggersChanged: () => {},
  };

  return {
    /** Where workflows may read and write. */
    filesFolder,

    /** Runs a document from one of its nodes to the end, or to the first wait that takes longer. */
    async run(
      document: WorkflowDocument,
      startNode: string,
      input: Item[] = [{ json: {} }],
      waitMs = maxWaitMs,
    ): Promise<Run> {
      const { id: workflowId } = await createWorkflow(ctx, { document });
      const { id } = await startExecution(ctx, { workflowId, document, startNode, input });
      return resultOf(await ended(id, waitMs));
    },

    /** The document with n8n's credentials of these types chosen wherever a node takes them. */
    async withCredentials(
      document: WorkflowDocument,
      given: { [type: string]: JsonObject },
    ): Promise<WorkflowDocument> {
      const stored = await Promise.all(
        Object.entries(given).map(async ([name, data]) => {
          const { type, values } = credentialOf(name, data);
          return { type, id: (await createCredential(ctx, { name, type, values })).id };
        }),
      );
      const chosen = ({ type }: WorkflowNode) =>
        Object.entries((findNode(type)?.credentials ?? {}) as CredentialSlots).flatMap(([slot, { types }]) => {
          const fitting = stored.find((credential) => types.some(({ type }) => type === credential.type));
          return fitting ? [[slot, fitting.id]] : [];
        });
      const nodes = document.nodes.map((node) => ({ ...node, credentials: Object.fromEntries(chosen(node)) }));
      return { ...document, nodes };
    },

    read: (file: FileRef): Promise<Buffer> => buffer(files.read(file)),

    async close() {
      dispatcher.close();
      await worker.stop();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function ended(id: number, waitMs: number): Promise<number> {
    for (const start = Date.now(); Date.now() - start < maxWaitMs; ) {
      const { status, waitingUntil } = getExecution(ctx, { id });
      if (isFinal(status)) return id;
      if (status === "waiting" && (waitingUntil === null || waitingUntil > start + waitMs)) return id;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await dispatcher.cancel(id);
    throw new Error(`The execution did not end within ${maxWaitMs / 1000} s`);
  }

  function resultOf(id: number): Run {
    const { status, errorInfo, steps, document, waitingUntil } = getExecution(ctx, { id });
    const names = new Map(document.nodes.map((node) => [node.id, node.name]));
    return {
      status,
      ...(errorInfo && { error: errorInfo }),
      ...(waitingUntil && { waitingUntil }),
      steps: steps.map(({ index, nodeId, run, error }) => ({
        ...{ nodeId, node: names.get(nodeId) ?? nodeId, run, error },
        outputs: stepData(ctx, { id, step: index, limit: 1_000_000 }).outputs,
      })),
    };
  }
}
