import { edgeKey } from "./document-diff";
import { isJsonObject, type Json, type JsonObject } from "./item";
import type { Edge, WorkflowDocument, WorkflowNode } from "./workflow";

/** Two people changed one document: both changes in one, and what only a person can decide. */

export type Side = "mine" | "theirs";

/** Both changed this place, and not alike. A side that deleted it is undefined. */
export type Conflict = {
  /** Tells conflicts apart: the node's id and the path, for instance. */
  key: string;
  /** The node, where the place is in one. */
  node?: { id: string; name: string };
  /** Where in the node, or in the document; empty for a node as a whole. */
  path: string;
  mine: Json | undefined;
  theirs: Json | undefined;
};

export type Merged = { document: WorkflowDocument; conflicts: Conflict[] };

/** `choose` decides conflicts; without it mine wins, and the conflicts say what there is to decide. */
export function mergeDocuments(
  base: WorkflowDocument,
  mine: WorkflowDocument,
  theirs: WorkflowDocument,
  choose: (key: string) => Side = () => "mine",
): Merged {
  const conflicts: Conflict[] = [];
  const merge = merger(choose, conflicts);
  const nodes = mergeById(base.nodes, mine.nodes, theirs.nodes, (id, parts) => {
    const name = (parts.mine ?? parts.theirs ?? parts.base)?.name ?? id;
    return merge(parts as Parts, { key: `node ${id}`, path: "", node: { id, name } }) as WorkflowNode | undefined;
  });
  const document: WorkflowDocument = {
    ...theirs,
    ...(merge(
      {
        base: { name: base.name, settings: base.settings as Json },
        mine: { name: mine.name, settings: mine.settings as Json },
        theirs: { name: theirs.name, settings: theirs.settings as Json },
      },
      { key: "document", path: "" },
    ) as Pick<WorkflowDocument, "name" | "settings">),
    nodes: withOwnNames(nodes, theirs),
    notes: mergeById(base.notes, mine.notes, theirs.notes, (id, parts) =>
      wholeMerge(parts, choose, conflicts, { key: `note ${id}`, path: "note" }),
    ),
    edges: mergeEdges(base.edges, mine.edges, theirs.edges),
  };
  const groups = mergeById(base.groups ?? [], mine.groups ?? [], theirs.groups ?? [], (id, parts) =>
    wholeMerge(parts, choose, conflicts, { key: `group ${id}`, path: "group" }),
  );
  const ids = new Set(document.nodes.map(({ id }) => id));
  const edges = document.edges.filter(({ from, to }) => ids.has(from.node) && ids.has(to.node));
  const { groups: _, ...rest } = document;
  return { document: { ...rest, edges, ...(groups.length > 0 && { groups }) }, conflicts };
}

type Parts = { base: Json | undefined; mine: Json | undefined; theirs: Json | undefined };
type Place = Pick<Conflict, "key" | "path" | "node">;

/** Objects field by field; everything else, lists too, as a whole. */
function merger(choose: (key: string) => Side, conflicts: Conflict[]) {
  return function merge({ base, mine, theirs }: Parts, place: Place): Json | undefined {
    if (isSame(mine, theirs) || isSame(base, theirs)) return mine;
    if (isSame(base, mine)) return theirs;
    if (isJsonObject(mine ?? null) && isJsonObject(theirs ?? null)) {
      const [own, other] = [mine as JsonObject, theirs as JsonObject];
      const known = isJsonObject(base ?? null) ? (base as JsonObject) : {};
      const merged: JsonObject = {};
      for (const key of new Set([...Object.keys(other), ...Object.keys(own)])) {
        const path = place.path ? `${place.path}.${key}` : key;
        const parts = { base: field(known, key), mine: field(own, key), theirs: field(other, key) };
        const value = merge(parts, { ...place, key: `${place.key} ${key}`, path });
        if (value !== undefined) merged[key] = value;
      }
      return merged;
    }
    // Where a node was moved to is not worth a question.
    if (place.path === "position.x" || place.path === "position.y") return mine;
    conflicts.push({ ...place, mine, theirs });
    return choose(place.key) === "mine" ? mine : theirs;
  };
}

function wholeMerge<T>(
  { base, mine, theirs }: { base?: T; mine?: T; theirs?: T },
  choose: (key: string) => Side,
  conflicts: Conflict[],
  place: Place,
): T | undefined {
  if (isSame(mine, theirs) || isSame(base, theirs)) return mine;
  if (isSame(base, mine)) return theirs;
  conflicts.push({ ...place, mine: mine as Json | undefined, theirs: theirs as Json | undefined });
  return choose(place.key) === "mine" ? mine : theirs;
}

/** In their order, with what only I have at the end. */
function mergeById<T extends { id: string }>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  merge: (id: string, parts: { base?: T; mine?: T; theirs?: T }) => T | undefined,
): T[] {
  const [known, own, other] = [base, mine, theirs].map((list) => new Map(list.map((entry) => [entry.id, entry])));
  const ids = new Set([...theirs, ...mine].map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const parts = { base: known?.get(id), mine: own?.get(id), theirs: other?.get(id) };
    return merge(id, parts as { base?: T; mine?: T; theirs?: T }) ?? [];
  });
}

/** A wire is there or not: what either drew is added, what either took away is gone. */
function mergeEdges(base: readonly Edge[], mine: readonly Edge[], theirs: readonly Edge[]): Edge[] {
  const [known, own, other] = [base, mine, theirs].map((edges) => new Set(edges.map(edgeKey)));
  const stays = (key: string) => (known?.has(key) ? own?.has(key) && other?.has(key) : true);
  const all = new Map([...theirs, ...mine].map((edge) => [edgeKey(edge), edge]));
  return [...all].filter(([key]) => stays(key)).map(([, edge]) => edge);
}

/** Both added a node of one name: mine gets another. */
function withOwnNames(nodes: WorkflowNode[], theirs: WorkflowDocument): WorkflowNode[] {
  const known = new Map(theirs.nodes.map(({ id, name }) => [id, name]));
  const taken = new Set(nodes.filter(({ id, name }) => known.get(id) === name).map(({ name }) => name));
  return nodes.map((node) => {
    if (known.get(node.id) === node.name) return node;
    let name = node.name;
    for (let number = 2; taken.has(name); number++) name = `${node.name.slice(0, 120)} ${number}`;
    taken.add(name);
    return name === node.name ? node : { ...node, name };
  });
}

const field = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
