import { fail } from "../expression-error";
import { compactValue } from "./values";

type Fields = { [name: string]: unknown };
type Methods = { [name: string]: (value: Fields, args: unknown[]) => unknown };

export const objectMethods: Methods = {
  compact: compactValue,
  hasField: (value, [name]) => Object.hasOwn(value, String(name)),
  isEmpty: (value) => Object.keys(value).length === 0,
  isNotEmpty: (value) => Object.keys(value).length > 0,
  keepFieldsContaining: (value, [text]) => {
    const part = partOf(text, "keepFieldsContaining");
    return kept(value, (entry) => typeof entry === "string" && entry.includes(part));
  },
  keys: (value) => Object.keys(value),
  removeField: (value, [name]) => kept(value, (_entry, key) => key !== String(name)),
  removeFieldsContaining: (value, [text]) => {
    const part = partOf(text, "removeFieldsContaining");
    return kept(value, (entry) => typeof entry !== "string" || !entry.includes(part));
  },
  toJsonString: (value) => JSON.stringify(value),
  urlEncode: (value) =>
    Object.entries(value)
      .map(([key, entry]) => `${encodeForm(key)}=${encodeForm(String(entry))}`)
      .join("&"),
  values: (value) => Object.values(value),
};

const kept = (value: Fields, keep: (entry: unknown, key: string) => boolean) =>
  Object.fromEntries(Object.entries(value).filter(([key, entry]) => keep(entry, key)));

const partOf = (text: unknown, method: string): string =>
  typeof text === "string" && text !== "" ? text : fail(`${method}(): expected non-empty string arg`);

/** As forms are sent. */
const encodeForm = (text: string) =>
  encodeURIComponent(text)
    .replace(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
