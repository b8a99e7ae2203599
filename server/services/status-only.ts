import type { Store } from "@/server/db/client";
import { allows } from "@/shared/access";
import type { ExecutionDetail, ExecutionSummary } from "@/shared/api";
import { AppError, type ErrorInfo } from "@/shared/errors";
import type { ExecutionEvent, StepSummary } from "@/shared/execution";
import type { WaitReason } from "@/shared/wait-reason";
import type { WebhookRequestDetail, WebhookRequestSummary } from "@/shared/webhook-request";
import type { WorkflowDocument } from "@/shared/workflow";
import { type AccessContext, type Actor, roleFor, visibleWorkflows } from "./access";

/**
 * Workflows whose setting `viewersSee` says `status`: who may not edit them sees what became of their executions, and no
 * items, logs, messages or calls. The draft and the published version are asked: the one that shows less counts.
 */
export type WhoAsks = { store: Store; actor: Actor };

const settingIs = `(json_extract(w.document, '$.settings.viewersSee') = 'status' OR EXISTS (SELECT 1 FROM versions v
  WHERE v.id = w.published_version_id AND json_extract(v.document, '$.settings.viewersSee') = 'status'))`;

export function isStatusOnly(ctx: AccessContext, workflowId: string): boolean {
  if (ctx.actor.isAdmin || allows(roleFor(ctx, { is: "workflow", id: workflowId }), "edit")) return false;
  return (
    ctx.store.rawRead.prepare(`SELECT 1 FROM workflows w WHERE w.id = ? AND ${settingIs}`).get(workflowId) !== undefined
  );
}

/** Of these. */
export function statusOnlyAmong(ctx: AccessContext, workflowIds: Iterable<string>): Set<string> {
  if (ctx.actor.isAdmin) return new Set();
  return new Set([...new Set(workflowIds)].filter((id) => isStatusOnly(ctx, id)));
}

/** A JSON list of all that the actor may see; who looks for a value there would learn where it is. `null`: of none. */
export function statusOnlyWorkflows(ctx: AccessContext): string | null {
  const visible = visibleWorkflows(ctx);
  if (visible === null) return null;
  const ids = ctx.store.rawRead
    .prepare<[string], string>(
      `SELECT w.id FROM workflows w WHERE w.id IN (SELECT value FROM json_each(?)) AND ${settingIs}`,
    )
    .pluck()
    .all(visible);
  const own = ids.filter((id) => isStatusOnly(ctx, id));
  return own.length > 0 ? JSON.stringify(own) : null;
}

export function isExecutionStatusOnly(ctx: AccessContext, executionId: number): boolean {
  if (ctx.actor.isAdmin) return false;
  const workflowId = ctx.store.rawRead
    .prepare<[number], string>("SELECT workflow_id FROM executions WHERE id = ?")
    .pluck()
    .get(executionId);
  return workflowId !== undefined && isStatusOnly(ctx, workflowId);
}

export function requireData(ctx: AccessContext, executionId: number): void {
  if (isExecutionStatusOnly(ctx, executionId)) throw notShown();
}

export function requireWorkflowData(ctx: AccessContext, workflowId: string): void {
  if (isStatusOnly(ctx, workflowId)) throw notShown();
}

const notShown = () =>
  new AppError("FORBIDDEN", "This workflow shows the data of its executions to its editors only", {
    hint: "You see their status and times. Ask an administrator of the project for more",
  });

export const errorForAll = ({ code, nodeId }: ErrorInfo): ErrorInfo => ({
  ...{ code, message: `${code}: the workflow's editors see what went wrong` },
  ...(nodeId !== undefined && { nodeId }),
});

export function stepForAll(step: StepSummary): StepSummary {
  return step.error ? { ...step, error: errorForAll(step.error) } : step;
}

export function eventForAll<E extends ExecutionEvent | { type: string; error?: ErrorInfo; steps?: StepSummary[] }>(
  event: E,
): E {
  const { error } = event as { error?: ErrorInfo };
  const { steps } = event as { steps?: StepSummary[] };
  return {
    ...event,
    ...(error && { error: errorForAll(error) }),
    ...(steps && { steps: steps.map(stepForAll) }),
  };
}

export function reasonForAll(reason: WaitReason): WaitReason {
  if (reason.is === "lane") return { ...reason, key: null };
  if (reason.is !== "form" && reason.is !== "approval") return reason;
  const { url: _, ...rest } = reason;
  return rest;
}

export function summaryForAll<S extends ExecutionSummary>(summary: S): S {
  const { error, reason, redacted: _, ...rest } = summary;
  return {
    ...rest,
    isStatusOnly: true,
    ...(error && { error: { ...error, message: errorForAll({ ...error, nodeId: undefined }).message } }),
    ...(reason && { reason: reasonForAll(reason) }),
  } as S;
}

export function detailForAll(detail: ExecutionDetail): ExecutionDetail {
  return {
    ...summaryForAll(detail),
    document: withoutPinned(detail.document),
    steps: detail.steps.map(stepForAll),
    ...(detail.errorInfo && { errorInfo: errorForAll(detail.errorInfo) }),
  };
}

/** Pinned items are mostly those of an execution. */
export function withoutPinned(document: WorkflowDocument): WorkflowDocument {
  return { ...document, nodes: (document.nodes ?? []).map(({ pinned: _, ...node }) => node) };
}

export function requestForAll<R extends WebhookRequestSummary | WebhookRequestDetail>(request: R): R {
  return {
    ...request,
    ...{ isStatusOnly: true, path: "", reason: null, address: null, sizeBytes: null },
    ...("body" in request && { query: "", headers: [], body: null, hints: [] }),
  };
}
