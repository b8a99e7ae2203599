import { listTables as allTables, type Connection, findTable, reading, writing } from "@/server/tables/describe";
import {
  addColumn,
  addKey,
  type ColumnChange,
  changeColumn,
  clearTable,
  createTable as create,
  dropColumn,
  dropKey,
  dropTable,
  type NewColumn,
  orderColumns,
  renameTable as rename,
} from "@/server/tables/shape";
import type { JsonObject } from "@/shared/item";
import type { TableInfo, TableSummary } from "@/shared/tables";
import type { WorkflowDocument } from "@/shared/workflow";
import { projectFor, visibleProjects } from "./access";
import { audit } from "./audit";
import type { ServiceContext } from "./context";

export type TableContext = Pick<ServiceContext, "store" | "actor">;
type OfTable = { table: string | number };

export const listTables = (ctx: TableContext): TableSummary[] => allTables(reading(ctx.store, visibleProjects(ctx)));

export const getTable = (ctx: TableContext, { table }: OfTable): TableInfo =>
  findTable(reading(ctx.store, visibleProjects(ctx)), table);

export async function createTable(
  ctx: TableContext,
  { name, columns = [], projectId }: { name: string; columns?: NewColumn[]; projectId?: string },
): Promise<TableInfo> {
  const owner = projectFor(ctx, projectId);
  return change(ctx, (connection, at) => {
    const made = create(connection, { name, columns, at, projectId: owner });
    audit(ctx, "table.create", { id: made.id });
    return made;
  });
}

export const renameTable = (ctx: TableContext, { table, name }: OfTable & { name: string }): Promise<TableInfo> =>
  changeTable(ctx, "table.rename", table, (connection, found, at) => rename(connection, found, { name, at }));

export async function deleteTable(ctx: TableContext, { table }: OfTable): Promise<void> {
  await change(ctx, (connection) => {
    const found = findTable(connection, table);
    audit(ctx, "table.delete", { id: found.id, details: { rows: found.rowCount } });
    dropTable(connection, found);
  });
}

export const clearRows = (ctx: TableContext, { table }: OfTable): Promise<TableInfo> =>
  changeTable(ctx, "table.clear", table, clearTable);

export const addTableColumn = (ctx: TableContext, { table, ...column }: OfTable & NewColumn): Promise<TableInfo> =>
  changeTable(ctx, "table.changeShape", table, (connection, found) => addColumn(connection, found, column));

export const changeTableColumn = (
  ctx: TableContext,
  { table, columnId, ...changes }: OfTable & { columnId: number } & ColumnChange,
): Promise<TableInfo> =>
  changeTable(ctx, "table.changeShape", table, (connection, found) =>
    changeColumn(connection, found, columnId, changes),
  );

export const deleteTableColumn = (ctx: TableContext, { table, columnId }: OfTable & { columnId: number }) =>
  changeTable(ctx, "table.changeShape", table, (connection, found) => dropColumn(connection, found, columnId));

export const orderTableColumns = (ctx: TableContext, { table, order }: OfTable & { order: number[] }) =>
  changeTable(ctx, "table.changeShape", table, (connection, found) => orderColumns(connection, found, order));

export const addTableKey = (ctx: TableContext, { table, ...key }: OfTable & { columns: number[]; isUnique: boolean }) =>
  changeTable(ctx, "table.changeShape", table, (connection, found) => addKey(connection, found, key));

export const deleteTableKey = (ctx: TableContext, { table, keyId }: OfTable & { keyId: number }) =>
  changeTable(ctx, "table.changeShape", table, (connection, found) => dropKey(connection, found, keyId));

/** Workflows whose drafts name the table, by the table's name or id. */
export function tableUsage(ctx: TableContext, { table }: OfTable): { id: string; name: string }[] {
  const { id, name } = getTable(ctx, { table });
  const names = new Set([name.toLowerCase(), String(id)]);
  const rows = ctx.store.rawRead
    .prepare<[], { id: string; name: string; document: string }>(
      `SELECT id, name, document FROM workflows WHERE node_types LIKE '%"core.table"%' ORDER BY name`,
    )
    .all();
  return rows
    .filter(({ document }) => (JSON.parse(document) as WorkflowDocument).nodes.some((node) => uses(node, names)))
    .map(({ id, name }) => ({ id, name }));
}

function uses({ type, params }: { type: string; params: JsonObject }, names: ReadonlySet<string>): boolean {
  if (type !== "core.table") return false;
  const table = (params.operation as { table?: unknown } | undefined)?.table;
  return typeof table === "string" && names.has(table.trim().toLowerCase());
}

function change<T>(ctx: TableContext, work: (connection: Connection, at: number) => T): Promise<T> {
  const connection = writing(ctx.store, visibleProjects(ctx));
  return ctx.store.commit(() => work(connection, Date.now()));
}

const changeTable = (
  ctx: TableContext,
  action: "table.rename" | "table.clear" | "table.changeShape",
  table: string | number,
  work: (connection: Connection, table: TableInfo, at: number) => unknown,
): Promise<TableInfo> =>
  change(ctx, (connection, at) => {
    const before = findTable(connection, table);
    work(connection, before, at);
    const after = findTable(connection, before.id);
    audit(ctx, action, { id: before.id, details: changesOf(before, after) });
    return after;
  });

/** Of its shape: names, not what is in its cells. */
function changesOf(before: TableInfo, after: TableInfo) {
  const columns = ({ columns }: TableInfo) => columns.map(({ name, type }) => `${name}: ${type}`);
  return {
    ...(before.name !== after.name && { name: { from: before.name, to: after.name } }),
    ...(before.rowCount !== after.rowCount && { rows: { from: before.rowCount, to: after.rowCount } }),
    ...(String(columns(before)) !== String(columns(after)) && {
      columns: { from: columns(before), to: columns(after) },
    }),
    ...(before.keys.length !== after.keys.length && { keys: { from: before.keys.length, to: after.keys.length } }),
  };
}
