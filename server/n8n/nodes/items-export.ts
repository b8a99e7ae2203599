import { fieldNames } from "@/nodes/sdk/field-names";
import type { Json, JsonObject } from "@/shared/item";
import type { Exporters } from "../mapper";
import { list, object, stored, text, unless } from "../params";

export const itemsExporters: Exporters = {
  "core.loopOverItems": ({ batchSize, reset }) => ({
    ...{ type: "n8n-nodes-base.splitInBatches", typeVersion: 3, outputs: ["done", "loop"] },
    parameters: stored({ batchSize, options: stored({ reset: unless(reset, false) }) }),
  }),

  "core.splitOut": (params) => {
    const include = params.others ? "selectedOtherFields" : "allOtherFields";
    const isStrict = params.strict === true;
    return {
      // The node that came before refuses what is no list.
      ...(isStrict
        ? { type: "n8n-nodes-base.itemLists", typeVersion: 2.2 }
        : { type: "n8n-nodes-base.splitOut", typeVersion: 1 }),
      parameters: stored({
        fieldToSplitOut: params.field,
        ...(params.keepOthers === true && {
          include,
          fieldsToInclude: !params.others ? undefined : isStrict ? fieldRows(params.others) : params.others,
        }),
        options: stored({
          destinationFieldName: params.target || undefined,
          ...dotsOf(params),
          includeBinary: unless(params.files, false),
        }),
      }),
    };
  },

  "core.aggregate": (params) => {
    const what = object(params.what);
    const options = { ...dotsOf(params), ...(params.files === true && { includeBinaries: true }) };
    return {
      ...{ type: "n8n-nodes-base.aggregate", typeVersion: 1 },
      parameters: what.is === "fields" ? singleFields(what, options) : wholeItems(what, options),
    };
  },

  "core.limit": ({ count, keep }) => ({
    ...{ type: "n8n-nodes-base.limit", typeVersion: 1 },
    parameters: stored({ maxItems: count, keep: keep === "last" ? "lastItems" : undefined }),
  }),

  "core.sort": (params) => {
    const { how, by, source } = params;
    const sortField = list(by).map(({ field = "", order }) => ({
      ...{ fieldName: field, order: order === "down" ? "descending" : "ascending" },
    }));
    return {
      ...{ type: "n8n-nodes-base.sort", typeVersion: 1 },
      parameters: stored({
        type: how === "fields" ? undefined : how,
        sortFieldsUi: sortField.length ? { sortField } : undefined,
        code: how === "code" ? source : undefined,
        options: dotsOf(params),
      }),
    };
  },

  "core.removeDuplicates": (params) => {
    const compare = object(params.compare);
    const node = { type: "n8n-nodes-base.removeDuplicates", typeVersion: 2 };
    const options = { scope: unless(compare.scope, "node"), historySize: unless(compare.keep, 10_000) };
    switch (text(compare.is)) {
      case "forget":
        return {
          ...node,
          parameters: { operation: "clearDeduplicationHistory", options: stored({ scope: options.scope }) },
        };
      case "seen":
      case "number":
      case "date":
        return {
          ...{ ...node, outputs: ["main", "seen"] },
          parameters: {
            operation: "removeItemsSeenInPreviousExecutions",
            ...seenLogic(compare),
            options: stored(options),
          },
        };
      default:
        return { ...node, parameters: likeness(compare) };
    }
  },
};

function seenLogic({ is, value = "" }: JsonObject): JsonObject {
  if (is === "number") return { logic: "removeItemsUpToStoredIncrementalKey", incrementalDedupeValue: value };
  if (is === "date") return { logic: "removeItemsUpToStoredDate", dateDedupeValue: value };
  return { logic: "removeItemsWithAlreadySeenKeyValues", dedupeValue: value };
}

function likeness(compare: JsonObject): JsonObject {
  const fields = list(compare.fields)
    .map(({ field }) => text(field))
    .join(", ");
  const chosen: JsonObject =
    compare.except === true
      ? { compare: "allFieldsExcept", fieldsToExclude: fields }
      : { compare: "selectedFields", fieldsToCompare: fields };
  return {
    ...(fields ? chosen : {}),
    options: stored({ ...dotsOf(compare), removeOtherFields: unless(compare.onlyThese, false) }),
  };
}

const fieldRows = (names: Json): JsonObject => ({
  fields: fieldNames(text(names)).map((fieldName) => ({ fieldName })),
});

const dotsOf = ({ dots }: JsonObject): JsonObject => (dots === false ? { disableDotNotation: true } : {});

function wholeItems({ field = "data", include, fields = "" }: JsonObject, options: JsonObject): JsonObject {
  return {
    ...{ aggregate: "aggregateAllItemData", destinationFieldName: field },
    ...(include === "selected" && { include: "specifiedFields", fieldsToInclude: fields }),
    ...(include === "except" && { include: "allFieldsExcept", fieldsToExclude: fields }),
    options,
  };
}

function singleFields({ fields, keepMissing, flat }: JsonObject, options: JsonObject): JsonObject {
  const fieldToAggregate = list(fields).map(({ field = "", as }) => ({
    fieldToAggregate: field,
    ...(as ? { renameField: true, outputFieldName: as } : {}),
  }));
  return {
    fieldsToAggregate: { fieldToAggregate },
    options: stored({ ...options, keepMissing: unless(keepMissing, false), mergeLists: unless(flat, false) }),
  };
}
