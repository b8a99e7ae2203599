import { z } from "zod";
import {
  addApiNode,
  deleteApiNode,
  documentSourceSchema,
  listApiNodes,
  previewDocument,
  updateApiNode,
} from "@/server/services/api-nodes";
import { operationForm, searchOperations } from "@/server/services/api-operations";
import { instance } from "../about";
import { allowed, router, userProcedure } from "../trpc";

const id = z.string().max(64);
const place = { type: z.string().max(200), version: z.number().int().min(1) };
const label = z.string().trim().min(1).max(80);

export const apiNodesRouter = router({
  list: userProcedure.query(({ ctx }) => listApiNodes(ctx.services)),
  preview: allowed("administer", instance)
    .input(z.strictObject({ source: documentSourceSchema }))
    .mutation(({ ctx, input }) => previewDocument(ctx.services, input.source)),
  add: allowed("administer", instance)
    .input(z.strictObject({ source: documentSourceSchema, label }))
    .mutation(({ ctx, input }) => addApiNode(ctx.services, input)),
  update: allowed("administer", instance)
    .input(z.strictObject({ id, source: documentSourceSchema }))
    .mutation(({ ctx, input }) => updateApiNode(ctx.services, input)),
  delete: allowed("administer", instance)
    .input(z.strictObject({ id }))
    .mutation(({ ctx, input }) => deleteApiNode(ctx.services, input)),
  operations: userProcedure
    .input(z.strictObject({ ...place, search: z.string().max(200) }))
    .query(({ ctx, input }) => searchOperations(ctx.services, input)),
  operation: userProcedure
    .input(z.strictObject({ ...place, key: z.string().max(400) }))
    .query(({ ctx, input }) => operationForm(ctx.services, input, ctx.locale)),
});
