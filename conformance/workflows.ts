import { findNode } from "@/nodes/registry";
import { parseImport } from "@/server/services/workflows";
import type { JsonObject } from "@/shared/item";
import { asItem, compareCase, compareError, compareGolden, compareOrder, comparePinned } from "./compare-runs";
import { differences } from "./differences";
import { type Case, type Extras, mapTexts, placeFiles, readExtras, withOverrides, writtenFolder } from "./extras";
import { type Fixture, type N8nNode, readFixtures, unknownTypes } from "./fixtures";
import { openMocks } from "./http-mocks";
import { failed, type Outcome, passed, skipped } from "./outcome";
import type { ConformanceServer, Run } from "./server";
import { checkWaits } from "./waits";

/** Every workflow, imported and run with what it needs: order, runs, outputs, files and lineage. */
export async function checkWorkflows(folder: string, server: ConformanceServer): Promise<Outcome[]> {
  const fixtures = readFixtures(folder);
  const outcomes: Outcome[][] = [];
  // A workflow that waits for a minute need not hold up the others.
  const next = async (): Promise<void> => {
    const fixture = fixtures.shift();
    if (!fixture) return;
    outcomes.push(await checkWorkflow(folder, fixture, server));
    return next();
  };
  await Promise.all([next(), next(), next()]);
  return outcomes.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function checkWorkflow(folder: string, fixture: Fixture, server: ConformanceServer): Promise<Outcome[]> {
  const { file, nodes, golden, goldenError, expected, pinData } = fixture;
  const extras = readExtras(folder, file);
  const wanted = extras || golden || goldenError || expected || Object.keys(pinData).length > 0;
  if (!wanted) return [skipped(file, "it has no expectation")];
  if (Object.hasOwn(differences, file)) return [skipped(file, differences[file] ?? "")];
  const unknown = unknownTypes(nodes);
  if (unknown.length) return [skipped(file, `not known here: ${unknown.join(", ")}`)];
  if (!extras) return [await outcomeOf(file, async () => compare(fixture, await run(fixture, server)))];
  const outcomes: Outcome[] = [];
  for (const [index, each] of extras.cases.entries()) {
    const name = extras.cases.length === 1 ? file : `${file} (${index + 1})`;
    outcomes.push(await outcomeOf(name, () => checkCase(folder, fixture, extras, each, server)));
  }
  return [...outcomes, ...(await checkWaits(file, extras.unitFacts, server))];
}

async function outcomeOf(name: string, check: () => Promise<string | undefined>): Promise<Outcome> {
  try {
    const problem = await check();
    return problem === undefined ? passed(name) : failed(name, problem);
  } catch (thrown) {
    return failed(name, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function compare(fixture: Fixture, result: Run): string | undefined {
  const { golden, goldenError, expected } = fixture;
  if (golden) return compareGolden(fixture, result);
  if (goldenError) return compareError(goldenError, result);
  return expected ? compareOrder(fixture, expected, result) : comparePinned(fixture, result);
}

async function checkCase(folder: string, fixture: Fixture, extras: Extras, each: Case, server: ConformanceServer) {
  const mocks = await openMocks(extras.httpMocks);
  try {
    const placed = placeFiles(folder, fixture.file, extras, server.filesFolder, withOverrides(fixture.nodes, each));
    const nodes = mapTexts(placed as unknown as JsonObject[], mocks.local) as unknown as N8nNode[];
    const credentials = mapTexts(each.credentials ?? {}, mocks.local) as { [type: string]: JsonObject };
    const result = await run({ ...fixture, nodes }, server, credentials);
    const original = (text: string) => mocks.original(text).replace(writtenFolder(fixture.file), "/TMPDIR/");
    const told = mapTexts(result as unknown as JsonObject, original) as unknown as Run;
    if (typeof each.expected === "object") return compareCase(fixture, each.expected, told, server.read);
    return comparePinned(fixture, told);
  } finally {
    await mocks.close();
  }
}

async function run(fixture: Fixture, server: ConformanceServer, credentials: { [type: string]: JsonObject } = {}) {
  const nodes = fixture.nodes.map(known) as unknown as JsonObject[];
  const { document } = parseImport(JSON.stringify({ ...fixture.document, nodes }));
  const start = document.nodes.find(({ type, disabled }) => findNode(type)?.trigger && !disabled);
  if (!start) throw new Error("It has no trigger");
  const pinned = fixture.pinData[start.name]?.map(asItem);
  return server.run(await server.withCredentials(document, credentials), start.id, pinned ?? [{ json: {} }]);
}

/** Of n8n's own test nodes: gives what its parameter says. */
function known(node: N8nNode): N8nNode {
  if (node.type !== "n8n-nodes-testing.testData") return node;
  const jsCode = `return ${JSON.stringify(node.parameters?.data ?? [])}`;
  return { ...node, type: "n8n-nodes-base.code", typeVersion: 2, parameters: { jsCode } };
}
