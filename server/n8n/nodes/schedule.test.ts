import { expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

const daily = { is: "daily", hour: 0, minute: 0 };
const cases: [string, JsonObject, JsonObject, RegExp?][] = [
  ["scheduleTrigger", {}, daily],
  [
    "scheduleTrigger",
    { rule: { interval: [{ field: "hours", hoursInterval: 48, triggerAtMinute: 5 }] } },
    { ...daily, minute: 5, every: 2 },
  ],
  [
    "scheduleTrigger",
    { rule: { interval: [{ daysInterval: 360, triggerAtHour: 3 }] } },
    { ...daily, hour: 3, every: 360 },
  ],
  ["scheduleTrigger", { rule: { interval: [{ field: "minutes", minutesInterval: 2_880 }] } }, { ...daily, every: 2 }],
  [
    "scheduleTrigger",
    { rule: { interval: [{ field: "cronExpression", expression: "={{ $json.a }}" }] } },
    { is: "cron", pattern: "={{ $json.a }}" },
    /cannot be an expression/,
  ],
  ["interval", {}, { is: "seconds", every: 1 }],
  ["interval", { interval: 2, unit: "hours" }, { is: "hours", minute: 0, every: 2 }],
  ["interval", { interval: 36, unit: "hours" }, { ...daily, every: 2 }, /Every 1.5 days is not possible/],
  ["cron", { triggerTimes: { item: [{}] } }, { is: "daily", hour: 14, minute: 0 }],
  ["cron", { triggerTimes: { item: [{ mode: "everyX", unit: "minutes", value: 7 }] } }, { is: "minutes", every: 7 }],
  [
    "cron",
    { triggerTimes: { item: [{ mode: "everyWeek", weekday: "5", hour: 8 }] } },
    { is: "weekly", days: ["5"], hour: 8, minute: 0 },
  ],
  [
    "cron",
    { triggerTimes: { item: [{ mode: "custom", cronExpression: " 0 9 * * 1 " }] } },
    { is: "cron", pattern: "0 9 * * 1" },
  ],
];

it.each(cases)("%s with %j is a schedule that can start", (type, params, when, warning = undefined) => {
  const mapped = mapN8nNode(`n8n-nodes-base.${type}`, 1, params);
  expect(mapped).toMatchObject({ type: "core.schedule", inputs: [], params: { rules: [{ when }] } });
  expect(objectSchema(findNode("core.schedule")?.params ?? {}).safeParse(mapped.params).error?.issues).toBeUndefined();
  expect(mapped.warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
});
