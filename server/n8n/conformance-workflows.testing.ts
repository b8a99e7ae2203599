import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

const folder = fileURLToPath(new URL("../../../shared/conformance", import.meta.url));

/** Required on the machine that checks every change, skipped where the folder is missing. */
export const areWorkflowsMissing = !existsSync(folder) && process.env.CI !== "true";

/** Every workflow of n8n's own test suite, by its file. */
export function conformanceWorkflows(): [string, JsonObject][] {
  if (!existsSync(folder)) return [];
  return ["n8n-nodes", "n8n-engine", "bench"].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".json"))
      .sort()
      .map((file): [string, Json] => [file, JSON.parse(readFileSync(join(folder, part, file), "utf8"))])
      .filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]))
      .filter(([, value]) => Array.isArray(value.nodes) && "connections" in value),
  );
}
