import { describe, expect, it } from "vitest";
import { lastingHarness } from "@/nodes/lasting.testing";
import type { JsonObject } from "@/shared/item";
import { afterCheck, type Health, healthy, type Rules } from "./health";

const { workflow } = lastingHarness();

const transitions = [
  { from: "new", event: "pay", to: "paid" },
  { from: "paid", event: "ship", to: "shipped" },
  { from: "paid", event: "pay", to: "paid" },
  { from: "", event: "cancel", to: "cancelled" },
  { from: "shipped", event: "cancel", to: "returning" },
];
const orders = { key: "={{ $json.order }}", how: { is: "table", event: "={{ $json.event }}", transitions } };
const events = (order: string, ...list: string[]) => list.map((event) => ({ order, event }));
const states = (items: JsonObject[] = []) => items.map(({ state }) => state as JsonObject);

describe("State Machine with a table", () => {
  it("moves each key by its events, and tells from where to where", async () => {
    const { run } = await workflow("core.stateMachine", orders);
    const { json } = await run(...events("a", "pay", "pay", "ship"), ...events("b", "pay"));
    expect(json.changed?.map(({ order, event }) => [order, event])).toEqual([
      ["a", "pay"],
      ["a", "ship"],
      ["b", "pay"],
    ]);
    expect(states(json.changed)[1]).toMatchObject({ key: "a", from: "paid", to: "shipped", count: 1, event: "ship" });
    expect(states(json.same)).toMatchObject([{ key: "a", from: "paid", to: "paid", count: 2 }]);
  });

  it("sends an event its own way that the state has no transition for, and stays", async () => {
    const { run } = await workflow("core.stateMachine", orders);
    const early = await run(...events("a", "ship"));
    expect(states(early.json.refused)).toMatchObject([{ from: "new", to: "new", event: "ship" }]);
    expect(states((await run(...events("a", "pay", "ship"))).json.changed)).toMatchObject([
      { to: "paid" },
      { to: "shipped" },
    ]);
  });

  it("takes the transition of the very state before one of any", async () => {
    const { run } = await workflow("core.stateMachine", orders);
    const { json } = await run(...events("a", "cancel"), ...events("b", "pay", "ship", "cancel"));
    expect(states(json.changed).map(({ to }) => to)).toEqual(["cancelled", "paid", "shipped", "returning"]);
  });

  it("changes once when the same event comes many times at once, also when the worker dies", async () => {
    const { crowd } = await workflow("core.stateMachine", orders);
    const all = await crowd(20, () => events("a", "pay"));
    expect(all.flatMap(({ json }) => json.changed ?? [])).toHaveLength(1);
    expect(
      states(all.flatMap(({ json }) => json.same ?? []))
        .map(({ count }) => Number(count))
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 19 }, (_, n) => n + 2));
  });
});

const rules: Rules = { failures: 3, window: 5, successes: 2, flaps: 0, flapMs: 3_600_000, stableMs: 600_000 };

/** `o` passed, `x` failed, a check each minute: the states after them. */
function checks(signs: string, given: Partial<Rules> = {}): string {
  let health: Health = healthy;
  return [...signs]
    .map((sign, minute) => {
      health = afterCheck(health, sign === "o", minute * 60_000, { ...rules, ...given });
      return health.state[0];
    })
    .join("");
}

describe("A service whose checks", () => {
  it.each([
    ["pass is up", "oooo", "uuuu"],
    ["fail once in a while is suspect, and up again", "oxooxoo", "ussussu"],
    ["fail three times of the last five is down", "oxoxx", "usssd"],
    ["fail three times of six is not", "xooxoox", "ssussus"],
    ["pass twice in a row is up again", "xxxoxoo", "ssddddu"],
    ["failed before the recovery starts afresh", "xxxooxx", "ssdduss"],
  ])("%s", (_, signs, expected) => {
    expect(checks(signs)).toBe(expected);
  });

  it("flap has to be stable for a time before it is up", () => {
    const flapping = "xxxoo".repeat(3);
    expect(checks(flapping)).toBe("ssddu".repeat(3));
    expect(checks(`${flapping}oooooooo`, { flaps: 3 })).toBe(`${"ssddu".repeat(2)}ssddd${"d".repeat(7)}u`);
  });
});

describe("State Machine by checks", () => {
  const health = { how: { is: "health", ok: "={{ $json.ok }}", failures: 2, window: 3, successes: 1 } };

  it("tells once that a service went down, and how long it was", async () => {
    const { run } = await workflow("core.stateMachine", health);
    const { json } = await run(...[true, false, false, false, true].map((ok) => ({ ok })));
    expect(states(json.changed).map(({ from, to }) => `${from} ${to}`)).toEqual([
      "up suspect",
      "suspect down",
      "down up",
    ]);
    expect(states(json.changed)[2]).toMatchObject({ lastedSeconds: expect.any(Number), flapping: false, count: 1 });
    expect(states(json.same).map(({ to, count }) => [to, count])).toEqual([
      ["up", 1],
      ["down", 2],
    ]);
  });

  it("goes on from one execution to the next, and can be read and forgotten", async () => {
    const { run, other } = await pair();
    await run({ ok: false }, { ok: false });
    expect(states((await other("read")).json.same)).toMatchObject([{ from: "down", to: "down", count: 1 }]);
    await other("forget");
    expect(states((await other("read")).json.same)).toMatchObject([{ from: null, to: null }]);
    expect(states((await run({ ok: true })).json.same)).toMatchObject([{ from: "up", to: "up", count: 1 }]);
  });

  it("says that more checks can never fail than it looks at", async () => {
    const { run } = await workflow("core.stateMachine", { how: { is: "health", failures: 6 } });
    expect((await run({})).message).toContain("6 of the last 5 checks can never fail");
  });

  /** One workflow in which the item says what is done. */
  async function pair() {
    const nodes = { read: { how: { is: "read" } }, forget: { how: { is: "forget" } } };
    const { run, runAt: other } = await workflow("core.stateMachine", health, { more: nodes });
    return { run, other };
  }
});
