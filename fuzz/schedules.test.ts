import fc from "fast-check";
import { describe } from "vitest";
import { nextTime, turnAfter } from "@/server/runs/next-time";
import { scheduleTriggers } from "@/server/runs/triggers";
import { AppError } from "@/shared/errors";
import type { JsonObject } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { asJson, fuzz, type Outcome, strangeJson, strangeText } from "./fuzz.testing";

const number = fc.oneof(
  fc.integer({ min: -2, max: 70 }).map(String),
  fc.constantFrom("*", "?", "L", "W", "1W", "5#2", "H", "MON", "feb", "", "1e3"),
);
const field = fc.oneof(
  number,
  fc.tuple(number, number).map(([a, b]) => `${a}-${b}`),
  fc.tuple(number, number).map(([a, b]) => `${a}/${b}`),
  fc.array(number, { minLength: 1, maxLength: 4 }).map((list) => list.join(",")),
);
const usual = fc.constantFrom("*", "*/5", "0", "1-5", "1,15", "*/2", "12");
const pattern = fc.oneof(
  { weight: 9, arbitrary: fc.array(usual, { minLength: 5, maxLength: 5 }).map((list) => list.join(" ")) },
  { weight: 4, arbitrary: fc.array(field, { minLength: 4, maxLength: 8 }).map((list) => list.join(" ")) },
  fc.constantFrom("@daily", "@every 0s", "@reboot", "0 0 31 2 *", "0 0 29 2 *", "*/0 * * * *", "TZ=UTC * * * * *"),
  fc.integer({ min: 1, max: 3_000 }).map((count) => `${"1-59/".repeat(count)} * * * *`),
  strangeText,
);
const amount = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: 1, max: 20 }) },
  fc.integer({ min: -1, max: 4_000 }),
  strangeJson,
);
const when = fc.oneof(
  { weight: 3, arbitrary: pattern.map((text): object => ({ is: "cron", pattern: text })) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        is: fc.constantFrom("seconds", "minutes", "hours", "daily", "weekly", "monthly"),
        every: amount,
        hour: amount,
        minute: amount,
        day: amount,
        days: fc.oneof(fc.constant(["1"]), strangeJson),
      },
      { requiredKeys: ["is"] },
    ),
  },
  strangeJson as fc.Arbitrary<object>,
);
const params = fc.record(
  {
    rules: fc.oneof(
      { weight: 6, arbitrary: fc.array(fc.record({ when }), { minLength: 1, maxLength: 3 }) },
      strangeJson,
    ),
    timezone: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom("", "UTC", "Europe/Berlin", "Australia/Lord_Howe") },
      strangeText,
    ),
    ...{
      jitter: amount,
      maxMissed: amount,
      ifMissed: fc.oneof({ weight: 20, arbitrary: fc.constantFrom("once", "skip", "all") }, strangeJson),
    },
  },
  { requiredKeys: ["rules"] },
);
/** Of the processor, which may have other work. */
const slowMs = 2_000;

function attempt(given: object): Outcome {
  const node = {
    id: "s",
    type: "core.schedule",
    version: 1,
    name: "s",
    position: { x: 0, y: 0 },
    params: asJson(given) as JsonObject,
  };
  const document: WorkflowDocument = { formatVersion: 1, name: "x", nodes: [node], edges: [], notes: [], settings: {} };
  const begun = process.cpuUsage();
  const now = Date.UTC(2026, 1, 28, 12);
  try {
    for (const { rules, timezone } of scheduleTriggers(document)) {
      for (const rule of rules) {
        const next = nextTime(rule, timezone || "UTC", null, now);
        if (next !== null && !(next > now)) throw new Error(`The next time of ${JSON.stringify(rule)} is ${next}`);
        if (next !== null) turnAfter(rule, timezone || "UTC", next, next);
      }
    }
    return "accepted";
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.message.length < 2_000) return "refused";
    throw thrown;
  } finally {
    const { user, system } = process.cpuUsage(begun);
    const took = (user + system) / 1_000;
    // biome-ignore lint/correctness/noUnsafeFinally: an input that is slow is a defect, whatever came of it
    if (took > slowMs) throw new Error(`It took ${Math.round(took)} ms`);
  }
}

describe("T057 T035 schedules", () => {
  fuzz("schedules", {
    batch: fc.array(params, { minLength: 10, maxLength: 10 }),
    tries: 150,
    attempt: (all) => all.map(attempt),
  });
});
