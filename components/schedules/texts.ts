import type { Locale, useTranslations } from "use-intl";
import type { RuleWords } from "@/shared/schedule";

const dates = { en: "en-GB", "zh-CN": "zh-CN" } as const satisfies { [locale in Locale]: string };

type Texts = ReturnType<typeof useTranslations<"schedules.rules">>;

/** A rule in words, such as "Every 2 weeks on Mon and Fri at 09:05". */
export function ruleText(t: Texts, rule: RuleWords, locale: Locale): string {
  switch (rule.is) {
    case "seconds":
    case "minutes":
      return t(rule.is, { every: rule.every });
    case "hours":
      return t("hours", { every: rule.every, minute: twoDigits(rule.minute) });
    case "daily":
      return t("daily", { every: rule.every, time: clock(rule) });
    case "weekly":
      return t("weekly", { every: rule.every, days: dayNames(rule.days, locale), time: clock(rule) });
    case "monthly":
      return t("monthly", { every: rule.every, day: rule.day, time: clock(rule) });
    case "cron":
      return t("cron", { pattern: rule.pattern });
  }
}

const twoDigits = (value: number) => String(value).padStart(2, "0");
const clock = ({ hour, minute }: { hour: number; minute: number }) => `${twoDigits(hour)}:${twoDigits(minute)}`;

/** The first day of 2023 was a Sunday. */
const dayNames = (days: readonly number[], locale: Locale) =>
  new Intl.ListFormat(dates[locale], { type: "conjunction", style: "short" }).format(
    days.map((day) =>
      new Date(Date.UTC(2023, 0, 1 + day)).toLocaleDateString(dates[locale], { weekday: "short", timeZone: "UTC" }),
    ),
  );

/** A moment as the clocks of the zone show it; shorter beside another one of the same day or week. */
export function timeInZone(at: number, timezone: string, locale: Locale, beside?: number): string {
  const write = (time: number, options: Intl.DateTimeFormatOptions) => {
    try {
      return new Date(time).toLocaleString(dates[locale], { ...options, timeZone: timezone });
    } catch {
      // A browser may not know a zone that the server does.
      return new Date(time).toLocaleString(dates[locale], { ...options, timeZone: "UTC", timeZoneName: "short" });
    }
  };
  const day = (time: number) => write(time, { year: "numeric", month: "short", day: "numeric" });
  const time = write(at, {
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    ...(at % 60_000 !== 0 && { second: "2-digit" }),
  });
  if (beside === undefined) return `${write(at, { weekday: "short", day: "numeric", month: "short" })} ${time}`;
  if (day(at) === day(beside)) return time;
  const isNear = Math.abs(at - beside) < 6 * 86_400_000;
  return `${write(at, isNear ? { weekday: "short" } : { day: "numeric", month: "short" })} ${time}`;
}
