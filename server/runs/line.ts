import type { Store } from "@/server/db/client";
import type { Apart } from "./apart";
import { executionStatements } from "./execution-statements";
import type { Places } from "./places";

/** Every so many looks the oldest comes first, whoever waits: those for whom nobody does are not put off for ever. */
const oldestEvery = 4;

/** How many at the head of the queue are looked at before each workflow is asked for its own. */
const nearEnough = 20;

type Options = {
  apart: Apart;
  places: Places;
  /** Queued executions that a caller waits for, the first of them first. */
  awaited(): readonly number[];
};

type Found = { id: number; workflowId: string };

/**
 * What is to run next among the others: first what somebody looks at, has to hear of, or waits for with a connection; then
 * in the order it came.
 */
export function createLine(store: Store, { apart, places, awaited }: Options) {
  const { findUrgent, findNamed, findQueued, findQueuedAll, findQueuedWorkflows, findQueuedOf, findAnyQueued } =
    executionStatements(store);
  const find = apart.isOn ? findQueued : findQueuedAll;
  let looks = 0;

  return {
    /** `isMore`: there may be others in the queue. */
    next(room: number): { found: Found[]; isMore: boolean } {
      const without = [...places.withoutShare(), ...apart.quarantined()];
      const others = JSON.stringify(without);
      const oldest = (limit: number) => (without.length === 0 ? find.all(limit) : oldestBut(without, limit));
      const inTurn = new Map<number, Found>();
      const add = (rows: Found[]) => {
        for (const row of rows) if (inTurn.size < room) inTurn.set(row.id, row);
      };
      if (++looks % oldestEvery === 0) add(oldest(1));
      add(findUrgent.all(apart.maxDeaths, others, room));
      const callers = inTurn.size < room ? awaited() : [];
      if (callers.length > 0) add(findNamed.all(JSON.stringify(callers), apart.maxDeaths, others, room));
      if (inTurn.size < room) add(oldest(room));
      const found = [...inTurn.values()];
      // One that waits in its lane is not found before its turn.
      return { found, isMore: found.length === room || without.length > 0 || findAnyQueued.get() !== undefined };
    },
  };

  /** In the order they came, without those of some workflows. */
  function oldestBut(without: readonly string[], limit: number): Found[] {
    const excluded = new Set(without);
    const first = find.all(nearEnough).filter(({ workflowId }) => !excluded.has(workflowId));
    if (first.length >= limit) return first.slice(0, limit);
    return findQueuedWorkflows
      .all(JSON.stringify(without))
      .flatMap((workflowId) => findQueuedOf.all(workflowId, apart.maxDeaths, limit))
      .sort((one, other) => one.id - other.id)
      .slice(0, limit);
  }
}
