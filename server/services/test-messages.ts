import { checkListenTriggers } from "@/server/runs/triggers";
import { ensureVersion } from "@/server/runs/versions";
import { AppError } from "@/shared/errors";
import type { ServiceContext } from "./context";
import { startExecution } from "./executions";
import { type Listen, listenMs, type TestEvent } from "./test-webhooks";

type Outcome = { executionId: number } | "expired" | "aborted";

/** Waits for one message of a broker, which runs the document as it is in the editor. */
export async function* listenForMessage(
  ctx: ServiceContext,
  { workflowId, document, nodeId, destination }: Listen,
  signal: AbortSignal | undefined,
): AsyncGenerator<TestEvent> {
  checkListenTriggers({ ...document, nodes: document.nodes.filter(({ id }) => id === nodeId) });
  const versionId = await ctx.store.transaction((tx) => ensureVersion(tx, workflowId, document));
  const connected = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<Outcome>();
  outcome.promise.catch(() => {});
  const aborted = () => outcome.resolve("aborted");
  signal?.addEventListener("abort", aborted);
  const expired = setTimeout(() => outcome.resolve("expired"), listenMs);
  const stop = ctx.listeners.tryOut(
    { workflowId, versionId, nodeId },
    {
      connected: connected.resolve,
      ended: ({ message, hint }) => outcome.reject(new AppError("INVALID", message, { hint })),
      async start(inputText) {
        const { id } = await startExecution(ctx, { workflowId, document, startNode: nodeId, destination, inputText });
        outcome.resolve({ executionId: id });
      },
    },
  );
  try {
    const early = await Promise.race([outcome.promise, connected.promise]);
    if (early === undefined) yield { type: "listening", urls: [], until: Date.now() + listenMs };
    const found = await outcome.promise;
    if (typeof found === "object") yield { type: "started", executionId: found.executionId };
    else if (found === "expired") yield { type: "expired" };
  } finally {
    stop();
    clearTimeout(expired);
    signal?.removeEventListener("abort", aborted);
  }
}
