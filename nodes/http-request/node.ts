import { requestCredentials } from "@/nodes/credentials/request";
import { defineNode, type HttpRequest, type HttpResponse, NodeError, optionalCredential, p } from "@/nodes/sdk";
import type { Item } from "@/shared/item";
import { itemsOf, refuse } from "./answer";
import { encodeBody } from "./body";
import { flatRows, rowsOf, textRows } from "./fields";
import { pagesOf } from "./pages";
import { body, headers, methods, pagination, query } from "./params";
import { patient, whenBusy } from "./patience";

const readsOnly = new Set(["GET", "HEAD", "OPTIONS"]);

export const httpRequest = defineNode({
  type: "core.httpRequest",
  version: 1,
  label: "HTTP Request",
  summary: "Calls a URL and gives its answer",
  category: "network",
  icon: "globe",
  keywords: ["api", "rest", "fetch", "curl", "get", "post", "download", "upload"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { auth: optionalCredential("Authentication", ...requestCredentials) },
  params: {
    method: p.select({ label: "Method", options: methods }),
    url: p.text({ label: "URL", placeholder: "https://api.example.com/things", required: true }),
    query,
    headers,
    body,
    response: p.select({
      label: "Read the answer as",
      options: [
        { value: "auto", label: "What the answer says it is" },
        { value: "json", label: "JSON" },
        { value: "text", label: "Text" },
        { value: "file", label: "File" },
      ],
    }),
    field: p.text({
      label: "Field of the answer",
      help: "Where a text or a file goes",
      default: "data",
      required: true,
      advanced: true,
    }),
    split: p.toggle({ label: "An item for each entry of a list", default: true, advanced: true }),
    full: p.toggle({ label: "Include status and headers", advanced: true }),
    neverFail: p.toggle({
      label: "Accept every status",
      help: "Off: a status such as 404 or 500 is an error",
      advanced: true,
    }),
    pagination,
    queryJson: p.json({
      label: "Query parameters as JSON",
      help: "An object, beside those above",
      default: {},
      advanced: true,
    }),
    listFormat: p.select({
      label: "Lists in the query",
      options: [
        { value: "brackets", label: "ids[]=1&ids[]=2" },
        { value: "repeat", label: "ids=1&ids=2" },
        { value: "indices", label: "ids[0]=1&ids[1]=2" },
      ],
      advanced: true,
    }),
    headersJson: p.json({
      label: "Headers as JSON",
      help: "An object, beside those above",
      default: {},
      advanced: true,
    }),
    lowerCaseHeaders: p.toggle({
      label: "Header names in lower case",
      help: "Off: as they are written, for old services that mind",
      default: true,
      advanced: true,
    }),
    batchSize: p.number({
      label: "Items at once",
      default: 10,
      min: 1,
      max: 500,
      integer: true,
      advanced: true,
      expression: false,
    }),
    pauseMs: p.number({
      label: "Pause between groups",
      unit: "ms",
      default: 0,
      min: 0,
      max: 600_000,
      advanced: true,
      expression: false,
    }),
    timeoutSeconds: p.number({ label: "Timeout", unit: "seconds", default: 60, min: 0.1, max: 3600, advanced: true }),
    whenBusy,
    maxRedirects: p.number({
      label: "Redirects to follow",
      default: 5,
      min: 0,
      max: 50,
      integer: true,
      advanced: true,
    }),
    repeat: p.select({
      label: "If it was cut off by a crash",
      options: [
        { value: "ask", label: "Ask me whether it was done", help: "What only reads is sent again by itself" },
        {
          value: "key",
          label: "Send it again with the same Idempotency-Key",
          help: "For services that know the header, and do such a request once",
        },
        { value: "safe", label: "Send it again: it does no harm" },
      ],
      advanced: true,
      expression: false,
    }),
    anyCertificate: p.toggle({
      label: "Accept any certificate",
      help: "Only for a service of your own: anyone in between can read and change what is sent",
      advanced: true,
    }),
  },
  line: "{method} {url}",
  effect: "unsafe",
  effectWith: ({ method = "GET", repeat = "ask" }) =>
    readsOnly.has(String(method)) || repeat !== "ask" ? "idempotent" : "unsafe",
  pace: ({ batchSize, pauseMs }) => ({ batchSize, pauseMs }),
  async execute({ item, index, params, credentials: { auth }, http, log, evaluate, signal, idempotencyKey }) {
    const request: HttpRequest = {
      method: params.method,
      url: params.url,
      query: flatRows([...params.query, ...rowsOf(params.queryJson, "queryJson")], params.listFormat),
      headers: [
        ...textRows([...params.headers, ...rowsOf(params.headersJson, "headersJson")]),
        ...(params.repeat === "key" ? [{ name: "Idempotency-Key", value: idempotencyKey(index) }] : []),
      ],
      body: params.method === "HEAD" ? undefined : encodeBody(params.body, item),
      auth,
      response: params.response,
      timeoutMs: params.timeoutSeconds * 1000,
      maxRedirects: params.maxRedirects,
      anyCertificate: params.anyCertificate,
      keepHeaderCase: !params.lowerCaseHeaders,
    };
    const first = params.pagination.is === "number" ? firstPage(request, params.pagination) : request;
    const check = (sent: HttpRequest, answer: HttpResponse) => {
      if (!answer.ok && !params.neverFail) throw refuse(sent, answer, index);
    };
    const output: Item[] = [];
    const patientHttp = patient(params.whenBusy, { http, log, signal });
    for await (const answer of pagesOf(first, params.pagination, { http: patientHttp, evaluate, check, signal })) {
      output.push(...itemsOf(answer, item, params));
    }
    return { main: output };
  },
});

function firstPage(request: HttpRequest, { parameter, start }: { parameter: string; start: number }): HttpRequest {
  if (!parameter) throw new NodeError("The name of the page parameter is empty", { param: "pagination.parameter" });
  return { ...request, query: [...(request.query ?? []), { name: parameter, value: String(start) }] };
}
