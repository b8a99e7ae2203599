import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { parseImport } from "./workflows";

const folder = fileURLToPath(new URL("../../../shared/conformance", import.meta.url));
const isThere = existsSync(folder);
const isRequired = process.env.CI === "true";

const workflowFiles = (part: string): string[] =>
  readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json") && !file.endsWith(".expected.json"))
    .map((file) => `${part}/${file}`)
    .filter((file) => {
      const value: unknown = JSON.parse(readFileSync(join(folder, file), "utf8"));
      return typeof value === "object" && value !== null && "nodes" in value && "connections" in value;
    });

describe.skipIf(!isThere && !isRequired)("workflows of n8n's own test suite and load scenarios", () => {
  const found = isThere ? [...workflowFiles("n8n-nodes"), ...workflowFiles("bench")] : [];
  const seen = { nodes: 0, placeholders: new Map<string, number>() };

  it("are there", () => {
    expect(found.length).toBeGreaterThan(50);
  });

  it.each(found)("%s is imported: every node and wire, as a valid document", (file) => {
    const source = readFileSync(join(folder, file), "utf8");
    const { document, format, warnings } = parseImport(source);
    expect(format).toBe("n8n");
    expect(workflowDocumentSchema.safeParse(document).error?.issues).toBeUndefined();
    const given = (JSON.parse(source) as { nodes: { type: string }[] }).nodes;
    expect(document.nodes.length + document.notes.length).toBe(given.length);
    for (const { type, name } of document.nodes) {
      seen.nodes++;
      if (findNode(type)) continue;
      seen.placeholders.set(type, (seen.placeholders.get(type) ?? 0) + 1);
      expect(warnings.map(({ place }) => place)).toContain(name);
    }
  });

  it("leave this many placeholders", () => {
    const count = [...seen.placeholders.values()].reduce((sum, number) => sum + number, 0);
    const types = [...seen.placeholders].sort(([, a], [, b]) => b - a).map(([type, number]) => `${type} ${number}`);
    process.stdout.write(
      `${found.length} n8n workflows, ${count} of ${seen.nodes} nodes are placeholders: ${types.join(", ")}\n`,
    );
    expect(count).toBeLessThan(seen.nodes);
  });
});
