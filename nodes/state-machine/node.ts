import { defineNode, NodeError, p } from "@/nodes/sdk";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { dayMs, keyedParams, stateName } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import type { Item, JsonObject } from "@/shared/item";
import { afterCheck, type Health, healthy } from "./health";
import { nextState } from "./transitions";

const count = (label: string, preset: number, help?: string, unit?: string) =>
  p.number({ label, help, unit, default: preset, min: 1, max: 1_000, integer: true });

const params = {
  name: keyedParams.name("State machine", "state"),
  key: keyedParams.key,
  how: p.choice({
    label: "States",
    cases: {
      table: {
        label: "By a table of transitions",
        params: {
          event: p.text({ label: "Event", help: "Such as {{ $json.event }}", required: true }),
          initial: p.text({ label: "First state", default: "new", required: true }),
          transitions: p.list({
            label: "Transitions",
            addLabel: "Add transition",
            of: {
              from: p.text({ label: "From", help: "Empty: any state" }),
              event: p.text({ label: "Event", required: true }),
              to: p.text({ label: "To", required: true }),
            },
          }),
        },
      },
      health: {
        label: "Up, suspect or down, by checks",
        params: {
          ok: p.toggle({ label: "The check passed", help: "Usually an expression, such as {{ $json.ok }}" }),
          failures: count("Down after failed checks", 3),
          window: count("Of the last", 5, undefined, "checks"),
          successes: count("Up after passed checks", 2, "In a row"),
          flaps: p.number({
            label: "Flapping after downs",
            help: "How often it goes down until it has to be stable before it counts as up. 0: not looked at",
            ...{ default: 0, min: 0, max: 100, integer: true },
          }),
          flapMinutes: count("Counted within", 60, undefined, "minutes"),
          stableMinutes: count("Stable means without a failure for", 10, undefined, "minutes"),
        },
      },
      read: { label: "Only read the state" },
      forget: { label: "Forget the state" },
    },
  }),
  into: p.text({ label: "Put the state into the field", default: "state", required: true, expression: false }),
  forgetDays: keyedParams.forgetDays(365),
};

/** Events of one key come one after the other, whichever execution brings them: each change is told once. */
export const stateMachine = defineNode({
  type: "core.stateMachine",
  version: 1,
  label: "State Machine",
  summary: "Moves a key from state to state, and tells what changed",
  category: "flow",
  icon: "circle-dot-dashed",
  keywords: ["status", "transition", "event", "up", "down", "monitoring", "flapping", "incident", "health", "order"],
  inputs: ["main"],
  outputs: ["changed", "same", { name: "refused", label: "refused", when: "how.is", in: ["table"] }],
  params,
  line: "{name}",
  effect: "none",
  async executeAll(context): Promise<{ changed: Item[]; same: Item[]; refused: Item[] }> {
    const { inputs, lasting, paramsOf, params: first } = context;
    const items = inputs.main ?? [];
    const moves = await lasting.transact("workflow", (state) =>
      items.map((_, index) => move(state, paramsOf(index), index)),
    );
    const outputs: { [port in Move["port"]]: Item[] } = { changed: [], same: [], refused: [] };
    for (const [index, item] of items.entries()) {
      const { port = "same", told = {} } = moves[index] ?? {};
      outputs[port].push({ ...item, json: { ...item.json, [first.into]: told }, from: { item: index } });
    }
    return outputs;
  },
});

type Params = BatchContext<typeof params, { [slot: string]: never }>["params"];
type Move = { port: "changed" | "same" | "refused"; told: JsonObject };
/** `since`: when it came into the state; `count`: events since then. */
type Stored = { state: string; since: number; count: number; health?: Health };

function move(state: LastingState, { name, key, how, forgetDays }: Params, item: number): Move {
  const place = stateName("state", name, key);
  const stored = state.get(place) as Stored | undefined;
  if (how.is === "forget") state.set(place, undefined);
  if (how.is === "forget" || how.is === "read") return { port: "same", told: tell(stored?.state ?? null, stored, key) };

  const { health, flapping } = how.is === "health" ? checked(stored, how, state.now, item) : {};
  const before = stored?.state ?? (how.is === "table" ? how.initial : healthy.state);
  const after = how.is === "table" ? nextState(how.transitions, before, how.event) : health?.state;
  const isMoved = after !== undefined && after !== before;
  const now: Stored = {
    state: after ?? before,
    since: isMoved ? state.now : (stored?.since ?? state.now),
    count: isMoved ? 1 : (stored?.count ?? 0) + 1,
    ...(health && { health }),
  };
  state.set(place, now, { expiresAt: state.now + forgetDays * dayMs });
  const told = {
    ...tell(before, now, key),
    ...(isMoved && stored && { lastedSeconds: Math.round((state.now - stored.since) / 1_000) }),
    ...(flapping !== undefined && { flapping }),
    ...(how.is === "table" && { event: how.event }),
  };
  return { port: after === undefined ? "refused" : isMoved ? "changed" : "same", told };
}

type Checks = Extract<Params["how"], { is: "health" }>;

function checked(stored: Stored | undefined, checks: Checks, now: number, item: number) {
  if (checks.failures > checks.window)
    throw new NodeError(`${checks.failures} of the last ${checks.window} checks can never fail`, {
      ...{ code: "STATE_RULES", param: "how.failures", item, hint: "Look at as many checks as may fail, or more" },
    });
  const { flapping, ...health } = afterCheck(stored?.health ?? healthy, checks.ok, now, {
    ...checks,
    flapMs: checks.flapMinutes * 60_000,
    stableMs: checks.stableMinutes * 60_000,
  });
  return { health, flapping };
}

const tell = (from: string | null, now: Stored | undefined, key: string): JsonObject => ({
  ...(key !== "" && { key }),
  from,
  to: now?.state ?? null,
  since: now ? new Date(now.since).toISOString() : null,
  count: now?.count ?? 0,
});
