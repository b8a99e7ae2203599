import type { Json, JsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import type { Exported, Exporters } from "../mapper";
import { list, object, stored, unless } from "../params";
import { writePagination } from "./http-pages";
import { usualRedirects } from "./http-request";
import { asRows, jsonText, toMs } from "./http-values";

export const httpRequestExporters: Exporters = { "core.httpRequest": writeHttpRequest };

function writeHttpRequest(params: JsonObject, { credentials }: WorkflowNode): Exported {
  const warnings: string[] = [];
  const hasCredential = credentials?.auth !== undefined;
  if (hasCredential) warnings.push("Choose the credential in n8n: a file never brings one along");
  if (params.split === false) warnings.push("n8n makes an item of each entry of a list");
  return {
    ...{ type: "n8n-nodes-base.httpRequest", typeVersion: 4.4, warnings },
    parameters: stored({
      method: unless(params.method, "GET"),
      url: params.url,
      authentication: hasCredential ? "genericCredentialType" : undefined,
      ...writeRows("Query", "query", params.query, params.queryJson, warnings),
      ...writeRows("Headers", "header", params.headers, params.headersJson, warnings),
      ...writeBody(object(params.body)),
      options: writeOptions(params),
    }),
  };
}

/** n8n has rows or JSON, not both. */
function writeRows(title: string, name: string, given: Json | undefined, json: Json | undefined, warnings: string[]) {
  const hasRows = list(given).length > 0;
  const hasJson = typeof json === "string" || Object.keys(object(json)).length > 0;
  if (hasRows && hasJson) warnings.push(`${title}: rows and JSON cannot both be given in n8n; the rows are kept`);
  if (hasRows) return { [`send${title}`]: true, [`${name}Parameters`]: { parameters: asRows(given) } };
  if (hasJson) return { [`send${title}`]: true, [`specify${title}`]: "json", [`json${title}`]: jsonText(json ?? {}) };
  return {};
}

function writeBody(body: JsonObject): { [name: string]: Json | undefined } {
  switch (body.is) {
    case "json":
      return { sendBody: true, ...writeJson(body.value ?? {}) };
    case "form":
      return { sendBody: true, contentType: "form-urlencoded", bodyParameters: { parameters: asRows(body.fields) } };
    case "multipart": {
      const files = list(body.files).map(({ name, field }) => ({
        ...{ parameterType: "formBinaryData", name: name ?? "", inputDataFieldName: field ?? "data" },
      }));
      const parameters = [...asRows(body.fields), ...files];
      return { sendBody: true, contentType: "multipart-form-data", bodyParameters: { parameters } };
    }
    case "text":
      return { sendBody: true, contentType: "raw", rawContentType: body.contentType, body: body.text };
    case "file":
      return { sendBody: true, contentType: "binaryData", inputDataFieldName: body.field };
    default:
      return {};
  }
}

/** Plain fields as n8n's rows, so that each stays one to edit; everything else as JSON. */
function writeJson(value: Json): { [name: string]: Json } {
  const entries = Object.entries(object(value));
  const isPlain = entries.length > 0 && entries.every(([name, entry]) => name !== "" && typeof entry !== "object");
  if (!isPlain) return { specifyBody: "json", jsonBody: jsonText(value) };
  return { bodyParameters: { parameters: entries.map(([name, entry]) => ({ name, value: entry })) } };
}

function writeOptions(params: JsonObject): JsonObject {
  const response = stored({
    fullResponse: unless(params.full, false),
    neverError: unless(params.neverFail, false),
    responseFormat: params.response === "auto" ? undefined : params.response,
    outputPropertyName: unless(params.field, "data"),
  });
  const isUsualPace = params.batchSize === 10 && params.pauseMs === 0;
  return stored({
    batching: isUsualPace
      ? undefined
      : { batch: { batchSize: params.batchSize ?? 10, batchInterval: params.pauseMs ?? 0 } },
    allowUnauthorizedCerts: unless(params.anyCertificate, false),
    queryParameterArrays: unless(params.listFormat, "brackets"),
    lowercaseHeaders: unless(params.lowerCaseHeaders, true),
    redirect: writeRedirects(params.maxRedirects),
    response: Object.keys(response).length ? { response } : undefined,
    pagination: writePagination(object(params.pagination)),
    timeout: unless(toMs(params.timeoutSeconds ?? 300), 300_000),
    // Not an option of this version, which keeps it all the same.
    splitIntoItems: unless(params.split, true),
  });
}

function writeRedirects(max: Json = usualRedirects): JsonObject | undefined {
  if (max === usualRedirects) return undefined;
  return { redirect: max === 0 ? { followRedirects: false } : { followRedirects: true, maxRedirects: max } };
}
