import type { Json } from "@/shared/item";

/** A text that is no valid value yet, with the value the parameter had when it was written. */
export type Draft = { label: string; text: string; value: Json };

/** Drafts of a form by parameter path. Whoever keeps it lets them outlive the form. */
export type Drafts = Map<string, Draft>;

/** The draft of a field, as long as nobody changed the value otherwise. */
export function draftFor(drafts: Drafts, path: string, value: Json): Draft | undefined {
  const draft = drafts.get(path);
  return draft && JSON.stringify(draft.value) === JSON.stringify(value) ? draft : undefined;
}
