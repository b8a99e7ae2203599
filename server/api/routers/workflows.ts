import { z } from "zod";
import { importFiles } from "@/server/services/import-files";
import { getRevision, listRevisions, nameRevision, publishedDocument } from "@/server/services/revisions";
import { listTemplates, useTemplate } from "@/server/services/templates";
import {
  createWorkflow,
  deleteWorkflow,
  duplicateWorkflow,
  exportWorkflow,
  getWorkflow,
  importWorkflow,
  listWorkflows,
  parseImport,
  publishWorkflow,
  saveWorkflow,
  unpublishWorkflow,
} from "@/server/services/workflows";
import { workflowFormats } from "@/shared/api";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { router, userProcedure } from "../trpc";

const byId = z.strictObject({ id: z.string() });
const revision = z.number().int().min(0);
const base64 = z.string().max(48 * 1024 * 1024);
const text = z.string().max(64 * 1024 * 1024);

export const workflowsRouter = router({
  list: userProcedure
    .input(z.strictObject({ search: z.string().max(200).optional() }))
    .query(({ ctx, input }) => listWorkflows(ctx.services, input)),
  get: userProcedure.input(byId).query(({ ctx, input }) => getWorkflow(ctx.services, input)),
  create: userProcedure
    .input(z.strictObject({ name: z.string().max(128).optional(), document: workflowDocumentSchema.optional() }))
    .mutation(({ ctx, input }) => createWorkflow(ctx.services, { ...input, author: ctx.user.name })),
  save: userProcedure
    .input(z.strictObject({ id: z.string(), document: workflowDocumentSchema, revision }))
    .mutation(({ ctx, input }) => saveWorkflow(ctx.services, { ...input, author: ctx.user.name })),
  revisions: userProcedure
    .input(z.strictObject({ workflowId: z.string(), before: revision.optional() }))
    .query(({ ctx, input }) => listRevisions(ctx.services, input)),
  revision: userProcedure
    .input(z.strictObject({ workflowId: z.string(), revision }))
    .query(({ ctx, input }) => getRevision(ctx.services, input)),
  nameRevision: userProcedure
    .input(z.strictObject({ workflowId: z.string(), revision, name: z.string().max(128) }))
    .mutation(({ ctx, input }) => nameRevision(ctx.services, input)),
  publishedDocument: userProcedure.input(byId).query(({ ctx, input }) => publishedDocument(ctx.services, input)),
  publish: userProcedure
    .input(z.strictObject({ id: z.string(), revision }))
    .mutation(({ ctx, input }) => publishWorkflow(ctx.services, input)),
  unpublish: userProcedure.input(byId).mutation(({ ctx, input }) => unpublishWorkflow(ctx.services, input)),
  duplicate: userProcedure.input(byId).mutation(({ ctx, input }) => duplicateWorkflow(ctx.services, input)),
  delete: userProcedure.input(byId).mutation(({ ctx, input }) => deleteWorkflow(ctx.services, input)),
  export: userProcedure
    .input(byId.extend({ format: z.enum(workflowFormats).optional() }))
    .query(({ ctx, input }) => exportWorkflow(ctx.services, input)),
  parse: userProcedure.input(z.strictObject({ text })).mutation(({ input }) => parseImport(input.text)),
  import: userProcedure
    .input(z.strictObject({ text }))
    .mutation(({ ctx, input }) => importWorkflow(ctx.services, input)),
  /** A workflow file, a file of several, or a ZIP archive of them, in Base64. */
  importFile: userProcedure
    .input(z.strictObject({ name: z.string().max(1_000), contents: base64 }))
    .mutation(({ ctx, input: { name, contents } }) =>
      importFiles(ctx.services, [{ name, bytes: Buffer.from(contents, "base64") }]),
    ),
});

export const templatesRouter = router({
  list: userProcedure.query(() => listTemplates()),
  use: userProcedure.input(byId).mutation(({ ctx, input }) => useTemplate(ctx.services, input)),
});
