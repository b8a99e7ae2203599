import type { Json, JsonObject } from "@/shared/item";
import type { Exporters, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const triggersMappers: Mappers = {
  manualTrigger: () => ({ type: "core.manualTrigger", inputs: [] }),
  start: () => ({ type: "core.manualTrigger", inputs: [] }),
  executeWorkflowTrigger: (params, version) => ({
    ...{ type: "core.workflowTrigger", inputs: [] },
    ...(version >= 1.1 && { params: { takes: inputsTaken(params) } }),
  }),
  errorTrigger: () => ({ type: "core.errorTrigger", inputs: [] }),
};

function inputsTaken(params: JsonObject): JsonObject {
  switch (text(params.inputSource, "workflowInputs")) {
    case "passthrough":
      return { is: "any" };
    case "jsonExample":
      return { is: "example", example: exampleOf(params.jsonExample) };
    default: {
      const values = list(object(params.workflowInputs).values);
      return { is: "fields", fields: values.map(({ name, type = "string" }) => ({ name: text(name), type })) };
    }
  }
}

function exampleOf(value: Json | undefined): Json {
  try {
    return typeof value === "string" ? (JSON.parse(value) as Json) : (value ?? {});
  } catch {
    return {};
  }
}

function takenInputs({ is, fields, example = {} }: JsonObject): JsonObject {
  if (is === "fields") {
    return { workflowInputs: { values: list(fields).map(({ name = "", type = "any" }) => ({ name, type })) } };
  }
  if (is === "example") return { inputSource: "jsonExample", jsonExample: JSON.stringify(example, null, 2) };
  return { inputSource: "passthrough" };
}

export const triggersExporters: Exporters = {
  "core.manualTrigger": () => trigger("manualTrigger", 1),
  "core.workflowTrigger": ({ takes }) => trigger("executeWorkflowTrigger", 1.1, takenInputs(object(takes))),
  "core.errorTrigger": () => trigger("errorTrigger", 1),
};

const trigger = (type: string, typeVersion: number, parameters = {}) => ({
  ...{ type: `n8n-nodes-base.${type}`, typeVersion, parameters, inputs: [] },
});
