import { and, asc, desc, eq, sql } from "drizzle-orm";
import { nanoid } from "nanoid";
import { z } from "zod";
import type { ReadDocument, StoredOperation } from "@/nodes/api-document/stored";
import type { Tx } from "@/server/db/client";
import { apiDocuments, apiNodes, apiOperations, workflows } from "@/server/db/schema";
import { apiTypeOf } from "@/server/runs/api-types";
import type { ApiDocumentPreview, ApiNodeSummary, ApiOperationInfo } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { audit } from "./audit";
import type { ServiceContext } from "./context";

/** Where a document comes from: an address, or its text. */
export const documentSourceSchema = z.union([
  z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2_000) }),
  z.strictObject({ text: z.string().max(24 * 1024 * 1024) }),
]);
export type DocumentSource = z.infer<typeof documentSourceSchema>;

const shownInPreview = 500;
const project = "main";

export async function previewDocument(ctx: ServiceContext, source: DocumentSource): Promise<ApiDocumentPreview> {
  const { facts, operations, warnings } = await read(ctx, source);
  const { title, summary, release, servers } = facts;
  return {
    ...{ title, summary, release, servers, warnings, total: operations.length },
    operations: operations.slice(0, shownInPreview).map(infoOf),
  };
}

/** A new node type of a document. Its slug comes from its name and never changes. */
export async function addApiNode(
  ctx: ServiceContext,
  { source, label }: { source: DocumentSource; label: string },
): Promise<{ id: string; type: string }> {
  const document = await read(ctx, source);
  const id = nanoid(12);
  const now = Date.now();
  return ctx.store.transaction((tx) => {
    const slug = freeSlug(tx, label);
    tx.insert(apiNodes)
      .values({ id, projectId: project, slug, label, version: 1, createdAt: now, updatedAt: now })
      .run();
    insertDocument(tx, { nodeId: id, version: 1, document, source, now });
    audit(ctx, "apiNode.add", { id });
    return { id, type: apiTypeOf(slug) };
  });
}

/** A newer document. Nodes that exist go on with theirs until somebody lets them take the new one. */
export async function updateApiNode(
  ctx: ServiceContext,
  { id, source }: { id: string; source: DocumentSource },
): Promise<{ version: number }> {
  const document = await read(ctx, source);
  const now = Date.now();
  return ctx.store.transaction((tx) => {
    const version = find(tx, id).version + 1;
    tx.update(apiNodes).set({ version, updatedAt: now }).where(eq(apiNodes.id, id)).run();
    insertDocument(tx, { nodeId: id, version, document, source, now });
    audit(ctx, "apiNode.update", { id, details: { version } });
    return { version };
  });
}

/** Workflows that use it fail at that node from then on. */
export async function deleteApiNode(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    find(tx, id);
    audit(ctx, "apiNode.delete", { id });
    tx.delete(apiOperations).where(eq(apiOperations.nodeId, id)).run();
    tx.delete(apiDocuments).where(eq(apiDocuments.nodeId, id)).run();
    tx.delete(apiNodes).where(eq(apiNodes.id, id)).run();
  });
}

export function listApiNodes({ store }: Pick<ServiceContext, "store">): ApiNodeSummary[] {
  const rows = store.read
    .select({ node: apiNodes, document: apiDocuments })
    .from(apiNodes)
    .innerJoin(apiDocuments, and(eq(apiDocuments.nodeId, apiNodes.id), eq(apiDocuments.version, apiNodes.version)))
    .orderBy(desc(apiNodes.updatedAt))
    .all();
  if (rows.length === 0) return [];
  const uses = usesByType(store);
  return rows.map(({ node: { id, slug, label, version, updatedAt }, document: { url, facts, operationCount } }) => ({
    ...{ id, type: apiTypeOf(slug), label, version, url, operationCount, updatedAt },
    release: (JSON.parse(facts) as ReadDocument["facts"]).release,
    usedBy: uses.get(apiTypeOf(slug)) ?? [],
  }));
}

function usesByType({ read: db }: ServiceContext["store"]): Map<string, { id: string; name: string }[]> {
  const uses = new Map<string, { id: string; name: string }[]>();
  const { id, name, nodeTypes } = workflows;
  const rows = db.select({ id, name, nodeTypes }).from(workflows).orderBy(asc(name)).all();
  for (const { nodeTypes: types, ...workflow } of rows) {
    for (const type of JSON.parse(types) as string[]) uses.set(type, [...(uses.get(type) ?? []), workflow]);
  }
  return uses;
}

async function read({ dispatcher }: ServiceContext, source: DocumentSource): Promise<ReadDocument> {
  const answer = await dispatcher.ask((request) => ({ type: "readDocument", request }), [JSON.stringify(source)]);
  return JSON.parse(answer) as ReadDocument;
}

type Insert = { nodeId: string; version: number; document: ReadDocument; source: DocumentSource; now: number };

function insertDocument(tx: Tx, { nodeId, version, document: { facts, operations }, source, now }: Insert): void {
  const url = "url" in source ? source.url : "";
  tx.insert(apiDocuments)
    .values({ nodeId, version, url, facts: JSON.stringify(facts), operationCount: operations.length, createdAt: now })
    .run();
  for (const [position, operation] of operations.entries()) {
    const { key, label, method, path, tag } = operation;
    tx.insert(apiOperations)
      .values({ nodeId, version, key, position, label, method, path, tag, data: JSON.stringify(operation) })
      .run();
  }
}

export const infoOf = ({ key, label, method, path, tag }: StoredOperation): ApiOperationInfo => ({
  ...{ key, label, method, path, tag },
});

function freeSlug(tx: Tx, label: string): string {
  const plain = label
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  const wanted = plain || "service";
  const taken = (slug: string) =>
    tx
      .select({ n: sql<number>`count(*)` })
      .from(apiNodes)
      .where(and(eq(apiNodes.projectId, project), eq(apiNodes.slug, slug)))
      .get()?.n;
  let slug = wanted;
  for (let number = 2; taken(slug); number++) slug = `${wanted}-${number}`;
  return slug;
}

function find(tx: Tx, id: string) {
  const row = tx.select().from(apiNodes).where(eq(apiNodes.id, id)).get();
  if (row) return row;
  throw new AppError("NOT_FOUND", "This API node no longer exists", { hint: "Reload the page" });
}
