import { isJsonObject, type Json } from "./item";
import type { Edge, WorkflowDocument, WorkflowNode } from "./workflow";

/** What is different between two documents, in the words of people who drew them. */

/** `path` leads into the node: `params.url`. A side that has no such field is undefined. */
export type FieldChange = { path: string; before: Json | undefined; after: Json | undefined };

export type NodeChange =
  | { is: "added" | "removed"; id: string; name: string; type: string }
  | { is: "changed"; id: string; name: string; type: string; fields: FieldChange[]; moved: boolean }
  | { is: "moved"; id: string; name: string; type: string };

export type DocumentDiff = {
  nodes: NodeChange[];
  edges: { added: Edge[]; removed: Edge[] };
  notes: { added: number; removed: number; changed: number };
  /** Name, settings and groups. */
  fields: FieldChange[];
};

export const edgeKey = ({ from, to }: Edge): string => JSON.stringify([from.node, from.port, to.node, to.port]);

/** More than anybody reads; the rest of a field counts as one change. */
const maxFields = 200;

export function diffDocuments(before: WorkflowDocument, after: WorkflowDocument): DocumentDiff {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const current = new Map(after.nodes.map((node) => [node.id, node]));
  const nodes = [
    ...after.nodes.flatMap((node) => changeOf(old.get(node.id), node)),
    ...before.nodes.filter(({ id }) => !current.has(id)).map((node) => ({ is: "removed" as const, ...told(node) })),
  ];
  const oldEdges = new Set(before.edges.map(edgeKey));
  const currentEdges = new Set(after.edges.map(edgeKey));
  return {
    nodes,
    edges: {
      added: after.edges.filter((edge) => !oldEdges.has(edgeKey(edge))),
      removed: before.edges.filter((edge) => !currentEdges.has(edgeKey(edge))),
    },
    notes: diffNotes(before, after),
    fields: [
      ...diffValues(before.name, after.name, "name"),
      ...diffValues(before.settings as Json, after.settings as Json, "settings"),
      ...diffValues((before.groups ?? []) as unknown as Json, (after.groups ?? []) as unknown as Json, "groups"),
    ],
  };
}

export const isSameDiff = ({ nodes, edges, notes, fields }: DocumentDiff): boolean =>
  nodes.length + edges.added.length + edges.removed.length + fields.length === 0 &&
  notes.added + notes.removed + notes.changed === 0;

const told = ({ id, name, type }: WorkflowNode) => ({ id, name, type });

function changeOf(before: WorkflowNode | undefined, after: WorkflowNode): NodeChange[] {
  if (!before) return [{ is: "added", ...told(after) }];
  const { position: oldPlace, id: _, ...oldRest } = before;
  const { position: place, id, ...rest } = after;
  const moved = oldPlace.x !== place.x || oldPlace.y !== place.y;
  const fields = diffValues(oldRest as unknown as Json, rest as unknown as Json, "");
  if (fields.length > 0) return [{ is: "changed", ...told(after), fields, moved }];
  return moved ? [{ is: "moved", ...told(after) }] : [];
}

function diffNotes(before: WorkflowDocument, after: WorkflowDocument) {
  const old = new Map(before.notes.map((note) => [note.id, JSON.stringify(note)]));
  const current = new Map(after.notes.map((note) => [note.id, JSON.stringify(note)]));
  const ids = [...current.keys()];
  return {
    added: ids.filter((id) => !old.has(id)).length,
    removed: [...old.keys()].filter((id) => !current.has(id)).length,
    changed: ids.filter((id) => old.has(id) && old.get(id) !== current.get(id)).length,
  };
}

/** Leaves that differ, by path. Lists of different lengths differ entry by entry. */
export function diffValues(before: Json | undefined, after: Json | undefined, path: string): FieldChange[] {
  const changes: FieldChange[] = [];
  visit(before, after, path);
  return changes;

  function visit(a: Json | undefined, b: Json | undefined, place: string) {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    const inner = changes.length < maxFields ? keysOf(a, b) : undefined;
    if (!inner) return void changes.push({ path: place, before: a, after: b });
    for (const key of inner) visit(entry(a, key), entry(b, key), place ? `${place}.${key}` : key);
  }
}

/** The keys of two values that can be compared key by key. */
function keysOf(a: Json | undefined, b: Json | undefined): string[] | undefined {
  const bothLists = Array.isArray(a) && Array.isArray(b);
  if (!bothLists && !(isJsonObject(a) && isJsonObject(b))) return undefined;
  return [...new Set([...Object.keys(a as object), ...Object.keys(b as object)])];
}

const entry = (value: Json | undefined, key: string): Json | undefined =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as { [key: string]: Json })[key]
    : undefined;
