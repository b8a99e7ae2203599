import type { CanvasNode } from "./to-flow";

/** Colour of a node on the minimap. */
export function categoryColor(node: CanvasNode): string {
  if (node.type !== "card") return "var(--hover)";
  return node.data.info ? `var(--${node.data.info.category})` : "var(--danger)";
}
