/**
 * `npm run conformance -- FOLDER` runs every check on a folder laid out like n8n's conformance data;
 * `npm run conformance -- --import FOLDER` imports every JSON file below a folder and counts what was mapped.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { bundlePlaces } from "@/server/processes/places";
import { createExecutor } from "@/server/sandbox/executor-client";
import { defaultLimits } from "@/server/sandbox/limits";
import { checkExpressions } from "./expressions";
import { checkFilterConditions } from "./filter-conditions";
import { importFolder } from "./import-folder";
import type { Outcome } from "./outcome";
import { openServer } from "./server";
import { checkTypeCoercion } from "./type-coercion";
import { checkWorkflows } from "./workflows";

const args = process.argv.slice(2);
const [target] = args.filter((arg) => !arg.startsWith("--"));
const folder = target === undefined ? undefined : resolve(target);

if (folder === undefined || !existsSync(folder)) {
  const problem = folder === undefined ? "No folder is named" : `There is no folder ${folder}`;
  process.stderr.write(`${problem}. Usage: npm run conformance -- [--import] FOLDER\n`);
  process.exitCode = 2;
} else if (args.includes("--import")) {
  process.stdout.write(`${importFolder(folder).join("\n")}\n`);
} else {
  const outcomes = await checkAll(folder);
  process.stdout.write(`${report(outcomes).join("\n")}\n`);
  process.exitCode = outcomes.some(({ is }) => is === "failed") ? 1 : 0;
}

async function checkAll(data: string): Promise<Outcome[]> {
  const places = bundlePlaces(import.meta.url);
  const server = openServer(places);
  const { executorEntry: entry, nodeModules } = places;
  const executor = createExecutor({ entry, nodeModules, limits: defaultLimits });
  try {
    return [
      ...(await checkFilterConditions(data, server)),
      ...(await checkTypeCoercion(data, server)),
      ...(await checkExpressions(data, executor)),
      ...(await checkWorkflows(data, server)),
    ];
  } finally {
    executor.stop();
    await server.close();
  }
}

function report(outcomes: readonly Outcome[]): string[] {
  const of = (kind: Outcome["is"]) => outcomes.filter(({ is }) => is === kind);
  const lines = (kind: Outcome["is"]) => of(kind).map(({ name, detail }) => `${kind} ${name}: ${detail ?? ""}`);
  const counts = `${of("passed").length} passed, ${of("failed").length} failed, ${of("skipped").length} skipped`;
  return [...lines("skipped"), ...lines("failed"), counts];
}
