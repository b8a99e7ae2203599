import type { JsonObject } from "@/shared/item";
import type { Exported, Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text, unless } from "../params";
import { asRows, flag, jsonOrText, jsonText, rows } from "./http-values";

export const webMappers: Mappers = {
  rssFeedRead: (params) => ({
    type: "core.rssRead",
    params: { url: text(params.url), custom: text(object(params.options).customFields) },
    warnings: object(params.options).ignoreSSL === true ? ["The feed's certificate is checked here"] : [],
  }),

  graphql(params, version): Mapped {
    const isGet = params.requestMethod === "GET";
    const format = text(params.requestFormat, version >= 1.1 ? "json" : "graphql");
    const authentication = text(params.authentication, "none");
    const isKnown = /^(none|basicAuth|customAuth|digestAuth|headerAuth|oAuth2|queryAuth)$/.test(authentication);
    return {
      type: "core.graphql",
      params: {
        url: text(params.endpoint),
        query: text(params.query),
        variables: jsonOrText(params.variables),
        operation: text(params.operationName),
        send: isGet ? "query" : format === "json" ? "json" : "text",
        headers: rows(object(params.headerParametersUi).parameter),
        asText: params.responseFormat === "string",
        field: text(params.dataPropertyName, "data"),
        anyCertificate: flag(params.allowUnauthorizedCerts),
      },
      warnings: isKnown ? [] : [`The authentication "${authentication}" is not known here: choose another credential`],
    };
  },
};

export const webExporters: Exporters = {
  "core.rssRead": (params) => ({
    ...{ type: "n8n-nodes-base.rssFeedRead", typeVersion: 1.2 },
    parameters: { url: params.url ?? "", options: stored({ customFields: unless(params.custom, "") }) },
  }),

  "core.graphql": writeGraphql,
};

function writeGraphql(params: JsonObject): Exported {
  const headers = asRows(params.headers);
  const hasVariables = typeof params.variables === "string" || Object.keys(object(params.variables)).length > 0;
  return {
    ...{ type: "n8n-nodes-base.graphql", typeVersion: 1.1 },
    parameters: stored({
      endpoint: params.url,
      requestMethod: params.send === "query" ? "GET" : undefined,
      requestFormat: params.send === "text" ? "graphql" : undefined,
      query: params.query,
      variables: hasVariables ? jsonText(params.variables ?? {}) : undefined,
      operationName: unless(params.operation, ""),
      headerParametersUi: headers.length ? { parameter: headers } : undefined,
      responseFormat: params.asText === true ? "string" : undefined,
      dataPropertyName: unless(params.field, "data"),
      allowUnauthorizedCerts: unless(params.anyCertificate, false),
    }),
  };
}
