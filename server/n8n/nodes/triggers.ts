import type { Json, JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const triggersMappers: Mappers = {
  manualTrigger: () => ({ type: "core.manualTrigger", inputs: [] }),
  executeWorkflowTrigger: () => ({ type: "core.workflowTrigger", inputs: [] }),
  errorTrigger: () => ({ type: "core.errorTrigger", inputs: [] }),
  scheduleTrigger(params): Mapped {
    const rules = list(object(params.rule).interval).map((row) => ({ when: scheduleRule(row) }));
    return { type: "core.schedule", inputs: [], params: { rules: rules as unknown as Json } };
  },
};

function scheduleRule(row: JsonObject): JsonObject {
  const time = { hour: Number(row.triggerAtHour ?? 0), minute: Number(row.triggerAtMinute ?? 0) };
  switch (text(row.field, "days")) {
    case "seconds":
      return { is: "seconds", every: row.secondsInterval ?? 30 };
    case "minutes":
      return { is: "minutes", every: row.minutesInterval ?? 5 };
    case "hours":
      return { is: "hours", every: row.hoursInterval ?? 1, minute: time.minute };
    case "weeks":
      return { is: "weekly", days: Array.isArray(row.triggerAtDay) ? row.triggerAtDay.map(String) : ["0"], ...time };
    case "months":
      return { is: "monthly", day: row.triggerAtDayOfMonth ?? 1, ...time };
    case "cronExpression":
      return { is: "cron", pattern: text(row.expression) };
    default:
      return { is: "daily", ...time };
  }
}
