import { NodeError } from "@/nodes/sdk/node-error";
import type { JsonObject } from "@/shared/item";
import type { Connection, Dialect, Outcome, Statement } from "./dialect";

type Row = { values: JsonObject; item: number };
export type Written = { item: number; row?: JsonObject; refused?: NodeError };

type Options = {
  connection: Connection;
  dialect: Dialect;
  rows: readonly Row[];
  /** Rows of one statement. */
  batchSize: number;
  /** `stop`: nothing is written when a row is refused. `others`: the others are. */
  refused: "stop" | "others";
  statement: (rows: readonly JsonObject[]) => Statement;
  signal: AbortSignal;
};

/**
 * Writes rows in batches, all in one transaction. When the database refuses a batch, halves of it are tried until the
 * rows that it refuses are found: of 100,000 with one bad one, some seventeen statements more.
 */
export async function writeRows(options: Options): Promise<Written[]> {
  const { connection, rows, batchSize, signal } = options;
  const written: Written[] = [];
  await run("BEGIN");
  try {
    for (let at = 0; at < rows.length; at += batchSize) {
      signal.throwIfAborted();
      await writeBatch(rows.slice(at, at + batchSize));
    }
    await run("COMMIT");
  } catch (thrown) {
    await run("ROLLBACK").catch(() => {});
    throw thrown;
  }
  return written.sort((a, b) => a.item - b.item);

  async function writeBatch(batch: readonly Row[]): Promise<void> {
    await run("SAVEPOINT batch");
    let outcome: Outcome;
    try {
      outcome = await connection.run(options.statement(batch.map(({ values }) => values)));
    } catch (thrown) {
      await run("ROLLBACK TO SAVEPOINT batch");
      return refuse(batch, thrown);
    }
    await run("RELEASE SAVEPOINT batch");
    const paired = outcome.rows.length === batch.length;
    batch.forEach(({ item }, index) => void written.push({ item, ...(paired && { row: outcome.rows[index] }) }));
  }

  async function refuse(batch: readonly Row[], thrown: unknown): Promise<void> {
    if (!options.dialect.isRowError(thrown)) throw thrown;
    const [first] = batch;
    if (batch.length === 1 && first) {
      const error = rowError(thrown, first.item);
      if (options.refused === "stop") throw error;
      written.push({ item: first.item, refused: error });
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await writeBatch(batch.slice(0, middle));
    await writeBatch(batch.slice(middle));
  }

  function run(sql: string) {
    return connection.run({ sql, values: [] });
  }
}

function rowError(thrown: unknown, item: number): NodeError {
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return new NodeError(`The database refused the row of item ${item + 1}: ${said}`, {
    code: "ROW_REFUSED",
    hint: 'With "Write the others" it takes the way of failed items, and the rest is written',
    item,
    cause: thrown,
  });
}
