import type { WorkflowDocument, WorkflowNode } from "./workflow";

const known = new WeakMap<WorkflowNode, string>();

/** All that decides what a node does, as one text. Where it stands and what it is called does not. */
export function workOf(node: WorkflowNode): string {
  const before = known.get(node);
  if (before !== undefined) return before;
  const { position: _, name: __, notes: ___, ...work } = node;
  const text = JSON.stringify(work);
  known.set(node, text);
  return text;
}

/** Nodes that would not do what they did when `ran` was run: they, their wires, or something before them is different. */
export function changedSince(ran: WorkflowDocument, now: WorkflowDocument): ReadonlySet<string> {
  const before = new Map(ran.nodes.map((node) => [node.id, node]));
  const wiresBefore = wiresInto(ran);
  const wires = wiresInto(now);
  const changed = now.nodes.filter((node) => {
    const old = before.get(node.id);
    return !old || workOf(old) !== workOf(node) || wiresBefore.get(node.id) !== wires.get(node.id);
  });
  const found = new Set(changed.map(({ id }) => id));
  const next = Map.groupBy(now.edges, ({ from }) => from.node);
  for (const id of found) for (const { to } of next.get(id) ?? []) found.add(to.node);
  return found;
}

/** By node, the wires into it as one text. */
function wiresInto({ edges }: WorkflowDocument): ReadonlyMap<string, string> {
  const byTarget = Map.groupBy(edges, ({ to }) => to.node);
  return new Map(
    [...byTarget].map(([id, into]) => [
      id,
      into
        .map(({ from, to }) => JSON.stringify([from.node, from.port, to.port]))
        .sort()
        .join(),
    ]),
  );
}
