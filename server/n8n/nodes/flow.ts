import { isJsonObject, type JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { object, text } from "../params";

export const flowMappers: Mappers = {
  noOp: () => ({ type: "core.noOp" }),
  stopAndError: (params) => ({
    type: "core.stopAndError",
    params: { message: params.errorType === "errorObject" ? (params.errorObject ?? "") : text(params.errorMessage) },
  }),
  wait(params, version): Mapped {
    const resume = text(params.resume, "timeInterval");
    if (resume === "webhook" || resume === "form")
      return { type: "core.wait", params: { until: { is: "call", limitHours: 0 } } };
    if (resume === "specificTime")
      return { type: "core.wait", params: { until: { is: "date", date: text(params.dateTime) } } };
    return {
      type: "core.wait",
      params: { until: { is: "time", ...waitTime(params, version) } },
    };
  },
  executeWorkflow(params): Mapped {
    const id = isJsonObject(params.workflowId ?? null) ? (params.workflowId as JsonObject).value : params.workflowId;
    const wait = object(params.options).waitForSubWorkflow !== false;
    return {
      type: "core.executeWorkflow",
      params: { workflowId: text(id), mode: params.mode === "each" ? "each" : "once", wait },
      warnings: ["Choose the workflow again: ids differ between servers"],
    };
  },
};

/** The default became shorter with version 1.1. */
const waitTime = (params: JsonObject, version: number): JsonObject => ({
  amount: params.amount ?? (version >= 1.1 ? 5 : 1),
  unit: text(params.unit, version >= 1.1 ? "seconds" : "hours"),
});
