import type { ImportWarning } from "@/shared/api";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";

/** What a document had before it went to n8n and lacks after it came back, in words. */
export function losses(before: WorkflowDocument, after: WorkflowDocument): ImportWarning[] {
  const back = new Map(after.nodes.map((node) => [node.name, node]));
  const ofNodes = before.nodes.flatMap((node): ImportWarning[] => {
    const paths = differences(comparable(node), comparable(back.get(node.name)));
    return paths.length ? [{ message: `n8n cannot keep ${listed(paths)}`, place: node.name }] : [];
  });
  const settings = differences(before.settings as JsonObject, after.settings as JsonObject);
  return settings.length
    ? [...ofNodes, { message: `n8n cannot keep ${listed(settings)}`, place: "settings" }]
    : ofNodes;
}

/** Ids are new, and credentials have a note of their own. */
function comparable(node: WorkflowNode | undefined): JsonObject {
  if (!node) return {};
  const { id: _, position: __, credentials: ___, name: ____, version: _____, params, ...rest } = node;
  return { ...params, ...(rest as unknown as JsonObject) };
}

/** Paths at which two values differ. What is undefined counts as absent. */
function differences(before: Json | undefined, after: Json | undefined, path = ""): string[] {
  if (before === undefined || before === after) return [];
  const isOpen = isJsonObject(before) ? isJsonObject(after ?? null) : Array.isArray(before) && Array.isArray(after);
  if (!isOpen || size(before) === 0 || (Array.isArray(before) && size(before) !== size(after))) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
  }
  return Object.entries(before as JsonObject).flatMap(([key, entry]) =>
    differences(entry, (after as JsonObject)[key], path ? `${path}.${key}` : key),
  );
}

const size = (value: Json | undefined) => (typeof value === "object" && value !== null ? Object.keys(value).length : 0);

const maxListed = 6;

function listed(paths: string[]): string {
  const quoted = paths.slice(0, maxListed).map((path) => `"${path.slice(0, 80)}"`);
  const rest = paths.length - quoted.length;
  return `${quoted.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
