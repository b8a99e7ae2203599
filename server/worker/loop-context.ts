import type { Json } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import type { History, PastStep } from "./history";

/** How far a loop is, for `$('Loop').context`; undefined for other nodes. */
export function loopContext(history: History, node: WorkflowNode): Json | undefined {
  if (node.type !== "core.loopOverItems") return undefined;
  const all = history.runs(node.id);
  const before = all
    .slice(0, -1)
    .findLastIndex(({ outputs }) => outputs.loop === undefined || outputs.loop.length === 0);
  const turns = all.slice(before + 1);
  const [first] = turns;
  const given = turns.reduce((count, { outputs }) => count + (outputs.loop?.length ?? 0), 0);
  const arrived = first ? itemsOf(history, first) : 0;
  const size = Math.max(first?.outputs.loop?.length ?? 1, 1);
  return {
    noItemsLeft: given >= arrived,
    currentRunIndex: turns.length - 1,
    maxRunIndex: Math.ceil(arrived / size),
    done: !turns.at(-1)?.outputs.loop?.length,
  };
}

const itemsOf = (history: History, { sources }: PastStep): number =>
  Object.values(sources).reduce((count, { step, port }) => count + (history.step(step)?.outputs[port]?.length ?? 0), 0);
