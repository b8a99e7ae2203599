import { p } from "@/nodes/sdk";
import type { Json } from "@/shared/item";

const table = p.text({ label: "Table", help: "By its name; the same for all items", required: true, lookup: "tables" });
const column = p.text({ label: "Column", required: true, lookup: "columns" });

const columns = p.choice({
  label: "Columns",
  cases: {
    fields: {
      label: "As the fields of the item",
      help: "Each field goes to the column of its name",
      params: {
        unknown: p.select({
          label: "Fields without a column",
          options: [
            { value: "ignore", label: "Leave out", help: "The log names them" },
            { value: "refuse", label: "Refuse the item" },
          ],
          expression: false,
        }),
      },
    },
    mapped: {
      label: "These",
      params: {
        list: p.list({
          label: "Columns",
          addLabel: "Add column",
          of: { column, value: p.json({ label: "Value", default: null }) },
        }),
      },
    },
  },
});

const key = p.list({
  label: "Key",
  help: "Columns by which a row is recognised: the table needs a unique key of them",
  addLabel: "Add column",
  of: { column },
});

/** A stored text that begins with = would be an expression, so comparisons have names. */
const operators = [
  { value: "equal", label: "equal to" },
  { value: "different", label: "different from" },
  { value: "less", label: "less than" },
  { value: "atMost", label: "at most" },
  { value: "greater", label: "greater than" },
  { value: "atLeast", label: "at least" },
  { value: "contains", label: "containing" },
  { value: "startsWith", label: "beginning with" },
  { value: "empty", label: "empty" },
  { value: "notEmpty", label: "not empty" },
] as const;

const where = p.list({
  label: "Where",
  addLabel: "Add condition",
  of: {
    column: p.text({ label: "Column", help: "Also id, createdAt and updatedAt", required: true, lookup: "columns" }),
    is: p.select({ label: "Is", options: operators, expression: false }),
    value: p.json({
      label: "Value",
      default: null,
      onlyWhen: { is: operators.map(({ value }) => value).filter((is) => is !== "empty" && is !== "notEmpty") },
    }),
  },
});

const match = p.select({
  label: "Which conditions must be true",
  options: [
    { value: "all", label: "All" },
    { value: "any", label: "At least one" },
  ],
  expression: false,
});

const failing = p.select({
  label: "When a row does not fit",
  options: [
    { value: "throw", label: "Write nothing" },
    { value: "tell", label: "Write the others", help: "Items that do not fit take the way of failed items" },
  ],
  expression: false,
});

const give = p.select({
  label: "Give",
  options: [
    { value: "rows", label: "The rows as they are stored" },
    { value: "items", label: "The items as they came" },
    { value: "count", label: "One item with the number of rows" },
  ],
  expression: false,
});

const into = p.text({ label: "Put it into the field", default: "value", required: true, expression: false });
const least = p.number({ label: "At least", default: 0 });
const most = p.number({ label: "At most", default: 0 });

export const tableParams = {
  operation: p.choice({
    label: "What to do",
    cases: {
      read: {
        label: "Get rows",
        params: {
          table,
          where,
          match,
          sort: p.list({
            label: "Order",
            addLabel: "Add column",
            of: {
              column,
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
          limit: p.number({
            ...{ label: "At most", help: "0: all", default: 50 },
            ...{ min: 0, max: 1_000_000, integer: true, unit: "rows" },
          }),
        },
      },
      insert: { label: "Insert rows", params: { table, columns, failing, give } },
      upsert: {
        label: "Insert or update rows",
        help: "By a key: the same again changes nothing",
        params: { table, columns, key, failing, give },
      },
      update: { label: "Update rows", params: { table, columns, where, match, failing, give } },
      delete: {
        label: "Delete rows",
        params: { table, where, match, all: p.toggle({ label: "Delete all rows when there is no condition" }) },
      },
      adjust: {
        label: "Adjust a number",
        help: "In one step, also when many adjust it at once: stock, credit, counts",
        params: {
          table,
          where,
          match,
          column,
          by: p.number({ label: "Add", help: "Less than 0 takes away", default: 1 }),
          bounds: p.choice({
            label: "Bounds",
            help: "An item whose row would leave them goes to “refused”, and its row stays as it is",
            cases: {
              none: { label: "None" },
              least: { label: "Not below", params: { least } },
              most: { label: "Not above", params: { most } },
              both: { label: "Not below and not above", params: { least, most } },
            },
          }),
          into,
        },
      },
      getOrCreate: {
        label: "Get a row or create it",
        help: "By a key; a row that is there stays as it is",
        params: {
          ...{ table, columns, key, failing },
          into: p.text({
            label: "Say whether it was created in the field",
            default: "created",
            required: true,
            expression: false,
          }),
        },
      },
      exists: {
        label: "Check whether there is a row",
        help: "Items go on as they came, on one way or the other",
        params: { table, where, match },
      },
    },
  }),
};

type Columns =
  | { is: "fields"; unknown: "ignore" | "refuse" }
  | { is: "mapped"; list: { column: string; value: Json }[] };
type Condition = { column: string; is: (typeof operators)[number]["value"]; value: Json };
type Query = { table: string; where: Condition[]; match: "all" | "any" };
type Failing = { failing: "throw" | "tell" };
type Give = { give: "rows" | "items" | "count" };
type Key = { key: { column: string }[] };
export type Bounds = { is: "none" | "least" | "most" | "both"; least?: number; most?: number };

export type Operation =
  | ({ is: "read"; sort: { column: string; way: "up" | "down" }[]; limit: number } & Query)
  | ({ is: "insert"; table: string; columns: Columns } & Failing & Give)
  | ({ is: "upsert"; table: string; columns: Columns } & Key & Failing & Give)
  | ({ is: "update"; columns: Columns } & Query & Failing & Give)
  | ({ is: "delete"; all: boolean } & Query)
  | ({ is: "adjust"; column: string; by: number; bounds: Bounds; into: string } & Query)
  | ({ is: "getOrCreate"; table: string; columns: Columns; into: string } & Key & Failing)
  | ({ is: "exists" } & Query);
export type { Columns };
