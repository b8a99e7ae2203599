import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { documentOf } from "@/server/services/testing";

const { run, server } = nodeHarness();

async function waiting(until: object) {
  const document = documentOf(
    {
      start: { type: "core.webhook", params: { path: `w${Math.random()}` } },
      wait: { type: "core.wait", params: { until } as never },
    },
    "start -> wait",
  );
  const id = await server().start(await server().add(document), "start", [{ json: { n: 1 } }]);
  await server().until(id, "waiting");
  return { id, until: server().execution(id).waitingUntil };
}

describe("Wait", () => {
  it("goes on after the time with the items it had", async () => {
    const { status, main } = await run("core.wait", { until: { is: "time", amount: 0.05, unit: "seconds" } }, [
      { n: 1 },
    ]);
    expect([status, main]).toEqual(["succeeded", [{ n: 1 }]]);
  });

  it("waits until a date", async () => {
    expect((await waiting({ is: "date", date: "2040-05-06T07:08:09Z" })).until).toBe(Date.UTC(2040, 4, 6, 7, 8, 9));
  });

  it("goes on at once when the date is past", async () => {
    expect((await run("core.wait", { until: { is: "date", date: "2001-01-01" } }, [{ n: 1 }])).main).toEqual([
      { n: 1 },
    ]);
  });

  it("for a call waits for ever, or at most so long", async () => {
    expect((await waiting({ is: "call" })).until).toBeNull();
    const limited = await waiting({ is: "call", limitHours: 2 });
    expect(Math.abs((limited.until ?? 0) - Date.now() - 7_200_000)).toBeLessThan(60_000);
  });

  it.each([
    [{ is: "date", date: "tomorrow" }, /"tomorrow" is not a date/],
    [{ is: "date", date: "" }, /is required/],
    [{ is: "time", amount: -1, unit: "days" }, /Parameter "Wait › amount"/],
    [{ is: "time", amount: 1e300, unit: "days" }, /Parameter "Wait › amount"|is too far away/],
    [{ is: "call", limitHours: 1e300 }, /Parameter "Wait › limitHours"|is too far away/],
  ])("%j is refused", async (until, message) => {
    const { status, error } = await run("core.wait", { until });
    expect([status, error?.message]).toEqual(["failed", expect.stringMatching(message)]);
  });
});
