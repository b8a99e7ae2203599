import type { Json, JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const triggersMappers: Mappers = {
  manualTrigger: () => ({ type: "core.manualTrigger", inputs: [] }),
  executeWorkflowTrigger: () => ({ type: "core.workflowTrigger", inputs: [] }),
  errorTrigger: () => ({ type: "core.errorTrigger", inputs: [] }),
  webhook(params): Mapped {
    const options = object(params.options);
    const methods = Array.isArray(params.httpMethod) ? params.httpMethod.map(String) : [text(params.httpMethod, "GET")];
    const mode = text(params.responseMode, "onReceived");
    const data = text(params.responseData, "firstEntryJson");
    const status = Number(options.responseCode ?? params.responseCode ?? 200) || 200;
    const accepted = { is: "accepted", status, text: text(options.responseData, '{"message":"Workflow was started"}') };
    const finished = {
      is: "finished",
      status,
      answer: data === "allEntries" ? "all" : data === "noData" ? "none" : "first",
    };
    return {
      type: "core.webhook",
      inputs: [],
      params: {
        path: text(params.path),
        methods,
        respond: mode === "responseNode" ? { is: "node" } : mode === "lastNode" ? finished : accepted,
        rawBody: options.rawBody === true,
      },
      warnings:
        params.authentication && params.authentication !== "none"
          ? ["The webhook's authentication is not taken over"]
          : [],
    };
  },
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
