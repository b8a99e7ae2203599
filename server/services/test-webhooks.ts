import { formTriggers, requireCredentials, triggerNodes, webhookTriggers } from "@/server/runs/triggers";
import { AppError } from "@/shared/errors";
import type { WorkflowDocument } from "@/shared/workflow";
import type { ServiceContext, TestListener } from "./context";
import { startExecution } from "./executions";
import { listenForMessage } from "./test-messages";

export type TestEvent =
  | { type: "listening"; urls: string[]; until: number }
  | { type: "started"; executionId: number }
  | { type: "expired" };

export const listenMs = 120_000;

export type Listen = {
  workflowId: string;
  document: WorkflowDocument;
  nodeId: string;
  /** Where the run ends; at the end of the workflow without one. */
  destination?: string;
};

/** Opens the test address of a webhook or form for one call, or listens for one message, which runs the document as it is in the editor. */
export async function* listenForTest(
  ctx: ServiceContext,
  { workflowId, document, nodeId, destination }: Listen,
  signal: AbortSignal | undefined,
): AsyncGenerator<TestEvent> {
  const alone = { ...document, nodes: document.nodes.filter(({ id }) => id === nodeId) };
  if (triggerNodes(alone, "listen").length) {
    return yield* listenForMessage(ctx, { workflowId, document, nodeId, destination }, signal);
  }
  requireCredentials(alone);
  const webhook = webhookTriggers(alone)[0]?.webhook;
  const form = formTriggers(alone)[0]?.form;
  let close = () => {};
  let settle: (executionId: number | undefined) => void = () => {};
  const called = new Promise<number | undefined>((resolve) => {
    settle = resolve;
  });
  const expired = setTimeout(() => settle(undefined), listenMs);
  const aborted = () => settle(undefined);
  signal?.addEventListener("abort", aborted);
  try {
    const start: TestListener["start"] = async (inputText, listener) => {
      const part = { startNode: nodeId, destination, inputText, listener };
      const { id } = await startExecution(ctx, { workflowId, document, ...part });
      settle(id);
      return id;
    };
    const open = (address: string, listen: () => () => void): TestEvent => {
      close = listen();
      return { type: "listening", urls: [`${ctx.baseUrl}/${address}`], until: Date.now() + listenMs };
    };
    if (webhook)
      yield open(`webhook-test/${webhook.path}`, () => ctx.webhooks.listen({ workflowId, nodeId, webhook, start }));
    else if (form)
      yield open(`form-test/${form.path}`, () => ctx.forms.listen({ workflowId, form, document, nodeId, start }));
    else
      throw new AppError(
        "INVALID",
        "This node is neither a webhook, a form nor listens to a broker, or it is disabled",
      );
    const executionId = await called;
    if (executionId !== undefined) yield { type: "started", executionId };
    else if (!signal?.aborted) yield { type: "expired" };
  } finally {
    close();
    clearTimeout(expired);
    signal?.removeEventListener("abort", aborted);
  }
}
