import { z } from "zod";
import { countTableRows, deleteRows, insertRows, listRows, updateRow } from "@/server/services/table-rows";
import {
  addTableColumn,
  addTableKey,
  changeTableColumn,
  clearRows,
  createTable,
  deleteTable,
  deleteTableColumn,
  deleteTableKey,
  getTable,
  listTables,
  orderTableColumns,
  renameTable,
  tableUsage,
} from "@/server/services/tables";
import { newColumnSchema, rowQuerySchema, rowSchema, tableSortSchema } from "@/shared/table-schema";
import { project, table } from "../about";
import { allowed, router, userProcedure } from "../trpc";

const id = z.number().int().positive();
const name = z.string().trim().max(200);
const ofTable = z.strictObject({ table: id });

export const tablesRouter = router({
  list: userProcedure.query(({ ctx }) => listTables(ctx.services)),
  get: allowed("view", table())
    .input(ofTable)
    .query(({ ctx, input }) => getTable(ctx.services, input)),
  usage: allowed("view", table())
    .input(ofTable)
    .query(({ ctx, input }) => tableUsage(ctx.services, input)),
  create: allowed("edit", project())
    .input(
      z.strictObject({
        name,
        columns: z.array(newColumnSchema).max(200).optional(),
        projectId: z.string().max(64).optional(),
      }),
    )
    .mutation(({ ctx, input }) => createTable(ctx.services, input)),
  rename: allowed("edit", table())
    .input(ofTable.extend({ name }))
    .mutation(({ ctx, input }) => renameTable(ctx.services, input)),
  delete: allowed("edit", table())
    .input(ofTable)
    .mutation(({ ctx, input }) => deleteTable(ctx.services, input)),
  clear: allowed("edit", table())
    .input(ofTable)
    .mutation(({ ctx, input }) => clearRows(ctx.services, input)),

  addColumn: allowed("edit", table())
    .input(newColumnSchema.extend({ table: id }))
    .mutation(({ ctx, input }) => addTableColumn(ctx.services, input)),
  changeColumn: allowed("edit", table())
    .input(newColumnSchema.partial().extend({ table: id, columnId: id }))
    .mutation(({ ctx, input }) => changeTableColumn(ctx.services, input)),
  deleteColumn: allowed("edit", table())
    .input(ofTable.extend({ columnId: id }))
    .mutation(({ ctx, input }) => deleteTableColumn(ctx.services, input)),
  orderColumns: allowed("edit", table())
    .input(ofTable.extend({ order: z.array(id).max(200) }))
    .mutation(({ ctx, input }) => orderTableColumns(ctx.services, input)),
  addKey: allowed("edit", table())
    .input(ofTable.extend({ columns: z.array(id).max(20), isUnique: z.boolean() }))
    .mutation(({ ctx, input }) => addTableKey(ctx.services, input)),
  deleteKey: allowed("edit", table())
    .input(ofTable.extend({ keyId: id }))
    .mutation(({ ctx, input }) => deleteTableKey(ctx.services, input)),

  rows: allowed("view", table())
    .input(
      rowQuerySchema.extend({
        table: id,
        sort: tableSortSchema.optional(),
        limit: z.number().int().min(1).max(500).optional(),
        cursor: z.string().max(2_000_000).nullish(),
        /** Sent along with a cursor by the client's endless lists; they only go forward. */
        direction: z.literal("forward").optional(),
      }),
    )
    .query(({ ctx, input: { cursor, direction: _, ...input } }) =>
      listRows(ctx.services, { ...input, after: cursor ?? undefined }),
    ),
  count: allowed("view", table())
    .input(rowQuerySchema.extend({ table: id }))
    .query(({ ctx, input }) => countTableRows(ctx.services, input)),
  insertRows: allowed("edit", table())
    .input(ofTable.extend({ rows: z.array(rowSchema).min(1).max(1_000) }))
    .mutation(({ ctx, input }) => insertRows(ctx.services, input)),
  updateRow: allowed("edit", table())
    .input(ofTable.extend({ id, values: rowSchema }))
    .mutation(({ ctx, input }) => updateRow(ctx.services, input)),
  deleteRows: allowed("edit", table())
    .input(ofTable.extend({ ids: z.array(id).min(1).max(10_000) }))
    .mutation(({ ctx, input }) => deleteRows(ctx.services, input)),
});
