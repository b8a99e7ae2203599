import { webhookTriggers } from "@/server/runs/triggers";
import { AppError } from "@/shared/errors";
import type { WorkflowDocument } from "@/shared/workflow";
import type { ServiceContext } from "./context";
import { startExecution } from "./executions";

export type TestEvent =
  | { type: "listening"; urls: string[]; until: number }
  | { type: "started"; executionId: number }
  | { type: "expired" };

const listenMs = 120_000;

type Listen = {
  workflowId: string;
  document: WorkflowDocument;
  nodeId: string;
  /** Where the run ends; at the end of the workflow without one. */
  destination?: string;
};

/** Opens the test address of a webhook node for one call, which runs the document as it is in the editor. */
export async function* listenForTest(
  ctx: ServiceContext,
  { workflowId, document, nodeId, destination }: Listen,
  signal: AbortSignal | undefined,
): AsyncGenerator<TestEvent> {
  const [found] = webhookTriggers({ ...document, nodes: document.nodes.filter(({ id }) => id === nodeId) });
  if (!found) throw new AppError("INVALID", "This node is not a webhook, or it is disabled");
  const { webhook } = found;
  let close = () => {};
  let settle: (executionId: number | undefined) => void = () => {};
  const called = new Promise<number | undefined>((resolve) => {
    settle = resolve;
  });
  const expired = setTimeout(() => settle(undefined), listenMs);
  const aborted = () => settle(undefined);
  signal?.addEventListener("abort", aborted);
  try {
    close = ctx.webhooks.listen({
      webhook,
      async start(inputText, listener) {
        const part = { startNode: nodeId, destination, inputText, listener };
        const { id } = await startExecution(ctx, { workflowId, document, ...part });
        settle(id);
        return id;
      },
    });
    yield { type: "listening", urls: [`${ctx.baseUrl}/webhook-test/${webhook.path}`], until: Date.now() + listenMs };
    const executionId = await called;
    if (executionId !== undefined) yield { type: "started", executionId };
    else if (!signal?.aborted) yield { type: "expired" };
  } finally {
    close();
    clearTimeout(expired);
    signal?.removeEventListener("abort", aborted);
  }
}
