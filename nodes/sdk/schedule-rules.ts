import type { ScheduleRule } from "@/shared/schedule";
import { p } from "./params";

/** When a trigger starts: the parameter of schedules and of triggers that look for something new. */

const time = {
  hour: p.number({ label: "At hour", help: "0 to 23", default: 9, min: 0, max: 23, integer: true }),
  minute: p.number({ label: "At minute", default: 0, min: 0, max: 59, integer: true }),
};
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const every = (unit: string) => p.number({ label: "Every", unit, default: 1, min: 1, max: 3_600, integer: true });

export const scheduleRules = () =>
  p.list({
    label: "When",
    expression: false,
    default: [{ when: { is: "minutes", every: 5 } }],
    addLabel: "Add time",
    of: {
      when: p.choice({
        label: "Repeat",
        default: "minutes",
        cases: {
          seconds: {
            label: "Every few seconds",
            params: {
              every: p.number({ label: "Every", unit: "seconds", default: 30, min: 1, max: 3600, integer: true }),
            },
          },
          minutes: {
            label: "Every few minutes",
            params: {
              every: p.number({ label: "Every", unit: "minutes", default: 5, min: 1, max: 1440, integer: true }),
            },
          },
          hours: {
            label: "Every few hours",
            params: {
              every: p.number({ label: "Every", unit: "hours", default: 1, min: 1, max: 23, integer: true }),
              minute: time.minute,
            },
          },
          daily: { label: "Daily", params: { every: every("days"), ...time } },
          weekly: {
            label: "Weekly",
            params: {
              days: p.multiSelect({
                label: "On",
                options: days.map((label, index) => ({ value: String(index), label })),
                default: ["1"],
              }),
              every: every("weeks"),
              ...time,
            },
          },
          monthly: {
            label: "Monthly",
            params: {
              day: p.number({ label: "Day of the month", default: 1, min: 1, max: 31, integer: true }),
              every: every("months"),
              ...time,
            },
          },
          cron: {
            label: "Cron expression",
            params: {
              pattern: p.text({
                label: "Pattern",
                placeholder: "0 9 * * 1-5",
                help: "Minute, hour, day of the month, month, day of the week. A sixth field in front is the second",
                required: true,
              }),
            },
          },
        },
      }),
    },
  });

type When =
  | { is: "seconds" | "minutes"; every: number }
  | { is: "hours"; every: number; minute: number }
  | { is: "daily"; every: number; hour: number; minute: number }
  | { is: "weekly"; every: number; days: string[]; hour: number; minute: number }
  | { is: "monthly"; every: number; day: number; hour: number; minute: number }
  | { is: "cron"; pattern: string };

export function toRule(when: When): ScheduleRule {
  switch (when.is) {
    case "seconds":
      return { everyMs: when.every * 1000 };
    case "minutes":
      return { everyMs: when.every * 60_000 };
    case "hours":
      return { cron: `${when.minute} */${when.every} * * *` };
    case "daily":
      return { cron: `${when.minute} ${when.hour} * * *`, ...each("day", when.every) };
    case "weekly":
      return { cron: `${when.minute} ${when.hour} * * ${when.days.join(",") || "1"}`, ...each("week", when.every) };
    case "monthly":
      return { cron: `${when.minute} ${when.hour} ${when.day} * *`, ...each("month", when.every) };
    case "cron":
      return { cron: when.pattern };
  }
}

const each = (unit: "day" | "week" | "month", count: number) => (count > 1 ? { every: { unit, count } } : {});
