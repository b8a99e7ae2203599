import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { plainPath } from "@/shared/expression";
import type { Json } from "@/shared/item";
import type { ExpressionHost } from "../expression-host";
import { chainAtEnd, regionAt } from "./code-regions";
import { explainedIn, expressionHelp } from "./expression-help";
import {
  consoleMembers,
  itemMembers,
  membersOf,
  methodsFor,
  momentMembers,
  scopeMembers,
  scriptVariables,
  variables,
} from "./known-names";

/** Completes variables, the real fields of the data, node names and methods. `whole`: the text is all code. */
export function completeExpression(host: () => ExpressionHost | undefined, whole = false): CompletionSource {
  return async (context) => {
    const known = host();
    if (!known) return null;
    const text = context.state.doc.toString();
    const from = whole ? 0 : regionAt(text, context.pos)?.codeFrom;
    if (from === undefined) return null;
    const found = await complete(text.slice(from, context.pos), context, known, whole);
    const help = await expressionHelp();
    return found && { ...found, options: found.options.map((option) => explainedIn(help, option)) };
  };
}

const nodeName = /\$\(\s*(["'`]?)([^"'`)]*)$/;
const fieldKey = /(?:\.|\?\.)([\w$]*)$/;
const variable = /\$?[A-Za-z_$]*$/;

async function complete(
  code: string,
  context: CompletionContext,
  host: ExpressionHost,
  isScript: boolean,
): Promise<CompletionResult | null> {
  const inName = nodeName.exec(code);
  if (inName) {
    const from = context.pos - (inName[2] ?? "").length - (inName[1] ?? "").length;
    return { from, options: host.nodeNames.map((name) => nodeOption(name)), filter: true };
  }
  const key = fieldKey.exec(code);
  if (key) {
    const target = chainAtEnd(code.slice(0, key.index));
    const options = (isScript ? scriptMembersAt(target, host) : undefined) ?? (await membersAt(target, host));
    return options.length === 0 ? null : { from: context.pos - (key[1] ?? "").length, options };
  }
  const word = variable.exec(code)?.[0] ?? "";
  if (word === "" && !context.explicit && code.trim() !== "") return null;
  return { from: context.pos - word.length, options: isScript ? scriptVariables : variables };
}

const nodeOption = (name: string): Completion => ({
  label: JSON.stringify(name).replaceAll('\\"', '"'),
  displayLabel: name,
  type: "class",
  apply: (view, _completion, from, to) => {
    const insert = `'${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
    const closes = view.state.sliceDoc(to, to + 1) === ")";
    view.dispatch({
      changes: { from, to, insert: closes ? insert : `${insert})` },
      selection: { anchor: from + insert.length + 1 },
    });
  },
});

const otherNode = /^\$\(\s*(["'`])(.*?)\1\s*\)(.*)$/s;
const itemStep = /^\.(?:item|first\(\)|last\(\)|itemMatching\([^)]*\))(.*)$/s;

/** What may follow the dot after `target`. */
async function membersAt(target: string, host: ExpressionHost): Promise<Completion[]> {
  if (target === "$now" || target === "$today") return momentMembers;
  if (target === "$vars") return host.variableNames.map((name) => ({ label: name, type: "variable" }));
  const scope = scopeMembers.get(target);
  if (scope) return scope;

  const other = otherNode.exec(target);
  if (other) {
    const [, , name = "", rest = ""] = other;
    if (rest === "") return scopeMembers.get("$") ?? [];
    const inItem = itemStep.exec(rest)?.[1];
    if (inItem === "") return itemMembers;
    const path = inItem ?? rest;
    return path.startsWith(".json") ? fieldsAt(`$json${path.slice(5)}`, await host.fieldsOf(name)) : [];
  }
  if (target.startsWith("$input")) {
    const inItem = itemStep.exec(target.slice(6))?.[1];
    if (inItem === "") return itemMembers;
    return inItem?.startsWith(".json") ? fieldsAt(`$json${inItem.slice(5)}`, host.input) : [];
  }
  return fieldsAt(target, host.input);
}

const ownItem = /^(?:item(?!s)|items\[\w+\]|items\.at\([^)]*\))(.*)$/s;

/** The same for the names that only the Code node has. */
function scriptMembersAt(target: string, host: ExpressionHost): Completion[] | undefined {
  if (target === "console") return consoleMembers;
  if (target === "items" || target === "$input.all()") return methodsFor("array");
  const rest = ownItem.exec(target)?.[1];
  if (rest === undefined) return undefined;
  if (rest === "") return itemMembers;
  return rest.startsWith(".json") ? fieldsAt(`$json${rest.slice(5)}`, host.input) : [];
}

function fieldsAt(target: string, data: Json | undefined): Completion[] {
  const keys = plainPath(target);
  let value: Json | undefined = data;
  for (const key of keys ?? []) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return [];
    value = (value as { [key: string]: Json })[key];
  }
  return keys && value !== undefined ? membersOf(value) : [];
}
