import type { Store } from "@/server/db/client";
import { outputsIn, passesOf, type StoredOutputs } from "@/server/db/step-outputs";
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
  const steps = pairs.slice(0, maxSteps).map(([before, after]): StepComparison => {
    const { nodeId, run } = (before ?? after) as StepSummary;
    const { name = nodeId, type = "" } = names.get(nodeId) ?? {};
    return { nodeId, name, type, run, a: before, b: after, is: compared(ctx, a, before, b, after) };
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
  { store }: ServiceContext,
  a: number,
  before: StepSummary | undefined,
  b: number,
  after: StepSummary | undefined,
): StepComparison["is"] {
  if (!before) return "onlyB";
  if (!after) return "onlyA";
  if (before.status !== after.status || before.error?.message !== after.error?.message) return "different";
  const find = store.rawRead.prepare<[number, number], StoredOutputs>(
    "SELECT outputs, sources FROM steps WHERE execution_id = ? AND step = ?",
  );
  const [one, other] = [find.get(a, before.index), find.get(b, after.index)];
  return isSame(store, a, one, b, other) ? "same" : "different";
}

/** Bytes where both are stored themselves: equal data is stored as equal bytes. */
function isSame(store: Store, a: number, one: StoredOutputs | undefined, b: number, other: StoredOutputs | undefined) {
  if (!one?.outputs || !other?.outputs) return !one?.outputs === !other?.outputs;
  if (passesOf(one.outputs) === 0 && passesOf(other.outputs) === 0) return one.outputs.equals(other.outputs);
  const [left, right] = [outputsIn(store.rawRead, a)(one), outputsIn(store.rawRead, b)(other)];
  return JSON.stringify(left) === JSON.stringify(right);
}
