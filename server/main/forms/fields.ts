import type { FormField } from "@/nodes/sdk/form";
import type { FileRef } from "@/shared/item";
import { chooseText } from "./check-submission";
import { attributes, type Html, html } from "./html";
import { sanitize } from "./sanitize";
import { sizeText } from "./size-text";
import type { FormTexts } from "./texts";

/** What is in the fields when the page is shown. */
export type Filled = {
  /** Entered before, when the form was refused. */
  values?: Map<string, string[]>;
  problems?: Map<string, string>;
  /** Sent before, and still there. */
  files?: Map<string, FileRef[]>;
  /** Defaults that the address brings. */
  query: URLSearchParams;
};

type ChoiceField = Extract<FormField, { options: string[] }>;

export async function renderFields(fields: FormField[], filled: Filled, t: FormTexts): Promise<Html[]> {
  return Promise.all(fields.map((field, index) => renderField(field, `f${index}`, filled, t)));
}

export const fieldId = (index: number) => `f${index}`;

async function renderField(field: FormField, id: string, filled: Filled, t: FormTexts): Promise<Html> {
  const problem = filled.problems?.get(field.name);
  const about = problem ? `${id}-problem` : undefined;
  const told = problem !== undefined && html`<span class="problem" id="${id}-problem">${problem}</span>`;
  const wrong = problem === undefined ? "" : " wrong";
  const common = {
    ...{ name: field.name, required: field.required },
    ...{ "aria-invalid": problem === undefined ? undefined : "true", "aria-describedby": about },
  };
  const [value = ""] = field.type === "html" ? [] : valuesOf(field, filled);

  switch (field.type) {
    case "html":
      return html`<div class="own">${await sanitize(field.html)}</div>`;
    case "hidden":
      return html`<input type="hidden"${attributes({ name: field.name, value })}>`;
    case "textarea":
      return labelled(html`<textarea${attributes({ id, ...common, placeholder: field.placeholder || undefined, rows: 4 })}>
${value}</textarea>`);
    case "text":
    case "email":
    case "number":
    case "password":
    case "date": {
      const kind = {
        ...{ type: field.type, placeholder: field.placeholder || undefined },
        ...(field.type === "number" && { step: "any", inputmode: "decimal" }),
        autocomplete: field.type === "email" ? "email" : field.type === "password" ? "new-password" : undefined,
      };
      return labelled(html`<input${attributes({ id, ...kind, ...common, value: value || undefined })}>`);
    }
    case "file": {
      const { accept, multiple, maxBytes } = field;
      const tooLarge = maxBytes === undefined ? undefined : t("problems.fileTooLarge", { name: "{name}" });
      const limits = { accept: accept || undefined, multiple, "data-max-bytes": maxBytes, "data-too-large": tooLarge };
      const sent = filled.files?.get(field.name)?.map(({ name }) => name) ?? [];
      const own = { id, ...common, required: field.required && sent.length === 0, ...limits };
      const note = sent.length ? t("files.sent", { names: listText(sent, t) }) : fileNote(field, t);
      return labelled(html`<input type="file"${attributes(own)}>`, note);
    }
    case "dropdown":
      if (field.multiple) return choices(field, "checkbox");
      return labelled(html`<select${attributes({ id, ...common })}>
<option value="">${t("chooseOption")}</option>${field.options.map(
        (option) => html`<option${attributes({ value: option, selected: option === value })}>${option}</option>`,
      )}</select>`);
    case "radio":
      return choices(field, "radio");
    case "checkbox":
      return choices(field, "checkbox");
  }

  function labelled(control: Html, note?: string): Html {
    return html`<div class="field${wrong}"><label for="${id}">${field.label}${star(field)}</label>${control}${
      note !== undefined && html`<span class="note">${note}</span>`
    }${told}</div>`;
  }

  function choices(choice: ChoiceField, type: "radio" | "checkbox"): Html {
    const chosen = new Set(valuesOf(choice, filled));
    const { options, required, min = required ? 1 : 0, max } = choice;
    const isLimited = type === "checkbox" && (min > 0 || max !== undefined);
    const hint = isLimited ? chooseText(min, max ?? Number.POSITIVE_INFINITY, t) : undefined;
    const group = { "data-min": min, "data-max": max, "data-required": required, "data-hint": hint };
    const labels = options.map((option, index) => {
      const own = {
        ...{ type, name: field.name, value: option, id: index === 0 ? id : undefined, checked: chosen.has(option) },
        required: type === "radio" && required,
      };
      return html`<label class="choice"><input${attributes(own)}>${option}</label>`;
    });
    return html`<fieldset class="field${wrong}"${attributes({ ...(isLimited && group), "aria-describedby": about })}><legend>${
      field.label
    }${star(field)}${limitNote(choice, t)}</legend><div${attributes({ class: options.length > 8 ? "many" : undefined })}>${labels}</div>${told}</fieldset>`;
  }
}

/** What was entered counts, then what the address brings, then the form's own default. */
function valuesOf(field: Exclude<FormField, { type: "html" }>, { values, query }: Filled): string[] {
  if (field.type === "file") return [];
  if (values) return field.type === "password" ? [] : (values.get(field.name) ?? []);
  const asked = [field.name, field.label].map((name) => query.getAll(name)).find((list) => list.length > 0);
  if (!("options" in field)) return asked ?? [field.value];
  const wanted = asked ?? field.chosen;
  return wanted.flatMap((text) => (field.options.includes(text) ? [text] : text.split(",").map((part) => part.trim())));
}

const star = ({ required }: FormField) => required && html`<span class="star" aria-hidden="true">*</span>`;

function limitNote({ min = 0, max }: { min?: number; max?: number }, t: FormTexts): Html | false {
  if (max === undefined) return false;
  const limit = min === max ? "exactly" : min > 0 ? "between" : "atMost";
  return html` <span class="note">${t(`limit.${limit}`, { min, max })}</span>`;
}

function fileNote({ accept, maxBytes }: { accept: string; maxBytes?: number }, t: FormTexts): string | undefined {
  if (maxBytes === undefined) return accept || undefined;
  const size = sizeText(maxBytes, t);
  return accept ? t("files.kinds", { accept, size }) : t("files.atMost", { size });
}

const listText = (names: string[], t: FormTexts) => names.reduce((list, next) => t("files.list", { list, next }));
