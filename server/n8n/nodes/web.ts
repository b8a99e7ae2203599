import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const webMappers: Mappers = {
  rssFeedRead: (params) => ({
    type: "core.rssRead",
    params: { url: text(params.url), custom: text(object(params.options).customFields) },
  }),

  graphql(params, version): Mapped {
    const isGet = params.requestMethod === "GET";
    const format = text(params.requestFormat, version >= 1.1 ? "json" : "graphql");
    const authentication = text(params.authentication, "none");
    const isKnown = /^(none|basicAuth|headerAuth|queryAuth)$/.test(authentication);
    return {
      type: "core.graphql",
      params: {
        url: text(params.endpoint),
        query: text(params.query),
        variables: params.variables ?? {},
        operation: text(params.operationName),
        send: isGet ? "query" : format === "json" ? "json" : "text",
        headers: list(object(params.headerParametersUi).parameter).map((row) => ({
          name: text(row.name),
          value: row.value ?? "",
        })),
        asText: params.responseFormat === "string",
        field: text(params.dataPropertyName, "data"),
      },
      warnings: isKnown ? [] : [`The authentication "${authentication}" is not known here: choose another credential`],
    };
  },
};
