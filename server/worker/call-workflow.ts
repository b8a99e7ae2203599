import { type Suspension, suspend } from "@/nodes/sdk/define-node";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Services } from "@/nodes/sdk/services";
import type { Memory, Step } from "@/server/engine/run-workflow";
import { insertChildExecution } from "@/server/runs/children";
import { defaultLeaseMs } from "@/server/runs/owners";
import type { Item } from "@/shared/item";
import type { Surroundings } from "./node-environment";

const maxDepth = 20;
type Call = Parameters<Services["executeWorkflow"]>[0];

/**
 * Runs another workflow as a child of this step. The child has a row of its own, found again by step and item when
 * the parent's step is repeated after a crash, so that it does not run twice. While the child waits, the parent does,
 * too: the end of the child wakes it.
 */
export async function callWorkflow(
  around: Surroundings,
  step: Step,
  call: Call,
  signal: AbortSignal,
  memory: Memory,
): Promise<Item[] | Suspension | undefined> {
  const { workshop, context, order, depth, run } = around;
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
    redacted: workshop.redacted,
    redaction: context.redaction,
    owner: workshop.options.owner,
    leaseMs: workshop.options.leaseMs ?? defaultLeaseMs,
  });
  if (!call.wait) {
    workshop.send({ type: "queued" });
    return undefined;
  }
  if (child.finished) return finished(child.finished.items);
  if (child.isUnderWay) return waiting();
  if (child.stopped) throw stopped(child.stopped.status, child.stopped.message);
  const ended = await run(
    { ...child.order, wantsResult: false, watched: false },
    child.texts,
    signal,
    { on: false, underWay: [] },
    depth + 1,
  );
  switch (ended.status) {
    case "succeeded":
      return finished(ended.items);
    case "failed":
      throw stopped("failed", ended.error.message);
    case "cancelled":
      throw stopped("cancelled", "");
    case "waiting":
      return waiting();
  }

  function finished(items: Item[]): Item[] {
    memory.set(undefined);
    return items;
  }

  /** The child's end wakes this execution at once; should that be missed, it looks again, less and less often. */
  function waiting(): Suspension {
    const looks = Number(memory.get() ?? 0);
    memory.set(looks + 1);
    return suspend({ until: new Date(Date.now() + Math.min(firstLookMs * 2 ** looks, longestLookMs)) });
  }

  function stopped(status: "failed" | "cancelled", message: string): NodeError {
    if (status === "cancelled") {
      return new NodeError(`The workflow "${child.name}" was cancelled`, { code: "CHILD_CANCELLED" });
    }
    return new NodeError(`The workflow "${child.name}" failed: ${message}`, {
      code: "CHILD_FAILED",
      hint: `Open execution ${child.order.id} to see where`,
    });
  }
}

const firstLookMs = 5_000;
const longestLookMs = 600_000;
