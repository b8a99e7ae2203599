import { defineNode, p } from "@/nodes/sdk";
import { scheduleRules, toRule } from "@/nodes/sdk/schedule-rules";

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
    rules: scheduleRules(),
    ifMissed: p.select({
      label: "If the server was down at that time",
      options: [
        { value: "once", label: "Start once", help: "For the newest of the times that were missed" },
        { value: "skip", label: "Leave it out" },
        { value: "all", label: "Start for each", help: "For the newest of them, the earliest first" },
      ],
      advanced: true,
      expression: false,
    }),
    maxMissed: p.number({
      label: "At most",
      unit: "starts",
      help: "Of the times that were missed, the newest. 1 to 100",
      default: 10,
      min: 1,
      max: 100,
      integer: true,
      onlyWhen: { ifMissed: ["all"] },
      advanced: true,
      expression: false,
    }),
    jitter: p.number({
      label: "Spread starts over",
      unit: "seconds",
      help: "Each start comes up to so much later, at most half the time to the next one. Its time stays the one it was due at",
      default: 0,
      min: 0,
      max: 3_600,
      integer: true,
      advanced: true,
      expression: false,
    }),
    timezone: p.text({
      label: "Time zone",
      placeholder: "Europe/Berlin",
      help: "Empty: the workflow's or the server's time zone",
      advanced: true,
      expression: false,
    }),
  },
  line: "Every {rules.0.when.every} | {rules.0.when.is}",
  effect: "none",
  trigger: {
    kind: "schedule",
    schedule: ({ rules, timezone, ifMissed, maxMissed, jitter }) => ({
      ...{ ifMissed, maxMissed, jitterMs: jitter * 1_000 },
      rules: rules.map(({ when }) => toRule(when)),
      timezone: timezone || undefined,
    }),
  },
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});
