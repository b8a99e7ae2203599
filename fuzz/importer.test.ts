import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe } from "vitest";
import { nodes } from "@/nodes/registry";
import { conformanceWorkflows } from "@/server/n8n/conformance-workflows.testing";
import { exportN8n } from "@/server/n8n/export";
import { mutated, seededPick } from "@/server/n8n/mutate.testing";
import { parseImport } from "@/server/services/workflows";
import { AppError } from "@/shared/errors";
import type { JsonObject } from "@/shared/item";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { asJson, fuzz, type Outcome, strangeJson, strangeText } from "./fuzz.testing";

const templates = new URL("../server/services/templates/", import.meta.url);
const own = readdirSync(templates)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, templates), "utf8")) as JsonObject);
const foreign = conformanceWorkflows()
  .map(([, value]) => value)
  .filter((value) => JSON.stringify(value).length < 20_000);
const bases = [...own, ...foreign];

const types = nodes.map(({ type }) => type);
const n8nTypes = [
  "webhook",
  "httpRequest",
  "set",
  "if",
  "switch",
  "merge",
  "code",
  "scheduleTrigger",
  "splitInBatches",
  "wait",
];
const place = fc.oneof(fc.array(fc.double(), { maxLength: 3 }), strangeJson);

/** A document of either kind, made from nothing. */
const ownDocument = fc.record({
  formatVersion: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer()),
  name: strangeText,
  nodes: fc.array(
    fc.record(
      {
        ...{ id: fc.constantFrom("a", "b", "c", ""), name: strangeText, version: fc.integer({ min: -1, max: 4 }) },
        type: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...types) }, strangeText),
        position: fc.record({ x: fc.double(), y: fc.double() }),
        params: fc.oneof(fc.dictionary(strangeText, strangeJson, { maxKeys: 4 }), strangeJson),
      },
      { requiredKeys: ["id", "name", "type"] },
    ),
    { maxLength: 4 },
  ),
  edges: fc.array(
    fc.record({
      from: fc.record({
        node: fc.constantFrom("a", "b", "x"),
        port: fc.constantFrom("main", "error", "__proto__", ""),
      }),
      to: fc.record({ node: fc.constantFrom("a", "b", "x"), port: fc.constantFrom("main", "input0", "constructor") }),
    }),
    { maxLength: 4 },
  ),
  notes: fc.oneof(fc.constant([]), strangeJson),
  settings: fc.oneof(fc.constant({}), strangeJson),
});
const n8nDocument = fc.record({
  name: strangeText,
  nodes: fc.array(
    fc.record({
      name: fc.oneof(fc.constantFrom("A", "B"), strangeText),
      type: fc.constantFrom(...n8nTypes).map((type) => `n8n-nodes-base.${type}`),
      typeVersion: fc.oneof(fc.constantFrom(1, 2, 3, 3.4, 4.2), strangeJson),
      position: place,
      parameters: strangeJson,
    }),
    { maxLength: 5 },
  ),
  connections: fc.oneof(
    fc.constant({ A: { main: [[{ node: "B", type: "main", index: 0 }]] } }),
    fc.dictionary(strangeText, strangeJson, { maxKeys: 3 }),
  ),
  settings: strangeJson,
  pinData: strangeJson,
});

const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat(bases.length - 1), fc.nat())
      .map(([at, seed]) => JSON.stringify(mutated(bases[at] ?? {}, seededPick(seed)))),
  },
  { weight: 3, arbitrary: ownDocument.map((value) => JSON.stringify(value)) },
  { weight: 3, arbitrary: n8nDocument.map((value) => JSON.stringify(value)) },
  strangeJson.map((value) => JSON.stringify(asJson(value))),
  fc.tuple(n8nDocument, fc.nat(200)).map(([value, at]) => JSON.stringify(value).slice(0, at)),
  strangeText,
);

function attempt(source: string): Outcome {
  let document: ReturnType<typeof parseImport>["document"];
  try {
    document = parseImport(source).document;
  } catch (thrown) {
    // In words, and not many of them.
    if (thrown instanceof AppError && thrown.message.length < 1_000) return "refused";
    throw thrown;
  }
  const issues = workflowDocumentSchema.safeParse(document).error?.issues;
  if (issues) throw new Error(`It made an invalid document: ${JSON.stringify(issues.slice(0, 3))}`);
  const back = parseImport(JSON.stringify(exportN8n(document).document)).document;
  if (back.nodes.length !== document.nodes.length) throw new Error("Nodes were lost on the way out and back");
  return "accepted";
}

describe("T170 the importer", () => {
  fuzz("importer", {
    batch: fc.array(text, { minLength: 10, maxLength: 10 }),
    tries: 120,
    attempt: (all) => all.map(attempt),
  });
});
