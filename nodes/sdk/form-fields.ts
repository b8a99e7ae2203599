import { isJsonObject, type Json } from "@/shared/item";
import type { FormField } from "./form";
import { NodeError } from "./node-error";
import { type ParamValues, p } from "./params";

const texts = {
  placeholder: p.text({ label: "Placeholder" }),
  value: p.text({ label: "Default value", help: "The address of the form can bring another: ?name=value" }),
};
const options = p.list({ label: "Options", addLabel: "Add option", of: { value: p.text({ label: "Option" }) } });
const chosen = p.text({ label: "Chosen at first", help: "Several: with commas between them" });
const limitTexts = { label: "How many may be chosen" };
const limitCases = {
  cases: {
    any: { label: "Any number" },
    exact: { label: "Exactly", params: { count: p.number({ label: "Number", default: 1, min: 1, integer: true }) } },
    range: {
      label: "Between",
      params: {
        min: p.number({ label: "At least", default: 0, min: 0, integer: true }),
        max: p.number({ label: "At most", default: 1, min: 1, integer: true }),
      },
    },
  },
};
const limit = p.choice({ ...limitTexts, ...limitCases });

const kind = p.choice({
  label: "Type",
  cases: {
    text: { label: "Text", params: texts },
    textarea: { label: "Text, several lines", params: texts },
    email: { label: "E-mail", params: texts },
    number: { label: "Number", params: texts },
    password: { label: "Password", params: { placeholder: texts.placeholder } },
    date: { label: "Date", params: { value: texts.value } },
    dropdown: {
      label: "Dropdown",
      params: {
        options,
        multiple: p.toggle({ label: "Several may be chosen" }),
        limit: p.choice({ ...limitTexts, ...limitCases, onlyWhen: { multiple: [true] } }),
        chosen,
      },
    },
    radio: { label: "Radio buttons", params: { options, chosen: p.text({ label: "Chosen at first" }) } },
    checkbox: { label: "Checkboxes", params: { options, limit, chosen } },
    file: {
      label: "File",
      params: {
        multiple: p.toggle({ label: "Several files", default: true }),
        accept: p.text({ label: "Accepted types", help: "Empty: any", placeholder: ".pdf, image/*" }),
        maxMb: p.number({
          label: "Largest file",
          unit: "MB",
          help: "0: as much as the server takes",
          default: 0,
          min: 0,
        }),
      },
    },
    hidden: { label: "Hidden value", params: { value: texts.value } },
    html: {
      label: "HTML",
      help: "Shown as it is, without scripts. With a name it is in the answer too",
      params: { html: p.code({ label: "HTML", language: "html" }) },
    },
  },
});

const row = {
  label: p.text({ label: "Label", placeholder: "Your name" }),
  name: p.text({ label: "Name in the data", help: "Empty: the label" }),
  kind,
  required: p.toggle({
    label: "Required",
    onlyWhen: {
      kind: ["text", "textarea", "email", "number", "password", "date", "dropdown", "radio", "checkbox", "file"],
    },
  }),
};

export const formFieldList = (more: { label?: string; help?: string; expression?: false } = {}) =>
  p.list({ label: "Fields", addLabel: "Add field", of: row, ...more });

export type FormFieldRow = ParamValues<typeof row>;

const maxFields = 200;
const maxOptions = 2_000;
const reserved = /^(__proto__|constructor|prototype|submittedAt|formMode|islewire-.*)$/;

/** Throws `NodeError` for fields that cannot be told apart or chosen from. `param` is the path of the list. */
export function formFields(rows: readonly FormFieldRow[], param: string): FormField[] {
  if (rows.length > maxFields) throw new NodeError(`A form has at most ${maxFields} fields`, { param });
  const names = new Set<string>();
  return rows.map((given, index) => {
    const place = `${param}.${index}`;
    const field = formField(given, place);
    if (field.name === "") {
      if (field.type === "html") return field;
      throw new NodeError(`Field ${index + 1} has neither a label nor a name`, { param: `${place}.label` });
    }
    if (reserved.test(field.name) || field.name.length > 200) {
      throw new NodeError(`A field cannot be called "${field.name.slice(0, 40)}"`, {
        hint: "Choose another name: this one is used by the server",
        param: `${place}.name`,
      });
    }
    if (names.has(field.name)) {
      throw new NodeError(`Two fields are called "${field.name}"`, {
        hint: "Give one of them another name",
        param: `${place}.name`,
      });
    }
    names.add(field.name);
    return field;
  });
}

function formField({ label, name, kind: given, required }: FormFieldRow, place: string): FormField {
  const base = { label: line(label) || line(name), name: line(name) || line(label), required };
  switch (given.is) {
    case "text":
    case "textarea":
    case "email":
    case "number":
      return { ...base, type: given.is, placeholder: given.placeholder, value: given.value };
    case "password":
      return { ...base, type: "password", placeholder: given.placeholder, value: "" };
    case "date":
      return { ...base, type: "date", placeholder: "", value: given.value };
    case "radio":
      return { ...base, type: "radio", multiple: false, chosen: [given.chosen].filter(Boolean), ...list(given) };
    case "dropdown":
      return given.multiple
        ? { ...base, type: "dropdown", multiple: true, chosen: parts(given.chosen), ...list(given), ...limits(given) }
        : { ...base, type: "dropdown", multiple: false, chosen: [given.chosen].filter(Boolean), ...list(given) };
    case "checkbox":
      return {
        ...{ ...base, type: "checkbox", multiple: true, chosen: parts(given.chosen) },
        ...{ ...list(given), ...limits(given) },
      };
    case "file":
      return {
        ...{ ...base, type: "file", multiple: given.multiple, accept: line(given.accept) },
        ...(given.maxMb > 0 && { maxBytes: Math.round(given.maxMb * 1_048_576) }),
      };
    case "hidden":
      return { ...base, type: "hidden", required: false, value: given.value };
    case "html":
      return { ...base, label: "", name: line(name), type: "html", required: false, html: given.html };
  }

  function list(choice: { options: { value: string }[] }): { options: string[] } {
    const values = [...new Set(choice.options.map(({ value }) => line(value)).filter(Boolean))];
    const param = `${place}.kind.options`;
    if (values.length === 0) throw new NodeError(`"${base.label}" has no options`, { param });
    if (values.length > maxOptions)
      throw new NodeError(`"${base.label}" has more than ${maxOptions} options`, { param });
    return { options: values };
  }

  function limits(choice: { options: { value: string }[]; limit: ParamValues<{ limit: typeof limit }>["limit"] }) {
    const { limit: wanted } = choice;
    if (wanted.is === "any") return {};
    const { min, max } = wanted.is === "exact" ? { min: wanted.count, max: wanted.count } : wanted;
    const possible = list(choice).options.length;
    if (min <= max && min <= possible) return { min, max };
    throw new NodeError(`"${base.label}" asks for ${min} to ${max} of ${possible} options`, {
      hint: "Nobody could choose that many",
      param: `${place}.kind.limit`,
    });
  }
}

const line = (text: string) => text.replace(/[\s\p{Cc}]+/gu, " ").trim();
const parts = (text: string) => text.split(",").map(line).filter(Boolean);

/** Fields as data, for forms that a workflow builds itself: `{ label, name, type, required, options, … }`, or as n8n writes them. */
export function fieldRowsOf(value: Json, param: string): FormFieldRow[] {
  const given = typeof value === "string" ? parse(value, param) : value;
  if (!Array.isArray(given) || !given.every(isJsonObject)) {
    throw new NodeError("The fields are not a list of objects", {
      hint: 'Write [{ "label": "Your name", "type": "text", "required": true }]',
      param,
    });
  }
  const schema = formFieldList().schema;
  return given.map((field, index) => {
    const text = (...keys: string[]) => {
      const key = keys.find((candidate) => Object.hasOwn(field, candidate));
      const found = key === undefined ? "" : field[key];
      return typeof found === "string" || typeof found === "number" ? String(found) : "";
    };
    const { fieldOptions, requiredField, required = requiredField } = field;
    const choices = field.options ?? (isJsonObject(fieldOptions) ? fieldOptions.values : undefined);
    const type = text("type", "fieldType") || "text";
    const [min, max] = [Number(text("min", "minSelections")), Number(text("max", "maxSelections"))];
    const exact = Number(text("numberOfSelections"));
    const result = schema.safeParse([
      {
        label: text("label", "fieldLabel"),
        name: text("name", "fieldName", "elementName"),
        required: required === true,
        kind: {
          is: type === "hiddenField" ? "hidden" : type,
          placeholder: text("placeholder"),
          value: text("value", "defaultValue", "fieldValue"),
          chosen: text("value", "defaultValue"),
          options: (Array.isArray(choices) ? choices : []).map((choice) => ({
            value: isJsonObject(choice) ? (choice.option ?? choice.value ?? "") : choice,
          })),
          multiple: isMultiple(field, type),
          accept: text("accept", "acceptFileTypes"),
          html: text("html"),
          ...(exact > 0 ? { limit: { is: "exact", count: exact } } : max > 0 && { limit: { is: "range", min, max } }),
        },
      },
    ]);
    const row = result.success ? result.data[0] : undefined;
    if (row) return row;
    throw new NodeError(
      `Field ${index + 1} is not valid: the type "${type}" is not known, or an option is not a text`,
      {
        hint: "Types: text, textarea, email, number, password, date, dropdown, radio, checkbox, file, hidden, html",
        param,
      },
    );
  });
}

/** A dropdown holds one unless it says otherwise, a file field several. */
function isMultiple({ multiple, multiselect, multipleFiles }: { [key: string]: Json }, type: string): boolean {
  const said = multiple ?? (type === "file" ? multipleFiles : multiselect);
  return typeof said === "boolean" ? said : type === "file";
}

function parse(text: string, param: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    throw new NodeError(`The fields are not valid JSON: ${thrown instanceof Error ? thrown.message : ""}`, { param });
  }
}

/** An address that a browser may be sent to. Throws `NodeError`. */
export function redirectUrl(text: string, param: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).href;
  throw new NodeError(`"${text.slice(0, 200)}" is not an address to send the browser to`, {
    hint: "Write it like https://example.com/thanks",
    param,
  });
}
