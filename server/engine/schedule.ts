import type { Item, Ports } from "@/shared/item";
import type { Graph } from "./graph";

/** Where the items of an input came from: a step and one of its output ports. */
export type Source = { step: number; port: string };
export type Task = { nodeId: string; inputs: Ports; sources: { [port: string]: Source } };

/** Decides what runs next. */
export type Schedule = {
  start(nodeId: string, inputs: Ports): void;
  /** Sends a step's outputs along the wires. A port that produced nothing ends its branch. */
  deliver(nodeId: string, step: number, outputs: Ports): void;
  next(): Task | undefined;
};

/** `ready` gives the next of those whose inputs are complete: `next` would also release one that waits for more. */
export type DepthSchedule = Schedule & { ready(): Task | undefined };

/**
 * One branch after the other, each to its end.
 *
 * A node with one connected input is READY as soon as items arrive there. A node with several is WAITING until
 * every connected input has items; items that arrive for an input that already has some open a further slot, so a
 * loop can fill the same node again. Ready tasks form a stack, so one branch runs to its end before the next
 * starts. When the stack is empty, no branch can complete a waiting node any more (an If sent nothing its way):
 * then the first waiting node that has no other waiting node upstream runs with the inputs it has, unless it needs
 * them all.
 */
export function createSchedule(graph: Graph, needsAll: (nodeId: string) => boolean): DepthSchedule {
  const ready: Task[] = [];
  let waiting: Task[] = [];

  return {
    start: (nodeId, inputs) => void ready.push({ nodeId, inputs, sources: {} }),

    deliver(nodeId, step, outputs) {
      // Backwards: the first in reading order must be on top of the stack. Of those that wait, n8n has the last in front.
      for (const { from, to } of [...graph.edgesFrom(nodeId)].reverse()) {
        const items = outputs[from.port];
        if (items?.length) ready.push(...receive(to.node, to.port, items, { step, port: from.port }));
      }
    },

    next: () => ready.pop() ?? releaseWaiting(),
    ready: () => ready.pop(),
  };

  /** The task that these items made complete, if any. */
  function receive(nodeId: string, port: string, items: Item[], source: Source): Task[] {
    const inputs = graph.connectedInputs(nodeId);
    if (inputs.length <= 1) return [{ nodeId, inputs: { [port]: items }, sources: { [port]: source } }];
    let task = waiting.find((open) => open.nodeId === nodeId && !(port in open.inputs));
    if (!task) {
      task = { nodeId, inputs: {}, sources: {} };
      waiting.push(task);
    }
    task.inputs[port] = items;
    task.sources[port] = source;
    if (!inputs.every((input) => task && input in task.inputs)) return [];
    waiting = waiting.filter((open) => open !== task);
    return [task];
  }

  function releaseWaiting(): Task | undefined {
    const released = waiting.find(
      (task) =>
        !needsAll(task.nodeId) &&
        waiting.every((other) => other.nodeId === task.nodeId || !graph.isDownstream(task.nodeId, other.nodeId)),
    );
    // Nodes that wait for each other in a circle: the one that waited longest.
    const chosen = released ?? waiting.find((task) => !needsAll(task.nodeId));
    waiting = chosen ? waiting.filter((task) => task !== chosen) : [];
    return chosen;
  }
}
