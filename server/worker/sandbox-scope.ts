import type { Source } from "@/server/engine/schedule";
import type { SandboxScope } from "@/server/sandbox/protocol";
import type { ExecutionMode } from "@/shared/execution";
import type { Item, JsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import type { History } from "./history";
import { itemsText } from "./item-text";
import type { WorkflowVersion } from "./workflow-version";

/** What an execution is, for expressions and nodes. */
export type ExecutionContext = {
  id: number;
  mode: ExecutionMode;
  workflowId: string;
  version: WorkflowVersion;
  history: History;
  vars: JsonObject;
  timezone: string;
  resumeUrl: string;
};

type Place = { node: WorkflowNode; run: number; sources: { [port: string]: Source } };

/** The scope of one step's expressions, and the texts that go with it: the items of the nodes the code reads. */
export function sandboxScope(
  context: ExecutionContext,
  { node, run, sources }: Place,
  items: readonly Item[],
  reads: string[] | undefined,
): { scope: SandboxScope; texts: string[] } {
  const { version, history } = context;
  const texts: string[] = [];
  const notExecuted: string[] = [];
  const nodes: SandboxScope["nodes"] = [];
  const mainSource = sources[Object.keys(sources).sort()[0] ?? ""];

  for (const name of reads ?? version.nodeByName.keys()) {
    const read = version.nodeByName.get(name);
    const past = read && history.last(read.id);
    if (!read || !past) {
      if (read) notExecuted.push(name);
      continue;
    }
    const ports = Object.keys(past.outputs);
    for (const port of ports) texts.push(itemsText(past.outputs[port] ?? []));
    const traced = items.map((_, index) => history.trace(mainSource, index, read.id));
    nodes.push({
      name,
      ports,
      defaultPort: leadingPort(traced) ?? ports[0] ?? "main",
      params: read.params,
      paired: traced.map((place) => (place ? [ports.indexOf(place.port), place.item] : onlyItem(past.outputs, ports))),
    });
  }

  const previous = mainSource && history.step(mainSource.step);
  const previousNode = previous && version.document.nodes.find(({ id }) => id === previous.nodeId);
  return {
    texts,
    scope: {
      now: Date.now(),
      timezone: context.timezone,
      workflow: { id: context.workflowId, name: version.document.name, active: context.mode !== "manual" },
      execution: {
        id: String(context.id),
        mode: context.mode === "manual" ? "test" : "production",
        resumeUrl: context.resumeUrl,
      },
      vars: context.vars,
      runIndex: run,
      prevNode:
        previous && mainSource
          ? { name: previousNode?.name ?? "", port: mainSource.port, runIndex: previous.run }
          : null,
      params: node.params,
      nodes,
      notExecuted,
    },
  };
}

const leadingPort = (traced: ({ port: string } | undefined)[]) => traced.find((place) => place)?.port;

/** A node that gave a single item has no other one to belong to. */
function onlyItem(outputs: { [port: string]: Item[] }, ports: string[]): [number, number] | null {
  const filled = ports.filter((port) => outputs[port]?.length);
  const [port] = filled;
  return filled.length === 1 && port !== undefined && outputs[port]?.length === 1 ? [ports.indexOf(port), 0] : null;
}
