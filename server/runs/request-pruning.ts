import type { Store } from "@/server/db/client";

const dayMs = 86_400_000;
const batch = 2_000;
const maxBatches = 100;

/** What the list of webhook requests keeps. Bad calls, which anybody can make, push out no good ones. */
export type RequestLimits = { days: number; welcome: number; refused: number; bodyBytes: number };
export const requestLimits: RequestLimits = {
  ...{ days: 30, welcome: 50_000, refused: 10_000, bodyBytes: 64 * 1024 * 1024 },
};

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

  return async function prune(now: number): Promise<void> {
    await untilDone(() => dropOld.run(now - days * dayMs).changes);
    for (const { last, drop, max } of groups) {
      const id = last.get(max);
      if (id !== undefined) await untilDone(() => drop.run(id).changes);
    }
    const id = lastBody.get(limits.bodyBytes);
    if (id !== undefined) await store.commit(() => dropBodies.run(id));
  };

  async function untilDone(drop: () => number) {
    for (let round = 0; round < maxBatches; round++) if ((await store.commit(drop)) < batch) return;
  }
}
