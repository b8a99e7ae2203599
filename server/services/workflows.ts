import { and, desc, eq, sql } from "drizzle-orm";
import { nanoid } from "nanoid";
import { findNode } from "@/nodes/registry";
import type { Tx } from "@/server/db/client";
import { revisions, scheduleSkips, schedules, versions, workflows } from "@/server/db/schema";
import { exportN8n } from "@/server/n8n/export";
import { createApiTypes } from "@/server/runs/api-types";
import { writeSchedules } from "@/server/runs/new-schedules";
import { checkListenTriggers, formTriggers, requireCredentials, webhookTriggers } from "@/server/runs/triggers";
import { ensureVersion } from "@/server/runs/versions";
import { allows } from "@/shared/access";
import type {
  ExportedFile,
  ImportWarning,
  Quarantine,
  WebhookAddress,
  WorkflowDetail,
  WorkflowFormat,
  WorkflowSummary,
} from "@/shared/api";
import { AppError } from "@/shared/errors";
import { emptyDocument, type WorkflowDocument, type WorkflowNode, workflowText } from "@/shared/workflow";
import { isIn, projectFor, roleFor, visibleWorkflows } from "./access";
import { audit, auditAlone, auditEachMinute } from "./audit";
import type { WorkflowContext } from "./context";
import { dropShares, refuseForeignCredentials } from "./projects";
import { keepRevision } from "./revisions";
import { instanceSettings } from "./settings";
import { isStatusOnly, withoutPinned } from "./status-only";
import { parseWorkflow, parseWorkflowText } from "./workflow-import";

type Row = typeof workflows.$inferSelect;

export function listWorkflows(
  ctx: WorkflowContext,
  { search, projectId }: { search?: string; projectId?: string },
): WorkflowSummary[] {
  const { store } = ctx;
  const wanted = search?.trim();
  const visible = visibleWorkflows(ctx);
  const rows = store.read
    .select({
      id: workflows.id,
      projectId: workflows.projectId,
      name: workflows.name,
      updatedAt: workflows.updatedAt,
      revision: workflows.revision,
      publishedRevision: workflows.publishedRevision,
      nodeCount: workflows.nodeCount,
      nodeTypes: workflows.nodeTypes,
      quarantine: workflows.quarantine,
      lastId: sql<number | null>`(SELECT max(id) FROM executions e WHERE e.workflow_id = "workflows"."id")`,
    })
    .from(workflows)
    .where(
      and(
        wanted ? sql`${workflows.name} LIKE ${`%${wanted.replace(/[%_\\]/g, "\\$&")}%`} ESCAPE '\\'` : undefined,
        projectId === undefined ? undefined : eq(workflows.projectId, projectId),
        isIn(workflows.id, visible),
      ),
    )
    .orderBy(desc(workflows.updatedAt))
    .limit(500)
    .all();
  const last = store.rawRead.prepare<
    [number],
    { id: number; status: NonNullable<WorkflowSummary["lastExecution"]>["status"]; created_at: number }
  >("SELECT id, status, created_at FROM executions WHERE id = ?");
  return rows.map(({ lastId, publishedRevision, nodeTypes, quarantine, ...row }) => {
    const execution = lastId === null ? undefined : last.get(lastId);
    return {
      ...row,
      nodeTypes: JSON.parse(nodeTypes) as string[],
      quarantine: quarantine === null ? null : (JSON.parse(quarantine) as Quarantine),
      published: publishedRevision !== null,
      changed: publishedRevision !== null && publishedRevision !== row.revision,
      ...(execution && {
        lastExecution: { id: execution.id, status: execution.status, startedAt: execution.created_at },
      }),
    };
  });
}

export function getWorkflow(ctx: WorkflowContext, { id }: { id: string }): WorkflowDetail {
  const row = ctx.store.read.select().from(workflows).where(eq(workflows.id, id)).get() ?? missing(id);
  const saved = JSON.parse(row.document) as WorkflowDocument;
  const document = isStatusOnly(ctx, id) ? withoutPinned(saved) : saved;
  return {
    id,
    projectId: row.projectId,
    role: roleFor(ctx, { is: "workflow", id }) ?? "viewer",
    document,
    revision: row.revision,
    updatedAt: row.updatedAt,
    published: row.publishedRevision === null ? null : { revision: row.publishedRevision, at: row.publishedAt ?? 0 },
    webhooks: addresses(ctx, document),
  };
}

export async function createWorkflow(
  ctx: WorkflowContext,
  input: { name?: string; document?: WorkflowDocument; author?: string; projectId?: string; isImport?: boolean },
): Promise<{ id: string }> {
  const projectId = projectFor(ctx, input.projectId);
  const document = input.document ?? emptyDocument(input.name?.trim() || "My workflow");
  const id = nanoid(12);
  const now = Date.now();
  await ctx.store.transaction((tx) => {
    refuseForeignCredentials(tx, projectId, document.nodes);
    tx.insert(workflows)
      .values({ id, projectId, ...columns(document), revision: 1, createdAt: now, updatedAt: now })
      .run();
    keepRevision(tx, { workflowId: id, revision: 1, document, at: now, author: input.author });
    audit(ctx, input.isImport ? "workflow.import" : "workflow.create", { id });
  });
  return { id };
}

/** Saves the draft, unless somebody else saved a newer one meanwhile. */
export async function saveWorkflow(
  ctx: WorkflowContext,
  input: { id: string; document: WorkflowDocument; revision: number; author?: string },
) {
  const updatedAt = Date.now();
  const revision = await ctx.store.transaction((tx) => {
    const row = find(tx, input.id);
    if (row.revision !== input.revision) {
      throw new AppError("CONFLICT", "Somebody saved this workflow after you opened it", {
        hint: "Reload it, or keep yours as a copy",
      });
    }
    refuseForeignCredentials(tx, row.projectId, input.document.nodes, chosenIn(row.document));
    const next = row.revision + 1;
    tx.update(workflows)
      .set({ ...columns(input.document), revision: next, updatedAt })
      .where(eq(workflows.id, input.id))
      .run();
    keepRevision(tx, {
      ...{ workflowId: input.id, revision: next, document: input.document },
      ...{ at: updatedAt, author: input.author },
    });
    auditEachMinute(ctx, "workflow.save", { id: input.id, details: { revision: next } });
    return next;
  });
  return { revision, updatedAt, webhooks: addresses(ctx, input.document) };
}

/** Of a document that was saved. */
function chosenIn(documentText: string): ReadonlySet<string> {
  if (!documentText.includes('"credentials"')) return new Set();
  const { nodes } = JSON.parse(documentText) as WorkflowDocument;
  return new Set(nodes.flatMap((node) => Object.values(node.credentials ?? {})));
}

/** Makes the saved draft the version that triggers start. */
export async function publishWorkflow(ctx: WorkflowContext, { id, revision }: { id: string; revision: number }) {
  const at = Date.now();
  const timezone = instanceSettings(ctx).timezone;
  const document = await ctx.store.transaction((tx) => {
    const row = find(tx, id);
    if (row.revision !== revision) {
      throw new AppError("CONFLICT", "The workflow was saved again after you looked at it", {
        hint: "Reload it, then publish",
      });
    }
    const draft = JSON.parse(row.document) as WorkflowDocument;
    refuseUnpublishable(draft, knownTypes(ctx.store));
    checkListenTriggers(draft);
    refuseTakenPaths(tx, id, claims(draft));
    const versionId = ensureVersion(tx, id, draft);
    writeSchedules(tx, { id, document: draft, versionId, timezone }, at);
    tx.update(workflows)
      .set({ publishedVersionId: versionId, publishedRevision: revision, publishedAt: at, quarantine: null })
      .where(eq(workflows.id, id))
      .run();
    tx.update(revisions)
      .set({ publishedAt: at })
      .where(and(eq(revisions.workflowId, id), eq(revisions.revision, revision)))
      .run();
    audit(ctx, "workflow.publish", { id, details: { revision } });
    return draft;
  });
  ctx.triggersChanged();
  return { published: { revision, at }, webhooks: addresses(ctx, document) };
}

export async function unpublishWorkflow(ctx: WorkflowContext, { id }: { id: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    find(tx, id);
    tx.delete(schedules).where(eq(schedules.workflowId, id)).run();
    tx.update(workflows)
      .set({ publishedVersionId: null, publishedRevision: null, publishedAt: null })
      .where(eq(workflows.id, id))
      .run();
    audit(ctx, "workflow.unpublish", { id });
  });
  ctx.triggersChanged();
}

/** Its executions run among the others again. */
export async function releaseWorkflow(ctx: WorkflowContext, { id }: { id: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    find(tx, id);
    tx.update(workflows).set({ quarantine: null }).where(eq(workflows.id, id)).run();
    tx.run(sql`UPDATE executions SET deaths = 0 WHERE workflow_id = ${id} AND status = 'queued' AND deaths = 1`);
    audit(ctx, "workflow.release", { id });
  });
  ctx.triggersChanged();
}

export async function duplicateWorkflow(ctx: WorkflowContext, { id }: { id: string }): Promise<{ id: string }> {
  const { document, projectId } = getWorkflow(ctx, { id });
  // Who only borrows it gets a copy of their own.
  const isOwn = allows(roleFor(ctx, { is: "project", id: projectId }), "edit");
  return createWorkflow(ctx, {
    projectId: isOwn ? projectId : undefined,
    document: {
      ...document,
      name: `${document.name} (copy)`.slice(0, 128),
      nodes: isOwn ? document.nodes : document.nodes.map(({ credentials: _, ...node }) => node),
    },
  });
}

export async function deleteWorkflow(ctx: WorkflowContext, { id }: { id: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    find(tx, id);
    const running = tx.all(
      sql`SELECT id FROM executions WHERE workflow_id = ${id} AND status IN ('queued', 'running', 'waiting') LIMIT 1`,
    );
    if (running.length) {
      throw new AppError("CONFLICT", "Executions of this workflow are still under way", {
        hint: "Unpublish it, cancel or wait for them, then delete",
      });
    }
    audit(ctx, "workflow.delete", { id });
    dropShares(tx, { kind: "workflow", id });
    tx.delete(schedules).where(eq(schedules.workflowId, id)).run();
    tx.run(sql`DELETE FROM steps WHERE execution_id IN (SELECT id FROM executions WHERE workflow_id = ${id})`);
    tx.run(sql`DELETE FROM ledger WHERE execution_id IN (SELECT id FROM executions WHERE workflow_id = ${id})`);
    tx.run(sql`DELETE FROM execution_keys WHERE execution_id IN (SELECT id FROM executions WHERE workflow_id = ${id})`);
    tx.run(sql`DELETE FROM executions WHERE workflow_id = ${id}`);
    tx.run(sql`DELETE FROM endpoints WHERE workflow_id = ${id}`);
    tx.run(sql`DELETE FROM memories WHERE workflow_id = ${id}`);
    tx.run(sql`DELETE FROM seen_values WHERE workflow_id = ${id}`);
    tx.run(sql`DELETE FROM intake_keys WHERE workflow_id = ${id}`);
    tx.delete(scheduleSkips).where(eq(scheduleSkips.workflowId, id)).run();
    tx.delete(versions).where(eq(versions.workflowId, id)).run();
    tx.delete(revisions).where(eq(revisions.workflowId, id)).run();
    tx.delete(workflows).where(eq(workflows.id, id)).run();
  });
  ctx.triggersChanged();
}

/** The document as a file. Credential ids of this server mean nothing elsewhere and stay here. */
export function exportWorkflow(
  ctx: WorkflowContext,
  { id, format = "islewire" }: { id: string; format?: WorkflowFormat },
): ExportedFile {
  const { document } = getWorkflow(ctx, { id });
  const stem = document.name.replace(/[^\p{L}\p{N} _-]+/gu, "").trim() || "workflow";
  if (format === "n8n") {
    const { document: written, warnings } = exportN8n(document);
    return { fileName: `${stem}.n8n.json`, text: `${JSON.stringify(written, null, 2)}\n`, warnings };
  }
  const nodes = document.nodes.map(({ credentials: _, ...node }) => node);
  return { fileName: `${stem}.json`, text: workflowText({ ...document, nodes }), warnings: [] };
}

/** The same for somebody who takes it away. */
export async function takeWorkflow(
  ctx: WorkflowContext,
  input: { id: string; format?: WorkflowFormat },
): Promise<ExportedFile> {
  const file = exportWorkflow(ctx, input);
  await auditAlone(ctx, "workflow.export", { id: input.id, details: { format: input.format ?? "islewire" } });
  return file;
}

/** Types of the product, and those that users made of OpenAPI documents. */
function knownTypes(store?: WorkflowContext["store"]): (type: string) => boolean {
  const apiTypes = store && createApiTypes(store);
  return (type) => findNode(type) !== undefined || apiTypes?.has(type) === true;
}

/** Without a store, types of users are not known. */
export const parseImport = (text: string, store?: WorkflowContext["store"]) =>
  parseWorkflowText(text, knownTypes(store));
export const parseImported = (value: unknown, store?: WorkflowContext["store"]) =>
  parseWorkflow(value, knownTypes(store));

export async function importWorkflow(
  ctx: WorkflowContext,
  { text, projectId }: { text: string; projectId?: string },
): Promise<{ id: string; warnings: ImportWarning[] }> {
  const { document, warnings } = parseImport(text, ctx.store);
  return { ...(await createWorkflow(ctx, { document, projectId, isImport: true })), warnings };
}

function columns(document: WorkflowDocument) {
  const isTrigger = (type: string) => findNode(type)?.trigger !== undefined;
  const types = [...new Set(document.nodes.map(({ type }) => type))].sort(
    (a, b) => Number(isTrigger(b)) - Number(isTrigger(a)),
  );
  return {
    name: document.name,
    document: JSON.stringify(document),
    nodeCount: document.nodes.length,
    nodeTypes: JSON.stringify(types),
  };
}

function find(tx: Tx, id: string): Row {
  return tx.select().from(workflows).where(eq(workflows.id, id)).get() ?? missing(id);
}

function missing(id: string): never {
  throw new AppError("NOT_FOUND", `There is no workflow "${id}"`, { hint: "It may have been deleted" });
}

function refuseUnpublishable(document: WorkflowDocument, isKnownType: (type: string) => boolean) {
  const active = document.nodes.filter(({ disabled }) => !disabled);
  const unknown = active.find(({ type }) => !isKnownType(type));
  if (unknown) {
    throw new AppError("INVALID", `"${unknown.name}" is of the unknown type "${unknown.type}"`, {
      hint: "Replace or disable it, then publish",
    });
  }
  const kinds = active.map(({ type }) => findNode(type)?.trigger?.kind);
  if (!kinds.some((kind) => kind && kind !== "manual")) {
    throw new AppError("INVALID", "Nothing would ever start this workflow", {
      hint: "Add a trigger such as Webhook or Schedule; the Manual trigger works in the editor only",
    });
  }
}

function refuseTakenPaths(tx: Tx, id: string, own: Claim[]) {
  const taken = new Map<string, string>();
  for (const { id: otherId, name, versionId } of tx
    .select({ id: workflows.id, name: workflows.name, versionId: workflows.publishedVersionId })
    .from(workflows)
    .all()) {
    if (versionId === null || otherId === id) continue;
    const row = tx.select().from(versions).where(eq(versions.id, versionId)).get();
    if (!row) continue;
    for (const { address } of claims(JSON.parse(row.document) as WorkflowDocument)) taken.set(keyOf(address), name);
  }
  for (const { node, address } of own) {
    const owner = taken.get(keyOf(address));
    if (owner) {
      throw new AppError("CONFLICT", `"${node.name}": ${address} already belongs to the workflow "${owner}"`, {
        hint: "Choose another path",
      });
    }
    taken.set(keyOf(address), "this one, in another trigger");
  }
}

type Claim = { node: WorkflowNode; address: string };

/** What a workflow answers to. Throws `AppError` for triggers that cannot be served. */
function claims(document: WorkflowDocument): Claim[] {
  requireCredentials(document);
  return [
    ...webhookTriggers(document).flatMap(({ node, webhook: { path, methods } }) =>
      methods.map((method) => ({ node, address: `${method} /${path}` })),
    ),
    ...formTriggers(document).map(({ node, form }) => ({ node, address: `the form /${form.path}` })),
  ];
}

const keyOf = (address: string) => address.replace(/:[^/]+/g, ":");

function addresses({ baseUrl }: WorkflowContext, document: WorkflowDocument): WebhookAddress[] {
  const places = (kind: string, path: string) => ({
    url: `${baseUrl}/${kind}/${path}`,
    testUrl: `${baseUrl}/${kind}-test/${path}`,
  });
  return document.nodes.flatMap((node) => {
    const alone = { ...document, nodes: [node] };
    try {
      return [
        ...webhookTriggers(alone).map(({ webhook: { path, methods } }) => ({
          ...{ nodeId: node.id, methods },
          ...places("webhook", path),
        })),
        ...formTriggers(alone).map(({ form: { path } }) => ({
          ...{ nodeId: node.id, methods: [], form: true as const },
          ...places("form", path),
        })),
      ];
    } catch {
      // Not complete yet: it has no address, and publishing says why.
      return [];
    }
  });
}
