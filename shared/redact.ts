import { isJsonObject, type Json, type JsonObject } from "./item";
import { type PathPart, parseRedactPath } from "./redact-path";

/** What stands in the place of what is hidden. */
export const hidden = "***";

/** Replaces what some paths name. `found`: which path it was, and what it named. */
export type Redactor = <T extends Json>(value: T, found?: (path: string, value: Json) => void) => T;

/** Beneath, nothing is looked through any more: it is hidden as a whole. */
const maxDepth = 200;
/** How far one path has come: one object for each of its parts, so that none is followed twice at one place. */
type State = { path: string; part: PathPart; next: State } | { path: string; part?: undefined; next?: undefined };

/** Each value is looked at once for all paths, with the places in them that lead to it: the cost is bounded by both. */
export function redactorOf(paths: readonly string[]): Redactor {
  const first = paths.map((path) =>
    parseRedactPath(path).reduceRight<State>((next, part) => ({ path, part, next }), { path }),
  );
  return (value, found = () => {}) => walk(value, passing(first), found, 0) as typeof value;
}

/** The same value where nothing was found in it. */
function walk(value: Json, states: State[], found: (path: string, value: Json) => void, depth: number): Json {
  const named = states.find(({ part }) => !part);
  if (named || (depth > maxDepth && typeof value === "object")) {
    if (value === null || value === hidden) return value;
    for (const { path, part } of states) if (!part || !named) found(path, value);
    return hidden;
  }
  if (Array.isArray(value)) {
    let changed: Json[] | undefined;
    for (const [index, each] of value.entries()) {
      const next = step(each, nextStates(states, index), found, depth);
      if (next === each) continue;
      changed ??= [...value];
      changed[index] = next;
    }
    return changed ?? value;
  }
  return isJsonObject(value) ? walkObject(value, states, found, depth) : value;
}

function walkObject(
  value: JsonObject,
  states: State[],
  found: (path: string, value: Json) => void,
  depth: number,
): JsonObject {
  let changed: [string, Json][] | undefined;
  const entries = Object.entries(value);
  for (const [index, [name, each]] of entries.entries()) {
    const next = step(each, nextStates(states, name.toLowerCase()), found, depth);
    if (next === each) continue;
    changed ??= [...entries];
    changed[index] = [name, next];
  }
  return changed ? (Object.fromEntries(changed) as JsonObject) : value;
}

const step = (value: Json, states: State[], found: (path: string, value: Json) => void, depth: number) =>
  states.length === 0 ? value : walk(value, passing(states), found, depth + 1);

/** `**` also stands for no level at all. */
function passing(states: Iterable<State>): State[] {
  const all = new Set(states);
  for (const state of all) if (state.part && state.part.is === "deep") all.add(state.next);
  return [...all];
}

function nextStates(states: readonly State[], place: string | number): State[] {
  const next: State[] = [];
  for (const state of states) {
    if (!state.part) continue;
    if (state.part.is === "deep") next.push(state);
    else if (leadsTo(state.part, place)) next.push(state.next);
  }
  return next;
}

function leadsTo(part: PathPart, place: string | number): boolean {
  switch (part.is) {
    case "name":
      return part.name === place;
    case "index":
      return part.index === place;
    case "entry":
      return typeof place === "number";
    case "each":
      return true;
    case "deep":
      return false;
  }
}
