import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findNode } from "@/nodes/registry";
import { mapN8nNode } from "@/server/n8n/registry";
import { workflowsOfText } from "@/server/services/workflow-import";
import { parseImport } from "@/server/services/workflows";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

type Count = { mapped: number; placeholder: number; failed: number };

/** Imports every workflow below a folder. Gives the lines of a table, one node type a line, and the sums. */
export function importFolder(folder: string): string[] {
  const types = new Map<string, Count>();
  const failures: string[] = [];
  const total = { files: 0, workflows: 0, whole: 0 };
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!file.endsWith(".json")) continue;
    total.files++;
    for (const document of documentsOf(join(folder, file), failures)) {
      total.workflows++;
      const nodes = (document.nodes as Json[]).filter(isJsonObject).filter(({ type }) => type !== sticky);
      const problem = problemOf(document);
      if (problem !== undefined) failures.push(`${file}: ${problem}`);
      const kinds = nodes.map((node) => count(types, node, problem !== undefined));
      if (problem === undefined && kinds.every((kind) => kind === "mapped")) total.whole++;
    }
  }
  const rows = [...types].sort(([, a], [, b]) => sum(b) - sum(a));
  const sums = rows.reduce<Count>((all, [, row]) => add(all, row), { mapped: 0, placeholder: 0, failed: 0 });
  return [
    ...rows.map(([type, row]) => `${type}: ${line(row)}`),
    ...failures.map((failure) => `failed ${failure}`),
    `${total.files} files, ${total.workflows} workflows, ${total.whole} fully mapped, ${failures.length} failed`,
    `${sum(sums)} nodes: ${line(sums)}`,
  ];
}

const sticky = "n8n-nodes-base.stickyNote";

/** The workflows of a file: one, a list of them, or one within a wrapper such as a template's. */
function documentsOf(path: string, failures: string[]): JsonObject[] {
  try {
    const found = workflowsOfText(readFileSync(path, "utf8")) as Json[];
    return found.filter(isJsonObject).filter((value) => Array.isArray(value.nodes) && "connections" in value);
  } catch (thrown) {
    failures.push(`${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return [];
  }
}

function problemOf(document: JsonObject): string | undefined {
  try {
    parseImport(JSON.stringify(document));
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

function count(types: Map<string, Count>, node: JsonObject, hasFailed: boolean): keyof Count {
  const type = String(node.type);
  const row = types.get(type) ?? { mapped: 0, placeholder: 0, failed: 0 };
  types.set(type, row);
  const kind = hasFailed ? "failed" : isMapped(type, node) ? "mapped" : "placeholder";
  row[kind]++;
  return kind;
}

function isMapped(type: string, { typeVersion, parameters }: JsonObject): boolean {
  const params = isJsonObject(parameters) ? parameters : {};
  return findNode(mapN8nNode(type, Number(typeVersion ?? 1) || 1, params).type) !== undefined;
}

const sum = ({ mapped, placeholder, failed }: Count) => mapped + placeholder + failed;
const add = (a: Count, b: Count): Count => ({
  mapped: a.mapped + b.mapped,
  placeholder: a.placeholder + b.placeholder,
  failed: a.failed + b.failed,
});
const line = ({ mapped, placeholder, failed }: Count) =>
  `${mapped} mapped, ${placeholder} kept as placeholder, ${failed} failed`;
