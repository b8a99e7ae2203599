import type { ListForm } from "@/nodes/sdk/api/place";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { bodyOf } from "./body";
import { goodAnswer, pagingOf } from "./paging";
import { listAt, own, plainText, type Reader, textAt } from "./references";
import { keyOf, paramOf } from "./schema-param";
import type { StoredOperation, StoredParam } from "./stored";

type Found = {
  path: string;
  method: string;
  operation: JsonObject;
  /** Parameters of every operation at this path. */
  shared: Json[];
  /** Keys that are taken. */
  known: Set<string>;
};

export function operationOf({ path, method, operation, shared, known }: Found, reader: Reader): StoredOperation {
  const given = [...shared, ...listAt(operation, "parameters")].map((param) => reader.object(param));
  const plain = given.flatMap((param) => plainParam(param, reader));
  // Those of the operation itself come after those of the path, and count.
  const byPlace = new Map(plain.map((param) => [`${param.in} ${param.as}`, param]));
  const { params: ofBody, ...body } = bodyOf(own(operation, "requestBody") ?? oldBody(given, operation), reader);
  const paging = method === "get" ? pagingOf(operation, [...byPlace.values()], reader) : undefined;
  const summary = plainText(textAt(operation, "summary"), 120);
  const help = plainText(textAt(operation, "description"), 400);
  const label = summary || plainText(textAt(operation, "operationId"), 120) || `${method.toUpperCase()} ${path}`;
  const answer = answersText(operation, reader) ? ("text" as const) : undefined;
  return {
    ...{
      key: freeKey(operation, method, path, known),
      label,
      tag: String(listAt(operation, "tags")[0] ?? "").slice(0, 80),
    },
    ...(help && help !== label && { help }),
    ...{ method: method.toUpperCase(), path: path.slice(0, 500) },
    params: arranged(withPlaceholders([...(paging?.params ?? byPlace.values()), ...ofBody], path)),
    ...body,
    ...(paging && { list: paging.list }),
    ...(answer && { answer }),
  };
}

function freeKey(operation: JsonObject, method: string, path: string, known: Set<string>): string {
  const id = textAt(operation, "operationId").trim().slice(0, 200);
  const wanted = id && !id.startsWith("=") && id !== "__proto__" ? id : `${method.toUpperCase()} ${path}`.slice(0, 300);
  let key = wanted;
  for (let number = 2; known.has(key); number++) key = `${wanted} ${number}`;
  known.add(key);
  return key;
}

function plainParam(param: JsonObject, reader: Reader): StoredParam[] {
  const place = textAt(param, "in");
  const name = textAt(param, "name");
  if (name === "" || (place !== "path" && place !== "query" && place !== "header")) return [];
  if (place === "header" && /^(accept|content-type|authorization)$/i.test(name)) return [];
  const content = own(param, "content");
  const schema =
    own(param, "schema") ?? (isJsonObject(content) ? own(reader.object(Object.values(content)[0]), "schema") : param);
  return [
    paramOf(
      {
        ...{ name, in: place, description: textAt(param, "description"), list: listForm(param, place) },
        required: place === "path" || own(param, "required") === true,
      },
      schema,
      reader,
    ),
  ];
}

function listForm(param: JsonObject, place: string): ListForm {
  const old = textAt(param, "collectionFormat");
  if (old) return old === "multi" ? "repeat" : "comma";
  if (place !== "query" || own(param, "type") !== undefined) return "comma";
  return own(param, "explode") === false ? "comma" : "repeat";
}

/** Swagger 2 has the body among the parameters. */
function oldBody(given: readonly JsonObject[], operation: JsonObject): Json | undefined {
  const body = given.find((param) => textAt(param, "in") === "body");
  if (body) {
    const { schema = {} } = body;
    return { required: own(body, "required") ?? false, content: { "application/json": { schema } } };
  }
  const fields = given.filter((param) => textAt(param, "in") === "formData");
  if (fields.length === 0) return undefined;
  const isMultipart =
    fields.some((field) => textAt(field, "type") === "file") ||
    listAt(operation, "consumes").includes("multipart/form-data");
  const schema = {
    type: "object",
    required: fields.filter((field) => own(field, "required") === true).map((field) => textAt(field, "name")),
    properties: Object.fromEntries(fields.map((field) => [textAt(field, "name"), field])),
  };
  return { content: { [isMultipart ? "multipart/form-data" : "application/x-www-form-urlencoded"]: { schema } } };
}

/** Placeholders that the document forgot to describe must be filled all the same. */
function withPlaceholders(params: StoredParam[], path: string): StoredParam[] {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const missing = [...new Set(names)].filter(
    (name) => !params.some((param) => param.in === "path" && param.as === name),
  );
  return [
    ...missing.map(
      (name): StoredParam => ({
        ...{ name: keyOf(name), as: name, in: "path", label: name, required: true, kind: { is: "text" } },
      }),
    ),
    ...params.filter((param) => param.in !== "path" || names.includes(param.as)),
  ];
}

/** Each name once, what is needed first; of many that may stay empty only some stand in the open. */
function arranged(params: StoredParam[]): StoredParam[] {
  const taken = new Set<string>();
  const named = params.slice(0, maxParams).map((param) => {
    let { name } = param;
    if (taken.has(name)) name = `${param.in}_${name}`;
    for (let number = 2; taken.has(name); number++) name = `${param.in}_${param.name}_${number}`;
    taken.add(name);
    return { ...param, name };
  });
  const needed = named.filter(({ required }) => required);
  const others = named.filter(({ required }) => !required);
  const isMany = others.length > maxOpen;
  return [...needed, ...others.map((param) => (isMany ? { ...param, advanced: true } : param))];
}

const maxParams = 200;
const maxOpen = 6;

function answersText(operation: JsonObject, reader: Reader): boolean {
  const content = own(goodAnswer(operation, reader), "content");
  if (!isJsonObject(content)) return false;
  const types = Object.keys(content);
  return types.length > 0 && types.every((type) => /^text\//i.test(type) || /xml/i.test(type));
}
