import { defineNode, p } from "@/nodes/sdk";
import type { Item, Origin } from "@/shared/item";

/** Where a loop stands: the run it began with, and how many of the items that came then were given out. */
type State = { first: number; given: number };

/**
 * Gives a batch to `loop` each time it runs. The first run takes the items in; every further one collects what came
 * back from the loop. After `done` it remembers nothing, so a loop within a loop starts afresh.
 */
export const loopOverItems = defineNode({
  type: "core.loopOverItems",
  version: 1,
  label: "Loop Over Items",
  summary: "Works through the items in batches",
  category: "flow",
  icon: "repeat",
  keywords: ["split in batches", "each", "batch", "for"],
  inputs: ["main"],
  outputs: ["done", "loop"],
  params: {
    batchSize: p.number({ label: "Batch size", default: 1, min: 1, integer: true }),
    reset: p.toggle({ label: "Begin afresh with the items that arrive", advanced: true }),
  },
  line: "{batchSize} at a time",
  effect: "none",
  executeAll({
    inputs: { main = [] },
    params: { batchSize, reset },
    memory,
    originOf,
    earlierInput,
    execution: { run },
  }) {
    const known = reset ? undefined : (memory.get() as State | undefined);
    const { first, given } = known ?? { first: run, given: 0 };
    const arrived = first === run ? { items: main, originOf } : earlierInput(first);
    const batch = arrived.items.slice(given, given + batchSize);
    if (batch.length > 0) {
      memory.set({ first, given: given + batch.length });
      return { loop: batch.map((item, index) => placed(item, arrived.originOf(given + index))) };
    }
    memory.set(undefined);
    const done: Item[] = [];
    for (let turn = first + 1; turn <= run; turn++) {
      const back = turn === run ? { items: main, originOf } : earlierInput(turn);
      back.items.forEach((item, index) => void done.push(placed(item, back.originOf(index))));
    }
    return { done };
  },
});

const placed = ({ json, binary }: Item, from: Origin): Item => ({ json, ...(binary && { binary }), from });
