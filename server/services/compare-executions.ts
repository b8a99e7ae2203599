import type { Store } from "@/server/db/client";
import { digestsIn, passesOf } from "@/server/db/step-outputs";
import type { ExecutionComparison, StepComparison } from "@/shared/api";
import { diffDocuments } from "@/shared/document-diff";
import { AppError } from "@/shared/errors";
import type { StepSummary } from "@/shared/execution";
import type { ServiceContext } from "./context";
import { getExecution } from "./executions";

/** More than anybody looks through; a loop of ten thousand turns must not hold up the server. */
const maxSteps = 5_000;

/**
 * Two executions of one workflow, run of a node by run of a node. Outputs are compared as they are stored, where they are, so
 * little is unpacked: the same items in another order of fields count as different.
 */
export function compareExecutions(ctx: ServiceContext, { a, b }: { a: number; b: number }): ExecutionComparison {
  const first = getExecution(ctx, { id: a });
  const second = getExecution(ctx, { id: b });
  if (first.workflowId !== second.workflowId) {
    throw new AppError("INVALID", `Executions ${a} and ${b} are of different workflows`, {
      hint: "Choose two executions of one workflow",
    });
  }
  const { nodes, edges } = diffDocuments(first.document, second.document);
  const others = new Map(second.steps.map((step) => [placeOf(step), step]));
  const pairs = [
    ...first.steps.map((step) => [step, others.get(placeOf(step))] as const),
    ...withoutPartner(second.steps, first.steps).map((step) => [undefined, step] as const),
  ];
  const names = new Map([...second.document.nodes, ...first.document.nodes].map((node) => [node.id, node]));
  // Whether data are equal says something of them.
  const isSame = first.isStatusOnly ? () => true : comparer(ctx.store, a, b);
  const steps = pairs.slice(0, maxSteps).map(([before, after]): StepComparison => {
    const { nodeId, run } = (before ?? after) as StepSummary;
    const { name = nodeId, type = "" } = names.get(nodeId) ?? {};
    return { nodeId, name, type, run, a: before, b: after, is: compared(before, after, isSame) };
  });
  const summary = ({ steps: _, ...rest }: typeof first) => rest;
  return {
    ...{ a: summary(first), b: summary(second), steps, isCut: pairs.length > maxSteps },
    changedNodes: nodes.filter(({ is }) => is !== "moved"),
    changedWires: edges.added.length + edges.removed.length,
  };
}

const placeOf = ({ nodeId, run }: StepSummary) => `${nodeId}/${run}`;

function withoutPartner(steps: readonly StepSummary[], others: readonly StepSummary[]): StepSummary[] {
  const known = new Set(others.map(placeOf));
  return steps.filter((step) => !known.has(placeOf(step)));
}

function compared(
  before: StepSummary | undefined,
  after: StepSummary | undefined,
  isSame: (one: number, other: number) => boolean,
): StepComparison["is"] {
  if (!before) return "onlyB";
  if (!after) return "onlyA";
  if (before.status !== after.status || before.error?.message !== after.error?.message) return "different";
  return isSame(before.index, after.index) ? "same" : "different";
}

/** Bytes where both are stored themselves: equal data is stored as equal bytes. Passed on items are read once for all. */
function comparer(store: Store, a: number, b: number): (one: number, other: number) => boolean {
  const find = store.rawRead
    .prepare<[number, number], Buffer | null>("SELECT outputs FROM steps WHERE execution_id = ? AND step = ?")
    .pluck();
  const [digestOfA, digestOfB] = [digestsIn(store.rawRead, a), digestsIn(store.rawRead, b)];
  return (one, other) => {
    const [left, right] = [find.get(a, one), find.get(b, other)];
    if (!left || !right) return !left === !right;
    if (passesOf(left) === 0 && passesOf(right) === 0) return left.equals(right);
    return digestOfA(one) === digestOfB(other);
  };
}
