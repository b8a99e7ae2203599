import { NodeError } from "@/nodes/sdk";
import type { Output } from "@/nodes/sdk/define-node";
import { requireItemCount } from "@/nodes/sdk/item-limit";
import type { TableChange, TableOutcome, TableQuery, Tables } from "@/nodes/sdk/services";
import type { Item, JsonObject } from "@/shared/item";
import type { Bounds, Columns, Operation } from "./params";

type Work = {
  items: readonly Item[];
  /** The operation as it is for the item of that index. */
  operationOf(index: number): Operation;
  tables: Tables;
  log(message: string): void;
  signal: AbortSignal;
};
type Outputs = { main: Output[]; refused?: Output[]; missing?: Output[] };
/** An operation as it is for each item. */
type Each<Is extends Operation["is"]> = Extract<Operation, { is: Is }>[];

export async function operate(work: Work): Promise<Outputs> {
  const { items, operationOf } = work;
  if (items.length === 0) return { main: [] };
  const first = operationOf(0);
  const each = items.map((_, index) => operationOf(index));
  switch (first.is) {
    case "read":
      return { main: read(work, each as Each<"read">) };
    case "exists":
      return exists(work, each as Each<"exists">);
    case "delete":
      return { main: await remove(work, each as Each<"delete">) };
    case "adjust":
      return adjust(work, each as Each<"adjust">);
    case "update":
      return { main: await update(work, each as Each<"update">) };
    case "insert":
    case "upsert":
    case "getOrCreate":
      return { main: await write(work, each as Each<"insert" | "upsert" | "getOrCreate">) };
  }
}

function read({ tables, signal }: Work, each: Each<"read">): Output[] {
  const given: Output[] = [];
  for (const [index, { table, where, match, sort, limit }] of each.entries()) {
    signal.throwIfAborted();
    const rows = told(index, () => tables.read({ table, where, match, sort, limit: limit > 0 ? limit : undefined }));
    requireItemCount(given.length + rows.length);
    for (const json of rows) given.push({ json, from: { item: index } });
  }
  return given;
}

function exists({ items, tables, signal }: Work, each: Each<"exists">): Outputs {
  const outputs = { main: [] as Output[], missing: [] as Output[] };
  for (const [index, { table, where, match }] of each.entries()) {
    signal.throwIfAborted();
    const [found] = told(index, () => tables.read({ table, where, match, limit: 1 }));
    const item = items[index];
    if (item) outputs[found ? "main" : "missing"].push(item);
  }
  return outputs;
}

async function remove({ items, tables }: Work, each: Each<"delete">): Promise<Output[]> {
  const rows = each.map(({ where, match, all }, item): TableQuery => {
    if (where.length === 0 && !all) {
      throw new NodeError("Without a condition every row of the table would be deleted", {
        ...{ code: "TABLE_ALL_ROWS", param: "operation.where", item },
        hint: 'Add a condition, or switch "Delete all rows" on',
      });
    }
    return { where, match };
  });
  const outcomes = await tables.write({ is: "delete", table: tableOf(each), failing: "throw", rows });
  return items.map((_, index) => ({ json: { deleted: countOf(outcomes[index]) }, from: { item: index } }));
}

async function update(work: Work, each: Each<"update">): Promise<Output[]> {
  const { items, tables } = work;
  const rows = each.map(({ where, match, columns }, item) => {
    const values = valuesOf(columns, items[item]);
    if (where.length === 0) {
      throw new NodeError("Without a condition every row of the table would be changed", {
        ...{ code: "TABLE_ALL_ROWS", param: "operation.where", item },
        hint: 'Add a condition; "id is not empty" is true for every row',
      });
    }
    return { where, match, values };
  });
  const change = { is: "update", table: tableOf(each), ...policyOf(work, each), rows } as const;
  return results(work, change, await tables.write(change), each[0]?.give ?? "rows");
}

async function write(work: Work, each: Each<"insert" | "upsert" | "getOrCreate">): Promise<Output[]> {
  const { items, tables } = work;
  const [first] = each;
  if (!first) return [];
  const rows = each.map(({ columns }, index) => valuesOf(columns, items[index]));
  const all = { table: tableOf(each), ...policyOf(work, each), rows };
  if (first.is === "insert") {
    const change = { is: "insert", ...all } as const;
    return results(work, change, await tables.write(change), first.give);
  }
  const change = { is: first.is, ...all, key: first.key.map(({ column }) => column) };
  const outcomes = await tables.write(change);
  if (first.is === "upsert") return results(work, change, outcomes, first.give);
  const given = results(work, change, outcomes, "rows");
  // One row for each item, or its failure.
  for (const [index, output] of given.entries()) {
    if (output.failed === undefined) output.json = { ...output.json, [first.into]: outcomes[index]?.is === "created" };
  }
  return given;
}

async function adjust({ items, tables }: Work, each: Each<"adjust">): Promise<Outputs> {
  const rows = each.map(({ where, match, column, by, bounds }, item) => {
    if (where.length === 0) {
      throw new NodeError("Without a condition the number of every row would change", {
        ...{ code: "TABLE_ALL_ROWS", param: "operation.where", item },
        hint: "Add a condition that finds the row, such as its key",
      });
    }
    return { where, match, column, by, ...limitsOf(bounds) };
  });
  const outcomes = await tables.write({ is: "adjust", table: tableOf(each), failing: "tell", rows });
  const outputs = { main: [] as Output[], refused: [] as Output[] };
  for (const [index, item] of items.entries()) {
    const outcome = outcomes[index];
    const from = { item: index };
    const failed = outcome?.is === "failed" ? outcome.error : outcome?.count === 0 ? noRow(index) : undefined;
    if (failed) outputs.main.push({ json: item.json, from, failed });
    else if (outcome?.is !== "failed") {
      const json = { ...item.json, [each[index]?.into ?? "value"]: outcome?.value ?? null };
      outputs[outcome?.is === "refused" ? "refused" : "main"].push({ ...item, json, from });
    }
  }
  return outputs;
}

/** What the step gives of a change, an item at a time. */
function results({ items, tables }: Work, change: TableChange, outcomes: TableOutcome[], give: string): Output[] {
  const failures = outcomes.flatMap((outcome, index): Output[] =>
    outcome.is === "failed" ? [{ json: items[index]?.json ?? {}, from: { item: index }, failed: outcome.error }] : [],
  );
  if (give === "count") {
    const count = outcomes.reduce((sum, outcome) => sum + countOf(outcome), 0);
    const created = outcomes.filter(({ is }) => is === "created").length;
    return [{ json: { count, created, changed: count - created } }, ...failures];
  }
  const ids = outcomes.flatMap((outcome) => (outcome.is === "failed" ? [] : outcome.ids));
  const rows = give === "rows" ? tables.rowsById(change.table, [...new Set(ids)]) : [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  const given: Output[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const item = items[index];
    const from = { item: index };
    if (outcome.is === "failed") given.push({ json: item?.json ?? {}, from, failed: outcome.error });
    else if (give === "items") item && given.push(item);
    else for (const id of outcome.ids) given.push({ json: { ...(byId.get(id) ?? { id }) }, from });
  }
  requireItemCount(given.length);
  return given;
}

const countOf = (outcome: TableOutcome | undefined) => (!outcome || outcome.is === "failed" ? 0 : outcome.count);

function valuesOf(columns: Columns, item: Item | undefined): JsonObject {
  if (columns.is === "fields") return item?.json ?? {};
  return Object.fromEntries(columns.list.map(({ column, value }) => [column, value]));
}

/** Columns that are chosen one by one must be there; fields that no column has may be left out. */
function policyOf(
  { items, tables, log }: Work,
  each: readonly { table: string; columns: Columns; failing: "throw" | "tell" }[],
): Pick<TableChange, "failing" | "unknown"> {
  const [first] = each;
  const unknown = first?.columns.is === "fields" ? first.columns.unknown : "refuse";
  if (unknown === "ignore" && first) {
    const known = new Set(["id", "createdat", "updatedat"]);
    for (const { name } of tables.columns(first.table)) known.add(name.toLowerCase());
    const fields = Object.keys(items[0]?.json ?? {}).filter((name) => !known.has(name.toLowerCase()));
    if (fields.length > 0) log(`No column has the name of these fields, which are left out: ${fields.join(", ")}`);
  }
  return { failing: first?.failing ?? "throw", unknown };
}

/** One step writes to one table: all in one commit. */
function tableOf(each: readonly { table: string }[]): string {
  const table = each[0]?.table ?? "";
  const other = each.findIndex((operation) => operation.table !== table);
  if (other === -1) return table;
  throw new NodeError(`Items name different tables, "${table}" and "${each[other]?.table}"`, {
    ...{ code: "TABLE_MIXED", item: other, param: "operation.table" },
    hint: "Part them by a Switch before, one Table node for each",
  });
}

const limitsOf = ({ is, least, most }: Bounds) => ({
  min: is === "least" || is === "both" ? least : undefined,
  max: is === "most" || is === "both" ? most : undefined,
});

const noRow = (item: number) =>
  new NodeError("No row fits the conditions, so there is no number to adjust", {
    ...{ code: "TABLE_NO_ROW", item, param: "operation.where" },
    hint: "Create the row first, for example by “Get a row or create it”",
  });

/** A failed read says whose turn it was. */
function told<T>(item: number, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof NodeError)) throw thrown;
    throw new NodeError(thrown.message, { code: thrown.code, hint: thrown.hint, item, cause: thrown });
  }
}
