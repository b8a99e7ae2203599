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
      return intervalRule(number(row.secondsInterval, 30), "seconds");
    case "minutes":
      return intervalRule(number(row.minutesInterval, 5), "minutes");
    case "hours":
      return intervalRule(number(row.hoursInterval, 1), "hours", time.minute);
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

/** Long periods are counted in longer units here, of which days are the longest. They begin at midnight. */
function intervalRule(every: number, unit: string, minute = 0): Rule {
  if (unit === "seconds" && every <= 3_600) return rounded({ is: "seconds" }, every, unit);
  if (unit === "seconds") return intervalRule(every / 60, "minutes");
  if (unit === "minutes" && every <= 1_440) return rounded({ is: "minutes" }, every, unit);
  if (unit === "minutes") return intervalRule(every / 60, "hours");
  if (every <= 23) return rounded({ is: "hours", minute }, every, "hours");
  return rounded({ is: "daily", hour: 0, minute }, every / 24, "days");
}

function rounded(when: JsonObject, wanted: number, unit: string): Rule {
  const every = Math.min(Math.max(Math.round(wanted), 1), maxEvery);
  const warning = `Every ${Number(wanted.toFixed(2))} ${unit} is not possible: it is every ${every}`;
  return { when: { ...when, every }, ...(every !== wanted && { warning }) };
}

const maxEvery = 3_600;

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
