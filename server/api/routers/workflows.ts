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
  getWorkflow,
  importWorkflow,
  listWorkflows,
  parseImport,
  publishWorkflow,
  releaseWorkflow,
  saveWorkflow,
  takeWorkflow,
  unpublishWorkflow,
} from "@/server/services/workflows";
import { workflowFormats } from "@/shared/api";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { project, somewhere, workflow } from "../about";
import { allowed, router, userProcedure } from "../trpc";

const byId = z.strictObject({ id: z.string() });
const revision = z.number().int().min(0);
const projectId = z.string().max(64).optional();
const base64 = z.string().max(48 * 1024 * 1024);
const text = z.string().max(64 * 1024 * 1024);
const ofWorkflow = z.strictObject({ workflowId: z.string() });
const statePlace = ofWorkflow.extend({ key: z.string().min(1).max(2_000) });

export const workflowsRouter = router({
  list: userProcedure
    .input(z.strictObject({ search: z.string().max(200).optional(), projectId }))
    .query(({ ctx, input }) => listWorkflows(ctx.services, input)),
  get: allowed("view", workflow())
    .input(byId)
    .query(({ ctx, input }) => getWorkflow(ctx.services, input)),
  create: allowed("edit", project())
    .input(
      z.strictObject({ name: z.string().max(128).optional(), document: workflowDocumentSchema.optional(), projectId }),
    )
    .mutation(({ ctx, input }) => createWorkflow(ctx.services, { ...input, author: ctx.user.name })),
  save: allowed("edit", workflow())
    .input(z.strictObject({ id: z.string(), document: workflowDocumentSchema, revision }))
    .mutation(({ ctx, input }) => saveWorkflow(ctx.services, { ...input, author: ctx.user.name })),
  /** Called every few seconds by each tab that has the workflow open. */
  openInEditor: allowed("view", workflow())
    .input(byId.extend({ tab: z.string().max(32), nodeId: z.string().max(64).nullable() }))
    .mutation(({ ctx, input }) => openInEditor(ctx.services, { ...input, user: ctx.user })),
  closeInEditor: allowed("view", workflow())
    .input(byId.extend({ tab: z.string().max(32) }))
    .mutation(({ ctx, input }) => ctx.services.presence.leave(input.id, input.tab)),
  revisions: allowed("view", workflow("workflowId"))
    .input(z.strictObject({ workflowId: z.string(), before: revision.optional() }))
    .query(({ ctx, input }) => listRevisions(ctx.services, input)),
  revision: allowed("view", workflow("workflowId"))
    .input(z.strictObject({ workflowId: z.string(), revision }))
    .query(({ ctx, input }) => getRevision(ctx.services, input)),
  nameRevision: allowed("edit", workflow("workflowId"))
    .input(z.strictObject({ workflowId: z.string(), revision, name: z.string().max(128) }))
    .mutation(({ ctx, input }) => nameRevision(ctx.services, input)),
  publishedDocument: allowed("view", workflow())
    .input(byId)
    .query(({ ctx, input }) => publishedDocument(ctx.services, input)),
  /** How its triggers stand to their brokers, while it is published. */
  listeners: allowed("view", workflow())
    .input(byId)
    .query(({ ctx, input }) => ctx.services.listeners.states(input.id)),
  publish: allowed("edit", workflow())
    .input(z.strictObject({ id: z.string(), revision }))
    .mutation(({ ctx, input }) => publishWorkflow(ctx.services, input)),
  unpublish: allowed("edit", workflow())
    .input(byId)
    .mutation(({ ctx, input }) => unpublishWorkflow(ctx.services, input)),
  release: allowed("edit", workflow())
    .input(byId)
    .mutation(({ ctx, input }) => releaseWorkflow(ctx.services, input)),
  duplicate: allowed("edit", workflow())
    .input(byId)
    .mutation(({ ctx, input }) => duplicateWorkflow(ctx.services, input)),
  state: allowed("view", workflow("workflowId"))
    .input(ofWorkflow)
    .query(({ ctx, input }) => workflowState(ctx.services, input)),
  stateValue: allowed("view", workflow("workflowId"))
    .input(statePlace)
    .query(({ ctx, input }) => stateValue(ctx.services, input)),
  setStateValue: allowed("edit", workflow("workflowId"))
    .input(statePlace.extend({ was: text.nullable(), value: text.nullable() }))
    .mutation(({ ctx, input }) => setStateValue(ctx.services, input)),
  forgetSeen: allowed("edit", workflow("workflowId"))
    .input(statePlace)
    .mutation(({ ctx, input }) => forgetSeen(ctx.services, input)),
  resetState: allowed("edit", workflow("workflowId"))
    .input(ofWorkflow)
    .mutation(({ ctx, input }) => resetState(ctx.services, input)),
  delete: allowed("edit", workflow())
    .input(byId)
    .mutation(({ ctx, input }) => deleteWorkflow(ctx.services, input)),
  export: allowed("view", workflow())
    .input(byId.extend({ format: z.enum(workflowFormats).optional() }))
    .query(({ ctx, input }) => takeWorkflow(ctx.services, input)),
  parse: allowed("edit", somewhere)
    .input(z.strictObject({ text }))
    .mutation(({ ctx, input }) => parseImport(input.text, ctx.services.store)),
  import: allowed("edit", project())
    .input(z.strictObject({ text, projectId }))
    .mutation(({ ctx, input }) => importWorkflow(ctx.services, input)),
  /** A workflow file, a file of several, or a ZIP archive of them, in Base64. */
  importFile: allowed("edit", project())
    .input(z.strictObject({ name: z.string().max(1_000), contents: base64, projectId }))
    .mutation(({ ctx, input: { name, contents, projectId } }) =>
      importFiles(ctx.services, [{ name, bytes: Buffer.from(contents, "base64") }], projectId),
    ),
});

export const templatesRouter = router({
  list: userProcedure.query(() => listTemplates()),
  use: allowed("edit", project())
    .input(byId.extend({ projectId }))
    .mutation(({ ctx, input }) => useTemplate(ctx.services, input)),
});
