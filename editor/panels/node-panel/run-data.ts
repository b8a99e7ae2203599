import type { StepSummary } from "@/shared/execution";
import type { Item } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { ancestorsOf } from "./neighbours";

/** Which stored data stands for the input of a node. */
export type InputSource =
  /** What reached the node when it ran. */
  | { kind: "own"; step: StepSummary }
  /** It has not run: what a node before it gave, which is what it would get. */
  | { kind: "upstream"; step: StepSummary; node: WorkflowNode; port: string }
  /** The same from pinned data, which needs no execution. */
  | { kind: "pinned"; node: WorkflowNode; port: string; items: readonly Item[] }
  | { kind: "none" };

export function inputSource(
  document: WorkflowDocument,
  nodeId: string,
  { steps, run }: { steps: readonly StepSummary[]; run: number | undefined },
): InputSource {
  const own = ownStep(steps, nodeId, run);
  if (own && own.status !== "running") return { kind: "own", step: own };
  for (const { from, to } of document.edges) {
    if (to.node !== nodeId) continue;
    const node = document.nodes.find(({ id }) => id === from.node);
    if (!node) continue;
    const step = lastStep(steps, from.node, ({ counts }) => (counts[from.port] ?? 0) > 0);
    if (step) return { kind: "upstream", step, node, port: from.port };
    const items = node.pinned?.[from.port];
    if (items && items.length > 0) return { kind: "pinned", node, port: from.port, items };
  }
  return { kind: "none" };
}

export const ownSteps = (steps: readonly StepSummary[], nodeId: string) =>
  steps.filter((step) => step.nodeId === nodeId);

/** The list may have holes for a moment, where events came out of order. */
export const lastStep = (steps: readonly StepSummary[], nodeId: string, fits: (step: StepSummary) => boolean) =>
  steps.findLast((step: StepSummary | undefined) => step?.nodeId === nodeId && fits(step));

/** The chosen run of a node, or its last. */
export function ownStep(steps: readonly StepSummary[], nodeId: string, run: number | undefined) {
  const own = ownSteps(steps, nodeId);
  return own.find((step) => step.run === run) ?? own.at(-1);
}

/** Earlier nodes whose results can be looked at, each with its last finished step. */
export function finishedAncestors(document: WorkflowDocument, nodeId: string, steps: readonly StepSummary[]) {
  return ancestorsOf(document, nodeId).flatMap((node) => {
    const step = lastStep(steps, node.id, ({ status }) => status === "succeeded");
    return step ? [{ node, step }] : [];
  });
}
