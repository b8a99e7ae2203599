import type { Texts } from "@/components/messages/texts";
import type { NodeTypeInfo } from "@/shared/api";
import { isExpression, literalText } from "@/shared/expression";
import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { type Command, renameNode } from "./commands";
import { findNode, type NodeTypes } from "./document";

export type Search = { text: string; matchCase: boolean };

/** One text of the workflow that holds what was searched for. */
export type Hit = {
  /** The node or the note. */
  id: string;
  of: "node" | "note";
  title: string;
  path: readonly (string | number)[];
  label: string;
  /** As people see it: an expression without its sign. */
  text: string;
  count: number;
};

export const maxHits = 500;

/** Names, parameters and notes that hold the text, in the order of the document. */
export function findText(document: WorkflowDocument, search: Search, nodeTypes: NodeTypes, t: Texts): Hit[] {
  if (search.text === "") return [];
  const hits: Hit[] = [];
  for (const place of places(document, nodeTypes, t)) {
    const count = partsBetween(place.text, search).length - 1;
    if (count > 0) hits.push({ ...place, count });
    if (hits.length === maxHits) break;
  }
  return hits;
}

type Replace = { hits: readonly Pick<Hit, "id" | "path">[]; search: Search; by: string; nodeTypes: NodeTypes };

/** Where a name would be empty or taken, it stays as it is. */
export const replaceText: Command<Replace> = {
  name: "replace-text",
  apply: (document, { hits, search, by, nodeTypes }) =>
    hits.reduce((current, { id, path }) => {
      const change = (text: string) => partsBetween(text, search).join(by);
      if (path[0] === "name") {
        const name = change(findNode(current, id)?.name ?? "");
        return renameNode.apply(current, { id, name, nodeTypes });
      }
      return changeText(current, id, path, change);
    }, document),
};

/** The text without what was searched for, in pieces. */
export function partsBetween(text: string, { text: wanted, matchCase }: Search): string[] {
  const literally = wanted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return text.split(new RegExp(literally, matchCase ? "u" : "iu"));
}

function* places({ nodes, notes }: WorkflowDocument, nodeTypes: NodeTypes, t: Texts): Generator<Omit<Hit, "count">> {
  for (const node of nodes) {
    const of = { id: node.id, of: "node", title: node.name } as const;
    yield { ...of, path: ["name"], label: t("canvas.find.name"), text: node.name };
    yield* textsOf(node, nodeTypes.get(node.type)).map((found) => ({ ...of, ...found, text: seen(found.text) }));
    if (node.notes) yield { ...of, path: ["notes"], label: t("canvas.find.notes"), text: node.notes };
  }
  const ofNote = { of: "note", title: t("canvas.find.note"), path: ["text"], label: t("canvas.find.text") } as const;
  for (const { id, text } of notes) yield { ...ofNote, id, text };
}

type Found = Pick<Hit, "path" | "label" | "text">;

const textsOf = ({ params }: WorkflowNode, info: NodeTypeInfo | undefined) =>
  textsInFields(params, info?.fields ?? {}, { path: ["params"], labels: [] });

type Way = { path: readonly (string | number)[]; labels: readonly string[] };

function textsInFields(values: JsonObject, fields: Fields, { path, labels }: Way): Found[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    return textsIn(value, field, { path: [...path, key], labels: [...labels, field?.label ?? key] });
  });
}

function textsIn(value: Json, field: Field | undefined, way: Way): Found[] {
  if (typeof value === "string") {
    if (!isExpression(value) && field && fixedControls.has(field.control)) return [];
    return [{ path: way.path, label: way.labels.join(" › "), text: value }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => {
      const inner = { path: [...way.path, index], labels: [...way.labels, String(index + 1)] };
      if (field?.control === "list" && isJsonObject(entry)) return textsInFields(entry, field.of, inner);
      return textsIn(entry, undefined, inner);
    });
  }
  if (!isJsonObject(value)) return [];
  if (field?.control !== "choice") return textsInFields(value, {}, way);
  const { is: _, ...inner } = value;
  const fields = field.cases[String(value.is)]?.fields ?? {};
  return textsInFields(inner, fields, way);
}

/** Values that are chosen, not written; and secrets, which nobody should find. */
const fixedControls: ReadonlySet<Field["control"]> = new Set([
  ...(["select", "multiSelect", "workflow", "secret", "toggle"] as const),
]);

const seen = (stored: string) => (isExpression(stored) ? stored.slice(1) : stored);

/** What was an expression stays one, and what was none becomes none. */
const changedSeen = (stored: string, change: (text: string) => string) => {
  if (!isExpression(stored)) return literalText(change(stored));
  const text = change(stored.slice(1));
  return stored.startsWith("==") && !text.startsWith("=") ? text : `=${text}`;
};

function changeText(
  document: WorkflowDocument,
  id: string,
  path: Hit["path"],
  change: (text: string) => string,
): WorkflowDocument {
  const [first, ...rest] = path;
  if (first === "text") {
    const notes = document.notes.map((note) => (note.id === id ? { ...note, text: change(note.text) } : note));
    return { ...document, notes };
  }
  const nodes = document.nodes.map((node) => {
    if (node.id !== id) return node;
    if (first === "notes") return { ...node, notes: change(node.notes ?? "") };
    const params = changeAt(node.params, rest, (text) => changedSeen(text, change));
    return isJsonObject(params) ? { ...node, params } : node;
  });
  return { ...document, nodes };
}

function changeAt(value: Json, path: Hit["path"], change: (text: string) => string): Json {
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === "string" ? change(value) : value;
  if (Array.isArray(value)) return value.map((entry, index) => (index === key ? changeAt(entry, rest, change) : entry));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, name === key ? changeAt(entry, rest, change) : entry]),
  );
}
