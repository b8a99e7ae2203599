import type { Json, JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { count, list, object, text } from "../params";

export const conditionsMappers: Mappers = {
  if(params, version): Mapped {
    const conditions = version >= 2 ? filterConditions(params.conditions, params, version) : legacyConditions(params);
    return { type: "core.if", params: { conditions }, outputs: ["true", "false"] };
  },
  filter(params, version): Mapped {
    const conditions = version >= 2 ? filterConditions(params.conditions, params, version) : legacyConditions(params);
    // Only version 1 has wires from the second.
    return { type: "core.filter", params: { conditions }, outputs: ["main", "dropped"] };
  },
  switch(params, version): Mapped {
    if (params.mode === "expression") return byNumber(params, version);
    return version >= 3 ? byRules(params, version) : byComparisons(params, version);
  },
};

function byNumber(params: JsonObject, version: number): Mapped {
  const given = version >= 3 ? params.numberOutputs : version >= 2 ? params.outputsAmount : 4;
  const outputs = count(given, 4, 50);
  return {
    type: "core.switch",
    params: { mode: { is: "number", outputs, output: params.output ?? 0 }, fallback: "none" },
    outputs: cases(outputs),
  };
}

function byRules(params: JsonObject, version: number): Mapped {
  const options = object(params.options);
  const rules = list(object(params.rules).values ?? object(params.rules).rules).map((row) => ({
    name: text(row.outputKey),
    conditions: filterConditions(row.conditions, params, version),
  }));
  const fallback = fallbackOf(options.fallbackOutput);
  return {
    type: "core.switch",
    params: { mode: { is: "rules", rules, all: options.allMatchingOutputs === true }, ...fallback },
    outputs: [...cases(rules.length), ...(fallback.fallback === "extra" ? ["fallback"] : [])],
  };
}

/** Versions 1 and 2 compare one value with several. Version 1 has four outputs, and each rule names one of them. */
function byComparisons(params: JsonObject, version: number): Mapped {
  const type = text(params.dataType, "number");
  const rows = list(object(params.rules).rules);
  const compared = (row: JsonObject) => legacyCondition(type, { ...row, value1: params.value1 ?? null });
  const rules =
    version >= 2
      ? rows.map((row) => ({ name: text(row.outputKey), conditions: group([compared(row)], "or") }))
      : [0, 1, 2, 3].map((output) => ({
          name: "",
          conditions: group(rows.filter((row) => Number(row.output ?? 0) === output).map(compared), "or"),
        }));
  return {
    type: "core.switch",
    params: { mode: { is: "rules", rules, all: false }, ...fallbackOf(params.fallbackOutput) },
    outputs: cases(rules.length),
  };
}

const cases = (number: number) => Array.from({ length: number }, (_, index) => `case${index}`);

function fallbackOf(value: Json | undefined): { fallback: string; fallbackCase?: number } {
  if (value === "extra") return { fallback: "extra" };
  const index = typeof value === "number" ? value : Number.parseInt(text(value, "-1"), 10);
  return index >= 0 ? { fallback: "case", fallbackCase: index } : { fallback: "none" };
}

function filterConditions(value: Json | undefined, params: JsonObject, version: number): JsonObject {
  const given = object(value);
  const options = object(given.options);
  const loose =
    options.typeValidation === "loose" ||
    params.looseTypeValidation === true ||
    object(params.options).looseTypeValidation === true;
  const ignoreCase = options.caseSensitive === false || (version >= 2 && object(params.options).ignoreCase === true);
  const conditions = list(given.conditions).map(({ leftValue, operator, rightValue }) => {
    const { type, operation } = object(operator);
    return {
      left: leftValue ?? null,
      type: type === "any" ? "string" : text(type, "string"),
      operation: text(operation, "equals"),
      right: rightValue ?? null,
    };
  });
  const rules = options.version === 2 || options.version === 3 ? options.version : 1;
  return { combine: given.combinator === "or" ? "or" : "and", ignoreCase, loose, version: rules, conditions };
}

const legacyOperations: { [operation: string]: string } = {
  equal: "equals",
  notEqual: "notEquals",
  larger: "gt",
  largerEqual: "gte",
  smaller: "lt",
  smallerEqual: "lte",
  isEmpty: "empty",
  isNotEmpty: "notEmpty",
};
const firstOperation: { [type: string]: string } = { number: "smaller", dateTime: "after" };
const secondValue: JsonObject = { number: 0, boolean: false };

function legacyConditions(params: JsonObject): JsonObject {
  const conditions = Object.entries(object(params.conditions)).flatMap(([type, rows]) =>
    list(rows).map((row) => legacyCondition(type, row)),
  );
  const isAny = params.combineOperation === "any" || params.combineConditions === "OR";
  return group(conditions, isAny ? "or" : "and");
}

function legacyCondition(type: string, { value1, value2, operation }: JsonObject): JsonObject {
  const given = text(operation, firstOperation[type] ?? "equal");
  const right = value2 ?? secondValue[type] ?? "";
  const known = legacyOperations[given] ?? given;
  return { left: value1 ?? secondValue[type] ?? "", type, operation: known, right };
}

/** Old comparisons took every value, and texts of false for false. */
const group = (conditions: JsonObject[], combine: "and" | "or"): JsonObject => ({
  ...{ combine, ignoreCase: false, loose: true, version: 2, conditions },
});
