import { z } from "zod";
import { type Cell, columnTypes, filterOperators, tableLimits } from "./tables";

/** What calls of the API may say of tables. */

const name = z.string().max(tableLimits.nameLength * 2);
const cell = z.json() as unknown as z.ZodType<Cell>;

export const tableFilterSchema = z.strictObject({ column: name, is: z.enum(filterOperators), value: cell.optional() });
export const tableSortSchema = z.strictObject({ column: name, way: z.enum(["up", "down"]) });
export const rowQuerySchema = z.strictObject({
  where: z.array(tableFilterSchema).max(50).optional(),
  match: z.enum(["all", "any"]).optional(),
});
export const newColumnSchema = z.strictObject({
  name,
  type: z.enum(columnTypes),
  required: z.boolean().optional(),
  default: cell.optional(),
});
export const rowSchema = z.record(z.string(), cell);
