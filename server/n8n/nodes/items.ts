import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const itemsMappers: Mappers = {
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
  aggregate(params): Mapped {
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
};
