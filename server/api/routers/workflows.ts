import { z } from "zod";
import { importFiles } from "@/server/services/import-files";
import { openInEditor } from "@/server/services/presence";
import { getRevision, listRevisions, nameRevision, publishedDocument } from "@/server/services/revisions";
import { listTemplates, useTemplate } from "@/server/services/templates";
import { forgetSeen, resetState, setStateValue, stateValue, workflowState } from "@/server/services/workflow-state";
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
  releaseWorkflow,
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
const ofWorkflow = z.strictObject({ workflowId: z.string() });
const statePlace = ofWorkflow.extend({ key: z.string().min(1).max(2_000) });

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
  /** Called every few seconds by each tab that has the workflow open. */
  openInEditor: userProcedure
    .input(byId.extend({ tab: z.string().max(32), nodeId: z.string().max(64).nullable() }))
    .mutation(({ ctx, input }) => openInEditor(ctx.services, { ...input, user: ctx.user })),
  closeInEditor: userProcedure
    .input(byId.extend({ tab: z.string().max(32) }))
    .mutation(({ ctx, input }) => ctx.services.presence.leave(input.id, input.tab)),
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
  /** How its triggers stand to their brokers, while it is published. */
  listeners: userProcedure.input(byId).query(({ ctx, input }) => ctx.services.listeners.states(input.id)),
  publish: userProcedure
    .input(z.strictObject({ id: z.string(), revision }))
    .mutation(({ ctx, input }) => publishWorkflow(ctx.services, input)),
  unpublish: userProcedure.input(byId).mutation(({ ctx, input }) => unpublishWorkflow(ctx.services, input)),
  release: userProcedure.input(byId).mutation(({ ctx, input }) => releaseWorkflow(ctx.services, input)),
  duplicate: userProcedure.input(byId).mutation(({ ctx, input }) => duplicateWorkflow(ctx.services, input)),
  state: userProcedure.input(ofWorkflow).query(({ ctx, input }) => workflowState(ctx.services, input)),
  stateValue: userProcedure.input(statePlace).query(({ ctx, input }) => stateValue(ctx.services, input)),
  setStateValue: userProcedure
    .input(statePlace.extend({ was: text.nullable(), value: text.nullable() }))
    .mutation(({ ctx, input }) => setStateValue(ctx.services, input)),
  forgetSeen: userProcedure.input(statePlace).mutation(({ ctx, input }) => forgetSeen(ctx.services, input)),
  resetState: userProcedure.input(ofWorkflow).mutation(({ ctx, input }) => resetState(ctx.services, input)),
  delete: userProcedure.input(byId).mutation(({ ctx, input }) => deleteWorkflow(ctx.services, input)),
  export: userProcedure
    .input(byId.extend({ format: z.enum(workflowFormats).optional() }))
    .query(({ ctx, input }) => exportWorkflow(ctx.services, input)),
  parse: userProcedure
    .input(z.strictObject({ text }))
    .mutation(({ ctx, input }) => parseImport(input.text, ctx.services.store)),
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
