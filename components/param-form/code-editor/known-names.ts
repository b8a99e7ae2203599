import type { Completion } from "@codemirror/autocomplete";
import { methodsOf, type ReceiverType } from "@/shared/expression-methods";
import { expressionClasses, expressionVariables, type Member } from "@/shared/expression-variables";
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

/** Opens the brackets and the quotes of a node's name. */
const otherNode: Completion = {
  label: "$('Node')",
  detail: "data of another node",
  type: "function",
  apply: (view, _completion, from, to) =>
    view.dispatch({ changes: { from, to, insert: "$()" }, selection: { anchor: from + 2 } }),
};

const offered = expressionVariables.filter(({ legacy }) => !legacy);

/** The first are offered first. */
export const variables: Completion[] = [
  ...offered.map(({ name, args, brief }, index): Completion => {
    const boost = Math.max(offered.length - index, 0);
    if (name === "$") return { ...otherNode, boost };
    const isCall = args !== undefined;
    return {
      label: name,
      detail: isCall ? `(${args}) ${brief}` : brief,
      type: isCall ? "function" : "variable",
      boost,
    };
  }),
  ...expressionClasses.map((label) => ({ label, type: "class" })),
];

/** What the Code node has beside the variables. */
export const scriptVariables: Completion[] = [
  { label: "items", detail: "the list of all items", type: "variable", boost: 99 },
  { label: "item", detail: "the current item, when run once for each", type: "variable", boost: 98 },
  ...variables,
  {
    label: "console.log()",
    detail: "writes to the log of the step",
    type: "function",
    apply: (view, _completion, from, to) => {
      const insert = "console.log()";
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length - 1 } });
    },
  },
  {
    label: "$getWorkflowStaticData()",
    detail: "what the workflow keeps between executions",
    type: "function",
    apply: "$getWorkflowStaticData('global')",
  },
];

export const itemMembers: Completion[] = [property("json", "the fields of the item"), property("binary", "its files")];

export const consoleMembers: Completion[] = ["log", "info", "warn", "error"].map((name) => method(name));

const memberOf = ({ name, doc, args }: Member): Completion => {
  if (args === undefined) return property(name, doc);
  return args === "" ? call(name, doc) : method(name, `(${args})${doc ? ` ${doc}` : ""}`);
};

/** What may follow `$input`, `$execution` and their like; `$` stands for another node. */
export const scopeMembers: ReadonlyMap<string, Completion[]> = new Map(
  expressionVariables.flatMap(({ name, members }) => (members ? [[name, members.map(memberOf)] as const] : [])),
);

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
