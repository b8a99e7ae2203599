import { defineNode, p } from "@/nodes/sdk";
import type { ScheduleRule } from "@/nodes/sdk/define-node";

const time = {
  hour: p.number({ label: "Hour", default: 9, min: 0, max: 23, integer: true }),
  minute: p.number({ label: "Minute", default: 0, min: 0, max: 59, integer: true }),
};
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

export const schedule = defineNode({
  type: "core.schedule",
  version: 1,
  label: "Schedule",
  summary: "Starts at set times or at regular intervals",
  category: "trigger",
  icon: "calendar-clock",
  keywords: ["cron", "timer", "interval", "every", "daily", "weekly"],
  inputs: [],
  outputs: ["main"],
  params: {
    rules: p.list({
      label: "When",
      expression: false,
      addLabel: "Add time",
      of: {
        when: p.choice({
          label: "Repeat",
          default: "minutes",
          cases: {
            seconds: {
              label: "Every few seconds",
              params: { every: p.number({ label: "Seconds", default: 30, min: 1, max: 3600, integer: true }) },
            },
            minutes: {
              label: "Every few minutes",
              params: { every: p.number({ label: "Minutes", default: 5, min: 1, max: 1440, integer: true }) },
            },
            hours: {
              label: "Every few hours",
              params: {
                every: p.number({ label: "Hours", default: 1, min: 1, max: 23, integer: true }),
                minute: time.minute,
              },
            },
            daily: { label: "Daily", params: time },
            weekly: {
              label: "Weekly",
              params: {
                days: p.multiSelect({
                  label: "Days",
                  options: days.map((label, index) => ({ value: String(index), label })),
                  default: ["1"],
                }),
                ...time,
              },
            },
            monthly: {
              label: "Monthly",
              params: {
                day: p.number({ label: "Day of the month", default: 1, min: 1, max: 31, integer: true }),
                ...time,
              },
            },
            cron: {
              label: "Cron expression",
              params: {
                pattern: p.text({
                  label: "Pattern",
                  placeholder: "0 9 * * 1-5",
                  help: "Minute, hour, day of month, month, day of week; a sixth field in front is seconds",
                  required: true,
                }),
              },
            },
          },
        }),
      },
    }),
    timezone: p.text({
      label: "Time zone",
      placeholder: "Europe/Berlin",
      help: "Empty: the workflow's or the server's time zone",
      advanced: true,
      expression: false,
    }),
  },
  line: "{rules.0.when.is}",
  effect: "none",
  trigger: {
    kind: "schedule",
    schedule: ({ rules, timezone }) => ({
      rules: rules.map(({ when }) => toRule(when)),
      timezone: timezone || undefined,
    }),
  },
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});

type When =
  | { is: "seconds" | "minutes"; every: number }
  | { is: "hours"; every: number; minute: number }
  | { is: "daily"; hour: number; minute: number }
  | { is: "weekly"; days: string[]; hour: number; minute: number }
  | { is: "monthly"; day: number; hour: number; minute: number }
  | { is: "cron"; pattern: string };

function toRule(when: When): ScheduleRule {
  switch (when.is) {
    case "seconds":
      return { everyMs: when.every * 1000 };
    case "minutes":
      return { everyMs: when.every * 60_000 };
    case "hours":
      return { cron: `${when.minute} */${when.every} * * *` };
    case "daily":
      return { cron: `${when.minute} ${when.hour} * * *` };
    case "weekly":
      return { cron: `${when.minute} ${when.hour} * * ${when.days.join(",") || "1"}` };
    case "monthly":
      return { cron: `${when.minute} ${when.hour} ${when.day} * *` };
    case "cron":
      return { cron: when.pattern };
  }
}
