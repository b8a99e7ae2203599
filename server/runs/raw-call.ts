import { type Item, isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** What the item of a call does not tell of how it came. */
export type RawCall = { query: string | null; body: Buffer | null };

/** A call as it came, from what is stored of its execution. `body` is `null` where files hold it. */
export type CameAs = { method: string; query: string; headers: { [name: string]: string }; body: Buffer | null };

/** More of it is only kept as it was read. */
const maxRawBytes = 1024 * 1024;

/**
 * The item of a call as stored. A JSON body stays in it letter by letter, since numbers, the order of keys and keys that
 * come twice are lost once it is parsed; `raw` is what cannot be put together again from the rest.
 */
export function storedCall(
  item: Item,
  bytes: Buffer | undefined,
  query: string,
): { inputText: string; raw: RawCall | undefined } {
  const text = bytes?.length && isJsonType(item.json) ? bytes.toString("utf8") : undefined;
  const isExact = text !== undefined && bytes?.equals(Buffer.from(text));
  const inputText = isExact ? around(item).join(text) : JSON.stringify([item]);
  const lostQuery = queryText(item.json.query) === query ? null : query;
  const isLost = bytes && bytes.length <= maxRawBytes && !bytes.equals(textBody(item, inputText) ?? empty);
  const lostBody = isLost ? bytes : null;
  return { inputText, raw: lostQuery === null && lostBody === null ? undefined : { query: lostQuery, body: lostBody } };
}

/** `undefined`: the execution did not begin with a call. */
export function cameAs(inputText: string, raw: RawCall | undefined): CameAs | undefined {
  const [item] = JSON.parse(inputText) as Item[];
  if (!item || !isCall(item.json)) return undefined;
  const { method, headers, query } = item.json;
  return {
    ...{ method: String(method), headers: (headers ?? {}) as CameAs["headers"] },
    query: raw?.query ?? queryText(query),
    body: raw?.body ?? textBody(item, inputText),
  };
}

const empty = Buffer.alloc(0);
const isCall = ({ method, headers, query, webhookUrl }: JsonObject) =>
  [method, webhookUrl].every((value) => typeof value === "string") && isJsonObject(headers) && isJsonObject(query);

function textBody(item: Item, inputText: string): Buffer | null {
  const { body } = item.json;
  const type = contentType(item.json);
  if (isJsonObject(body) && Object.keys(body).length === 0 && !announcesBody(item.json)) return empty;
  if (/^multipart\//.test(type)) return null;
  if (typeof body === "string" && !isJsonType(item.json)) return Buffer.from(body);
  if (type === "application/x-www-form-urlencoded") return Buffer.from(queryText(body));
  if (!isJsonType(item.json)) return null;
  const [head, tail] = around(item);
  return Buffer.from(inputText.slice(head.length, inputText.length - tail.length));
}

/** The text of the item before and after its body. */
function around({ json, binary }: Item): [string, string] {
  const entries = Object.entries(json);
  const at = entries.findIndex(([name]) => name === "body");
  const [before, after] = [entries.slice(0, at), entries.slice(at + 1)].map((part) => Object.fromEntries(part));
  const rest = `,${JSON.stringify(after).slice(1)}${binary ? `,"binary":${JSON.stringify(binary)}` : ""}}]`;
  return [`[{"json":${JSON.stringify(before).slice(0, -1)},"body":`, rest];
}

function queryText(read: Json | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(isJsonObject(read) ? read : {}))
    for (const one of [value].flat()) params.append(name, String(one));
  return params.toString();
}

const headerOf = ({ headers }: JsonObject, name: string) => (isJsonObject(headers) ? String(headers[name] ?? "") : "");
const contentType = (json: JsonObject) => headerOf(json, "content-type").split(";")[0]?.trim().toLowerCase() ?? "";
const isJsonType = (json: JsonObject) => /\bjson$/.test(contentType(json));
const announcesBody = (json: JsonObject) =>
  Number(headerOf(json, "content-length") || 0) > 0 || headerOf(json, "transfer-encoding") !== "";
