import type { FormField } from "@/nodes/sdk/form";
import type { FileRef, Item, Json } from "@/shared/item";
import type { Submission } from "./read-submission";
import type { FormTexts } from "./texts";

export type Checked = { item: Item } | { problems: Map<string, string> };

/** The item that a submission becomes, or what is wrong with which field. Fields that the form does not have are dropped. */
export function checkSubmission(
  fields: FormField[],
  given: Submission,
  mode: "production" | "test",
  t: FormTexts,
): Checked {
  const problems = new Map(given.problems);
  const json = new Map<string, Json>();
  const binary = new Map<string, FileRef>();

  for (const field of fields) {
    const values = given.values.get(field.name) ?? [];
    if (field.type === "html") {
      if (field.name) json.set(field.name, field.html);
    } else if (field.type === "file") {
      const files = given.files.get(field.name) ?? [];
      const problem = fileCount(field, files.length, t);
      if (problem && !problems.has(field.name)) problems.set(field.name, problem);
      json.set(field.name, fileValue(field, files));
      for (const [index, file] of files.entries()) binary.set(fileKey(binary, field, index), file);
    } else {
      const checked = checkValue(field, values, t);
      if ("problem" in checked) problems.set(field.name, checked.problem);
      else json.set(field.name, checked.value);
    }
  }
  if (problems.size) return { problems };
  json.set("submittedAt", new Date().toISOString());
  json.set("formMode", mode);
  return { item: { json: Object.fromEntries(json), ...(binary.size && { binary: Object.fromEntries(binary) }) } };
}

type ValueField = Exclude<FormField, { type: "html" | "file" }>;
type Value = { value: Json } | { problem: string };

function checkValue(field: ValueField, given: string[], t: FormTexts): Value {
  const text = (given[0] ?? "").replace(/\r\n?/g, "\n");
  if (field.type === "dropdown" || field.type === "radio" || field.type === "checkbox")
    return checkChoice(field, given, t);
  const trimmed = text.trim();
  if (field.required && trimmed === "") return { problem: t("problems.required") };
  if (text.length > maxLength) return { problem: t("problems.tooLong", { max: maxLength }) };
  switch (field.type) {
    case "email":
      if (trimmed && (trimmed.length > 320 || !email.test(trimmed))) return { problem: t("problems.email") };
      return { value: trimmed };
    case "number": {
      if (trimmed === "") return { value: null };
      const number = decimal.test(trimmed) ? Number(trimmed) : Number.NaN;
      return Number.isFinite(number) ? { value: number } : { problem: t("problems.number") };
    }
    case "date":
      if (trimmed === "") return { value: null };
      return isDate(trimmed) ? { value: trimmed } : { problem: t("problems.date") };
    case "text":
      return { value: trimmed };
    case "textarea":
    case "password":
    case "hidden":
      return { value: text };
  }
}

function checkChoice(field: Extract<FormField, { options: string[] }>, given: string[], t: FormTexts): Value {
  const chosen = [...new Set(given.filter(Boolean))];
  if (chosen.some((value) => !field.options.includes(value))) return { problem: t("problems.notAnOption") };
  if (!field.multiple) {
    if (chosen.length > 1) return { problem: t("problems.oneOption") };
    if (field.required && chosen.length === 0) return { problem: t("problems.option") };
    return { value: chosen[0] ?? "" };
  }
  if (field.required && chosen.length === 0) return { problem: t("problems.someOption") };
  const { min = 0, max = Infinity } = field;
  const isLeftOut = chosen.length === 0 && !field.required;
  if (!isLeftOut && (chosen.length < min || chosen.length > max)) return { problem: chooseText(min, max, t) };
  return { value: field.options.filter((option) => chosen.includes(option)) };
}

/** For people: how many options may be chosen. */
export function chooseText(min: number, max: number, t: FormTexts): string {
  if (min === max) return t("choose.exactly", { min });
  if (max === Infinity) return t("choose.atLeast", { min });
  return min > 0 ? t("choose.between", { min, max }) : t("choose.atMost", { max });
}

function fileCount(
  { required, multiple }: FormField & { multiple: boolean },
  count: number,
  t: FormTexts,
): string | undefined {
  if (required && count === 0) return t("problems.file");
  return !multiple && count > 1 ? t("problems.oneFile") : undefined;
}

function fileValue({ multiple }: { multiple: boolean }, files: FileRef[]): Json {
  const told = files.map(({ name, mimeType, size }) => ({ filename: name, mimetype: mimeType, size }));
  return multiple ? told : (told[0] ?? null);
}

/** Under which name the item has the file: letters, digits and underscores, as expressions like it. */
function fileKey(
  taken: ReadonlyMap<string, FileRef>,
  { name, multiple }: FormField & { multiple: boolean },
  index: number,
) {
  const key = name.replace(/\W/g, "_") + (multiple ? `_${index}` : "");
  for (let number = 0; ; number++) {
    const free = number ? `${key}_${number}` : key;
    if (!taken.has(free) && free !== "__proto__") return free;
  }
}

function isDate(text: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
/** As browsers check `<input type="email">`. */
const email =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;
const maxLength = 500_000;
