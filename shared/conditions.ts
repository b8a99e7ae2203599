import type { Json } from "./item";

export const conditionTypes = ["string", "number", "boolean", "dateTime", "array", "object"] as const;
export type ConditionType = (typeof conditionTypes)[number];

/** `unary` operators have no right side. */
export type OperatorInfo = { operation: string; label: string; unary?: boolean; rightType?: ConditionType };

const presence = [
  { operation: "exists", label: "exists", unary: true },
  { operation: "notExists", label: "does not exist", unary: true },
] as const;
const emptiness = [
  { operation: "empty", label: "is empty", unary: true },
  { operation: "notEmpty", label: "is not empty", unary: true },
] as const;
const lengths = [
  { operation: "lengthEquals", label: "length is", rightType: "number" },
  { operation: "lengthNotEquals", label: "length is not", rightType: "number" },
  { operation: "lengthGt", label: "length is greater than", rightType: "number" },
  { operation: "lengthLt", label: "length is less than", rightType: "number" },
  { operation: "lengthGte", label: "length is at least", rightType: "number" },
  { operation: "lengthLte", label: "length is at most", rightType: "number" },
] as const;

const known = {
  string: [
    { operation: "equals", label: "is equal to" },
    { operation: "notEquals", label: "is not equal to" },
    { operation: "contains", label: "contains" },
    { operation: "notContains", label: "does not contain" },
    { operation: "startsWith", label: "starts with" },
    { operation: "notStartsWith", label: "does not start with" },
    { operation: "endsWith", label: "ends with" },
    { operation: "notEndsWith", label: "does not end with" },
    { operation: "regex", label: "matches regex" },
    { operation: "notRegex", label: "does not match regex" },
    ...emptiness,
    ...presence,
  ],
  number: [
    { operation: "equals", label: "is equal to" },
    { operation: "notEquals", label: "is not equal to" },
    { operation: "gt", label: "is greater than" },
    { operation: "lt", label: "is less than" },
    { operation: "gte", label: "is at least" },
    { operation: "lte", label: "is at most" },
    ...emptiness,
    ...presence,
  ],
  boolean: [
    { operation: "true", label: "is true", unary: true },
    { operation: "false", label: "is false", unary: true },
    { operation: "equals", label: "is equal to" },
    { operation: "notEquals", label: "is not equal to" },
    ...emptiness,
    ...presence,
  ],
  dateTime: [
    { operation: "equals", label: "is equal to" },
    { operation: "notEquals", label: "is not equal to" },
    { operation: "after", label: "is after" },
    { operation: "before", label: "is before" },
    { operation: "afterOrEquals", label: "is after or equal to" },
    { operation: "beforeOrEquals", label: "is before or equal to" },
    ...emptiness,
    ...presence,
  ],
  array: [
    { operation: "contains", label: "contains" },
    { operation: "notContains", label: "does not contain" },
    ...lengths,
    ...emptiness,
    ...presence,
  ],
  object: [...emptiness, ...presence],
} as const satisfies { [type in ConditionType]: readonly OperatorInfo[] };

/** Every comparison a condition can make, by the type of its left side. Drives the form and the evaluation alike. */
export const operators: { [type in ConditionType]: readonly OperatorInfo[] } = known;

type OperatorKey = { [type in ConditionType]: `${type}.${(typeof known)[type][number]["operation"]}` }[ConditionType];

/** Names one of the `operators` where its label is translated. */
export const operatorKey = (type: ConditionType, { operation }: OperatorInfo) => `${type}.${operation}` as OperatorKey;

export type Condition = { left: Json; type: ConditionType; operation: string; right: Json };

/**
 * `loose` converts both sides to the operator's type where that is possible; strict refuses other types.
 * `version` is which of n8n's rules hold: 1 takes every text but the empty one for true, 2 reads "false" as false,
 * 3 (the default) also takes a blank text for no number at all.
 */
export type Conditions = {
  combine: "and" | "or";
  ignoreCase: boolean;
  loose: boolean;
  version?: 1 | 2 | 3;
  conditions: Condition[];
};

export const noConditions: Conditions = { combine: "and", ignoreCase: false, loose: false, conditions: [] };
