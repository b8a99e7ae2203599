import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Exporters, Mappers } from "../mapper";
import { list, object, stored, text, unless, word } from "../params";

export const mongoMappers: Mappers = {
  mongoDb(params) {
    if (text(params.resource, "document") !== "document") throw new Error("Search indexes are not made here");
    const warnings: string[] = [];
    const dates = text(object(params.options).dateFields);
    const operation = operationOf(params, warnings);
    return { type: "core.mongodb", params: { operation, ...(dates && { dates }) }, warnings };
  },
};

function operationOf(params: JsonObject, warnings: string[]): JsonObject {
  const collection = params.collection ?? "";
  const options = object(params.options);
  switch (text(params.operation, "find")) {
    case "find":
      return stored({
        ...{ is: "find", collection, filter: jsonOf(params.query, {}) },
        ...{ limit: options.limit, skip: options.skip },
        sort: orderOf(options.sort),
        projection: options.projection === undefined ? undefined : jsonOf(options.projection, {}),
      });
    case "aggregate":
      return { is: "aggregate", collection, pipeline: jsonOf(params.query, []) };
    case "delete":
      return { is: "remove", collection, filter: jsonOf(params.query, {}), every: "all", withoutFilter: true };
    case "insert":
      warnings.push('n8n gives the id of a new document as "id", here it is "_id"');
      return { is: "insert", collection, fields: fieldsOf(params.fields) };
    case "findOneAndUpdate":
    case "update":
      return { is: "upsert", ...byKey(params, collection) };
    case "findOneAndReplace":
      return { is: "replace", ...byKey(params, collection) };
    default:
      throw new Error("An operation that has no counterpart");
  }
}

function byKey(params: JsonObject, collection: Json): JsonObject {
  const key = text(params.updateKey, "id").trim();
  const fields = fieldsOf(params.fields, key);
  return { collection, fields, keys: [{ field: key }], insertMissing: params.upsert === true };
}

/** The key is among the fields that are written: by it the document is found. */
function fieldsOf(names: Json | undefined, key?: string): JsonObject {
  if (text(names).startsWith("=")) throw new Error("Which fields are written is not known before");
  const fields = text(names)
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  if (fields.length === 0) return { is: "item" };
  if (key && !fields.includes(key)) fields.unshift(key);
  return { is: "these", list: fields.map((field) => ({ field })) };
}

/** n8n keeps JSON as a text; with expressions in it, it stays one, which is read when they have their values. */
function jsonOf(value: Json | undefined, otherwise: Json): Json {
  if (typeof value !== "string") return value ?? otherwise;
  if (value.trim() === "") return otherwise;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function orderOf(sort: Json | undefined): Json | undefined {
  if (sort === undefined || sort === "") return undefined;
  const order = jsonOf(sort, {});
  if (!isJsonObject(order)) throw new Error("The order is not known before");
  return Object.entries(order).map(([field, way]) => ({ field, way: Number(way) < 0 ? "down" : "up" }));
}

export const mongoExporters: Exporters = {
  "core.mongodb": (params) => {
    const parameters = parametersOf(object(params.operation));
    if (!parameters) return undefined;
    const options = { ...object(parameters.options), ...(params.dates !== "" && { dateFields: params.dates ?? "" }) };
    return {
      ...{ type: "n8n-nodes-base.mongoDb", typeVersion: 1.2 },
      parameters: { ...parameters, ...(Object.keys(options).length && { options }) },
    };
  },
};

function parametersOf({ is, collection = "", ...rest }: JsonObject): JsonObject | undefined {
  switch (is) {
    case "find": {
      const sort = list(rest.sort).map(({ field, way }) => [word(field), way === "down" ? -1 : 1] as const);
      if (sort.some(([field]) => field.startsWith("="))) return undefined;
      const options = stored({
        ...{ limit: unless(rest.limit, 0), skip: unless(rest.skip, 0) },
        sort: sort.length ? JSON.stringify(Object.fromEntries(sort)) : undefined,
        projection: unless(jsonText(rest.projection), "{}"),
      });
      return { operation: "find", collection, query: jsonText(rest.filter), options };
    }
    case "aggregate":
      return { operation: "aggregate", collection, query: jsonText(rest.pipeline) };
    case "remove":
      return rest.every === "all" ? { operation: "delete", collection, query: jsonText(rest.filter) } : undefined;
    case "insert": {
      const fields = namesOf(rest.fields);
      return fields ? { operation: "insert", collection, fields } : undefined;
    }
    case "upsert":
    case "replace": {
      const [fields, keys] = [namesOf(rest.fields), list(rest.keys)];
      if (!fields || keys.length !== 1) return undefined;
      const updateKey = keys[0]?.field ?? "";
      const operation = is === "upsert" ? "update" : "findOneAndReplace";
      return stored({ operation, collection, updateKey, fields, upsert: rest.insertMissing === true || undefined });
    }
    default:
      return undefined;
  }
}

const jsonText = (value: Json | undefined) => (typeof value === "string" ? value : JSON.stringify(value ?? {}));

/** n8n writes the fields that are listed, and knows no others. */
function namesOf(fields: Json | undefined): string | undefined {
  const { is, list: rows } = object(fields);
  const names = list(rows).map(({ field }) => word(field));
  const areNames = names.length > 0 && names.every((name) => name !== "" && !/^=|,/.test(name));
  return is === "these" && areNames ? names.join(",") : undefined;
}
