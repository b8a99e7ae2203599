import { defineNode, NodeError, p } from "@/nodes/sdk";
import { fieldTypes, toFieldType } from "@/nodes/sdk/field-type";
import { parseLiteral } from "@/nodes/sdk/object-literal";
import { getPath, withoutPath, withPath } from "@/nodes/sdk/paths";
import { type Item, isJsonObject, type JsonObject } from "@/shared/item";

const fieldsHelp = "Names, with commas between them";

export const editFields = defineNode({
  type: "core.editFields",
  version: 1,
  label: "Edit Fields",
  summary: "Sets, changes or drops fields on each item",
  category: "transform",
  icon: "pencil",
  keywords: ["set", "map", "rename", "assign", "normalise", "json"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    values: p.choice({
      label: "Values",
      cases: {
        fields: {
          label: "Field by field",
          params: {
            fields: p.list({
              label: "Fields",
              addLabel: "Add field",
              of: {
                name: p.text({ label: "Name", placeholder: "customer.email", required: true }),
                type: p.select({ label: "Type", options: fieldTypes, expression: false }),
                value: p.json({ label: "Value", default: "" }),
              },
            }),
          },
        },
        object: { label: "One JSON object", params: { object: p.json({ label: "Object", default: {} }) } },
      },
    }),
    keepOthers: p.toggle({ label: "Keep other fields", default: true }),
    others: p.choice({
      label: "Which other fields",
      onlyWhen: { keepOthers: [true] },
      advanced: true,
      cases: {
        all: { label: "All" },
        selected: { label: "Only some", params: { fields: p.text({ label: "Fields", help: fieldsHelp }) } },
        except: { label: "All but some", params: { fields: p.text({ label: "Fields", help: fieldsHelp }) } },
      },
    }),
    dots: p.toggle({ label: "Dots in names reach into objects", default: true, advanced: true }),
    lenient: p.toggle({
      label: "Keep values that do not fit their type",
      help: "Off: such a value is an error",
      onlyWhen: { values: ["fields"] },
      advanced: true,
    }),
    files: p.toggle({ label: "Keep files", default: true, advanced: true }),
    copies: p.number({
      label: "Extra copies while trying out",
      help: "Of each item, when the workflow is run from the editor",
      default: 0,
      min: 0,
      max: 150,
      integer: true,
      advanced: true,
    }),
  },
  line: "{values.fields.*.name}",
  effect: "none",
  execute({ item, params: { values, keepOthers, others, dots, lenient, files, copies }, execution }) {
    const base = keepOthers ? othersOf(item.json, others, dots) : {};
    const count = execution.mode === "manual" ? 1 + copies : 1;
    const made = (json: JsonObject): Item[] =>
      Array.from({ length: count }, () => ({ json, ...(files && item.binary && { binary: item.binary }) }));
    if (values.is === "object") {
      const object = typeof values.object === "string" ? parseLiteral(values.object) : values.object;
      if (!isJsonObject(object))
        throw new NodeError("The value is not a JSON object", {
          hint: 'Write it as { "name": value }',
          param: "values.object",
        });
      return { main: made({ ...base, ...object }) };
    }
    let json = base;
    for (const [index, { name, type, value }] of values.fields.entries()) {
      const typed = toFieldType(value, type, { name, lenient, param: `values.fields.${index}.value` });
      json = dots ? withPath(json, name, typed) : { ...json, [name]: typed };
    }
    return { main: made(json) };
  },
});

type Others = { is: "all" } | { is: "selected" | "except"; fields: string };

function othersOf(json: JsonObject, others: Others, dots: boolean): JsonObject {
  if (others.is === "all") return json;
  const names = others.fields
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  let result: JsonObject = others.is === "except" ? json : {};
  for (const name of names) {
    if (others.is === "except") {
      result = dots ? withoutPath(result, name) : without(result, name);
      continue;
    }
    const value = dots ? getPath(json, name) : Object.hasOwn(json, name) ? json[name] : undefined;
    if (value !== undefined) result = dots ? withPath(result, name, value) : { ...result, [name]: value };
  }
  return result;
}

function without({ ...json }: JsonObject, name: string): JsonObject {
  delete json[name];
  return json;
}
