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
    [{}, { ifMissed: "once", maxMissed: 10, jitterMs: 0 }],
    [{ ifMissed: "all" }, { ifMissed: "all", maxMissed: 10, jitterMs: 0 }],
    [
      { ifMissed: "all", maxMissed: 100, jitter: 30 },
      { ifMissed: "all", maxMissed: 100, jitterMs: 30_000 },
    ],
  ])("%j makes up for what was missed, and spreads its starts: %j", (params, times) => {
    const schedule = documentOf({ s: { type: "core.schedule", params } });
    expect(scheduleTriggers(schedule)[0]).toMatchObject(times);
  });

  it.each<JsonObject>([{ ifMissed: "all", maxMissed: 101 }, { jitter: -1 }, { ifMissed: "twice" }])(
    "%j is refused",
    (params) => {
      expect(() => scheduleTriggers(documentOf({ s: { type: "core.schedule", params } }))).toThrow(/"s": parameter/);
    },
  );

  it.each([
    [{ is: "seconds", every: 0 }],
    [{ is: "daily", hour: 24 }],
    [{ is: "cron", pattern: "" }],
    [{ is: "sometimes" }],
  ])("%j is refused", (when) => {
    expect(() => rules(when)).toThrow(/"s": parameter "rules\.0\.when/);
  });
});
