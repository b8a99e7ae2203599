import { statePrefix } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import type { Item, Json } from "@/shared/item";

/** What is collected under a key, until it is given out. Each item has a name of its own: adding one writes only that. */
export type Batch = { id: string; place: string; dueAt: number; count: number };

/** Puts an item in, into a new batch if there is none. */
export function put(state: LastingState, place: string, item: Item, fresh: { id: string; dueAt: number }): Batch {
  const open = state.get(place) as Batch | undefined;
  const batch: Batch = open ? { ...open, count: open.count + 1 } : { ...fresh, place, count: 1 };
  const { json, binary } = item;
  state.set(itemName(batch.id, batch.count), (binary ? { json, binary } : { json }) as Json);
  state.set(place, batch);
  return batch;
}

/** Takes a batch out with its items; none when it was taken before. */
export function take(state: LastingState, place: string, id: string): Json[] {
  const batch = state.get(place) as Batch | undefined;
  if (batch?.id !== id) return [];
  const stored = state.list(itemName(id), batch.count);
  for (const { name } of stored) state.set(name, undefined);
  state.set(place, undefined);
  return stored.map(({ value }) => value);
}

/** Whose time is over by more than `graceMs`, whatever became of who should have given them out. */
export const overdue = (state: LastingState, name: string, graceMs: number): Batch[] =>
  state
    .list(statePrefix("digest", name), maxOpen)
    .map(({ value }) => value as Batch)
    .filter(({ dueAt }) => dueAt + graceMs < state.now);

const itemName = (id: string, number?: number) =>
  `digest-item ${id}\n${number === undefined ? "" : String(number).padStart(8, "0")}`;
const maxOpen = 1_000;
