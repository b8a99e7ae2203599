import type { Store } from "@/server/db/client";
import { isPrunable } from "./drop-executions";

/** Rows deleted in one commit: nothing else is written meanwhile. */
const maxRows = 500;
const batch = 200;
const tables = ["steps", "ledger", "execution_keys", "raw_calls", "sealed_parts", "file_references"];

/** Drops all that an execution held, and keeps its row: what became of it, when, and the kind of its failure. */
export function dataDropper(store: Store) {
  const isFree = store.prepareWrite(`SELECT 1 FROM executions x WHERE x.id = ? AND ${isPrunable}`);
  const count = store.prepareWrite(
    `SELECT count(*) FROM (SELECT 1 FROM steps WHERE execution_id = ? LIMIT ${maxRows + 1})`,
  );
  count.pluck();
  const parts = tables.map((table) =>
    store.prepareWrite(
      `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE execution_id = ? LIMIT ?)`,
    ),
  );
  const later = store.prepareWrite("UPDATE executions SET data_dropped_at = 0 WHERE id = ?");
  const empty = store.prepareWrite(`
    UPDATE executions SET data_dropped_at = @now, input = NULL, resume_with = NULL, annotations = NULL, lane = NULL, redacted = NULL,
      error = CASE WHEN error IS NULL THEN NULL ELSE json_remove(json_set(error, '$.message', @message), '$.hint', '$.param') END
    WHERE id = @id`);
  const find = store.rawRead
    .prepare<[], number>(
      `SELECT x.id FROM executions x INDEXED BY executions_drop_data WHERE x.data_dropped_at = 0 AND ${isPrunable} ORDER BY x.id LIMIT ${batch}`,
    )
    .pluck();

  return {
    /** For use in the commit that ends it. What is much, or what its caller still reads, is left for later. */
    atEnd(id: number, now: number): void {
      later.run(id);
      if (isFree.get(id) && Number(count.get(id)) <= maxRows) dropSome(id, now, Number.POSITIVE_INFINITY);
    },

    /** What was left, some rows in each commit. */
    async dropLeft(now: number): Promise<void> {
      for (const id of find.all()) while (!(await store.commit(() => dropSome(id, now, maxRows))));
    },
  };

  /** `true`: all of it is gone. */
  function dropSome(id: number, now: number, rows: number): boolean {
    let room = rows;
    for (const part of parts) {
      if (room > 0) room -= part.run(id, room === Number.POSITIVE_INFINITY ? -1 : room).changes;
    }
    if (room <= 0) return false;
    empty.run({ id, now, message: notKept });
    return true;
  }
}

const notKept = "What went wrong was not kept, as the workflow's settings say";
