import { expect, it } from "vitest";
import { toRule } from "@/nodes/sdk/schedule-rules";
import { ruleWords } from "./schedule";

it.each([
  [{ is: "seconds", every: 90 }],
  [{ is: "minutes", every: 90 }],
  [{ is: "hours", every: 2, minute: 30 }],
  [{ is: "daily", every: 3, hour: 9, minute: 5 }],
  [{ is: "weekly", every: 2, days: ["1", "5"], hour: 8, minute: 0 }],
  [{ is: "monthly", every: 1, day: 31, hour: 0, minute: 0 }],
  [{ is: "cron", pattern: "0 9 * * 1-5" }],
  [{ is: "cron", pattern: "*/5 * * * * *" }],
  [{ is: "cron", pattern: "0 9 1 * 1" }],
  [{ is: "cron", pattern: "*/5 9 * * *" }],
  [{ is: "cron", pattern: "0 9 * 6 *" }],
  [{ is: "cron", pattern: "@daily" }],
] as const)("The rule of %j has the words of what was chosen", (when) => {
  const days = "days" in when ? { days: when.days.map(Number) } : {};
  expect(ruleWords(toRule(when as Parameters<typeof toRule>[0]))).toEqual({ ...when, ...days });
});
