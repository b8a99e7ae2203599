import { type DocumentDiff, diffDocuments, edgeKey, type NodeChange } from "@/shared/document-diff";
import type { WorkflowDocument } from "@/shared/workflow";

export type Mark = NodeChange["is"];

/** A version with what is gone since the one before still on it, so that both can be seen at once. */
export type Compared = { document: WorkflowDocument; diff: DocumentDiff; marks: ReadonlyMap<string, Mark> };

export function compare(before: WorkflowDocument | undefined, after: WorkflowDocument): Compared {
  const diff = diffDocuments(before ?? after, after);
  const marks = new Map(diff.nodes.map((change) => [change.id, change.is]));
  const gone = (before?.nodes ?? []).filter(({ id }) => marks.get(id) === "removed");
  const goneIds = new Set(gone.map(({ id }) => id));
  const kept = new Set(after.edges.map(edgeKey));
  const goneEdges = diff.edges.removed.filter(
    (edge) => (goneIds.has(edge.from.node) || goneIds.has(edge.to.node)) && !kept.has(edgeKey(edge)),
  );
  const document = { ...after, nodes: [...after.nodes, ...gone], edges: [...after.edges, ...goneEdges] };
  return { document, diff, marks };
}
