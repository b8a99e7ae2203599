import { join } from "node:path";
import Database from "better-sqlite3";
import { waitFor } from "./random.testing";

/** The database of a data folder, beside the server that works on it. */
export const openBeside = (dataFolder: string, readonly = true) =>
  new Database(join(dataFolder, "islewire.db"), { readonly, timeout: 30_000 });

export function lookUp<T>(dataFolder: string, sql: string, ...values: unknown[]): T {
  const database = openBeside(dataFolder);
  try {
    return database
      .prepare<unknown[], T>(sql)
      .pluck()
      .get(...values) as T;
  } finally {
    database.close();
  }
}

/** Nothing is queued, running or waiting; or it takes too long, which the account will tell. */
export async function untilQuiet(dataFolder: string, withinMs = 120_000): Promise<void> {
  const database = openBeside(dataFolder);
  const open = database
    .prepare<[], number>("SELECT count(*) FROM executions WHERE status IN ('queued', 'running', 'waiting')")
    .pluck();
  await waitFor(() => (open.get() === 0 ? true : undefined), withinMs);
  database.close();
}

/** Lets the database itself note each time that what was over is changed: an execution that had ended, a step that had finished. */
export function noteOverwritten(dataFolder: string): void {
  const database = openBeside(dataFolder, false);
  database.exec(`
    CREATE TABLE chaos_overwritten (what TEXT NOT NULL);
    CREATE TRIGGER chaos_executions AFTER UPDATE ON executions
      WHEN OLD.status IN ('succeeded', 'failed', 'cancelled')
        AND (NEW.status <> OLD.status OR NEW.finished_at IS NOT OLD.finished_at OR NEW.error IS NOT OLD.error)
      BEGIN INSERT INTO chaos_overwritten VALUES ('execution ' || OLD.id || ': ' || OLD.status || ' became ' || NEW.status); END;
    CREATE TRIGGER chaos_steps BEFORE INSERT ON steps
      WHEN EXISTS (SELECT 1 FROM steps s WHERE s.execution_id = NEW.execution_id AND s.step = NEW.step AND s.status = 'succeeded')
      BEGIN INSERT INTO chaos_overwritten VALUES ('step ' || NEW.step || ' of execution ' || NEW.execution_id); END;
    CREATE TRIGGER chaos_late BEFORE INSERT ON steps
      WHEN EXISTS (SELECT 1 FROM executions e WHERE e.id = NEW.execution_id AND e.status <> 'running')
      BEGIN INSERT INTO chaos_overwritten VALUES ('a late step ' || NEW.step || ' of execution ' || NEW.execution_id); END;`);
  database.close();
}

export function overwritten(dataFolder: string): string[] {
  const database = openBeside(dataFolder);
  try {
    return database.prepare<[], string>("SELECT what FROM chaos_overwritten").pluck().all();
  } finally {
    database.close();
  }
}
