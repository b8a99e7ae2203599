import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { count, list, object, text } from "../params";

export const mergeMappers: Mappers = {
  merge(params, version): Mapped {
    const number = version >= 3 ? count(params.numberInputs, 2, 10) : 2;
    const inputs = Array.from({ length: number }, (_, index) => `input${index}`);
    const given = version >= 2 ? merged(params, version) : oldest(params);
    const warnings = given ? [] : [`The merge mode "${text(params.mode)}" is not known here: the inputs are appended`];
    return {
      type: "core.merge",
      inputs,
      params: { inputs: number, how: { is: "append" }, ...given },
      warnings,
    };
  },
};

function merged(params: JsonObject, version: number): JsonObject | undefined {
  switch (text(params.mode, "append")) {
    case "append":
      return { how: { is: "append" } };
    case "chooseBranch":
      return { how: chosen(params) };
    case "combine":
      return { how: combined(params, version), ...clashOf(params) };
    case "combineBySql":
      return { how: { is: "sql", query: params.query ?? defaultQuery } };
    default:
      return undefined;
  }
}

const defaultQuery = "SELECT * FROM input1 LEFT JOIN input2 ON input1.name = input2.id";

function chosen(params: JsonObject): JsonObject {
  const output = text(params.output, "specifiedInput");
  if (output === "empty") return { is: "empty" };
  const named = /^input(\d+)$/.exec(text(params.useDataOfInput, output))?.[1];
  return { is: "choose", input: Number(named ?? params.useDataOfInput ?? 1) || 1 };
}

function combined(params: JsonObject, version: number): JsonObject {
  const by = version >= 3 ? text(params.combineBy, "combineByFields") : text(params.combinationMode, "mergeByFields");
  const options = object(params.options);
  if (/Position/.test(by)) return { is: "position", unpaired: options.includeUnpaired === true };
  if (/All|multiplex/.test(by)) return { is: "all" };
  return {
    is: "fields",
    match: pairsOf(params),
    keep: keeps[text(params.joinMode, "keepMatches")] ?? "keepMatches",
    output: outputs[text(params.outputDataFrom, "both")] ?? "both",
    single: options.multipleMatches === "first",
    fuzzy: options.fuzzyCompare === true,
    ...(version < 2.1 && { strict: true }),
  };
}

const keeps: { [mode: string]: string } = {
  keepMatches: "keepMatches",
  keepNonMatches: "keepNonMatches",
  keepEverything: "keepEverything",
  enrichInput1: "enrichFirst",
  enrichInput2: "enrichSecond",
};
const outputs: { [from: string]: string } = { both: "both", input1: "first", input2: "second" };

function pairsOf(params: JsonObject) {
  const rows = list(object(params.mergeByFields).values).map(({ field1, field2 }) => ({
    first: text(field1),
    second: text(field2),
  }));
  if (rows.length > 0) return rows;
  return text(params.fieldsToMatchString)
    .split(",")
    .map((name) => ({ first: name.trim(), second: "" }))
    .filter(({ first }) => first);
}

function clashOf(params: JsonObject): JsonObject {
  const options = object(params.options);
  const clash = object(object(options.clashHandling).values);
  const resolve = text(clash.resolveClash);
  const prefer =
    resolve === "addSuffix" ? "suffix" : resolve === "preferInput1" ? "first" : resolve === "" ? "auto" : "last";
  return {
    prefer,
    ...(clash.mergeMode === "shallowMerge" && { deep: false }),
    ...(clash.overrideEmpty === true && { skipEmpty: true }),
    ...(options.disableDotNotation === true && { dots: false }),
  };
}

/** Version 1 had modes of its own. */
function oldest(params: JsonObject): JsonObject | undefined {
  const output = text(params.output, "input1") === "input2" ? 2 : 1;
  const first = text(params.propertyName1);
  const fields = (keep: string, from = "both") => ({
    how: { is: "fields", match: [{ first, second: text(params.propertyName2) }], keep, output: from, single: true },
  });
  switch (text(params.mode, "append")) {
    case "append":
      return { how: { is: "append" } };
    case "passThrough":
      return { how: { is: "choose", input: output } };
    case "wait":
      return { how: { is: "empty" } };
    case "mergeByIndex":
      return { how: { is: "position", unpaired: text(params.join, "left") !== "inner" } };
    case "multiplex":
      return { how: { is: "all" } };
    case "mergeByKey":
      return fields("enrichFirst");
    case "keepKeyMatches":
      return fields("keepMatches", "first");
    case "removeKeyMatches":
      return fields("keepNonMatches", "first");
    default:
      return undefined;
  }
}
