import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** Parts of n8n's parameters, as ours. What a file holds in the wrong type counts as missing. */

export const object = (value: Json | undefined): JsonObject =>
  isJsonObject(value ?? null) ? (value as JsonObject) : {};
export const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
export const text = (value: Json | undefined, otherwise = ""): string =>
  typeof value === "string" ? value : otherwise;

/** A number of ports. Lists are made of it, so it is never what a file says without a limit. */
export const count = (value: Json | undefined, otherwise: number, max: number): number =>
  typeof value === "number" && value >= 1 ? Math.min(Math.floor(value), max) : otherwise;

export function setFields(params: JsonObject, version: number): Json {
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

export function filterConditions(value: Json | undefined, params: JsonObject, version: number): JsonObject {
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

export function legacyConditions(params: JsonObject): JsonObject {
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

export function combineHow(params: JsonObject, version: number): JsonObject {
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

export function httpBody(params: JsonObject, pairs: { name: string; value: Json }[]): JsonObject {
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

export function scheduleRule(row: JsonObject): JsonObject {
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
