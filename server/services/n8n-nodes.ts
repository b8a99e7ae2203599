import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

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
const object = (value: Json | undefined): JsonObject => (isJsonObject(value ?? null) ? (value as JsonObject) : {});
const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
const text = (value: Json | undefined, otherwise = ""): string => (typeof value === "string" ? value : otherwise);

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
      const outputs = Number(params.numberOutputs ?? 4);
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
    const count = Number(params.numberInputs ?? 2);
    const inputs = Array.from({ length: count }, (_, index) => `input${index}`);
    const mode = text(params.mode, "append");
    const how: { [mode: string]: JsonObject } = {
      append: { is: "append" },
      chooseBranch: { is: "choose", input: Number(params.useDataOfInput ?? 1) || 1 },
      combine: combineHow(params, version),
    };
    return {
      type: "core.merge",
      inputs,
      params: { inputs: count, how: how[mode] ?? { is: "append" } },
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

function setFields(params: JsonObject, version: number): Json {
  const types: { [type: string]: string } = {
    string: "string",
    number: "number",
    boolean: "boolean",
    array: "array",
    object: "object",
  };
  if (version >= 3.3) {
    return list(object(params.assignments).assignments).map(({ name, type, value }) => ({
      name: text(name),
      type: types[text(type)] ?? "any",
      value: value ?? "",
    }));
  }
  if (version >= 3) {
    return list(object(params.fields).values).map((row) => {
      const type = text(row.type, "stringValue");
      return { name: text(row.name), type: types[type.replace("Value", "")] ?? "any", value: row[type] ?? "" };
    });
  }
  return Object.entries(object(params.values)).flatMap(([type, rows]) =>
    list(rows).map(({ name, value }) => ({ name: text(name), type: types[type] ?? "any", value: value ?? "" })),
  );
}

function filterConditions(value: Json | undefined, params: JsonObject, version: number): JsonObject {
  const given = object(value);
  const options = object(given.options);
  const loose =
    options.typeValidation === "loose" ||
    params.looseTypeValidation === true ||
    object(params.options).looseTypeValidation === true;
  const ignoreCase = options.caseSensitive === false || (version >= 2 && object(params.options).ignoreCase === true);
  const conditions = list(given.conditions).map(({ leftValue, operator, rightValue }) => {
    const { type, operation } = object(operator);
    return {
      left: leftValue ?? null,
      type: type === "any" ? "string" : text(type, "string"),
      operation: text(operation, "equals"),
      right: rightValue ?? null,
    };
  });
  return { combine: given.combinator === "or" ? "or" : "and", ignoreCase, loose, conditions };
}

const legacyOperations: { [operation: string]: string } = {
  equal: "equals",
  notEqual: "notEquals",
  larger: "gt",
  largerEqual: "gte",
  smaller: "lt",
  smallerEqual: "lte",
  isEmpty: "empty",
  isNotEmpty: "notEmpty",
  notRegex: "notRegex",
};

function legacyConditions(params: JsonObject): JsonObject {
  const conditions = Object.entries(object(params.conditions)).flatMap(([type, rows]) =>
    list(rows).map(({ value1, operation, value2 }) => {
      const given = text(operation, type === "number" ? "smaller" : "equal");
      return { left: value1 ?? null, type, operation: legacyOperations[given] ?? given, right: value2 ?? null };
    }),
  );
  const combine =
    (params.combineOperation ?? params.combineConditions) === "any" || params.combineConditions === "OR" ? "or" : "and";
  return { combine, ignoreCase: false, loose: true, conditions: conditions as unknown as Json };
}

function combineHow(params: JsonObject, version: number): JsonObject {
  const by = version >= 3 ? text(params.combineBy, "combineByFields") : text(params.combinationMode, "mergeByFields");
  const options = object(params.options);
  if (/Position/i.test(by)) return { is: "position", unpaired: options.includeUnpaired === true };
  if (/All|multiplex/i.test(by)) return { is: "all" };
  const keeps: { [mode: string]: string } = {
    keepMatches: "keepMatches",
    keepNonMatches: "keepNonMatches",
    keepEverything: "keepEverything",
    enrichInput1: "enrichFirst",
    enrichInput2: "enrichSecond",
  };
  const simple = text(params.fieldsToMatchString)
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const pairs = list(object(params.mergeByFields).values).map(({ field1, field2 }) => ({
    first: text(field1),
    second: text(field2),
  }));
  const match = pairs.length ? pairs : simple.map((name) => ({ first: name, second: "" }));
  return { is: "fields", match, keep: keeps[text(params.joinMode, "keepMatches")] ?? "keepMatches" };
}

function httpBody(params: JsonObject, pairs: { name: string; value: Json }[]): JsonObject {
  const type = text(params.contentType, "json");
  const fields = pairs as unknown as Json;
  if (type === "form-urlencoded") return { is: "form", fields };
  if (type === "multipart-form-data") return { is: "multipart", fields, files: [] };
  if (type === "raw")
    return { is: "text", text: text(params.body), contentType: text(params.rawContentType, "text/plain") };
  if (type === "binaryData") return { is: "file", field: text(params.inputDataFieldName, "data") };
  const value: Json =
    params.specifyBody === "json"
      ? (params.jsonBody ?? {})
      : Object.fromEntries(pairs.map((pair) => [pair.name, pair.value]));
  return { is: "json", value };
}

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
