import { describe, expect, it } from "vitest";
import { durationText, exactTime, relativeTime } from "./time";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe("how long something took", () => {
  it.each([
    [12, "12 ms", "12 毫秒"],
    [1.4 * second, "1.4 s", "1.4 秒"],
    [42 * second, "42 s", "42 秒"],
    [3 * minute + 5 * second, "3 min 5 s", "3 分 5 秒"],
    [2 * hour + 10 * minute, "2 h 10 min", "2 小时 10 分"],
    [3 * day + 4 * hour, "3 d 4 h", "3 天 4 小时"],
  ])("is %d ms: %s, %s", (ms, english, chinese) => {
    expect([durationText(ms, "en"), durationText(ms, "zh-CN")]).toEqual([english, chinese]);
  });
});

describe("when something was", () => {
  const now = new Date(2026, 10, 24, 15, 3, 0).getTime();

  it.each([
    [2 * second, "just now", "刚刚"],
    [30 * second, "30 seconds ago", "30秒钟前"],
    [3 * minute, "3 minutes ago", "3分钟前"],
    [day, "yesterday", "昨天"],
    [50 * day, "5 Oct 2026", "2026年10月5日"],
  ])("is said of %d ms ago: %s, %s", (ago, english, chinese) => {
    expect([relativeTime(now - ago, now, "en"), relativeTime(now - ago, now, "zh-CN")]).toEqual([english, chinese]);
  });

  it("is said to the second of what is still to come", () => {
    const ahead = (ms: number) => relativeTime(now + ms, now, "en", true);
    expect([ahead(5 * second), ahead(500), ahead(-3 * second), ahead(3 * hour)]).toEqual([
      ...["in 5 seconds", "now", "now", "in 3 hours"],
    ]);
  });

  it("is said exactly", () => {
    expect([exactTime(now, "en"), exactTime(now, "zh-CN")]).toEqual([
      "24 Nov 2026, 15:03:00",
      "2026年11月24日 15:03:00",
    ]);
  });
});
