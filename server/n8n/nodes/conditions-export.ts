import { operators } from "@/shared/conditions";
import type { Json, JsonObject } from "@/shared/item";
import type { Exporters } from "../mapper";
import { count, list, object, stored, text, unless } from "../params";

export const conditionsExporters: Exporters = {
  "core.if": (params) => ({
    ...{ type: "n8n-nodes-base.if", typeVersion: 2.3, outputs: ["true", "false"] },
    parameters: { conditions: filterOf(params.conditions), ...comparing([params.conditions]) },
  }),
  "core.filter": (params) => ({
    ...{ type: "n8n-nodes-base.filter", typeVersion: 2.3, outputs: ["main", "dropped"] },
    parameters: { conditions: filterOf(params.conditions), ...comparing([params.conditions]) },
  }),
  "core.switch": (params) => {
    const mode = object(params.mode);
    const isNumber = mode.is === "number";
    const rules = list(mode.rules);
    const cases = isNumber ? count(mode.outputs, 4, 50) : rules.length;
    const outputs = Array.from({ length: cases }, (_, index) => `case${index}`);
    if (!isNumber && params.fallback === "extra") outputs.push("fallback");
    return {
      ...{ type: "n8n-nodes-base.switch", typeVersion: 3.4, outputs },
      parameters: isNumber
        ? stored({ mode: "expression", numberOutputs: mode.outputs, output: mode.output })
        : byRules(rules, mode.all, fallbackOf(params)),
    };
  },
};

function byRules(rules: JsonObject[], all: Json | undefined, fallbackOutput: Json | undefined): JsonObject {
  const values = rules.map(({ name, conditions }) => ({
    conditions: filterOf(conditions),
    ...(name ? { renameOutput: true, outputKey: name } : {}),
  }));
  const { options, ...more } = comparing(rules.map(({ conditions }) => conditions));
  return {
    rules: { values },
    ...more,
    options: stored({ ...object(options), fallbackOutput, allMatchingOutputs: unless(all, false) }),
  };
}

function fallbackOf({ fallback, fallbackCase }: JsonObject): Json | undefined {
  if (fallback === "case") return fallbackCase;
  return fallback === "extra" ? "extra" : undefined;
}

/** How n8n compares is written twice: with each group, and as options of the node that its form shows. */
function comparing(groups: (Json | undefined)[]): JsonObject {
  const isLoose = groups.length > 0 && groups.every((group) => object(group).loose === true);
  const ignoresCase = groups.length > 0 && groups.every((group) => object(group).ignoreCase === true);
  return { ...(isLoose && { looseTypeValidation: true }), options: ignoresCase ? { ignoreCase: true } : {} };
}

function filterOf(value: Json | undefined): JsonObject {
  const { combine, ignoreCase, loose, version, conditions } = object(value);
  return {
    options: {
      ...{ caseSensitive: ignoreCase !== true, leftValue: "" },
      ...{ typeValidation: loose === true ? "loose" : "strict", version: version ?? 3 },
    },
    conditions: list(conditions).map((condition, index) => ({
      id: `condition-${index}`,
      leftValue: condition.left ?? null,
      rightValue: condition.right ?? null,
      operator: operatorOf(text(condition.type), text(condition.operation)),
    })),
    combinator: combine === "or" ? "or" : "and",
  };
}

function operatorOf(type: string, operation: string): JsonObject {
  const known = Object.entries(operators).find(([name]) => name === type)?.[1];
  const found = known?.find((operator) => operator.operation === operation);
  return stored({ type, operation, singleValue: found?.unary, rightType: found?.rightType });
}
