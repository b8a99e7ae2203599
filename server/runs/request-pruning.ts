import type { Store } from "@/server/db/client";
import { keepRules } from "./keep-rules";

const dayMs = 86_400_000;
const batch = 2_000;
const maxBatches = 100;

/** What the list of webhook requests keeps. Bad calls, which anybody can make, push out no good ones. */
export type RequestLimits = { days: number; welcome: number; refused: number; bodyBytes: number };
export const requestLimits: RequestLimits = {
  ...{ days: 30, welcome: 50_000, refused: 10_000, bodyBytes: 64 * 1024 * 1024 },
};

/** For a workflow that keeps no data, what came stays as long, without what was in it. */
const shortestDays = 1;

const welcome = "result IN ('accepted', 'repeated', 'probe')";

export function requestPruning(store: Store, { days, ...limits }: RequestLimits = requestLimits) {
  const dropOld = store.prepareWrite(
    `DELETE FROM webhook_requests WHERE id IN (SELECT id FROM webhook_requests WHERE at < ? LIMIT ${batch})`,
  );
  const beyond = (group: string) => ({
    last: store.rawRead
      .prepare<[number], number>(`SELECT id FROM webhook_requests WHERE ${group} ORDER BY id DESC LIMIT 1 OFFSET ?`)
      .pluck(),
    drop: store.prepareWrite(
      `DELETE FROM webhook_requests WHERE id IN (SELECT id FROM webhook_requests WHERE id <= ? AND ${group} LIMIT ${batch})`,
    ),
  });
  const groups = [
    { ...beyond(welcome), max: limits.welcome },
    { ...beyond(`NOT ${welcome}`), max: limits.refused },
  ];
  const lastBody = store.rawRead
    .prepare<[number], number>(`
      SELECT id FROM (SELECT id, sum(length(body)) OVER (ORDER BY id DESC) AS total FROM webhook_requests WHERE body IS NOT NULL)
      WHERE total > ? ORDER BY id DESC LIMIT 1`)
    .pluck();
  const dropBodies = store.prepareWrite(
    "UPDATE webhook_requests SET body = NULL, is_body_cut = 1 WHERE id <= ? AND body IS NOT NULL",
  );

  const findPublished = store.rawRead.prepare<[], { id: string; version: number }>(
    "SELECT id, published_version_id AS version FROM workflows WHERE published_version_id IS NOT NULL",
  );
  const keep = keepRules(store);
  const dropOwn = store.prepareWrite(`
    WITH rules AS MATERIALIZED (SELECT value ->> 0 AS workflow_id, value ->> 1 AS welcome, value ->> 2 AS refused FROM json_each(?))
    DELETE FROM webhook_requests WHERE id IN (
      SELECT r.id FROM webhook_requests r JOIN rules ON rules.workflow_id = r.workflow_id
      WHERE r.at < CASE WHEN r.${welcome} THEN rules.welcome ELSE rules.refused END
        OR EXISTS (SELECT 1 FROM executions e WHERE e.id = r.execution_id AND e.data_dropped_at > 0) LIMIT ${batch})`);

  return async function prune(now: number): Promise<void> {
    const own = ownRules(now);
    if (own.length > 0) await untilDone(() => dropOwn.run(JSON.stringify(own)).changes);
    await untilDone(() => dropOld.run(now - days * dayMs).changes);
    for (const { last, drop, max } of groups) {
      const id = last.get(max);
      if (id !== undefined) await untilDone(() => drop.run(id).changes);
    }
    const id = lastBody.get(limits.bodyBytes);
    if (id !== undefined) await store.commit(() => dropBodies.run(id));
  };

  /** Of workflows that say how long they keep executions: calls are kept as long. */
  function ownRules(now: number): [workflowId: string, welcomeFrom: number, refusedFrom: number][] {
    return findPublished.all().flatMap(({ id, version }) => {
      const rules = keep.of(version);
      if (!rules) return [];
      const daysOf = (rule: number | "none" | undefined) => (rule === "none" ? shortestDays : (rule ?? days));
      const refused = daysOf(rules.keepFailed);
      const from = (count: number) => now - count * dayMs;
      return [[id, from(Math.max(refused, daysOf(rules.keepSucceeded))), from(refused)]];
    });
  }

  async function untilDone(drop: () => number) {
    for (let round = 0; round < maxBatches; round++) if ((await store.commit(drop)) < batch) return;
  }
}
