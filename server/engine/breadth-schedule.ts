import type { Item, Ports } from "@/shared/item";
import type { Edge } from "@/shared/workflow";
import type { Graph } from "./graph";
import type { Schedule, Source, Task } from "./schedule";

type Waiting = { inputs: Ports; sources: { [port: string]: Source } };

/**
 * The order of old n8n workflows (`executionOrder: v0`): ready nodes form a queue, so that all branches go forward
 * together, wires in the order in which they were drawn.
 *
 * A node with several inputs waits until every connected input was told something, be it that there are no items. When
 * the first of them is told, nodes that lead to the others and got nothing are made to run with one empty item. A node
 * whose first input has no items does not run.
 */
export function createBreadthSchedule(graph: Graph, firstInput: (nodeId: string) => string | undefined): Schedule {
  const queue: Task[] = [];
  const waiting = new Map<string, Waiting[]>();
  /** By node and run, the ports that gave items. */
  const filledPorts = new Map<string, Set<string>[]>();

  return {
    start: (nodeId, inputs) => void queue.push({ nodeId, inputs, sources: {} }),

    deliver(nodeId, step, outputs) {
      const runs = filledPorts.get(nodeId) ?? [];
      runs.push(new Set(Object.keys(outputs).filter((port) => outputs[port]?.length)));
      filledPorts.set(nodeId, runs);
      for (const { from, to } of graph.edgesFrom(nodeId)) {
        const items = outputs[from.port] ?? [];
        if (items.length > 0 || to.port !== firstInput(to.node)) {
          receive(to.node, to.port, items, { step, port: from.port }, { nodeId, run: runs.length - 1 });
        }
      }
    },

    next() {
      for (let task = queue.shift() ?? released(); task; task = queue.shift() ?? released()) {
        const first = firstInput(task.nodeId);
        if (first === undefined || task.inputs[first]?.length || Object.keys(task.sources).length === 0) return task;
      }
      return undefined;
    },
  };

  function receive(
    nodeId: string,
    port: string,
    items: Item[],
    source: Source,
    parent: { nodeId: string; run: number },
  ) {
    const inputs = inputsOf(nodeId);
    if (inputs.length <= 1) {
      queue.push({ nodeId, inputs: { [port]: items }, sources: { [port]: source } });
      return;
    }
    const wasWaiting = waiting.has(nodeId);
    const places = waiting.get(nodeId) ?? [];
    let place = places.find((candidate) => !(port in candidate.inputs));
    if (!place) {
      place = { inputs: {}, sources: {} };
      places.push(place);
    }
    waiting.set(nodeId, places);
    place.inputs[port] = items;
    place.sources[port] = source;
    if (inputs.every((input) => place && input in place.inputs)) {
      leave(nodeId, place);
      queue.push({ nodeId, ...place });
    } else if (!wasWaiting) forceOthers(nodeId, items.length > 0, source, parent);
  }

  /** Nodes that lead to the other inputs run too, be it with an empty item. */
  function forceOthers(nodeId: string, gaveItems: boolean, source: Source, parent: { nodeId: string; run: number }) {
    const siblings = new Set(graph.edgesFrom(parent.nodeId).map(({ to }) => to.node));
    const isNext = (id: string) => siblings.has(id) && !isStarved(id, parent.run);
    for (const { from } of edgesByInput(nodeId)) {
      if (from.node === parent.nodeId || isNext(from.node) || isQueued(from.node) || filledPorts.has(from.node))
        continue;
      const forced = firstToRun(from.node, siblings);
      if (forced === undefined) continue;
      if (!gaveItems && graph.isDownstream(forced, parent.nodeId)) continue;
      if (!isStarved(forced, parent.run)) continue;
      const port = firstInput(forced) ?? "main";
      queue.push({ nodeId: forced, inputs: { [port]: [{ json: {} }] }, sources: { [port]: source } });
    }
  }

  /** Of the node and all that lead to it, the farthest that nothing has run before; none if one is about to run. */
  function firstToRun(nodeId: string, siblings: ReadonlySet<string>): string | undefined {
    let found = nodeId;
    for (const id of [nodeId, ...ancestors(nodeId)]) {
      if ((id !== nodeId && siblings.has(id)) || isQueued(id)) return undefined;
      if (filledPorts.has(id)) break;
      found = id;
    }
    return found;
  }

  /** Depth first, each once. */
  function ancestors(nodeId: string): string[] {
    const seen = new Set([nodeId]);
    const found: string[] = [];
    const open = parents(nodeId).reverse();
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      found.push(id);
      open.push(...parents(id).reverse());
    }
    return found;
  }

  function parents(nodeId: string): string[] {
    return edgesByInput(nodeId).map(({ from }) => from.node);
  }

  function edgesByInput(nodeId: string): Edge[] {
    return [...graph.edgesTo(nodeId)].sort((a, b) => (a.to.port < b.to.port ? -1 : a.to.port > b.to.port ? 1 : 0));
  }

  /** Whether nothing came, in that run, to the first input of the node. */
  function isStarved(nodeId: string, run: number): boolean {
    const first = firstInput(nodeId);
    return graph
      .edgesTo(nodeId)
      .every(({ from, to }) => to.port !== first || !filledPorts.get(from.node)?.[run]?.has(from.port));
  }

  function isQueued(nodeId: string): boolean {
    return queue.some((task) => task.nodeId === nodeId);
  }

  /** Those that are connected, and the first. */
  function inputsOf(nodeId: string): string[] {
    const first = firstInput(nodeId);
    const connected = graph.connectedInputs(nodeId).filter((port) => port !== first);
    return first === undefined ? connected : [first, ...connected];
  }

  function leave(nodeId: string, place: Waiting) {
    const rest = (waiting.get(nodeId) ?? []).filter((other) => other !== place);
    if (rest.length > 0) waiting.set(nodeId, rest);
    else waiting.delete(nodeId);
  }

  /** When nothing else can run: the first that waits and has none upstream that waits, too. */
  function released(): Task | undefined {
    for (const [nodeId, [place]] of waiting) {
      if (!place || [...waiting.keys()].some((id) => id !== nodeId && graph.isDownstream(nodeId, id))) continue;
      leave(nodeId, place);
      return { nodeId, ...place };
    }
    return undefined;
  }
}
