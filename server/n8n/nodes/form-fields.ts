import type { Json, JsonObject } from "@/shared/item";
import { list, object, stored, text, unless, word } from "../params";

/** The fields of n8n's forms as ours, and back. */

export const readFields = (formFields: Json | undefined): JsonObject[] =>
  list(object(formFields).values).map((field) => {
    const type = text(field.fieldType, "text");
    const label = text(field.fieldLabel);
    const name = text(field.fieldName) || text(field.elementName);
    return {
      label,
      name: name === label ? "" : name,
      required: field.requiredField === true,
      kind: readKind(type, field),
    };
  });

/** The data is called by the label where the version had no names of their own yet. */
export const readNamedFields = (formFields: Json | undefined, version: number): JsonObject[] =>
  readFields(formFields).map((field, index) => {
    const type = text(list(object(formFields).values)[index]?.fieldType, "text");
    return version < 2.4 && type !== "hiddenField" && type !== "html" ? { ...field, name: "" } : field;
  });

function readKind(type: string, field: JsonObject): JsonObject {
  const value = word(field.defaultValue);
  const { placeholder = "" } = field;
  const options = list(object(field.fieldOptions).values).map(({ option = "" }) => ({ value: option }));
  switch (type) {
    case "text":
    case "textarea":
    case "email":
    case "number":
      return { is: type, placeholder: word(placeholder), value };
    case "password":
      return { is: type, placeholder: word(placeholder) };
    case "date":
      return { is: type, value };
    case "radio":
      return { is: type, options, chosen: value };
    case "dropdown":
      return { is: type, options, chosen: value, multiple: field.multiselect === true, limit: readLimit(field) };
    case "checkbox":
      return { is: type, options, chosen: value, limit: readLimit(field) };
    case "file":
      return { is: type, multiple: field.multipleFiles !== false, accept: text(field.acceptFileTypes) };
    case "hiddenField":
      return { is: "hidden", value: word(field.fieldValue) };
    case "html":
      return { is: "html", html: text(field.html) };
    default:
      return { is: "text" };
  }
}

function readLimit(field: JsonObject): JsonObject {
  switch (text(field.limitSelection, "unlimited")) {
    case "exact":
      return { is: "exact", count: field.numberOfSelections ?? 1 };
    case "range":
      return { is: "range", min: field.minSelections ?? 0, max: field.maxSelections ?? 1 };
    default:
      return { is: "any" };
  }
}

export const writeFields = (fields: Json | undefined): JsonObject => ({
  values: list(fields).map((field) => {
    const kind = object(field.kind);
    const is = text(kind.is, "text");
    const name = field.name || field.label || undefined;
    return stored({
      fieldLabel: field.label || undefined,
      ...(is === "html" ? { elementName: field.name || undefined } : { fieldName: name }),
      fieldType: is === "hidden" ? "hiddenField" : is,
      requiredField: field.required === true ? true : undefined,
      ...writeKind(is, kind),
    });
  }),
});

function writeKind(is: string, kind: JsonObject): { [name: string]: Json | undefined } {
  const { placeholder, value, options, chosen, multiple, accept, html } = kind;
  return {
    placeholder: placeholder || undefined,
    ...(is === "hidden" ? { fieldValue: value || undefined } : { defaultValue: (value ?? chosen) || undefined }),
    ...(options !== undefined && {
      fieldOptions: { values: list(options).map((row) => ({ option: row.value ?? "" })) },
    }),
    ...(is === "file" ? { multipleFiles: unless(multiple, true) } : { multiselect: unless(multiple ?? false, false) }),
    acceptFileTypes: accept || undefined,
    html: html || undefined,
    ...writeSelection(object(kind.limit)),
  };
}

function writeSelection({ is, count, min, max }: JsonObject): { [name: string]: Json | undefined } {
  if (is === "exact") return { limitSelection: "exact", numberOfSelections: count };
  return is === "range" ? { limitSelection: "range", minSelections: min, maxSelections: max } : {};
}
