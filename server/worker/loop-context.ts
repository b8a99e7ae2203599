import type { Json } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import type { History, PastStep } from "./history";

/** How far a loop is, for `$('Loop').context`; undefined for other nodes. */
export function loopContext(history: History, node: WorkflowNode): Json | undefined {
  if (node.type !== "core.loopOverItems") return undefined;
  const all = history.runs(node.id);
  const turns = all.slice(Math.max(all.findLastIndex(beginsAfresh), 0));
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

/** Its batch is of the items that arrived with it, not with an earlier turn. */
function beginsAfresh({ outputs, sources }: PastStep): boolean {
  const from = outputs.loop?.[0]?.from;
  const source = Array.isArray(from) ? undefined : from?.source;
  return source !== undefined && Object.values(sources).some(({ step }) => step === source.step);
}

const itemsOf = (history: History, { sources }: PastStep): number =>
  Object.values(sources).reduce((count, { step, port }) => count + (history.step(step)?.outputs[port]?.length ?? 0), 0);
