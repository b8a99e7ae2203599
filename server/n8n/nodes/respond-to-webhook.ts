import type { Json, JsonObject } from "@/shared/item";
import type { Exported, Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text, unless } from "../params";
import { asRows, jsonOrText, jsonText, rows, whole, within } from "./http-values";

/** What n8n answers with when nothing is written. */
const usualJson = { myField: "value" };
const usualRedirect = 307;
const usualType = "text/html; charset=utf-8";

export const respondToWebhookMappers: Mappers = {
  respondToWebhook(params): Mapped {
    const options = object(params.options);
    const kind = text(params.respondWith, "firstIncomingItem");
    const file = params.responseDataSource === "set" ? text(params.inputFieldName, "data") : "";
    const headers = rows(object(options.responseHeaders).entries);
    const isType = ({ name }: { name: string }) => kind === "text" && name.toLowerCase() === "content-type";
    const contentType = text(headers.find(isType)?.value, usualType);
    const answers: { [kind: string]: JsonObject } = {
      allIncomingItems: { is: "items" },
      firstIncomingItem: { is: "first" },
      json: { is: "json", value: params.responseBody === undefined ? usualJson : jsonOrText(params.responseBody) },
      text: { is: "text", text: text(params.responseBody), contentType },
      redirect: { is: "redirect", url: text(params.redirectURL), code: statusOf(options.responseCode, usualRedirect) },
      binary: { is: "file", field: file },
      jwt: { is: "jwt", claims: params.payload === undefined ? usualJson : jsonOrText(params.payload) },
      noData: { is: "none" },
    };
    const answer = Object.hasOwn(answers, kind) ? answers[kind] : undefined;
    return {
      type: "core.respondToWebhook",
      params: {
        answer: answer ?? { is: "first" },
        status: kind === "redirect" ? 200 : statusOf(options.responseCode, 200),
        headers: headers.filter((row) => !isType(row)) as unknown as Json,
        key: /IncomingItem/.test(kind) ? text(options.responseKey) : "",
      },
      warnings: [
        ...(answer ? [] : [`The answer "${kind}" is not known here`]),
        ...(params.enableResponseOutput === true
          ? ["The second output, with what was answered, does not exist here: items go on at the first"]
          : []),
        ...(options.enableStreaming === true ? ["The answer is sent as a whole, not bit by bit"] : []),
      ],
    };
  },
};

const statusOf = (given: Json | undefined, usual: number): Json => whole(within(given, usual, 200, 599));

export const respondToWebhookExporters: Exporters = { "core.respondToWebhook": writeRespond };

function writeRespond(params: JsonObject): Exported {
  const answer = object(params.answer);
  const isRedirect = answer.is === "redirect";
  const typed = answer.is === "text" && answer.contentType !== usualType ? answer.contentType : undefined;
  const type = typed ? [{ name: "content-type", value: typed }] : [];
  const headers = [...type, ...asRows(params.headers)];
  return {
    ...{ type: "n8n-nodes-base.respondToWebhook", typeVersion: 1.4 },
    parameters: stored({
      ...writeAnswer(answer),
      options: stored({
        responseCode: isRedirect ? unless(answer.code, usualRedirect) : unless(params.status, 200),
        responseHeaders: headers.length ? { entries: headers } : undefined,
        responseKey: params.key || undefined,
      }),
    }),
  };
}

function writeAnswer(answer: JsonObject): { [name: string]: Json | undefined } {
  switch (answer.is) {
    case "items":
      return { respondWith: "allIncomingItems" };
    case "json":
      return { respondWith: "json", responseBody: jsonText(answer.value ?? null) };
    case "text":
      return { respondWith: "text", responseBody: answer.text };
    case "file":
      if (answer.field === "") return { respondWith: "binary" };
      return { respondWith: "binary", responseDataSource: "set", inputFieldName: unless(answer.field, "data") };
    case "redirect":
      return { respondWith: "redirect", redirectURL: answer.url };
    case "jwt":
      return { respondWith: "jwt", payload: jsonText(answer.claims ?? null) };
    case "none":
      return { respondWith: "noData" };
    default:
      return {};
  }
}
