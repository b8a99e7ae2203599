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
import { router, userProcedure } from "../trpc";

const id = z.number().int().positive();
const name = z.string().trim().max(200);
const ofTable = z.strictObject({ table: id });

export const tablesRouter = router({
  list: userProcedure.query(({ ctx }) => listTables(ctx.services)),
  get: userProcedure.input(ofTable).query(({ ctx, input }) => getTable(ctx.services, input)),
  usage: userProcedure.input(ofTable).query(({ ctx, input }) => tableUsage(ctx.services, input)),
  create: userProcedure
    .input(z.strictObject({ name, columns: z.array(newColumnSchema).max(200).optional() }))
    .mutation(({ ctx, input }) => createTable(ctx.services, input)),
  rename: userProcedure.input(ofTable.extend({ name })).mutation(({ ctx, input }) => renameTable(ctx.services, input)),
  delete: userProcedure.input(ofTable).mutation(({ ctx, input }) => deleteTable(ctx.services, input)),
  clear: userProcedure.input(ofTable).mutation(({ ctx, input }) => clearRows(ctx.services, input)),

  addColumn: userProcedure
    .input(newColumnSchema.extend({ table: id }))
    .mutation(({ ctx, input }) => addTableColumn(ctx.services, input)),
  changeColumn: userProcedure
    .input(newColumnSchema.partial().extend({ table: id, columnId: id }))
    .mutation(({ ctx, input }) => changeTableColumn(ctx.services, input)),
  deleteColumn: userProcedure
    .input(ofTable.extend({ columnId: id }))
    .mutation(({ ctx, input }) => deleteTableColumn(ctx.services, input)),
  orderColumns: userProcedure
    .input(ofTable.extend({ order: z.array(id).max(200) }))
    .mutation(({ ctx, input }) => orderTableColumns(ctx.services, input)),
  addKey: userProcedure
    .input(ofTable.extend({ columns: z.array(id).max(20), isUnique: z.boolean() }))
    .mutation(({ ctx, input }) => addTableKey(ctx.services, input)),
  deleteKey: userProcedure
    .input(ofTable.extend({ keyId: id }))
    .mutation(({ ctx, input }) => deleteTableKey(ctx.services, input)),

  rows: userProcedure
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
  count: userProcedure
    .input(rowQuerySchema.extend({ table: id }))
    .query(({ ctx, input }) => countTableRows(ctx.services, input)),
  insertRows: userProcedure
    .input(ofTable.extend({ rows: z.array(rowSchema).min(1).max(1_000) }))
    .mutation(({ ctx, input }) => insertRows(ctx.services, input)),
  updateRow: userProcedure
    .input(ofTable.extend({ id, values: rowSchema }))
    .mutation(({ ctx, input }) => updateRow(ctx.services, input)),
  deleteRows: userProcedure
    .input(ofTable.extend({ ids: z.array(id).min(1).max(10_000) }))
    .mutation(({ ctx, input }) => deleteRows(ctx.services, input)),
});
