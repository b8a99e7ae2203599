import { workOf } from "@/shared/node-work";
import type { WorkflowDocument } from "@/shared/workflow";

/** Steps of an earlier execution that stand in for the work of some nodes. */
export type Reuse = { executionId: number; nodes: string[] };

/** An execution that ended, or got as far as it did: what it ran, from where, and how often each node succeeded. */
export type Earlier = {
  document: WorkflowDocument;
  startNode: string;
  /** Times a node succeeded; undefined when one of its runs did not. */
  succeeded: ReadonlyMap<string, number | undefined>;
};

/** What runs: all that leads to a node, and the node; or a node, and all after it. */
export type Part = { to: string } | { from: string };

/**
 * The nodes that need not run again: they, their wires and everything before them are as they were when they ran, once
 * and well. Nodes in loops always run again, and so does the node that is named, with what comes after it.
 */
export function reusableNodes(document: WorkflowDocument, part: Part, earlier: Earlier): string[] {
  const before = new Map(earlier.document.nodes.map((node) => [node.id, node]));
  const current = new Map(document.nodes.map((node) => [node.id, node]));
  const wires = wiresByTarget(document);
  const oldWires = wiresByTarget(earlier.document);
  const known = new Map<string, boolean>();

  const leading = "to" in part ? ancestorsOf(part.to, wires) : notAfter(part.from);
  if ("to" in part) leading.delete(part.to);
  const looping = new Set([...leading].filter((id) => ancestorsOf(id, wires, false).has(id)));
  return [...leading].filter((id) => isClean(id) && earlier.succeeded.get(id) === 1);

  function notAfter(first: string): Set<string> {
    const after = new Set([first]);
    for (const id of after) for (const { from, to } of document.edges) if (from.node === id) after.add(to.node);
    return new Set(document.nodes.flatMap(({ id }) => (after.has(id) ? [] : id)));
  }

  function isClean(id: string): boolean {
    const answer = known.get(id);
    if (answer !== undefined) return answer;
    // Cycles were set aside before; this only ends the recursion.
    known.set(id, false);
    const node = current.get(id);
    const old = before.get(id);
    const own = [...(wires.get(id) ?? [])];
    const isSame = node !== undefined && old !== undefined && workOf(node) === workOf(old) && !looping.has(id);
    const hasSameWires =
      own.length === (oldWires.get(id)?.size ?? 0) && own.every((wire) => oldWires.get(id)?.has(wire));
    const isRoot = own.length === 0;
    const clean =
      isSame &&
      hasSameWires &&
      earlier.succeeded.has(id) === (earlier.succeeded.get(id) === 1) &&
      (isRoot ? id === earlier.startNode || !earlier.succeeded.has(id) : own.every((wire) => isClean(sourceOf(wire))));
    known.set(id, clean);
    return clean;
  }
}

type Wires = ReadonlyMap<string, ReadonlySet<string>>;

function wiresByTarget({ edges }: WorkflowDocument): Wires {
  const wires = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    const own = wires.get(to.node) ?? new Set();
    own.add(JSON.stringify([from.node, from.port, to.port]));
    wires.set(to.node, own);
  }
  return wires;
}

const sourceOf = (wire: string): string => (JSON.parse(wire) as [string, string, string])[0];

function ancestorsOf(id: string, wires: Wires, includesItself = true): Set<string> {
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const wire of wires.get(next) ?? []) {
      const source = sourceOf(wire);
      if (!found.has(source)) open.push(source);
      found.add(source);
    }
  }
  return includesItself ? found.add(id) : found;
}
