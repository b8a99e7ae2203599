import { isExpression } from "@/shared/expression";
import type { Json, JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { list, object, stored, text } from "../params";

export const scheduleMappers: Mappers = {
  scheduleTrigger: ({ rule = { interval: [{}] } }) => scheduled(list(object(rule).interval).map(ruleOf)),
  cron: (params) => scheduled(list(object(params.triggerTimes).item).map(oldRule)),
  rssFeedReadTrigger(params): Mapped {
    const times = params.pollTimes === undefined ? [{ mode: "everyMinute" }] : list(object(params.pollTimes).item);
    const { params: rules, ...mapped } = scheduled(times.map(oldRule));
    return { ...mapped, type: "core.rssTrigger", params: { url: text(params.feedUrl), ...rules } };
  },
  interval: (params) => scheduled([intervalRule(number(params.interval, 1), text(params.unit, "seconds"))]),
};

type Rule = { when: JsonObject; warning?: string };

const scheduled = (rules: Rule[]): Mapped => ({
  ...{ type: "core.schedule", inputs: [] },
  params: { rules: rules.map(({ when }) => ({ when })) },
  warnings: rules.flatMap(({ warning }) => warning ?? []),
});

function ruleOf(row: JsonObject): Rule {
  const time = { hour: number(row.triggerAtHour, 0), minute: number(row.triggerAtMinute, 0) };
  switch (text(row.field, "days")) {
    case "seconds":
      return { when: { is: "seconds", every: number(row.secondsInterval, 30) } };
    case "minutes":
      return { when: { is: "minutes", every: number(row.minutesInterval, 5) } };
    case "hours":
      return { when: { is: "hours", every: number(row.hoursInterval, 1), minute: time.minute } };
    case "weeks": {
      const days = Array.isArray(row.triggerAtDay) ? row.triggerAtDay.map(String) : ["0"];
      return { when: { is: "weekly", days, ...time, ...each(row.weeksInterval) } };
    }
    case "months": {
      const day = number(row.triggerAtDayOfMonth, 1);
      return { when: { is: "monthly", day, ...time, ...each(row.monthsInterval) } };
    }
    case "cronExpression":
      return cron(text(row.expression));
    default:
      return { when: { is: "daily", ...time, ...each(row.daysInterval) } };
  }
}

/** The times of the Cron node, which came before the Schedule Trigger. */
function oldRule(row: JsonObject): Rule {
  const time = { hour: number(row.hour, 14), minute: number(row.minute, 0) };
  switch (text(row.mode, "everyDay")) {
    case "everyMinute":
      return { when: { is: "minutes", every: 1 } };
    case "everyHour":
      return { when: { is: "hours", every: 1, minute: time.minute } };
    case "everyX":
      return intervalRule(number(row.value, 2), text(row.unit, "hours"));
    case "everyWeek":
      return { when: { is: "weekly", days: [text(row.weekday, "1")], ...time } };
    case "everyMonth":
      return { when: { is: "monthly", day: number(row.dayOfMonth, 1), ...time } };
    case "custom":
      return cron(text(row.cronExpression, "* * * * * *").trim());
    default:
      return { when: { is: "daily", ...time } };
  }
}

function intervalRule(every: number, unit: string): Rule {
  if (unit === "hours" && every < 24) return { when: { is: "hours", every, minute: 0 } };
  if (unit === "hours") {
    return {
      when: { is: "daily", hour: 0, minute: 0 },
      warning: `Every ${every} hours is not possible: it runs daily`,
    };
  }
  return { when: { is: unit === "minutes" ? "minutes" : "seconds", every } };
}

const cron = (pattern: string): Rule => ({
  when: { is: "cron", pattern },
  ...(isExpression(pattern) && { warning: "A cron pattern cannot be an expression here: write it out" }),
});

const each = (interval: Json | undefined): JsonObject =>
  number(interval, 1) > 1 ? { every: number(interval, 1) } : {};

/** Schedules are set before a run: what is no number is none. */
function number(value: Json | undefined, otherwise: number): number {
  const given = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(given) ? given : otherwise;
}

export const scheduleExporters: Exporters = {
  "core.schedule": (params) => ({
    ...{ type: "n8n-nodes-base.scheduleTrigger", typeVersion: 1.3, inputs: [] },
    parameters: { rule: { interval: list(params.rules).map(({ when }) => intervalOf(object(when))) } },
  }),
  "core.rssTrigger": ({ url = "", rules }) => ({
    ...{ type: "n8n-nodes-base.rssFeedReadTrigger", typeVersion: 1, inputs: [] },
    parameters: { feedUrl: url, pollTimes: { item: list(rules).map(({ when }) => pollTime(object(when))) } },
  }),
};

function intervalOf(when: JsonObject): JsonObject {
  const time = { triggerAtHour: when.hour, triggerAtMinute: when.minute };
  switch (when.is) {
    case "seconds":
      return stored({ field: "seconds", secondsInterval: when.every });
    case "minutes":
      return stored({ field: "minutes", minutesInterval: when.every });
    case "hours":
      return stored({ field: "hours", hoursInterval: when.every, triggerAtMinute: when.minute });
    case "weekly":
      return stored({
        ...{
          field: "weeks",
          weeksInterval: when.every,
          triggerAtDay: Array.isArray(when.days) ? when.days.map(Number) : [],
          ...time,
        },
      });
    case "monthly":
      return stored({ field: "months", monthsInterval: when.every, triggerAtDayOfMonth: when.day, ...time });
    case "cron":
      return stored({ field: "cronExpression", expression: when.pattern });
    default:
      return stored({ field: "days", daysInterval: when.every, ...time });
  }
}

/** The times of triggers that look for something new; what they have no word for is a cron pattern. */
function pollTime(when: JsonObject): JsonObject {
  const { every = 1, hour = 0, minute = 0 } = when;
  switch (when.is) {
    case "minutes":
      return { mode: "everyX", value: every, unit: "minutes" };
    case "hours":
      if (every === 1) return { mode: "everyHour", minute };
      return minute === 0 ? { mode: "everyX", value: every, unit: "hours" } : custom(`${minute} */${every} * * *`);
    case "daily":
      return { mode: "everyDay", hour, minute };
    case "weekly": {
      const days = Array.isArray(when.days) ? when.days.map(String) : [];
      const [day = "1", another] = days;
      return another === undefined
        ? { mode: "everyWeek", weekday: day, hour, minute }
        : custom(`${minute} ${hour} * * ${days.join(",")}`);
    }
    case "monthly":
      return { mode: "everyMonth", dayOfMonth: when.day ?? 1, hour, minute };
    case "cron":
      return custom(text(when.pattern));
    default:
      return custom(`*/${every} * * * * *`);
  }
}

const custom = (cronExpression: string): JsonObject => ({ mode: "custom", cronExpression });
