import { literalText } from "@/shared/expression";
import type { Json, JsonObject } from "@/shared/item";
import { texts } from "../messages/texts";
import type { CurlRequest, Pair } from "./parse-curl";

/** Parameters of an HTTP Request node that does what the command does. What is usual is left to the node. */
export function httpParams(request: CurlRequest): JsonObject {
  const { url, query } = splitUrl(request.url);
  const contentType = request.headers.find(isContentType)?.value;
  const body = bodyOf(request.body, contentType);
  const headers = request.headers.filter((header) => !isContentType(header) || !saysType(body));
  const { timeoutSeconds, maxRedirects } = request;
  return {
    ...{ method: methodOf(request.method), url: literalText(url), query: rows(query), headers: rows(headers), body },
    ...(request.anyCertificate && { anyCertificate: true }),
    ...(timeoutSeconds && { timeoutSeconds: Math.min(Math.max(timeoutSeconds, 0.1), 3_600) }),
    ...(maxRedirects !== undefined && { maxRedirects: Math.min(Math.round(maxRedirects), 50) }),
  };
}

const isContentType = ({ name }: Pair) => name.toLowerCase() === "content-type";
/** These bodies send their own content type. */
const saysType = ({ is }: JsonObject) => is === "json" || is === "form" || is === "multipart" || is === "text";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
function methodOf(method: string): string {
  if (methods.includes(method)) return method;
  throw new Error(texts()("editor.curl.problems.unknownMethod", { method: method.slice(0, 20) }));
}

const rows = (pairs: readonly Pair[]): Json =>
  pairs.map(({ name, value }) => ({ name: literalText(name), value: literalText(value) }));

/** The query as rows of its own, where nothing of it changes by that. */
export function splitUrl(address: string): { url: string; query: Pair[] } {
  const [, url, search] = /^([^?#]*)\?([^#]+)$/.exec(address) ?? [];
  if (url === undefined || search === undefined) return { url: address, query: [] };
  const query = [...new URLSearchParams(search)].map(([name, value]) => ({ name, value }));
  const isPlain = search.split("&").every((pair) => /^[^=]+=/.test(pair));
  return isPlain ? { url, query } : { url: address, query: [] };
}

function bodyOf(body: CurlRequest["body"], contentType: string | undefined): JsonObject {
  switch (body.is) {
    case "none":
      return { is: "none" };
    case "file":
      return { is: "file", field: "data" };
    case "parts": {
      const fields = body.parts.flatMap((part) => ("value" in part ? [part] : []));
      const files = body.parts.flatMap((part, index) =>
        "file" in part ? [{ name: literalText(part.name), field: index === 0 ? "data" : `data${index}` }] : [],
      );
      return { is: "multipart", fields: rows(fields), files };
    }
    case "text":
      return textBody(body.text, contentType);
  }
}

function textBody(text: string, contentType: string | undefined): JsonObject {
  const type = contentType?.toLowerCase() ?? "";
  const value = type.includes("json") || type === "" ? jsonOf(text) : undefined;
  if (value !== undefined && (type === "application/json" || type === "")) return { is: "json", value };
  if (value === undefined && type.startsWith("application/json")) return { is: "json", value: literalText(text) };
  const isForm = type === "" || type.startsWith("application/x-www-form-urlencoded");
  const fields = isForm ? formPairs(text) : [];
  if (fields.length) return { is: "form", fields: rows(fields) };
  return { is: "text", text: literalText(text), contentType: contentType ?? "application/x-www-form-urlencoded" };
}

/** The fields of a form's body; none of another body. */
export function formPairs(text: string): Pair[] {
  if (!text.split("&").every((pair) => /^[^=]+=/.test(pair))) return [];
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
}

/** An object or a list; numbers with many digits would change, so that such a text stays as it is. */
function jsonOf(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text) || /\d{16}/.test(text)) return undefined;
  try {
    return literal(JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

/** Texts inside that begin with `=` are no expressions. */
function literal(value: Json): Json {
  if (typeof value === "string") return literalText(value);
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, literal(entry)]));
}
