import type { Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text, unless } from "../params";

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

const separators = [",", ", ", "\n", "", " "];

export const summarizeExporters: Exporters = {
  "core.summarize": (params) => {
    const values = list(params.fields).map(({ how, field, includeEmpty, separator }) => ({
      aggregation: how ?? "count",
      field: field ?? "",
      ...(includeEmpty === true && { includeEmpty }),
      ...(separators.includes(String(separator))
        ? separator !== "," && { separateBy: separator ?? "" }
        : { separateBy: "other", customSeparator: separator ?? "" }),
    }));
    // Only the first version knows groups as text.
    const isOld = params.textGroups === true;
    return {
      type: "n8n-nodes-base.summarize",
      typeVersion: isOld ? 1 : 1.1,
      parameters: {
        fieldsToSummarize: { values },
        fieldsToSplitBy: params.groupBy ?? "",
        options: stored({
          outputFormat: params.output === "object" ? "singleItem" : undefined,
          skipEmptySplitFields: unless(params.skipEmpty, false),
          continueIfFieldNotFound: isOld && params.failOnMissing !== true ? true : undefined,
          disableDotNotation: params.dots === false ? true : undefined,
        }),
      },
    };
  },
};
