import type { Source } from "@/server/engine/schedule";
import type { Redaction } from "@/server/redaction/redaction";
import type { NodeReads } from "@/server/sandbox/compile-params";
import type { SandboxScope } from "@/server/sandbox/protocol";
import type { ExecutionMode } from "@/shared/execution";
import type { Item, Json, JsonObject } from "@/shared/item";
import { errorPort, portsOf } from "@/shared/ports";
import type { WorkflowNode } from "@/shared/workflow";
import type { History, PastStep, Traced } from "./history";
import { itemsText } from "./item-text";
import { loopContext } from "./loop-context";
import type { ExecutionMemory } from "./memories";
import type { WorkflowVersion } from "./workflow-version";

/** What an execution is, for expressions and nodes. */
export type ExecutionContext = {
  id: number;
  mode: ExecutionMode;
  workflowId: string;
  /** That of the workflow: what belongs to others is not there. */
  project: string;
  version: WorkflowVersion;
  history: History;
  vars: JsonObject;
  timezone: string;
  resumeUrl: string;
  resumeFormUrl: string;
  memory: ExecutionMemory;
  redaction?: Redaction;
};

/** What the scope tells of it. */
export type ToldContext = Omit<ExecutionContext, "memory"> & { memory?: Pick<ExecutionMemory, "annotations"> };

type Place = {
  node: WorkflowNode;
  run: number;
  sources: { [port: string]: Source };
  /** The number of the first of the items, where they are not all. */
  firstItem?: number;
};

/** The scope of one step's expressions, and the texts that go with it: the items of the nodes the code reads. */
export function sandboxScope(
  context: ToldContext,
  { node, run, sources, firstItem = 0 }: Place,
  items: readonly Item[],
  reads: NodeReads,
): { scope: SandboxScope; texts: string[] } {
  const { version, history } = context;
  const texts: string[] = [];
  const notExecuted: string[] = [];
  const notExecutedParams: [string, Json][] = [];
  const nodes: SandboxScope["nodes"] = [];
  const mainSource = sources[Object.keys(sources).sort()[0] ?? ""];

  for (const name of reads.names ?? version.nodeByName.keys()) {
    const read = version.nodeByName.get(name);
    const past = read && history.last(read.id);
    if (!read || !past) {
      if (read) notExecuted.push(name);
      if (read && reads.names) notExecutedParams.push([name, read.params]);
      continue;
    }
    const ports = outputPorts(version, read, past);
    for (const port of ports) texts.push(itemsText(past.outputs[port] ?? []));
    const traced = items.map((_, index) => history.trace(mainSource, firstItem + index, read.id));
    const earlier: NonNullable<SandboxScope["nodes"][number]["earlier"]> = [];
    for (const step of reads.runs ? history.runs(read.id).slice(0, -1) : []) {
      const own = outputPorts(version, read, step);
      for (const port of own) texts.push(itemsText(step.outputs[port] ?? []));
      earlier.push({ run: step.run, ports: own });
    }
    const loop = reads.context ? loopContext(history, read) : undefined;
    nodes.push({
      ...(loop && { context: loop }),
      ...{ name, ports, run: past.run, earlier, params: read.params },
      defaultPort: leadingPort(traced) ?? portTowards(version, read.id, node.id) ?? ports[0] ?? "main",
      paired: traced.map((place) => {
        if (place === "several") return onlyItem(past.outputs, ports) ?? place;
        return place ? [ports.indexOf(place.port), place.item] : onlyItem(past.outputs, ports);
      }),
    });
  }

  const previous = mainSource && history.step(mainSource.step);
  const previousNode = previous && version.document.nodes.find(({ id }) => id === previous.nodeId);
  const hasInput = items.length > 0 || Object.values(sources).some((source) => outputOf(history, source).length > 0);
  return {
    texts,
    scope: {
      now: Date.now(),
      timezone: context.timezone,
      workflow: { id: context.workflowId, name: version.document.name, active: context.mode !== "manual" },
      execution: {
        id: String(context.id),
        mode: context.mode === "manual" ? "test" : "production",
        customData: context.memory?.annotations,
        resumeUrl: reads.execution ? context.resumeUrl : "",
        resumeFormUrl: reads.execution ? context.resumeFormUrl : "",
      },
      mode: context.mode,
      node: { id: node.id, version: node.version },
      hasInput,
      vars: context.vars,
      runIndex: run,
      prevNode:
        previous && mainSource
          ? {
              name: previousNode?.name ?? "",
              port: mainSource.port,
              outputIndex: previousNode ? outputPorts(version, previousNode, previous).indexOf(mainSource.port) : 0,
              runIndex: previous.run,
            }
          : null,
      params: node.params,
      nodes,
      notExecuted,
      notExecutedParams,
    },
  };
}

/** The outputs of a node in their order; those that only its step knows come last. */
function outputPorts(version: WorkflowVersion, node: WorkflowNode, { outputs }: PastStep): string[] {
  const declared = portsOf(version.prepared(node).definition.outputs, node.params).map(({ name }) => name);
  if (node.onError === "branch") declared.push(errorPort.name);
  return [...new Set([...declared, ...Object.keys(outputs)])];
}

const outputOf = (history: History, { step, port }: Source): Item[] => history.step(step)?.outputs[port] ?? [];

/** The output of a node that leads to another, by the wires alone. */
function portTowards({ document }: WorkflowVersion, from: string, to: string): string | undefined {
  const seen = new Set([to]);
  const open = [to];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    for (const edge of document.edges) {
      if (edge.to.node !== id) continue;
      if (edge.from.node === from) return edge.from.port;
      if (seen.has(edge.from.node)) continue;
      seen.add(edge.from.node);
      open.push(edge.from.node);
    }
  }
  return undefined;
}

function leadingPort(traced: Traced[]): string | undefined {
  const place = traced.find((candidate) => typeof candidate === "object");
  return typeof place === "object" ? place.port : undefined;
}

/** A node that gave a single item has no other one to belong to. */
function onlyItem(outputs: { [port: string]: Item[] }, ports: string[]): [number, number] | null {
  const filled = ports.filter((port) => outputs[port]?.length);
  const [port] = filled;
  return filled.length === 1 && port !== undefined && outputs[port]?.length === 1 ? [ports.indexOf(port), 0] : null;
}
