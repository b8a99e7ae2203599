import type { DateTime } from "luxon";
import { fail } from "../expression-error";
import { loadLuxon } from "../lazy";

/** Dates in the forms that expressions know: JavaScript dates, Luxon dates, texts, numbers. */

const isoText = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:[+-][0-2]\d:?[0-5]\d|Z)$/;

export const isDateText = (text: string) => isoText.test(text);

/** Undefined when the text is no date. */
export function readDate(text: string): DateTime | undefined {
  const { DateTime } = loadLuxon();
  const trimmed = text.trim();
  for (const read of [DateTime.fromISO, DateTime.fromHTTP, DateTime.fromRFC2822, DateTime.fromSQL]) {
    const moment = read.call(DateTime, trimmed, { setZone: true });
    if (moment.isValid) return moment;
  }
  const millis = Date.parse(trimmed);
  return Number.isNaN(millis) ? undefined : DateTime.fromMillis(millis);
}

/** Undefined for what is no date. */
export function toMoment(value: unknown): DateTime | undefined {
  const { DateTime } = loadLuxon();
  if (DateTime.isDateTime(value)) return value.isValid ? value : undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : DateTime.fromJSDate(value);
  return typeof value === "string" ? readDate(value) : undefined;
}

const daysUntil1970 = 25_569;

/** A time as a number: `ms`, `s`, `us`, or `excel` for days since the end of 1899. */
export function momentOf(time: number, format: unknown = "ms"): DateTime {
  const { DateTime } = loadLuxon();
  switch (format) {
    case "ms":
      return DateTime.fromMillis(time);
    case "s":
      return DateTime.fromSeconds(time);
    case "us":
      return DateTime.fromMillis(Math.floor(time / 1000));
    case "excel":
      return DateTime.fromMillis(Math.round((time - daysUntil1970) * 86_400_000));
    default:
      return fail(`Unsupported format '${String(format)}'. toDateTime() supports 'ms', 's', 'us' and 'excel'.`);
  }
}
