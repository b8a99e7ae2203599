import { BSON, type Document } from "mongodb";

/** Filters and changes of documents, as far as the test server knows them. */

export type Update = { q: Document; u: Document; multi?: boolean; upsert?: boolean };

export const isSame = (one: unknown, other: unknown): boolean =>
  one instanceof BSON.ObjectId && other instanceof BSON.ObjectId
    ? one.equals(other)
    : Buffer.compare(BSON.serialize({ v: one ?? null }), BSON.serialize({ v: other ?? null })) === 0;

export const fits = (document: Document, filter: Document): boolean =>
  Object.entries(filter).every(([field, wanted]) => {
    if (field === "$or") return wanted.some((one: Document) => fits(document, one));
    if (field.startsWith("$")) throw new Error(`unknown top level operator: ${field}`);
    const value = at(document, field);
    if (!isOperators(wanted)) return isEqual(value, wanted);
    return Object.entries(wanted).every(([operator, operand]) => holds(operator, value, operand));
  });

function holds(operator: string, value: unknown, operand: unknown): boolean {
  const [one, other] = [value as number, operand as number];
  switch (operator) {
    case "$eq":
      return isEqual(value, operand);
    case "$ne":
      return !isEqual(value, operand);
    case "$gt":
      return one > other;
    case "$gte":
      return one >= other;
    case "$lt":
      return one < other;
    case "$lte":
      return one <= other;
    case "$in":
      return (operand as unknown[]).some((each) => isEqual(value, each));
    case "$exists":
      return (value !== undefined) === operand;
    case "$regex":
      return new RegExp(String(operand)).test(String(value));
    default:
      throw new Error(`unknown operator: ${operator}`);
  }
}

export function changed(document: Document, change: Document, { isNew }: { isNew: boolean }): Document {
  const isReplacement = !Object.keys(change).some((key) => key.startsWith("$"));
  const known = isNew ? equalities(document) : document;
  if (isReplacement) return { ...(known._id !== undefined && { _id: known._id }), ...change };
  const next = BSON.deserialize(BSON.serialize(known));
  for (const [operator, fields] of Object.entries(change as { [name: string]: Document })) {
    for (const [field, value] of Object.entries(fields)) {
      if (operator === "$set" || (operator === "$setOnInsert" && isNew)) put(next, field, value);
      else if (operator === "$inc") put(next, field, Number(at(next, field) ?? 0) + value);
      else if (operator === "$unset") delete next[field];
      else if (operator !== "$setOnInsert") throw new Error(`Unknown modifier: ${operator}`);
    }
  }
  return next;
}

/** What a filter says of a document that is made by it. */
function equalities(filter: Document): Document {
  const known: Document = {};
  for (const [field, wanted] of Object.entries(filter)) {
    if (!isOperators(wanted)) put(known, field, wanted);
    else if ("$eq" in wanted) put(known, field, wanted.$eq);
  }
  return known;
}

const isOperators = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && (Object.keys(value)[0]?.startsWith("$") ?? false);

const isEqual = (value: unknown, wanted: unknown): boolean =>
  isSame(value, wanted) || (Array.isArray(value) && value.some((one) => isSame(one, wanted)));

const at = (document: Document, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (value as Document | undefined)?.[key], document);

function put(document: Document, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let place = document;
  for (const key of keys) {
    place[key] ??= {};
    place = place[key];
  }
  place[last] = value;
}
