import type { Locale } from "@/shared/messages/locales";

/** IANA names that this browser knows, UTC among them. */
export const timeZones = (): string[] => [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];

export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** "Tue, 24 November, 15:03" there. */
export const timeIn = (zone: string, at: number, locale: Locale) =>
  new Date(at).toLocaleString(locale === "en" ? "en-GB" : locale, {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
