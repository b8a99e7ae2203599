import type { Store } from "@/server/db/client";
import type { AuditAction, AuditTargetKind } from "@/shared/audit";
import { type AuditContext, audit } from "./audit";

/** Something that was refused: who guesses does it often. */
export type Refused = {
  kind?: AuditTargetKind;
  id?: string | number | null;
  name?: string | null;
  details?: { [name: string]: unknown };
};

const minuteMs = 60_000;
/** Of each kind within a minute; what comes from more sources is one event more. */
const maxSources = 100;

type Open = { ctx: AuditContext; action: AuditAction; event: Refused; more: number };

/**
 * Refusals for the audit log, outside of any change. Strangers can cause them, so they are counted: the first of a source,
 * kind and minute is an event at once, the others are one together when the minute is over.
 */
function createSecurityEvents(store: Store) {
  let open = new Map<string, Open>();
  let timer: NodeJS.Timeout | undefined;

  return { refused, close };

  function refused(ctx: AuditContext, action: AuditAction, event: Refused): void {
    const own = `${action} ${ctx.actor.kind} ${ctx.actor.id} ${ctx.actor.address ?? ""}`;
    const isKnown = open.has(own);
    const isMany = !isKnown && [...open.values()].filter((one) => one.action === action).length >= maxSources;
    const key = isMany ? `${action} of many` : own;
    const counted = open.get(key);
    if (counted) {
      counted.more++;
      return;
    }
    const from = isMany ? { ...ctx, actor: manyOf(ctx) } : ctx;
    open.set(key, { ctx: from, action, event: isMany ? { kind: event.kind } : event, more: 0 });
    timer ??= setTimeout(flush, minuteMs).unref();
    write([{ ctx: from, action, event }], {});
  }

  /** The minute is over: what was only counted becomes events. */
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const counted = [...open].filter(([, { more }]) => more > 0);
    write(
      counted.map(([, one]) => one),
      { summary: true },
    );
    // They go on being counted, until they are quiet for a minute.
    open = new Map(counted.map(([key, one]) => [key, { ...one, more: 0 }]));
    if (open.size > 0) timer = setTimeout(flush, minuteMs).unref();
  }

  function write(events: readonly (Omit<Open, "more"> & { more?: number })[], extra: object): void {
    if (events.length === 0) return;
    store
      .commit(() => {
        for (const { ctx, action, event, more } of events) {
          const details = { ...event.details, ...(more && { more }), ...extra };
          audit(ctx, action, { ...event, outcome: "refused", ...(Object.keys(details).length > 0 && { details }) });
        }
      }, "soon")
      // Refused all the same; a disk without room is told of elsewhere.
      .catch(() => {});
  }

  function close(): void {
    flush();
    clearTimeout(timer);
    timer = undefined;
  }
}

const manyOf = ({ actor }: AuditContext): AuditContext["actor"] => ({ kind: actor.kind, id: "", name: "many sources" });

const byStore = new WeakMap<Store, ReturnType<typeof createSecurityEvents>>();

/** One for each store: they are counted over all doors. */
export function securityEvents(store: Store): ReturnType<typeof createSecurityEvents> {
  const known = byStore.get(store) ?? createSecurityEvents(store);
  byStore.set(store, known);
  return known;
}
