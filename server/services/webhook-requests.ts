import { and, desc, eq, gte, inArray, like, lt, lte, notInArray, notLike, type SQL } from "drizzle-orm";
import type { Store } from "@/server/db/client";
import { unpack } from "@/server/db/packed-json";
import { executions, rawCalls, webhookRequests, workflows } from "@/server/db/schema";
import { type CameAs, cameAs } from "@/server/runs/raw-call";
import { AppError } from "@/shared/errors";
import {
  type RequestDoor,
  type RequestResult,
  type WebhookRequestDetail,
  type WebhookRequestSummary,
  welcomeResults,
} from "@/shared/webhook-request";
import { isIn, isNotIn, visibleWorkflows } from "./access";
import type { ServiceContext } from "./context";
import { isStatusOnly, requestForAll, statusOnlyAmong, statusOnlyWorkflows } from "./status-only";
import { requestHints } from "./webhook-hints";

export type RequestFilter = {
  workflowId?: string;
  /** `welcome` and `refused` are groups of results. */
  result?: RequestResult | "welcome" | "refused";
  /** What was called. */
  door?: RequestDoor;
  /** A part of it. */
  path?: string;
  from?: number;
  to?: number;
  cursor?: number;
  limit?: number;
};

/** Newest first. */
export async function listWebhookRequests(
  ctx: Pick<ServiceContext, "store" | "actor" | "requests">,
  { workflowId, result, door, path, from, to, cursor, limit = 50 }: RequestFilter,
): Promise<{ requests: WebhookRequestSummary[]; nextCursor: number | null }> {
  await ctx.requests.flush();
  const conditions: (SQL | undefined)[] = [
    isIn(webhookRequests.workflowId, visibleWorkflows(ctx)),
    workflowId ? eq(webhookRequests.workflowId, workflowId) : undefined,
    result ? ofResult(result) : undefined,
    door && (door === "form" ? like(webhookRequests.path, "/form%") : notLike(webhookRequests.path, "/form%")),
    path ? like(webhookRequests.path, `%${path.replace(/[%_]/g, "_")}%`) : undefined,
    path ? isNotIn(webhookRequests.workflowId, statusOnlyWorkflows(ctx)) : undefined,
    from ? gte(webhookRequests.at, from) : undefined,
    to ? lte(webhookRequests.at, to) : undefined,
    cursor ? lt(webhookRequests.id, cursor) : undefined,
  ];
  const rows = ctx.store.read
    .select(summaryColumns)
    .from(webhookRequests)
    .leftJoin(workflows, eq(workflows.id, webhookRequests.workflowId))
    .where(and(...conditions))
    .orderBy(desc(webhookRequests.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  const hides = statusOnlyAmong(
    ctx,
    page.flatMap((row) => row.workflowId ?? []),
  );
  const shown = page.map((row) => (hides.has(row.workflowId ?? "") ? requestForAll(row) : row));
  return { requests: shown, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

function ofResult(result: NonNullable<RequestFilter["result"]>): SQL {
  if (result === "welcome") return inArray(webhookRequests.result, welcomeResults);
  if (result === "refused") return notInArray(webhookRequests.result, welcomeResults);
  return eq(webhookRequests.result, result);
}

const { id, at, kind, method, path, status, result, reason, workflowId, executionId } = webhookRequests;
const { durationMs, sizeBytes, address, replayOf, calls } = webhookRequests;
const summaryColumns = {
  ...{ id, at, kind, method, path, status, result, reason, workflowId, executionId },
  ...{ durationMs, sizeBytes, address, replayOf, calls, workflowName: workflows.name },
};

const shownBytes = 64 * 1024;

export async function getWebhookRequest(ctx: ServiceContext, input: { id: number }): Promise<WebhookRequestDetail> {
  await ctx.requests.flush();
  const { query, headers, body, isBodyCut } = webhookRequests;
  const row = ctx.store.read
    .select({ ...summaryColumns, query, headers, body, isBodyCut })
    .from(webhookRequests)
    .leftJoin(workflows, eq(workflows.id, webhookRequests.workflowId))
    .where(eq(webhookRequests.id, input.id))
    .get();
  if (!row) throw new AppError("NOT_FOUND", `There is no webhook request ${input.id}`, { hint: "It was deleted" });
  const { body: bytes, isBodyCut: isCut, headers: headersText, query: queryText, ...summary } = row;
  const replays = ctx.store.read
    .select({ id: webhookRequests.id, executionId: webhookRequests.executionId })
    .from(webhookRequests)
    .where(eq(webhookRequests.replayOf, input.id))
    .all();
  const isRedacted = isExecutionRedacted(ctx.store, summary.executionId);
  const accepted = summary.result === "accepted" ? acceptedCall(ctx.store, summary.executionId) : undefined;
  const given = bytes ?? accepted?.body;
  const detail: WebhookRequestDetail = {
    ...summary,
    query: queryText ?? accepted?.query ?? "",
    headers: JSON.parse(headersText ?? "[]") as WebhookRequestDetail["headers"],
    body: given?.length ? shown(given, isCut) : null,
    noReplay: noReplay({ ...summary, headers: headersText, isBodyCut: isCut }) ?? (isRedacted ? "redacted" : null),
    hints: requestHints(ctx.store, summary),
    replays,
  };
  return isStatusOnly(ctx, summary.workflowId ?? "") ? requestForAll(detail) : detail;
}

function isExecutionRedacted(store: Pick<Store, "read">, executionId: number | null): boolean {
  if (executionId === null) return false;
  const { redacted, dataDroppedAt } = executions;
  const row = store.read
    .select({ redacted, dataDroppedAt })
    .from(executions)
    .where(eq(executions.id, executionId))
    .get();
  return row !== undefined && (row.dataDroppedAt !== null || (row.redacted !== null && row.redacted !== "[]"));
}

/** Byte for byte as it came, if it was a call. */
export function acceptedCall(store: Pick<Store, "read">, executionId: number | null): CameAs | undefined {
  const found = store.read
    .select({ input: executions.input, query: rawCalls.query, body: rawCalls.body })
    .from(executions)
    .leftJoin(rawCalls, eq(rawCalls.executionId, executions.id))
    .where(eq(executions.id, executionId ?? 0))
    .get();
  return found?.input ? cameAs(unpack(found.input), found) : undefined;
}

function shown(bytes: Buffer, isCut: boolean): WebhookRequestDetail["body"] {
  const text = bytes.subarray(0, shownBytes).toString("utf8");
  const isBinary = text.includes("\0") || text.slice(0, -4).includes("\ufffd");
  return { text: isBinary ? "" : text, isBinary, isCut: isCut || bytes.length > shownBytes };
}

type Kept = Pick<WebhookRequestSummary, "method" | "path" | "executionId" | "result"> & {
  headers: string | null;
  isBodyCut: boolean;
};

/** What is missing to make the call once more. */
export function noReplay(row: Kept): WebhookRequestDetail["noReplay"] {
  if (row.method === "") return "flood";
  if (row.path.startsWith("/form-waiting/")) return "page";
  if (row.headers === null) return row.executionId === null ? "gone" : null;
  return row.isBodyCut ? "cut" : null;
}
