import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Mapped, Mapper, Mappers } from "../mapper";
import { list, object, text } from "../params";
import { summarizeMappers } from "./summarize";

const splitInBatches: Mapper = (params, version) => ({
  type: "core.loopOverItems",
  params: {
    batchSize: params.batchSize ?? (version >= 3 ? 1 : 10),
    ...(object(params.options).reset !== undefined && { reset: object(params.options).reset ?? false }),
  },
  outputs: version >= 3 ? ["done", "loop"] : version >= 2 ? ["loop", "done"] : ["loop"],
});

const splitOut: Mapper = (params) => {
  const options = object(params.options);
  const include = text(params.include, "noOtherFields");
  return {
    type: "core.splitOut",
    params: {
      field: text(params.fieldToSplitOut),
      keepOthers: include !== "noOtherFields",
      others: include === "selectedOtherFields" ? names(params.fieldsToInclude) : "",
      target: text(options.destinationFieldName),
      ...dotsOf(options),
      ...(options.includeBinary === true && { files: true }),
    },
  };
};

const aggregate: Mapper = (params) => {
  const options = object(params.options);
  const shared = { ...dotsOf(options), ...(options.includeBinaries === true && { files: true }) };
  if (params.aggregate === "aggregateAllItemData") {
    const include = text(params.include, "allFields");
    const what = {
      is: "all",
      field: text(params.destinationFieldName, "data"),
      ...(include === "specifiedFields" && { include: "selected", fields: names(params.fieldsToInclude) }),
      ...(include === "allFieldsExcept" && { include: "except", fields: names(params.fieldsToExclude) }),
    };
    return { type: "core.aggregate", params: { what, ...shared } };
  }
  const fields = list(object(params.fieldsToAggregate).fieldToAggregate).map((row) => ({
    field: text(row.fieldToAggregate),
    as: row.renameField === true ? text(row.outputFieldName) : "",
  }));
  const what = { is: "fields", fields, keepMissing: options.keepMissing === true, flat: options.mergeLists === true };
  return { type: "core.aggregate", params: { what, ...shared } };
};

const limit: Mapper = (params) => ({
  type: "core.limit",
  params: { count: params.maxItems ?? 1, keep: params.keep === "lastItems" ? "last" : "first" },
});

const sort: Mapper = (params) => {
  const type = text(params.type, "simple");
  const by = list(object(params.sortFieldsUi).sortField).map((row) => ({
    field: text(row.fieldName),
    order: row.order === "descending" ? "down" : "up",
  }));
  const how = type === "random" || type === "code" ? type : "fields";
  return {
    type: "core.sort",
    params: { how, by, ...(how === "code" && { source: text(params.code) }), ...dotsOf(object(params.options)) },
  };
};

const removeDuplicates: Mapper = (params) => {
  const options = object(params.options);
  const scope: JsonObject = options.scope === "workflow" ? { scope: "workflow" } : {};
  const from = (compare: JsonObject, outputs = ["main"]): Mapped => ({
    ...{ type: "core.removeDuplicates", version: 2, params: { compare }, outputs },
  });
  switch (text(params.operation)) {
    case "clearDeduplicationHistory":
      return from({ is: "forget", ...scope });
    case "removeItemsSeenInPreviousExecutions":
      return from({ ...seenBefore(params, options), ...scope }, ["main", "seen"]);
    default:
      return from({ is: "input", ...likeness(params, options) });
  }
};

function seenBefore(params: JsonObject, options: JsonObject): JsonObject {
  switch (text(params.logic)) {
    case "removeItemsUpToStoredIncrementalKey":
      return { is: "number", value: params.incrementalDedupeValue ?? 0 };
    case "removeItemsUpToStoredDate":
      return { is: "date", value: params.dateDedupeValue ?? "" };
    default:
      return { is: "seen", value: params.dedupeValue ?? "", keep: options.historySize ?? 10_000 };
  }
}

function likeness(params: JsonObject, options: JsonObject): JsonObject {
  const compare = text(params.compare, "allFields");
  const chosen = compare === "allFieldsExcept" ? params.fieldsToExclude : params.fieldsToCompare;
  return {
    fields: compare === "allFields" ? [] : namesOf(chosen).map((field) => ({ field })),
    ...(compare === "allFieldsExcept" && { except: true }),
    ...(options.removeOtherFields === true && { onlyThese: true }),
    ...dotsOf(options),
  };
}

const operations: { [operation: string]: Mapper } = {
  splitOutItems: splitOut,
  aggregateItems: aggregate,
  concatenateItems: aggregate,
  ...{ removeDuplicates, sort, limit },
  summarize: (params, version) => summarizeMappers.summarize?.(params, version) ?? { type: "core.noOp" },
};

/** The node that later became seven. */
function itemLists(params: JsonObject, version: number): Mapped {
  const operation = text(params.operation, "splitOutItems");
  const mapper = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (operation === "splitOutItems" && version < 3) {
    const mapped = splitOut(params, version);
    return { ...mapped, params: { ...mapped.params, strict: true } };
  }
  return mapper?.(params, version) ?? { type: "core.noOp", warnings: [`The operation "${operation}" is not known`] };
}

export const itemsMappers: Mappers = {
  ...{ splitInBatches, splitOut, aggregate, limit, sort, removeDuplicates, itemLists },
};

const dotsOf = (options: JsonObject): JsonObject => (options.disableDotNotation === true ? { dots: false } : {});

/** Field names: text with commas, a list, or the rows of the oldest versions. */
function namesOf(value: Json | undefined): string[] {
  if (typeof value === "string") return value.split(",").map((name) => name.trim());
  if (Array.isArray(value)) return value.filter((name) => typeof name === "string");
  if (!isJsonObject(value)) return [];
  return list(value.fields).map((row) => text(row.fieldName));
}

const names = (value: Json | undefined) => (typeof value === "string" ? value : namesOf(value).join(","));
