import { defineNode, p } from "@/nodes/sdk";
import { readField } from "@/nodes/sdk/field-names";
import { withoutPath, withPath } from "@/nodes/sdk/paths";
import { isJsonObject, type JsonObject } from "@/shared/item";

export const removeDuplicates = defineNode({
  type: "core.removeDuplicates",
  version: 1,
  label: "Remove Duplicates",
  summary: "Keeps one of the items that are alike",
  category: "transform",
  icon: "copy-minus",
  keywords: ["unique", "distinct", "dedupe"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    fields: p.list({
      label: "Fields that make items alike",
      help: "None: the whole item",
      addLabel: "Add field",
      of: { field: p.text({ label: "Field", required: true }) },
    }),
    except: p.toggle({ label: "All fields but these", advanced: true }),
    onlyThese: p.toggle({ label: "Drop fields that were not compared", advanced: true }),
    dots: p.toggle({ label: "Dots in names reach into objects", default: true, advanced: true }),
  },
  effect: "none",
  failedItems: "input",
  executeAll({ inputs: { main = [] }, params: { fields, except, onlyThese, dots } }) {
    const names = fields.map(({ field }) => field);
    const compared = (json: JsonObject): JsonObject => {
      if (names.length === 0) return json;
      return except ? without(json, names, dots) : only(json, names, dots);
    };
    const seen = new Set<string>();
    const kept = main.filter(({ json }) => {
      const key = JSON.stringify(compared(json), inOrder);
      return !seen.has(key) && seen.add(key);
    });
    if (!onlyThese) return { main: kept };
    return {
      main: kept.map(({ json, binary }) => ({
        json: compared(json),
        ...(binary && { binary }),
        from: { item: main.findIndex((item) => item.json === json) },
      })),
    };
  },
});

function without(json: JsonObject, names: readonly string[], dots: boolean): JsonObject {
  if (!dots) return Object.fromEntries(Object.entries(json).filter(([key]) => !names.includes(key)));
  return names.reduce((rest, name) => withoutPath(rest, name), json);
}

function only(json: JsonObject, names: readonly string[], dots: boolean): JsonObject {
  let result: JsonObject = {};
  for (const name of names) {
    const value = readField(json, name, dots);
    if (value !== undefined) result = dots ? withPath(result, name, value) : { ...result, [name]: value };
  }
  return result;
}

/** The order of an object's fields makes no difference. */
const inOrder = (_: string, value: unknown) =>
  isJsonObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
