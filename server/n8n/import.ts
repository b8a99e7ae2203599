import { nanoid } from "nanoid";
import type { ImportWarning, ParsedImport } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode, WorkflowSettings } from "@/shared/workflow";
import { type Mapped, readEdges } from "./connections";
import { readGroups } from "./groups";
import { numberBetween, positionOf, readNote } from "./layout";
import { object, word } from "./params";
import { pinnedItems } from "./pinned";
import { mapN8nNode } from "./registry";
import { renameReferences } from "./rename";
import { standsInFor } from "./stand-in";

/** n8n's export format: nodes and connections, by name. */
export const isN8nDocument = (value: object): boolean =>
  "nodes" in value && "connections" in value && !("formatVersion" in value);

/** Our document of an n8n one. What could not be mapped stays as a placeholder with its parameters, and is reported. */
export function importN8n(value: object): ParsedImport {
  const source = value as { [key: string]: Json | undefined };
  if (!Array.isArray(source.nodes)) throw new AppError("INVALID", 'Not an n8n workflow: field "nodes" is not a list');
  if (source.nodes.length > maxNodes) {
    const message = `Not an n8n workflow: field "nodes" has ${source.nodes.length} entries, the limit is ${maxNodes}`;
    throw new AppError("INVALID", message, { hint: "Split the workflow and call the parts with Execute Workflow" });
  }
  const warnings: ImportWarning[] = [];
  const given = source.nodes.filter(isJsonObject);
  if (given.length < source.nodes.length) {
    const count = source.nodes.length - given.length;
    warnings.push({ message: `${count} entries of "nodes" are no nodes, and are left out`, place: "nodes" });
  }
  const notes = given.filter(({ type }) => type === stickyNote).map(readNote);
  const named = nameNodes(given.filter(({ type }) => type !== stickyNote));
  const pins = object(source.pinData);
  const byName: Mapped = new Map();
  const ids = new Map<Json | undefined, string>();
  const nodes = named.list.map(({ node, name }) => {
    const key = word(node.name) || name;
    const made = importNode(node, name, named.renamed, warnings);
    if (Object.hasOwn(pins, key) && !byName.has(key)) {
      const pinned = pinnedItems(pins[key], made.outputs[0], (message) => void warnings.push({ message, place: name }));
      if (pinned) made.node.pinned = pinned;
    }
    // Connections name nodes: of several with one name they mean the first.
    if (!byName.has(key)) byName.set(key, made);
    if (!ids.has(node.id)) ids.set(node.id, made.node.id);
    return made.node;
  });
  const edges = readEdges(source.connections, byName, (message, place) => void warnings.push({ message, place }));
  const document: WorkflowDocument = {
    formatVersion: 1,
    name: typeof source.name === "string" && source.name ? source.name.slice(0, 128) : "Imported workflow",
    ...{ nodes, edges, notes },
    ...readGroups(source.nodeGroups, ids),
    settings: readSettings(source, warnings),
  };
  return { document, format: "n8n", warnings: limited(warnings) };
}

const maxNodes = 11_000;
/** Longer names are cut so that a number has room. */
const [maxName, maxStem] = [128, 120];
const maxWarnings = 500;
const noOp = "n8n-nodes-base.noOp";
const stickyNote = "n8n-nodes-base.stickyNote";

/** Every node gets a name of its own; `renamed` has those that nodes were known by and cannot keep. */
function nameNodes(nodes: JsonObject[]) {
  const taken = new Set<string>();
  const tried = new Map<string, number>();
  const renamed = new Map<string, string>();
  const list = nodes.map((node, index) => {
    const known = word(node.name);
    const wanted = known.length <= maxName ? known || `Node ${index + 1}` : known.slice(0, maxStem);
    let name = wanted;
    for (let number = tried.get(wanted) ?? 1; taken.has(name); number++) {
      name = `${wanted.slice(0, maxStem)}${number}`;
      tried.set(wanted, number + 1);
    }
    // Only a name that no other node has says which one is meant.
    if (name !== known && !taken.has(known) && !renamed.has(known)) renamed.set(known, name);
    taken.add(name);
    return { node, name };
  });
  return { list, renamed };
}

function importNode(given: JsonObject, name: string, renamed: Map<string, string>, warnings: ImportWarning[]) {
  const version = numberBetween(given.typeVersion, 0.1, 1_000, 1);
  const stored = object(given.parameters);
  const params = renamed.size ? (renameReferences(stored, renamed) as JsonObject) : stored;
  const type = word(given.type).slice(0, 200) || "unknown";
  const standing = type === noOp ? standsInFor(given.notes) : undefined;
  const mapped = standing?.mapped ?? mapN8nNode(type, version, params);
  for (const message of mapped.warnings) warnings.push({ message, place: name });
  const credentials = Object.values(object(given.credentials)).map((value) => word(object(value).name).slice(0, 100));
  if (credentials.length) {
    const which = credentials.filter(Boolean).map((known) => ` "${known}"`);
    warnings.push({ message: `Choose the credential${which.join(",")}: a file never brings one along`, place: name });
  }
  const node: WorkflowNode = {
    ...{ id: nanoid(10), type: mapped.type, version: mapped.version, name },
    ...{ position: positionOf(given.position), params: mapped.params },
    ...settingsOf(standing ? { ...given, notes: standing.notes } : given),
  };
  return { node, inputs: mapped.inputs, outputs: mapped.outputs, isMapped: mapped.type !== type };
}

function settingsOf(given: JsonObject): Partial<WorkflowNode> {
  const onError = given.onError ?? (given.continueOnFail === true ? "continueRegularOutput" : undefined);
  const waitMs = Math.round(numberBetween(given.waitBetweenTries, 0, 5_000, 1_000));
  return {
    ...(given.disabled === true && { disabled: true }),
    ...(typeof given.notes === "string" && given.notes && { notes: given.notes.slice(0, 10_000) }),
    ...(onError === "continueRegularOutput" && { onError: "continue" as const }),
    ...(onError === "continueErrorOutput" && { onError: "branch" as const }),
    ...(given.executeOnce === true && { executeOnce: true }),
    ...(given.alwaysOutputData === true && { alwaysOutput: true }),
    ...(given.retryOnFail === true && {
      retry: { tries: Math.round(numberBetween(given.maxTries, 2, 5, 3)), waitMs, backoff: "same" as const },
    }),
  };
}

function readSettings(source: { [key: string]: Json | undefined }, warnings: ImportWarning[]): WorkflowSettings {
  const settings = object(source.settings);
  const { timezone, executionTimeout, errorWorkflow, executionOrder } = settings;
  const warn = (message: string, place: string) => void warnings.push({ message, place });
  if (Object.keys(object(source.staticData)).length)
    warn("What triggers remembered (static data) is not taken over", "staticData");
  if (typeof errorWorkflow === "string" && errorWorkflow && errorWorkflow !== "DEFAULT")
    warn("Choose the error workflow again in the settings: ids differ between servers", "settings");
  const seconds = Math.round(numberBetween(executionTimeout, -1, 2_592_000, -1));
  const hasZone = typeof timezone === "string" && timezone && timezone !== "DEFAULT" && timezone.length <= 64;
  return {
    ...(hasZone && { timezone }),
    ...(seconds >= 1 && { timeoutSeconds: seconds }),
    ...(executionOrder !== "v1" && { order: "breadth" }),
    ...(settings.saveDataSuccessExecution === "none" && { keepSucceeded: "none" }),
    ...(settings.saveDataErrorExecution === "none" && { keepFailed: "none" }),
  };
}

function limited(warnings: ImportWarning[]): ImportWarning[] {
  if (warnings.length <= maxWarnings) return warnings;
  const more = { message: `${warnings.length - maxWarnings} more notes are not listed`, place: "import" };
  return [...warnings.slice(0, maxWarnings), more];
}
