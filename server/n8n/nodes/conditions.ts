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
    return { type: "core.filter", params: { conditions } };
  },
  switch(params, version): Mapped {
    const rows = list(object(params.rules).values ?? object(params.rules).rules);
    if (version < 3) return { type: "core.noOp", warnings: ["Switch of an old version cannot be taken over yet"] };
    const options = object(params.options);
    const extra = options.fallbackOutput === "extra";
    const rules = rows.map((row) => ({
      name: text(row.outputKey),
      conditions: filterConditions(row.conditions, params, version),
    }));
    if (params.mode === "expression") {
      const outputs = count(params.numberOutputs, 4, 50);
      const ports = Array.from({ length: outputs }, (_, index) => `case${index}`);
      return {
        type: "core.switch",
        params: { mode: { is: "number", outputs, output: params.output ?? 0 }, fallback: "none" },
        outputs: ports,
      };
    }
    return {
      type: "core.switch",
      params: {
        mode: { is: "rules", rules, all: options.allMatchingOutputs === true },
        fallback: extra ? "extra" : "none",
      },
      outputs: [...rules.map((_, index) => `case${index}`), ...(extra ? ["fallback"] : [])],
    };
  },
};

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
  notRegex: "notRegex",
};

function legacyConditions(params: JsonObject): JsonObject {
  const conditions = Object.entries(object(params.conditions)).flatMap(([type, rows]) =>
    list(rows).map(({ value1, operation, value2 }) => {
      const given = text(operation, type === "number" ? "smaller" : "equal");
      return { left: value1 ?? null, type, operation: legacyOperations[given] ?? given, right: value2 ?? null };
    }),
  );
  const combine =
    (params.combineOperation ?? params.combineConditions) === "any" || params.combineConditions === "OR" ? "or" : "and";
  return { combine, ignoreCase: false, loose: true, conditions: conditions as unknown as Json };
}
