import { findNode } from "@/nodes/registry";
import { isDeeperThan } from "@/shared/depth";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { portsOf } from "@/shared/ports";
import type { WorkflowNode } from "@/shared/workflow";
import type { ExportedNode, MappedNode } from "./mapper";

/**
 * A node that n8n has no counterpart of is a No Operation there, with what it was at the end of its notes. The importer
 * makes the node of it again.
 */
export function standIn({ type, version, params, notes }: WorkflowNode): ExportedNode & { notes: string } {
  const memo = `${heading} ${type} ${version}\n${JSON.stringify(params)}`;
  return {
    ...{ type: "n8n-nodes-base.noOp", typeVersion: 1, parameters: {} },
    ...portNames(type, params),
    notes: notes ? `${notes}\n\n${memo}` : memo,
    warnings: [`n8n has no counterpart of "${type}": a node that does nothing stands in, with the parameters as notes`],
  };
}

/** The node a No Operation stands in for, and the notes that are its own. */
export function standsInFor(notes: Json | undefined): { mapped: MappedNode; notes: string } | undefined {
  const [whole, type = "", version, written = ""] = (typeof notes === "string" && memoOfNotes.exec(notes)) || [];
  if (whole === undefined || !isOurs(type)) return undefined;
  const params = readParams(written);
  if (!params) return undefined;
  const mapped = { type, version: Number(version), params, ...portNames(type, params), warnings: [] };
  return { mapped, notes: String(notes).slice(0, -whole.length) };
}

/** Also types that users made of OpenAPI documents. */
export const isOurs = (type: string) => findNode(type) !== undefined || type.startsWith("api.");

const heading = "Islewire";
const memoOfNotes = new RegExp(`(?:^|\\n\\n)${heading} ([\\w.-]{1,100}) ([1-9]\\d{0,5})\\n(\\{.*\\})$`);
const maxDepth = 100;

function readParams(written: string): JsonObject | undefined {
  try {
    const params = JSON.parse(written) as Json;
    return isJsonObject(params) && !isDeeperThan(params, maxDepth) ? params : undefined;
  } catch {
    return undefined;
  }
}

function portNames(type: string, params: JsonObject): { inputs: string[]; outputs: string[] } {
  const { inputs, outputs } = findNode(type) ?? { inputs: ["main"], outputs: ["main"] };
  const names = (specs: typeof inputs) => portsOf(specs, params).map(({ name }) => name);
  return { inputs: names(inputs), outputs: names(outputs) };
}
