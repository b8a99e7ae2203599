import type { PastSteps, RecordedStep, RunRequest } from "@/server/engine/run-workflow";
import type { RunOrder } from "@/server/runs/protocol";
import type { Item, Json } from "@/shared/item";
import type { History, PastStep } from "./history";
import type { RecordedRow } from "./library";

/** What the step goes on with that the execution waited in. */
export function resumption(
  { resumeStep }: RunOrder,
  [, itemsFromOutside]: string[],
  past: Map<number, RecordedRow>,
): RunRequest["resumed"] {
  if (resumeStep === null) return undefined;
  const { memory = null, tries = null } = past.get(resumeStep) ?? {};
  if (tries !== null) return { step: resumeStep, failedTries: tries };
  return {
    step: resumeStep,
    with: itemsFromOutside ? { items: JSON.parse(itemsFromOutside) as Item[] } : {},
    ...(memory && { memory: JSON.parse(memory) as Json }),
  };
}

/** Rows by node and by where its items came from: the numbers of steps side by side differ from attempt to attempt. */
export function pastSteps(past: Map<number, RecordedRow>): PastSteps {
  const key = ({ nodeId, sources }: Pick<RecordedRow, "nodeId" | "sources">) =>
    JSON.stringify([nodeId, Object.entries(sources).sort(([one], [other]) => (one < other ? -1 : 1))]);
  const rows = new Map([...past.values()].map((row) => [key(row), row]));
  return {
    firstIndex: Math.max(-1, ...past.keys()) + 1,
    find(task) {
      const row = rows.get(key(task));
      return row && { index: row.index, isFinished: row.status === "succeeded" };
    },
  };
}

export function recordedStep(row: RecordedRow | undefined, history: History): RecordedStep | undefined {
  if (row?.status !== "succeeded") return undefined;
  const { index, nodeId, run, sources, outputs, passes, memory } = row;
  const past: PastStep = { nodeId, run, sources, outputs, passes };
  history.add(index, past);
  return { nodeId, outputs, memory: memory === null ? undefined : (JSON.parse(memory) as Json) };
}
