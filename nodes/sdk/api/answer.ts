import { type Item, isJsonObject, type Json } from "@/shared/item";
import { NodeError } from "../node-error";
import { getPath } from "../paths";
import type { HttpRequest, HttpResponse } from "../services";
import type { ApiErrors, ApiList } from "./api-node";

/** What of a service is needed to read its answers. */
export type Answering = { label: string; errors?: ApiErrors; isSecret?: boolean };

/** The body as JSON. Throws `NodeError` for a status that is no success, and for pages where data was asked for. */
export function readBody(
  request: HttpRequest,
  answer: HttpResponse,
  service: Answering,
  wanted?: "text" | "file",
): Json {
  const body = wanted && answer.ok ? answer.body : asJson(answer);
  const isRefused = service.errors?.okAt !== undefined && getPath(body, service.errors.okAt) === false;
  if (!answer.ok || isRefused) throw refusal(request, answer, body, service);
  if (!wanted && isHtml(answer)) {
    throw new NodeError(`${service.label} answered HTML instead of JSON${titleOf(answer)}`, {
      code: "API_HTML",
      hint: "Check the address: it may lead to a sign-in page or a proxy, not to the API",
    });
  }
  return body;
}

/** Some services send JSON as plain text. */
function asJson({ body }: HttpResponse): Json {
  if (typeof body !== "string" || !/^\s*[[{]/.test(body)) return body;
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}

const isHtml = ({ body, headers }: HttpResponse) =>
  typeof body === "string" &&
  (/html/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype html|html)\b/i.test(body)) &&
  body.trim() !== "";

function titleOf({ body }: HttpResponse): string {
  const [, title] = /<title[^>]*>([^<]{1,200})/i.exec(String(body)) ?? [];
  return title?.trim() ? `: “${title.trim()}”` : "";
}

export function refusal(request: HttpRequest, answer: HttpResponse, body: Json, service: Answering): NodeError {
  const { label, errors = {}, isSecret } = service;
  const { status, statusText } = answer;
  const what = isSecret ? "" : ` to ${request.method} ${pathOf(request.url)}`;
  const said = isHtml(answer) ? ` with an HTML page${titleOf(answer)}` : withColon(reasonOf(body, errors.at ?? []));
  const code = answer.ok ? "API_REFUSED" : `HTTP_${status}`;
  const known = Object.keys(errors.hints ?? {}).find((text) => said.includes(text));
  return new NodeError(`${label} answered ${status} ${statusText}${what}${said}`.replace(/\s+/g, " ").slice(0, 600), {
    code,
    hint: (known && errors.hints?.[known]) ?? hintFor(status),
  });
}

const withColon = (text: string) => (text ? `: ${text}` : "");
const pathOf = (url: string) => (URL.canParse(url) ? new URL(url).pathname : url);

/** The service's own words; else the beginning of what it answered. */
function reasonOf(body: Json, places: readonly string[]): string {
  const found = places.flatMap((place) => {
    const value = getPath(body, place);
    if (!value || (typeof value === "object" && Object.keys(value).length === 0)) return [];
    if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value;
    return [typeof value === "string" ? value : JSON.stringify(value)];
  });
  const text = found.length > 0 ? [...new Set(found)].join(": ") : typeof body === "string" ? body : bodyText(body);
  return text.replace(/\s+/g, " ").trim().slice(0, 400);
}

const bodyText = (body: Json) => (body === null ? "" : JSON.stringify(body));

function hintFor(status: number): string {
  if (status === 401 || status === 403) return "Check the credential and what it may do";
  if (status === 404) return "Check the names and ids: it does not exist, or the credential may not see it";
  if (status === 409) return "It exists already, or somebody changed it meanwhile";
  if (status === 429) return "The service wants fewer requests: process fewer items at once, or retry later";
  if (status >= 500) return "The service has a problem: turn on retry in the node's settings";
  return "Check the parameters";
}

/** The entries of a list in an answer. An object at that place stands for its values. */
export function entriesOf(body: Json, { at }: ApiList, service: Answering): Json[] {
  const list = at === "" ? body : getPath(body, at);
  if (Array.isArray(list)) return list;
  if (list === undefined || list === null) {
    if (at !== "" && isJsonObject(body)) return [];
  } else if (isJsonObject(list) && at !== "") return Object.values(list);
  throw new NodeError(`The answer of ${service.label} holds no list${at && ` in "${at}"`}`, {
    code: "API_ANSWER",
    hint: "Check the address and the version of the service",
  });
}

export const toItem = (entry: Json): Item => ({ json: isJsonObject(entry) ? entry : { value: entry } });
