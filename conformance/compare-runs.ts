import { isDeepStrictEqual } from "node:util";
import { factsOfFile } from "@/shared/file-facts";
import { type FileRef, type Item, isJsonObject, type JsonObject, type Origin } from "@/shared/item";
import type { ExpectedItem } from "./extras";
import { type Fixture, type N8nItem, type N8nNode, portsOf } from "./fixtures";
import type { Run, RunStep } from "./server";

/** Both fail, and at the same node. */
export function compareError(wanted: string, { status, error, steps }: Run): string | undefined {
  const last = steps.at(-1)?.node ?? "";
  return status === "failed" && wanted.endsWith(` on node ${last}`) ? undefined : differs("error", error, wanted);
}

export function compareGolden(fixture: Fixture, run: Run): string | undefined {
  const { golden, nodes, expected } = fixture;
  if (!golden) return undefined;
  const endsWell = run.status === "succeeded" || run.status === "waiting";
  if (endsWell !== (golden.status !== "error")) return `${run.status}: ${run.error?.message ?? ""}`;
  const order = run.steps.filter((step) => golden.runs[step.node] || hasItems(step)).map(({ node }) => node);
  if (!isDeepStrictEqual(order, golden.executionOrder)) return differs("order", order, golden.executionOrder);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  for (const step of run.steps) {
    const node = byName.get(step.node);
    const wanted = golden.runs[step.node]?.[step.run];
    if (!node || !wanted || step.error || wanted.status === "error") continue;
    const ports = portsOf(node);
    const count = Math.max(wanted.outputs.length, ports.outputs.length);
    for (let index = 0; index < count; index++) {
      const place = `"${step.node}" run ${step.run} output ${index}`;
      const got = step.outputs[ports.outputs[index] ?? ""] ?? [];
      const items = wanted.outputs[index] ?? [];
      const problem = compareJson(place, got, items);
      if (problem) return problem;
      if (wanted.source.length === 0) continue;
      const lineage = compareLineage(place, got, items, ports.inputs);
      if (lineage) return lineage;
    }
  }
  return expected && compareRuns(expected, run, byName);
}

/** A step that gave nothing need not be told there. */
const hasItems = ({ outputs }: RunStep) => Object.values(outputs).some((items) => items.length > 0);

export function compareOrder(
  { nodes }: Fixture,
  expected: NonNullable<Fixture["expected"]>,
  run: Run,
): string | undefined {
  if (run.status !== "succeeded") return `${run.status}: ${run.error?.message ?? ""}`;
  const order = run.steps.map(({ node }) => node);
  if (!isDeepStrictEqual(order, expected.nodeExecutionOrder))
    return differs("order", order, expected.nodeExecutionOrder);
  return compareRuns(expected, run, new Map(nodes.map((node) => [node.name, node])));
}

function compareRuns({ nodeRuns }: NonNullable<Fixture["expected"]>, { steps }: Run, byName: Map<string, N8nNode>) {
  for (const [name, runs] of Object.entries(nodeRuns)) {
    const node = byName.get(name);
    const first = node ? (portsOf(node).outputs[0] ?? "main") : "main";
    const got = steps
      .filter((step) => step.node === name)
      .map(({ outputs }) => (outputs[first] ?? []).map(({ json }) => json));
    const wanted = runs.map(([output]) => output ?? []);
    if (!isDeepStrictEqual(got, wanted)) return differs(`"${name}"`, got, wanted);
  }
  return undefined;
}

export function comparePinned(
  { pinData, nodes, document }: Fixture,
  { status, error, steps }: Run,
): string | undefined {
  if (status !== "succeeded" && status !== "waiting") return `${status}: ${error?.message ?? ""}`;
  const targets = targetsOf(document);
  for (const [name, items] of Object.entries(pinData)) {
    const node = nodes.find((candidate) => candidate.name === name);
    if (!node || node.disabled || !targets.has(name)) continue;
    const runs: RunStep[] = steps.filter((step) => step.node === name);
    if (runs.length !== 1) return `"${name}" ran ${runs.length} times`;
    const port = portsOf(node).outputs[0] ?? "main";
    const problem = compareJson(`"${name}"`, runs[0]?.outputs[port] ?? [], items.map(asItem));
    if (problem) return problem;
  }
  return undefined;
}

/** What a case says: per node the items of each output of its only run. */
export async function compareCase(
  { nodes }: Fixture,
  expected: { [node: string]: (ExpectedItem[] | null)[] },
  { status, error, steps }: Run,
  read: (file: FileRef) => Promise<Buffer>,
): Promise<string | undefined> {
  if (status !== "succeeded" && status !== "waiting") return `${status}: ${error?.message ?? ""}`;
  for (const [name, outputs] of Object.entries(expected)) {
    const node = nodes.find((candidate) => candidate.name === name);
    const runs = steps.filter((step) => step.node === name);
    if (!node || runs.length !== 1) return `"${name}" ran ${runs.length} times`;
    for (const [index, wanted] of outputs.entries()) {
      const got = runs[0]?.outputs[portsOf(node).outputs[index] ?? ""] ?? [];
      const place = `"${name}" output ${index}`;
      const problem = compareJson(place, got, wanted ?? []) ?? (await compareFiles(place, got, wanted ?? [], read));
      if (problem) return problem;
    }
  }
  return undefined;
}

async function compareFiles(
  place: string,
  got: Item[],
  wanted: ExpectedItem[],
  read: (file: FileRef) => Promise<Buffer>,
): Promise<string | undefined> {
  for (const [index, { binary = {} }] of wanted.entries()) {
    for (const [field, facts] of Object.entries(binary)) {
      const file = got[index]?.binary?.[field];
      if (!file) return `${place} item ${index} has no file "${field}"`;
      const contents = (await read(file)).toString("base64");
      const given = { mimeType: file.mimeType, ...factsOfFile(file), data: contents };
      if (file.mimeType === "text/calendar") {
        const missing = missingLines(contents, String(facts.data));
        if (missing.length) return differs(`${place} item ${index} file "${field}"`, given, missing);
        continue;
      }
      const differing = Object.entries(facts).filter(([key, value]) => given[key as keyof typeof given] !== value);
      if (differing.length)
        return differs(`${place} item ${index} file "${field}"`, given, Object.fromEntries(differing));
    }
  }
  return undefined;
}

/** Lines about the event that one calendar has and the other lacks. The rest says which program made it, and when. */
function missingLines(got: string, wanted: string): string[] {
  const given = new Set(eventLines(got));
  return eventLines(wanted).filter((line) => !given.has(line));
}

function eventLines(base64: string): string[] {
  const lines = Buffer.from(base64, "base64").toString("utf8").replaceAll("\r\n ", "").split("\r\n");
  return lines
    .filter((line) => /^(?:SUMMARY|DTSTART|DTEND|ATTENDEE|LOCATION|DESCRIPTION)/.test(line))
    .map((line) =>
      line
        .replace(/;ROLE=[^;:]*/, "")
        .replaceAll('"', "")
        .toUpperCase(),
    );
}

function compareJson(place: string, got: Item[], wanted: N8nItem[]): string | undefined {
  const given = got.map(({ json }) => json);
  const expected = wanted.map(({ json }) => json);
  return isSame(given, expected) ? undefined : differs(place, given, expected);
}

/** Equal, but for the time at which it ran, where in the code an error arose and which library read a PDF. */
function isSame(got: unknown, wanted: unknown): boolean {
  if (Array.isArray(got) && Array.isArray(wanted))
    return got.length === wanted.length && got.every((entry, index) => isSame(entry, wanted[index]));
  if (isJsonObject(got) && isJsonObject(wanted)) {
    if (wanted.$match === "objectContaining" && isJsonObject(wanted.value)) return contains(got, wanted.value);
    if ("numpages" in wanted) return got.numpages === wanted.numpages && got.text === wanted.text;
    const keys = Object.keys(got);
    return keys.length === Object.keys(wanted).length && keys.every((key) => isSame(got[key], wanted[key]));
  }
  if (typeof got === "string" && typeof wanted === "string")
    return withoutPlace(got) === withoutPlace(wanted) || (isNow(got) && isTime(wanted));
  return isDeepStrictEqual(got, wanted);
}

/** A one-time password differs with the time: of that, only the length. */
function contains(got: JsonObject, part: JsonObject): boolean {
  return Object.entries(part).every(([key, wanted]) =>
    key === "token" ? String(got[key]).length === String(wanted).length : isSame(got[key], wanted),
  );
}

const withoutPlace = (message: string) => message.replace(/ [[(]line \d+(?:, for item \d+)?[\])]$/, "");

/** As ISO text, or as digits of seconds or milliseconds. */
const instantOf = (text: string) => (/^\d{10}(?:\d{3})?$/.test(text) ? Number(text.padEnd(13, "0")) : Date.parse(text));
const isTime = (text: string) => !Number.isNaN(instantOf(text));
const isNow = (text: string) => Math.abs(instantOf(text) - Date.now()) < 120_000;

function compareLineage(place: string, got: Item[], wanted: N8nItem[], inputs: string[]): string | undefined {
  for (const [index, item] of got.entries()) {
    const pairs = pairsOf(wanted[index]?.pairedItem);
    if (pairs.length === 0) continue;
    const origins = originsOf(item.from, inputs);
    if (!isDeepStrictEqual(origins, pairs)) return differs(`lineage of ${place} item ${index}`, origins, pairs);
  }
  return undefined;
}

type Pair = { item: number; input: number };

function pairsOf(value: unknown): Pair[] {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.map((entry: number | { item: number; input?: number }) =>
    typeof entry === "number" ? { item: entry, input: 0 } : { item: entry.item, input: entry.input ?? 0 },
  );
}

function originsOf(from: Origin | Origin[] | undefined, inputs: string[]): Pair[] {
  const list = from === undefined ? [] : Array.isArray(from) ? from : [from];
  return list.map(({ item, input }) => ({ item, input: input === undefined ? 0 : inputs.indexOf(input) }));
}

function targetsOf({ connections }: JsonObject): Set<string> {
  const kinds = Object.values((connections ?? {}) as { [from: string]: { main?: ({ node: string }[] | null)[] } });
  return new Set(kinds.flatMap(({ main = [] }) => main.flatMap((list) => (list ?? []).map(({ node }) => node))));
}

export const asItem = (entry: JsonObject | N8nItem): Item =>
  "json" in entry ? { json: entry.json as JsonObject } : { json: entry as JsonObject };

const short = (value: unknown) => JSON.stringify(value)?.slice(0, 600) ?? "nothing";
const differs = (place: string, got: unknown, wanted: unknown) => `${place}: ${short(got)} instead of ${short(wanted)}`;
