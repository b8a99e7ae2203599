import { eq } from "drizzle-orm";
import type { Tx } from "@/server/db/client";
import { schedules } from "@/server/db/schema";
import { AppError } from "@/shared/errors";
import type { WorkflowDocument } from "@/shared/workflow";
import { nextTime } from "./next-time";
import { startDelay } from "./ticks";
import { scheduleTriggers } from "./triggers";

/** `timezone`: the server's. */
type Published = { id: string; document: WorkflowDocument; versionId: number; timezone: string };

/** The schedules of a workflow that is being published. Throws `AppError` for one that would never start. */
export function writeSchedules(tx: Tx, { id, document, versionId, timezone }: Published, now: number): void {
  tx.delete(schedules).where(eq(schedules.workflowId, id)).run();
  for (const { node, rules, isPoll, ...times } of scheduleTriggers(document)) {
    const zone = times.timezone ?? document.settings.timezone ?? timezone;
    const { ifMissed = "once", maxMissed = 1, jitterMs = 0 } = times;
    if (rules.length === 0) {
      throw new AppError("INVALID", `"${node.name}" has no time at which it would start`, {
        hint: "Open the schedule and add one",
      });
    }
    for (const rule of rules) {
      const nextAt = nextTime(rule, zone, null, now);
      if (nextAt === null) {
        throw new AppError(
          "INVALID",
          `"${node.name}": the time ${"cron" in rule ? `"${rule.cron}" ` : ""}never comes`,
          {
            hint: "Correct the schedule's day or month",
          },
        );
      }
      const written = tx
        .insert(schedules)
        .values({
          ...{ workflowId: id, versionId, nodeId: node.id, rule: JSON.stringify(rule) },
          ...{ timezone: zone, nextAt, isPoll, ifMissed, maxMissed, jitterMs },
        })
        .returning({ id: schedules.id })
        .get();
      const timing = { id: written.id, rule, timezone: zone, due: nextAt, jitterMs, ifMissed, maxMissed };
      const delayMs = startDelay(timing, nextAt);
      if (delayMs > 0) tx.update(schedules).set({ delayMs }).where(eq(schedules.id, written.id)).run();
    }
  }
}
