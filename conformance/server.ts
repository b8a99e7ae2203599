import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@/server/db/client";
import { createDispatcher } from "@/server/runs/dispatcher";
import type { PoolWorker } from "@/server/runs/worker-pool";
import { openCipher } from "@/server/secrets/cipher";
import type { ServiceContext } from "@/server/services/context";
import { getExecution, startExecution, stepData } from "@/server/services/executions";
import { createWorkflow } from "@/server/services/workflows";
import { createWorker } from "@/server/worker/worker";
import type { ErrorInfo } from "@/shared/errors";
import { isFinal } from "@/shared/execution";
import type { Item, Ports } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";

export type RunStep = { nodeId: string; node: string; run: number; outputs: Ports; error?: ErrorInfo };
export type Run = { status: string; error?: ErrorInfo; steps: RunStep[] };
export type Places = { migrations: string; executorEntry: string; nodeModules: string };
export type ConformanceServer = ReturnType<typeof openServer>;

const maxWaitMs = 60_000;

/** Store, dispatcher and a real worker with its executor, in a folder that is gone afterwards. */
export function openServer({ migrations, executorEntry, nodeModules }: Places) {
  const folder = mkdtempSync(join(tmpdir(), "islewire-conformance-"));
  const store = openStore(folder, migrations);
  const pooled: PoolWorker = { owner: `conformance-${process.pid}`, isReady: true, load: 0, send: () => {} };
  const dispatcher = createDispatcher(store, { concurrency: 4, workers: () => [pooled] });
  const baseUrl = "http://127.0.0.1:5870";
  const egressAllow = ["127.0.0.1"];
  const options = { dataFolder: folder, owner: pooled.owner, egressAllow, baseUrl, executorEntry, nodeModules };
  const worker = createWorker(options, (message, texts = []) => dispatcher.receive(pooled, message, [...texts]));
  pooled.send = (message, texts = []) => void (message.type === "stop" || worker.receive(message, [...texts]));
  const ctx: ServiceContext = {
    ...{ store, dispatcher, baseUrl, egressAllow, cipher: openCipher(folder), dataFolder: folder, workers: 1 },
    webhooks: { listen: () => () => {} },
    triggersChanged: () => {},
  };

  return {
    /** Runs a document from one of its nodes to the end, or to the first wait. */
    async run(document: WorkflowDocument, startNode: string, input: Item[] = [{ json: {} }]): Promise<Run> {
      const { id: workflowId } = await createWorkflow(ctx, { document });
      const { id } = await startExecution(ctx, { workflowId, document, startNode, input });
      return resultOf(await ended(id));
    },

    async close() {
      dispatcher.close();
      await worker.stop();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function ended(id: number): Promise<number> {
    for (const start = Date.now(); Date.now() - start < maxWaitMs; ) {
      const { status, waitingUntil } = getExecution(ctx, { id });
      if (isFinal(status)) return id;
      if (status === "waiting" && (waitingUntil === null || waitingUntil > start + maxWaitMs)) return id;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await dispatcher.cancel(id);
    throw new Error(`The execution did not end within ${maxWaitMs / 1000} s`);
  }

  function resultOf(id: number): Run {
    const { status, errorInfo, steps, document } = getExecution(ctx, { id });
    const names = new Map(document.nodes.map((node) => [node.id, node.name]));
    return {
      status,
      ...(errorInfo && { error: errorInfo }),
      steps: steps.map(({ index, nodeId, run, error }) => ({
        ...{ nodeId, node: names.get(nodeId) ?? nodeId, run, error },
        outputs: stepData(ctx, { id, step: index, limit: 1_000_000 }).outputs,
      })),
    };
  }
}
