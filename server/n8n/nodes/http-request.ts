import type { Json, JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const httpRequestMappers: Mappers = {
  httpRequest(params, version): Mapped {
    const options = object(params.options);
    const pairs = (group: Json | undefined) =>
      list(object(group).parameters ?? object(group).parameter).map(({ name, value }) => ({
        name: text(name),
        value: value ?? "",
      }));
    const batching = object(object(options.batching).batch);
    return {
      type: "core.httpRequest",
      params: {
        method: text(version >= 3 ? params.method : params.requestMethod, "GET"),
        url: text(params.url),
        query: (params.sendQuery === false
          ? []
          : pairs(params.queryParameters ?? params.queryParametersUi)) as unknown as Json,
        headers: (params.sendHeaders === false
          ? []
          : pairs(params.headerParameters ?? params.headerParametersUi)) as unknown as Json,
        body: params.sendBody === true ? httpBody(params, pairs(params.bodyParameters)) : { is: "none" },
        full: object(object(options.response).response).fullResponse === true,
        neverFail: object(object(options.response).response).neverError === true,
        ...(batching.batchSize ? { batchSize: batching.batchSize, pauseMs: batching.batchInterval ?? 1000 } : {}),
        timeoutSeconds: Math.max(1, Math.round(Number(options.timeout ?? 300_000) / 1000)),
      },
      warnings: object(options.pagination).pagination
        ? ["Pagination is not taken over: set it again under Options"]
        : [],
    };
  },
};

function httpBody(params: JsonObject, pairs: { name: string; value: Json }[]): JsonObject {
  const type = text(params.contentType, "json");
  const fields = pairs as unknown as Json;
  if (type === "form-urlencoded") return { is: "form", fields };
  if (type === "multipart-form-data") return { is: "multipart", fields, files: [] };
  if (type === "raw")
    return { is: "text", text: text(params.body), contentType: text(params.rawContentType, "text/plain") };
  if (type === "binaryData") return { is: "file", field: text(params.inputDataFieldName, "data") };
  const value: Json =
    params.specifyBody === "json"
      ? (params.jsonBody ?? {})
      : Object.fromEntries(pairs.map((pair) => [pair.name, pair.value]));
  return { is: "json", value };
}
