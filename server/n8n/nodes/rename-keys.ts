import type { Exporters, Mappers } from "../mapper";
import { list, object, stored, text } from "../params";

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

export const renameKeysExporters: Exporters = {
  "core.renameKeys": (params) => {
    const replacements = list(params.patterns).map((row) => ({
      searchRegex: row.search ?? "",
      replaceRegex: row.replace ?? "",
      options: { caseInsensitive: row.ignoreCase ?? false, depth: row.depth ?? -1 },
    }));
    return {
      type: "n8n-nodes-base.renameKeys",
      typeVersion: 1,
      parameters: {
        keys: { key: list(params.keys).map(({ from = "", to = "" }) => ({ currentKey: from, newKey: to })) },
        additionalOptions: stored({ regexReplacement: replacements.length ? { replacements } : undefined }),
      },
    };
  },
};
