import type { ExecutionSummary } from "@/shared/api";
import { isJsonObject } from "@/shared/item";
import { manyBefore, type WaitReason } from "@/shared/wait-reason";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import type { ServiceContext } from "./context";
import { type ExecutionFilter, listExecutions } from "./executions";
import { isExecutionStatusOnly, reasonForAll } from "./status-only";

type Context = Pick<ServiceContext, "store" | "actor" | "dispatcher">;

type Row = {
  id: number;
  workflowId: string;
  versionId: number;
  status: "queued" | "waiting";
  wakeAt: number | null;
  heldSince: number | null;
  deaths: number;
  step: number | null;
  lane: string | null;
  laneLimit: number | null;
  parentId: number | null;
  parentKey: string | null;
  nodeId: string | null;
  /** Tries of that step that failed. */
  tries: number | null;
  /** What the waiting step shows to a person, as types of JSON. */
  form: string | null;
  decisions: string | null;
};

/** Of one execution; `null` when it runs, or is over. */
export function waitReason(
  ctx: Context & Pick<ServiceContext, "cipher" | "baseUrl">,
  { id }: { id: number },
): WaitReason | null {
  const reason = waitReasons(ctx, [id]).get(id) ?? null;
  if (reason && isExecutionStatusOnly(ctx, id)) return reasonForAll(reason);
  if (reason?.is !== "form" && reason?.is !== "approval") return reason;
  return { ...reason, url: `${ctx.baseUrl}/form-waiting/${id}/${ctx.cipher.sign(`form:${id}`)}` };
}

/** The list of executions, in which those that stand still say why. */
export function listExecutionsWithReasons(
  ctx: Context,
  filter: ExecutionFilter,
): { executions: ExecutionSummary[]; nextCursor: number | null } {
  const { executions, nextCursor } = listExecutions(ctx, filter);
  const still = executions.filter(({ status }) => status === "queued" || status === "waiting").map(({ id }) => id);
  const reasons = still.length ? waitReasons(ctx, still) : undefined;
  return { nextCursor, executions: executions.map(withReason) };

  function withReason(one: ExecutionSummary): ExecutionSummary {
    const reason = reasons?.get(one.id);
    return { ...one, reason: reason && one.isStatusOnly ? reasonForAll(reason) : reason };
  }
}

/** Decided from rows, and from the places that are taken. */
function waitReasons({ store, dispatcher }: Context, ids: readonly number[]): Map<number, WaitReason> {
  const rows = store.rawRead
    .prepare<[string], Row>(`
      SELECT e.id, e.workflow_id AS workflowId, e.version_id AS versionId, e.status, e.wake_at AS wakeAt, e.held_since AS heldSince, e.deaths,
        e.resume_step AS step, e.lane, e.lane_limit AS laneLimit, e.parent_id AS parentId, e.parent_key AS parentKey,
        s.node_id AS nodeId, s.tries, json_type(s.memory, '$.form') AS form, json_type(s.memory, '$.form.decisions') AS decisions
      FROM executions e LEFT JOIN steps s ON s.execution_id = e.id AND s.step = e.resume_step
      WHERE e.id IN (SELECT value FROM json_each(?)) AND e.status IN ('queued', 'waiting')`)
    .all(JSON.stringify(ids));
  const countLane = store.rawRead
    .prepare<[string, string, number, number, number], number>(`
      SELECT count(*) FROM (SELECT 1 FROM executions WHERE workflow_id = ? AND lane = ? AND lane IS NOT NULL
        AND (status = 'running' OR (status = 'queued' AND id < ?)) AND id <> ? LIMIT ?)`)
    .pluck();
  const countQueued = store.rawRead
    .prepare<[number, number], number>(
      "SELECT count(*) FROM (SELECT 1 FROM executions WHERE status = 'queued' AND id < ? LIMIT ?)",
    )
    .pluck();
  const findCalled = store.rawRead.prepare<[number, string], { id: number; name: string | null }>(`
    SELECT c.id, w.name FROM executions c LEFT JOIN workflows w ON w.id = c.workflow_id
    WHERE c.parent_id = ? AND c.parent_key LIKE ? AND c.status IN ('queued', 'running', 'waiting') ORDER BY c.id LIMIT 1`);
  const findDocument = store.rawRead.prepare<[number], string>("SELECT document FROM versions WHERE id = ?").pluck();
  const documents = new Map<number, Map<string, WorkflowNode>>();

  return new Map(rows.map((row) => [row.id, row.status === "queued" ? queued(row) : waiting(row)]));

  function queued({ id, workflowId, deaths, lane, laneLimit, parentId, parentKey, step }: Row): WaitReason {
    if (parentId !== null && parentKey?.startsWith("w:") && step === null) {
      return { is: "caller", executionId: parentId };
    }
    if (lane !== null && laneLimit !== null) {
      const before = countLane.get(workflowId, lane, id, id, manyBefore) ?? 0;
      if (before >= laneLimit) return { is: "lane", before, limit: laneLimit, key: keyOf(lane) };
    }
    const standing = deaths > 0 ? "apart" : dispatcher.standing(workflowId);
    switch (standing) {
      case "free":
        return { is: "soon" };
      case "places":
        return { is: standing, before: countQueued.get(id, manyBefore) ?? 0 };
      case "workers":
      case "share":
      case "apart":
        return { is: standing };
    }
  }

  function waiting({ id, versionId, wakeAt, heldSince, step, nodeId, tries, form, decisions }: Row): WaitReason {
    if (step === null || nodeId === null) {
      return heldSince !== null && wakeAt !== null ? { is: "quiet", until: wakeAt } : { is: "soon" };
    }
    const known = nodesOf(versionId).get(nodeId);
    const node = known?.name ?? nodeId;
    if (tries !== null && wakeAt !== null) return { is: "retry", node, tries, until: wakeAt };
    if (form !== null) return { is: decisions === null ? "form" : "approval", node, until: wakeAt };
    const called = findCalled.get(id, `w:${step}:%`);
    if (called) return { is: "workflow", node, executionId: called.id, workflowName: called.name ?? "(deleted)" };
    if (wakeAt === null || (known && waitsForCall(known))) return { is: "call", node, until: wakeAt };
    return { is: "time", node, until: wakeAt };
  }

  function nodesOf(versionId: number): Map<string, WorkflowNode> {
    const read = documents.get(versionId);
    if (read) return read;
    const { nodes = [] } = JSON.parse(findDocument.get(versionId) ?? "{}") as Partial<WorkflowDocument>;
    const nodesById = new Map(nodes.map((node) => [node.id, node]));
    documents.set(versionId, nodesById);
    return nodesById;
  }
}

const waitsForCall = ({ type, params }: WorkflowNode) =>
  type === "core.wait" && isJsonObject(params.until) && params.until.is === "call";

/** A key too long to be stored is known by a hash, which says nothing to a person. */
const keyOf = (lane: string) => (lane === "" ? null : lane.startsWith("sha256:") ? "…" : lane);
