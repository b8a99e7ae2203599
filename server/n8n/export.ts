import type { ImportWarning } from "@/shared/api";
import type { Json, JsonObject } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode, WorkflowSettings } from "@/shared/workflow";
import { exporters } from "./exporters";
import { writeGroups } from "./groups";
import { importN8n } from "./import";
import { writeNote, writePosition } from "./layout";
import { losses } from "./losses";
import type { ExportedNode } from "./mapper";
import { newest } from "./newest";
import { stored, unless } from "./params";
import { isOurs, standIn } from "./stand-in";
import { type Wired, writeConnections } from "./write-connections";

export type ExportedWorkflow = { document: JsonObject; warnings: ImportWarning[] };

/** n8n's document of ours. What comes back changed when it is imported again is reported. */
export function exportN8n(document: WorkflowDocument): ExportedWorkflow {
  const warnings: ImportWarning[] = [];
  const warn = (message: string, place: string) => void warnings.push({ message, place });
  const now = { ...document, nodes: document.nodes.map(newest) };
  const pinData: [string, Json][] = [];
  const wired = new Map<string, Wired>();
  const nodes = now.nodes.map((node): JsonObject => {
    const made = exportNode(node);
    for (const message of new Set([...made.warnings, ...credentialWarnings(node)])) warn(message, node.name);
    const pinned = node.pinned?.[made.outputs[0] ?? "main"];
    if (pinned) pinData.push([node.name, pinned.map(({ json }) => ({ json }))]);
    const { inputs, outputs } = made;
    wired.set(node.id, { name: node.name, ...(isOurs(node.type) && { ports: { inputs, outputs } }) });
    return writeNode(node, made);
  });
  const exported: JsonObject = {
    name: document.name,
    nodes: [...nodes, ...document.notes.map(writeNote)],
    connections: writeConnections(now, wired, warn),
    pinData: Object.fromEntries(pinData),
    settings: writeSettings(document.settings),
    ...writeGroups(document),
    active: false,
  };
  const back = importN8n(exported).document;
  return { document: exported, warnings: [...warnings, ...losses(now, { ...back, nodes: back.nodes.map(newest) })] };
}

const credentialWarnings = ({ credentials = {} }: WorkflowNode) =>
  Object.keys(credentials).length ? ["Choose the credential in n8n: a file never brings one along"] : [];

const main = ["main"];

/** A node of a type that is not known here is what an import left as it was. */
function exportNode(node: WorkflowNode): ExportedNode & { notes?: string } {
  const { type, version, params } = node;
  const ports = { inputs: main, outputs: main, warnings: [] };
  if (!isOurs(type)) return { type, typeVersion: version, parameters: params, ...ports };
  const exporter = Object.hasOwn(exporters, type) ? exporters[type] : undefined;
  const made = exporter?.(params, node);
  return made ? { ...ports, ...made } : standIn(node);
}

function writeNode(node: WorkflowNode, made: ReturnType<typeof exportNode>): JsonObject {
  const { type, typeVersion, parameters } = made;
  return stored({
    ...{ id: node.id, name: node.name, type, typeVersion, parameters, position: writePosition(node.position) },
    ...(isCalled.test(type) && { webhookId: node.id }),
    disabled: node.disabled,
    notes: made.notes ?? node.notes,
    onError: errors[node.onError ?? "stop"],
    executeOnce: node.executeOnce,
    alwaysOutputData: node.alwaysOutput,
    ...(node.retry && {
      retryOnFail: true,
      maxTries: Math.min(node.retry.tries, maxTries),
      waitBetweenTries: Math.min(node.retry.waitMs, maxWait),
    }),
  });
}

/** n8n puts the name of the workflow into the address of a node without this id. */
const isCalled = /\.(webhook|wait|form|\w*Trigger)$/;
const errors: { [onError: string]: string } = { continue: "continueRegularOutput", branch: "continueErrorOutput" };
const [maxTries, maxWait] = [5, 5_000];

const writeSettings = ({ timezone, timeoutSeconds, order, keepSucceeded, keepFailed }: WorkflowSettings): JsonObject =>
  stored({
    ...{ executionOrder: order === "breadth" ? "v0" : "v1", timezone, executionTimeout: unless(timeoutSeconds, 0) },
    ...(keepSucceeded === "none" && { saveDataSuccessExecution: "none" }),
    ...(keepFailed === "none" && { saveDataErrorExecution: "none" }),
  });
