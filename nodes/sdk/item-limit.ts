import { NodeError } from "./node-error";

/** The most items that one step gives. */
export const maxItems = 1_000_000;

/** For nodes that multiply: throws before there are more items than a step may give. */
export function requireItemCount(count: number): void {
  if (count <= maxItems) return;
  throw new NodeError(`It would give ${count} items, and a step gives at most ${maxItems}`, {
    code: "TOO_MANY_ITEMS",
    hint: "Take fewer at once, for example with Loop Over Items or Limit",
  });
}
