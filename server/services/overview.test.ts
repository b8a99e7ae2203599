import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executions } from "@/server/db/schema";
import type { Actor } from "./access";
import { failureCauses, retryFailures } from "./failures";
import { overview } from "./overview";
import { retryExecution } from "./retry-execution";
import { documentOf, openTestServices } from "./testing";
import { createWorkflow, publishWorkflow } from "./workflows";

const hour = 3_600_000;
const now = Date.now();

let services: ReturnType<typeof openTestServices>;
beforeEach(() => {
  services = openTestServices();
});
afterEach(() => services.close());

const create = async (name: string) => {
  const document = { ...documentOf({ start: { type: "core.manualTrigger" }, call: { type: "core.noOp" } }), name };
  return (await createWorkflow(services.ctx, { document })).id;
};
type Ended = Partial<typeof executions.$inferInsert> & { ago?: number; ms?: number };
async function end(workflowId: string, { ago = 1_000, ms = 100, ...more }: Ended = {}): Promise<number> {
  const finishedAt = now - ago;
  return services.ctx.store.transaction((tx) => {
    const values = { workflowId, versionId: 1, mode: "webhook", startNode: "start", createdAt: finishedAt } as const;
    const started = { ...values, startedAt: finishedAt - ms, ...more, status: "running" } as const;
    const [row] = tx.insert(executions).values(started).returning({ id: executions.id }).all();
    const set = services.ctx.store.prepareWrite("UPDATE executions SET status = ?, finished_at = ? WHERE id = ?");
    set.run(more.status ?? "succeeded", finishedAt, row?.id);
    return row?.id ?? 0;
  });
}
const failure = (code: string, nodeId: string | undefined, message = "It failed") =>
  ({ status: "failed", error: JSON.stringify({ code, message, nodeId }) }) as const;

describe("the overview", () => {
  it("says that nothing has run yet, and of what the server is made", () => {
    const { isEmpty, today, causes, server } = overview(services.ctx, {});
    expect({ isEmpty, causes }).toEqual({ isEmpty: true, causes: [] });
    expect(today).toEqual({ succeeded: 0, failed: 0, cancelled: 0, p50: null, p95: null });
    expect(server?.databaseBytes).toBeGreaterThan(0);
    expect(server?.disk?.freeBytes).toBeGreaterThan(0);
    expect(server?.databaseVersion).toMatch(/^3\./);
  });

  it("says of what the server is made to administrators alone", () => {
    const actor: Actor = { kind: "user", id: "m", name: "Mia", isAdmin: false, roles: new Map([["main", "admin"]]) };
    expect(overview({ ...services.ctx, actor }, {}).server).toBeNull();
  });

  it("counts what is open, with the time at which the oldest of the queue came, and compares days", async () => {
    const noon = new Date(now).setUTCHours(12, 0, 0, 0);
    const id = await create("Orders");
    const open = { workflowId: id, versionId: 1, mode: "webhook", startNode: "s" } as const;
    await services.ctx.store.transaction((tx) =>
      tx
        .insert(executions)
        .values([
          { ...open, status: "queued", createdAt: 1_000 },
          { ...open, status: "queued", createdAt: 2_000 },
          { ...open, status: "waiting", createdAt: 500 },
        ])
        .run(),
    );
    await end(id, { ago: now - noon + 60_000 });
    await end(id, { ago: now - noon + 24 * hour, ...failure("X", "call") });
    await end(id, { ago: now - noon + 48 * hour });
    const seen = overview(services.ctx, {}, noon);
    expect(seen.open).toEqual({ queued: 2, running: 0, waiting: 1, oldestQueuedAt: 1_000 });
    expect(seen.today).toMatchObject({ succeeded: 1, failed: 0 });
    expect(seen.yesterday).toMatchObject({ succeeded: 0, failed: 1 });
  });

  it("names the busiest, the most failing and the slowest workflows", async () => {
    const [busy, bad, slow] = [await create("Busy"), await create("Bad"), await create("Slow")];
    for (let n = 0; n < 5; n++) await end(busy);
    for (let n = 0; n < 2; n++) await end(bad, failure("X", "call"));
    await end(slow, { ms: 60_000 });
    await end(await create("Long ago"), { ago: 30 * hour });
    const names = (list: { workflowName: string }[]) => list.map(({ workflowName }) => workflowName);
    const { busiest, failing, slowest } = overview(services.ctx, {}, now);
    expect(names(busiest)).toEqual(["Busy", "Bad", "Slow"]);
    expect(names(failing)).toEqual(["Bad"]);
    expect(names(slowest)[0]).toBe("Slow");
  });

  it("says when schedules run next", async () => {
    const document = documentOf({ at: { type: "core.schedule", params: { rules: [{ when: { is: "daily" } }] } } });
    const { id } = await createWorkflow(services.ctx, { document });
    await publishWorkflow(services.ctx, { id, revision: 1 });
    await services.ctx.store.commit(() =>
      services.ctx.store.prepareWrite("UPDATE schedules SET next_at = ?").run(now + hour),
    );
    expect(overview(services.ctx, {}).nextRuns).toEqual([{ workflowId: id, workflowName: "Test", at: now + hour }]);
  });
});

describe("failures by cause", () => {
  it("are grouped by workflow, node and kind of error, with the last one's message", async () => {
    const id = await create("Orders");
    await end(id, { ago: 3_000, ...failure("TIMEOUT", "call", "No answer in 30 s") });
    const last = await end(id, { ago: 2_000, ...failure("TIMEOUT", "call", "No answer in 60 s") });
    await end(id, failure("TOO_LONG", undefined, "It ran too long"));
    expect(failureCauses(services.ctx, now)).toMatchObject([
      { code: "TIMEOUT", workflowName: "Orders", count: 2, lastId: last, message: "No answer in 60 s" },
      { code: "TOO_LONG", nodeId: "", nodeName: null, count: 1 },
    ]);
  });

  it("leave out tests, what a caller deals with, what was retried, and what is older than a day", async () => {
    const id = await create("Orders");
    await end(id, { mode: "manual", ...failure("X", "call") });
    await end(id, { mode: "test", ...failure("X", "call") });
    await end(id, { mode: "workflow", parentId: 1, parentKey: "w:0:0", ...failure("X", "call") });
    await end(id, { ago: 25 * hour, ...failure("X", "call") });
    const retried = await end(id, failure("X", "call"));
    expect(failureCauses(services.ctx, now)).toMatchObject([{ count: 1, lastId: retried }]);
    await retryExecution(services.ctx, { id: retried });
    expect(failureCauses(services.ctx, now)).toEqual([]);
  });

  it("are retried all at once, those of the one cause only", async () => {
    const id = await create("Orders");
    const ids = [await end(id, failure("X", "call")), await end(id, failure("X", "call"))];
    await end(id, failure("Y", "call"));
    const cause = { workflowId: id, nodeId: "call", code: "X" };
    expect(await retryFailures(services.ctx, cause, now)).toEqual({ retried: 2, left: 0 });
    const retries = services.ctx.store.rawRead
      .prepare("SELECT retry_of FROM executions WHERE mode = 'retry' ORDER BY id")
      .pluck()
      .all();
    expect(retries).toEqual(ids);
    expect(failureCauses(services.ctx, now)).toMatchObject([{ code: "Y" }]);
    expect(await retryFailures(services.ctx, cause, now)).toEqual({ retried: 0, left: 0 });
  });
});
