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
        { value: "once", label: "Start once", help: "One start for all that was missed" },
        { value: "skip", label: "Leave it out" },
        { value: "all", label: "Start for each", help: "At most 100, the earliest first" },
      ],
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
    schedule: ({ rules, timezone, ifMissed }) => ({
      ifMissed,
      rules: rules.map(({ when }) => toRule(when)),
      timezone: timezone || undefined,
    }),
  },
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});
