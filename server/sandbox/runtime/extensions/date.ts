import type { DateTime, DateTimeUnit, DurationLikeObject, DurationUnit, LocaleOptions } from "luxon";
import { fail } from "../expression-error";
import { loadLuxon } from "../lazy";
import { toMoment } from "./moment";

type Methods = { [name: string]: (value: Date | DateTime, args: unknown[]) => unknown };

/** What comes in as a JavaScript date goes out as one. */
export const dateMethods: Methods = {
  beginningOf: (value, [unit = "week"]) => changed(value, (moment) => moment.startOf(unitOf(unit) as DateTimeUnit)),
  diffTo: (value, [other, unit = "days"]) => difference(value, other, unit),
  diffToNow: (value, [unit = "days"]) => difference(value, loadLuxon().DateTime.now(), unit),
  endOfMonth: (value) => changed(value, (moment) => moment.endOf("month")),
  extract: (value, [part = "week"]) => extract(momentAt(value), String(part)),
  format: (value, [format, options]) => momentAt(value).toFormat(String(format), options as LocaleOptions | undefined),
  isBetween: (value, args) => isBetween(momentAt(value), args),
  isDst: (value) => momentAt(value).isInDST,
  isEmpty: () => false,
  isInLast(value, [count = 0, unit = "minutes"]) {
    const now = loadLuxon().DateTime.now();
    const moment = momentAt(value);
    return moment >= now.minus(durationOf(count, unit)) && moment <= now;
  },
  isNotEmpty: () => true,
  isWeekend: (value) => momentAt(value).weekday > 5,
  minus: (value, [count, unit]) => changed(value, (moment) => moment.minus(durationOf(count, unit))),
  plus: (value, [count, unit]) => changed(value, (moment) => moment.plus(durationOf(count, unit))),
  toDateTime: (value) => momentAt(value),
};

const momentAt = (value: Date | DateTime): DateTime =>
  value instanceof Date ? loadLuxon().DateTime.fromJSDate(value) : value;

function changed(value: Date | DateTime, change: (moment: DateTime) => DateTime): Date | DateTime {
  const result = change(momentAt(value));
  return value instanceof Date ? result.toJSDate() : result;
}

const shortUnits: { readonly [unit: string]: string } = {
  ...{ ms: "milliseconds", sec: "seconds", secs: "seconds", min: "minutes", mins: "minutes" },
  ...{ hr: "hours", hrs: "hours", millisecond: "milliseconds", second: "seconds", minute: "minutes", hour: "hours" },
  ...{ day: "days", week: "weeks", month: "months", quarter: "quarters", year: "years" },
};
const units = ["milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "quarters", "years"];

function unitOf(unit: unknown): string {
  const name = String(unit);
  return Object.hasOwn(shortUnits, name) ? (shortUnits[name] ?? name) : name;
}

function durationOf(count: unknown, unit: unknown = "milliseconds"): DurationLikeObject {
  if (typeof count === "object" && count !== null) return count as DurationLikeObject;
  return { [unitOf(unit)]: count };
}

function difference(value: Date | DateTime, other: unknown, unit: unknown): unknown {
  const from = toMoment(other) ?? fail(`diffTo(): "${String(other)}" is not a date`);
  const wanted = (Array.isArray(unit) ? unit : [unit]).map(unitOf);
  for (const name of wanted) {
    if (!units.includes(name)) {
      fail(`Unsupported unit '${name}'. Supported: ${units.map((known) => `'${known}'`).join(", ")}.`);
    }
  }
  const span = momentAt(value).diff(from, wanted as DurationUnit[]);
  return Array.isArray(unit) ? span.toObject() : span.as(wanted[0] as DurationUnit);
}

function extract(moment: DateTime, part: string): unknown {
  switch (part) {
    case "week":
      return moment.weekNumber;
    case "yearDayNumber":
      return moment.ordinal;
    default:
      return moment.get(part as keyof DateTime);
  }
}

function isBetween(moment: DateTime, args: unknown[]): boolean | undefined {
  if (args.length !== 2) fail("isBetween(): expected exactly two args");
  const [first, second] = args.map(toMoment);
  if (!first || !second) return undefined;
  const [start, end] = first > second ? [second, first] : [first, second];
  return moment > start && moment < end;
}
