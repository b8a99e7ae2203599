import { basicAuth, bearerToken, headerAuth, queryAuth } from "@/nodes/credentials/http";
import { defineNode, type HttpRequest, NodeError, optionalCredential, p } from "@/nodes/sdk";
import type { Item } from "@/shared/item";
import { itemsOf, refuse } from "./answer";
import { encodeBody } from "./body";
import { nextPage } from "./pagination";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

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
  credentials: { auth: optionalCredential("Authentication", bearerToken, basicAuth, headerAuth, queryAuth) },
  params: {
    method: p.select({ label: "Method", options: methods }),
    url: p.text({ label: "URL", placeholder: "https://api.example.com/things", required: true }),
    query: p.pairs({ label: "Query parameters", addLabel: "Add parameter" }),
    headers: p.pairs({ label: "Headers", addLabel: "Add header" }),
    body: p.choice({
      label: "Body",
      cases: {
        none: { label: "None" },
        json: { label: "JSON", params: { value: p.json({ label: "Value", default: {} }) } },
        form: { label: "Form fields", params: { fields: p.pairs({ label: "Fields", addLabel: "Add field" }) } },
        multipart: {
          label: "Form with files",
          params: {
            fields: p.pairs({ label: "Fields", addLabel: "Add field" }),
            files: p.list({
              label: "Files",
              addLabel: "Add file",
              of: {
                name: p.text({ label: "Name in the form", required: true }),
                field: p.text({ label: "File field of the item", default: "data", required: true }),
              },
            }),
          },
        },
        text: {
          label: "Text",
          params: {
            text: p.text({ label: "Text", multiline: true }),
            contentType: p.text({ label: "Content type", default: "text/plain; charset=utf-8" }),
          },
        },
        file: {
          label: "A file",
          params: { field: p.text({ label: "File field of the item", default: "data", required: true }) },
        },
      },
    }),
    response: p.select({
      label: "Read the answer as",
      options: [
        { value: "auto", label: "What it says it is" },
        { value: "json", label: "JSON" },
        { value: "text", label: "Text" },
        { value: "file", label: "File" },
      ],
    }),
    full: p.toggle({ label: "Include status and headers", advanced: true }),
    neverFail: p.toggle({
      label: "Accept every status",
      help: "Off: a status of 400 and above is an error",
      advanced: true,
    }),
    pagination: p.choice({
      label: "Pages",
      advanced: true,
      cases: {
        off: { label: "One request" },
        link: {
          label: "Follow the next link",
          params: {
            path: p.text({
              label: "Field with the next URL",
              help: "Empty: the Link header",
              placeholder: "links.next",
              expression: false,
            }),
            maxPages: p.number({ label: "At most pages", default: 100, min: 1, max: 10_000, integer: true }),
          },
        },
        number: {
          label: "Count a query parameter up",
          params: {
            parameter: p.text({ label: "Parameter", default: "page", required: true }),
            start: p.number({ label: "First value", default: 1, integer: true }),
            step: p.number({ label: "Step", default: 1, integer: true }),
            listPath: p.text({
              label: "Field with the list",
              help: "Ends when it is empty. Empty: the whole answer",
              placeholder: "data",
            }),
            maxPages: p.number({ label: "At most pages", default: 100, min: 1, max: 10_000, integer: true }),
          },
        },
        cursor: {
          label: "Pass a cursor on",
          params: {
            path: p.text({ label: "Field with the cursor", placeholder: "meta.next_cursor", required: true }),
            parameter: p.text({ label: "Query parameter", default: "cursor", required: true }),
            maxPages: p.number({ label: "At most pages", default: 100, min: 1, max: 10_000, integer: true }),
          },
        },
      },
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
    timeoutSeconds: p.number({ label: "Timeout", unit: "s", default: 60, min: 1, max: 3600, advanced: true }),
    maxRedirects: p.number({
      label: "Redirects to follow",
      default: 5,
      min: 0,
      max: 20,
      integer: true,
      advanced: true,
    }),
  },
  line: "{method} {url}",
  effect: "unsafe",
  effectWith: ({ method = "GET" }) => (readsOnly.has(String(method)) ? "idempotent" : "unsafe"),
  pace: ({ batchSize, pauseMs }) => ({ batchSize, pauseMs }),
  async execute({ item, index, params, credentials: { auth }, http, signal }) {
    const request: HttpRequest = {
      method: params.method,
      url: params.url,
      query: params.query,
      headers: params.headers,
      body: params.method === "GET" || params.method === "HEAD" ? undefined : encodeBody(params.body, item),
      auth,
      response: params.response,
      timeoutMs: params.timeoutSeconds * 1000,
      maxRedirects: params.maxRedirects,
    };
    const output: Item[] = [];
    let next: HttpRequest | undefined =
      params.pagination.is === "number" ? firstPage(request, params.pagination) : request;
    for (let page = 1; next; page++) {
      signal.throwIfAborted();
      const answer = await http(next);
      if (!answer.ok && !params.neverFail) throw refuse(next, answer, index);
      const pageOf = nextPage(next, answer, params.pagination, page);
      if (!pageOf.empty) output.push(...itemsOf(answer, params.full));
      next = pageOf.next;
    }
    return { main: output };
  },
});

function firstPage(request: HttpRequest, { parameter, start }: { parameter: string; start: number }): HttpRequest {
  if (!parameter) throw new NodeError("The name of the page parameter is empty", { param: "pagination.parameter" });
  return { ...request, query: [...(request.query ?? []), { name: parameter, value: String(start) }] };
}
