import { type AnyNode, type Expression, type Node, parse } from "acorn";
import { methodNames } from "@/shared/expression-methods";
import type { PreparedCode } from "../protocol";
import { blockedNames, hiddenGlobals } from "./names";
import { boundNames, children } from "./walk";

/**
 * Expressions made ready for the isolate: parsed once, checked, and rewritten where the language differs from
 * JavaScript. `x.method(…)` of an extension method becomes a call of the runtime's dispatch, so that no prototype has
 * to be extended. The isolate is the boundary; the checks here give clear errors early.
 */

const prepared = new Map<string, PreparedCode>();

export function prepareCode(code: string): PreparedCode {
  const known = prepared.get(code);
  if (known) return known;
  if (prepared.size > 5_000) prepared.clear();
  const result = prepareNew(code);
  prepared.set(code, result);
  return result;
}

function prepareNew(code: string): PreparedCode {
  try {
    const source = code.startsWith("{") ? `(${code}\n)` : code;
    const expression = firstExpression(source);
    const state: State = { source, edits: [], names: new Set(), own: boundNames(expression), mutates: false };
    visit(expression, state, undefined);
    const text = applyEdits(source, expression, state.edits);
    return { text, names: [...state.names], mutates: state.mutates };
  } catch (thrown) {
    if (thrown instanceof Refused) return { refused: thrown.message };
    if (thrown instanceof RangeError) return { refused: "The expression is nested too deeply" };
    const message = thrown instanceof Error ? thrown.message.replace(/ \(\d+:\d+\)$/, "") : String(thrown);
    return { refused: `Not a valid expression: ${message}` };
  }
}

class Refused extends Error {}

/** More than one statement is allowed: the first is the expression. */
function firstExpression(source: string): Expression {
  const { body } = parse(source, { ecmaVersion: "latest", sourceType: "script" });
  const [first] = body;
  if (first?.type !== "ExpressionStatement") {
    throw new Error(first ? "only a single expression is possible, no statements" : "it is empty");
  }
  return first.expression;
}

type Edit = { start: number; end: number; text: string };
type State = { source: string; edits: Edit[]; names: Set<string>; own: Set<string>; mutates: boolean };

function visit(node: AnyNode, state: State, parent: AnyNode | undefined): void {
  switch (node.type) {
    case "Identifier":
      visitName(node, state, parent);
      return;
    case "MemberExpression":
      refuseBlocked(keyOf(node));
      if (changing.test(keyOf(node) ?? "")) state.mutates = true;
      if (!node.optional && endsChain(node.object)) goOn(node, state);
      break;
    case "Property":
      refuseBlocked(keyOf(node));
      if (node.shorthand && node.value.type === "Identifier") {
        const hidden = parent?.type === "ObjectExpression" ? hiddenValue(node.value.name, state) : undefined;
        if (hidden === undefined) state.names.add(node.value.name);
        else state.edits.push({ start: node.end, end: node.end, text: `:${hidden}` });
        return;
      }
      break;
    case "AssignmentExpression":
    case "UpdateExpression":
      state.mutates = true;
      break;
    case "UnaryExpression":
      if (node.operator === "delete") state.mutates = true;
      break;
    case "CallExpression":
      visitCall(node, state);
      break;
    case "ImportExpression":
    case "MetaProperty":
      throw new Refused("An expression cannot import");
  }
  for (const child of children(node)) visit(child, state, node);
}

function visitName(node: AnyNode & { type: "Identifier" }, state: State, parent: AnyNode | undefined): void {
  refuseBlocked(node.name);
  state.names.add(node.name);
  const isAsked = parent?.type === "UnaryExpression" && parent.operator === "typeof";
  const hidden = isAsked ? undefined : hiddenValue(node.name, state);
  if (hidden !== undefined) state.edits.push({ start: node.start, end: node.end, text: hidden });
}

const hiddenValue = (name: string, { own }: State) =>
  Object.hasOwn(hiddenGlobals, name) && !own.has(name) ? hiddenGlobals[name] : undefined;

/** What changes plain data; dates and sets are never part of it. */
const changing = /^(?:sort|reverse|push|pop|shift|unshift|splice|fill|copyWithin|assign)$/;
const openCall = /^(?:\s|\/\*[\s\S]*?\*\/|\/\/.*\n)*(\?\.)?(?:\s|\/\*[\s\S]*?\*\/|\/\/.*\n)*\(/;
const lastDot = /(\?\.|\.)(?:\s|\/\*[\s\S]*?\*\/|\/\/.*\n)*$/;

function visitCall(node: AnyNode & { type: "CallExpression" }, state: State): void {
  const { callee } = node;
  if (callee.type === "Identifier" && callee.name === "$if") chooseLazily(node, state);
  if (callee.type !== "MemberExpression" || callee.object.type === "Super") return;
  const name = keyOf(callee);
  if (name === undefined) {
    state.mutates = true;
    return;
  }
  if (callee.computed || !methodNames.has(name)) return;
  const between = state.source.slice(callee.object.end, callee.property.start);
  const dot = lastDot.exec(between);
  const open = openCall.exec(state.source.slice(callee.end));
  if (!dot || !open) return;
  const isOptional = node.optional || isOptionalChain(callee);
  const start = callee.object.end + dot.index;
  const end = callee.end + open[0].length;
  const comma = node.arguments.length > 0 && !isOptional ? "," : "";
  state.edits.push({ start: node.start, end: node.start, text: isOptional ? "$$callIf(" : "$$call(" });
  state.edits.push({ start, end, text: `,"${name}"${isOptional ? ",()=>[" : comma}` });
  if (isOptional) state.edits.push({ start: node.end - 1, end: node.end - 1, text: "]" });
}

/** Whether it is a call that is made only if there is a value, so that what follows must end with it. */
function endsChain(node: AnyNode): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  const { callee } = node;
  return !callee.computed && methodNames.has(keyOf(callee) ?? "") && (node.optional || isOptionalChain(callee));
}

/** `$if(test, yes, no)` as `(test ? yes : no)`, so that only one of the two is evaluated. */
function chooseLazily(node: AnyNode & { type: "CallExpression" }, { source, edits }: State): void {
  const [test, yes, no, ...others] = node.arguments;
  const open = openCall.exec(source.slice(node.callee.end));
  if (!test || !yes || others.length > 0 || !open || node.optional) return;
  if (node.arguments.some(({ type }) => type === "SpreadElement")) return;
  const last = no ?? yes;
  if (source.slice(last.end, node.end).includes(",")) return;
  const comma = (before: Node) => source.indexOf(",", before.end);
  const question = comma(test);
  edits.push({ start: node.start, end: node.callee.end + open[0].length, text: "((" });
  edits.push({ start: question, end: question + 1, text: ")?(" });
  if (no) edits.push({ start: comma(yes), end: comma(yes) + 1, text: "):(" });
  edits.push({ start: node.end - 1, end: node.end, text: no ? "))" : "):false)" });
}

/** Turns a link of a chain into an optional one. */
function goOn({ object, property, computed }: AnyNode & { type: "MemberExpression" }, { source, edits }: State): void {
  const between = source.slice(object.end, property.start);
  const at = object.end + (computed ? between.lastIndexOf("[") : (lastDot.exec(between)?.index ?? 0));
  edits.push({ start: at, end: at, text: computed ? "?." : "?" });
}

/** Whether something before in the chain, or this link, may end it with undefined. */
function isOptionalChain(node: AnyNode): boolean {
  if (node.type === "MemberExpression") return node.optional || isOptionalChain(node.object);
  if (node.type === "CallExpression") return node.optional || isOptionalChain(node.callee);
  return false;
}

/** The name a member or property is addressed by, where it is written out. */
function keyOf(node: AnyNode & { type: "MemberExpression" | "Property" }): string | undefined {
  const key = node.type === "Property" ? node.key : node.property;
  if (!node.computed && key.type === "Identifier") return key.name;
  if (key.type === "Literal") return String(key.value);
  if (key.type === "TemplateLiteral" && key.quasis.length === 1) return key.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

function refuseBlocked(name: string | undefined): void {
  if (name !== undefined && blockedNames.has(name)) {
    throw new Refused(`Cannot access "${name}" due to security concerns`);
  }
}

function applyEdits(source: string, { start, end }: Node, edits: Edit[]): string {
  const sorted = edits.map((edit, order) => ({ ...edit, order }));
  sorted.sort((a, b) => a.start - b.start || a.order - b.order);
  let text = "";
  let at = start;
  for (const edit of sorted) {
    text += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + source.slice(at, end);
}
