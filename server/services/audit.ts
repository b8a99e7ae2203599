import type { Store } from "@/server/db/client";
import type { AuditAction, AuditActorKind, AuditOutcome, AuditTargetKind } from "@/shared/audit";
import type { Actor } from "./access";

export type AuditContext = { store: Store; actor: Pick<Actor, "id" | "name" | "address"> & { kind: AuditActorKind } };

type Event = {
  /** What it is done to, when that is something else than the word before the point in the action says. */
  kind?: AuditTargetKind;
  id?: string | number | null;
  /** Read from the database where it is known there. */
  name?: string | null;
  projectId?: string | null;
  outcome?: AuditOutcome;
  /** Never a secret: whoever reads the log is not who may use it. */
  details?: { [name: string]: unknown };
};

const maxName = 200;
const maxDetails = 8_000;
const maxAddress = 64;

/**
 * Notes who did what, in the transaction or shared commit of the change: both are stored, or none. Names and projects
 * are those of that moment, so before a deletion.
 */
export function audit({ store, actor }: AuditContext, action: AuditAction, event: Event = {}): void {
  const kind = event.kind ?? (action.slice(0, action.indexOf(".")) as AuditTargetKind);
  const known = event.id == null ? undefined : factsOf(store, kind, event.id);
  store.audit.append({
    at: Date.now(),
    ...{ actorKind: actor.kind, actorId: actor.id, actorName: actor.name.slice(0, maxName) },
    ...{ address: addressOf(actor.address), action, targetKind: kind },
    targetId: event.id == null ? null : String(event.id).slice(0, maxName),
    targetName: (event.name ?? known?.name)?.slice(0, maxName) ?? null,
    projectId: event.projectId ?? known?.projectId ?? null,
    outcome: event.outcome ?? "done",
    details: event.details ? detailsText(event.details) : null,
  });
}

/** For what changes nothing that is stored, or changes it elsewhere. */
export const auditAlone = (ctx: AuditContext, action: AuditAction, event?: Event): Promise<void> =>
  ctx.store.commit(() => audit(ctx, action, event));

const minuteMs = 60_000;

/** The same, where somebody does it all the time: one event for each minute, actor and target is enough. */
export function auditEachMinute(ctx: AuditContext, action: AuditAction, event: Event & { id: string }): void {
  const since = Date.now() - (Date.now() % minuteMs);
  const isNoted = ctx.store
    .prepareWrite("SELECT 1 FROM audit_events WHERE target_id = ? AND action = ? AND actor_id = ? AND at >= ? LIMIT 1")
    .get(event.id, action, ctx.actor.id, since);
  if (!isNoted) audit(ctx, action, event);
}

/** An address of IPv4 as such, whichever socket it came to. */
const addressOf = (address: string | undefined) => address?.replace(/^::ffff:/, "").slice(0, maxAddress) ?? null;

function detailsText(details: object): string {
  const text = JSON.stringify(details);
  return text.length <= maxDetails ? text : JSON.stringify({ tooLong: text.length });
}

type Facts = { name: string | null; projectId: string | null };

const factsBy: { [kind in AuditTargetKind]?: string } = {
  workflow: "SELECT name, project_id AS projectId FROM workflows WHERE id = ?",
  credential: "SELECT name, project_id AS projectId FROM credentials WHERE id = ?",
  table: "SELECT name, project_id AS projectId FROM tables WHERE id = ?",
  execution: `SELECT w.name, w.project_id AS projectId FROM executions e JOIN workflows w ON w.id = e.workflow_id WHERE e.id = ?`,
  request: `SELECT w.name, w.project_id AS projectId FROM webhook_requests r JOIN workflows w ON w.id = r.workflow_id WHERE r.id = ?`,
  apiKey: "SELECT name, NULL AS projectId FROM api_keys WHERE id = ?",
  oauthClient: "SELECT name, NULL AS projectId FROM oauth_clients WHERE id = ?",
  apiNode: "SELECT label AS name, project_id AS projectId FROM api_nodes WHERE id = ?",
  notice: "SELECT name, NULL AS projectId FROM notice_channels WHERE id = ?",
  project: "SELECT name, id AS projectId FROM projects WHERE id = ?",
  user: "SELECT name, NULL AS projectId FROM user WHERE id = ?",
};

function factsOf(store: Store, kind: AuditTargetKind, id: string | number): Facts | undefined {
  const sql = factsBy[kind];
  return sql === undefined ? undefined : (store.prepareWrite(sql).get(id) as Facts | undefined);
}
