import { type HttpRequest, type HttpResponse, NodeError } from "@/nodes/sdk";
import { type Item, isJsonObject, type JsonObject } from "@/shared/item";
import { retryAfterMs } from "./patience";

export type Wanted = { response: "auto" | "json" | "text" | "file"; field: string; split: boolean; full: boolean };

/** The items of an answer: one for each entry of a JSON list, otherwise one. A file comes beside what the item has. */
export function itemsOf(answer: HttpResponse, input: Item, { response, field, split, full }: Wanted): Item[] {
  const { body, file } = answer;
  const facts: JsonObject = {
    headers: answer.headers,
    statusCode: answer.status,
    statusMessage: answer.statusText,
  };
  if (file) return [{ json: full ? facts : input.json, binary: { ...input.binary, [field]: file } }];
  const isText = response === "text" || (response === "auto" && typeof body === "string" && !isJson(answer));
  if (isText && full) return [{ json: { [field]: body, ...facts } }];
  if (isText) return [{ json: response === "auto" && body === "" ? {} : { [field]: body } }];
  if (full) return [{ json: { body, ...facts } }];
  if (Array.isArray(body) && split)
    return body.map((entry): Item => ({ json: isJsonObject(entry) ? entry : { [field]: entry } }));
  return [{ json: isJsonObject(body) ? body : { [field]: body } }];
}

const isJson = ({ headers, body }: HttpResponse) => /json/i.test(headers["content-type"] ?? "") && body !== "";

/** The error of a status that is no success. Without the query, which may hold secrets. */
export function refuse(
  { method, url }: HttpRequest,
  { status, statusText, body, headers }: HttpResponse,
  item: number,
): NodeError {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const excerpt = text.replace(/\s+/g, " ").slice(0, 200);
  const message = `${method} ${url.split(/[?#]/)[0]} answered ${status} ${statusText}${excerpt ? `: ${excerpt}` : ""}`;
  const hint = hintFor(status, retryAfterMs({ headers }));
  return new NodeError(message, { code: `HTTP_${status}`, hint, item, lasts: lasting.has(status) });
}

/** The request itself is wrong, or contradicts what is there. Others may be: signed in anew, made meanwhile, less busy. */
const lasting = new Set([400, 405, 406, 409, 410, 411, 413, 414, 415, 422, 431, 501]);

function hintFor(status: number, waitMs: number | undefined): string {
  if (waitMs !== undefined && (status === 429 || status === 503)) {
    return `It asks to wait ${Math.ceil(waitMs / 1_000)} s: choose “Wait as it asks, and try again” under “When the service asks to wait”`;
  }
  if (status === 401 || status === 403) return "Check the credential and what it may do";
  if (status === 404) return "Check the URL";
  if (status === 429)
    return "The service wants fewer requests: set a pause between groups, or retry in the node's settings";
  if (status >= 500) return "The service has a problem: turn on retry in the node's settings";
  return "Check what the request sends, or turn on “Accept every status”";
}
