import type { Completion } from "@codemirror/autocomplete";
import { methodsOf, type ReceiverType } from "@/shared/expression-methods";
import { isJsonObject, type Json } from "@/shared/item";

/** The names of the expression language, as the sandbox provides them. */

const property = (label: string, detail?: string): Completion => ({ label, detail, type: "property" });
const method = (label: string, detail?: string): Completion => ({
  label: `${label}()`,
  detail,
  type: "method",
  apply: (view, _completion, from, to) => {
    const insert = `${label}()`;
    view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length - 1 } });
  },
});
const call = (label: string, detail?: string): Completion => ({ label: `${label}()`, detail, type: "method" });

export const variables: Completion[] = [
  { label: "$json", detail: "fields of the item", type: "variable", boost: 9 },
  { label: "$input", detail: "all input items", type: "variable", boost: 8 },
  {
    label: "$('Node')",
    detail: "data of another node",
    type: "function",
    boost: 7,
    apply: (view, _completion, from, to) =>
      view.dispatch({ changes: { from, to, insert: "$()" }, selection: { anchor: from + 2 } }),
  },
  { label: "$now", detail: "this moment", type: "variable", boost: 6 },
  { label: "$today", detail: "start of the day", type: "variable", boost: 5 },
  { label: "$vars", detail: "variables of this server", type: "variable", boost: 4 },
  { label: "$execution", detail: "this execution", type: "variable", boost: 3 },
  { label: "$workflow", detail: "this workflow", type: "variable", boost: 2 },
  { label: "$binary", detail: "files of the item", type: "variable" },
  { label: "$itemIndex", detail: "number of the item, from 0", type: "variable" },
  { label: "$runIndex", detail: "number of the run, from 0", type: "variable" },
  { label: "$prevNode", detail: "where the item came from", type: "variable" },
  { label: "$if", detail: "(test, yes, no)", type: "function" },
  { label: "$ifEmpty", detail: "(value, otherwise)", type: "function" },
  { label: "$min", detail: "(…numbers)", type: "function" },
  { label: "$max", detail: "(…numbers)", type: "function" },
  { label: "$average", detail: "(…numbers)", type: "function" },
  { label: "$not", detail: "(value)", type: "function" },
  { label: "$nodeId", detail: "this node's id", type: "variable" },
  { label: "$mode", detail: "what began the execution", type: "variable" },
  { label: "$parameter", detail: "this node's own parameters", type: "variable" },
  { label: "$response", detail: "of the page before: body, headers, statusCode", type: "variable" },
  { label: "$pageCount", detail: "pages read so far", type: "variable" },
  { label: "$request", detail: "of the page: url, method, qs, headers, body", type: "variable" },
  { label: "$node", detail: "older form of $('Node')", type: "variable" },
  { label: "$items", detail: "(node, output, run)", type: "function" },
  { label: "$jmespath", detail: "(value, path)", type: "function" },
  ...["DateTime", "Duration", "Interval", "Math", "JSON", "Object", "Array", "String", "Number"].map((label) => ({
    label,
    type: "class",
  })),
];

export const inputMembers = [
  property("item", "the current item"),
  call("first", "the first item"),
  call("last", "the last item"),
  call("all", "the list of all items"),
  property("params", "parameters of this node"),
  property("context", "what this node keeps between its runs"),
];

export const nodeMembers = [
  property("item", "the item this one came from"),
  ...inputMembers.slice(1, 4),
  method("itemMatching", "(index) the item that input item came from"),
  property("isExecuted"),
  property("params", "parameters of that node"),
];

export const scopeMembers: { readonly [name: string]: Completion[] } = {
  $execution: [property("id"), property("mode"), property("resumeUrl"), property("resumeFormUrl")],
  $workflow: [property("id"), property("name"), property("active")],
  $prevNode: [property("name"), property("outputIndex"), property("runIndex")],
};

export const momentMembers = [
  call("toISO", "2026-12-24T18:00:00.000+01:00"),
  call("toISODate", "2026-12-24"),
  method("toFormat", "('yyyy-MM-dd HH:mm')"),
  method("plus", "({ days: 1 })"),
  method("minus", "({ hours: 2 })"),
  method("startOf", "('month')"),
  method("endOf", "('month')"),
  method("setZone", "('Europe/Berlin')"),
  method("diff", "(other, 'days')"),
  call("toMillis"),
  call("toSeconds"),
  ...methodsOf("date")
    .filter(({ name }) => name !== "plus" && name !== "minus")
    .map(({ name, signature, doc }) => (signature === "()" ? call(name, doc) : method(name, `${signature} ${doc}`))),
  ...["year", "month", "day", "hour", "minute", "second", "weekday", "weekNumber"].map((name) => property(name)),
];

/** Methods of JavaScript itself, by type. */
const ownMethods: { readonly [type in ReceiverType]: readonly string[] } = {
  string: [
    ...["toUpperCase", "toLowerCase", "trim", "includes", "startsWith", "endsWith", "replace", "replaceAll", "split"],
    ...["slice", "padStart", "match", "repeat", "at", "concat", "indexOf"],
  ],
  number: ["toFixed", "toString", "toLocaleString"],
  boolean: ["toString"],
  date: [],
  array: [
    ...["map", "filter", "find", "some", "every", "includes", "join", "slice", "at", "reduce", "indexOf", "flat"],
    ...["flatMap", "concat", "reverse", "sort"],
  ],
  object: [],
};

const withoutParams = (signature: string) => signature === "()";

/** The methods of a type: those the language adds, with their docs, and JavaScript's own. */
export function methodsFor(type: ReceiverType): Completion[] {
  const added = methodsOf(type).map(({ name, signature, doc, example }): Completion => {
    const completion = withoutParams(signature) ? call(name, doc) : method(name, `${signature} ${doc}`);
    const [code, gives] = example;
    return { ...completion, info: `${doc}\n${code} → ${JSON.stringify(gives)}` };
  });
  const known = new Set(methodsOf(type).map(({ name }) => name));
  return [...added, ...ownMethods[type].filter((name) => !known.has(name)).map((name) => method(name))];
}

const isName = /^[A-Za-z_$][\w$]*$/;

/** The fields of an object, and the methods of all values. */
export function membersOf(value: Json): Completion[] {
  if (value === null) return [];
  if (Array.isArray(value)) return [...methodsFor("array"), property("length")];
  if (isJsonObject(value)) {
    return [...Object.entries(value).map(([key, inner]) => field(key, inner)), ...methodsFor("object")];
  }
  switch (typeof value) {
    case "string":
      return [...methodsFor("string"), property("length")];
    case "number":
      return methodsFor("number");
    case "boolean":
      return methodsFor("boolean");
    default:
      return [];
  }
}

function field(key: string, value: Json): Completion {
  const sample = JSON.stringify(value) ?? "";
  const detail = sample.length > 40 ? `${sample.slice(0, 39)}…` : sample;
  if (isName.test(key)) return { label: key, detail, type: "property", boost: 10 };
  return {
    label: key,
    detail,
    type: "property",
    boost: 10,
    // Such a name cannot follow a dot.
    apply: (view, _completion, from, to) => {
      const insert = `[${JSON.stringify(key)}]`;
      view.dispatch({ changes: { from: from - 1, to, insert }, selection: { anchor: from - 1 + insert.length } });
    },
  };
}
