import { NodeError } from "@/nodes/sdk/node-error";
import type { Services, TableChange, TableOutcome, Tables } from "@/nodes/sdk/services";
import type { Store } from "@/server/db/client";
import { type Connection, findTable, listTables, reading, writing } from "@/server/tables/describe";
import { readRows, rowsById } from "@/server/tables/read-rows";
import { whereOf } from "@/server/tables/where";
import { createRowWriter, type RowWriter, uniqueKey } from "@/server/tables/write-rows";
import { AppError } from "@/shared/errors";
import type { Json } from "@/shared/item";
import type { TableInfo } from "@/shared/tables";
import type { ExecutionLedger } from "./ledger";

export type TableStore = ReturnType<typeof createTableStore>;

/** Data tables as nodes see them. */
export function createTableStore(store: Store) {
  /** `projects`: those whose tables there are, as of `Connection`. */
  const readsOf = (projects: string | null): Omit<Tables, "write"> => {
    const read = reading(store, projects);
    return {
      list: () => listTables(read).map(({ id, name }) => ({ id, name })),
      columns: (table) => told(() => findTable(read, table).columns.map(({ name, type }) => ({ name, type }))),
      read: ({ table, ...query }) => told(() => readRows(read, findTable(read, table), query)),
      rowsById: (table, ids) => told(() => rowsById(read, findTable(read, table), ids)),
    };
  };
  return {
    readsOf,

    /** For a step of an execution of that project. */
    of(project: string, step: number, ledger: ExecutionLedger): Services["tables"] {
      const projects = JSON.stringify([project]);
      const write = writing(store, projects);
      return {
        ...readsOf(projects),
        async write(change, call = "") {
          const outcomes: TableOutcome[] = [];
          // Where each row stands for itself, others may write in between.
          const size = change.failing === "tell" ? rowsOfCommit : change.rows.length;
          for (let start = 0; start < change.rows.length; start += size) {
            const part = { ...change, rows: change.rows.slice(start, start + size) } as TableChange;
            const work = () => packed(told(() => perform(write, part, start)));
            const stored = await ledger.once(step, `table/${call}/${start}`, work);
            for (const outcome of unpacked(stored as Packed[])) outcomes.push(outcome);
          }
          return outcomes;
        },
      };
    },
  };
}

const rowsOfCommit = 5_000;

function perform(connection: Connection, change: TableChange, start: number): TableOutcome[] {
  const table = findTable(connection, change.table);
  const writer = createRowWriter(connection, table, { at: Date.now(), unknown: change.unknown });
  const one = rowWork(table, writer, change);
  const outcomes = Array.from({ length: change.rows.length }, (_, index): TableOutcome => {
    try {
      return one(index);
    } catch (thrown) {
      const error = nodeError(thrown, start + index);
      if (change.failing === "throw" || !(error instanceof NodeError)) throw error;
      return { is: "failed", error };
    }
  });
  writer.finish();
  return outcomes;
}

function rowWork(table: TableInfo, writer: RowWriter, change: TableChange): (index: number) => TableOutcome {
  switch (change.is) {
    case "insert":
      return (index) => single(writer.insert(change.rows[index] ?? {}));
    case "upsert":
    case "getOrCreate": {
      const key = uniqueKey(table, change.key);
      return (index) => single(writer[change.is](change.rows[index] ?? {}, key));
    }
    case "update":
      return (index) => {
        const { where = [], match, values = {} } = change.rows[index] ?? {};
        const ids = writer.update(whereOf(table, where, match), values);
        return { is: "changed", ids, count: ids.length };
      };
    case "delete":
      return (index) => {
        const { where = [], match } = change.rows[index] ?? {};
        return { is: "deleted", ids: [], count: writer.remove(whereOf(table, where, match)) };
      };
    case "adjust":
      return (index) => {
        const row = change.rows[index];
        if (!row) throw new Error(`There is no row ${index}`);
        const { is, rows } = writer.adjust(whereOf(table, row.where, row.match), row);
        return { is, ids: rows.map(({ id }) => id), count: rows.length, value: rows.at(-1)?.value };
      };
  }
}

const single = ({ id, is }: { id: number; is: "created" | "changed" | "found" }): TableOutcome => ({
  ...{ is, ids: [id], count: 1 },
});

/** Errors of our own become errors of the node; others are faults, and stay what they are. */
function told<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw nodeError(thrown);
  }
}

function nodeError(thrown: unknown, item?: number): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  const { message, hint, code } = thrown;
  return new NodeError(message, { code: `TABLE_${code}`, hint, item, cause: thrown });
}

/** Rows that follow each other are one entry: how they ended, the first id and how many. */
type Packed =
  | [string, number, number]
  | [string, number[], number, number?]
  | ["failed", string, ...(string | number | null)[]];

function packed(outcomes: readonly TableOutcome[]): Packed[] & Json {
  const list: Packed[] = [];
  for (const outcome of outcomes) {
    if (outcome.is === "failed") {
      const { message, hint = null, code = null, item = null } = outcome.error;
      list.push(["failed", message, hint, code, item]);
      continue;
    }
    const { is, ids, count, value } = outcome;
    const last = list.at(-1);
    const [id] = ids;
    if (ids.length !== 1 || id === undefined || value !== undefined) list.push([is, ids, count, value]);
    else if (last && last[0] === is && typeof last[1] === "number" && id === last[1] + Number(last[2])) {
      last[2] = Number(last[2]) + 1;
    } else list.push([is, id, 1]);
  }
  return list as Packed[] & Json;
}

function unpacked(list: readonly Packed[]): TableOutcome[] {
  const outcomes: TableOutcome[] = [];
  for (const [is, first, second, third, fourth] of list) {
    if (typeof first === "string") {
      const error = new NodeError(first, {
        hint: typeof second === "string" ? second : undefined,
        code: typeof third === "string" ? third : undefined,
        item: typeof fourth === "number" ? fourth : undefined,
      });
      outcomes.push({ is: "failed", error });
    } else if (typeof first === "number") {
      for (let offset = 0; offset < Number(second); offset++) {
        outcomes.push({ is: is as "created", ids: [first + offset], count: 1 });
      }
    } else {
      const value = typeof third === "number" ? third : undefined;
      outcomes.push({ is: is as "changed", ids: first, count: Number(second), ...(value !== undefined && { value }) });
    }
  }
  return outcomes;
}
