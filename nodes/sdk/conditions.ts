import { DateTime } from "luxon";
import { type Condition, type Conditions, type ConditionType, operators } from "@/shared/conditions";
import { NodeError } from "./node-error";
import { matches } from "./safe-regexp";

/** Whether resolved conditions hold. Throws `NodeError` for values that do not fit the comparison's type. */
export function meets({ combine, ignoreCase, loose, conditions }: Conditions, param = "conditions"): boolean {
  const holds = (condition: Condition, index: number) =>
    compare(condition, { ignoreCase, loose }, { number: index + 1, param: `${param}.conditions.${index}` });
  return combine === "and" ? conditions.every(holds) : conditions.some(holds);
}

type Options = { ignoreCase: boolean; loose: boolean };
type Place = { number: number; param: string };

function compare(condition: Condition, options: Options, place: Place): boolean {
  const { type, operation } = condition;
  if (operation === "exists") return condition.left !== null && condition.left !== undefined;
  if (operation === "notExists") return condition.left === null || condition.left === undefined;

  const known = operators[type].find((operator) => operator.operation === operation);
  const rightType = known?.rightType ?? (type === "array" ? undefined : type);
  const left = toType(condition.left, type, options, place);
  const right = known?.unary || !rightType ? condition.right : toType(condition.right, rightType, options, place);
  if (operation === "empty") return isEmpty(left);
  if (operation === "notEmpty") return !isEmpty(left);
  switch (type) {
    case "string":
      return compareText(operation, left, right, options.ignoreCase);
    case "number":
      return compareOrder(operation, left, right);
    case "dateTime":
      return compareOrder(dateOperations[operation] ?? operation, timeOf(left), timeOf(right));
    case "boolean":
      if (operation === "true" || operation === "false") return left === (operation === "true");
      return operation === "equals" ? left === right : left !== right;
    case "array":
      return compareArray(operation, left, condition.right, right, options.ignoreCase);
    case "object":
      return false;
  }
}

const dateOperations: { [operation: string]: string } = {
  after: "gt",
  before: "lt",
  afterOrEquals: "gte",
  beforeOrEquals: "lte",
};

function compareText(operation: string, leftValue: unknown, rightValue: unknown, ignoreCase: boolean): boolean {
  const fold = (value: unknown) => {
    const text = value === null || value === undefined ? "" : String(value);
    return ignoreCase ? text.toLowerCase() : text;
  };
  const left = fold(leftValue);
  const right = fold(rightValue);
  switch (operation) {
    case "equals":
      return left === right;
    case "notEquals":
      return left !== right;
    case "contains":
      return left.includes(right);
    case "notContains":
      return !left.includes(right);
    case "startsWith":
      return left.startsWith(right);
    case "notStartsWith":
      return !left.startsWith(right);
    case "endsWith":
      return left.endsWith(right);
    case "notEndsWith":
      return !left.endsWith(right);
    case "regex":
      return matches(String(rightValue ?? ""), String(leftValue ?? ""), ignoreCase);
    case "notRegex":
      return !matches(String(rightValue ?? ""), String(leftValue ?? ""), ignoreCase);
    default:
      return false;
  }
}

function compareOrder(operation: string, left: unknown, right: unknown): boolean {
  if (operation === "equals") return left === right;
  if (operation === "notEquals") return left !== right;
  if (typeof left !== "number" || typeof right !== "number") return false;
  switch (operation) {
    case "gt":
      return left > right;
    case "lt":
      return left < right;
    case "gte":
      return left >= right;
    case "lte":
      return left <= right;
    default:
      return false;
  }
}

function compareArray(operation: string, left: unknown, wanted: unknown, size: unknown, ignoreCase: boolean): boolean {
  const list = Array.isArray(left) ? left : [];
  const fold = (value: unknown) => (ignoreCase && typeof value === "string" ? value.toLowerCase() : value);
  const has = () => list.some((entry) => fold(entry) === fold(wanted));
  if (operation === "contains") return has();
  if (operation === "notContains") return !has();
  const lengths: { [operation: string]: string } = {
    lengthEquals: "equals",
    lengthNotEquals: "notEquals",
    lengthGt: "gt",
    lengthLt: "lt",
    lengthGte: "gte",
    lengthLte: "lte",
  };
  return compareOrder(lengths[operation] ?? "", list.length, size);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (typeof value === "number") return Number.isNaN(value);
  return typeof value === "object" && !DateTime.isDateTime(value) && Object.keys(value).length === 0;
}

function toType(value: unknown, type: ConditionType, { loose }: Options, place: Place): unknown {
  if (value === null || value === undefined) return value;
  if (type === "array" || type === "object") return toStructure(value, type, loose, place);
  if (type === "dateTime") return toMoment(value, place);
  if (typeof value === type) return value;
  if (loose) {
    const converted = convert(value, type);
    if (converted !== undefined) return converted;
  }
  throw mismatch(value, type, loose, place);
}

function convert(value: unknown, type: ConditionType): unknown {
  if (type === "string") return typeof value === "object" ? JSON.stringify(value) : String(value);
  if (type === "number") {
    if (typeof value === "boolean") return Number(value);
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
    return Number.isNaN(number) ? undefined : number;
  }
  if (value === 1 || value === "1" || /^(true|yes|on)$/i.test(String(value))) return true;
  if (value === 0 || value === "0" || value === "" || /^(false|no|off)$/i.test(String(value))) return false;
  return undefined;
}

function toStructure(value: unknown, type: "array" | "object", loose: boolean, place: Place): unknown {
  const fits = (candidate: unknown) =>
    type === "array"
      ? Array.isArray(candidate)
      : typeof candidate === "object" && candidate !== null && !Array.isArray(candidate);
  if (fits(value)) return value;
  if (loose && typeof value === "string") {
    try {
      const parsed: unknown = JSON.parse(value);
      if (fits(parsed)) return parsed;
    } catch {
      // Not JSON: reported below like any other value that does not fit.
    }
  }
  throw mismatch(value, type, loose, place);
}

function toMoment(value: unknown, place: Place): DateTime {
  const text = String(value);
  const moment = typeof value === "number" ? DateTime.fromMillis(value) : DateTime.fromISO(text);
  if (moment.isValid) return moment;
  const other = [DateTime.fromRFC2822(text), DateTime.fromHTTP(text), DateTime.fromSQL(text)].find(
    ({ isValid }) => isValid,
  );
  if (other) return other;
  throw mismatch(value, "dateTime", true, place);
}

const timeOf = (value: unknown) => (DateTime.isDateTime(value) ? value.toMillis() : value);

function mismatch(value: unknown, type: ConditionType, loose: boolean, { number, param }: Place): NodeError {
  const shown = JSON.stringify(value);
  const wanted = {
    string: "text",
    number: "a number",
    boolean: "true or false",
    dateTime: "a date",
    array: "a list",
    object: "an object",
  }[type];
  return new NodeError(
    `Condition ${number}: ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown} is not ${wanted}`,
    {
      code: "CONDITION_TYPE",
      hint: loose
        ? "Correct the data or the comparison"
        : 'Correct the data, compare as another type, or turn on "Convert types"',
      param,
    },
  );
}
