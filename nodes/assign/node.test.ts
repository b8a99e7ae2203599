import { describe, expect, it } from "vitest";
import { lastingHarness, type Outcome } from "@/nodes/lasting.testing";
import { when } from "@/nodes/testing";
import type { Json } from "@/shared/item";
import { nextTurn } from "./rotation";

const { workflow } = lastingHarness();

const rows = (...people: (string | [string, object])[]) => ({
  is: "rows",
  rows: people.map((person) => (typeof person === "string" ? { name: person } : { name: person[0], ...person[1] })),
});
const data = (value: Json) => ({ people: { is: "data", value } });
const names = ({ main }: Outcome) => main.map(({ assignee }) => String(assignee));
const tally = (list: string[]) => {
  const counts: { [name: string]: number } = {};
  for (const name of list) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
const items = (count: number) => Array.from({ length: count }, () => ({}));

describe("Assign", () => {
  it("gives in turn, and goes on where the last execution ended", async () => {
    const { run } = await workflow("core.assign", { people: rows("Ann", "Bo", "Cy") });
    expect(names(await run({}, {}))).toEqual(["Ann", "Bo"]);
    expect(names(await run({}, {}))).toEqual(["Cy", "Ann"]);
  });

  it("is fair to the item among executions of the same moment, also when their worker dies", async () => {
    const { crowd } = await workflow("core.assign", { people: rows("Ann", "Bo", "Cy") });
    expect(tally((await crowd(30)).flatMap(names))).toEqual({ Ann: 10, Bo: 10, Cy: 10 });
  });

  it("gives by weight, evenly spread", async () => {
    const { run } = await workflow("core.assign", {
      people: rows(["Ann", { weight: 3 }], "Bo", ["Cy", { weight: 0 }]),
    });
    const given = names(await run(...items(8)));
    expect(tally(given)).toEqual({ Ann: 6, Bo: 2 });
    expect(given.join()).not.toContain("Bo,Bo");
    expect(given.join()).not.toContain("Ann,Ann,Ann,Ann");
  });

  it("skips who is not available, and does not make up for it later", async () => {
    const { run } = await workflow("core.assign", data("={{ $json.people }}" as Json));
    const people = (available: boolean) => [{ name: "Ann", available }, "Bo", { name: "Cy" }] as Json;
    const away = await run(...Array.from({ length: 20 }, () => ({ people: people(false) })));
    expect(tally(names(away))).toEqual({ Bo: 10, Cy: 10 });
    const back = await run(...Array.from({ length: 9 }, () => ({ people: people(true) })));
    expect(tally(names(back))).toEqual({ Ann: 3, Bo: 3, Cy: 3 });
  });

  it("sends what nobody can take its own way", async () => {
    const { run } = await workflow("core.assign", { people: rows(["Ann", { available: false }]) });
    expect((await run({ n: 1 })).json).toEqual({ main: [], nobody: [{ n: 1 }] });
  });

  it("lets rules decide first, and gives in turn when their person is away", async () => {
    const rules = [{ conditions: when("={{ $json.size }}", "number", "gt", 100), person: "Big" }];
    const people = (available: boolean) => rows("Ann", "Bo", ["Big", { weight: 0, available }]);
    const here = await workflow("core.assign", { people: people(true), rules });
    const sizes = [{ size: 500 }, { size: 1 }, { size: 101 }, { size: 2 }];
    expect(names(await here.run(...sizes))).toEqual(["Big", "Ann", "Big", "Bo"]);
    const away = await workflow("core.assign", { people: people(false), rules });
    expect(names(await away.run(...sizes))).toEqual(["Ann", "Bo", "Ann", "Bo"]);
  });

  it("gives the same customer to the same person, who gets it back after being away", async () => {
    const { run } = await workflow("core.assign", { ...data("={{ $json.people }}" as Json), sticky: "={{ $json.c }}" });
    const given = async (people: Json, ...customers: string[]) =>
      names(await run(...customers.map((c) => ({ c, people }))));
    const all: Json = ["Ann", "Bo"];
    expect(await given(all, "x", "y", "x", "x", "y")).toEqual(["Ann", "Bo", "Ann", "Ann", "Bo"]);
    const annAway: Json = [{ name: "Ann", available: false }, "Bo"];
    expect(await given(annAway, "x")).toEqual(["Bo"]);
    expect(await given(all, "x")).toEqual(["Ann"]);
    expect(await given(["Bo"], "x")).toEqual(["Bo"]);
    expect(await given(all, "x")).toEqual(["Bo"]);
  });

  it.each([
    [data("Ann"), /not a list/],
    [data([{ weight: 1 }]), /Person 1 has no name/],
    [data([{ name: "Ann", weight: "heavy" }]), /weight of "Ann"/],
    [{ people: rows("Ann", "Ann") }, /"Ann" is in the list of people twice/],
    [{ people: rows("Ann"), rules: [{ conditions: when(1, "number", "gt", 0), person: "Bo" }] }, /"Bo", who is not in/],
  ])("%j is refused", async (params, message) => {
    const { run } = await workflow("core.assign", params);
    expect((await run({})).message).toMatch(message);
  });

  it("takes names that objects have for names", () => {
    const people = ["__proto__", "constructor"].map((name) => ({ name, weight: 1 }));
    const first = nextTurn(people, {});
    const second = nextTurn(people, JSON.parse(JSON.stringify(first?.savings)));
    expect([first?.name, second?.name]).toEqual(["__proto__", "constructor"]);
  });
});
