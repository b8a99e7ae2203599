import { NodeError } from "@/nodes/sdk/node-error";
import type { Services } from "@/nodes/sdk/services";
import type { Step } from "@/server/engine/run-workflow";
import { insertChildExecution } from "@/server/runs/children";
import type { Item } from "@/shared/item";
import type { Surroundings } from "./node-environment";

const maxDepth = 20;
type Call = Parameters<Services["executeWorkflow"]>[0];

/**
 * Runs another workflow as a child of this step. The child has a row of its own, found again by step and item when
 * the parent's step is repeated after a crash, so that it does not run twice.
 */
export async function callWorkflow(
  around: Surroundings,
  step: Step,
  call: Call,
  signal: AbortSignal,
): Promise<Item[] | undefined> {
  const { workshop, order, depth, run } = around;
  if (depth >= maxDepth) {
    throw new NodeError(`Workflows call each other more than ${maxDepth} levels deep`, {
      code: "TOO_DEEP",
      hint: "Look for a workflow that calls itself",
    });
  }
  const child = await insertChildExecution(workshop.store, {
    ...call,
    parentId: order.id,
    parentKey: `${call.wait ? "w" : "f"}:${step.index}:${call.index}`,
    manual: order.mode === "manual",
    owner: workshop.options.owner,
  });
  if (!call.wait) {
    workshop.send({ type: "queued" });
    return undefined;
  }
  if (child.finished) return child.finished.items;
  const ended = await run(
    { ...child.order, wantsResult: false, watched: false },
    child.texts,
    signal,
    { on: false },
    depth + 1,
  );
  switch (ended.status) {
    case "succeeded":
      return ended.items;
    case "failed":
      throw new NodeError(`The workflow "${child.name}" failed: ${ended.error.message}`, {
        code: "CHILD_FAILED",
        hint: `Open execution ${child.order.id} to see where`,
      });
    case "cancelled":
      throw new NodeError(`The workflow "${child.name}" was cancelled`, { code: "CHILD_CANCELLED" });
    case "waiting":
      throw new NodeError(`The workflow "${child.name}" went into a wait, and its caller cannot wait with it`, {
        code: "CHILD_WAITS",
        hint: 'Turn off "Wait for the result", or move the Wait node to the calling workflow',
      });
  }
}
