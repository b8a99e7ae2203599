import { p } from "@/nodes/sdk";
import type { Json, JsonObject } from "@/shared/item";

const collection = p.text({ label: "Collection", required: true, lookup: "collections" });
const filter = p.json({
  label: "Filter",
  help: 'As MongoDB writes it, such as { "age": { "$gte": 18 } }. A value of an item that is an object counts as operators',
  default: {},
});

const keys = p.list({
  label: "Key",
  help: "Fields by which a document is recognised: an index of them makes it fast, a unique one makes it safe",
  addLabel: "Add field",
  of: { field: p.text({ label: "Field", required: true }) },
});

const fields = p.choice({
  label: "Document",
  cases: {
    item: { label: "The item" },
    these: {
      label: "These fields of the item",
      params: {
        list: p.list({
          label: "Fields",
          addLabel: "Add field",
          of: { field: p.text({ label: "Field", help: "With dots: a field within a field", required: true }) },
        }),
      },
    },
    value: { label: "This", params: { value: p.json({ label: "Document", default: {} }) } },
  },
});

const batch = {
  refused: p.select({
    label: "When a document is refused",
    options: [
      { value: "stop", label: "Stop there", help: "Those before it are written" },
      { value: "others", label: "Write the others", help: "Refused documents take the way of failed items" },
    ],
    expression: false,
  }),
  give: p.select({
    label: "Give",
    options: [
      { value: "items", label: "The items, with the ids of new documents" },
      { value: "count", label: "One item with the numbers" },
    ],
    expression: false,
  }),
  batchSize: p.number({
    label: "Documents of one request",
    default: 1_000,
    min: 1,
    max: 100_000,
    integer: true,
    advanced: true,
    expression: false,
  }),
};

const insertMissing = p.toggle({ label: "Insert what is not there", default: true });
const every = p.select({
  label: "Of the documents that fit",
  options: [
    { value: "first", label: "The first" },
    { value: "all", label: "All" },
  ],
});
const withoutFilter = p.toggle({ label: "Also when the filter is empty, and all documents fit" });

export const mongoParams = {
  operation: p.choice({
    label: "What to do",
    cases: {
      find: {
        label: "Find documents",
        params: {
          collection,
          filter,
          projection: p.json({ label: "Fields to give", help: 'Such as { "name": 1 }. Empty: all', default: {} }),
          sort: p.list({
            label: "Order",
            addLabel: "Add field",
            of: {
              field: p.text({ label: "Field", required: true }),
              way: p.select({
                label: "Way",
                options: [
                  { value: "up", label: "Upwards" },
                  { value: "down", label: "Downwards" },
                ],
                expression: false,
              }),
            },
          }),
          limit: p.number({ label: "At most", help: "0: all", default: 0, min: 0, max: 1_000_000, integer: true }),
          skip: p.number({ label: "Leave out the first", default: 0, min: 0, integer: true }),
        },
      },
      aggregate: {
        label: "Aggregate",
        params: {
          collection,
          pipeline: p.json({ label: "Pipeline", help: 'A list of stages, such as [{ "$match": {} }]', default: [] }),
        },
      },
      count: { label: "Count documents", params: { collection, filter } },
      insert: { label: "Insert documents", params: { collection, fields, ...batch } },
      upsert: {
        label: "Insert or update documents",
        help: "By a key. Fields that the document lacks stay as they are stored",
        params: { collection, fields, keys, insertMissing, ...batch },
      },
      replace: {
        label: "Replace documents",
        help: "By a key. Fields that the document lacks disappear",
        params: { collection, fields, keys, insertMissing, ...batch },
      },
      update: {
        label: "Update documents",
        params: {
          collection,
          filter,
          change: p.json({ label: "Change", help: 'Fields, or operators such as { "$inc": { "n": 1 } }', default: {} }),
          every,
          withoutFilter,
        },
      },
      remove: { label: "Delete documents", params: { collection, filter, every, withoutFilter } },
    },
  }),
  ids: p.text({
    label: "Fields that hold ids",
    help: 'In them, 24 hexadecimal digits are an ObjectId. Anywhere, { "$oid": "…" } is one',
    default: "_id",
    advanced: true,
    expression: false,
  }),
  dates: p.text({
    label: "Fields that hold dates",
    help: 'In them, a text is a date. Anywhere, { "$date": "…" } is one',
    advanced: true,
    expression: false,
  }),
  form: p.select({
    label: "Give values of MongoDB's own types",
    options: [
      { value: "plain", label: "As texts and numbers" },
      { value: "extended", label: "As Extended JSON", help: "Written back, they are of the same types" },
    ],
    advanced: true,
    expression: false,
  }),
};

export type Fields = { is: "item" } | { is: "these"; list: { field: string }[] } | { is: "value"; value: Json };
type Batch = { refused: "stop" | "others"; give: "items" | "count"; batchSize: number };
export type Write = { collection: string; fields: Fields } & Batch &
  (
    | { is: "insert" }
    | { is: "upsert"; keys: { field: string }[]; insertMissing: boolean }
    | { is: "replace"; keys: { field: string }[]; insertMissing: boolean }
  );
type Every = { every: "first" | "all"; withoutFilter: boolean };
export type Find = {
  is: "find";
  collection: string;
  filter: Json;
  projection: Json;
  sort: { field: string; way: "up" | "down" }[];
  limit: number;
  skip: number;
};
export type Operation =
  | Find
  | { is: "aggregate"; collection: string; pipeline: Json }
  | { is: "count"; collection: string; filter: Json }
  | ({ is: "update"; collection: string; filter: Json; change: Json } & Every)
  | ({ is: "remove"; collection: string; filter: Json } & Every)
  | Write;

export type Values = { operation: Operation; ids: string; dates: string; form: "plain" | "extended" };

export const isWrite = ({ is }: Operation): boolean => is === "insert" || is === "upsert" || is === "replace";
export const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
