import { DateTime } from "luxon";
import { type Condition, type Conditions, type ConditionType, operators } from "@/shared/conditions";
import { type CoercionOptions, coerce } from "./coercion";
import { NodeError } from "./node-error";
import { matches } from "./safe-regexp";

type Options = Pick<Conditions, "ignoreCase" | "loose" | "version"> & { zone?: string };
type Place = { number: number; param: string };

/**
 * Whether resolved conditions hold. `zone` (IANA name) is for dates that name none.
 * Throws `NodeError` for values that do not fit the comparison's type.
 */
export function meets(
  { combine, conditions, ...options }: Conditions,
  { param = "conditions", zone }: { param?: string; zone?: string } = {},
): boolean {
  const holds = (condition: Condition, index: number) =>
    compare(condition, { ...options, zone }, { number: index + 1, param: `${param}.conditions.${index}` });
  return combine === "and" ? conditions.every(holds) : conditions.some(holds);
}

function compare(condition: Condition, options: Options, place: Place): boolean {
  const { type, operation } = condition;
  const known = operators[type].find((operator) => operator.operation === operation);
  const rightType = known?.rightType ?? (type === "array" ? undefined : type);
  const left = toType(condition.left, type, options, place);
  const right = known?.unary || !rightType ? condition.right : toType(condition.right, rightType, options, place);
  const exists = left !== null && left !== undefined && !Number.isNaN(left);
  switch (operation) {
    case "exists":
      return exists;
    case "notExists":
      return !exists;
    case "empty":
      return !exists || isEmpty(left);
    case "notEmpty":
      return exists && !isEmpty(left);
  }
  switch (type) {
    case "string":
      return compareText(operation, left, right, options.ignoreCase);
    case "number":
      return compareOrder(operation, left, right);
    case "dateTime":
      return exists && DateTime.isDateTime(right)
        ? compareOrder(dateOperations[operation] ?? operation, timeOf(left), timeOf(right))
        : false;
    case "boolean":
      if (operation === "true" || operation === "false") return Boolean(left) === (operation === "true");
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
  const pattern = String(rightValue ?? "");
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
      return matches(pattern, left);
    case "notRegex":
      return !matches(pattern, left);
    default:
      return false;
  }
}

function compareOrder(operation: string, left: unknown, right: unknown): boolean {
  if (operation === "equals") return left === right;
  if (operation === "notEquals") return left !== right;
  // Nothing counts as 0, the way JavaScript compares it; what is no number at all is neither less nor more.
  const [a, b] = [Number(left), Number(right)];
  switch (operation) {
    case "gt":
      return a > b;
    case "lt":
      return a < b;
    case "gte":
      return a >= b;
    case "lte":
      return a <= b;
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
  if (value === "") return true;
  return typeof value === "object" && value !== null && !DateTime.isDateTime(value) && Object.keys(value).length === 0;
}

function toType(value: unknown, type: ConditionType, options: Options, place: Place): unknown {
  const { loose, version = 3, zone } = options;
  if (value === null || value === undefined) return value;
  if (type === "number" && Number.isNaN(value)) return value;
  if (type === "boolean" && loose) {
    const read = version >= 2 ? coerce(value, type) : undefined;
    return read?.ok ? read.value : Boolean(value);
  }
  if (type === "number" && loose && version >= 3 && isBlank(value)) return null;
  const settings: CoercionOptions = { strict: !loose, parseStrings: true, zone };
  const converted = coerce(value, type, settings);
  if (converted.ok) return converted.value;
  throw mismatch(value, converted.wanted, loose, place);
}

const isBlank = (value: unknown) =>
  (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);

const timeOf = (value: unknown) => (DateTime.isDateTime(value) ? value.toMillis() : value);

function mismatch(value: unknown, wanted: string, loose: boolean, { number, param }: Place): NodeError {
  const shown = JSON.stringify(value);
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
