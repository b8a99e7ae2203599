import type { JsonObject, Ports } from "@/shared/item";
import type { Messages } from "@/shared/messages/read-messages";
import type { Renames } from "@/shared/rename";
import type { Edge, WorkflowDocument, WorkflowNode, WorkflowSettings } from "@/shared/workflow";
import { edgeKey, type NodeTypes, type Position, sameEdge } from "./document";
import { withGroups, withoutMembers } from "./group-commands";
import type { NodeSettingsPatch } from "./panels/node-panel-props";
import { renameInParams } from "./rename-references";

/** What can be undone: commands, and what the store does to the document itself. */
export type StepName = keyof Messages["actions"]["commands"];

/** A change a person can make. `apply` returns the same document when there is nothing to change. */
export type Command<Args> = {
  /** The message of this key is what undo says: "Undo: Delete". */
  name: StepName;
  /** Steps with the same key, one after the other, are one step of undo. */
  mergeKey?: (args: Args) => string;
  apply: (document: WorkflowDocument, args: Args) => WorkflowDocument;
};

/** Part of a document that is put on the canvas as a whole. */
export type Fragment = Pick<WorkflowDocument, "nodes" | "edges" | "notes" | "groups">;

const command = <Args>(definition: Command<Args>) => definition;

type NewNode = {
  node: WorkflowNode;
  edges?: readonly Edge[];
  /** Wires it takes the place of. */
  without?: readonly Edge[];
  /** Who makes room. */
  moves?: ReadonlyMap<string, Position>;
};

export const addNode = command<NewNode>({
  name: "add-node",
  apply: (document, { node, edges = [], without = [], moves = new Map() }) => ({
    ...moved(document, moves),
    nodes: [...moved(document, moves).nodes, node],
    edges: withEdges(withoutEdges(document.edges, without), edges),
  }),
});

export const moveNodes = command<{ positions: ReadonlyMap<string, Position> }>({
  name: "move-nodes",
  apply: (document, { positions }) => moved(document, positions),
});

/** Arrow keys: one step of undo for a series of presses on the same nodes. */
export const nudgeNodes = command<{ ids: ReadonlySet<string>; by: Position }>({
  name: "nudge-nodes",
  mergeKey: ({ ids }) => [...ids].sort().join(),
  apply: (document, { ids, by }) => {
    const all = [...document.nodes, ...document.notes].filter(({ id }) => ids.has(id));
    return moved(
      document,
      new Map(all.map(({ id, position }) => [id, { x: position.x + by.x, y: position.y + by.y }])),
    );
  },
});

export const arrangeNodes = command<{ positions: ReadonlyMap<string, Position> }>({
  name: "arrange-nodes",
  apply: (document, { positions }) => moved(document, positions),
});

export const connect = command<{ edge: Edge }>({
  name: "connect",
  apply: (document, { edge }) => changeEdges(document, withEdges(document.edges, [edge])),
});

export const disconnect = command<{ edges: readonly Edge[] }>({
  name: "disconnect",
  apply: (document, { edges }) => changeEdges(document, withoutEdges(document.edges, edges)),
});

export const reconnect = command<{ edge: Edge; to: Edge }>({
  name: "reconnect",
  apply: (document, { edge, to }) =>
    changeEdges(document, sameEdge(edge, to) ? document.edges : withEdges(withoutEdges(document.edges, [edge]), [to])),
});

/** Puts a node that is on the canvas already into a wire. */
export const spliceNode = command<{ id: string; edge: Edge; input: string; output: string; at?: Position }>({
  name: "splice-node",
  apply: (document, { id, edge, input, output, at }) => ({
    ...(at ? moved(document, new Map([[id, at]])) : document),
    edges: withEdges(withoutEdges(document.edges, [edge]), [
      { from: edge.from, to: { node: id, port: input } },
      { from: { node: id, port: output }, to: edge.to },
    ]),
  }),
});

/** Deletes nodes with their wires, notes, and wires by themselves. */
export const deleteParts = command<{ ids: ReadonlySet<string>; edges?: readonly Edge[] }>({
  name: "delete-parts",
  apply: (document, { ids, edges = [] }) => {
    const nodes = document.nodes.filter(({ id }) => !ids.has(id));
    const notes = document.notes.filter(({ id }) => !ids.has(id));
    const left = withoutEdges(document.edges, edges).filter(({ from, to }) => !ids.has(from.node) && !ids.has(to.node));
    const counts = [
      nodes.length - document.nodes.length,
      notes.length - document.notes.length,
      left.length - document.edges.length,
    ];
    if (counts.every((count) => count === 0)) return document;
    const groups = document.groups && withoutMembers(document.groups, ids);
    return withGroups({ ...document, nodes, notes, edges: left }, groups ?? []);
  },
});

/**
 * Deletes, and joins the neighbours of each node where there is one way to do so: all that came in used one input, all
 * that went out used one output, and not many stood on both sides.
 */
export const deleteAndJoin = command<{ ids: ReadonlySet<string>; edges?: readonly Edge[] }>({
  name: "delete-and-join",
  apply: (document, { ids, edges: chosen = [] }) => {
    let edges = withoutEdges(document.edges, chosen);
    for (const { id } of document.nodes.filter((node) => ids.has(node.id))) {
      const incoming = edges.filter(({ to, from }) => to.node === id && from.node !== id);
      const outgoing = edges.filter(({ to, from }) => from.node === id && to.node !== id);
      const isClear =
        new Set(incoming.map(({ to }) => to.port)).size <= 1 &&
        new Set(outgoing.map(({ from }) => from.port)).size <= 1 &&
        Math.min(incoming.length, outgoing.length) <= 1;
      const bridges = isClear ? incoming.flatMap(({ from }) => outgoing.map(({ to }): Edge => ({ from, to }))) : [];
      edges = withEdges(
        edges.filter(({ from, to }) => from.node !== id && to.node !== id),
        bridges,
      );
    }
    const joined = edges.filter((edge) => !ids.has(edge.from.node) && !ids.has(edge.to.node));
    const deleted = deleteParts.apply(document, { ids, edges: chosen });
    return deleted === document ? document : { ...deleted, edges: joined };
  },
});

/** Renames a node; expressions and code that name it follow. An empty or taken name changes nothing. */
export const renameNode = command<{ id: string; name: string; nodeTypes: NodeTypes }>({
  name: "rename-node",
  apply: (document, { id, name, nodeTypes }) => {
    const wanted = name.trim().slice(0, 128);
    const node = document.nodes.find((candidate) => candidate.id === id);
    if (!node || !wanted || document.nodes.some((other) => other.name === wanted)) return document;
    const renamed = changeNode(document, id, (found) => ({ ...found, name: wanted }));
    return { ...renamed, nodes: followRenames(renamed.nodes, new Map([[node.name, wanted]]), nodeTypes) };
  },
});

export function followRenames(nodes: readonly WorkflowNode[], renames: Renames, nodeTypes: NodeTypes): WorkflowNode[] {
  return nodes.map((node) => {
    const params = renameInParams(node.params, nodeTypes.get(node.type), renames);
    return params === node.params ? node : { ...node, params };
  });
}

/** `path` is the leaf that changed: typing in one field is one step of undo. */
export const setParams = command<{ id: string; params: JsonObject; path: string }>({
  name: "set-params",
  mergeKey: ({ id, path }) => `${id}:${path}`,
  apply: (document, { id, params }) => changeNode(document, id, (node) => ({ ...node, params })),
});

export const setNodeSettings = command<{ id: string; patch: NodeSettingsPatch }>({
  name: "set-node-settings",
  mergeKey: ({ id, patch }) => `${id}:${Object.keys(patch).join()}`,
  apply: (document, { id, patch }) =>
    changeNode(document, id, (node) => withoutUndefined({ ...node, ...patch, disabled: patchedFlag(node, patch) })),
});

const patchedFlag = (node: WorkflowNode, patch: NodeSettingsPatch) =>
  ("disabled" in patch ? patch.disabled : node.disabled) || undefined;

export const setCredential = command<{ id: string; slot: string; credentialId: string | undefined }>({
  name: "set-credential",
  apply: (document, { id, slot, credentialId }) =>
    changeNode(document, id, (node) => {
      const { [slot]: _, ...others } = node.credentials ?? {};
      const credentials = credentialId === undefined ? others : { ...others, [slot]: credentialId };
      return withoutUndefined({ ...node, credentials: Object.keys(credentials).length ? credentials : undefined });
    }),
});

export const setDisabled = command<{ ids: ReadonlySet<string>; disabled: boolean }>({
  name: "set-disabled",
  apply: (document, { ids, disabled }) => {
    const isOther = (node: WorkflowNode) => ids.has(node.id) && Boolean(node.disabled) !== disabled;
    if (!document.nodes.some(isOther)) return document;
    const change = (node: WorkflowNode) => withoutUndefined({ ...node, disabled: disabled || undefined });
    return { ...document, nodes: document.nodes.map((node) => (isOther(node) ? change(node) : node)) };
  },
});

export const setPinned = command<{ pins: ReadonlyMap<string, Ports | undefined> }>({
  name: "set-pinned",
  apply: (document, { pins }) => ({
    ...document,
    nodes: document.nodes.map((node) =>
      pins.has(node.id) ? withoutUndefined({ ...node, pinned: pins.get(node.id) }) : node,
    ),
  }),
});

export const paste = command<Fragment>({
  name: "paste",
  apply: (document, { nodes, edges, notes, groups = [] }) =>
    nodes.length + notes.length === 0
      ? document
      : {
          ...document,
          nodes: [...document.nodes, ...nodes],
          edges: withEdges(document.edges, edges),
          notes: [...document.notes, ...notes],
          ...(groups.length > 0 && { groups: [...(document.groups ?? []), ...groups] }),
        },
});

export const duplicate = command<Fragment>({ ...paste, name: "duplicate" });

/** An imported file on an empty canvas: it becomes the workflow. */
export const takeOver = command<{ document: WorkflowDocument }>({
  name: "take-over",
  apply: (_document, { document }) => document,
});

export const renameWorkflow = command<{ name: string }>({
  name: "rename-workflow",
  apply: (document, { name }) => {
    const wanted = name.trim().slice(0, 128);
    return !wanted || wanted === document.name ? document : { ...document, name: wanted };
  },
});

export const setWorkflowSettings = command<{ settings: WorkflowSettings }>({
  name: "set-workflow-settings",
  apply: (document, { settings }) => ({ ...document, settings: withoutUndefined(settings) }),
});

function changeNode(document: WorkflowDocument, id: string, change: (node: WorkflowNode) => WorkflowNode) {
  if (!document.nodes.some((node) => node.id === id)) return document;
  return { ...document, nodes: document.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

const changeEdges = (document: WorkflowDocument, edges: readonly Edge[]): WorkflowDocument =>
  edges.length === document.edges.length && edges.every((edge, index) => edge === document.edges[index])
    ? document
    : { ...document, edges: [...edges] };

/** The same two ports are never connected twice. */
function withEdges(edges: readonly Edge[], added: readonly Edge[]): Edge[] {
  const known = new Set(edges.map(edgeKey));
  return [...edges, ...added.filter((edge) => !known.has(edgeKey(edge)) && known.add(edgeKey(edge)))];
}

function withoutEdges(edges: readonly Edge[], removed: readonly Edge[]): Edge[] {
  const keys = new Set(removed.map(edgeKey));
  return edges.filter((edge) => !keys.has(edgeKey(edge)));
}

function moved(document: WorkflowDocument, positions: ReadonlyMap<string, Position>): WorkflowDocument {
  const move = <Part extends { id: string; position: Position }>(part: Part): Part => {
    const to = positions.get(part.id);
    if (!to || (to.x === part.position.x && to.y === part.position.y)) return part;
    return { ...part, position: { x: Math.round(to.x), y: Math.round(to.y) } };
  };
  const nodes = document.nodes.map(move);
  const notes = document.notes.map(move);
  const same =
    nodes.every((node, index) => node === document.nodes[index]) &&
    notes.every((note, index) => note === document.notes[index]);
  return same ? document : { ...document, nodes, notes };
}

/** A key with `undefined` is gone, as it is in the saved text. */
const withoutUndefined = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Value;
