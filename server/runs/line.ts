import type { Store } from "@/server/db/client";
import type { Apart } from "./apart";
import { executionStatements } from "./execution-statements";
import type { Places } from "./places";

/** What is to run next among the others: first what somebody looks at, or has to hear of, then in the order it came. */
export function createLine(store: Store, { apart, places }: { apart: Apart; places: Places }) {
  const { findUrgent, findQueued, findQueuedAll, findAnyQueued } = executionStatements(store);
  const find = apart.isOn ? findQueued : findQueuedAll;

  return {
    /** `isMore`: there may be others in the queue. */
    next(room: number): { found: { id: number; workflowId: string }[]; isMore: boolean } {
      const others = JSON.stringify([...places.withoutShare(), ...apart.quarantined()]);
      const urgent = findUrgent.all(apart.maxDeaths, others, room);
      const queued = urgent.length === room ? [] : find.all(others, room);
      const inTurn = new Map([...urgent, ...queued].map((found) => [found.id, found]));
      const found = [...inTurn.values()].slice(0, room);
      // One that waits in its lane is not found before its turn.
      return { found, isMore: found.length === room || others !== "[]" || findAnyQueued.get() !== undefined };
    },
  };
}
