import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executions, scheduleSkips, schedules } from "@/server/db/schema";
import type { Json } from "@/shared/item";
import type { ScheduleCursor } from "@/shared/schedule";
import { listScheduleSkips, listUpcoming } from "./schedules";
import { documentOf, openTestServices } from "./testing";
import { createWorkflow, deleteWorkflow, publishWorkflow, unpublishWorkflow } from "./workflows";

let services: ReturnType<typeof openTestServices>;
beforeEach(() => {
  services = openTestServices();
});
afterEach(() => services.close());

const noon = Date.parse("2026-03-28T12:00:00Z");

async function publish(name: string, rules: Json, more: object = {}) {
  const s = { type: "core.schedule", name: `${name} clock`, params: { rules, timezone: "Europe/Berlin", ...more } };
  const { id } = await createWorkflow(services.ctx, { document: { ...documentOf({ s }), name } });
  await publishWorkflow(services.ctx, { id, revision: 1 });
  return id;
}
const at = (workflowId: string, nextAt: number, delayMs = 0) =>
  services.ctx.store.transaction((tx) =>
    tx.update(schedules).set({ nextAt, delayMs }).where(eq(schedules.workflowId, workflowId)).run(),
  );
const daily = [{ when: { is: "daily", hour: 2, minute: 30 } }];
const skip = (workflowId: string, at: number, more: Partial<typeof scheduleSkips.$inferInsert> = {}) =>
  services.ctx.store.transaction((tx) =>
    tx
      .insert(scheduleSkips)
      .values({
        ...{ scheduleId: 1, workflowId, versionId: 1, nodeId: "s", timezone: "utc", reason: "down" },
        ...{ fromAt: at - 2, toAt: at - 1, count: 2, at, ...more },
      })
      .run(),
  );

describe("what schedules start next", () => {
  it("is listed by time, with the node, the rule and the times after it", async () => {
    const night = await publish("Night", daily, { ifMissed: "all", maxMissed: 3 });
    const often = await publish("Often", [{ when: { is: "minutes", every: 5 } }]);
    await at(night, Date.parse("2026-03-28T01:30:00Z"), 7_000);
    await at(often, noon);
    expect(listUpcoming(services.ctx, {})).toEqual({
      schedules: [
        {
          ...{ id: expect.any(Number), workflowId: night, workflowName: "Night", nodeName: "Night clock" },
          ...{ nodeType: "core.schedule", timezone: "Europe/Berlin", isPoll: false, lastExecution: null },
          ...{ rule: { is: "daily", every: 1, hour: 2, minute: 30 }, ifMissed: "all", maxMissed: 3 },
          ...{ dueAt: Date.parse("2026-03-28T01:30:00Z"), startsAt: Date.parse("2026-03-28T01:30:07Z") },
          following: ["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"].map(Date.parse),
        },
        expect.objectContaining({ workflowName: "Often", following: [noon + 300_000, noon + 600_000] }),
      ],
      nextCursor: null,
    });
    await unpublishWorkflow(services.ctx, { id: night });
    expect(listUpcoming(services.ctx, {}).schedules.map(({ workflowName }) => workflowName)).toEqual(["Often"]);
  });

  it("comes page by page, also where many are due at once, and by a part of the workflow's name", async () => {
    const names = ["a", "b%", "c", "d", "e"];
    for (const name of names) await at(await publish(`Report ${name}`, daily), noon, name === "a" ? 5 : 0);
    const found: string[] = [];
    let cursor: ScheduleCursor | undefined;
    do {
      const page = listUpcoming(services.ctx, { limit: 2, cursor });
      found.push(...page.schedules.map(({ workflowName }) => workflowName));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(found).toEqual(["b%", "c", "d", "e", "a"].map((name) => `Report ${name}`));
    const only = listUpcoming(services.ctx, { workflow: "t b%" }).schedules;
    expect(only.map(({ workflowName }) => workflowName)).toEqual(["Report b%"]);
  });

  it("tells the last execution, also of one that was published again since", async () => {
    const id = await publish("Report", daily);
    const [row] = services.ctx.store.read.select().from(schedules).all();
    const execution = (more: object) =>
      services.ctx.store.transaction((tx) =>
        tx
          .insert(executions)
          .values({
            ...{ workflowId: id, versionId: 1, startNode: "s", mode: "schedule", status: "succeeded", createdAt: 5 },
            ...more,
          })
          .run(),
      );
    await execution({ scheduleId: row?.id, dueAt: 1 });
    await execution({ scheduleId: row?.id, dueAt: 2, status: "failed" });
    await execution({ mode: "manual" });
    const last = () => listUpcoming(services.ctx, {}).schedules[0]?.lastExecution;
    expect(last()).toEqual({ id: 2, status: "failed", at: 5 });
    await publishWorkflow(services.ctx, { id, revision: 1 });
    expect(last()).toEqual({ id: 2, status: "failed", at: 5 });
  });

  it("shows one that cannot be read as it is stored", async () => {
    await publish("Report", daily);
    await services.ctx.store.transaction((tx) => tx.update(schedules).set({ rule: '{"cron":"nonsense"}' }).run());
    const [shown] = listUpcoming(services.ctx, {}).schedules;
    expect(shown).toMatchObject({ rule: { is: "cron", pattern: '{"cron":"nonsense"}' }, following: [] });
  });
});

describe("what schedules left out", () => {
  it("is listed with its reason, the newest first, page by page", async () => {
    const id = await publish("Report", daily);
    await skip(id, 10);
    await skip(id, 30, { reason: "polling", count: 9, isAtLeast: true });
    await skip(id, 20, { versionId: 99 });
    const first = listScheduleSkips(services.ctx, { limit: 2 });
    expect(first.skips).toMatchObject([
      { at: 30, reason: "polling", count: 9, isAtLeast: true, workflowName: "Report", nodeName: "Report clock" },
      { at: 20, reason: "down", count: 2, isAtLeast: false, fromAt: 18, toAt: 19, nodeName: "s", nodeType: null },
    ]);
    const second = listScheduleSkips(services.ctx, { limit: 2, cursor: first.nextCursor ?? undefined });
    expect([second.skips.map(({ at }) => at), second.nextCursor]).toEqual([[10], null]);
    expect(listScheduleSkips(services.ctx, { workflow: "other" }).skips).toEqual([]);
  });

  it("goes with its workflow", async () => {
    const id = await publish("Report", daily);
    await skip(id, 10);
    await unpublishWorkflow(services.ctx, { id });
    expect(listScheduleSkips(services.ctx, {}).skips).toHaveLength(1);
    await deleteWorkflow(services.ctx, { id });
    expect(services.ctx.store.read.select().from(scheduleSkips).all()).toEqual([]);
  });
});
