import { isExpression } from "@/shared/expression";
import type { Json, JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";
import { readPagination } from "./http-pages";
import { flag, jsonOrText, objectOf, oneOf, rows, toSeconds, whole, within } from "./http-values";

export const httpRequestMappers: Mappers = {
  httpRequest: (params, version) => (version < 3 ? readOlder(params) : readNewer(params, version)),
};

/** Version 3 and 4. */
function readNewer(params: JsonObject, version: number): Mapped {
  const options = object(params.options);
  const batching = object(options.batching);
  const batch = batching.batch === undefined ? undefined : object(batching.batch);
  const response = object(object(options.response).response);
  const query = params.sendQuery === true ? params : {};
  const headers = params.sendHeaders === true ? params : {};
  return {
    type: "core.httpRequest",
    params: {
      method: text(params.method, "GET"),
      url: text(params.url),
      query: query.specifyQuery === "json" ? [] : rows(object(query.queryParameters).parameters),
      queryJson: query.specifyQuery === "json" ? jsonOrText(query.jsonQuery) : {},
      headers: headers.specifyHeaders === "json" ? [] : rows(object(headers.headerParameters).parameters),
      headersJson: headers.specifyHeaders === "json" ? jsonOrText(headers.jsonHeaders) : {},
      body: params.sendBody === true ? readBody(params) : { is: "none" },
      response: formatOf(response.responseFormat, "auto"),
      field: text(response.outputPropertyName) || "data",
      split: flag(options.splitIntoItems, true),
      full: flag(response.fullResponse),
      neverFail: flag(response.neverError),
      pagination: readPagination(object(options.pagination)),
      listFormat: oneOf(options.queryParameterArrays, ["repeat", "brackets", "indices"], "brackets"),
      lowerCaseHeaders: flag(options.lowercaseHeaders, true),
      ...(batch && batchOf(batch.batchSize ?? 50, batch.batchInterval ?? 1_000)),
      timeoutSeconds: toSeconds(within(options.timeout, 300_000, 100, 3_600_000)),
      maxRedirects: redirectsOf(options.redirect, version),
      anyCertificate: flag(options.allowUnauthorizedCerts),
    },
    warnings: warningsOf(params, options),
  };
}

function readBody(params: JsonObject): JsonObject {
  const parameters = object(params.bodyParameters).parameters;
  switch (text(params.contentType, "json")) {
    case "form-urlencoded":
      if (params.specifyBody === "string")
        return { is: "text", text: text(params.body), contentType: "application/x-www-form-urlencoded" };
      return { is: "form", fields: rows(parameters) };
    case "multipart-form-data": {
      const isFile = (row: JsonObject) => row.parameterType === "formBinaryData";
      const files = list(parameters).filter(isFile);
      return {
        is: "multipart",
        fields: rows(list(parameters).filter((row) => !isFile(row))),
        files: files.map((row) => ({ name: text(row.name), field: text(row.inputDataFieldName) || "data" })),
      };
    }
    case "raw":
      return { is: "text", text: text(params.body), contentType: text(params.rawContentType) || "text/plain" };
    case "binaryData":
      return { is: "file", field: text(params.inputDataFieldName) || "data" };
    default:
      return {
        is: "json",
        value: params.specifyBody === "json" ? jsonOrText(params.jsonBody) : objectOf(parameters),
      };
  }
}

/** Version 1 and 2: parameters as rows, or all of them as JSON. */
function readOlder(params: JsonObject): Mapped {
  const options = object(params.options);
  const isJson = params.jsonParameters === true;
  const parameters = (group: Json | undefined): Json => rows(object(group).parameter);
  const hasBatches = typeof options.batchSize === "number" && options.batchSize >= 0;
  const split = options.splitIntoItems === true;
  const response = formatOf(params.responseFormat, "json");
  const body = readOlderBody(params, options, isJson);
  const asOne =
    "A list in the answer stays one item, as before: it is in the item's field named under “Field of the answer”";
  return {
    type: "core.httpRequest",
    params: {
      method: text(params.requestMethod, "GET"),
      url: text(params.url),
      query: isJson ? [] : parameters(params.queryParametersUi),
      queryJson: isJson ? jsonOrText(params.queryParametersJson) : {},
      headers: isJson ? [] : parameters(params.headerParametersUi),
      headersJson: isJson ? jsonOrText(params.headerParametersJson) : {},
      ...{ body, response, split },
      field: text(params.dataPropertyName) || "data",
      full: flag(options.fullResponse),
      neverFail: flag(options.ignoreResponseCode),
      listFormat: options.useQueryString === true ? "repeat" : "brackets",
      ...(hasBatches && batchOf(options.batchSize, options.batchInterval ?? 0)),
      timeoutSeconds: toSeconds(within(options.timeout, 3_600_000, 100, 3_600_000)),
      maxRedirects: options.followRedirect === false && options.followAllRedirects !== true ? 0 : usualRedirects,
      anyCertificate: flag(params.allowUnauthorizedCerts),
    },
    warnings: [...(response === "json" && !split ? [asOne] : []), ...warningsOf(params, options)],
  };
}

function readOlderBody(params: JsonObject, options: JsonObject, isJson: boolean): JsonObject {
  const contentType = text(options.bodyContentType, "json");
  const custom = text(options.bodyContentCustomMimeType);
  const file = text(params.binaryPropertyName) || "data";
  const hasFile = isJson && params.sendBinaryData === true;
  if (hasFile && contentType === "raw") return { is: "file", field: file };
  if (hasFile && contentType === "multipart-form-data") {
    return { is: "multipart", fields: [], files: file.split(",").map(fileRow) };
  }
  const given = isJson ? params.bodyParametersJson : object(params.bodyParametersUi).parameter;
  if (given === undefined || given === "" || (Array.isArray(given) && given.length === 0)) return { is: "none" };
  if (contentType === "raw")
    return { is: "text", text: isJson ? text(given) : JSON.stringify(given), contentType: custom || "text/plain" };
  if (contentType !== "json") {
    const value = isJson ? jsonOrText(given) : undefined;
    const fields =
      value === undefined
        ? rows(given)
        : rows(Object.entries(object(value)).map(([name, entry]) => ({ name, value: entry })));
    return contentType === "form-urlencoded" ? { is: "form", fields } : { is: "multipart", fields, files: [] };
  }
  return { is: "json", value: isJson ? jsonOrText(given) : objectOf(given) };
}

/** `name:field`, or the field alone. */
function fileRow(pair: string): JsonObject {
  const [first = "", second] = pair.split(":").map((part) => part.trim());
  return second ? { name: first, field: second } : { name: "file", field: first || "data" };
}

/** n8n follows as many when nothing is said. */
export const usualRedirects = 21;

function redirectsOf(given: Json | undefined, version: number): Json {
  if (given === undefined) return usualRedirects;
  const { followRedirects, maxRedirects } = object(object(given).redirect);
  const follows = followRedirects === undefined ? version >= 4 : followRedirects === true;
  return follows ? whole(within(maxRedirects, usualRedirects, 1, 50)) : 0;
}

/** -1 means all at once, which is the most we do. */
function batchOf(size: Json | undefined, interval: Json | undefined): JsonObject {
  const known = (value: Json | undefined, otherwise: number) => (isExpression(value) ? otherwise : value);
  const batchSize = typeof size === "number" && size < 0 ? 500 : whole(within(known(size, 50), 50, 1, 500));
  return { batchSize, pauseMs: within(known(interval, 1_000), 1_000, 0, 600_000) };
}

const formats = ["auto", "json", "text", "file"];
const formatOf = (format: Json | undefined, otherwise: string): Json =>
  oneOf(format === "autodetect" ? "auto" : format === "string" ? "text" : format, formats, otherwise);

function warningsOf(params: JsonObject, options: JsonObject): string[] {
  const kind = text(params.genericAuthType) || text(params.authentication);
  const service = params.authentication === "predefinedCredentialType" ? text(params.nodeCredentialType) : "";
  const batch = object(object(options.batching).batch);
  const numbers = [batch.batchSize, batch.batchInterval, options.batchSize, options.batchInterval].some(isExpression);
  return [
    ...(service
      ? [`n8n's credential "${service}" signed the request: choose one that does what the service asks for`]
      : []),
    ...(/^oAuth1(Api)?$/.test(kind) ? ["OAuth1 is not known here: choose another credential"] : []),
    ...(params.provideSslCertificates === true ? ["Client certificates are not taken over"] : []),
    ...(options.proxy ? ["The proxy is not taken over: requests go out directly"] : []),
    ...(numbers ? ["Batches cannot be expressions: the usual values are set"] : []),
  ];
}
