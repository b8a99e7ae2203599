import type { NodeDefinition } from "@/nodes/sdk";
import type { CredentialSlots, CredentialValues } from "@/nodes/sdk/credential";
import { type Output, Suspension } from "@/nodes/sdk/define-node";
import { maxItems, requireItemCount } from "@/nodes/sdk/item-limit";
import { NodeError } from "@/nodes/sdk/node-error";
import { objectSchema } from "@/nodes/sdk/params";
import type { Resumed, Services } from "@/nodes/sdk/services";
import type { ErrorInfo } from "@/shared/errors";
import type { Item, Json, JsonObject, Origin, Ports } from "@/shared/item";
import { errorPort, type PortSpec } from "@/shared/ports";
import type { WorkflowNode } from "@/shared/workflow";
import { RunFailure, toErrorInfo } from "./errors";
import { Postponed, withRetry } from "./retry";
import type { Source } from "./schedule";

/** Parameters with their expressions evaluated, for all items in one go. */
export type ResolvedParams = {
  /** Names of the parameters that hold expressions. One check serves all items for the others. */
  varies: ReadonlySet<string>;
  /** Throws the evaluation error of that item. */
  at(index: number): { [name: string]: unknown };
};

export type NodeEnvironment = {
  definition: NodeDefinition;
  resolve(items: Item[]): Promise<ResolvedParams>;
  /** Checked values of parameters without expressions, by name: filled in here, good for every run of this version. */
  checked?: Map<string, unknown>;
  /** A value with its expressions, for one item, with more variables than others have. */
  evaluate(value: Json, item: Item, index: number, variables: JsonObject): Promise<unknown>;
  credentials: CredentialValues<CredentialSlots>;
  services: Services;
  signal: AbortSignal;
  /** Where the items of each input came from. */
  sources?: { [port: string]: Source };
  onRetry(failedTries: number, error: ErrorInfo, waitMs: number): void;
  /** Tries that failed before the execution waited for the next one. */
  failedTries?: number;
  /** The execution may wait in the database for a next try that is so far off; it may not without. */
  postponeFromMs?: number;
  /** Takes secrets that the step used out of what it gives, before anything else sees it. */
  hide?: { outputs(outputs: Ports): Ports; error(error: ErrorInfo): ErrorInfo };
};

type Produced = { [port: string]: Output | Output[] | undefined } | undefined;
type Input = { port: string; items: Item[] };
type Evaluate = (value: Json, variables: JsonObject) => Promise<unknown>;

/** One step: parameters, items, retries and the error policy of the node. */
export async function executeNode(
  node: WorkflowNode,
  inputs: Ports,
  env: NodeEnvironment,
  resumed?: Resumed,
): Promise<Ports | Suspension> {
  const limited = node.executeOnce ? firstItems(inputs) : inputs;
  const outputs = await withTimeout(node, env.signal, (signal) => run(node, limited, env, signal, resumed)).catch(
    (thrown) => {
      if (env.signal.aborted || !absorbs(node) || (thrown instanceof NodeError && thrown.stops)) throw thrown;
      if (thrown instanceof Postponed) throw thrown;
      return allFailed(node, limited, env, thrown);
    },
  );
  if (outputs instanceof Suspension) return outputs;
  const first = firstOutput(env.definition);
  if (node.alwaysOutput && !outputs[first]?.length) {
    outputs[first] = [{ json: {}, ...allOrigins(limited, firstInput(env.definition)) }];
  }
  return outputs;
}

/** `signal` is that of the step and of its time limit; a node that does not listen to it must not hold the execution. */
async function run(
  node: WorkflowNode,
  inputs: Ports,
  env: NodeEnvironment,
  signal: AbortSignal,
  resumed?: Resumed,
): Promise<Ports | Suspension> {
  const { definition, services, credentials } = env;
  const { execute, executeAll } = definition;
  const main = mainInput(inputs, definition);
  const lent = { ...services, credentials, signal };
  const outputs: Ports = {};

  const params = paramReader(node, env, main.items);
  // With several items, what the others gave would have to be kept as well.
  const isWhole = executeAll !== undefined || main.items.length === 1;
  const retrying = {
    ...{ signal, failedTries: isWhole ? (env.failedTries ?? 0) : 0, onRetry: report },
    postponeFromMs: (isWhole ? env.postponeFromMs : undefined) ?? Number.POSITIVE_INFINITY,
  };
  if (executeAll) {
    const origins = originFinder(inputs, firstInput(definition));
    const attempt = async () => {
      const read = await params();
      return executeAll({
        ...lent,
        inputs: { ...emptyInputs(definition), ...inputs },
        params: read(0),
        paramsOf: read,
        originOf: (item) => ({ item, ...(env.sources?.[main.port] && { source: env.sources[main.port] }) }),
        resumed,
      });
    };
    const produced = await untilAborted(signal, withRetry(node.retry, retrying, attempt));
    if (produced instanceof Suspension) return produced;
    requireItemCount(portsOf(produced).reduce((total, [, items]) => total + items.length, 0));
    for (const [port, items] of portsOf(produced)) {
      outputs[port] ??= [];
      for (const [index, item] of items.entries()) {
        const from = origins(item, index, items.length);
        if (item.failed !== undefined && !absorbs(node)) throw item.failed;
        const source = from && !Array.isArray(from) && !from.source ? main.items[from.item] : undefined;
        const failed =
          item.failed === undefined ? undefined : failedItem(node, source ?? item, definition, item.failed);
        push(outputs, failed ? failedPort(node, definition) : port, withOrigin(failed ?? item, from));
      }
    }
    return outputs;
  }
  if (!execute) return outputs;

  const read = await untilAborted(signal, params());
  // Most nodes answer at once: a promise for each of many items would cost more than their work.
  const one = (item: Item, index: number): Produced | Promise<Produced> => {
    try {
      signal.throwIfAborted();
      const evaluate: Evaluate = (value, variables) => env.evaluate(value, item, index, variables);
      const attempt = () => execute({ ...lent, item, index, params: read(index), evaluate });
      const produced = node.retry ? withRetry(node.retry, retrying, async () => attempt()) : attempt();
      if (!(produced instanceof Promise)) return produced;
      return untilAborted(signal, produced).catch((thrown) => failed(item, index, thrown));
    } catch (thrown) {
      return failed(item, index, thrown);
    }
  };
  const failed = (item: Item, index: number, thrown: unknown): Produced => {
    if (thrown instanceof Postponed) throw thrown;
    if (env.signal.aborted || !absorbs(node)) throw withItem(thrown, index, main.items.length);
    if (definition.failedItems === "input") services.log(toErrorInfo(thrown).message);
    return { [failedPort(node, definition)]: failedItem(node, item, definition, thrown) };
  };
  let count = 0;
  const collect = (produced: Produced, index: number) => {
    for (const [port, items] of portsOf(produced)) {
      count += items.length;
      if (count > maxItems) requireItemCount(count);
      for (const item of items) push(outputs, port, withOrigin(item, { item: index }));
    }
  };

  const { batchSize, pauseMs } = paceOf(definition, main.items.length, read);
  let breath = performance.now();
  for (let start = 0; start < main.items.length; start += batchSize) {
    if (start > 0 && pauseMs > 0) await pauseFor(pauseMs, signal);
    const batch = main.items.slice(start, start + batchSize).map((item, offset) => one(item, start + offset));
    const results = batch.some((produced) => produced instanceof Promise) ? await Promise.all(batch) : batch;
    results.forEach((produced, offset) => void collect(produced as Produced, start + offset));
    // Other executions of this process go on meanwhile.
    if (performance.now() - breath > breathMs) {
      await new Promise(setImmediate);
      breath = performance.now();
    }
  }
  return outputs;

  function report(failedTries: number, thrown: unknown, waitMs: number) {
    env.onRetry(failedTries, toErrorInfo(thrown, node.id), waitMs);
  }
}

/** Taken from the first item whose parameters are valid: a wrong one is that item's error alone. */
function paceOf(definition: NodeDefinition, count: number, read: (index: number) => never) {
  for (let index = 0; count > 1 && definition.pace && index < count; index++) {
    try {
      return definition.pace(read(index));
    } catch {
      // Told when the item itself is processed.
    }
  }
  return { batchSize: 1, pauseMs: 0 };
}

/** Longest work on items without a look at what else is due. */
const breathMs = 20;

/** Reads the checked parameters of an item; those that no item changes are checked once. */
function paramReader(node: WorkflowNode, env: NodeEnvironment, items: Item[]) {
  const { shape } = objectSchema(env.definition.params);
  const names = Object.keys(shape);
  return async () => {
    const resolved = await env.resolve(items);
    const constant = names.filter((name) => !resolved.varies.has(name));
    const varying = names.filter((name) => resolved.varies.has(name));
    let fixed: { [name: string]: unknown } | undefined;
    let last: { index: number; params: object } | undefined;
    return (index: number) => {
      if (last && (last.index === index || varying.length === 0)) return last.params as never;
      const raw = resolved.at(index);
      fixed ??= checkOnce(raw, constant);
      last = { index, params: varying.length === 0 ? fixed : { ...fixed, ...check(raw, varying) } };
      return last.params as never;
    };
  };

  function checkOnce(raw: { [name: string]: unknown }, constant: string[]): { [name: string]: unknown } {
    const known = env.checked;
    if (!known) return check(raw, constant);
    const fresh = check(
      raw,
      constant.filter((name) => !known.has(name)),
    );
    for (const [name, value] of Object.entries(fresh)) known.set(name, frozen(value));
    return Object.fromEntries(constant.map((name) => [name, known.get(name)]));
  }

  function check(raw: { [name: string]: unknown }, of: string[]): { [name: string]: unknown } {
    const checked: { [name: string]: unknown } = {};
    for (const name of of) {
      const result = shape[name]?.safeParse(raw[name]);
      if (result?.success) checked[name] = result.data;
      else throw invalid(name, result?.error.issues[0]);
    }
    return checked;
  }

  function invalid(name: string, issue: { path: PropertyKey[]; message: string } | undefined) {
    const path = [name, ...(issue?.path ?? [])].join(".");
    return new RunFailure({
      code: "PARAMS_INVALID",
      message: `Parameter "${label(env.definition, path)}": ${issue?.message ?? "is not valid"}`,
      hint: "Open the node and correct the parameter, or the data its expression reads",
      nodeId: node.id,
      param: path,
    });
  }
}

/** Shared by all runs from now on: a node that changed it would change it for others. */
function frozen(value: unknown): unknown {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

function label(definition: NodeDefinition, path: string): string {
  const [first = "", ...rest] = path.split(".");
  const known = (definition.params as { [name: string]: { field: { label: string } } })[first];
  return [known?.field.label ?? first, ...rest].join(" › ");
}

async function withTimeout<T>(
  { timeoutMs, name }: WorkflowNode,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
) {
  if (!timeoutMs) return work(signal);
  const limit = new AbortController();
  const tooSlow = new RunFailure({
    code: "TIMEOUT",
    message: `"${name}" did not finish within ${timeoutMs / 1000} s`,
    hint: "Raise the timeout in the node's settings, or find out what is slow",
  });
  const timer = setTimeout(() => limit.abort(tooSlow), timeoutMs);
  try {
    return await work(AbortSignal.any([signal, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}

async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
    aborted.catch(() => {});
  }
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return untilAborted(signal, new Promise((resolve) => setTimeout(resolve, ms)));
}

const absorbs = (node: WorkflowNode) => node.onError === "continue" || node.onError === "branch";
const failedPort = (node: WorkflowNode, definition: NodeDefinition) =>
  node.onError === "branch" ? errorPort.name : firstOutput(definition);

/** The node failed as a whole: every item of its main input takes the way of failed items. */
function allFailed(node: WorkflowNode, inputs: Ports, env: NodeEnvironment, thrown: unknown): Ports {
  const { definition, services } = env;
  if (definition.failedItems === "input") services.log(toErrorInfo(thrown).message);
  const failed = mainInput(inputs, definition).items.map((item, index) =>
    withOrigin(failedItem(node, item, definition, thrown), { item: index }),
  );
  return failed.length ? { [failedPort(node, definition)]: failed } : {};
}

/** On its own branch a failed item keeps what it was; among the others it is an error, or what the node says. */
function failedItem({ onError }: WorkflowNode, item: Item, { failedItems }: NodeDefinition, thrown: unknown): Item {
  const { message } = toErrorInfo(thrown);
  if (onError === "branch") return { ...item, json: { ...item.json, error: message } };
  return failedItems === "input" ? item : { ...item, json: { error: message } };
}

function withItem(thrown: unknown, index: number, count: number): unknown {
  const info = toErrorInfo(thrown);
  return new RunFailure(count > 1 && info.item === undefined ? { ...info, item: index } : info, { cause: thrown });
}

function mainInput(inputs: Ports, definition: NodeDefinition): Input {
  const declared = definition.inputs.map(portName);
  for (const port of [...declared, ...Object.keys(inputs).sort()]) {
    const items = inputs[port];
    if (items?.length) return { port, items };
  }
  const port = declared[0] ?? "main";
  return { port, items: inputs[port] ?? [] };
}

const portName = (spec: PortSpec) => (typeof spec === "string" ? spec : "repeat" in spec ? `${spec.name}0` : spec.name);
const firstInput = ({ inputs: [spec] }: NodeDefinition) => (spec === undefined ? "main" : portName(spec));
const firstOutput = ({ outputs: [spec] }: NodeDefinition) => (spec === undefined ? "main" : portName(spec));

function emptyInputs({ inputs }: NodeDefinition): Ports {
  return Object.fromEntries(inputs.filter((spec) => typeof spec === "string").map((port) => [port, []]));
}

function firstItems(inputs: Ports): Ports {
  return Object.fromEntries(Object.entries(inputs).map(([port, items]) => [port, items.slice(0, 1)]));
}

function portsOf(produced: Produced): [string, Output[]][] {
  const ports: [string, Output[]][] = [];
  for (const port in produced) {
    const items = produced[port];
    if (items !== undefined) ports.push([port, Array.isArray(items) ? items : [items]]);
  }
  return ports;
}

/** Of an item that stands for all that came in. */
function allOrigins(inputs: Ports, first: string): { from?: Origin[] } {
  const from = Object.entries(inputs).flatMap(([port, items]) =>
    items.map((_, item): Origin => (port === first ? { item } : { item, input: port })),
  );
  return from.length > 0 ? { from } : {};
}

function push(outputs: Ports, port: string, item: Item) {
  const list = outputs[port];
  if (list) list.push(item);
  else outputs[port] = [item];
}

function withOrigin(item: Item, from: Origin | Origin[] | undefined): Item {
  const { json, binary } = item;
  return { json, ...(binary && { binary }), ...(from !== undefined && { from }) };
}

/**
 * Where an output item of `executeAll` came from: it is an input item itself, or it says so. Otherwise, as n8n has it:
 * one item goes in or one comes out, then from the first, or the counts match one to one.
 */
function originFinder(inputs: Ports, first: string) {
  const filled = Object.entries(inputs).filter(([, items]) => items.length > 0);
  const [only] = filled.length === 1 ? filled : [];
  const onlyOrigin = (item: number): Origin | undefined =>
    only && (only[0] === first ? { item } : { item, input: only[0] });
  let places: Map<Item, Origin> | undefined;
  const find = (item: Item) => {
    if (!places) {
      places = new Map();
      for (const [port, items] of filled) {
        items.forEach(
          (input, index) => void places?.set(input, port === first ? { item: index } : { item: index, input: port }),
        );
      }
    }
    return places.get(item);
  };
  return (item: Item, index: number, count: number): Origin | Origin[] | undefined => {
    const own = find(item);
    if (own) return own;
    if (item.from !== undefined) return item.from;
    if (only?.[1].length === 1 || count === 1) return onlyOrigin(0);
    return only?.[1].length === count ? onlyOrigin(index) : undefined;
  };
}
