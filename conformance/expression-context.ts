import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineNode } from "@/nodes/sdk";
import type { Source } from "@/server/engine/schedule";
import { compileParams, nodesRead } from "@/server/sandbox/compile-params";
import { History } from "@/server/worker/history";
import type { ToldContext } from "@/server/worker/sandbox-scope";
import type { ExecutionMode } from "@/shared/execution";
import type { Item, Json, JsonObject, Origin, Ports } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";

/** n8n's workflows and run data as an execution of ours. Outputs are named by their number. */

export type ExpressionFact = {
  id: string;
  category: string;
  expression: Json;
  input?: JsonObject[] | "@I";
  context?: string;
  fixture?: string;
  activeNode?: string;
  mode?: string;
  noRunData?: boolean;
  itemIndex?: number;
  expected?: unknown;
  throws?: string;
  anyValueOf?: string;
};

type N8nItem = { json?: JsonObject; pairedItem?: N8nOrigin | N8nOrigin[]; binary?: { [name: string]: JsonObject } };
type N8nOrigin = number | { item: number; input?: number };
type N8nSource = { previousNode: string; previousNodeOutput?: number; previousNodeRun?: number } | null;
type N8nRun = { source?: N8nSource[]; data?: { main?: (N8nItem[] | null)[] } | null };
type N8nNode = { id?: string; name: string; typeVersion?: number; parameters?: JsonObject; webhookId?: string };
type N8nWorkflow = {
  id?: string;
  name?: string;
  active?: boolean;
  settings?: { timezone?: string };
  nodes: N8nNode[];
  connections?: { [name: string]: { main?: ({ node: string; index: number }[] | null)[] } };
  pinData?: { [name: string]: JsonObject[] };
};
type RunData = { [name: string]: N8nRun[] };

export type N8nContext = {
  workflow: N8nWorkflow;
  runData: RunData;
  activeNode: string;
  runIndex?: number;
  input?: N8nItem[];
  source?: N8nSource[];
};

type Meta = { inputI?: Json[] };

/** The execution a fact is about, the node in it that has the parameter, and the items that reach it. */
export function factPlace(folder: string, fact: ExpressionFact, contexts: { [name: string]: N8nContext }, meta: Meta) {
  const known = fact.context ? contexts[fact.context] : undefined;
  const {
    workflow,
    runData,
    activeNode,
    source,
    input,
    runIndex = 0,
  } = known ?? (fact.fixture ? fixture(folder, fact, fact.fixture) : plainContext(fact, meta));
  const history = new History();
  const ids = new Map(workflow.nodes.map(({ id, name }) => [name, id ?? name]));
  const steps = addRuns(history, ids, fact.noRunData ? pinnedRuns(workflow, activeNode) : runData);
  const nodes = workflow.nodes.map(toNode);
  const node = nodes.find(({ name }) => name === activeNode) ?? toNode({ name: activeNode });
  const from = (source ?? runData[activeNode]?.at(-1)?.source ?? ownSource(workflow, activeNode, fact)).map((one) =>
    sourceOf(one, steps),
  );
  const sources = Object.fromEntries(from.flatMap((one, index) => (one ? [[String(index), one]] : [])));
  const first = from.find((one) => one);
  const given = first ? history.step(first.step)?.outputs[first.port] : undefined;
  const items = input ? input.map(toItem) : (given ?? plainItems(fact, meta));
  const context: ToldContext & { isActive: boolean } = {
    isActive: workflow.active ?? false,
    ...{
      id: 77,
      history,
      project: "main",
      workflowId: workflow.id ?? "",
      vars: {},
      resumeUrl: "",
      resumeFormUrl: "",
    },
    mode: (fact.mode ?? "manual") as ExecutionMode,
    timezone: workflow.settings?.timezone ?? "America/New_York",
    version: versionOf(workflow, nodes),
  };
  return { context, place: { node, run: runIndex, sources }, items, index: fact.itemIndex ?? 0 };
}

const plainItems = ({ input }: ExpressionFact, { inputI = [] }: Meta): Item[] =>
  (input === "@I" ? (inputI as JsonObject[]) : (input ?? [])).map((json) => ({ json }));

function plainContext(fact: ExpressionFact, meta: Meta): N8nContext {
  const nodes: N8nNode[] = [{ name: "Before" }, { name: "Node" }];
  const connections = { Before: { main: [[{ node: "Node", index: 0 }]] } };
  return {
    workflow: { name: "plain", active: false, nodes, connections },
    runData: { Before: [{ source: [], data: { main: [plainItems(fact, meta) as N8nItem[]] } }] },
    activeNode: "Node",
    source: [{ previousNode: "Before" }],
  };
}

function fixture(folder: string, fact: ExpressionFact, name: string): N8nContext {
  const read = (part: string) => JSON.parse(readFileSync(join(folder, "n8n-engine", `${name}_${part}.json`), "utf8"));
  const run = read("run") as { data?: { resultData: { runData: RunData } } };
  const workflow = { id: "123", ...read("workflow") };
  return {
    workflow: { ...workflow, name: workflow.name || "test workflow" },
    runData: run.data?.resultData.runData ?? {},
    activeNode: fact.activeNode ?? "",
  };
}

/** Without a run the pinned items of the node before stand for one. */
function pinnedRuns({ pinData = {} }: N8nWorkflow, activeNode: string): RunData {
  return Object.fromEntries(
    Object.entries(pinData)
      .filter(([name]) => name !== activeNode)
      .map(([name, items]) => [name, [{ source: [], data: { main: [items.map((json) => ({ json }))] } }]]),
  );
}

function ownSource({ connections = {} }: N8nWorkflow, activeNode: string, { noRunData }: ExpressionFact): N8nSource[] {
  if (!noRunData) return [];
  const before = Object.keys(connections).find((name) =>
    connections[name]?.main?.some((targets) => targets?.some(({ node }) => node === activeNode)),
  );
  return before ? [{ previousNode: before }] : [];
}

/** Adds all runs; the number of each step by node and run. */
function addRuns(history: History, ids: Map<string, string>, runData: RunData): Map<string, number> {
  const steps = new Map<string, number>();
  for (const [name, runs] of Object.entries(runData))
    for (const run of runs.keys()) steps.set(`${run}:${name}`, steps.size);
  for (const [name, runs] of Object.entries(runData)) {
    for (const [run, { source = [], data }] of runs.entries()) {
      const sources = source.flatMap((one, index) => {
        const from = sourceOf(one, steps);
        return from ? [[String(index), from] as const] : [];
      });
      const outputs: Ports = Object.fromEntries(
        (data?.main ?? []).map((items, port) => [port, (items ?? []).map(toItem)]),
      );
      const step = { nodeId: ids.get(name) ?? name, run, outputs, sources: Object.fromEntries(sources) };
      if (data) history.add(steps.get(`${run}:${name}`) ?? 0, step);
    }
  }
  return steps;
}

function sourceOf(source: N8nSource | undefined, steps: Map<string, number>): Source | undefined {
  if (!source) return undefined;
  const step = steps.get(`${source.previousNodeRun ?? 0}:${source.previousNode}`);
  return step === undefined ? undefined : ({ step, port: String(source.previousNodeOutput ?? 0) } as Source);
}

function toItem({ json, pairedItem, binary }: N8nItem): Item {
  const from = Array.isArray(pairedItem) ? pairedItem.map(toOrigin) : pairedItem !== undefined && toOrigin(pairedItem);
  const item: Item = { json: json ?? {} };
  if (from) item.from = from;
  if (binary) {
    item.binary = Object.fromEntries(
      Object.entries(binary).map(([key, { fileName, mimeType }]) => [
        key,
        { id: "file", name: String(fileName), mimeType: String(mimeType), size: 5 },
      ]),
    );
  }
  return item;
}

function toOrigin(origin: N8nOrigin): Origin {
  if (typeof origin === "number") return { item: origin };
  return origin.input === undefined ? { item: origin.item } : { item: origin.item, input: String(origin.input) };
}

/** What the facts' own node type has for parameters that are not set. */
const defaults: JsonObject = { greeting: "", fixed: 0, jsCode: "" };

function toNode({ id, name, typeVersion = 1, parameters = {} }: N8nNode): WorkflowNode {
  const isOfFacts = id?.startsWith("id-") ?? false;
  const params = isOfFacts && name === "Final" ? { ...defaults, ...parameters } : parameters;
  return { id: id ?? name, type: "fact", version: typeVersion, name, position: { x: 0, y: 0 }, params } as WorkflowNode;
}

const definition = defineNode({
  ...{ type: "fact", version: 1, label: "Fact", summary: "Stands in", category: "flow", icon: "circle-help" },
  ...{ inputs: ["main"], outputs: [], params: {}, effect: "none" },
  executeAll: () => ({}),
});

function versionOf(workflow: N8nWorkflow, nodes: WorkflowNode[]): ToldContext["version"] {
  const ids = new Map(nodes.map(({ id, name }) => [name, id]));
  const idOf = (name: string) => ids.get(name) ?? name;
  const edges = Object.entries(workflow.connections ?? {}).flatMap(([from, { main = [] }]) =>
    main.flatMap((targets, port) =>
      (targets ?? []).map((to) => ({
        from: { node: idOf(from), port: String(port) },
        to: { node: idOf(to.node), port: String(to.index) },
      })),
    ),
  );
  return {
    id: 1,
    document: { formatVersion: 1, name: workflow.name ?? "", nodes, edges, settings: {} } as never,
    nodeByName: new Map(nodes.map((node) => [node.name, node])),
    prepared: () => ({
      ...{ definition, effect: definition.effect, template: compileParams({}) },
      checked: new Map(),
      codeReads: (source) => nodesRead([source]),
    }),
  };
}
