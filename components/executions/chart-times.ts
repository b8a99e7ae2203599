import type { Locale } from "use-intl";
import { dateLocale } from "../time";
import { endedTimes } from "./filters";

const dayMs = 86_400_000;

/** From when to when a bar of the chart reaches: "14:05 – 14:06" of today, "9 Jun, 12:00 – 15:00", or "9 Jun". */
export function barText(at: number, barMs: number, locale: Locale): string {
  const language = dateLocale(locale);
  if (barMs >= dayMs) return new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }).format(at);
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const time = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
  const day = isToday ? {} : ({ day: "numeric", month: "short" } as const);
  return new Intl.DateTimeFormat(language, { ...day, ...time }).formatRange(at, at + barMs);
}

export const startText = (at: number, locale: Locale) =>
  new Date(at).toLocaleString(dateLocale(locale), { dateStyle: "medium", timeStyle: "short" });

/** From when to when a filter reaches. */
export function spanText(ended: string, locale: Locale): string {
  const { endedFrom = 0, endedBefore = 0 } = endedTimes(ended);
  return barText(endedFrom, endedBefore - endedFrom, locale);
}
