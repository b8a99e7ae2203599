import type { Texts } from "@/components/messages/texts";
import { type Edge, emptyDocument, type WorkflowDocument, type WorkflowNode } from "@/shared/workflow";
import { cardWidth } from "./card-geometry";
import { fragmentOf } from "./clipboard";
import type { Command } from "./commands";
import { openInput } from "./connections";
import { edgeKey, type NodeTypes, newNode, type Position, uniqueName } from "./document";
import { namesIn } from "./references";

export const triggerType = "core.workflowTrigger";
export const callType = "core.executeWorkflow";

export type Extraction = {
  /** The workflow that the nodes move to. */
  child: WorkflowDocument;
  ids: ReadonlySet<string>;
  /** Where the call stands, and what it is wired to. */
  at: Position;
  incoming: readonly Edge["from"][];
  outgoing: readonly Edge["to"][];
  /** Expressions that will find nothing: who names whom. */
  broken: readonly { node: string; names: string }[];
};

/** What it takes to make a workflow of these nodes; or why that cannot be. */
export function extraction(
  document: WorkflowDocument,
  selected: ReadonlySet<string>,
  { nodeTypes, name, t }: { nodeTypes: NodeTypes; name: string; t: Texts },
): Extraction | { refused: string } {
  const fragment = fragmentOf(document, selected);
  const { nodes } = fragment;
  const ids = new Set(nodes.map(({ id }) => id));
  const trigger = nodes.find(({ type }) => nodeTypes.get(type)?.trigger);
  if (nodes.length === 0) return { refused: t("canvas.extract.nothing") };
  if (trigger) return { refused: t("canvas.extract.trigger", { name: trigger.name }) };

  const incoming = document.edges.filter(({ from, to }) => ids.has(to.node) && !ids.has(from.node));
  const outgoing = document.edges.filter(({ from, to }) => ids.has(from.node) && !ids.has(to.node));
  const entries = distinct(incoming.map(({ to }) => to));
  const exits = distinct(outgoing.map(({ from }) => from));
  if (entries.length > 1) return { refused: severalWays("waysIn", entries, nodes, t) };
  if (exits.length > 1) return { refused: severalWays("waysOut", exits, nodes, t) };
  const entry = entries[0] ?? onlyStart(nodes, fragment.edges, nodeTypes);
  if (!entry) return { refused: t("canvas.extract.noStart") };
  const exit = exits[0];
  const otherEnd =
    exit && nodes.find(({ id }) => id !== exit.node && !fragment.edges.some(({ from }) => from.node === id));
  if (otherEnd) return { refused: t("canvas.extract.twoEnds", { name: otherEnd.name }) };

  const info = nodeTypes.get(triggerType);
  if (!info || !nodeTypes.has(callType)) return { refused: t("canvas.extract.noCall") };
  const at = nodes.find(({ id }) => id === entry.node)?.position ?? { x: 0, y: 0 };
  const start = newNode(info, { ...document, nodes }, { x: at.x - cardWidth - 80, y: at.y });
  const child: WorkflowDocument = {
    ...emptyDocument(name),
    ...fragment,
    nodes: [start, ...nodes],
    edges: [{ from: { node: start.id, port: "main" }, to: entry }, ...fragment.edges],
    settings: withoutErrorWorkflow(document.settings),
  };
  return {
    ...{ child, ids: selected, at },
    incoming: distinct(incoming.map(({ from }) => from)),
    outgoing: distinct(outgoing.map(({ to }) => to)),
    broken: brokenBy(document, ids, nodeTypes),
  };
}

type Extract = { extraction: Extraction; workflowId: string; nodeTypes: NodeTypes; id: string };

/** A call of the new workflow takes the place of the nodes that moved there. */
export const extractNodes: Command<Extract> = {
  name: "extract-nodes",
  apply(document, { extraction: { child, ids, at, incoming, outgoing }, workflowId, nodeTypes, id }) {
    const info = nodeTypes.get(callType);
    if (!info) return document;
    const kept = document.nodes.filter((node) => !ids.has(node.id));
    const plain = newNode(info, { ...document, nodes: kept }, at);
    const call: WorkflowNode = {
      ...plain,
      ...{ id, name: uniqueName(child.name, new Set(kept.map(({ name }) => name))) },
      params: { ...plain.params, workflowId },
    };
    const edges = document.edges.filter(({ from, to }) => !ids.has(from.node) && !ids.has(to.node));
    const groups = document.groups
      ?.map((group) => {
        const nodeIds = group.nodeIds.filter((member) => !ids.has(member));
        const lostSome = nodeIds.length < group.nodeIds.length && nodeIds.length > 0;
        return lostSome ? { ...group, nodeIds: [...nodeIds, id] } : { ...group, nodeIds };
      })
      .filter(({ nodeIds }) => nodeIds.length > 0);
    return {
      ...document,
      nodes: [...kept, call],
      edges: [
        ...edges,
        ...incoming.map((from) => ({ from, to: { node: id, port: "main" } })),
        ...outgoing.map((to) => ({ from: { node: id, port: "main" }, to })),
      ],
      notes: document.notes.filter((note) => !ids.has(note.id)),
      ...(groups && { groups }),
    };
  },
};

type End = Edge["from"];

function distinct(ends: readonly End[]): End[] {
  return [...new Map(ends.map((end) => [edgeKey({ from: end, to: end }), end])).values()];
}

function severalWays(way: "waysIn" | "waysOut", ends: readonly End[], nodes: readonly WorkflowNode[], t: Texts) {
  const first = ends.slice(0, 3).map(({ node, port }) => {
    const name = nodes.find(({ id }) => id === node)?.name ?? node;
    return port === "main" ? t("canvas.extract.end", { name }) : t("canvas.extract.portEnd", { name, port });
  });
  const names = first.join(t("canvas.extract.separator"));
  return t(`canvas.extract.${way}`, {
    count: ends.length,
    names: ends.length > first.length ? t("canvas.extract.more", { names }) : names,
  });
}

/** Where a selection that nothing leads into begins, when there is just one such place. */
function onlyStart(nodes: readonly WorkflowNode[], edges: readonly Edge[], nodeTypes: NodeTypes): End | undefined {
  const starts = nodes.filter(({ id }) => !edges.some(({ from, to }) => to.node === id && from.node !== id));
  const [start] = starts;
  if (!start || starts.length > 1) return undefined;
  const port = openInput(start, nodeTypes.get(start.type), edges);
  return port === undefined ? undefined : { node: start.id, port };
}

const withoutErrorWorkflow = ({ errorWorkflow: _, ...settings }: WorkflowDocument["settings"]) => settings;

function brokenBy({ nodes }: WorkflowDocument, ids: ReadonlySet<string>, nodeTypes: NodeTypes) {
  const sides = new Map(nodes.map(({ id, name }) => [name, ids.has(id)]));
  return nodes.flatMap((node) =>
    [...namesIn(node, nodeTypes)]
      .filter((name) => sides.has(name) && sides.get(name) !== ids.has(node.id))
      .map((names) => ({ node: node.name, names })),
  );
}
