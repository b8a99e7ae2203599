import { createTranslator, type Locale } from "use-intl";
import { describe, expect, it } from "vitest";
import { readMessages } from "@/shared/messages/read-messages";
import type { RuleWords } from "@/shared/schedule";
import { ruleText, timeInZone } from "./texts";

const time = { hour: 9, minute: 5 };
const rules: [RuleWords, string, string][] = [
  [{ is: "seconds", every: 1 }, "Every second", "每秒"],
  [{ is: "minutes", every: 5 }, "Every 5 minutes", "每 5 分钟"],
  [{ is: "hours", every: 2, minute: 0 }, "Every 2 hours at minute 00", "每 2 小时的第 00 分"],
  [{ is: "daily", every: 1, ...time }, "Daily at 09:05", "每天 09:05"],
  [{ is: "daily", every: 3, ...time }, "Every 3 days at 09:05", "每 3 天 09:05"],
  [{ is: "weekly", every: 1, days: [1, 0], ...time }, "Weekly on Mon and Sun at 09:05", "每周周一和周日 09:05"],
  [{ is: "monthly", every: 2, day: 31, ...time }, "Every 2 months on day 31 at 09:05", "每 2 个月 31 日 09:05"],
  [{ is: "cron", pattern: "0 9 * * 1-5" }, "Cron 0 9 * * 1-5", "Cron 0 9 * * 1-5"],
];

const textIn = async (locale: Locale, rule: RuleWords) => {
  const t = createTranslator({ locale, messages: await readMessages(locale), namespace: "schedules.rules" });
  return ruleText(t, rule, locale);
};

it.each(rules)("The rule %j is said so: %s, %s", async (rule, english, chinese) => {
  expect([await textIn("en", rule), await textIn("zh-CN", rule)]).toEqual([english, chinese]);
});

describe("a moment of a schedule", () => {
  const at = Date.parse("2026-03-28T17:30:00Z");
  const later = (ms: number) => timeInZone(at + ms, "Asia/Tokyo", "en", at);

  it("is shown as the clocks of its zone do", () => {
    expect(timeInZone(at, "Asia/Tokyo", "en")).toBe("Sun 29 Mar 02:30");
    expect(timeInZone(at + 7_000, "utc", "en")).toBe("Sat 28 Mar 17:30:07");
    expect(timeInZone(at, "Mars/Base", "en")).toMatch(/28 Mar.* 17:30/);
  });

  it("is shorter beside another one of the same day or week", () => {
    expect([later(3_600_000), later(86_400_000), later(30 * 86_400_000)]).toEqual([
      ...["03:30", "Mon 02:30", "28 Apr 02:30"],
    ]);
  });
});
