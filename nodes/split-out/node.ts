import { defineNode, NodeError, p } from "@/nodes/sdk";
import { fieldNames, readField } from "@/nodes/sdk/field-names";
import { withoutPath } from "@/nodes/sdk/paths";
import { type Item, isJsonObject, type Json, type JsonObject } from "@/shared/item";

export const splitOut = defineNode({
  type: "core.splitOut",
  version: 1,
  label: "Split Out",
  summary: "Makes an item of each entry of a list",
  category: "transform",
  icon: "ungroup",
  keywords: ["explode", "unwind", "flatten", "list", "array"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    field: p.text({
      label: "Field with the list",
      help: "Several with commas between them: their entries meet by position",
      placeholder: "order.lines",
      required: true,
    }),
    keepOthers: p.toggle({ label: "Keep other fields" }),
    others: p.text({
      label: "Which other fields",
      help: "With commas between them. Empty: all",
      onlyWhen: { keepOthers: [true] },
      advanced: true,
    }),
    target: p.text({
      label: "Name of the new field",
      help: "Empty: an object becomes the item, another value keeps the name",
      advanced: true,
    }),
    dots: p.toggle({ label: "Dots in names reach into objects", default: true, advanced: true }),
    files: p.toggle({ label: "Keep files", advanced: true }),
    strict: p.toggle({ label: "Fail when the field has no list or object", advanced: true }),
  },
  line: "{field}",
  effect: "none",
  failedItems: "input",
  execute({ item, params: { field, keepOthers, others, target, dots, files, strict }, log }) {
    const fields = fieldNames(field);
    const targets = target.split(",").map((name) => name.trim());
    const entries = fields.map((name) => {
      const value = readField(item.json, name, dots);
      if (strict && !Array.isArray(value) && !isJsonObject(value)) {
        throw new NodeError(`The field "${name}" has no list or object`, { code: "NO_LIST", param: "field" });
      }
      if (value === undefined) log(`There is no field "${name}" on the item`);
      return listOf(value);
    });
    const rest = keepOthers ? othersOf(item.json, fields, fieldNames(others), dots) : {};
    const count = Math.max(...entries.map((list) => list.length), 0);
    return {
      main: Array.from({ length: count }, (_, index): Item => {
        let json: JsonObject = { ...rest };
        for (const [place, name] of fields.entries()) {
          const list = entries[place] ?? [];
          if (index >= list.length) continue;
          const entry = list[index] ?? null;
          const becomesItem = !keepOthers && fields.length === 1 && !targets[0] && isJsonObject(entry);
          json = becomesItem ? { ...json, ...entry } : { ...json, [targets[place] || name]: entry };
        }
        return { json, ...(files && item.binary && { binary: item.binary }) };
      }),
    };
  },
});

function listOf(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [value];
}

function othersOf(json: JsonObject, split: string[], chosen: string[], dots: boolean): JsonObject {
  if (chosen.length) {
    const pairs = chosen.map((name): [string, Json | undefined] => [name, readField(json, name, dots)]);
    return Object.fromEntries(pairs.filter((pair): pair is [string, Json] => pair[1] !== undefined));
  }
  let rest = json;
  for (const name of split) {
    if (dots) rest = withoutPath(rest, name);
    else rest = Object.fromEntries(Object.entries(rest).filter(([key]) => key !== name));
  }
  return rest;
}
