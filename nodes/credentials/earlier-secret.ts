import { p } from "@/nodes/sdk";
import { sameText } from "./secret-text";

/** Callers do not change their secret in the moment in which it is changed here: for a while two are taken. */
export const whileChanging = { acceptsEarlier: [true] };

export const acceptsEarlier = p.toggle({
  label: "Take the earlier one too",
  help: "Of calls that come in, while their senders change to the new one",
  advanced: true,
});

/** An empty one opens nothing. */
export const knownNow = (now: string, isEarlierTaken: boolean, before: string): string[] =>
  [now, ...(isEarlierTaken ? [before] : [])].filter(Boolean);

/** Compares with all of them, so that the time says nothing of which it was. */
export const isOneOf = (given: string, secrets: readonly string[]): boolean =>
  secrets.map((secret) => sameText(given, secret)).some(Boolean);
