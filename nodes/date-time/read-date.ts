import { DateTime } from "luxon";
import { NodeError } from "@/nodes/sdk";
import type { Json } from "@/shared/item";
import { momentToLuxon } from "./moment";

export type Dialect = "luxon" | "moment";
type Reading = {
  /** The zone of a text that names none, as an IANA name. */
  zone: string;
  format: string;
  dialect: Dialect;
  param: string;
};

/** A moment of a number (seconds or milliseconds since 1970), ISO text or anything `Date` reads. */
export function readDate(value: Json, { zone, format, dialect, param }: Reading): DateTime {
  const text = String(value ?? "").trim();
  const moment = format ? byFormat(text, format, zone, dialect) : (ofNumber(text) ?? ofText(text, zone, dialect));
  if (moment?.isValid) return moment;
  throw new NodeError(`"${text.slice(0, 80)}" is not a date${format ? ` of the format "${format}"` : ""}`, {
    code: "DATE_INVALID",
    hint: "Give an ISO date such as 2024-05-31T12:00:00Z, a timestamp, or say which format it has",
    param,
  });
}

function byFormat(text: string, format: string, zone: string, dialect: Dialect): DateTime {
  if (format === "x" || format === "X")
    return DateTime.fromMillis(Number(text) * (format === "X" ? 1000 : 1), { zone });
  return DateTime.fromFormat(text, dialect === "moment" ? momentToLuxon(format) : format, { zone });
}

/** Fewer than 12 digits, or a fraction, count seconds. */
function ofNumber(text: string): DateTime | undefined {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number)) return DateTime.fromMillis(Math.round(number * 1000));
  return text.length < 12 ? DateTime.fromSeconds(number) : DateTime.fromMillis(number);
}

function ofText(text: string, zone: string, dialect: Dialect): DateTime | undefined {
  const iso = DateTime.fromISO(text.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, "$1T"), { zone, setZone: true });
  if (iso.isValid) return iso;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return undefined;
  if (/(\b(UTC|GMT|[ECMP][SD]T)\b|Z|[+-]\d\d:?\d\d)\s*(\(.*\))?$/.test(text)) return DateTime.fromJSDate(date);
  return DateTime.fromJSDate(date).setZone(dialect === "moment" ? "utc" : zone, { keepLocalTime: true });
}
