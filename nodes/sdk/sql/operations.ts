import type { Output } from "@/nodes/sdk/define-node";
import { requireItemCount } from "@/nodes/sdk/item-limit";
import { NodeError } from "@/nodes/sdk/node-error";
import { p } from "@/nodes/sdk/params";
import { type Item, isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Connection, Dialect, Statement } from "./dialect";
import { explained } from "./explain";
import { writeRows } from "./write-rows";

const table = p.text({
  label: "Table",
  help: "With its schema where that is another",
  required: true,
  lookup: "tables",
});

const columns = p.choice({
  label: "Columns",
  cases: {
    fields: { label: "As the fields of the item", help: "Each field goes to the column of its name" },
    mapped: {
      label: "These",
      params: {
        list: p.list({
          label: "Columns",
          addLabel: "Add column",
          of: { column: p.text({ label: "Column", required: true }), value: p.json({ label: "Value", default: null }) },
        }),
      },
    },
  },
});

const batch = {
  batchSize: p.number({
    label: "Rows of one statement",
    default: 1_000,
    min: 1,
    max: 10_000,
    integer: true,
    advanced: true,
    expression: false,
  }),
  refused: p.select({
    label: "When a row is refused",
    options: [
      { value: "stop", label: "Write nothing" },
      {
        value: "others",
        label: "Write the others",
        help: "Refused rows take the way of failed items. Where the database cannot be reached, the step fails",
      },
    ],
    expression: false,
  }),
  give: p.select({
    label: "Give",
    options: [
      { value: "rows", label: "The rows as they are stored" },
      { value: "items", label: "The items as they came" },
      { value: "count", label: "One item with the number of rows" },
    ],
    expression: false,
  }),
};

/** A stored text that begins with = would be an expression, so comparisons have names. */
const comparisons = [
  { value: "equal", label: "equal to", sql: "=" },
  { value: "different", label: "different from", sql: "<>" },
  { value: "less", label: "less than", sql: "<" },
  { value: "atMost", label: "at most", sql: "<=" },
  { value: "greater", label: "greater than", sql: ">" },
  { value: "atLeast", label: "at least", sql: ">=" },
  { value: "like", label: "like the pattern", sql: "LIKE" },
  { value: "null", label: "empty (NULL)", sql: undefined },
  { value: "notNull", label: "not empty", sql: undefined },
] as const;

const conditions = p.list({
  label: "Where",
  help: "All must be true",
  addLabel: "Add condition",
  of: {
    column: p.text({ label: "Column", required: true }),
    is: p.select({
      label: "Is",
      options: comparisons.map(({ value, label }) => ({ value, label })),
      expression: false,
    }),
    value: p.json({
      label: "Value",
      default: null,
      onlyWhen: { is: comparisons.filter(({ sql }) => sql !== undefined).map(({ value }) => value) },
    }),
  },
});

const keys = p.list({
  label: "Key",
  help: "Columns by which a row is recognised: the table needs a unique key of them",
  addLabel: "Add column",
  of: { column: p.text({ label: "Column", required: true }) },
});

/** The form of a node for a database. `places`: how values are written in a query. */
export const operationParams = (places: string) => ({
  operation: p.choice({
    label: "What to do",
    cases: {
      query: {
        label: "Run a query",
        help: "Any SQL",
        params: {
          query: p.code({
            label: "Query",
            help: `Values belong in the list below, and stand in the query as ${places}: so no text of an item is taken for SQL`,
            language: "sql",
            required: true,
          }),
          values: p.list({
            label: "Values",
            addLabel: "Add value",
            of: { value: p.json({ label: "Value", default: null }) },
          }),
          each: p.select({
            label: "Run it",
            options: [
              { value: "each", label: "Once for each item" },
              { value: "once", label: "Once, with the values of the first item" },
            ],
            expression: false,
          }),
        },
      },
      read: {
        label: "Read rows",
        params: {
          table,
          where: conditions,
          order: p.list({
            label: "Order",
            addLabel: "Add column",
            of: {
              column: p.text({ label: "Column", required: true }),
              way: p.select({
                label: "Way",
                options: [
                  { value: "ASC", label: "Upwards" },
                  { value: "DESC", label: "Downwards" },
                ],
                expression: false,
              }),
            },
          }),
          limit: p.number({
            label: "At most",
            help: "0: all",
            default: 0,
            min: 0,
            max: 1_000_000,
            integer: true,
            unit: "rows",
          }),
        },
      },
      insert: { label: "Insert rows", params: { table, columns, ...batch } },
      upsert: {
        label: "Insert or update rows",
        help: "By a key: the same again changes nothing",
        params: { table, columns, keys, ...batch },
      },
      update: { label: "Update rows", params: { table, columns, where: conditions } },
      remove: {
        label: "Delete rows",
        params: { table, where: conditions, all: p.toggle({ label: "Delete all rows when there is no condition" }) },
      },
    },
  }),
});

type Columns = { is: "fields" } | { is: "mapped"; list: { column: string; value: Json }[] };
type Condition = { column: string; is: string; value: Json };
type Batch = { batchSize: number; refused: "stop" | "others"; give: "rows" | "items" | "count" };
export type Operation =
  | { is: "query"; query: string; values: { value: Json }[]; each: "each" | "once" }
  | { is: "read"; table: string; where: Condition[]; order: { column: string; way: "ASC" | "DESC" }[]; limit: number }
  | ({ is: "insert"; table: string; columns: Columns } & Batch)
  | ({ is: "upsert"; table: string; columns: Columns; keys: { column: string }[] } & Batch)
  | { is: "update"; table: string; columns: Columns; where: Condition[] }
  | { is: "remove"; table: string; where: Condition[]; all: boolean };

export type Work = {
  dialect: Dialect;
  connection: Connection;
  items: readonly Item[];
  /** The operation as it is for the item of that index. */
  operationOf(index: number): Operation;
  signal: AbortSignal;
};

export async function operate(work: Work): Promise<Output[]> {
  const { items, operationOf } = work;
  if (items.length === 0) return [];
  const first = operationOf(0);
  if (first.is === "insert" || first.is === "upsert") return write(work, first);
  const given: Output[] = [];
  const count = first.is === "query" && first.each === "once" ? 1 : items.length;
  for (let index = 0; index < count; index++) {
    work.signal.throwIfAborted();
    const operation = operationOf(index);
    const statement = statementOf(work.dialect, operation, items[index]?.json ?? {});
    const { rows, affected } = await work.connection.run(statement).catch((thrown) => {
      throw explained(thrown, work.dialect.name, index);
    });
    const from = { item: index };
    const isRead = operation.is === "query" || operation.is === "read";
    requireItemCount(given.length + (isRead ? rows.length : 1));
    // Not spread: a call takes only so many arguments.
    if (isRead) for (const json of rows) given.push({ json, from });
    else given.push({ json: { affected }, from });
  }
  return given;
}

function statementOf(dialect: Dialect, operation: Operation, json: JsonObject): Statement {
  const values: Json[] = [];
  const put = (value: Json) => dialect.place(values.push(value));
  switch (operation.is) {
    case "query":
      return { sql: operation.query, values: operation.values.map(({ value }) => value) };
    case "read": {
      const where = whereOf(dialect, operation.where, put);
      const order = operation.order.map(({ column, way }) => `${dialect.quote(column)} ${way}`).join(", ");
      const limit = operation.limit > 0 ? ` LIMIT ${operation.limit}` : "";
      return {
        sql: `SELECT * FROM ${dialect.quote(operation.table)}${where}${order && ` ORDER BY ${order}`}${limit}`,
        values,
      };
    }
    case "update": {
      const set = Object.entries(rowOf(operation.columns, json)).map(
        ([column, value]) => `${dialect.quote(column)} = ${put(value)}`,
      );
      if (set.length === 0) throw new NodeError("There is no column to update", { param: "operation.columns" });
      if (operation.where.length === 0) {
        throw new NodeError("Without a condition every row of the table would be changed", {
          param: "operation.where",
          hint: "Add a condition, or write the UPDATE as a query",
        });
      }
      return {
        sql: `UPDATE ${dialect.quote(operation.table)} SET ${set.join(", ")}${whereOf(dialect, operation.where, put)}`,
        values,
      };
    }
    case "remove":
      if (operation.where.length === 0 && !operation.all) {
        throw new NodeError("Without a condition every row of the table would be deleted", {
          param: "operation.where",
          hint: 'Add a condition, or switch "Delete all rows" on',
        });
      }
      return { sql: `DELETE FROM ${dialect.quote(operation.table)}${whereOf(dialect, operation.where, put)}`, values };
    default:
      throw new Error(`No single statement does ${operation.is}`);
  }
}

function whereOf(dialect: Dialect, conditions: Condition[], put: (value: Json) => string): string {
  const parts = conditions.map(({ column, is, value }) => {
    const name = dialect.quote(column);
    if (is === "null" || (is === "equal" && value === null)) return `${name} IS NULL`;
    // Different from nothing is never true in SQL, and seldom what was meant.
    if (is === "notNull" || (is === "different" && value === null)) return `${name} IS NOT NULL`;
    return `${name} ${comparisons.find((one) => one.value === is)?.sql ?? "="} ${put(value)}`;
  });
  return parts.length ? ` WHERE ${parts.join(" AND ")}` : "";
}

function rowOf(columns: Columns, json: JsonObject): JsonObject {
  if (columns.is === "fields") return json;
  return Object.fromEntries(columns.list.map(({ column, value }) => [column, value]));
}

async function write(work: Work, first: Extract<Operation, { is: "insert" | "upsert" }>): Promise<Output[]> {
  const { dialect, connection, items, operationOf, signal } = work;
  const rows = items.map((item, index) => {
    const operation = index === 0 ? first : (operationOf(index) as typeof first);
    if (operation.table !== first.table) {
      throw new NodeError(`Rows of one step go to one table, not to "${first.table}" and "${operation.table}"`, {
        item: index,
        param: "operation.table",
        hint: "Part the items by table with Switch, or loop over them",
      });
    }
    return { item: index, values: rowOf(operation.columns, item.json) };
  });
  const columns = columnsOf(rows.map(({ values }) => values));
  const keyNames = first.is === "upsert" ? first.keys.map(({ column }) => column) : undefined;
  if (keyNames?.length === 0) {
    throw new NodeError("An update needs to know its rows", {
      param: "operation.keys",
      hint: "Add the columns of a unique key",
    });
  }
  const returning = first.give === "rows" && dialect.canReturn;
  const { table, refused } = first;
  const batchSize = Math.max(1, Math.min(first.batchSize, Math.floor(dialect.maxValues / columns.length)));
  const written = await writeRows({
    ...{ connection, dialect, rows, batchSize, refused, signal },
    statement: (batch) => dialect.insert({ table, columns, rows: batch, keys: keyNames, returning }),
  });
  const failed = written.flatMap(({ item, refused: error }): Output[] =>
    error ? [{ ...(items[item] as Item), failed: error, from: { item } }] : [],
  );
  const good = written.filter(({ refused: error }) => !error);
  // Counted here: MySQL counts a row that it updates as two.
  if (first.give === "count") return [...failed, { json: { affected: good.length } }];
  return [
    ...failed,
    ...good.map(
      ({ item, row }): Output => ({
        ...(items[item] as Item),
        json: first.give === "rows" && row && isJsonObject(row) ? row : (items[item]?.json ?? {}),
        from: { item },
      }),
    ),
  ];
}

/** All that any row has: a row without one gets the database's null there. */
function columnsOf(rows: readonly JsonObject[]): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  if (names.size === 0)
    throw new NodeError("There is no column to write", {
      param: "operation.columns",
      hint: "The items have no fields",
    });
  return [...names];
}
