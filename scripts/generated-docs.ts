import { z } from "zod";
import { credentialTypes, nodes } from "@/nodes/registry";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import { type NodeDefinition, nodeCategories } from "@/nodes/sdk/define-node";
import { describeParams } from "@/nodes/sdk/params";
import { expressionMethods, methodAliases, methodsOf, type ReceiverType } from "@/shared/expression-methods";
import { type ExpressionVariable, expressionClasses, expressionVariables } from "@/shared/expression-variables";
import type { Field, Fields } from "@/shared/field";
import type { PortSpec } from "@/shared/ports";
import { workflowDocumentSchema } from "@/shared/workflow-schema";

/** The parts of the documentation that are read off the code. `npm run docs` writes them, a test compares them. */

/** JSON Schema of what an import accepts; rules across fields (unique names, wires that lead somewhere) are not in it. */
export const workflowSchema = (): object => ({
  ...z.toJSONSchema(workflowDocumentSchema, { io: "input" }),
  title: "Islewire workflow",
});

const categoryNames = {
  trigger: "Triggers",
  flow: "Flow",
  transform: "Transform",
  code: "Code",
  network: "Network",
  service: "Services",
  notify: "Messages",
} as const satisfies Record<NodeDefinition["category"], string>;

export function nodesPage(): string {
  const categories = nodeCategories.flatMap((category) => [
    `## ${categoryNames[category]}`,
    ...nodes.filter((node) => node.category === category).flatMap(nodeSection),
  ]);
  const credentials = credentialTypes.flatMap(({ type, label, summary, params }) => [
    `### ${label}`,
    `${summary}. Type \`${type}\`.`,
    fieldList(describeParams(params)),
  ]);
  return `${[...opening, ...categories, "## Credentials", ...credentials].join("\n\n")}\n`;
}

/** What expressions know: variables, and what they can do with values, with an example each. */
export function expressionsPage(): string {
  const types = [...new Set(expressionMethods.map(({ type }) => type))];
  return `${[...expressionsOpening, ...variablesSection(), ...methodsOpening, ...types.flatMap(methodsSection)].join("\n\n")}\n`;
}

const expressionsOpening = [
  "# Reference of expressions",
  "Written by `npm run docs` from `shared/expression-variables.ts` and `shared/expression-methods.ts`; do not edit it by hand. " +
    "How expressions work: [expressions.md](expressions.md).",
];

const methodsOpening = [
  "## Methods",
  "Beside JavaScript's own, values have these methods in expressions. Code has JavaScript's own only.",
];

function variablesSection(): string[] {
  const lines = (isLegacy: boolean) =>
    expressionVariables
      .filter(({ legacy = false }) => legacy === isLegacy)
      .map(variableText)
      .join("\n");
  const classes = expressionClasses.map(code).join(", ");
  return [
    ...["## Variables", "They exist in expressions and in the Code node alike.", lines(false)],
    `Also ${classes}: Luxon's classes and those of JavaScript.`,
    ...["Old workflows may name these; they are not offered while typing:", lines(true)],
  ];
}

function variableText({ name, aliases = [], args, brief, doc, members = [] }: ExpressionVariable): string {
  const also = aliases.length ? `, also ${aliases.map(code).join(", ")}` : "";
  const line = `- ${code(args === undefined ? name : `${name}(${args})`)}${also}: ${doc ?? brief}`;
  const inner = members.map(
    (member) =>
      `  - ${code(`.${member.name}${member.args === undefined ? "" : `(${member.args})`}`)}${member.doc ? `: ${member.doc}` : ""}`,
  );
  return [line, ...inner].join("\n");
}

const receivers = {
  string: "Text",
  number: "Numbers",
  boolean: "True and false",
  date: "Dates",
  array: "Lists",
  object: "Objects",
} as const satisfies Record<ReceiverType, string>;

function methodsSection(type: ReceiverType): string[] {
  const rows = methodsOf(type).map(({ name, signature, doc, example: [source, gives] }) => {
    const others = Object.entries(methodAliases[type]).flatMap(([alias, of]) => (of === name ? [code(alias)] : []));
    const also = others.length ? `, also ${others.join(", ")}` : "";
    return `- ${code(name + signature)}${also}: ${doc}. ${code(source)} gives ${code(JSON.stringify(gives))}`;
  });
  return [`### ${receivers[type]}`, rows.join("\n")];
}

const opening = [
  "# Nodes",
  "Written by `npm run docs` from `nodes/registry.ts`; do not edit it by hand.",
  "Each parameter is listed with its key in the workflow document, its kind and its default. Unless a parameter says " +
    '"fixed", it may be an [expression](expressions.md). What happens on an error (stop, continue, error branch), ' +
    "retries, a timeout, _execute once_ and _always output_ can be set on every node and are described in " +
    "[workflow-format.md](workflow-format.md).",
];

const unsafe = "A step that a crash cuts off is not run again by itself: the execution fails, and a retry runs it";

function nodeSection(node: NodeDefinition): string[] {
  const facts = [
    `- Type \`${node.type}\`, version ${node.version}`,
    ...(node.inputs.length ? [`- Inputs: ${node.inputs.map(portText).join(", ")}`] : []),
    `- Outputs: ${node.outputs.map(portText).join(", ") || "none"}`,
    ...Object.entries((node.credentials ?? {}) as CredentialSlots).map(
      ([slot, { label, types, optional }]) =>
        `- Credential \`${slot}\` (${label}${optional ? ", optional" : ""}): ${types.map((type) => type.label).join(", ")}`,
    ),
    ...(node.effect === "unsafe"
      ? [
          `- ${unsafe}${node.effectWith ? ". Unless it only reads, or its settings say that it may be: then it is run again" : ""}`,
        ]
      : []),
  ];
  const fields = fieldList(describeParams(node.params));
  return [`### ${node.label}`, `${node.summary}.`, facts.join("\n"), ...(fields ? ["Parameters:", fields] : [])];
}

function portText(port: PortSpec): string {
  if (typeof port === "string") return `\`${port}\``;
  if ("repeat" in port) return `\`${port.name}0\`, \`${port.name}1\` … (one for each of \`${port.repeat}\`)`;
  if ("when" in port) return `\`${port.name}\` (when \`${port.when}\` is ${port.in.map(code).join(" or ")})`;
  return `\`${port.name}\``;
}

/** What no form shows is not for people. */
function fieldList(fields: Fields, indent = ""): string {
  return Object.entries(fields)
    .filter(([, { onlyWhen = {} }]) => Object.values(onlyWhen).every((values) => values.length > 0))
    .map(([key, field]) => fieldText(key, field, indent))
    .join("\n");
}

function fieldText(key: string, field: Field, indent: string): string {
  const traits = [
    kindOf(field),
    ...(field.required ? ["required"] : []),
    ...(field.expression === false ? ["fixed"] : []),
  ];
  const preset = defaultText(field);
  const help = field.help ? ` ${field.help.replace(/\.?$/, ".")}` : "";
  const line = `${indent}- **${field.label}** \`${key}\` (${traits.join(", ")}${preset && `; default ${preset}`}).${help}${onlyWhenText(field)}`;
  const inner = `${indent}  `;
  if (field.control === "list") return [line, fieldList(field.of, inner)].filter(Boolean).join("\n");
  if (field.control !== "choice") return line;
  const cases = Object.entries(field.cases).flatMap(([is, { label, help: caseHelp, fields }]) => [
    `${inner}- \`${is}\`: ${label}${caseHelp ? `. ${caseHelp.replace(/\.?$/, ".")}` : ""}`,
    ...(Object.keys(fields).length ? [fieldList(fields, `${inner}  `)] : []),
  ]);
  return [line, ...cases].join("\n");
}

function onlyWhenText({ onlyWhen = {} }: Field): string {
  const conditions = Object.entries(onlyWhen).map(
    ([sibling, values]) => `\`${sibling}\` is ${values.map(code).join(" or ")}`,
  );
  return conditions.length ? ` Says something only when ${conditions.join(" and ")}.` : "";
}

function kindOf(field: Field): string {
  switch (field.control) {
    case "text":
      return field.multiline ? "long text" : "text";
    case "number": {
      const { min, max, unit } = field;
      const range = [...(min === undefined ? [] : [`from ${min}`]), ...(max === undefined ? [] : [`to ${max}`])];
      return ["number", ...(unit ? [`in ${unit}`] : []), ...range].join(" ");
    }
    case "select":
    case "multiSelect": {
      const options = field.options.map(({ value, label }) => `${code(value)}${label === value ? "" : ` "${label}"`}`);
      return `${field.control === "select" ? "one" : "any"} of ${options.join(", ")}`;
    }
    case "toggle":
      return "yes or no";
    case "json":
      return "JSON";
    case "choice":
      return "one case, named in `is`";
    case "datetime":
      return "date and time";
    case "operation":
      return "an operation, named in `is`";
    case "workflow":
      return "id of a workflow";
    case "code":
      return { javascript: "JavaScript", html: "HTML", sql: "SQL" }[field.language];
    case "secret":
    case "list":
    case "conditions":
      return field.control;
  }
}

/** Empty values and those that take several lines say nothing. */
function defaultText({ control, default: value }: Field): string {
  if (value === null || value === "" || control === "conditions" || control === "list") return "";
  if (control === "choice" && typeof value === "object" && "is" in value) return code(value.is ?? "");
  const text = JSON.stringify(value);
  return text === "[]" || text === "{}" || text.includes("\\n") ? "" : code(value);
}

const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
