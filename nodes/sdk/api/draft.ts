import type { FileRef, Item, Json, JsonObject } from "@/shared/item";
import { isJsonObject } from "@/shared/item";
import { fileOf } from "../files";
import { NodeError } from "../node-error";
import { withPath } from "../paths";
import type { HttpBody, HttpRequest, NameValue } from "../services";
import type { ApiDraft, ApiOperation, ApiValues } from "./api-node";
import type { ApiParam, ListForm } from "./place";

/** Where the values stand among the node's parameters, for errors. */
export const operationPath = "resource.operation";

/** The request that an operation makes of its values. Empty values are left out. */
export function draftOf(operation: ApiOperation, values: ApiValues, item: JsonObject = {}): ApiDraft {
  const { method, path, params = {}, query: always = {}, headers = [], fixed } = operation;
  const draft: ApiDraft = {
    method,
    path: filledPath(path, params, values),
    query: Object.entries(always).map(([name, value]) => ({ name, value })),
    headers: [...headers],
    body: fixed,
  };
  for (const [name, param] of Object.entries(params)) {
    const value = sentValue(param, values[name], name) ?? (param.orItem ? item : undefined);
    if (value === undefined) continue;
    const as = param.as ?? name;
    switch (param.in) {
      case "query":
        draft.query.push(...rowsOf(as, value, param.list ?? "repeat"));
        break;
      case "header":
        draft.headers.push({ name: as, value: textOf(value) });
        break;
      case "body":
        draft.body = withPath(isJsonObject(draft.body) ? draft.body : {}, as, value);
        break;
      case "wholeBody":
        draft.body = isJsonObject(draft.body) && isJsonObject(value) ? { ...draft.body, ...value } : value;
    }
  }
  return draft;
}

/** The value as it is sent; nothing when it says nothing. */
function sentValue({ param, list, unless }: ApiParam, given: unknown, name: string): Json | undefined {
  if (isEmpty(given) || (unless !== undefined && JSON.stringify(given) === JSON.stringify(unless))) return undefined;
  const value = given as Json;
  if (param.field.control === "json" && typeof value === "string") return parsed(value, name);
  if (list && typeof value === "string") {
    const entries = value.split(",").map((entry) => entry.trim());
    return entries.filter((entry) => entry !== "");
  }
  return value;
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

function parsed(text: string, name: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    throw new NodeError(`This is not valid JSON: ${thrown instanceof Error ? thrown.message : thrown}`, {
      code: "API_PARAMETER",
      hint: "Use an expression that gives an object, or put texts in quotes",
      param: `${operationPath}.${name}`,
    });
  }
}

/** A value stays within its place of the path, whatever it holds. */
export function filledPath(path: string, params: { [name: string]: ApiParam }, values: ApiValues): string {
  const nameOf = (wanted: string) =>
    Object.keys(params).find((name) => params[name]?.in === "path" && (params[name]?.as ?? name) === wanted) ?? wanted;
  return path.replace(/\{(\+?)([^}]+)\}/g, (_, plus: string, wanted: string) => {
    const name = nameOf(wanted);
    const given = values[name];
    const text = Array.isArray(given) ? given.join(",") : isEmpty(given) ? "" : textOf(given as Json);
    const label = params[name]?.param.field.label ?? name;
    const segments = plus ? text.replace(/^\/+/, "").split("/") : [text];
    if (text.trim() === "") throw unfit(name, `"${label}" is empty, and the address needs it`);
    if (segments.some((segment) => segment === "." || segment === "..")) {
      throw unfit(name, `"${label}" is "${text.slice(0, 100)}", which would lead to another place of the service`);
    }
    return segments.map(encodeURIComponent).join("/");
  });
}

const unfit = (name: string, message: string) =>
  new NodeError(message, {
    code: "API_PARAMETER",
    hint: "Correct the parameter, or the data its expression reads",
    param: `${operationPath}.${name}`,
  });

export function rowsOf(name: string, value: Json, form: ListForm): NameValue[] {
  if (!Array.isArray(value)) return [{ name, value: textOf(value) }];
  if (form === "comma") return [{ name, value: value.map(textOf).join(",") }];
  if (form === "json") return [{ name, value: JSON.stringify(value) }];
  return value.map((entry) => ({ name: form === "brackets" ? `${name}[]` : name, value: textOf(entry) }));
}

export function textOf(value: Json): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** As the door takes it. */
export function requestOf(
  draft: ApiDraft,
  base: string,
  form: "json" | "form" | "multipart",
  files: { name: string; file: FileRef }[],
): HttpRequest {
  const { method, path, query, headers, body } = draft;
  const url = /^https?:\/\//.test(path) ? path : `${base}${path.startsWith("/") || path === "" ? "" : "/"}${path}`;
  return {
    method,
    url,
    query,
    headers,
    body: bodyOf(body, form, files),
    timeoutMs: 120_000,
  };
}

function bodyOf(body: Json | undefined, form: "json" | "form" | "multipart", files: { name: string; file: FileRef }[]) {
  if (files.length > 0 && form !== "multipart") return fileBody(files);
  if (form === "json") return body === undefined ? undefined : jsonBody(body);
  const fields = Object.entries((isJsonObject(body) ? body : {}) as JsonObject).flatMap(([name, value]) =>
    rowsOf(name, value, form === "form" ? "repeat" : "json"),
  );
  if (form === "form") return { type: "form", fields } satisfies HttpBody;
  return { type: "multipart", parts: [...fields, ...files] } satisfies HttpBody;
}

const fileBody = (files: { file: FileRef }[]): HttpBody | undefined =>
  files[0] && { type: "file", file: files[0].file };
const jsonBody = (value: Json): HttpBody => ({
  type: "text",
  text: typeof value === "string" ? value : JSON.stringify(value),
  contentType: typeof value === "string" ? "text/plain; charset=utf-8" : "application/json",
});

/** The files that the operation sends, from the item. */
export function filesOf({ params = {} }: ApiOperation, values: ApiValues, item: Item) {
  return Object.entries(params).flatMap(([name, { in: place, as = name }]) => {
    const field = values[name];
    if (place !== "file" || typeof field !== "string" || field === "") return [];
    return [{ name: as, file: fileOf(item, field, `${operationPath}.${name}`) }];
  });
}
