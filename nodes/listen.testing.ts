import { unpack } from "@/server/db/packed-json";
import { listenForTest } from "@/server/services/test-webhooks";
import { documentOf } from "@/server/services/testing";
import { createWorkflow, publishWorkflow, unpublishWorkflow } from "@/server/services/workflows";
import type { TestServer } from "@/server/worker/testing";
import type { ErrorInfo } from "@/shared/errors";
import type { Item, JsonObject } from "@/shared/item";

type Trigger = { type: string; params: JsonObject; credentials: { [slot: string]: string } };
type Row = { id: number; status: string; input: Buffer; error: string | null };

/** Publishes a workflow that begins with the trigger, and waits until it listens. */
export async function listenWith({ ctx, store }: TestServer, trigger: Trigger) {
  const document = documentOf({ start: trigger, end: { type: "core.noOp" } }, "start -> end");
  const { id } = await createWorkflow(ctx, { document });
  await publishWorkflow(ctx, { id, revision: 1 });
  const state = () => ctx.listeners.states(id)[0];
  await until(
    () => state()?.state === "connected",
    () => JSON.stringify(state()),
  );
  const rows = () =>
    store.rawRead
      .prepare("SELECT id, status, input, error FROM executions WHERE workflow_id = ? AND mode = 'message' ORDER BY id")
      .all(id) as Row[];
  return {
    state,
    /** The items that so many executions began with, in their order, once they are over. */
    async received(count: number): Promise<Item[]> {
      const isOver = ({ status }: Row) => status === "succeeded" || status === "failed";
      await until(
        () => rows().filter(isOver).length >= count,
        () => `${rows().length} of ${count} came`,
      );
      return rows().flatMap(({ input }) => JSON.parse(unpack(input)) as Item[]);
    },
    errors: (): ErrorInfo[] => rows().flatMap(({ error }) => (error ? [JSON.parse(error) as ErrorInfo] : [])),
    count: () => rows().length,
    /** Publishes it again after `stop`. */
    async again() {
      await publishWorkflow(ctx, { id, revision: 1 });
      await until(
        () => state()?.state === "connected",
        () => JSON.stringify(state()),
      );
    },
    async stop() {
      await unpublishWorkflow(ctx, { id });
      await until(() => state() === undefined);
    },
  };
}

/** Tries the trigger out as the editor does. `send` is called once it listens. Gives the id of the execution. */
export async function tryOut({ ctx, until: over }: TestServer, trigger: Trigger, send: () => Promise<unknown>) {
  const document = documentOf({ start: trigger, end: { type: "core.noOp" } }, "start -> end");
  const { id: workflowId } = await createWorkflow(ctx, { document });
  const heard: string[] = [];
  for await (const event of listenForTest(
    ctx,
    { workflowId, document, nodeId: "start" },
    AbortSignal.timeout(10_000),
  )) {
    heard.push(event.type);
    if (event.type === "listening") await send();
    if (event.type === "started") await over(event.executionId);
  }
  return heard;
}

export async function until(is: () => boolean | Promise<boolean>, what = () => "it did not happen"): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Within 10 s: ${what()}`);
}
