import { and, desc, eq, gt, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import { findNode } from "@/nodes/registry";
import type { Store } from "@/server/db/client";
import { unpack } from "@/server/db/packed-json";
import { executionKeys, executions, steps, versions, workflows } from "@/server/db/schema";
import { outputsIn } from "@/server/db/step-outputs";
import type { Source } from "@/server/engine/schedule";
import { laneText } from "@/server/runs/lanes";
import type { Listener } from "@/server/runs/listener";
import { type Earlier, reusableNodes } from "@/server/runs/reuse";
import { ensureVersion } from "@/server/runs/versions";
import { allows } from "@/shared/access";
import type { ExecutionDetail, ExecutionSummary, StepData } from "@/shared/api";
import { AppError, type ErrorInfo } from "@/shared/errors";
import { interrupted, isFinal, type ShownStatus, type StepSummary } from "@/shared/execution";
import type { Item, Ports } from "@/shared/item";
import { type WorkflowDocument, workflowText } from "@/shared/workflow";
import { isIn, isNotIn, roleFor, visibleWorkflows } from "./access";
import { audit, auditAlone } from "./audit";
import type { ServiceContext } from "./context";
import {
  detailForAll,
  isStatusOnly,
  requireData,
  statusOnlyAmong,
  statusOnlyWorkflows,
  summaryForAll,
  withoutPinned,
} from "./status-only";

export type ExecutionFilter = {
  workflowId?: string;
  /** `unknown`: failed where nobody knows whether a step was done, and nobody has said yet how to go on. */
  status?: ShownStatus;
  from?: number;
  to?: number;
  /** When it ended. `endedBefore` itself is not within. */
  endedFrom?: number;
  endedBefore?: number;
  /** A value noted with the execution, such as an order's number, or the key by which it stands in line. */
  key?: string;
  cursor?: number;
  limit?: number;
};

/** Newest first; the next page begins below the last id, so new executions move nothing. */
export function listExecutions(
  ctx: Pick<ServiceContext, "store" | "actor">,
  filter: ExecutionFilter,
): { executions: ExecutionSummary[]; nextCursor: number | null } {
  const limit = filter.limit ?? 50;
  const conditions: (SQL | undefined)[] = [
    isIn(executions.workflowId, visibleWorkflows(ctx)),
    filter.workflowId ? eq(executions.workflowId, filter.workflowId) : undefined,
    filter.status && (filter.status === "unknown" ? isUnknown : eq(executions.status, filter.status)),
    filter.cursor ? lt(executions.id, filter.cursor) : undefined,
    filter.from ? gte(executions.createdAt, filter.from) : undefined,
    filter.to ? lte(executions.createdAt, filter.to) : undefined,
    filter.endedFrom === undefined ? undefined : gte(executions.finishedAt, filter.endedFrom),
    filter.endedBefore === undefined ? undefined : lt(executions.finishedAt, filter.endedBefore),
    filter.key ? keyIs(filter.key) : undefined,
    filter.key ? isNotIn(executions.workflowId, statusOnlyWorkflows(ctx)) : undefined,
  ];
  const rows = ctx.store.read
    .select(summaryColumns)
    .from(executions)
    .leftJoin(workflows, eq(workflows.id, executions.workflowId))
    .where(and(...conditions))
    .orderBy(desc(executions.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  const hides = statusOnlyAmong(
    ctx,
    page.map((row) => row.workflowId),
  );
  const shown = page.map((row) => (hides.has(row.workflowId) ? summaryForAll(toSummary(row)) : toSummary(row)));
  return { executions: shown, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** As the index for it says. */
const isUnknown = sql`${executions.id} IN (SELECT id FROM executions INDEXED BY executions_unknown
  WHERE status = 'failed' AND json_extract(error, '$.code') = ${sql.raw(`'${interrupted}'`)})
  AND NOT EXISTS (SELECT 1 FROM executions again WHERE again.retry_of = ${executions.id})`;
/** Both halves are read off an index. */
const keyIs = (key: string) => sql`${executions.id} IN (
  SELECT execution_id FROM execution_keys WHERE value = ${key}
  UNION SELECT found.id FROM executions found WHERE found.lane = ${laneText(key)} AND found.lane <> '')`;

const summaryColumns = {
  id: executions.id,
  workflowId: executions.workflowId,
  workflowName: workflows.name,
  status: executions.status,
  mode: executions.mode,
  createdAt: executions.createdAt,
  startedAt: executions.startedAt,
  finishedAt: executions.finishedAt,
  waitingUntil: executions.wakeAt,
  error: executions.error,
  redacted: executions.redacted,
  dataDroppedAt: executions.dataDroppedAt,
  retriedAs: sql<number | null>`(SELECT max(again.id) FROM executions again WHERE again.retry_of = ${executions.id})`,
};
type SummaryRow = Omit<ExecutionSummary, "error" | "workflowName" | "redacted"> & {
  error: string | null;
  redacted: string | null;
  dataDroppedAt: number | null;
  workflowName: string | null;
};

function toSummary({ error, workflowName, redacted, dataDroppedAt, ...row }: SummaryRow): ExecutionSummary {
  const paths = JSON.parse(redacted ?? "[]") as string[];
  const info = error ? (JSON.parse(error) as ErrorInfo) : undefined;
  return {
    ...row,
    workflowName: workflowName ?? "(deleted)",
    ...(info && { error: { message: info.message, code: info.code } }),
    ...(paths.length > 0 && { redacted: paths }),
    ...(dataDroppedAt !== null && { isDataDropped: true }),
  };
}

export function getExecution(ctx: Pick<ServiceContext, "store" | "actor">, { id }: { id: number }): ExecutionDetail {
  const { store } = ctx;
  const row = store.read
    .select({
      ...summaryColumns,
      retryOf: executions.retryOf,
      parent: executions.parentId,
      document: versions.document,
    })
    .from(executions)
    .leftJoin(workflows, eq(workflows.id, executions.workflowId))
    .leftJoin(versions, eq(versions.id, executions.versionId))
    .where(eq(executions.id, id))
    .get();
  if (!row) return missing(id);
  const { retryOf, parent, document, ...rest } = row;
  const parsed = JSON.parse(document ?? "{}") as WorkflowDocument;
  const info = row.error ? (JSON.parse(row.error) as ErrorInfo) : undefined;
  const summary = toSummary(rest);
  if (summary.error && info?.nodeId)
    summary.error.nodeName = parsed.nodes.find((node) => node.id === info.nodeId)?.name;
  const detail = {
    ...summary,
    retryOf,
    parent,
    document: parsed,
    steps: stepSummaries({ store }, id),
    ...(info && { errorInfo: info }),
  };
  return isStatusOnly(ctx, row.workflowId) ? detailForAll(detail) : detail;
}

type WhichSteps = { after?: number; limit?: number; only?: number[] };

export function stepSummaries(
  { store }: Pick<ServiceContext, "store">,
  id: number,
  { after, limit = -1, only }: WhichSteps = {},
): StepSummary[] {
  const { step, nodeId, run, status, startedAt, durationMs, tries, counts, error } = steps;
  return store.read
    .select({ index: step, nodeId, run, status, startedAt, durationMs, tries, counts, error })
    .from(steps)
    .where(
      and(eq(steps.executionId, id), after === undefined ? undefined : gt(step, after), only && inArray(step, only)),
    )
    .orderBy(step)
    .limit(limit)
    .all()
    .map((row) => ({
      ...{ index: row.index, nodeId: row.nodeId, run: row.run, status: row.status, startedAt: row.startedAt },
      counts: row.counts ? (JSON.parse(row.counts) as StepSummary["counts"]) : {},
      ...(row.durationMs !== null && { durationMs: row.durationMs }),
      ...(row.tries !== null && { tries: row.tries }),
      ...(row.error && { error: JSON.parse(row.error) as ErrorInfo }),
    }));
}

export function stepData(
  ctx: Pick<ServiceContext, "store" | "actor">,
  input: { id: number; step: number; offset?: number; limit?: number },
): StepData {
  requireData(ctx, input.id);
  const { store } = ctx;
  const outputsOf = outputsIn(store.rawRead, input.id);
  const row = find(input.step);
  if (!row) throw new AppError("NOT_FOUND", "This step has no data", { hint: "It may still be running" });
  const inputs: Ports = {};
  const sources = row.sources ? (JSON.parse(row.sources) as { [port: string]: Source }) : {};
  for (const [port, source] of Object.entries(sources)) {
    const found = find(source.step);
    const items = found && outputsOf(found)[source.port];
    if (items) inputs[port] = items;
  }
  if (Object.keys(sources).length === 0) {
    const start = store.read
      .select({ input: executions.input })
      .from(executions)
      .where(eq(executions.id, input.id))
      .get();
    if (start?.input) inputs.main = JSON.parse(unpack(start.input)) as Item[];
  }
  const outputs = outputsOf(row);
  const offset = input.offset ?? 0;
  const limit = input.limit ?? 100;
  const page = (ports: Ports): Ports =>
    Object.fromEntries(Object.entries(ports).map(([port, items]) => [port, items.slice(offset, offset + limit)]));
  const totals = (ports: Ports) =>
    Object.fromEntries(Object.entries(ports).map(([port, items]) => [port, items.length]));
  return {
    inputs: page(inputs),
    inputTotals: totals(inputs),
    outputs: page(outputs),
    outputTotals: totals(outputs),
    logs: row.logs ? (JSON.parse(row.logs) as string[]) : [],
    ...(row.redacted !== null && row.redacted !== "[]" && { redacted: JSON.parse(row.redacted) as string[] }),
  };

  function find(step: number) {
    const { sources: s, outputs: o, logs } = steps;
    return store.read
      .select({ sources: s, outputs: o, logs, redacted: executions.redacted })
      .from(steps)
      .innerJoin(executions, eq(executions.id, steps.executionId))
      .where(and(eq(steps.executionId, input.id), eq(steps.step, step)))
      .get();
  }
}

/** Runs a document from the editor, whether it is saved or not. */
export async function startExecution(
  ctx: ServiceContext,
  input: {
    workflowId: string;
    document: WorkflowDocument;
    startNode?: string;
    destination?: string;
    /** Instead of a destination: this node and all after it run anew, on what came before it in `reuse`. */
    from?: string;
    /** An earlier execution: what is as it was then, and leads to what is to run, does not run again. */
    reuse?: number;
    /** What the start node begins with; one empty item otherwise. */
    input?: readonly Item[];
    /** The same as JSON, for a caller that has it as text. */
    inputText?: string;
    listener?: Listener;
  },
): Promise<{ id: number }> {
  const { store, dispatcher } = ctx;
  const earlier = input.reuse === undefined ? undefined : earlierRun(store, input.workflowId, input.reuse);
  const { from, destination } = input;
  const part = destination !== undefined ? { to: destination } : from !== undefined && { from };
  const reused = earlier && part ? reusableNodes(input.document, part, earlier) : [];
  // From where the other one began: what is taken over came from there.
  const startNode = reused.length
    ? (earlier?.startNode ?? "")
    : (input.startNode ?? chooseStart(input.document, destination ?? from));
  const reuse = input.reuse !== undefined && reused.length ? { executionId: input.reuse, nodes: reused } : undefined;
  const versionId = await store.transaction((tx) => {
    const row = tx
      .select({ document: workflows.document })
      .from(workflows)
      .where(eq(workflows.id, input.workflowId))
      .get();
    if (!row) throw new AppError("NOT_FOUND", "This workflow no longer exists");
    // Who may run a workflow may not run another one in its name.
    const isFree = allows(roleFor(ctx, { is: "workflow", id: input.workflowId }), "edit");
    const saved = JSON.parse(row.document) as WorkflowDocument;
    // Pinned items are not shown to everybody who may run it.
    if (!isFree && !isSame(withoutPinned(saved), withoutPinned(input.document))) {
      throw new AppError("FORBIDDEN", "You may run this workflow as it is saved, not with other changes", {
        hint: "Reload it, or ask an administrator of the project",
      });
    }
    return ensureVersion(tx, input.workflowId, isFree ? input.document : saved);
  });
  const { workflowId } = input;
  const inputText = input.inputText ?? JSON.stringify(input.input ?? [{ json: {} }]);
  const order = {
    workflowId,
    versionId,
    startNode,
    destination,
    inputText,
    mode: "manual",
    watched: true,
    reuse,
  } as const;
  const noted = (id: number) => audit(ctx, "execution.start", { id });
  return { id: await dispatcher.accept(order, input.listener, noted) };
}

const isSame = (saved: WorkflowDocument, given: WorkflowDocument) => workflowText(saved) === workflowText(given);

/** Undefined when it is gone, or of another workflow. */
function earlierRun(store: Store, workflowId: string, id: number): Earlier | undefined {
  const row = store.read
    .select({
      startNode: executions.startNode,
      document: versions.document,
      redacted: executions.redacted,
      dataDroppedAt: executions.dataDroppedAt,
    })
    .from(executions)
    .innerJoin(versions, eq(versions.id, executions.versionId))
    .where(and(eq(executions.id, id), eq(executions.workflowId, workflowId)))
    .get();
  // What is hidden in it would be taken for what it was.
  if (!row || row.dataDroppedAt !== null || (row.redacted !== null && row.redacted !== "[]")) return undefined;
  const succeeded = new Map<string, number | undefined>();
  const rows = store.read
    .select({ nodeId: steps.nodeId, status: steps.status, error: steps.error })
    .from(steps)
    .where(eq(steps.executionId, id))
    .all();
  for (const { nodeId, status, error } of rows) {
    const isWell = status === "succeeded" && error === null && !(succeeded.has(nodeId) && !succeeded.get(nodeId));
    succeeded.set(nodeId, isWell ? (succeeded.get(nodeId) ?? 0) + 1 : undefined);
  }
  return { startNode: row.startNode, document: JSON.parse(row.document) as WorkflowDocument, succeeded };
}

/** The trigger that leads to the destination; the manual one when there is a choice. Throws `AppError` when there is none. */
export function chooseStart(document: WorkflowDocument, destination: string | undefined): string {
  const leading = new Set(
    destination === undefined ? document.nodes.map(({ id }) => id) : ancestors(document, destination),
  );
  const triggers = document.nodes.filter(
    (node) => leading.has(node.id) && !node.disabled && findNode(node.type)?.trigger,
  );
  const start = triggers.find((node) => findNode(node.type)?.trigger?.kind === "manual") ?? triggers[0];
  if (!start) {
    throw new AppError("INVALID", destination ? "No trigger leads to this node" : "The workflow has no trigger", {
      hint: "Add a Manual trigger and connect it",
    });
  }
  return start.id;
}

function ancestors({ edges }: WorkflowDocument, id: string): string[] {
  const found = new Set([id]);
  for (const node of found) for (const edge of edges) if (edge.to.node === node) found.add(edge.from.node);
  return [...found];
}

export async function cancelExecution(ctx: ServiceContext, { id }: { id: number }): Promise<void> {
  const row =
    ctx.store.read.select({ status: executions.status }).from(executions).where(eq(executions.id, id)).get() ??
    missing(id);
  if (isFinal(row.status)) throw new AppError("CONFLICT", "The execution is over already");
  await auditAlone(ctx, "execution.cancel", { id });
  await ctx.dispatcher.cancel(id);
}

export async function deleteExecutions(ctx: ServiceContext, { ids }: { ids: number[] }): Promise<{ deleted: number }> {
  const deleted = await ctx.store.transaction((tx) => {
    const over = tx
      .select({ id: executions.id })
      .from(executions)
      .where(and(inArray(executions.id, ids), inArray(executions.status, ["succeeded", "failed", "cancelled"])))
      .all()
      .map((row) => row.id);
    if (over.length === 0) return 0;
    audit(ctx, "execution.delete", { id: over.length === 1 ? over[0] : null, details: { ids: over } });
    tx.delete(steps).where(inArray(steps.executionId, over)).run();
    tx.delete(executionKeys).where(inArray(executionKeys.executionId, over)).run();
    tx.delete(executions).where(inArray(executions.id, over)).run();
    return over.length;
  });
  return { deleted };
}

export function missing(id: number): never {
  throw new AppError("NOT_FOUND", `There is no execution ${id}`, { hint: "It may have been deleted" });
}
