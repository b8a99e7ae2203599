import { defineNode, NodeError, p } from "@/nodes/sdk";
import { withPath } from "@/nodes/sdk/paths";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

const types = [
  { value: "any", label: "As it is" },
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "True or false" },
  { value: "array", label: "List" },
  { value: "object", label: "Object" },
] as const;
type FieldType = (typeof types)[number]["value"];

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
                type: p.select({ label: "Type", options: types, expression: false }),
                value: p.json({ label: "Value", default: "" }),
              },
            }),
          },
        },
        object: { label: "One JSON object", params: { object: p.json({ label: "Object", default: {} }) } },
      },
    }),
    keepOthers: p.toggle({ label: "Keep other fields", default: true }),
    dots: p.toggle({ label: "Dots in names reach into objects", default: true, advanced: true }),
  },
  line: "{values.fields.0.name}",
  effect: "none",
  execute({ item, params: { values, keepOthers, dots } }) {
    const base: JsonObject = keepOthers ? item.json : {};
    if (values.is === "object") {
      const object = parsed(values.object);
      if (!isJsonObject(object))
        throw new NodeError("The value is not a JSON object", {
          hint: 'Write it as { "name": value }',
          param: "values.object",
        });
      return { main: { ...item, json: { ...base, ...object } } };
    }
    let json = base;
    for (const [index, { name, type, value }] of values.fields.entries()) {
      const typed = toType(value, type, name, `values.fields.${index}.value`);
      json = dots ? withPath(json, name, typed) : { ...json, [name]: typed };
    }
    return { main: { ...item, json } };
  },
});

function toType(value: Json, type: FieldType, name: string, param: string): Json {
  const refuse = (wanted: string) => {
    const shown = JSON.stringify(value) ?? "nothing";
    return new NodeError(`Field "${name}": ${shown.slice(0, 80)} is not ${wanted}`, {
      code: "FIELD_TYPE",
      hint: "Correct the value, or choose another type",
      param,
    });
  };
  switch (type) {
    case "any":
      return value;
    case "string":
      if (value === null) return "";
      return typeof value === "object" ? JSON.stringify(value) : String(value);
    case "number": {
      const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
      if (value === null || typeof value === "object" || Number.isNaN(number)) throw refuse("a number");
      return number;
    }
    case "boolean":
      if (typeof value === "boolean") return value;
      if (/^(true|yes|on|1)$/i.test(String(value))) return true;
      if (/^(false|no|off|0)$/i.test(String(value))) return false;
      throw refuse("true or false");
    case "array": {
      const list = parsed(value);
      if (!Array.isArray(list)) throw refuse("a list");
      return list;
    }
    case "object": {
      const object = parsed(value);
      if (!isJsonObject(object)) throw refuse("an object");
      return object;
    }
  }
}

/** JSON may come as text from an expression. */
function parsed(value: Json): Json {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
