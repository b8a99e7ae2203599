import type { BSON, Db, Document } from "mongodb";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Json, JsonObject } from "@/shared/item";
import { isNestedTooDeep } from "@/shared/json-text";
import { type Find, isObject, type Operation, type Write } from "./params";
import { documentOf, type Reading, toJson, toMongo } from "./values";

type Means = Reading & { library: typeof BSON; form: "plain" | "extended" };

/** What an operation for one item gives. Documents come as the server sends them. */
export async function* perform(
  database: Db,
  operation: Exclude<Operation, Write>,
  means: Means,
): AsyncGenerator<JsonObject> {
  const { library, form } = means;
  const collection = database.collection(operation.collection);
  const filtered = (value: Json) => documentOf(requireObject(value, "filter"), means, library);
  switch (operation.is) {
    case "find":
      for await (const found of collection.find(filtered(operation.filter), findOptions(operation, means)))
        yield toJson(found, form, library) as JsonObject;
      return;
    case "aggregate": {
      const pipeline = toMongo(requireStages(operation.pipeline), means, library) as Document[];
      for await (const found of collection.aggregate(pipeline)) yield toJson(found, form, library) as JsonObject;
      return;
    }
    case "count":
      yield { count: await collection.countDocuments(filtered(operation.filter)) };
      return;
    case "update": {
      const filter = requireChosen(filtered(operation.filter), operation);
      const change = changeOf(requireObject(operation.change, "change"), means);
      const done =
        operation.every === "all"
          ? await collection.updateMany(filter, change)
          : await collection.updateOne(filter, change);
      yield { matched: done.matchedCount, modified: done.modifiedCount };
      return;
    }
    case "remove": {
      const filter = requireChosen(filtered(operation.filter), operation);
      const done = operation.every === "all" ? await collection.deleteMany(filter) : await collection.deleteOne(filter);
      yield { deleted: done.deletedCount };
    }
  }
}

function findOptions({ projection, sort, limit, skip }: Find, means: Means) {
  const fields = documentOf(requireObject(projection, "projection"), means, means.library);
  return {
    ...(Object.keys(fields).length > 0 && { projection: fields }),
    sort: sort.map(({ field, way }): [string, 1 | -1] => [field, way === "down" ? -1 : 1]),
    ...(limit > 0 && { limit }),
    ...(skip > 0 && { skip }),
    batchSize: 1_000,
  };
}

/** Fields are set; where one begins with $, all are operators. */
function changeOf(change: JsonObject, means: Means): Document {
  const names = Object.keys(change);
  if (names.length === 0) throw new NodeError("There is no change", { param: "operation.change" });
  const operators = names.filter((name) => name.startsWith("$"));
  if (operators.length > 0 && operators.length < names.length) {
    throw new NodeError("The change has fields beside operators", {
      param: "operation.change",
      hint: 'Write fields below "$set"',
    });
  }
  const document = documentOf(change, means, means.library);
  return operators.length > 0 ? document : { $set: document };
}

function requireChosen(
  filter: Document,
  { is, every, withoutFilter }: { is: string; every: string; withoutFilter: boolean },
) {
  if (Object.keys(filter).length > 0 || withoutFilter) return filter;
  const fate = is === "remove" ? "deleted" : "changed";
  throw new NodeError(`With an empty filter ${every === "all" ? "every document" : "any document"} would be ${fate}`, {
    param: "operation.filter",
    hint: 'Enter a filter, or switch "Also when the filter is empty" on',
  });
}

export function requireObject(given: Json, name: string): JsonObject {
  const value = fromText(given);
  if (value === null || value === "") return {};
  if (isObject(value)) return value;
  throw new NodeError(`The ${name} is no JSON object`, {
    param: `operation.${name}`,
    hint: 'Write it as { "field": value }',
  });
}

function requireStages(given: Json): Json[] {
  const value = fromText(given);
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new NodeError("The pipeline is no list of stages", {
    param: "operation.pipeline",
    hint: 'Write it as [{ "$match": { … } }, …]',
  });
}

/** JSON with expressions in it arrives as a text. */
function fromText(value: Json): Json {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value) || isNestedTooDeep(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
