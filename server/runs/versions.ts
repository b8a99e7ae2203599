import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/server/db/client";
import { versions } from "@/server/db/schema";
import type { WorkflowDocument } from "@/shared/workflow";

/** The id of this document as a version: the same document is stored once. */
export function ensureVersion(tx: Tx, workflowId: string, document: WorkflowDocument): number {
  const text = JSON.stringify(document);
  const hash = createHash("sha256").update(text).digest("hex");
  const known = tx
    .select({ id: versions.id })
    .from(versions)
    .where(and(eq(versions.workflowId, workflowId), eq(versions.hash, hash)))
    .get();
  if (known) return known.id;
  const [added] = tx
    .insert(versions)
    .values({ workflowId, hash, document: text, createdAt: Date.now() })
    .returning({ id: versions.id })
    .all();
  if (!added) throw new Error("The version was not stored");
  return added.id;
}
