import type { NodeDefinition } from "@/nodes/sdk";
import { defineNode, suspend } from "@/nodes/sdk/define-node";
import { p } from "@/nodes/sdk/params";
import type { Services } from "@/nodes/sdk/services";
import type { ErrorInfo } from "@/shared/errors";
import type { Item, JsonObject, Ports } from "@/shared/item";
import { portsOf } from "@/shared/ports";
import { emptyDocument, type WorkflowDocument, type WorkflowNode } from "@/shared/workflow";
import {
  type Host,
  type PastSteps,
  type RecordedStep,
  type RunRequest,
  type RunResult,
  runWorkflow,
  type Step,
} from "./run-workflow";

/** A tiny language for specifications: `draw({ a: pass, b: add("!") }, "a -> b")`, then `run(drawing, "a", ["x"])`. */

type Settings = Partial<Omit<WorkflowNode, "id" | "type" | "params">>;
export type Drawn = NodeDefinition | (Settings & { does: NodeDefinition; params?: Params });
type Params = JsonObject | ((item: Item | undefined, index: number) => JsonObject);

export type Drawing = {
  document: WorkflowDocument;
  definitions: Map<string, NodeDefinition>;
  params: Map<string, Params>;
};

/** Parameters that cannot be evaluated at all. */
export const unreadable: Params = {};

/** Wires are `a -> b`, `a.port -> b.port`. Without a port: the first output, `main` for the input. */
export function draw(nodes: { [id: string]: Drawn }, ...wires: string[]): Drawing {
  const definitions = new Map<string, NodeDefinition>();
  const params = new Map<string, Params>();
  const document = emptyDocument("Drawing");
  for (const [id, drawn] of Object.entries(nodes)) {
    const { does, params: own = {}, ...settings } = "does" in drawn ? drawn : { does: drawn };
    definitions.set(id, does);
    params.set(id, own);
    const position = { x: 0, y: document.nodes.length * 100 };
    const raw = typeof own === "function" ? {} : own;
    document.nodes.push({ id, name: id, type: does.type, version: 1, position, params: raw, ...settings });
  }
  document.edges = wires.map((wire) => {
    const [from = "", to = ""] = wire.split(" -> ");
    const [source = "", output] = from.split(".");
    const [target = "", input = "main"] = to.split(".");
    const first = definitions.get(source)?.outputs[0];
    return { from: { node: source, port: output ?? String(first) }, to: { node: target, port: input } };
  });
  return { document, definitions, params };
}

export type Ran = {
  result: RunResult;
  /** Node ids in the order in which they began. */
  order: string[];
  /** Texts that each run of a node gave, on whatever port. */
  texts(nodeId: string): string[][];
  outputs(nodeId: string, run?: number): Ports;
  errors: ErrorInfo[];
  retries: { nodeId: string; failedTries: number; waitMs: number }[];
  steps: { step: Step; outputs?: Ports; memory?: unknown }[];
};

type Options = Partial<Omit<RunRequest, "document" | "startNode" | "input">> & {
  recorded?: RecordedStep[];
  /** For branches side by side. */
  past?: PastSteps;
  needsAll?: string[];
  services?: Partial<Services>;
  onStarted?(step: Step): void;
  onFinished?(step: Step): void;
};

/** Runs a drawing from a node whose input items have these texts. */
export async function run(drawing: Drawing, startNode: string, texts: string[] = [""], options: Options = {}) {
  const {
    recorded = [],
    past = { find: () => undefined, firstIndex: 0 },
    needsAll = [],
    services,
    onStarted,
    onFinished,
    ...request
  } = options;
  const ran: Omit<Ran, "result"> = {
    order: [],
    errors: [],
    retries: [],
    steps: [],
    texts: (id) => runsOf(id).map((outputs) => textsOf(outputs)),
    outputs: (id, index = -1) => runsOf(id).at(index) ?? {},
  };
  const runsOf = (id: string): Ports[] =>
    ran.steps.flatMap(({ step, outputs }) => (step.node.id === id && outputs ? [outputs] : []));
  const host: Host = {
    needsAll: ({ id }) => needsAll.includes(id),
    firstInput: ({ id }) => portsOf(drawing.definitions.get(id)?.inputs ?? [], {})[0]?.name,
    recorded: (index) => recorded[index],
    past: () => past,
    suspends: ({ id }) => drawing.definitions.get(id)?.suspends === true,
    started(step) {
      ran.order.push(step.node.id);
      onStarted?.(step);
    },
    finished(step, outputs, memory) {
      ran.steps.push({ step, outputs, memory });
      onFinished?.(step);
    },
    failed: (_, error) => void ran.errors.push(error),
    suspended: (step, _, memory) => void ran.steps.push({ step, memory }),
    postponed: (step) => void ran.steps.push({ step }),
    environment({ node }, signal, memory) {
      const definition = drawing.definitions.get(node.id);
      if (!definition) throw new Error(`"${node.id}" is not drawn`);
      const params = drawing.params.get(node.id) ?? {};
      return {
        definition,
        signal,
        credentials: {},
        services: { memory, log: () => {}, ...services } as Services,
        async resolve(items) {
          if (params === unreadable) throw new Error("the sandbox is gone");
          return {
            varies: new Set(typeof params === "function" ? Object.keys(definition.params) : []),
            at: (index) => (typeof params === "function" ? params(items[index], index) : params),
          };
        },
        evaluate: async (value) => value,
        onRetry: (failedTries, _, waitMs) => void ran.retries.push({ nodeId: node.id, failedTries, waitMs }),
      };
    },
  };
  const { document } = drawing;
  const input = { main: texts.map((text): Item => ({ json: { text } })) };
  const { signal = new AbortController().signal } = request;
  const result = await runWorkflow({ document, startNode, input, ...request, signal }, host);
  return { ...ran, result } satisfies Ran;
}

const textsOf = (outputs: Ports) =>
  Object.values(outputs).flatMap((items) => items.map(({ json }) => String(json.text ?? "")));

const base = { version: 1, label: "Test", summary: "For a specification", category: "flow", icon: "dot" } as const;
const oneToOne = { ...base, inputs: ["main"], outputs: ["main"], params: {}, effect: "none" } as const;

export const pass = defineNode({ ...oneToOne, type: "test.pass", executeAll: ({ inputs }) => ({ main: inputs.main }) });

/** Appends to the text of each item. */
export const add = (suffix: string) =>
  defineNode({
    ...oneToOne,
    type: "test.add",
    execute: ({ item }) => ({ main: { json: { text: `${item.json.text}${suffix}` } } }),
  });

/** Does what the function says, for each item. */
export const each = (work: (item: Item, signal: AbortSignal, index: number) => Item | Promise<Item>) =>
  defineNode({
    ...oneToOne,
    type: "test.each",
    execute: async ({ item, signal, index }) => ({ main: await work(item, signal, index) }),
  });

/** Does what the function says, once for all items. */
export const all = (work: (inputs: Ports) => Ports | Promise<Ports>) =>
  defineNode({ ...oneToOne, type: "test.all", executeAll: ({ inputs }) => work(inputs) });

/** Sends items whose text holds `wanted` to `yes`, others to `no`. */
export const choose = (wanted: string) =>
  defineNode({
    ...oneToOne,
    type: "test.choose",
    outputs: ["yes", "no"],
    execute: ({ item }) => ({ [String(item.json.text).includes(wanted) ? "yes" : "no"]: item }),
  });

export const join = defineNode({
  ...oneToOne,
  type: "test.join",
  inputs: ["first", "second"],
  executeAll: ({ inputs }) => ({ main: [...(inputs.first ?? []), ...(inputs.second ?? [])] }),
});

/** Gives one item at a time to `loop`, and everything that came back to `done`. */
export const loop = defineNode({
  ...oneToOne,
  type: "test.loop",
  outputs: ["loop", "done"],
  executeAll({ inputs: { main = [] }, memory }) {
    const known = memory.get() as { rest: Item[]; back: Item[] } | undefined;
    const { rest, back } = known ? { rest: known.rest, back: [...known.back, ...main] } : { rest: main, back: [] };
    const [next, ...others] = rest;
    memory.set(next && JSON.parse(JSON.stringify({ rest: others, back })));
    return next ? { loop: [next] } : { done: back };
  },
});

export const wait = (until: Date | null) =>
  defineNode({
    ...oneToOne,
    type: "test.wait",
    executeAll: ({ inputs, resumed }) => (resumed ? { main: resumed.items ?? inputs.main } : suspend({ until })),
  });

/** Waits, and gives what it remembered meanwhile. */
export const asks = defineNode({
  ...oneToOne,
  type: "test.asks",
  executeAll({ memory, resumed }) {
    if (resumed) return { main: [{ json: { text: String(memory.get()) } }] };
    memory.set("why?");
    return suspend({ until: null });
  },
});

/** Has a parameter of each kind that can be wrong. */
export const picky = defineNode({
  ...oneToOne,
  type: "test.picky",
  params: { amount: p.number({ label: "Amount", min: 0 }), title: p.text({ label: "Title" }) },
  pace: ({ amount }) => ({ batchSize: Math.max(amount, 1), pauseMs: 0 }),
  execute: ({ params }) => ({ main: { json: { text: `${params.amount} ${params.title}` } } }),
});
