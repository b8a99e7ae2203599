import type { AnyBulkWriteOperation, BSON, Db, Document } from "mongodb";
import type { Output } from "@/nodes/sdk/define-node";
import { NodeError, ofItem } from "@/nodes/sdk/node-error";
import { getPath, withPath } from "@/nodes/sdk/paths";
import type { Item, Json, JsonObject } from "@/shared/item";
import { explained } from "./connection";
import { requireObject } from "./operations";
import type { Write } from "./params";
import { documentOf, type Reading, toJson } from "./values";

type Options = {
  database: Db;
  items: readonly Item[];
  writeOf(index: number): Write;
  reading: Reading & { library: typeof BSON };
  signal: AbortSignal;
};

type Counts = { inserted: number; matched: number; modified: number };
type Row = { item: number; operation: AnyBulkWriteOperation; id?: Json };

/** What the server takes as one document. */
const maxDocumentBytes = 16 * 1024 * 1024;

/** Many documents a request. A refused one does not hold up the others, or ends it there, as asked. */
export async function writeDocuments(options: Options): Promise<Output[]> {
  const { database, items, writeOf, signal } = options;
  const first = writeOf(0);
  const refused = new Map<number, NodeError>();
  const refuse = (item: number, thrown: unknown) => {
    const error = ofItem(thrown, item);
    if (!(error instanceof NodeError) || first.refused === "stop") throw error;
    refused.set(item, error);
  };
  const ids = new Map<number, Json>();
  const counts: Counts = { inserted: 0, matched: 0, modified: 0 };
  const collection = database.collection(first.collection);
  for (let at = 0; at < items.length; at += first.batchSize) {
    signal.throwIfAborted();
    const rows: Row[] = [];
    let unreadable: unknown;
    for (let item = at; item < Math.min(at + first.batchSize, items.length); item++) {
      try {
        rows.push({ item, ...operationOf(writeOf(item), first, items[item] as Item, options.reading) });
      } catch (thrown) {
        // Those before it are written first, as when the server refuses it.
        unreadable = { item, thrown };
        if (first.refused === "stop") break;
        refuse(item, thrown);
      }
    }
    await writeRows(rows);
    if (first.refused === "stop" && unreadable) {
      const { item, thrown } = unreadable as { item: number; thrown: unknown };
      refuse(item, thrown);
    }
  }
  return outputsOf(items, first, { refused, ids, counts });

  async function writeRows(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const { result, errors } = await sent(
      collection.bulkWrite(
        rows.map(({ operation }) => operation),
        { ordered: first.refused === "stop" },
      ),
    );
    counts.inserted += result.insertedCount + result.upsertedCount;
    counts.matched += result.matchedCount;
    counts.modified += result.modifiedCount;
    for (const { item, id } of rows) if (id !== undefined) ids.set(item, id);
    for (const [row, id] of Object.entries(result.upsertedIds)) {
      const item = rows[Number(row)]?.item;
      if (item !== undefined) ids.set(item, toJson(id, "plain", options.reading.library));
    }
    for (const { index, errmsg, code } of errors) refuse(rows[index]?.item ?? 0, refusal(errmsg, code));
  }
}

type Result = {
  insertedCount: number;
  upsertedCount: number;
  matchedCount: number;
  modifiedCount: number;
  upsertedIds: { [row: number]: unknown };
};
type RowError = { index: number; code: number; errmsg?: string };

/** Documents that are refused come as an error that also tells what was written. */
async function sent(writing: Promise<Result>): Promise<{ result: Result; errors: RowError[] }> {
  try {
    return { result: await writing, errors: [] };
  } catch (thrown) {
    const { name, writeErrors, result } = thrown as Error & { writeErrors?: RowError | RowError[]; result?: Result };
    const errors = [writeErrors ?? []].flat();
    if (name !== "MongoBulkWriteError" || !result || errors.length === 0) throw explained(thrown, {});
    return { result, errors };
  }
}

const refusal = (said: string | undefined, code: number) =>
  new NodeError(`MongoDB refused the document: ${said ?? `error ${code}`}`, {
    code: "ROW_REFUSED",
    hint: 'With "Write the others" it takes the way of failed items, and the rest is written',
  });

function operationOf(write: Write, first: Write, item: Item, reading: Options["reading"]) {
  if (write.collection !== first.collection) {
    throw new NodeError(
      `Documents of one step go to one collection, not to "${first.collection}" and "${write.collection}"`,
      {
        param: "operation.collection",
        hint: "Part the items by collection with Switch, or loop over them",
      },
    );
  }
  const document = documentOf(fieldsOf(write, item.json), reading, reading.library);
  if (reading.library.calculateObjectSize(document) > maxDocumentBytes) {
    throw new NodeError("The document has more than 16 MB, the most that MongoDB takes", { code: "ROW_REFUSED" });
  }
  if (write.is === "insert") {
    const inserted: Document = { ...document, _id: document._id ?? new reading.library.ObjectId() };
    return { operation: { insertOne: { document: inserted } }, id: toJson(inserted._id, "plain", reading.library) };
  }
  return { operation: byKey(write, document) };
}

function byKey(write: Extract<Write, { is: "upsert" | "replace" }>, document: Document): AnyBulkWriteOperation {
  if (write.keys.length === 0) {
    throw new NodeError("It needs to know its documents", { param: "operation.keys", hint: "Add the fields of a key" });
  }
  const filter = Object.fromEntries(write.keys.map(({ field }) => [field, { $eq: keyOf(document, field) }]));
  const upsert = write.insertMissing;
  if (write.is === "replace") return { replaceOne: { filter, replacement: document, upsert } };
  const names = new Set(write.keys.map(({ field }) => field));
  const others = Object.entries(document).filter(([name]) => !names.has(name));
  // Fields of the filter are part of a new document by themselves.
  const update = others.length ? { $set: Object.fromEntries(others) } : { $setOnInsert: document };
  return { updateOne: { filter, update, upsert } };
}

function keyOf(document: Document, field: string): unknown {
  const own = (at: unknown, name: string) =>
    typeof at === "object" && at !== null && Object.hasOwn(at, name) ? (at as Document)[name] : undefined;
  const value = own(document, field) ?? field.split(".").reduce(own, document as unknown);
  if (value !== undefined && value !== null) return value;
  throw new NodeError(`The key field "${field}" is missing`, {
    code: "ROW_REFUSED",
    hint: "Every document that is updated by a key has a value there",
  });
}

function fieldsOf({ is, fields }: Write, json: JsonObject): JsonObject {
  if (fields.is === "item") return json;
  if (fields.is === "value") return requireObject(fields.value, "fields.value");
  const named = fields.list.map(({ field }) => [field, getPath(json, field) ?? null] as const);
  // An update sets a field within a field by its name with dots; a new document has the structure itself.
  if (is === "upsert") return Object.fromEntries(named);
  return named.reduce((made, [field, value]) => withPath(made, field, value), {} as JsonObject);
}

type Written = { refused: Map<number, NodeError>; ids: Map<number, Json>; counts: Counts };

function outputsOf(items: readonly Item[], { give }: Write, { refused, ids, counts }: Written): Output[] {
  const failed = [...refused].map(
    ([item, error]): Output => ({ ...(items[item] as Item), failed: error, from: { item } }),
  );
  if (give === "count") return [...failed, { json: { ...counts } }];
  const written = items.flatMap((item, index): Output[] => {
    if (refused.has(index)) return [];
    const id = ids.get(index);
    return [{ ...item, json: id === undefined ? item.json : { ...item.json, _id: id }, from: { item: index } }];
  });
  return [...failed, ...written];
}
