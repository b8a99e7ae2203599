import type { Store } from "@/server/db/client";

/** Rows deleted in one commit: nothing else is written meanwhile. */
const maxRows = 500;
export const over = "status IN ('succeeded', 'failed', 'cancelled')";
/** Over, and asked for by nobody: a caller that has not ended looks for what it called. */
export const isPrunable = `x.${over} AND NOT EXISTS
  (SELECT 1 FROM executions caller WHERE caller.id = x.parent_id AND NOT caller.${over})`;

/** Deletes executions with all that belongs to them, some rows in each commit. */
export function executionDropper(store: Store) {
  const find = store.prepareWrite(`SELECT 1 FROM executions x WHERE x.id = ? AND ${isPrunable}`);
  const parts = ["steps", "ledger", "execution_keys", "sealed_parts"].map((table) =>
    store.prepareWrite(
      `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE execution_id = ? LIMIT ?)`,
    ),
  );
  const drop = store.prepareWrite("DELETE FROM executions WHERE id = ?");

  /** Resolves with the number of those that are gone. One that goes on after all stays as it is. */
  return async function dropAll(ids: readonly number[]): Promise<number> {
    let dropped = 0;
    for (let next = 0; next < ids.length; ) {
      await store.commit(() => {
        for (let room = maxRows; room > 0 && next < ids.length; ) {
          const id = ids[next] ?? 0;
          if (!find.get(id)) {
            next++;
            continue;
          }
          for (const part of parts) if (room > 0) room -= part.run(id, room).changes;
          if (room <= 0) return;
          drop.run(id);
          room--;
          dropped++;
          next++;
        }
      });
    }
    return dropped;
  };
}
