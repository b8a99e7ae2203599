import { and, desc, eq, lt } from "drizzle-orm";
import type { Tx } from "@/server/db/client";
import { pack, unpack } from "@/server/db/packed-json";
import { revisions, versions, workflows } from "@/server/db/schema";
import type { RevisionDetail, RevisionPage, RevisionSummary } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { WorkflowDocument } from "@/shared/workflow";
import { audit } from "./audit";
import type { WorkflowContext } from "./context";
import { isStatusOnly, withoutPinned } from "./status-only";

type Place = { workflowId: string; revision: number };

/** Keeps what a save made, in the transaction of the save. */
export function keepRevision(
  tx: Tx,
  { document, at, author, ...place }: Place & { document: WorkflowDocument; at: number; author?: string },
): void {
  tx.insert(revisions)
    .values({ ...place, document: pack(JSON.stringify(document)), createdAt: at, author: author ?? null })
    .run();
}

const summary = {
  revision: revisions.revision,
  at: revisions.createdAt,
  author: revisions.author,
  name: revisions.name,
  publishedAt: revisions.publishedAt,
};

/** The newest first; `before` goes on where a page ended. */
export function listRevisions(
  { store }: WorkflowContext,
  { workflowId, before, limit = 50 }: { workflowId: string; before?: number; limit?: number },
): RevisionPage {
  const rows: RevisionSummary[] = store.read
    .select(summary)
    .from(revisions)
    .where(and(eq(revisions.workflowId, workflowId), before === undefined ? undefined : lt(revisions.revision, before)))
    .orderBy(desc(revisions.revision))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { revisions: page, next: rows.length > limit ? (page.at(-1)?.revision ?? null) : null };
}

export function getRevision(ctx: WorkflowContext, { workflowId, revision }: Place): RevisionDetail {
  const row = ctx.store.read
    .select({ ...summary, document: revisions.document })
    .from(revisions)
    .where(placed({ workflowId, revision }))
    .get();
  if (!row) throw missing(revision);
  const document = JSON.parse(unpack(row.document)) as WorkflowDocument;
  return { ...row, document: isStatusOnly(ctx, workflowId) ? withoutPinned(document) : document };
}

/** An empty name takes it away. Named revisions are never thinned out. */
export async function nameRevision(ctx: WorkflowContext, { name, ...place }: Place & { name: string }): Promise<void> {
  const { changes } = await ctx.store.transaction((tx) => {
    const changed = tx
      .update(revisions)
      .set({ name: name.trim() || null })
      .where(placed(place))
      .run();
    if (changed.changes > 0)
      audit(ctx, "workflow.nameRevision", { id: place.workflowId, details: { revision: place.revision } });
    return changed;
  });
  if (changes === 0) throw missing(place.revision);
}

/** What triggers start now; null while nothing is published. */
export function publishedDocument(ctx: WorkflowContext, { id }: { id: string }): WorkflowDocument | null {
  const row = ctx.store.read
    .select({ document: versions.document })
    .from(workflows)
    .innerJoin(versions, eq(versions.id, workflows.publishedVersionId))
    .where(eq(workflows.id, id))
    .get();
  const document = row && (JSON.parse(row.document) as WorkflowDocument);
  return document ? (isStatusOnly(ctx, id) ? withoutPinned(document) : document) : null;
}

const placed = ({ workflowId, revision }: Place) =>
  and(eq(revisions.workflowId, workflowId), eq(revisions.revision, revision));

const missing = (revision: number) =>
  new AppError("NOT_FOUND", `There is no revision ${revision} of this workflow any more`, {
    hint: "Old revisions are thinned out; name one to keep it",
  });
