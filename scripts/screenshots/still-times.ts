import { join } from "node:path";
import Database from "better-sqlite3";

/** What the clock of the browser says on every picture. */
export const now = Date.UTC(2026, 11, 1, 9, 30);

/** The environment of a server whose clock shows this time when it starts, and goes on from there: what it plans is still, too. */
export function clockAt(time: number): { NODE_OPTIONS: string } {
  const script = `const now = Date.now, ahead = ${time} - now(); Date.now = () => now() + ahead;
    globalThis.Date = new Proxy(Date, { construct: (T, given, made) => Reflect.construct(T, given.length ? given : [T.now()], made) });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}

const minute = 60_000;
/** How long ago the newest execution, the one before it and so on began; older ones are an hour apart. */
const ages = [1, 2, 3, 9, 14, 26, 41, 58, 75].map((count) => count * minute);
/** What a step of each type takes. */
const durations: { [type: string]: number } = {
  "core.webhook": 1,
  "core.schedule": 1,
  "core.editFields": 4,
  "core.if": 2,
  "core.code": 12,
  "core.httpRequest": 41,
  "core.sendEmail": 118,
  "core.notify": 36,
};

/**
 * Runs of the product are real, and take what they take; on the pictures all that happened has the same times every day.
 * Writes them into the database of a server that has stopped.
 */
export function stillTimes(dataFolder: string): void {
  const db = new Database(join(dataFolder, "islewire.db"));
  try {
    db.transaction(() => {
      for (const [index, id] of idsOf(db, "SELECT id FROM executions ORDER BY id DESC").entries())
        stillExecution(db, id, now - (ages[index] ?? (index - 6) * 60 * minute));
      countEnded(db);
      // The newest execution of a workflow with a schedule is one of the schedule's.
      db.prepare(
        `UPDATE executions SET schedule_id = s.id, due_at = executions.created_at FROM schedules s WHERE executions.id =
           (SELECT max(id) FROM executions newest WHERE newest.workflow_id = s.workflow_id)`,
      ).run();
      db.prepare("UPDATE workflows SET created_at = ?, updated_at = ?").run(now - 3_000 * minute, now - 12 * minute);
      // The newest save of each workflow was just now, the ones before it on other days.
      db.prepare(
        `UPDATE revisions SET created_at = ? - 1440 * ? * (
           SELECT workflows.revision - revisions.revision FROM workflows WHERE workflows.id = revisions.workflow_id)`,
      ).run(now - 12 * minute, minute);
      const writeRequest = db.prepare("UPDATE webhook_requests SET at = ?, duration_ms = 4 WHERE id = ?");
      for (const [index, id] of idsOf(db, "SELECT id FROM webhook_requests ORDER BY id DESC").entries())
        writeRequest.run(now - (index + 1) * 3 * minute, id);
      for (const table of ["memories", "tables", "api_nodes"])
        db.prepare(`UPDATE ${table} SET updated_at = ?`).run(now - 7 * minute);
    })();
  } finally {
    db.close();
  }
}

function stillExecution(db: Database.Database, id: number, startedAt: number) {
  const document = db
    .prepare("SELECT document FROM versions WHERE id = (SELECT version_id FROM executions WHERE id = ?)")
    .pluck()
    .get(id) as string;
  const { nodes } = JSON.parse(document) as { nodes: { id: string; type: string }[] };
  const types = new Map(nodes.map((node) => [node.id, node.type]));
  const steps = db.prepare("SELECT step, node_id FROM steps WHERE execution_id = ? ORDER BY step").all(id) as {
    step: number;
    node_id: string;
  }[];
  const write = db.prepare(
    `UPDATE steps SET started_at = ?, duration_ms = iif(duration_ms IS NULL, NULL, ?)
     WHERE execution_id = ? AND step = ?`,
  );
  let at = startedAt + 3;
  for (const { step, node_id } of steps) {
    const duration = durations[types.get(node_id) ?? ""] ?? 1;
    write.run(at, duration, id, step);
    at += duration + 1;
  }
  db.prepare(
    "UPDATE executions SET created_at = ?, started_at = ?, finished_at = iif(finished_at IS NULL, NULL, ?) WHERE id = ?",
  ).run(startedAt, startedAt, at + 2, id);
}

/** What the chart shows, once more as triggers of the database have counted it. */
function countEnded(db: Database.Database) {
  db.exec(`DELETE FROM ended_by_minute; DELETE FROM ended_by_hour;
    INSERT INTO ended_by_minute (at, workflow_id, status, duration_class, count)
    SELECT finished_at - finished_at % 60000, workflow_id, status,
      CAST(ln(max(finished_at - started_at, 1)) / ln(1.25) AS INTEGER), count(*)
    FROM executions WHERE finished_at IS NOT NULL AND started_at IS NOT NULL GROUP BY 1, 2, 3, 4`);
}

const idsOf = (db: Database.Database, sql: string) => db.prepare(sql).pluck().all() as number[];
