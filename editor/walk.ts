import type { WorkflowDocument } from "@/shared/workflow";
import { findNode } from "./document";

export type Direction = "left" | "right" | "up" | "down";

/** The nodes themselves and everything before them, or after them. */
export function reach(
  { edges }: WorkflowDocument,
  ids: Iterable<string>,
  way: "upstream" | "downstream",
): ReadonlySet<string> {
  const next = Map.groupBy(edges, ({ from, to }) => (way === "upstream" ? to.node : from.node));
  const found = new Set(ids);
  for (const id of found) {
    for (const { from, to } of next.get(id) ?? []) found.add(way === "upstream" ? from.node : to.node);
  }
  return found;
}

/** Where an arrow key leads from a node: along its wires, or to the next branch above or below. */
export function neighbour(document: WorkflowDocument, id: string, direction: Direction): string | undefined {
  const here = findNode(document, id);
  if (!here) return undefined;
  if (direction === "left" || direction === "right")
    return nearest(document, alongWires(document, id, direction), here);
  const isBeyond = (y: number) => (direction === "up" ? y < here.position.y : y > here.position.y);
  const beyond = document.nodes.filter((node) => node.id !== id && isBeyond(node.position.y)).map((node) => node.id);
  const siblings = siblingsOf(document, id);
  const besides = beyond.filter((other) => siblings.has(other));
  return nearest(document, besides.length > 0 ? besides : beyond, here);
}

/** The first node of the drawing: where the walk begins. */
export const firstNode = ({ nodes }: WorkflowDocument): string | undefined =>
  nodes.toSorted((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)[0]?.id;

function alongWires({ edges }: WorkflowDocument, id: string, direction: "left" | "right"): string[] {
  return direction === "left"
    ? edges.filter(({ to }) => to.node === id).map(({ from }) => from.node)
    : edges.filter(({ from }) => from.node === id).map(({ to }) => to.node);
}

/** Nodes on other branches of the same node: they share what is before them or what is after them. */
function siblingsOf(document: WorkflowDocument, id: string): ReadonlySet<string> {
  const before = new Set(alongWires(document, id, "left"));
  const after = new Set(alongWires(document, id, "right"));
  return new Set(
    document.edges.flatMap(({ from, to }) => [
      ...(before.has(from.node) ? [to.node] : []),
      ...(after.has(to.node) ? [from.node] : []),
    ]),
  );
}

function nearest(document: WorkflowDocument, ids: readonly string[], { id, position }: Place): string | undefined {
  const wanted = new Set(ids);
  wanted.delete(id);
  const distance = (to: Place) => Math.hypot(to.position.x - position.x, to.position.y - position.y);
  return document.nodes.filter((node) => wanted.has(node.id)).toSorted((a, b) => distance(a) - distance(b))[0]?.id;
}

type Place = { id: string; position: { x: number; y: number } };
