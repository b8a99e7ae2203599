import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text, unless } from "../params";

export const flowMappers: Mappers = {
  noOp: () => ({ type: "core.noOp" }),
  stopAndError: (params) => ({
    type: "core.stopAndError",
    params: { message: params.errorType === "errorObject" ? (params.errorObject ?? "") : text(params.errorMessage) },
  }),
  wait(params, version): Mapped {
    const resume = text(params.resume, "timeInterval");
    if (resume === "webhook" || resume === "form")
      return {
        type: "core.wait",
        params: { until: { is: "call", limitHours: limitHours(params) } },
        ...limitWarning(params),
      };
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
      warnings: [text(params.source, "database") === "database" ? chooseAgain : makeWorkflow],
    };
  },
};

const chooseAgain = "Choose the workflow again: ids differ between servers";
const makeWorkflow = "The workflow is not stored in n8n but given here: import it by itself, and choose it";

/** Ends by a fixed moment are no limits here. */
function limitHours(params: JsonObject): Json {
  if (params.limitWaitTime !== true || text(params.limitType, "afterTimeInterval") !== "afterTimeInterval") return 0;
  const { resumeAmount = 1 } = params;
  const factor = hours[text(params.resumeUnit, "hours")] ?? 1;
  return typeof resumeAmount === "number" ? resumeAmount * factor : resumeAmount;
}

const hours: { [unit: string]: number } = { seconds: 1 / 3600, minutes: 1 / 60, hours: 1, days: 24 };

const limitWarning = ({ limitWaitTime, limitType }: JsonObject) =>
  limitWaitTime === true && limitType === "atSpecifiedTime"
    ? { warnings: ["The moment at which the wait would end at the latest is left out: set a number of hours"] }
    : {};

/** The default became shorter with version 1.1. */
const waitTime = (params: JsonObject, version: number): JsonObject => ({
  amount: params.amount ?? (version >= 1.1 ? 5 : 1),
  unit: text(params.unit, version >= 1.1 ? "seconds" : "hours"),
});

export const flowExporters: Exporters = {
  "core.noOp": () => ({ type: "n8n-nodes-base.noOp", typeVersion: 1, parameters: {} }),
  "core.stopAndError": ({ message = "" }) => ({
    type: "n8n-nodes-base.stopAndError",
    typeVersion: 1,
    parameters: { errorMessage: message },
  }),
  "core.wait": (params) => {
    const until = object(params.until);
    const way = text(until.is, "time");
    const limit = unless(until.limitHours, 0);
    const ways: { [is: string]: JsonObject } = {
      date: stored({ resume: "specificTime", dateTime: until.date }),
      call: stored({ resume: "webhook", ...(limit !== undefined && { limitWaitTime: true, resumeAmount: limit }) }),
    };
    const parameters = way === "time" ? stored({ amount: until.amount, unit: until.unit }) : ways[way];
    return parameters && { type: "n8n-nodes-base.wait", typeVersion: 1.1, parameters };
  },
  "core.executeWorkflow": ({ workflowId = "", mode, wait }) => ({
    type: "n8n-nodes-base.executeWorkflow",
    typeVersion: 1.3,
    parameters: stored({
      workflowId: { __rl: true, mode: "id", value: workflowId },
      mode: unless(mode, "once"),
      options: stored({ waitForSubWorkflow: wait === false ? false : undefined }),
    }),
  }),
};
