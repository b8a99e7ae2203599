import { DateTime, type DateTimeUnit, type DurationUnit, IANAZone } from "luxon";
import { defineNode, NodeError, p } from "@/nodes/sdk";
import { withPath } from "@/nodes/sdk/paths";
import type { Json } from "@/shared/item";
import { formatMoment } from "./moment";
import { type Dialect, readDate } from "./read-date";

const units = ["years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"] as const;
const parts = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"] as const;
const fields = [
  "year",
  "month",
  "week",
  "day",
  "weekday",
  "hour",
  "minute",
  "second",
  "millisecond",
  "quarter",
] as const;

const date = p.json({
  label: "Date",
  help: "A text such as 2026-12-24T18:00, or a timestamp in milliseconds",
  placeholder: "2026-12-24",
  default: "",
});
const shift = {
  date,
  amount: p.number({ label: "Amount", default: 1 }),
  unit: p.select({ label: "Unit", options: units, default: "days" }),
};

export const dateTime = defineNode({
  type: "core.dateTime",
  version: 1,
  label: "Date & Time",
  summary: "Shifts, formats and compares dates",
  category: "transform",
  icon: "calendar-clock",
  keywords: ["now", "timestamp", "timezone", "duration", "moment", "luxon"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    action: p.choice({
      label: "What to do",
      default: "now",
      cases: {
        now: {
          label: "Give the current date",
          params: { time: p.toggle({ label: "Include the time", default: true }) },
        },
        add: { label: "Add a duration", params: shift },
        subtract: { label: "Subtract a duration", params: shift },
        format: {
          label: "Format a date",
          params: {
            date,
            format: p.text({ label: "Format", default: "yyyy-MM-dd", help: "Such as yyyy-MM-dd HH:mm" }),
          },
        },
        round: {
          label: "Round a date",
          params: {
            date,
            direction: p.select({
              label: "Round",
              options: [
                { value: "down", label: "Down to the start" },
                { value: "up", label: "Up to the next start" },
              ],
            }),
            to: p.select({ label: "Of the", options: parts, default: "day" }),
          },
        },
        between: {
          label: "Time between two dates",
          params: {
            start: p.json({ label: "Start", placeholder: "2026-12-01", default: "" }),
            end: p.json({ label: "End", placeholder: "2026-12-24", default: "" }),
            units: p.multiSelect({ label: "Units", options: units, default: ["days"] }),
            iso: p.toggle({ label: "As an ISO duration, such as P2D" }),
          },
        },
        extract: {
          label: "Extract a part",
          params: { date, part: p.select({ label: "Part", options: fields, default: "month" }) },
        },
      },
    }),
    field: p.text({ label: "Into the field", default: "date", required: true }),
    keepOthers: p.toggle({ label: "Keep other fields", default: true }),
    zone: p.choice({
      label: "Time zone",
      advanced: true,
      cases: {
        workflow: { label: "Of the workflow" },
        written: { label: "As written in the date, otherwise UTC" },
        named: {
          label: "Another",
          params: { name: p.text({ label: "Name", placeholder: "Europe/Berlin", required: true }) },
        },
      },
    }),
    inputFormat: p.text({
      label: "Format of the input",
      help: "Empty: recognised",
      placeholder: "dd.MM.yyyy",
      onlyWhen: { action: ["add", "subtract", "format", "round", "between", "extract"] },
      advanced: true,
    }),
    inputZone: p.text({
      label: "Time zone of the input",
      help: "For dates that name none. Empty: the time zone above",
      placeholder: "Europe/Berlin",
      onlyWhen: { action: ["add", "subtract", "format", "round", "between", "extract"] },
      advanced: true,
    }),
    dialect: p.select({
      label: "Formats are written as",
      options: [
        { value: "luxon", label: "Luxon (yyyy-MM-dd)" },
        { value: "moment", label: "Moment (YYYY-MM-DD), results in UTC" },
      ],
      advanced: true,
    }),
  },
  line: "{action.is}",
  effect: "none",
  execute({ item, params, execution: { timezone } }) {
    const { action, field, keepOthers, zone, inputFormat, inputZone, dialect } = params;
    const named = zone.is === "named" ? zone.name : undefined;
    for (const name of [named, inputZone]) checkZone(name);
    const target = named ?? (zone.is === "workflow" ? timezone : undefined);
    const reading = { zone: inputZone || (target ?? "Etc/UTC"), format: inputFormat, dialect };
    const read = (value: Json, name = "date"): DateTime => {
      const moment = readDate(value, { ...reading, param: `action.${name}` });
      if (target) return moment.setZone(target);
      return typeof value === "string" && value.includes("+") ? moment : moment.setZone("Etc/UTC");
    };
    const result = work(action, read, target ?? timezone, dialect);
    return { main: { ...item, json: withPath(keepOthers ? item.json : {}, field, result) } };
  },
});

type Shift = { date: Json; amount: number; unit: (typeof units)[number] };
type Action =
  | { is: "now"; time: boolean }
  | ({ is: "add" | "subtract" } & Shift)
  | { is: "format"; date: Json; format: string }
  | { is: "round"; date: Json; direction: "down" | "up"; to: DateTimeUnit }
  | { is: "between"; start: Json; end: Json; units: (typeof units)[number][]; iso: boolean }
  | { is: "extract"; date: Json; part: (typeof fields)[number] };

function work(action: Action, read: (value: Json, name?: string) => DateTime, zone: string, dialect: Dialect): Json {
  const iso = (moment: DateTime) => (dialect === "moment" ? moment.toJSDate().toISOString() : moment.toString());
  switch (action.is) {
    case "now": {
      const now = DateTime.now().setZone(zone);
      return iso(action.time ? now : now.startOf("day"));
    }
    case "add":
      return iso(inRange(read(action.date).plus({ [action.unit]: action.amount })));
    case "subtract":
      return iso(inRange(read(action.date).minus({ [action.unit]: action.amount })));
    case "format": {
      if (action.date === null) return null;
      const moment = read(action.date);
      return dialect === "moment" ? formatMoment(moment, action.format) : moment.toFormat(action.format);
    }
    case "round": {
      const moment = read(action.date);
      return iso((action.direction === "up" ? moment.plus({ [action.to]: 1 }) : moment).startOf(action.to));
    }
    case "between": {
      const wanted: DurationUnit[] = action.units.length ? action.units : ["days"];
      const duration = read(action.end, "end").diff(read(action.start, "start"), wanted);
      return action.iso ? (duration.toISO() ?? "") : (duration.toObject() as Json);
    }
    case "extract": {
      const moment = read(action.date);
      return action.part === "week" ? moment.weekNumber : moment.get(action.part);
    }
  }
}

function inRange(moment: DateTime): DateTime {
  if (moment.isValid) return moment;
  throw new NodeError("The date is out of range", {
    code: "DATE_INVALID",
    hint: "Dates reach about 270,000 years from 1970",
    param: "action.amount",
  });
}

function checkZone(name: string | undefined) {
  if (!name || IANAZone.isValidZone(name)) return;
  throw new NodeError(`"${name}" is not a time zone`, {
    code: "DATE_ZONE",
    hint: "Use a name such as Europe/Berlin or UTC",
    param: "zone.name",
  });
}
