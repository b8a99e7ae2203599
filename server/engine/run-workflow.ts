import { Suspension } from "@/nodes/sdk/define-node";
import type { Resumed } from "@/nodes/sdk/services";
import type { ErrorInfo } from "@/shared/errors";
import type { Json, Ports } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { createBreadthSchedule } from "./breadth-schedule";
import { RunFailure, toErrorInfo } from "./errors";
import { executeNode, type NodeEnvironment } from "./execute-node";
import { buildGraph } from "./graph";
import { Postponed } from "./retry";
import { runSideBySide } from "./run-side-by-side";
import { createSchedule, type Source, type Task } from "./schedule";

export type Step = {
  index: number;
  node: WorkflowNode;
  run: number;
  inputs: Ports;
  sources: { [port: string]: Source };
};

/** A step that an earlier attempt finished: its outputs stand in for running it again. */
export type RecordedStep = { nodeId: string; outputs: Ports; memory?: Json };

/** Steps of earlier attempts by what they are, for branches side by side: there the numbers differ by attempt. */
export type PastSteps = {
  /** By the node, and where the items of its inputs came from. */
  find(task: Pick<Task, "nodeId" | "sources">): { index: number; isFinished: boolean } | undefined;
  /** No step has this number yet, nor a higher one. */
  firstIndex: number;
};

/** Everything the engine needs from outside. Tests pass a plain object. */
export type Host = {
  environment(step: Step, signal: AbortSignal, memory: Memory): Promise<NodeEnvironment> | NodeEnvironment;
  recorded(index: number): RecordedStep | undefined;
  past(): PastSteps;
  /** The node may suspend. */
  suspends(node: WorkflowNode): boolean;
  needsAll(node: WorkflowNode): boolean;
  /** The port of the first input, connected or not. */
  firstInput(node: WorkflowNode): string | undefined;
  /** Called in order and awaited: when it returns, what must be stored before going on is stored. */
  started(step: Step): void | Promise<void>;
  finished(step: Step, outputs: Ports, memory: Json | undefined): void | Promise<void>;
  failed(step: Step, error: ErrorInfo): void | Promise<void>;
  suspended(step: Step, until: Date | null, memory: Json | undefined): void | Promise<void>;
  /** The execution waits for the next try of the step. */
  postponed(step: Step, next: Postponed): void | Promise<void>;
};

/** What a node remembers between its runs. */
export type Memory = { get(): Json | undefined; set(value: Json | undefined): void };

export type RunRequest = {
  document: WorkflowDocument;
  startNode: string;
  input: Ports;
  signal: AbortSignal;
  /** Runs only what leads to this node, and itself. */
  destination?: string;
  /** Pinned items stand in for the work of their node. */
  usePinned?: boolean;
  /** What a node gave in an earlier execution stands in for its work. */
  reused?: (nodeId: string) => Ports | undefined;
  /** For the step that was suspended when an earlier attempt ended. */
  resumed?: { step: number; memory?: Json } & ({ with: Resumed } | { failedTries: number });
  maxSteps?: number;
};

export type RunResult =
  | { status: "succeeded"; last?: { nodeId: string; outputs: Ports } }
  | { status: "waiting"; until: Date | null }
  | { status: "failed"; error: ErrorInfo }
  | { status: "cancelled" };

export const defaultMaxSteps = 25_000;

export async function runWorkflow(request: RunRequest, host: Host): Promise<RunResult> {
  const { document, startNode, input, signal, destination, maxSteps = defaultMaxSteps } = request;
  const { order } = document.settings;
  const graph = buildGraph(document, destination, order === "breadth" ? "drawn" : "read");
  const needsAll = (id: string) => host.needsAll(graph.node(id));
  const schedule =
    order === "breadth"
      ? createBreadthSchedule(graph, (id) => host.firstInput(graph.node(id)))
      : createSchedule(graph, needsAll);
  const runs = new Map<string, number>();
  const memories = new Map<string, Json>();
  let last: { nodeId: string; outputs: Ports } | undefined;

  try {
    if (order === "parallel") return await runAtOnce();
    schedule.start(startNode, input);
    for (let index = 0; ; index++) {
      const task = schedule.next();
      if (!task) break;
      requireTurn(task, index);
      const outputs = recall(task, index) ?? (await runStep(task, index));
      if (outputs instanceof Suspension) return { status: "waiting", until: outputs.until };
      last = { nodeId: task.nodeId, outputs };
      schedule.deliver(task.nodeId, index, outputs);
    }
    return { status: "succeeded", last };
  } catch (thrown) {
    if (signal.aborted && !(signal.reason instanceof RunFailure)) return { status: "cancelled" };
    return { status: "failed", error: toErrorInfo(signal.aborted ? signal.reason : thrown) };
  }

  async function runAtOnce(): Promise<RunResult> {
    const depth = createSchedule(graph, needsAll);
    depth.start(startNode, input);
    const { suspended, last: latest } = await runSideBySide({
      ...{ schedule: depth, past: host.past(), requireTurn, recall, run: runStep },
      suspends: (id) => host.suspends(graph.node(id)),
    });
    return suspended ? { status: "waiting", until: suspended.until } : { status: "succeeded", last: latest };
  }

  function requireTurn(task: Task, index: number): void {
    if (index >= maxSteps) throw endlessLoop(task, maxSteps);
  }

  function recall({ nodeId }: Task, index: number): Ports | undefined {
    const recorded = host.recorded(index);
    if (recorded?.nodeId !== nodeId) return undefined;
    runs.set(nodeId, (runs.get(nodeId) ?? 0) + 1);
    if (recorded.memory !== undefined) memories.set(nodeId, recorded.memory);
    else memories.delete(nodeId);
    return recorded.outputs;
  }

  async function runStep({ nodeId, inputs, sources }: Task, index: number): Promise<Ports | Suspension> {
    signal.throwIfAborted();
    const node = graph.node(nodeId);
    const run = runs.get(nodeId) ?? 0;
    runs.set(nodeId, run + 1);
    const step: Step = { index, node, run, inputs, sources };
    const memory: Memory = {
      get: () => memories.get(nodeId),
      set: (value) => void (value === undefined ? memories.delete(nodeId) : memories.set(nodeId, value)),
    };
    if (request.resumed?.step === index && request.resumed.memory !== undefined)
      memories.set(nodeId, request.resumed.memory);
    await host.started(step);
    const lent: { hide?: NodeEnvironment["hide"] } = {};
    try {
      const outputs = await outputsOf(step, memory, lent);
      if (outputs instanceof Suspension) await host.suspended(step, outputs.until, memories.get(nodeId));
      else await host.finished(step, outputs, memories.get(nodeId));
      return outputs;
    } catch (thrown) {
      const hidden = (info: ErrorInfo) => lent.hide?.error(info) ?? info;
      if (thrown instanceof Postponed && !signal.aborted) {
        const { failedTries, until } = thrown;
        await host.postponed(step, new Postponed(failedTries, hidden(thrown.error), until));
        return new Suspension(until);
      }
      const error = { ...(signal.aborted ? abortError(signal.reason) : hidden(toErrorInfo(thrown))), nodeId };
      await host.failed(step, error);
      throw new RunFailure(error, { cause: thrown });
    }
  }

  async function outputsOf(
    step: Step,
    memory: Memory,
    lent: { hide?: NodeEnvironment["hide"] },
  ): Promise<Ports | Suspension> {
    const { node, inputs } = step;
    if (request.usePinned && node.pinned && !node.disabled) return node.pinned;
    const reused = request.reused?.(node.id);
    if (reused) return reused;
    const env = await host.environment(step, signal, memory);
    if (node.disabled) return passThrough(inputs, env);
    const resumed = request.resumed?.step === step.index ? request.resumed : undefined;
    const failedTries = resumed && "failedTries" in resumed ? resumed.failedTries : undefined;
    const given = resumed && "with" in resumed ? resumed.with : undefined;
    lent.hide = env.hide;
    const outputs = await executeNode(
      node,
      inputs,
      { ...env, sources: step.sources, failedTries: failedTries ?? env.failedTries },
      given,
    );
    return outputs instanceof Suspension || !env.hide ? outputs : env.hide.outputs(outputs);
  }
}

function passThrough(inputs: Ports, { definition }: NodeEnvironment): Ports {
  const [input] = Object.keys(inputs).sort();
  const items = input === undefined ? undefined : inputs[input];
  const [spec] = definition.outputs;
  const port = typeof spec === "object" ? ("repeat" in spec ? `${spec.name}0` : spec.name) : spec;
  if (!items || port === undefined) return {};
  return {
    [port]: items.map(({ json, binary }, index) => ({ json, ...(binary && { binary }), from: { item: index } })),
  };
}

function endlessLoop({ nodeId }: Task, maxSteps: number) {
  return new RunFailure({
    code: "TOO_MANY_STEPS",
    message: `The execution was stopped after ${maxSteps} steps: it looks like an endless loop`,
    hint: "Give the loop a condition that ends it, or raise the limit in the workflow's settings",
    nodeId,
  });
}

/** A step cut off by a limit of the workflow fails for that reason, every other one because somebody cancelled. */
const abortError = (reason: unknown): ErrorInfo =>
  reason instanceof RunFailure
    ? toErrorInfo(reason)
    : { code: "CANCELLED", message: "Cancelled before it had finished" };
