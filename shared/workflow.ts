import type { z } from "zod";
import type { Json } from "./item";
import type {
  edgeSchema,
  nodeGroupSchema,
  retrySchema,
  stickyNoteSchema,
  workflowDocumentSchema,
  workflowNodeSchema,
  workflowSettingsSchema,
} from "./workflow-schema";

export type Retry = z.infer<typeof retrySchema>;
export type WorkflowNode = z.infer<typeof workflowNodeSchema>;
export type Edge = z.infer<typeof edgeSchema>;
export type StickyNote = z.infer<typeof stickyNoteSchema>;
export type NodeGroup = z.infer<typeof nodeGroupSchema>;
export type WorkflowSettings = z.infer<typeof workflowSettingsSchema>;
export type WorkflowDocument = z.infer<typeof workflowDocumentSchema>;

export const emptyDocument = (documentName: string): WorkflowDocument => ({
  formatVersion: 1,
  name: documentName,
  nodes: [],
  edges: [],
  notes: [],
  settings: {},
});

/** Text that is the same for the same document: keys in a fixed order, one change is a diff of one place. */
export function workflowText(document: WorkflowDocument): string {
  return `${JSON.stringify(sortKeys(document as unknown as Json, topKeys), null, 2)}\n`;
}

const topKeys = [
  ...["formatVersion", "id", "type", "version", "name", "position", "params", "credentials", "disabled", "notes"],
  ...["onError", "retry", "timeoutMs", "executeOnce", "alwaysOutput", "pinned", "nodes", "edges", "from", "to", "node"],
  ...["port", "settings"],
];

function sortKeys(value: Json, order: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((entry) => sortKeys(entry, order));
  if (typeof value !== "object" || value === null) return value;
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rank(a) - rank(b) || (rank(a) === order.length ? a.localeCompare(b, "en") : 0))
      // The author's order inside parameters and pinned data is part of the meaning of the form: kept.
      .map(([key, entry]) => [key, key === "params" || key === "pinned" ? entry : sortKeys(entry, order)]),
  );
}
