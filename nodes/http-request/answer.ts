import { type HttpRequest, type HttpResponse, NodeError } from "@/nodes/sdk";
import { type Item, isJsonObject } from "@/shared/item";

/** The items of an answer: one for each entry of a JSON list, otherwise one. */
export function itemsOf(answer: HttpResponse, full: boolean): Item[] {
  const { status, statusText, headers, body, file } = answer;
  const binary = file && { binary: { data: file } };
  if (full) return [{ json: { status, statusText, headers, body }, ...binary }];
  if (file) return [{ json: { name: file.name, mimeType: file.mimeType, size: file.size }, ...binary }];
  if (Array.isArray(body)) return body.map((entry): Item => ({ json: isJsonObject(entry) ? entry : { data: entry } }));
  return [{ json: isJsonObject(body) ? body : { data: body } }];
}

/** The error of a status of 400 and above. Without the query, which may hold secrets. */
export function refuse(
  { method, url }: HttpRequest,
  { status, statusText, body }: HttpResponse,
  item: number,
): NodeError {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const excerpt = text.replace(/\s+/g, " ").slice(0, 200);
  const message = `${method} ${url.split(/[?#]/)[0]} answered ${status} ${statusText}${excerpt ? `: ${excerpt}` : ""}`;
  return new NodeError(message, { code: `HTTP_${status}`, hint: hintFor(status), item });
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return "Check the credential and what it may do";
  if (status === 404) return "Check the URL";
  if (status === 429)
    return "The service wants fewer requests: set a pause between groups, or retry in the node's settings";
  if (status >= 500) return "The service has a problem: turn on retry in the node's settings";
  return "Check what the request sends, or turn on “Accept every status”";
}
