import { nanoid } from "nanoid";
import type { ImportWarning, ParsedImport } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Edge, StickyNote, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { mapN8nNode } from "./registry";

/** n8n's export format: nodes and connections, by name. */
export const isN8nDocument = (value: object): boolean =>
  "nodes" in value && "connections" in value && !("formatVersion" in value);

/** Our document of an n8n one. What could not be mapped stays as a placeholder with its parameters, and is reported. */
export function importN8n(value: object): ParsedImport {
  const source = value as { name?: unknown; nodes?: unknown; connections?: unknown; settings?: unknown };
  if (!Array.isArray(source.nodes)) throw new AppError("INVALID", 'Not an n8n workflow: field "nodes" is not a list');
  if (source.nodes.length > maxNodes) {
    const message = `Not an n8n workflow: field "nodes" has ${source.nodes.length} entries, the limit is ${maxNodes}`;
    throw new AppError("INVALID", message, { hint: "Split the workflow and call the parts with Execute Workflow" });
  }
  const warnings: ImportWarning[] = [];
  const nodes: WorkflowNode[] = [];
  const notes: StickyNote[] = [];
  const byName: Mapped = new Map();
  const taken = new Set<string>();

  source.nodes.forEach((entry: unknown, index) => {
    if (!isJsonObject(entry as Json))
      throw new AppError("INVALID", `Not an n8n workflow: field "nodes.${index}" is not an object`);
    const given = entry as JsonObject;
    const position = positionOf(given.position);
    const params = isJsonObject(given.parameters ?? null) ? (given.parameters as JsonObject) : {};
    if (given.type === "n8n-nodes-base.stickyNote") {
      notes.push({
        id: nanoid(10),
        text: String(params.content ?? "").slice(0, 50_000),
        position,
        size: {
          width: Math.min(between(params.width, 40, 20_000, 160) * roomier.x, 20_000),
          height: Math.min(between(params.height, 40, 20_000, 128) * roomier.y, 20_000),
        },
        color: "yellow",
      });
      return;
    }
    const name = uniqueName(String(given.name ?? `Node ${index + 1}`).slice(0, 120), taken);
    taken.add(name);
    const version = between(given.typeVersion, 0.1, 1_000, 1);
    const mapped = mapN8nNode(String(given.type ?? ""), version, params);
    const { type, version: ownVersion, params: ownParams, inputs, outputs } = mapped;
    const node: WorkflowNode = {
      id: nanoid(10),
      type,
      version: ownVersion,
      name,
      position,
      params: ownParams,
      ...settingsOf(given),
    };
    for (const message of mapped.warnings) warnings.push({ message, place: name });
    if (given.credentials)
      warnings.push({ message: "Choose the credential: a file never brings one along", place: name });
    nodes.push(node);
    // Connections name nodes: of several with one name they mean the first.
    const key = String(given.name ?? name);
    if (!byName.has(key)) byName.set(key, { node, inputs, outputs });
  });

  const edges = edgesOf(source.connections, byName, warnings);
  const settings = isJsonObject((source.settings ?? null) as Json) ? (source.settings as JsonObject) : {};
  const timezone =
    typeof settings.timezone === "string" && settings.timezone !== "DEFAULT" ? settings.timezone : undefined;
  const document: WorkflowDocument = {
    formatVersion: 1,
    name: typeof source.name === "string" && source.name ? source.name.slice(0, 128) : "Imported workflow",
    nodes,
    edges,
    notes,
    settings: timezone ? { timezone } : {},
  };
  return { document, format: "n8n", warnings };
}

const maxNodes = 6_000;

function settingsOf(given: JsonObject): Partial<WorkflowNode> {
  const onError = given.onError ?? (given.continueOnFail === true ? "continueRegularOutput" : undefined);
  const waitMs = Math.round(between(given.waitBetweenTries, 0, 5_000, 1_000));
  return {
    ...(given.disabled === true && { disabled: true }),
    ...(typeof given.notes === "string" && given.notes && { notes: given.notes.slice(0, 10_000) }),
    ...(onError === "continueRegularOutput" && { onError: "continue" as const }),
    ...(onError === "continueErrorOutput" && { onError: "branch" as const }),
    ...(given.executeOnce === true && { executeOnce: true }),
    ...(given.alwaysOutputData === true && { alwaysOutput: true }),
    ...(given.retryOnFail === true && {
      retry: { tries: Math.round(between(given.maxTries, 2, 5, 3)), waitMs, backoff: "same" as const },
    }),
  };
}

type Mapped = Map<string, { node: WorkflowNode; inputs: string[]; outputs: string[] }>;

function edgesOf(connections: unknown, byName: Mapped, warnings: ImportWarning[]): Edge[] {
  const edges: Edge[] = [];
  const seen = new Set<string>();
  for (const [name, kinds] of Object.entries((connections ?? {}) as { [name: string]: { [kind: string]: unknown } })) {
    const from = byName.get(name);
    for (const [kind, outputs] of Object.entries(kinds ?? {})) {
      if (kind !== "main" || !from) {
        warnings.push({
          message: from
            ? `Connections of the kind "${kind}" are left out`
            : "A connection from a node that does not exist is left out",
          place: name,
        });
        continue;
      }
      for (const [index, targets] of (Array.isArray(outputs) ? outputs : []).entries()) {
        for (const target of (Array.isArray(targets) ? targets : []) as { node?: unknown; index?: unknown }[]) {
          const to = byName.get(String(target?.node));
          if (!to) continue;
          const isError = from.node.onError === "branch" && index === from.outputs.length;
          const edge = {
            from: { node: from.node.id, port: isError ? "error" : (from.outputs[index] ?? from.outputs[0] ?? "main") },
            to: { node: to.node.id, port: to.inputs[Number(target.index ?? 0)] ?? to.inputs[0] ?? "main" },
          };
          const key = JSON.stringify(edge);
          if (!seen.has(key)) edges.push(edge);
          seen.add(key);
        }
      }
    }
  }
  return edges;
}

/** Cards are larger here than n8n draws them: the same drawing with more room between them. */
const roomier = { x: 1.5, y: 1.25 };

function positionOf(value: unknown): { x: number; y: number } {
  const [x, y] = Array.isArray(value) ? value : [];
  const place = (given: unknown, factor: number) =>
    Math.round(between(between(given, -1_000_000, 1_000_000, 0) * factor, -1_000_000, 1_000_000, 0));
  return { x: place(x, roomier.x), y: place(y, roomier.y) };
}

/** The nearest number of the range; `otherwise` for what is no number at all. */
function between(value: unknown, min: number, max: number, otherwise: number): number {
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? otherwise : Math.min(Math.max(number, min), max);
}

function uniqueName(name: string, taken: { has(name: string): boolean }): string {
  if (name && !taken.has(name)) return name;
  for (let number = 1; ; number++) if (!taken.has(`${name}${number}`)) return `${name}${number}`;
}
