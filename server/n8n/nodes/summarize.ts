import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const summarizeMappers: Mappers = {
  summarize: (params, version): Mapped => {
    const options = object(params.options);
    const fields = list(object(params.fieldsToSummarize).values).map((row) => ({
      how: text(row.aggregation, "count"),
      field: text(row.field),
      includeEmpty: row.includeEmpty === true,
      separator: row.separateBy === "other" ? text(row.customSeparator) : text(row.separateBy, ","),
    }));
    return {
      type: "core.summarize",
      params: {
        fields,
        groupBy: text(params.fieldsToSplitBy),
        output: options.outputFormat === "singleItem" ? "object" : "items",
        skipEmpty: options.skipEmptySplitFields === true,
        failOnMissing: version < 1.1 && options.continueIfFieldNotFound !== true,
        textGroups: version < 1.1,
        dots: options.disableDotNotation !== true,
      },
    };
  },
};
