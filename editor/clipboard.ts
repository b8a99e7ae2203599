import { emptyDocument, type WorkflowDocument, workflowText } from "@/shared/workflow";
import { type Fragment, followRenames } from "./commands";
import { type NodeTypes, newId, type Position, rounded, uniqueName } from "./document";

/** The chosen parts with the wires among them, and the groups that are chosen as a whole. */
export function fragmentOf(document: WorkflowDocument, ids: ReadonlySet<string>): Fragment {
  const groups = document.groups?.filter(({ nodeIds }) => nodeIds.every((id) => ids.has(id)));
  return {
    nodes: document.nodes.filter(({ id }) => ids.has(id)),
    edges: document.edges.filter(({ from, to }) => ids.has(from.node) && ids.has(to.node)),
    notes: document.notes.filter(({ id }) => ids.has(id)),
    ...(groups?.length && { groups }),
  };
}

export const isEmptyFragment = ({ nodes, notes }: Fragment) => nodes.length + notes.length === 0;

/** What goes on the clipboard: a workflow file that can be imported as it is. */
export const clipboardText = (fragment: Fragment, name: string) =>
  workflowText({ ...emptyDocument(name), ...fragment });

/** Whether it is worth asking the server what this text is; anything else on the clipboard never leaves the browser. */
export function looksLikeWorkflow(text: string): boolean {
  const start = text.trimStart();
  return start.startsWith("{") && /"nodes"\s*:/.test(start);
}

/**
 * A copy that fits into the document: fresh ids, unique names, and expressions of the copy that name a renamed node
 * follow. References to nodes outside of the copy stay.
 */
export function freshCopy(fragment: Fragment, document: WorkflowDocument, nodeTypes: NodeTypes): Fragment {
  const ids = new Map<string, string>();
  const fresh = (id: string) => ids.get(id) ?? ids.set(id, newId()).get(id) ?? id;
  const taken = new Set(document.nodes.map(({ name }) => name));
  const renames = new Map<string, string>();
  const nodes = fragment.nodes.map((node) => {
    const name = uniqueName(node.name, taken);
    taken.add(name);
    if (name !== node.name) renames.set(node.name, name);
    return { ...node, id: fresh(node.id), name };
  });
  return {
    nodes: renames.size > 0 ? followRenames(nodes, renames, nodeTypes) : nodes,
    edges: fragment.edges.map(({ from, to }) => ({
      from: { node: fresh(from.node), port: from.port },
      to: { node: fresh(to.node), port: to.port },
    })),
    notes: fragment.notes.map((note) => ({ ...note, id: fresh(note.id) })),
    ...(fragment.groups && {
      groups: fragment.groups.map((group) => ({ ...group, id: newId(), nodeIds: group.nodeIds.map(fresh) })),
    }),
  };
}

export function shifted(fragment: Fragment, by: Position): Fragment {
  const shift = <Part extends { position: Position }>(part: Part): Part => ({
    ...part,
    position: rounded({ x: part.position.x + by.x, y: part.position.y + by.y }),
  });
  return { ...fragment, nodes: fragment.nodes.map(shift), notes: fragment.notes.map(shift) };
}

/** The upper left corner of the parts. */
export function cornerOf({ nodes, notes }: Fragment): Position {
  const positions = [...nodes, ...notes].map(({ position }) => position);
  if (positions.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...positions.map(({ x }) => x)), y: Math.min(...positions.map(({ y }) => y)) };
}
