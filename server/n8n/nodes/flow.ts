import { fieldTypes } from "@/nodes/sdk/field-type";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text, unless } from "../params";
import { readWaitForm, writeWaitForm } from "./forms";
import { limitHours, limitWarnings, writeLimit } from "./wait-limit";

export const flowMappers: Mappers = {
  noOp: () => ({ type: "core.noOp" }),
  stopAndError: (params) => ({
    type: "core.stopAndError",
    params: { message: params.errorType === "errorObject" ? (params.errorObject ?? "") : text(params.errorMessage) },
  }),
  wait(params, version): Mapped {
    const resume = text(params.resume, "timeInterval");
    const warnings = limitWarnings(params);
    if (resume === "form") return { type: "core.wait", params: { until: readWaitForm(params) }, warnings };
    if (resume === "webhook")
      return { type: "core.wait", params: { until: { is: "call", limitHours: limitHours(params) } }, warnings };
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
      params: { workflowId: text(id), mode: params.mode === "each" ? "each" : "once", wait, ...fieldsSent(params) },
      warnings: [text(params.source, "database") === "database" ? chooseAgain : makeWorkflow],
    };
  },
};

/** Before there were inputs, and where none are defined, the items are sent as they are. */
function fieldsSent({ workflowInputs }: JsonObject): JsonObject {
  const { value, schema } = object(workflowInputs);
  const values = object(value);
  const types = new Map(list(schema).map(({ id, type = "any" }) => [text(id), type]));
  const names = [...new Set([...types.keys(), ...Object.keys(values)])].filter(
    (name) => name && Object.hasOwn(values, name),
  );
  if (names.length === 0) return {};
  const fields = names.map((name) => ({ name, type: knownType(types.get(name)), value: values[name] ?? null }));
  return { send: { is: "fields", fields } };
}

const knownType = (type: Json | undefined): string => fieldTypes.find(({ value }) => value === type)?.value ?? "any";

function inputsSent(send: JsonObject): JsonObject | undefined {
  if (send.is !== "fields") return undefined;
  const fields = list(send.fields);
  return {
    ...{ mappingMode: "defineBelow", matchingColumns: [], attemptToConvertTypes: true, convertFieldsToString: true },
    value: Object.fromEntries(fields.map(({ name, value = null }) => [text(name), value])),
    schema: fields.map(({ name = "", type = "any" }) => ({
      ...{
        id: name,
        displayName: name,
        type,
        required: false,
        defaultMatch: false,
        display: true,
        canBeUsedToMatch: true,
      },
    })),
  };
}

const chooseAgain = "Choose the workflow again: ids differ between servers";
const makeWorkflow = "The workflow is not stored in n8n but given here: import it by itself, and choose it";

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
    const ways: { [is: string]: JsonObject | undefined } = {
      form: writeWaitForm(until),
      date: stored({ resume: "specificTime", dateTime: until.date }),
      call: { resume: "webhook", ...writeLimit(until.limitHours) },
    };
    const parameters = way === "time" ? stored({ amount: until.amount, unit: until.unit }) : ways[way];
    return parameters && { type: "n8n-nodes-base.wait", typeVersion: 1.1, parameters };
  },
  "core.executeWorkflow": ({ workflowId = "", mode, wait, send }) => ({
    type: "n8n-nodes-base.executeWorkflow",
    typeVersion: 1.3,
    parameters: stored({
      workflowId: { __rl: true, mode: "id", value: workflowId },
      workflowInputs: inputsSent(object(send)),
      mode: unless(mode, "once"),
      options: stored({ waitForSubWorkflow: wait === false ? false : undefined }),
    }),
  }),
};
