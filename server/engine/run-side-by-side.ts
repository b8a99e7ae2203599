import { Suspension } from "@/nodes/sdk/define-node";
import type { Ports } from "@/shared/item";
import type { PastSteps } from "./run-workflow";
import type { DepthSchedule, Task } from "./schedule";

/** How many steps of one execution run at once. */
const maxAtOnce = 10;

export type SideBySide = {
  schedule: DepthSchedule;
  past: PastSteps;
  /** The node may suspend: it begins when all others are over, since an execution waits for one thing at a time. */
  suspends(nodeId: string): boolean;
  /** What a step gave that an earlier attempt finished. */
  recall(task: Task, index: number): Ports | undefined;
  run(task: Task, index: number): Promise<Ports | Suspension>;
  requireTurn(task: Task, index: number): void;
};

export type Ending = { suspended?: Suspension; last?: { nodeId: string; outputs: Ports } };

/**
 * Everything that is ready runs at once. Steps are numbered in the order in which they begin, which differs from one
 * attempt to the next: what was done before is known by the node and the steps its items came from. When a step
 * fails, those under way come to their end and nothing new begins; the first failure is thrown.
 */
export async function runSideBySide(parts: SideBySide): Promise<Ending> {
  const { schedule, past } = parts;
  const running = new Set<Promise<void>>();
  const patient: Task[] = [];
  const ending: Ending = {};
  let index = past.firstIndex;
  let failure: { thrown: unknown } | undefined;

  for (;;) {
    while (!failure && !ending.suspended && running.size < maxAtOnce) {
      const task = nextTask();
      if (!task) break;
      begin(task);
    }
    if (running.size === 0) {
      if (failure) throw failure.thrown;
      return ending;
    }
    await Promise.race(running);
  }

  function nextTask(): Task | undefined {
    for (let task = schedule.ready(); task; task = schedule.ready()) {
      if (!parts.suspends(task.nodeId) || past.find(task)?.isFinished) return task;
      patient.push(task);
    }
    if (running.size > 0) return undefined;
    // Only now can it be said that nothing more comes for a node with several inputs.
    return schedule.next() ?? patient.shift();
  }

  function begin(task: Task) {
    const own = past.find(task)?.index ?? index++;
    const before = parts.recall(task, own);
    if (before) return deliver(task, own, before);
    const work = attempt(task, own).then(
      (outputs) => {
        if (outputs instanceof Suspension) ending.suspended ??= outputs;
        else deliver(task, own, outputs);
      },
      (thrown: unknown) => {
        failure ??= { thrown };
      },
    );
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
  }

  async function attempt(task: Task, own: number) {
    parts.requireTurn(task, own);
    return parts.run(task, own);
  }

  function deliver({ nodeId }: Task, own: number, outputs: Ports) {
    ending.last = { nodeId, outputs };
    schedule.deliver(nodeId, own, outputs);
  }
}
