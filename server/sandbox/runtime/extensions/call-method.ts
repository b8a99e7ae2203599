import { methodAliases, type ReceiverType } from "@/shared/expression-methods";
import { ExpressionError, fail } from "../expression-error";
import { isLuxonDate } from "../lazy";
import { dateMethods } from "./date";
import { listMethods } from "./list";
import { isDateText } from "./moment";
import { booleanMethods, numberMethods } from "./number";
import { objectMethods } from "./object";
import { textMethods } from "./text";

type Method = (value: never, args: unknown[]) => unknown;

const methods: { readonly [type in ReceiverType]: { readonly [name: string]: Method } } = {
  string: textMethods,
  number: numberMethods,
  boolean: booleanMethods,
  date: dateMethods,
  array: listMethods,
  object: objectMethods,
};

/** A call of an extension method: the method of the value's type, else its own, else whether it is empty. */
export function callMethod(receiver: unknown, name: string, ...args: unknown[]): unknown {
  if (receiver === null || receiver === undefined) {
    if (name === "isEmpty") return true;
    if (name === "isNotEmpty") return false;
    return fail(`${name} can't be used on ${String(receiver)} value`);
  }
  const type = typeOf(receiver);
  const method = type && find(type, name);
  if (method) return run(method, receiver, args);
  if (type === "string" && find("date", name) && isDateText(receiver as string)) {
    return run(find("date", name) as Method, new Date(receiver as string), args);
  }
  const own = (receiver as { [name: string]: unknown })[name];
  if (typeof own === "function") return own.apply(receiver, args);
  if (name === "isEmpty" || name === "isNotEmpty") return (Object.keys(receiver).length === 0) === (name === "isEmpty");
  throw new TypeError(`${name} is not a function`);
}

/** The same behind a `?.`: nothing is called on null and undefined. */
export const callMethodIf = (receiver: unknown, name: string, args: () => unknown[]): unknown =>
  receiver === null || receiver === undefined ? undefined : callMethod(receiver, name, ...args());

function run(method: Method, receiver: unknown, args: unknown[]): unknown {
  try {
    return method(receiver as never, args);
  } catch (thrown) {
    if (thrown instanceof URIError) throw new ExpressionError(thrown.message);
    throw thrown;
  }
}

function find(type: ReceiverType, name: string): Method | undefined {
  const aliases = methodAliases[type];
  const known = Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
  return Object.hasOwn(methods[type], known) ? methods[type][known] : undefined;
}

/** Undefined for objects of other classes: their own methods come first. */
function typeOf(value: unknown): ReceiverType | undefined {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return typeof value as ReceiverType;
    case "object":
      break;
    default:
      return undefined;
  }
  if (Array.isArray(value)) return "array";
  if (value instanceof Date || isLuxonDate(value)) return "date";
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? "object" : undefined;
}
