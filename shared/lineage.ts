import type { Item, Origin } from "./item";

/** Where the items of an input came from: a step and one of its output ports. */
export type StepPort = { step: number; port: string };

/** The input items an item came from; none where that is not known. */
export const originsOf = (from: Item["from"]): Origin[] =>
  from === undefined ? [] : Array.isArray(from) ? from : [from];

/** Which step gave the item that an origin means; without a named input it is that of the first. */
export function sourceOf(sources: { [port: string]: StepPort }, { input, source }: Origin): StepPort | undefined {
  if (source) return source;
  const port = input ?? Object.keys(sources).sort()[0];
  return port === undefined ? undefined : sources[port];
}
