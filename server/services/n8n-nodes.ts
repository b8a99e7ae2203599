import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import {
  combineHow,
  count,
  filterConditions,
  httpBody,
  legacyConditions,
  list,
  object,
  scheduleRule,
  setFields,
  text,
} from "./n8n-params";

/** How n8n's core nodes become ours. Inputs and outputs are our port names in n8n's order. */
export type MappedNode = {
  type: string;
  version: number;
  params: JsonObject;
  inputs: string[];
  outputs: string[];
  warnings: string[];
};

const main = ["main"];

type Mapped = Partial<Omit<MappedNode, "type" | "version">> & { type: string };
type Mapper = (params: JsonObject, version: number) => Mapped;

export function mapN8nNode(type: string, version: number, params: JsonObject): MappedNode {
  const short = type.replace(/^n8n-nodes-base\./, "");
  const mapper = type.startsWith("n8n-nodes-base.") && Object.hasOwn(mappers, short) ? mappers[short] : undefined;
  if (!mapper) {
    const warnings = [
      `There is no counterpart of "${type}" yet; the node is kept with its parameters and can be replaced`,
    ];
    return { type, version, params, inputs: main, outputs: main, warnings };
  }
  return { version: 1, params: {}, inputs: main, outputs: main, warnings: [], ...mapper(params, version) };
}

const mappers: { [type: string]: Mapper } = {
  manualTrigger: () => ({ type: "core.manualTrigger", inputs: [] }),
  executeWorkflowTrigger: () => ({ type: "core.workflowTrigger", inputs: [] }),
  errorTrigger: () => ({ type: "core.errorTrigger", inputs: [] }),
  noOp: () => ({ type: "core.noOp" }),

  webhook(params: JsonObject): Mapped {
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

  respondToWebhook(params: JsonObject): Mapped {
    const options = object(params.options);
    const answers: { [kind: string]: JsonObject } = {
      allIncomingItems: { is: "items" },
      firstIncomingItem: { is: "first" },
      json: { is: "json", value: params.responseBody ?? {} },
      text: { is: "text", text: text(params.responseBody), contentType: "text/html; charset=utf-8" },
      redirect: { is: "redirect", url: text(params.redirectURL) },
      binary: { is: "file", field: text(params.inputFieldName, "data") },
      noData: { is: "none" },
    };
    const headers = list(object(options.responseHeaders).entries).map(({ name, value }) => ({
      name: text(name),
      value: text(value),
    }));
    const kind = text(params.respondWith, "firstIncomingItem");
    return {
      type: "core.respondToWebhook",
      params: { answer: answers[kind] ?? { is: "first" }, status: Number(options.responseCode ?? 200) || 200, headers },
      warnings: answers[kind] ? [] : [`The answer "${kind}" is not known here`],
    };
  },

  set(params: JsonObject, version: number): Mapped {
    const options = object(params.options);
    const dots = options.dotNotation !== false;
    const keepOthers =
      version >= 3.3
        ? params.includeOtherFields === true
        : version >= 3
          ? text(params.include, "all") !== "none"
          : params.keepOnlySet !== true;
    if (params.mode === "raw") {
      return {
        type: "core.editFields",
        params: { values: { is: "object", object: params.jsonOutput ?? {} }, keepOthers, dots },
      };
    }
    return {
      type: "core.editFields",
      params: { values: { is: "fields", fields: setFields(params, version) }, keepOthers, dots },
    };
  },

  code: (params) => codeNode(params.jsCode, params.mode === "runOnceForEachItem", params.language),
  function: (params) => codeNode(params.functionCode, false, undefined),
  functionItem: (params) =>
    codeNode(
      `const $ret = (function (item) {${text(params.functionCode)}\n})(item.json); return $ret;`,
      true,
      undefined,
    ),

  if(params: JsonObject, version: number): Mapped {
    const conditions = version >= 2 ? filterConditions(params.conditions, params, version) : legacyConditions(params);
    return { type: "core.if", params: { conditions }, outputs: ["true", "false"] };
  },
  filter(params: JsonObject, version: number): Mapped {
    const conditions = version >= 2 ? filterConditions(params.conditions, params, version) : legacyConditions(params);
    return { type: "core.filter", params: { conditions } };
  },
  switch(params: JsonObject, version: number): Mapped {
    const rows = list(object(params.rules).values ?? object(params.rules).rules);
    if (version < 3) return { type: "core.noOp", warnings: ["Switch of an old version cannot be taken over yet"] };
    const options = object(params.options);
    const extra = options.fallbackOutput === "extra";
    const rules = rows.map((row) => ({
      name: text(row.outputKey),
      conditions: filterConditions(row.conditions, params, version),
    }));
    if (params.mode === "expression") {
      const outputs = count(params.numberOutputs, 4, 50);
      const ports = Array.from({ length: outputs }, (_, index) => `case${index}`);
      return {
        type: "core.switch",
        params: { mode: { is: "number", outputs, output: params.output ?? 0 }, fallback: "none" },
        outputs: ports,
      };
    }
    return {
      type: "core.switch",
      params: {
        mode: { is: "rules", rules, all: options.allMatchingOutputs === true },
        fallback: extra ? "extra" : "none",
      },
      outputs: [...rules.map((_, index) => `case${index}`), ...(extra ? ["fallback"] : [])],
    };
  },

  merge(params: JsonObject, version: number): Mapped {
    const number = count(params.numberInputs, 2, 10);
    const inputs = Array.from({ length: number }, (_, index) => `input${index}`);
    const mode = text(params.mode, "append");
    const how: { [mode: string]: JsonObject } = {
      append: { is: "append" },
      chooseBranch: { is: "choose", input: Number(params.useDataOfInput ?? 1) || 1 },
      combine: combineHow(params, version),
    };
    return {
      type: "core.merge",
      inputs,
      params: { inputs: number, how: how[mode] ?? { is: "append" } },
      warnings: how[mode] ? [] : [`The merge mode "${mode}" is not known here`],
    };
  },

  splitInBatches: (params, version) => ({
    type: "core.loopOverItems",
    params: { batchSize: params.batchSize ?? (version >= 3 ? 1 : 10) },
    outputs: version >= 3 ? ["done", "loop"] : ["loop", "done"],
  }),
  splitOut: (params) => ({
    type: "core.splitOut",
    params: {
      field: text(params.fieldToSplitOut),
      keepOthers: params.include === "allOtherFields",
      target: text(object(params.options).destinationFieldName),
    },
  }),
  aggregate(params: JsonObject): Mapped {
    if (params.aggregate === "aggregateAllItemData") {
      return {
        type: "core.aggregate",
        params: { what: { is: "all", field: text(params.destinationFieldName, "data") } },
      };
    }
    const fields = list(object(params.fieldsToAggregate).fieldToAggregate).map((row) => ({
      field: text(row.fieldToAggregate),
      as: row.renameField === true ? text(row.outputFieldName) : "",
    }));
    return {
      type: "core.aggregate",
      params: { what: { is: "fields", fields, keepMissing: object(params.options).keepMissing === true } },
    };
  },
  limit: (params) => ({
    type: "core.limit",
    params: { count: params.maxItems ?? 1, keep: params.keep === "lastItems" ? "last" : "first" },
  }),
  stopAndError: (params) => ({
    type: "core.stopAndError",
    params: { message: params.errorType === "errorObject" ? (params.errorObject ?? "") : text(params.errorMessage) },
  }),
  wait(params: JsonObject): Mapped {
    const resume = text(params.resume, "timeInterval");
    if (resume === "webhook" || resume === "form")
      return { type: "core.wait", params: { until: { is: "call", limitHours: 0 } } };
    if (resume === "specificTime")
      return { type: "core.wait", params: { until: { is: "date", date: text(params.dateTime) } } };
    return {
      type: "core.wait",
      params: { until: { is: "time", amount: params.amount ?? 1, unit: text(params.unit, "hours") } },
    };
  },
  executeWorkflow(params: JsonObject): Mapped {
    const id = isJsonObject(params.workflowId ?? null) ? (params.workflowId as JsonObject).value : params.workflowId;
    const wait = object(params.options).waitForSubWorkflow !== false;
    return {
      type: "core.executeWorkflow",
      params: { workflowId: text(id), mode: params.mode === "each" ? "each" : "once", wait },
      warnings: ["Choose the workflow again: ids differ between servers"],
    };
  },
  scheduleTrigger(params: JsonObject): Mapped {
    const rules = list(object(params.rule).interval).map((row) => ({ when: scheduleRule(row) }));
    return { type: "core.schedule", inputs: [], params: { rules: rules as unknown as Json } };
  },
  httpRequest(params: JsonObject, version: number): Mapped {
    const options = object(params.options);
    const pairs = (group: Json | undefined) =>
      list(object(group).parameters ?? object(group).parameter).map(({ name, value }) => ({
        name: text(name),
        value: value ?? "",
      }));
    const batching = object(object(options.batching).batch);
    return {
      type: "core.httpRequest",
      params: {
        method: text(version >= 3 ? params.method : params.requestMethod, "GET"),
        url: text(params.url),
        query: (params.sendQuery === false
          ? []
          : pairs(params.queryParameters ?? params.queryParametersUi)) as unknown as Json,
        headers: (params.sendHeaders === false
          ? []
          : pairs(params.headerParameters ?? params.headerParametersUi)) as unknown as Json,
        body: params.sendBody === true ? httpBody(params, pairs(params.bodyParameters)) : { is: "none" },
        full: object(object(options.response).response).fullResponse === true,
        neverFail: object(object(options.response).response).neverError === true,
        ...(batching.batchSize ? { batchSize: batching.batchSize, pauseMs: batching.batchInterval ?? 1000 } : {}),
        timeoutSeconds: Math.max(1, Math.round(Number(options.timeout ?? 300_000) / 1000)),
      },
      warnings: object(options.pagination).pagination
        ? ["Pagination is not taken over: set it again under Options"]
        : [],
    };
  },
};

function codeNode(source: Json | undefined, each: boolean, language: Json | undefined): Mapped {
  const isScript = language === undefined || language === "javaScript";
  return {
    type: "core.code",
    params: { mode: each ? "each" : "all", source: text(source) },
    warnings: isScript ? [] : ["Python code does not run here: rewrite it in JavaScript"],
  };
}
