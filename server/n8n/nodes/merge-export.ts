import type { JsonObject } from "@/shared/item";
import type { Exported, Exporters } from "../mapper";
import { count, list, object, stored, text, unless } from "../params";

export const mergeExporters: Exporters = {
  "core.merge": (params) => {
    const how = object(params.how);
    const inputs = Array.from({ length: count(params.inputs, 2, 10) }, (_, index) => `input${index}`);
    if (how.is === "fields" && how.strict === true) return joinedStrictly(how, params);
    return {
      ...{ type: "n8n-nodes-base.merge", typeVersion: 3.2, inputs },
      parameters: stored({ ...modeOf(how, params), numberInputs: unless(params.inputs, 2) }),
    };
  },
};

/** Up to version 2, which has two inputs, values had to be of the same type. */
const joinedStrictly = (how: JsonObject, params: JsonObject): Exported => {
  const { combineBy: _, advanced: __, ...parameters } = modeOf({ ...how, strict: false }, params);
  return { type: "n8n-nodes-base.merge", typeVersion: 2, parameters, inputs: ["input0", "input1"] };
};

function modeOf(how: JsonObject, params: JsonObject): JsonObject {
  const clash = clashOf(params);
  switch (how.is) {
    case "position":
      return combined("combineByPosition", { ...clash, ...(how.unpaired === true && { includeUnpaired: true }) });
    case "all":
      return combined("combineAll", clash);
    case "fields":
      return {
        ...combined("combineByFields", {
          ...clash,
          ...(how.single === true && { multipleMatches: "first" }),
          ...(how.fuzzy === true && { fuzzyCompare: true }),
        }),
        ...matching(list(how.match)),
        ...{ joinMode: joins[text(how.keep)] ?? "keepMatches", outputDataFrom: sides[text(how.output)] ?? "both" },
      };
    case "sql":
      return { mode: "combineBySql", query: how.query ?? "" };
    case "choose":
      return { mode: "chooseBranch", useDataOfInput: how.input ?? 1 };
    case "empty":
      return { mode: "chooseBranch", output: "empty" };
    default:
      return {};
  }
}

const combined = (combineBy: string, options: JsonObject): JsonObject => ({ mode: "combine", combineBy, options });

const joins: { [keep: string]: string } = {
  keepNonMatches: "keepNonMatches",
  keepEverything: "keepEverything",
  enrichFirst: "enrichInput1",
  enrichSecond: "enrichInput2",
};
const sides: { [output: string]: string } = { first: "input1", second: "input2" };

/** Fields of one name on both sides are a text; only then the second name may be left out. */
function matching(rows: JsonObject[]): JsonObject {
  const isShort = rows.every(({ first, second }) => !second && !/^=|,/.test(text(first)));
  if (isShort) return { fieldsToMatchString: rows.map(({ first }) => text(first)).join(", ") };
  const values = rows.map(({ first = "", second }) => ({ field1: first, field2: second || first }));
  return { advanced: true, mergeByFields: { values } };
}

const prefers: { [prefer: string]: string } = { suffix: "addSuffix", first: "preferInput1", last: "preferLast" };

function clashOf({ prefer, deep, skipEmpty, dots }: JsonObject): JsonObject {
  const values = stored({
    resolveClash: prefers[text(prefer)],
    mergeMode: deep === false ? "shallowMerge" : undefined,
    overrideEmpty: unless(skipEmpty, false),
  });
  return {
    ...(Object.keys(values).length > 0 && { clashHandling: { values } }),
    ...(dots === false && { disableDotNotation: true }),
  };
}
