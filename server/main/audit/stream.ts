import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import { auditRowsAfter } from "@/server/services/audit-log";
import type { AuditRow } from "@/shared/audit";

/** Takes some events, in their order. Throws when they did not arrive. */
export type Send = (rows: AuditRow[], signal: AbortSignal) => Promise<void>;

type Options = { name: string; send: Send; everyMs?: number };

const batch = 200;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
const logEveryMs = 600_000;

/**
 * Sends all events to another place, in their order, and goes on where it was: what is sent is read from the table, so that nothing
 * waits for that place and nothing is lost while it is away. After a crash, events of the last batch may arrive again.
 */
export function createAuditStream(store: Store, { name, send, everyMs = 1_000 }: Options) {
  const log = logger("audit");
  const find = store.rawRead.prepare<[string], number>("SELECT last_id FROM audit_streams WHERE name = ?").pluck();
  const save = store.prepareWrite(
    "INSERT INTO audit_streams (name, last_id, updated_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last_id = excluded.last_id, updated_at = excluded.updated_at",
  );
  const stop = new AbortController();
  let last = find.get(name) ?? 0;
  let failures = 0;
  let lastLogged = 0;
  const done = run();

  return {
    delivered: () => last,
    async close() {
      stop.abort();
      await done;
    },
  };

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const more = await sendSome();
      if (!more) await pause(pauseMs(), undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  }

  /** `true`: there may be more, and they are taken. */
  async function sendSome(): Promise<boolean> {
    try {
      const rows = auditRowsAfter({ store }, last, {}, batch);
      const end = rows.at(-1)?.id;
      if (end === undefined) return false;
      await send(rows, stop.signal);
      await store.commit(() => save.run(name, end, Date.now()));
      last = end;
      failures = 0;
      return rows.length === batch;
    } catch (thrown) {
      if (stop.signal.aborted) return false;
      failures++;
      tell(thrown instanceof Error ? thrown.message : String(thrown));
      return false;
    }
  }

  function pauseMs(): number {
    return failures === 0 ? everyMs : Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 10), longestPauseMs);
  }

  function tell(reason: string): void {
    if (Date.now() - lastLogged < logEveryMs) return;
    lastLogged = Date.now();
    log.warn({ stream: name, reason, after: last }, "Audit events could not be sent; it is tried again until they are");
  }
}
