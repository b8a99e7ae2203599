import { defineNode, p } from "@/nodes/sdk";
import type { Item, Json } from "@/shared/item";

type State = { rest: Item[]; done: Item[] };

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
  executeAll({ inputs, params: { batchSize, reset }, memory, originOf }) {
    const arrived = (inputs.main ?? []).map(
      ({ json, binary }, index): Item => ({
        json,
        ...(binary && { binary }),
        from: originOf(index),
      }),
    );
    const known = reset ? undefined : (memory.get() as State | undefined);
    const state: State = known ? { rest: known.rest, done: [...known.done, ...arrived] } : { rest: arrived, done: [] };
    const batch = state.rest.slice(0, batchSize);
    if (batch.length === 0) {
      memory.set(undefined);
      return { done: state.done };
    }
    memory.set({ rest: state.rest.slice(batchSize), done: state.done } as unknown as Json);
    return { loop: batch };
  },
});
