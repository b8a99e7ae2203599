import { eq } from "drizzle-orm";
import type { Store } from "@/server/db/client";
import { pack } from "@/server/db/packed-json";
import { versions, workflows } from "@/server/db/schema";
import type { ErrorInfo } from "@/shared/errors";
import type { Json } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import type { RunOrder } from "./protocol";
import type { RedactedInputs } from "./redacted-inputs";
import { triggerNodes } from "./triggers";

/**
 * Queues the workflow that is to hear of this failure: the one named in the settings, or the failed one itself when
 * it has an error trigger. Runs from the editor and failures of error workflows start none. Part of the commit that
 * records the failure. `false`: there is none.
 */
export function queueErrorWorkflow(
  store: Store,
  order: Pick<RunOrder, "id" | "workflowId" | "versionId" | "mode">,
  error: ErrorInfo,
  redacted: RedactedInputs,
): boolean {
  if (order.mode === "manual" || order.mode === "error" || order.mode === "test") return false;
  const failed = documentOf(store, order.versionId);
  if (!failed) return false;
  const targetId = failed.settings.errorWorkflow ?? order.workflowId;
  const target = store.read.select().from(workflows).where(eq(workflows.id, targetId)).get();
  if (!target?.publishedVersionId || !isLent(store, order.workflowId, target)) return false;
  const start = triggerNodes(documentOf(store, target.publishedVersionId) ?? failed, "error")[0];
  if (!start) return false;

  const node = failed.nodes.find(({ id }) => id === error.nodeId);
  const item: Json = {
    execution: { id: order.id, mode: order.mode, lastNodeExecuted: node?.name ?? null, error: { ...error } as Json },
    workflow: { id: order.workflowId, name: failed.name },
  };
  const given = JSON.stringify([{ json: item }]);
  const hides = redacted.of(target.publishedVersionId, given);
  const input = pack(hides?.inputText ?? given);
  const { lastInsertRowid } = store
    .prepareWrite(
      `INSERT INTO executions (workflow_id, version_id, status, mode, start_node, input, created_at, redacted)
       VALUES (?, ?, 'queued', 'error', ?, ?, ?, ?)`,
    )
    .run(targetId, target.publishedVersionId, start.node.id, input, Date.now(), hides?.redacted ?? null);
  hides?.keep(Number(lastInsertRowid));
  return true;
}

function documentOf(store: Store, versionId: number): WorkflowDocument | undefined {
  const row = store.read.select().from(versions).where(eq(versions.id, versionId)).get();
  return row && (JSON.parse(row.document) as WorkflowDocument);
}

/** Another project's workflow hears of nothing that is not shared with it. */
function isLent(store: Store, workflowId: string, target: { id: string; projectId: string }): boolean {
  const find = store.rawRead.prepare(`
    SELECT 1 FROM workflows w WHERE w.id = ? AND (w.project_id = ? OR EXISTS (
      SELECT 1 FROM shares WHERE kind = 'workflow' AND resource_id = ? AND project_id = w.project_id AND role <> 'viewer'))`);
  return find.get(workflowId, target.projectId, target.id) !== undefined;
}
