import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { scheduleTriggers } from "@/server/runs/triggers";
import { documentOf } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const rules = (when: JsonObject, timezone = "") =>
  scheduleTriggers(documentOf({ s: { type: "core.schedule", params: { rules: [{ when }], timezone } } }))[0];

describe("Schedule", () => {
  it("hands on the time it was started at", async () => {
    expect((await run("core.schedule", {}, [{ timestamp: "now" }])).main).toEqual([{ timestamp: "now" }]);
  });

  it.each([
    [{ is: "seconds", every: 10 }, { everyMs: 10_000 }],
    [{ is: "minutes", every: 15 }, { everyMs: 900_000 }],
    [{ is: "hours", every: 2, minute: 30 }, { cron: "30 */2 * * *" }],
    [{ is: "daily", hour: 9, minute: 5 }, { cron: "5 9 * * *" }],
    [{ is: "weekly", days: ["1", "5"], hour: 8 }, { cron: "0 8 * * 1,5" }],
    [{ is: "monthly", day: 31, hour: 0, minute: 0 }, { cron: "0 0 31 * *" }],
    [{ is: "cron", pattern: "*/5 * * * * *" }, { cron: "*/5 * * * * *" }],
  ])("%j becomes %j", (when, rule) => {
    expect(rules(when)?.rules).toEqual([rule]);
  });

  it("has a time zone of its own, or none", () => {
    expect(rules({ is: "daily" }, "Asia/Tokyo")?.timezone).toBe("Asia/Tokyo");
    expect(rules({ is: "daily" })?.timezone).toBeUndefined();
  });

  it.each([
    [{ is: "seconds", every: 0 }],
    [{ is: "daily", hour: 24 }],
    [{ is: "cron", pattern: "" }],
    [{ is: "sometimes" }],
  ])("%j is refused", (when) => {
    expect(() => rules(when)).toThrow(/"s": parameter "rules\.0\.when/);
  });
});
