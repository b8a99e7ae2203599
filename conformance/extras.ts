import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Json, JsonObject } from "@/shared/item";
import type { N8nItem, N8nNode } from "./fixtures";
import type { HttpMock } from "./http-mocks";

/** One way to run a workflow, and what it must give: per node the items of each output of its single run. */
export type Case = {
  credentials?: { [type: string]: JsonObject };
  parameterOverrides?: { node: string; parameters: JsonObject }[];
  assertBinaryData?: boolean;
  /** A text says that the pinned data of the workflow is what to expect. */
  expected?: string | { [node: string]: (ExpectedItem[] | null)[] };
};
export type ExpectedItem = N8nItem & { binary?: { [name: string]: JsonObject } };

/** What a workflow needs besides the product: answers of services, files, credentials. */
export type Extras = {
  cases: Case[];
  httpMocks: HttpMock[];
  files: { [path: string]: { content: string } };
  /** Of Wait: what an amount and a unit give. */
  unitFacts: UnitFact[];
};
export type UnitFact = { unit: string; amount: Json; result?: string; error?: string };

/** Beside the workflow, in a file of its own. */
export function readExtras(folder: string, file: string): Extras | undefined {
  const place = join(folder, file.replace(/\.json$/, ".expected.json"));
  if (!existsSync(place)) return undefined;
  const given = JSON.parse(readFileSync(place, "utf8")) as Partial<Extras>;
  return {
    cases: given.cases ?? [{}],
    httpMocks: given.httpMocks ?? [],
    files: given.files ?? {},
    unitFacts: given.unitFacts ?? [],
  };
}

/**
 * Puts the files a workflow reads where workflows may read, and gives the nodes with paths that lead there. A path of
 * the machine it was made on means the file of that name.
 */
export function placeFiles(folder: string, file: string, extras: Extras, shared: string, nodes: N8nNode[]): N8nNode[] {
  const assets = join(dirname(join(folder, file)), "assets");
  const home = basename(file, ".json");
  mkdirSync(join(shared, home), { recursive: true });
  if (existsSync(assets)) cpSync(assets, join(shared, home), { recursive: true });
  for (const [path, { content }] of Object.entries(extras.files)) {
    mkdirSync(dirname(join(shared, home, path)), { recursive: true });
    writeFileSync(join(shared, home, path), content);
  }
  const moved = (path: string): string => {
    if (path.startsWith("$ASSETS/")) return path.replace("$ASSETS", home);
    if (path.startsWith("/TMPDIR/")) return path.replace("/TMPDIR/", writtenFolder(file));
    if (Object.hasOwn(extras.files, path)) return `${home}${path}`;
    const name = path.split(/[\\/]/).at(-1) ?? "";
    return /^(?:[A-Za-z]:[\\/]|\/)/.test(path) && existsSync(join(assets, name)) ? `${home}/${name}` : path;
  };
  return nodes.map((node) => ({ ...node, parameters: mapTexts(node.parameters ?? {}, moved) as JsonObject }));
}

/** Where `/TMPDIR/` of the case is. */
export const writtenFolder = (file: string) => `${basename(file, ".json")}/written/`;

export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapTexts(entry, change)]));
}

/** The nodes as the case has them. */
export const withOverrides = (nodes: N8nNode[], { parameterOverrides = [] }: Case): N8nNode[] =>
  nodes.map((node) => {
    const override = parameterOverrides.find((entry) => entry.node === node.name);
    return override ? { ...node, parameters: { ...node.parameters, ...override.parameters } } : node;
  });
