import type { Mapped, Mappers } from "../mapper";
import { object, text } from "../params";

export const webhookMappers: Mappers = {
  webhook(params): Mapped {
    const options = object(params.options);
    const methods = Array.isArray(params.httpMethod) ? params.httpMethod.map(String) : [text(params.httpMethod, "GET")];
    const mode = text(params.responseMode, "onReceived");
    const data = text(params.responseData, "firstEntryJson");
    const status = Number(options.responseCode ?? params.responseCode ?? 200) || 200;
    const accepted = { is: "accepted", status, text: text(options.responseData, '{"message":"Workflow was started"}') };
    const finished = {
      is: "finished",
      status,
      answer: data === "allEntries" ? "all" : data === "noData" ? "none" : "first",
    };
    return {
      type: "core.webhook",
      inputs: [],
      params: {
        path: text(params.path),
        methods,
        respond: mode === "responseNode" ? { is: "node" } : mode === "lastNode" ? finished : accepted,
        rawBody: options.rawBody === true,
      },
      warnings:
        params.authentication && params.authentication !== "none"
          ? ["The webhook's authentication is not taken over"]
          : [],
    };
  },
};
