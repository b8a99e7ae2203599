import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const respondToWebhookMappers: Mappers = {
  respondToWebhook(params): Mapped {
    const options = object(params.options);
    const answers: { [kind: string]: JsonObject } = {
      allIncomingItems: { is: "items" },
      firstIncomingItem: { is: "first" },
      json: { is: "json", value: params.responseBody ?? {} },
      text: { is: "text", text: text(params.responseBody), contentType: "text/html; charset=utf-8" },
      redirect: { is: "redirect", url: text(params.redirectURL) },
      binary: { is: "file", field: text(params.inputFieldName, "data") },
      noData: { is: "none" },
    };
    const headers = list(object(options.responseHeaders).entries).map(({ name, value }) => ({
      name: text(name),
      value: text(value),
    }));
    const kind = text(params.respondWith, "firstIncomingItem");
    return {
      type: "core.respondToWebhook",
      params: { answer: answers[kind] ?? { is: "first" }, status: Number(options.responseCode ?? 200) || 200, headers },
      warnings: answers[kind] ? [] : [`The answer "${kind}" is not known here`],
    };
  },
};
