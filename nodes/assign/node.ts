import { defineNode, NodeError, p } from "@/nodes/sdk";
import { meets } from "@/nodes/sdk/conditions";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { dayMs, keyedParams, stateName } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import type { Item } from "@/shared/item";
import { type Colleague, maxWeight, peopleIn, requireOnce } from "./people";
import { nextTurn, type Savings } from "./rotation";

const params = {
  name: keyedParams.name("Rotation", "rotation"),
  people: p.choice({
    label: "People",
    cases: {
      rows: {
        label: "Listed here",
        params: {
          rows: p.list({
            label: "People",
            addLabel: "Add person",
            default: [{ name: "" }],
            of: {
              name: p.text({ label: "Name", required: true }),
              weight: p.number({ label: "Weight", help: "2: twice as many", default: 1, min: 0, max: maxWeight }),
              available: p.toggle({ label: "Available", help: "May be an expression", default: true }),
            },
          }),
        },
      },
      data: {
        label: "From data",
        params: {
          value: p.json({
            label: "List",
            help: 'Names, or objects such as { "name": "Ann", "weight": 2, "available": true }',
            placeholder: '["Ann", "Bo"]',
            default: [],
          }),
        },
      },
    },
  }),
  rules: p.list({
    label: "Rules that come first",
    help: "The first that fits decides, if its person is available",
    addLabel: "Add rule",
    of: {
      conditions: p.conditions({ label: "If" }),
      person: p.text({ label: "Person", required: true }),
    },
  }),
  sticky: p.text({
    label: "Same person for the same",
    help: "Such as {{ $json.customer }}: whoever had it gets it again. Empty: everybody in turn",
  }),
  into: p.text({ label: "Put the name into the field", default: "assignee", required: true, expression: false }),
  forgetDays: keyedParams.forgetDays(),
};

/** Turns are given one after the other, in one commit each: also executions of the same moment share them fairly. */
export const assign = defineNode({
  type: "core.assign",
  version: 1,
  label: "Assign",
  summary: "Gives items to people by rules and fair turns",
  category: "flow",
  icon: "user-round-check",
  keywords: ["round robin", "rotate", "distribute", "lead", "salesperson", "weight", "sticky", "load balance"],
  inputs: ["main"],
  outputs: ["main", "nobody"],
  params,
  line: "{people.rows.*.name} | {name}",
  effect: "none",
  async executeAll(context) {
    const { inputs, lasting, params: first } = context;
    const items = inputs.main ?? [];
    const chosen = await lasting.transact("workflow", (state) =>
      items.map((_, index) => choose(state, context, index) ?? null),
    );
    const main: Item[] = [];
    const nobody: Item[] = [];
    for (const [index, item] of items.entries()) {
      const name = chosen[index];
      if (name) main.push({ ...item, json: { ...item.json, [first.into]: name }, from: { item: index } });
      else nobody.push(item);
    }
    return { main, nobody };
  },
});

type Context = BatchContext<typeof params, { [slot: string]: never }>;

function choose(state: LastingState, { paramsOf, execution }: Context, index: number): string | undefined {
  const { name, people, rules, sticky, forgetDays } = paramsOf(index);
  const all = people.is === "data" ? peopleIn(people.value, index) : requireOnce(people.rows, index);
  const present = all.filter(({ available }) => available);
  const ruled = rules.find(({ conditions }, rule) =>
    meets(conditions, { param: `rules.${rule}.conditions`, zone: execution.timezone }),
  );
  if (ruled) requireKnown(ruled.person, all, index, rules.indexOf(ruled));
  if (ruled && present.some((person) => person.name === ruled.person)) return ruled.person;

  const place = stateName("assigned", name, sticky);
  const before = sticky === "" ? undefined : (state.get(place) as string | undefined);
  const isKept = all.some((person) => person.name === before);
  const stick = (person: string) => state.set(place, person, { expiresAt: state.now + forgetDays * dayMs });
  if (before !== undefined && present.some((person) => person.name === before)) {
    stick(before);
    return before;
  }
  const person = takeTurn(state, `rotation ${name}`, all);
  // Who is only away gets the customer back.
  if (person !== undefined && sticky !== "" && !isKept) stick(person);
  return person;
}

/** What people saved who left the list is dropped; that of people who are away waits. */
function takeTurn(state: LastingState, place: string, all: Colleague[]): string | undefined {
  const saved = (state.get(place) ?? {}) as Savings;
  const names = new Set(all.map(({ name }) => name));
  const kept = Object.fromEntries(Object.entries(saved).filter(([name]) => names.has(name)));
  const turn = nextTurn(
    all.filter(({ available, weight }) => available && weight > 0),
    kept,
  );
  if (turn) state.set(place, turn.savings);
  return turn?.name;
}

function requireKnown(person: string, all: Colleague[], item: number, rule: number) {
  if (all.some(({ name }) => name === person)) return;
  throw new NodeError(`The rule gives to "${person}", who is not in the list of people`, {
    ...{ code: "ASSIGN_PEOPLE", item, param: `rules.${rule}.person` },
    hint: "Add the person to the list, with weight 0 if only rules shall give to them",
  });
}
