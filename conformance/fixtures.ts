import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findNode } from "@/nodes/registry";
import { mapN8nNode } from "@/server/n8n/registry";
import type { JsonObject } from "@/shared/item";

export type N8nNode = {
  name: string;
  type: string;
  typeVersion?: number;
  parameters?: JsonObject;
  onError?: string;
  disabled?: boolean;
};
export type N8nItem = { json: JsonObject; pairedItem?: unknown };
export type GoldenRun = { status: string; source: unknown[]; outputs: (N8nItem[] | null)[] };
export type Golden = {
  status: string;
  error?: string;
  executionOrder: string[];
  runs: { [node: string]: GoldenRun[] };
};
export type Fixture = {
  file: string;
  document: JsonObject;
  nodes: N8nNode[];
  pinData: { [node: string]: (JsonObject | N8nItem)[] };
  expected?: { nodeExecutionOrder: string[]; nodeRuns: { [node: string]: JsonObject[][][] } };
  golden?: Golden;
  /** The message of the error it ends with there, and the node. */
  goldenError?: string;
};

/** The workflows below a folder laid out like n8n's conformance data. */
export function readFixtures(folder: string): Fixture[] {
  const golden = existsSync(join(folder, "golden.json"))
    ? (read(join(folder, "golden.json")) as { fixtures: { [file: string]: Golden } }).fixtures
    : {};
  return ["n8n-nodes", "n8n-engine"]
    .flatMap((part) => jsonFiles(folder, part))
    .filter((file) => !file.endsWith(".expected.json"))
    .filter((file) => !isContext(folder, file))
    .flatMap((file): Fixture[] => {
      const document = read(join(folder, file)) as JsonObject & { nodes?: N8nNode[]; pinData?: Fixture["pinData"] };
      if (!Array.isArray(document.nodes) || !("connections" in document)) return [];
      const { pinData = {}, expected, ...rest } = document;
      const known: Golden | undefined = golden[file];
      const goldenError = known?.runs ? undefined : known?.error;
      return [
        {
          ...{ file, nodes: document.nodes, pinData: pinData ?? {} },
          document: rest as JsonObject,
          ...(expected && { expected: expected as unknown as NonNullable<Fixture["expected"]> }),
          ...(known?.runs && { golden: known }),
          ...(goldenError !== undefined && { goldenError }),
        },
      ];
    });
}

/** With a recorded run beside it, a workflow is the surroundings of expressions. */
const isContext = (folder: string, file: string) =>
  file.endsWith("_workflow.json") && existsSync(join(folder, file.replace(/_workflow\.json$/, "_run.json")));

/** Names of the ports in n8n's order. */
export function portsOf({ type, typeVersion = 1, parameters = {}, onError }: N8nNode) {
  const { inputs, outputs } = mapN8nNode(type, typeVersion, parameters);
  return { inputs, outputs: onError === "continueErrorOutput" ? [...outputs, "error"] : outputs };
}

export const unknownTypes = (nodes: readonly N8nNode[]): string[] => [
  ...new Set(
    nodes
      .filter(({ type, disabled }) => !disabled && !/\.stickyNote$|^n8n-nodes-testing\.testData$/.test(type))
      .filter(({ type, typeVersion = 1, parameters = {} }) => !findNode(mapN8nNode(type, typeVersion, parameters).type))
      .map(({ type }) => type),
  ),
];

function jsonFiles(folder: string, part: string): string[] {
  if (!existsSync(join(folder, part))) return [];
  return readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json") && !file.includes("assets/"))
    .map((file) => `${part}/${file}`)
    .sort();
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
