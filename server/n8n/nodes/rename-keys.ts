import type { Mappers } from "../mapper";
import { list, object, text } from "../params";

export const renameKeysMappers: Mappers = {
  renameKeys: (params) => ({
    type: "core.renameKeys",
    params: {
      keys: list(object(params.keys).key).map((row) => ({ from: text(row.currentKey), to: text(row.newKey) })),
      patterns: list(object(object(params.additionalOptions).regexReplacement).replacements).map((row) => ({
        search: text(row.searchRegex),
        replace: text(row.replaceRegex),
        ignoreCase: object(row.options).caseInsensitive === true,
        depth: object(row.options).depth ?? -1,
      })),
    },
  }),
};
