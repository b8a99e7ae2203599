import { DateTime } from "luxon";
import { isJsonObject, type Json } from "@/shared/item";
import { parseLiteral } from "./object-literal";

/** Values as a type wants them: one set of rules for fields, conditions, forms and inputs of sub-workflows. */

export const valueTypes = [
  "string",
  "string-alphanumeric",
  "number",
  "boolean",
  "dateTime",
  "time",
  "array",
  "object",
  "options",
  "url",
] as const;
export type ValueType = (typeof valueTypes)[number];

export type CoercionOptions = {
  /** Values of another JavaScript type are refused instead of converted. Dates may always be text. */
  strict?: boolean;
  /** `string`: converts what is no text; without it every value passes as it is. */
  parseStrings?: boolean;
  /** What `options` may be. */
  options?: readonly Json[];
  /** IANA name for dates that name none. Default: that of the process. */
  zone?: string;
};

/** `value` is undefined when there was none to convert: null and undefined fit every type. */
export type Coerced = { ok: true; value: unknown } | { ok: false; wanted: string };

export function coerce(value: unknown, type: ValueType, options: CoercionOptions = {}): Coerced {
  if (value === null || value === undefined) return { ok: true, value: undefined };
  const converted = converters[type](value, options);
  return converted === refused ? { ok: false, wanted: wantedOf(type, options) } : { ok: true, value: converted };
}

const refused = Symbol("refused");
type Converter = (value: unknown, options: CoercionOptions) => unknown;

const converters: { [type in ValueType]: Converter } = {
  string(value, { strict, parseStrings }) {
    if (!parseStrings || typeof value === "string") return value;
    return strict ? refused : toText(value);
  },
  "string-alphanumeric": (value) => (/^[a-zA-Z_]\w*$/.test(String(value)) ? String(value) : refused),
  number(value, { strict }) {
    if (typeof value === "number") return Number.isNaN(value) ? refused : value;
    const number = strict || DateTime.isDateTime(value) ? Number.NaN : Number(value);
    return Number.isNaN(number) ? refused : number;
  },
  boolean(value, { strict }) {
    if (typeof value === "boolean") return value;
    if (strict) return refused;
    if (typeof value === "string" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
    const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
    return number === 0 || number === 1 ? number === 1 : refused;
  },
  dateTime: (value, { zone }) => toMoment(value, zone) ?? refused,
  time: (value) => (/^\d{2}:\d{2}(:\d{2})?([-+]\d{4})?([-+]\d{1,2}(:\d{2})?)?$/.test(String(value)) ? value : refused),
  array(value, { strict }) {
    if (Array.isArray(value)) return value;
    const parsed = strict || typeof value !== "string" ? undefined : parseLiteral(value);
    return Array.isArray(parsed) ? parsed : refused;
  },
  object(value, { strict }) {
    if (isJsonObject(value)) return value;
    const parsed = strict || typeof value !== "string" ? undefined : parseLiteral(value);
    return isJsonObject(parsed) ? parsed : refused;
  },
  options: (value, { options = [] }) => (options.some((option) => option === value) ? value : refused),
  url(value) {
    if (typeof value !== "string") return refused;
    const url = value.includes("://") ? value : `https://${value}`;
    return /\s/.test(url) || !URL.canParse(url) ? refused : url;
  },
};

export function toText(value: unknown): string {
  if (DateTime.isDateTime(value)) return value.toISO() ?? "";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** ISO, HTTP, mail and SQL dates, and what JavaScript's own parser knows. A date without a zone is in `zone`. */
function toMoment(value: unknown, zone?: string): DateTime | undefined {
  if (DateTime.isDateTime(value)) return value.isValid ? value : undefined;
  if (typeof value === "boolean") return undefined;
  const text = String(value).trim();
  const options = { setZone: true, ...(zone !== undefined && { zone }) };
  for (const read of [DateTime.fromISO, DateTime.fromHTTP, DateTime.fromRFC2822, DateTime.fromSQL]) {
    const moment = read(text, options);
    if (moment.isValid) return moment;
  }
  // Read as UTC where it names no zone, so that the zone of the process makes no difference.
  const time = [`${text} UTC`, text].map((candidate) => Date.parse(candidate)).find((ms) => !Number.isNaN(ms));
  return time === undefined || text === "" ? undefined : DateTime.fromMillis(time, zone === undefined ? {} : { zone });
}

function wantedOf(type: ValueType, { options = [] }: CoercionOptions): string {
  switch (type) {
    case "string":
      return "text";
    case "string-alphanumeric":
      return "a name of letters, digits and _";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "dateTime":
      return "a date";
    case "time":
      return "a time such as 14:30";
    case "array":
      return "a list";
    case "object":
      return "an object";
    case "options":
      return `one of ${options.map((option) => JSON.stringify(option)).join(", ")}`;
    case "url":
      return "a URL";
  }
}
