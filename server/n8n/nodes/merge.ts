import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { count, list, object, text } from "../params";

export const mergeMappers: Mappers = {
  merge(params, version): Mapped {
    const number = count(params.numberInputs, 2, 10);
    const inputs = Array.from({ length: number }, (_, index) => `input${index}`);
    const mode = text(params.mode, "append");
    const how: { [mode: string]: JsonObject } = {
      append: { is: "append" },
      chooseBranch: { is: "choose", input: Number(params.useDataOfInput ?? 1) || 1 },
      combine: combineHow(params, version),
    };
    return {
      type: "core.merge",
      inputs,
      params: { inputs: number, how: how[mode] ?? { is: "append" } },
      warnings: how[mode] ? [] : [`The merge mode "${mode}" is not known here`],
    };
  },
};

function combineHow(params: JsonObject, version: number): JsonObject {
  const by = version >= 3 ? text(params.combineBy, "combineByFields") : text(params.combinationMode, "mergeByFields");
  const options = object(params.options);
  if (/Position/i.test(by)) return { is: "position", unpaired: options.includeUnpaired === true };
  if (/All|multiplex/i.test(by)) return { is: "all" };
  const keeps: { [mode: string]: string } = {
    keepMatches: "keepMatches",
    keepNonMatches: "keepNonMatches",
    keepEverything: "keepEverything",
    enrichInput1: "enrichFirst",
    enrichInput2: "enrichSecond",
  };
  const simple = text(params.fieldsToMatchString)
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const pairs = list(object(params.mergeByFields).values).map(({ field1, field2 }) => ({
    first: text(field1),
    second: text(field2),
  }));
  const match = pairs.length ? pairs : simple.map((name) => ({ first: name, second: "" }));
  return { is: "fields", match, keep: keeps[text(params.joinMode, "keepMatches")] ?? "keepMatches" };
}
